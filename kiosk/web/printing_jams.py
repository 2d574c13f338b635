"""It jammed: the first and the last good sheet are asked, of a pile the last one, the copies recorded, and the rest printed again."""

from __future__ import annotations

import io
import sqlite3

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import is_id, new_id
from kiosk.prints import jams, pile_jams
from kiosk.prints.jobs import Job
from kiosk.prints.pages import count_sheets
from kiosk.prints.piles import stacks_of
from kiosk.prints.runs import get_run, record_copies
from kiosk.sync import Sender
from kiosk.web.access import PRINTING, current_account, require_event, staff
from kiosk.web.context import config, language, page, store, t
from kiosk.web.printing_blueprint import blueprint, event_row, run_name, typed_number
from kiosk.web.printing_files import own_job, send_pdf
from kiosk.web.refusals import field_sentences

NO_SHEETS = "0"
"""Instead of ranges: nothing is left to print."""


@blueprint.get("/office/print/run/<run>/jam")
@staff(*PRINTING)
def jam(run: str) -> ResponseReturnValue:
    """Ask which sheets came out well, or, with ``rest``, offer the others."""
    return _show(_own(run), {})


@blueprint.post("/office/print/run/<run>/jam")
@staff(*PRINTING)
def record_jam(run: str) -> ResponseReturnValue:
    """Record the good and the spoiled copies, and go on to the rest; the same form again is the same facts."""
    row = _own(run)
    try:
        sent = _sent(row, request.form.get("sheets", ""))
        first, last = typed_number("first", 0, 0), typed_number("last", 0, 0)
        found = jams.read_jam(sent, first or min(last, 1), last, typed_number("spoiled", 0, 0))
        _record(row, *jams.cost_of(store().read(), row, found))
    except InvalidFields as refusal:
        return _show(row, field_sentences(refusal), 422)
    rest = jams.say_ranges(found.rest) or NO_SHEETS
    return redirect(url_for("printing.jam", run=run, rest=rest), 303)


@blueprint.get("/office/print/run/<run>/sheets.pdf")
@staff(*PRINTING)
def sheets_pdf(run: str) -> ResponseReturnValue:
    """Some sheets of a run (``sheets``: 1-3,8), each exactly as it was."""
    row = _own(run)
    file = io.BytesIO()
    jams.write_sheets(store().read(), row, jams.ranges_of(_sent(row, request.args.get("sheets", ""))), file)
    return send_pdf(file.getvalue(), f"{event_row(row['event'])['code']}-{row['code']}")


@blueprint.get("/office/print/job/<job>/jam")
@staff(*PRINTING)
def pile_jam(job: str) -> ResponseReturnValue:
    """Ask which sheet of a pile was the last good one, of the whole file or of one stack's."""
    return _show_pile(_own_pile(job), {})


@blueprint.post("/office/print/job/<job>/jam")
@staff(*PRINTING)
def record_pile_jam(job: str) -> ResponseReturnValue:
    """Record the good and the spoiled sheets of a pile and begin to make the rest; the same form again is the same facts."""
    pile = _own_pile(job)
    id, stack = request.form.get("id", ""), request.values.get("stack", "")
    if not is_id(id):
        raise NotFound()
    try:
        last, spoiled = typed_number("last", 0, 0), typed_number("spoiled", 0, 0)
        rest = pile_jams.record_pile_jam(config().instance, store(), _sender(pile.event), pile, stack=stack, last=last, spoiled=spoiled, id=id)
    except InvalidFields as refusal:
        return _show_pile(pile, field_sentences(refusal), 422)
    flash(_say_last_good(pile, stack, last) if last else t("pile.jam.none_good"), "info")
    if rest is None:
        flash(t("printing.jam.nothing_left"), "good")
    return redirect(url_for("printing.event_runs", event=pile.event), 303)


def _own_pile(job: str) -> Job:
    """Return a pile that is made; NotFound for one that is not, or of which it is recorded what became of it."""
    found = own_job(job)
    if not found.is_pile or found.state != "done":
        raise NotFound()
    return found


def _say_last_good(pile: Job, stack: str, last: int) -> str:
    """Return which paper the last good sheet was, and how far in it."""
    places = pile_jams.places_of(pile, pile_jams.sheets_sent(pile, stack))
    first, final, line = next(place for place in places if place[0] <= last <= place[1])
    name = f"{line.code} {line.name}".strip() if line else t("pile.jam.list")
    return t("pile.jam.last_good", name=name, sheet=last - first + 1, count=final - first + 1)


def _show_pile(pile: Job, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    lines, stack = pile_jams.lines_of(pile), request.values.get("stack", "")
    sent = pile_jams.sheets_sent(pile, stack)
    return page(
        "printing/pile_jam.html", status, job=pile, event=event_row(pile.event), stack=stack, sent=len(sent), errors=errors,
        stacks=stacks_of(lines, pile_jams.sheets_sent(pile)), places=pile_jams.places_of(pile, sent), typed=request.form, id=new_id(),
    )  # fmt: skip


def _sender(event: str) -> Sender:
    return Sender(f"account:{current_account().id}", frozenset((event,)), authority=True, language=language())


def _own(run: str) -> sqlite3.Row:
    row = get_run(store().read(), run)
    require_event(row["event"], PRINTING)
    return row


def _sent(run: sqlite3.Row, ranges: str) -> list[int]:
    return jams.read_ranges(ranges, count_sheets(store().read(), run))


def _record(run: sqlite3.Row, good: int, spoiled: int) -> None:
    """Copies are counted of what is handed out; pages to be filled in are not."""
    if not run["material"] or not good + spoiled:
        return
    sender = _sender(run["event"])
    ids = {"print_id": request.form.get("print_id", ""), "spoil_id": request.form.get("spoil_id", "")}
    answers = store().write(lambda c: record_copies(c, sender, run["id"], good + spoiled, spoiled, **ids))
    wrong = [str(answer["message"]) for answer in answers if answer["result"] in ("conflict", "rejected")]
    said = wrong[0] if wrong else t("printing.run.recorded", made=f"{good + spoiled:,}", spoiled=f"{spoiled:,}")
    flash(said, "bad" if wrong else "good")


def _show(run: sqlite3.Row, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    rest = request.args.get("rest", "")
    left = _sent(run, rest) if rest not in ("", NO_SHEETS) else []
    sheets = request.values.get("sheets", "")
    return page(
        "printing/jam.html", status, run=run, event=event_row(run["event"]), name=run_name(run), rest=rest, left=left, sheets=sheets,
        sent=len(_sent(run, sheets)) if not rest else 0, errors=errors, typed=request.form, ids=(new_id(), new_id()),
    )  # fmt: skip
