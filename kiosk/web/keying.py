"""Paper comes back in: what was printed and is not keyed yet, and the way from a page's code to its keying page."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import sheets
from kiosk.campaigns import BOOTH, EVENT, status_at
from kiosk.errors import NotFound
from kiosk.ids import now_ms
from kiosk.languages import say_list
from kiosk.printed_codes import find_code_use
from kiosk.records import all_of, get
from kiosk.web import keying_counts, keying_registration, keying_rows
from kiosk.web.access import COORDINATOR, current_account, require_event, staff
from kiosk.web.context import language, page, store, t
from kiosk.web.keying_desk import say_moment

blueprint = Blueprint("keying", __name__)


@blueprint.get("/office/keying")
@staff(*COORDINATOR)
def home() -> ResponseReturnValue:
    """Choose the event, or type (or scan) the code of a page."""
    code = request.args.get("code", "").strip()
    if code:
        return _open_code(code)
    return _home_page("", 200)


@blueprint.get("/office/keying/<event>")
@staff(*COORDINATOR)
def event(event: str) -> ResponseReturnValue:
    """What was printed for the event, page by page: keyed by whom, or missing."""
    require_event(event)
    connection = store().read()
    row = get(connection, EVENT, event)
    booths = {booth["id"]: booth for booth in all_of(connection, BOOTH, event, archived=True)}
    runs = [
        (progress, booths.get(progress.sheet.booth), _say_missing(progress)) for progress in sheets.progress_of(connection, event)
    ]
    print_url = url_for("printing.home") if "printing.home" in current_app.view_functions else None
    return page("keying/event.html", event=row, runs=runs, print_url=print_url, at=lambda moment: say_moment(row, moment))


@blueprint.route("/office/keying/<event>/<run>/<int:number>", methods=["GET", "POST"])
@staff(*COORDINATOR)
def one(event: str, run: str, number: int) -> ResponseReturnValue:
    """One page, shaped like the paper."""
    require_event(event)
    sheet = sheets.get_sheet(store().read(), event, run, number)
    if sheet.kind == "registration":
        return keying_registration.save(sheet, number) if request.method == "POST" else keying_registration.show(sheet, number)
    if sheets.PAGE_KINDS[sheet.kind] == "sheet":
        return keying_rows.save(sheet, number) if request.method == "POST" else keying_rows.show(sheet, number)
    return keying_counts.save(sheet, number) if request.method == "POST" else keying_counts.show(sheet, number)


def _open_code(code: str) -> ResponseReturnValue:
    """A page of a sheet has a keying page of its own; a wish card is keyed in at its event's wall."""
    use = find_code_use(store().read(), code)
    if use is not None and use.kind == "wish":
        return redirect(url_for("wall.card", event=use.event, code=use.code))
    try:
        event, run, number = sheets.find_page(store().read(), code)
        require_event(event)
    except NotFound:
        return _home_page(code, 404)
    return redirect(url_for("keying.one", event=event, run=run, number=number))


def _home_page(code: str, status: int) -> ResponseReturnValue:
    connection, who = store().read(), current_account()
    rows = connection.execute("SELECT * FROM event WHERE archived_at IS NULL ORDER BY day DESC, starts").fetchall()
    mine = [row for row in rows if who.may(COORDINATOR, row["organisation"], row["id"])]
    printed = sheets.events_with_sheets(connection)
    events = [
        (row, status_at(row, now_ms()), sheets.progress_of(connection, row["id"]) if row["id"] in printed else []) for row in mine
    ]
    return page("keying/home.html", status, events=events, code=code, on_day=date.fromisoformat)


def _say_missing(progress: sheets.SheetProgress) -> str:
    """Return "12 pages printed, 9 keyed, missing 4, 7, 11" in the reader's language."""
    pages, keyed = progress.sheet.pages, len(progress.keyed)
    if progress.sheet.kind in sheets.ONE_BY_ONE:
        return t("keying.progress.slips", count=pages, keyed=keyed)
    if not progress.missing:
        return t("keying.progress.all", count=pages)
    if not keyed:
        return t("keying.progress.none", count=pages)
    numbers = say_list(language(), [str(number) for number in progress.missing])
    return t("keying.progress.some", count=pages, keyed=keyed, missing=numbers)
