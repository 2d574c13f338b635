"""The queue of one event: all that it needs on paper, one button that plans and makes it, and what became of it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial, reduce
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from kiosk import languages
from kiosk.accounts import Account
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import is_id, new_id
from kiosk.prints.jobs import Job, begin_again, jobs_of, pdf_of, start_job
from kiosk.prints.kinds import PAIRING
from kiosk.prints.pages import CannotPrint
from kiosk.prints.pile_jams import lines_of, settle_pile, sheets_sent
from kiosk.prints.piles import Line, read_cards, stacks_of, what_is_stated
from kiosk.prints.plans import NothingToPrint
from kiosk.prints.proofs import INSTALL, can_verify
from kiosk.prints.queue import NothingLeft, Order, Queue, order_pile, read_queue, renew_pile
from kiosk.prints.runs import LocalAddress, get_run
from kiosk.prints.suggest import Reason
from kiosk.prints.thumbnails import thumbnail
from kiosk.prints.verdicts import keep_verdicts, reads_of, verdict_of
from kiosk.sync import Sender
from kiosk.web.access import COORDINATOR, PRINTING, current_account, require_event, staff
from kiosk.web.context import config, language, page, store, t
from kiosk.web.printing_blueprint import address_state, asked, blueprint, event_row
from kiosk.web.printing_files import own_job, proof_sentences
from kiosk.web.printing_plans import booths_by_id
from kiosk.web.refusals import field_sentences

MOST_COPIES = 100_000


@dataclass(frozen=True, slots=True)
class PileView:
    """The newest pile as its reader sees it."""

    job: Job
    lines: tuple[Line, ...]
    stacks: tuple[tuple[str, int], ...]
    problem: str
    proof: tuple[str, ...]
    stale: bool
    made: str


@blueprint.get("/office/print/<event>")
@staff(*PRINTING)
def event_runs(event: str) -> ResponseReturnValue:
    """One event's queue."""
    return _show(require_event(event, PRINTING), event, {})


@blueprint.post("/office/print/<event>/pile")
@staff(*PRINTING)
def print_pile(event: str) -> ResponseReturnValue:
    """Plan what is ticked, all of it or nothing, and begin to make the pile; sent twice, it is one pile."""
    who = require_event(event, PRINTING)
    if address_state() == "none" and "sample" not in request.form:
        flash(t("printing.address.first"), "info")
        return redirect(url_for("printing.address", event=event), 303)
    try:
        order_pile(config().instance, store(), _order(who, event))
    except NothingLeft as refusal:
        flash(t(refusal.key), "info")
    except InvalidFields as refusal:
        return _show(who, event, field_sentences(refusal), 422)
    except LocalAddress as refusal:
        return _show(who, event, {"local_confirmed": t(refusal.key, **refusal.values)}, 422)
    except (CannotPrint, NothingToPrint) as refusal:
        return _show(who, event, {"pile": t(refusal.key, **refusal.values)}, 422)
    return redirect(url_for("printing.event_runs", event=event), 303)


@blueprint.post("/office/print/job/<job>/again")
@staff(*PRINTING)
def make_again(job: str) -> ResponseReturnValue:
    """Make a PDF that failed, stopped or tells an old plan once more."""
    found = own_job(job)
    renewed = found.is_pile and not found.sheets  # the rest of a pile that jammed is what the rest of it is
    stated = store().write(lambda connection: renew_pile(connection, found)) if renewed else found.stated
    begin_again(config().instance, found, stated, partial(keep_verdicts, store()))
    if found.is_pile:
        return redirect(url_for("printing.event_runs", event=found.event), 303)
    return redirect(url_for("printing.job_page", job=job), 303)


@blueprint.get("/office/print/job/<job>/<stack>.pdf")
@staff(*PRINTING)
def stack_pdf(job: str, stack: str) -> ResponseReturnValue:
    """What is printed on one paper."""
    found = own_job(job)
    if stack not in {line.stack for line in lines_of(found)} | {"A4"}:
        raise NotFound()
    name = f"{event_row(found.event)['code']}-{stack}.pdf"
    return send_file(pdf_of(config().instance, found, stack), "application/pdf", as_attachment=True, download_name=name)


@blueprint.post("/office/print/job/<job>/printed")
@staff(*PRINTING)
def mark_printed(job: str) -> ResponseReturnValue:
    """Record that the whole pile came out: every run is printed, with as many copies as were planned."""
    found = own_job(job)
    sender = Sender(f"account:{current_account().id}", frozenset((found.event,)), authority=True, language=language())
    settle_pile(config().instance, store(), sender, found)
    flash(t("pile.marked_all"), "good")
    return redirect(url_for("printing.event_runs", event=found.event), 303)


