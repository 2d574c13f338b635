"""The keying page of the sign-in sheet: rows or just the subtotal, and "perhaps already number 23 by phone?"."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue

from kiosk import sheet_rows
from kiosk.errors import InvalidFields
from kiosk.sheet_rows import LookAlike, RowsPage
from kiosk.sheets import PageChanged, Sheet, say_clock
from kiosk.web.context import page as render
from kiosk.web.context import store, t
from kiosk.web.keying_desk import Desk, Difference, desk_values, go_on, open_desk, save_wanted
from kiosk.web.refusals import field_sentences


def show(sheet: Sheet, page: int) -> ResponseReturnValue:
    """The page as it is keyed, or blank."""
    desk = open_desk(sheet, page)
    return _page(desk, sheet_rows.read_rows(store().read(), sheet, page, desk.facts))


def save(sheet: Sheet, page: int) -> ResponseReturnValue:
    """Save the page; ask first about those who perhaps signed in by phone, and show what somebody else keyed meanwhile."""
    connection = store().read()
    typed = sheet_rows.type_rows(connection, sheet, page, request.form)
    desk = open_desk(sheet, page, request.form.get("form", ""))
    try:
        wanted = sheet_rows.wanted_facts(connection, sheet, page, typed)
    except InvalidFields as refusal:
        return _page(desk, typed, 422, errors=field_sentences(refusal))
    perhaps = sheet_rows.look_alikes(connection, sheet, page, typed)
    if perhaps:
        return _page(desk, typed, 422, perhaps=perhaps)
    try:
        saved = save_wanted(sheet, page, wanted)
    except PageChanged:
        desk = open_desk(sheet, page)
        theirs = sheet_rows.read_rows(store().read(), sheet, page, desk.facts)
        return _page(desk, typed, 409, differences=sheet_rows.differences(typed, theirs))
    return go_on(sheet, page, saved)


def _page(
    desk: Desk, typed: RowsPage, status: int = 200, *, errors: dict[str, str] | None = None, perhaps: Sequence[LookAlike] = (),
    differences: Sequence[Difference] = (),
) -> ResponseReturnValue:  # fmt: skip
    values = desk_values(desk, errors or {}, differences)
    event = values["event"]
    columns = [column for column in desk.sheet.layout["columns"] if column != "signature"]
    machine = _machine_of(desk)
    mismatch = typed.signed_in and typed.subtotal.isdecimal() and typed.subtotal.lstrip("0") != str(typed.signed_in)
    return render(
        "keying/rows.html", status, typed=typed, columns=columns, perhaps={each.row: each.found for each in perhaps},
        clock=lambda moment: say_clock(event, moment), is_clash=status == 409,  # type: ignore[arg-type]
        machine=t("keying.photo.beside", **machine) if machine else "",
        mismatch=t("keying.subtotal_differs", rows=typed.signed_in, subtotal=typed.subtotal) if mismatch else "", **values,
    )  # fmt: skip


def _machine_of(desk: Desk) -> dict[str, int] | None:
    """Return what a program read from the page's photo, beside what a person confirmed; None when it was keyed without one."""
    read = [json.loads(fact["data"]).get("machine") for fact in desk.facts if not fact["row"]]
    return next((each for each in read if each), None)
