"""After a photo's count is confirmed: which people of the roster the signed rows are, and all of them checked in by one press."""

from __future__ import annotations

import re
from collections.abc import Collection

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import sheet_rows
from kiosk.languages import say_list
from kiosk.sheet_rows import Row, RowsPage
from kiosk.sheets import PageChanged, Saved, Sheet
from kiosk.web.context import language, store
from kiosk.web.context import page as render
from kiosk.web.keying_desk import desk_values, go_on, next_url, open_desk, save_wanted, say_saved


def offer(sheet: Sheet, page: int, saved: Saved, signed: Collection[int]) -> ResponseReturnValue:
    """Go on from a confirmed count: to the people whose printed names were signed, where there are any, else to the next page."""
    typed = sheet_rows.read_rows(store().read(), sheet, page, open_desk(sheet, page).facts)
    if not _invited(typed, signed):
        return go_on(sheet, page, saved)
    say_saved(sheet, page, saved)
    rows = ",".join(str(row) for row in sorted(signed))
    return redirect(url_for("keying_photos.people", event=sheet.event, run=sheet.run, number=page, rows=rows))


def show(sheet: Sheet, page: int, status: int = 200) -> ResponseReturnValue:
    """The people of the signed rows (``rows``: 1,2,5) who are not checked in from this page yet."""
    connection, desk, signed = store().read(), open_desk(sheet, page), _signed_rows()
    typed = sheet_rows.read_rows(connection, sheet, page, desk.facts)
    people = _invited(typed, signed)
    if not people:
        return redirect(next_url(sheet, page))
    guests = [str(row.number) for row in typed.rows if row.row in signed and not row.invited and not row.counts]
    return render(
        "keying/photo_people.html", status, people=people, guest_count=len(guests), guests=say_list(language(), guests), rows=request.values.get("rows", ""), is_clash=status == 409,
        came=sheet_rows.came_already(connection, sheet.event, [row.invited for row in people]), later=next_url(sheet, page),
        **desk_values(desk, {}, ()),
    )  # fmt: skip


def save(sheet: Sheet, page: int) -> ResponseReturnValue:
    """Check them in as rows of the page.  Rows signed by guests come along without a name, so that the page counts what it counted."""
    connection = store().read()
    typed = sheet_rows.read_rows(connection, sheet, page, open_desk(sheet, page).facts)
    wanted = sheet_rows.wanted_facts(connection, sheet, page, sheet_rows.with_signed(typed, _signed_rows()))
    try:
        saved = save_wanted(sheet, page, wanted)
    except PageChanged:
        return show(sheet, page, 409)
    return go_on(sheet, page, saved)


def _signed_rows() -> set[int]:
    """Return the rows that the address or the form names."""
    return {int(row) for row in re.findall(r"\b[0-9]{1,3}\b", request.values.get("rows", ""))}


def _invited(typed: RowsPage, signed: Collection[int]) -> list[Row]:
    return [row for row in typed.rows if row.row in signed and row.invited and not row.counts]
