"""The keying pages of figures: the 正字 tally sheet, hour by item, and the distribution record, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue

from kiosk import sheet_counts
from kiosk.campaigns import BOOTH, EVENT, MATERIAL
from kiosk.errors import InvalidFields
from kiosk.records import all_of, get, variant_of
from kiosk.sheet_counts import Figures
from kiosk.sheets import PageChanged, Sheet
from kiosk.web.context import language, store
from kiosk.web.context import page as render
from kiosk.web.keying_desk import Desk, Difference, desk_values, go_on, open_desk, save_wanted
from kiosk.web.refusals import field_sentences


def show(sheet: Sheet, page: int) -> ResponseReturnValue:
    """The page as it is keyed, or blank."""
    desk = open_desk(sheet, page)
    return _page(desk, sheet_counts.read_figures(store().read(), sheet, page, desk.facts))


def save(sheet: Sheet, page: int) -> ResponseReturnValue:
    """Save the page, or show what is wrong with it, or what somebody else keyed meanwhile."""
    connection = store().read()
    typed = sheet_counts.type_figures(connection, sheet, page, request.form)
    desk = open_desk(sheet, page, request.form.get("form", ""))
    try:
        wanted = sheet_counts.wanted_facts(connection, sheet, typed)
    except InvalidFields as refusal:
        return _page(desk, typed, 422, errors=field_sentences(refusal))
    try:
        saved = save_wanted(sheet, page, wanted)
    except PageChanged:
        desk = open_desk(sheet, page)
        theirs = sheet_counts.read_figures(store().read(), sheet, page, desk.facts)
        return _page(desk, typed, 409, differences=sheet_counts.differences(typed, theirs))
    return go_on(sheet, page, saved)


def _page(
    desk: Desk, typed: Figures, status: int = 200, *, errors: dict[str, str] | None = None, differences: Sequence[Difference] = ()
) -> ResponseReturnValue:
    connection, sheet = store().read(), desk.sheet
    event = get(connection, EVENT, sheet.event)
    booths = {row["id"]: row for row in all_of(connection, BOOTH, sheet.event, archived=True)}
    materials = {row["id"]: row for row in all_of(connection, MATERIAL, event["campaign"], archived=True)}
    template = "keying/tally_sheet.html" if sheet.kind == "tally_sheet" else "keying/record.html"
    return render(
        template, status, typed=typed, columns=sheet_counts.columns_of(sheet), booths=booths, materials=materials,
        booth_choices=[("", ""), *((id, f"{row['code']} {variant_of(row, 'name', language())}") for id, row in booths.items())],
        material_choices=[("", ""), *((id, f"{row['code']} {variant_of(row, 'title', language())}") for id, row in materials.items())],
        is_clash=status == 409, **desk_values(desk, errors or {}, differences),
    )  # fmt: skip
