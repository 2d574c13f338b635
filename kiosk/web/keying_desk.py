"""What every keying page does: shows who keyed it before, and saves it in one write or says what stands in the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import sheets
from kiosk.campaigns import BOOTH, EVENT
from kiosk.ids import new_id
from kiosk.languages import say_date, say_time
from kiosk.records import all_of, get
from kiosk.sheets import PageMark, Saved, Sheet, Wanted
from kiosk.web.context import language, store, t
from kiosk.web.staff_facts import checked_id, staff_sender

Difference = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Desk:
    """One page on the desk: what is keyed of it now, and the form that is being filled in."""

    sheet: Sheet
    page: int
    facts: Sequence[sqlite3.Row]
    form: str

    @property
    def known(self) -> str:
        """The version of the page that this form shows."""
        return sheets.version_of(self.facts)

    @property
    def mark(self) -> PageMark | None:
        """Who keyed the page before, and when."""
        return sheets.mark_of(self.facts)


def open_desk(sheet: Sheet, page: int, form: str = "") -> Desk:
    """Put a page on the desk, with a new form unless one is being sent."""
    return Desk(sheet, page, sheets.facts_of_page(store().read(), sheet, page), form or new_id())


def desk_values(desk: Desk, errors: dict[str, str], differences: Sequence[Difference]) -> dict[str, object]:
    """Return what every keying template needs."""
    connection = store().read()
    event = get(connection, EVENT, desk.sheet.event)
    booth = next((row for row in all_of(connection, BOOTH, event["id"], archived=True) if row["id"] == desk.sheet.booth), None)
    return {
        "sheet": desk.sheet, "page": desk.page, "event": event, "booth": booth, "mark": desk.mark, "errors": errors,
        "fields": {"form": desk.form, "known": desk.known}, "differences": differences,
        "on_day": date.fromisoformat, "at": lambda moment: say_moment(event, moment),
    }  # fmt: skip


def say_moment(event: sqlite3.Row, moment: int) -> str:
    """Return day and time of an instant (ms) at the event's place, in the reader's words."""
    then = datetime.fromtimestamp(moment / 1000, ZoneInfo(event["zone"]))
    return f"{say_date(language(), then.date(), 'short')} {say_time(language(), then)}"


def save_wanted(sheet: Sheet, page: int, wanted: Sequence[Wanted]) -> Saved:
    """Save what the form says in one write; PageChanged when somebody else was faster."""
    sender, known, form = staff_sender(sheet.event), request.form.get("known", ""), checked_id(request.form.get("form", ""))
    return store().write(lambda connection: sheets.save_page(connection, sender, sheet, page, wanted, known=known, form=form))


def go_on(sheet: Sheet, page: int, saved: Saved) -> ResponseReturnValue:
    """Say what was done and go to the next page that is not keyed."""
    say_saved(sheet, page, saved)
    return redirect(next_url(sheet, page))


def say_saved(sheet: Sheet, page: int, saved: Saved) -> None:
    """Say what a saving did."""
    said = (
        "keying.saved.nothing_new"
        if not saved.recorded and not saved.voided
        else "keying.saved.corrected"
        if saved.voided
        else ""
    )
    flash(t(said or "keying.saved.page", page=page + sheet.pages_before), "good")


def next_url(sheet: Sheet, page: int) -> str:
    """Return where the next page that is not keyed is keyed in, else the list; a pile of slips is keyed in by their codes."""
    if sheet.kind == sheets.SLIPS:
        return url_for("keying.home")
    progress = next((each for each in sheets.progress_of(store().read(), sheet.event) if each.sheet.run == sheet.run), None)
    missing = progress.missing if progress else []
    following = [number for number in missing if number > page] or missing
    if not following:
        return url_for("keying.event", event=sheet.event)
    return url_for("keying.one", event=sheet.event, run=sheet.run, number=following[0])
