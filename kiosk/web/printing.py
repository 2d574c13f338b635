"""The events to print for, single runs, what came off the press, and what a printed code stands for."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.codes import clean, show_code
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import new_id
from kiosk.languages import say_day_and_time
from kiosk.printed_codes import CodeUse, look_up
from kiosk.prints import runs as print_runs
from kiosk.prints.kept_words import is_out_of_date
from kiosk.prints.kinds import kind_of
from kiosk.prints.pages import CannotPrint, count_sheets
from kiosk.prints.plans import NothingToPrint
from kiosk.prints.posters import find_poster
from kiosk.prints.queue import standings
from kiosk.prints.runs import bundle_count, bundle_serials, get_run, run_state
from kiosk.prints.verdicts import verdict_of
from kiosk.sync import Sender
from kiosk.web import (
    printing_address,
    printing_files,
    printing_first,
    printing_help,
    printing_jams,
    printing_plans,
    printing_posters,
    printing_queue,
)
from kiosk.web.access import PRINTING, current_account, require_event, staff
from kiosk.web.context import language, page, store, t
from kiosk.web.printing_blueprint import address_state, blueprint, event_row, my_events, run_name, typed_number
from kiosk.web.printing_tests import view_test
from kiosk.web.refusals import field_sentences

__all__ = [
    "blueprint", "printing_address", "printing_files", "printing_first", "printing_help", "printing_jams", "printing_plans",
    "printing_posters", "printing_queue",
]  # fmt: skip

MOST_EVENTS = 30


@blueprint.get("/office/print")
@staff(*PRINTING)
def home() -> ResponseReturnValue:
    """Every event with what there is to print, the newest event first."""
    events = my_events(PRINTING)
    standing = standings(store().read(), [event["id"] for event in events[:MOST_EVENTS]])
    piles = [(event, standing[event["id"]]) for event in events[:MOST_EVENTS]]
    return page("printing/home.html", piles=piles, more=len(events) > MOST_EVENTS, address=address_state())


@blueprint.get("/office/print/run/<run>")
@staff(*PRINTING)
def run_page(run: str) -> ResponseReturnValue:
    """One run: its PDF, printing a part again, and what came off the press."""
    row = _own_run(run)
    return _show_run(row, {})


@blueprint.post("/office/print/run/<run>/copies")
@staff(*PRINTING)
def record_copies(run: str) -> ResponseReturnValue:
    """Record how many copies were made and how many of them spoiled."""
    row = _own_run(run)
    sender = Sender(f"account:{current_account().id}", frozenset((row["event"],)), authority=True, language=language())
    try:
        made, spoiled = typed_number("made", 0, 0), typed_number("spoiled", 0, 0)
        ids = {"print_id": request.form.get("print_id", ""), "spoil_id": request.form.get("spoil_id", "")}
        answers = store().write(lambda c: print_runs.record_copies(c, sender, run, made, spoiled, **ids))
    except InvalidFields as refusal:
        return _show_run(row, field_sentences(refusal), 422)
    wrong = [str(answer["message"]) for answer in answers if answer["result"] in ("conflict", "rejected")]
    flash(wrong[0] if wrong else t("printing.run.recorded", made=f"{made:,}", spoiled=f"{spoiled:,}"), "bad" if wrong else "good")
    return _back_from(row)


@blueprint.post("/office/print/run/<run>/state")
@staff(*PRINTING)
def advance(run: str) -> ResponseReturnValue:
    """Say that a run was tried, printed or bundled."""
    row = _own_run(run)
    wanted = request.form.get("state", "")
    store().write(lambda c: print_runs.advance_state(c, run, wanted))
    return _back_from(row)


@blueprint.post("/office/print/run/<run>/renew")
@staff(*PRINTING)
def renew(run: str) -> ResponseReturnValue:
    """Let a run of which nothing was printed yet say what the plan says now."""
    _own_run(run)
    if store().write(lambda connection: print_runs.renew_run(connection, run)):
        flash(t("printing.run.renewed"), "good")
    return redirect(url_for("printing.run_page", run=run), 303)


@blueprint.get("/office/print/code/<code>")
@staff(*PRINTING)
def code(code: str) -> ResponseReturnValue:
    """What a printed code stands for, for signed-in staff: its run, its bundle, and where that is."""
    use = look_up(store().read(), code)
    if use is None:
        return page("printing/unknown_code.html", 404, code=show_code(clean(code)))
    require_event(use.event, PRINTING)
    run = get_run(store().read(), use.run)
    return page(
        "printing/code.html", use=use, shown=show_code(use.code), run=run, event=event_row(use.event), name=run_name(run),
        bundle=_bundle_facts(run, use), poster=find_poster(store().read(), use),
    )  # fmt: skip


def _back_from(run: sqlite3.Row) -> ResponseReturnValue:
    """Return to where the act was asked for: the event's queue, or the run."""
    if request.form.get("back") == "pile":
        return redirect(url_for("printing.event_runs", event=run["event"]), 303)
    return redirect(url_for("printing.run_page", run=run["id"]), 303)


def _own_run(run: str) -> sqlite3.Row:
    row = get_run(store().read(), run)
    require_event(row["event"], PRINTING)
    return row


def _sheets(connection: sqlite3.Connection, run: sqlite3.Row) -> int | None:
    """Return how many sheets a run takes; None when nothing of it can be printed any more, as the plan stands."""
    try:
        return count_sheets(connection, run)
    except (CannotPrint, NothingToPrint):
        return None


def _show_run(row: sqlite3.Row, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    connection = store().read()
    return page(
        "printing/run.html", status, run=row, kind=kind_of(row["kind"]), state=run_state(connection, row), event=event_row(row["event"]), name=run_name(row),
        sheets=_sheets(connection, row), bundles=bundle_count(row), errors=errors, typed=request.form,
        ids=(new_id(), new_id()), languages_said=row["language"].split(), renews=print_runs.may_renew(connection, row),
        changed=is_out_of_date(connection, row), verdict=_say_verdict(row), test=view_test(row), typed_test=request.args,
    )  # fmt: skip


def _say_verdict(run: sqlite3.Row) -> str:
    """Return whether all codes of a run were read back, and when; '' where they never were."""
    verdict = verdict_of(run)
    if verdict is None:
        return ""
    zone = ZoneInfo(event_row(run["event"])["zone"])
    when = say_day_and_time(language(), datetime.fromtimestamp(verdict.at / 1000, UTC).astimezone(zone))
    return t("pile.proof.kept" if verdict.read else "pile.proof.kept_unread", count=verdict.codes, when=when)


def _bundle_facts(run: sqlite3.Row, use: CodeUse) -> dict[str, object]:
    """Return the serials of a code's bundle, where it was last, and its counts there."""
    if not use.bundle:
        return {}
    try:
        first, last = bundle_serials(run, use.bundle)
    except NotFound:
        return {}
    connection = store().read()
    where = connection.execute(
        "SELECT b.* FROM bundle_place p JOIN booth b ON b.id = p.booth WHERE p.run = ? AND p.bundle = ? ORDER BY p.at DESC, p.id DESC LIMIT 1",
        (run["id"], use.bundle),
    ).fetchone()
    counts = connection.execute(
        "SELECT measure, sum(quantity) AS quantity FROM bundle_tally WHERE run = ? AND bundle = ? GROUP BY 1",
        (run["id"], use.bundle),
    ).fetchall()
    return {"first": first, "last": last, "where": where, "counts": {row["measure"]: row["quantity"] for row in counts}}