@blueprint.get("/office/print/run/<run>.png")
@staff(*PRINTING)
def run_picture(run: str) -> ResponseReturnValue:
    """The first page, small and without names."""
    row = get_run(store().read(), run)
    require_event(row["event"], PRINTING)
    try:
        picture = thumbnail(config().instance, store().read(), row)
    except (CannotPrint, NothingToPrint):  # what it printed is gone from the plan: the queue shows its name
        raise NotFound() from None
    return send_file(io.BytesIO(picture.read_bytes()), "image/png")  # small, and a browser that goes away leaves no file open


@blueprint.post("/office/print/run/<run>/verify")
@staff(*PRINTING)
def verify_run(run: str) -> ResponseReturnValue:
    """Make a run's PDF and read all its codes back."""
    row = get_run(store().read(), run)
    require_event(row["event"], PRINTING)
    if not can_verify():
        flash(t("pile.proof.no_extra", command=INSTALL), "info")
        return redirect(url_for("printing.event_runs", event=row["event"]), 303)
    job = start_job(config().instance, store().read(), run, PRINTING, verify=True, finish=partial(keep_verdicts, store()))
    return redirect(url_for("printing.job_page", job=job.id), 303)


def _order(who: Account, event: str) -> Order:
    """Return what the form asks for: the ticked runs, and the ticked needs with their copies."""
    ticked = request.form.getlist("take")
    id = request.form.get("id", "")
    if not is_id(id):
        raise NotFound()
    if not ticked:
        raise InvalidFields({"pile": ("pile.nothing_ticked", {})})
    coordinates = _coordinates(who, event)
    needs = [key for key in ticked if key.startswith("need:") and (coordinates or key != f"need:{PAIRING}:")]
    copies = {key: _copies(key) for key in needs}
    runs = tuple(key.removeprefix("run:") for key in ticked if key.startswith("run:"))
    if not runs and not any(copies.values()):
        raise InvalidFields({"pile": ("pile.nothing_ticked", {})})
    return Order(event, id, {**asked(who), "id": ""}, runs, copies, PRINTING, COORDINATOR, config().retention_days)


def _copies(key: str) -> int:
    raw = request.form.get(f"copies:{key}", "").strip()
    if not raw.isascii() or not raw.isdigit() or len(raw) > 6 or int(raw) > MOST_COPIES:
        raise InvalidFields({f"copies:{key}": ("printing.between", {"least": 0, "most": MOST_COPIES})})
    return int(raw)


def _coordinates(who: Account, event: str) -> bool:
    return who.may(COORDINATOR, event_row(event)["organisation"], event)


def _show(who: Account, event: str, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    row, coordinates = event_row(event), _coordinates(who, event)
    queue = read_queue(store().read(), event, language(), cards=coordinates)
    mine = [job for job in jobs_of(config().instance, event) if who.may(job.roles, row["organisation"], event)]
    pile = next((job for job in mine if job.is_pile), None)
    told = next((cards for job in mine if job.cards and (cards := read_cards(config().instance / "prints", job.id))), None)
    return page(
        "printing/queue.html", status, event=row, queue=queue, errors=errors, typed=request.form, id=request.form.get("id") or new_id(),
        address=address_state(), pile=_view(pile, row["zone"]) if pile else None, cards=told.cards if told else (), booths=booths_by_id(event),
        proofs=_proofs_of_runs(queue, mine), coordinates=coordinates, can_verify=can_verify(), install=INSTALL, say_reasons=say_reasons,
        fact_ids=lambda: (new_id(), new_id()),
    )  # fmt: skip


def say_reasons(reasons: Iterable[Reason]) -> str:
    """Return the reckoning in one line."""
    return reduce(lambda before, after: t("pile.why.then", before=before, after=after), map(_say_reason, reasons))


def _say_reason(reason: Reason) -> str:
    said = {name: languages.say_number(language(), value) if isinstance(value, int) and name != "count" else value
            for name, value in reason.values.items()}  # fmt: skip
    if "day" in said:
        said["day"] = languages.say_date(language(), date.fromisoformat(str(said["day"])), "short")
    return t(f"pile.why.{reason.key}", **said)


def _view(job: Job, zone: str) -> PileView:
    lines = lines_of(job)
    sheets = stacks_of(lines, sheets_sent(job)) if lines else {}
    problem = t(job.problem, **job.values) if job.problem else t("pile.stopped") if job.state == "stopped" else ""
    stale = job.state == "done" and not job.sheets and job.stated != what_is_stated(store().read(), job.event, job.runs)
    made = languages.say_time(language(), datetime.fromtimestamp(job.made_at, UTC).astimezone(ZoneInfo(zone)))
    return PileView(job, lines, tuple(sheets.items()), problem, proof_sentences(job), stale, made)


def _proofs_of_runs(queue: Queue, jobs: Iterable[Job]) -> dict[str, bool]:
    """Return for each run that was read back whether all its codes were read, the last time."""
    kept = {line.state.row["id"]: verdict_of(line.state.row) for line in queue.lines if line.state}
    found = {run: verdict.read for run, verdict in kept.items() if verdict}
    for job in reversed(list(jobs)):  # what is read back just now may not be kept yet
        found |= reads_of(job)
    return found
