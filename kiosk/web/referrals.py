"""The private queue of case workers: tips of one event, one case at a time, and only numbers for everybody else."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import records, referrals
from kiosk.accounts import accounts_with_role
from kiosk.campaigns import EVENT
from kiosk.errors import InvalidFields, NotFound
from kiosk.figures.published import Numbers, read_numbers
from kiosk.ids import new_id, now_ms
from kiosk.joining.reports import told_by_others
from kiosk.organisations import ORGANISATION
from kiosk.privacy import notices
from kiosk.privacy.erasures import erase_with
from kiosk.privacy.notices import clean_personal
from kiosk.referrals import NEXT, SERVICES, Done, Line
from kiosk.sealing import KeyRing, read_keys, require_keys
from kiosk.web import referral_settings, referral_slips
from kiosk.web.access import CASE_WORKER, COORDINATOR, current_account, require_event, staff
from kiosk.web.context import config, page, store, t
from kiosk.web.keying_desk import say_moment
from kiosk.web.public_base import kept_words
from kiosk.web.refusals import field_sentences
from kiosk.web.staff_facts import checked_id

__all__ = ["blueprint"]

blueprint = Blueprint("referrals", __name__)
blueprint.register_blueprint(referral_settings.blueprint)
blueprint.register_blueprint(referral_slips.blueprint)
_DAY_MS = 86_400_000
STEPS = ("tip", "contacted", "consented", "refused", "referred", "visited", "accepted", "closed")


@blueprint.get("/office/referrals/event/<event>")
@staff(*COORDINATOR, *CASE_WORKER)
def one(event: str) -> ResponseReturnValue:
    """Whether cases are open and overdue, for a coordinator, to whom their number is no more published than any small count; a case worker
    goes on to the queue."""
    row = records.get(store().read(), EVENT, event)
    if current_account().may(CASE_WORKER, row["organisation"], event):
        return redirect(url_for("referrals.queue", event=event))
    require_event(event)
    is_open, overdue = referrals.count_open(store().read(), event)
    return page("referrals/counts.html", event=row, is_open=is_open > 0, overdue=overdue > 0)


@blueprint.get("/office/referrals/event/<event>/queue")
@staff()
def queue(event: str) -> ResponseReturnValue:
    """The cases of an event by what is due first, without a word of what was told, and the exact counts."""
    require_event(event, CASE_WORKER)
    connection, now = store().read(), now_ms()
    row, lines = records.get(connection, EVENT, event), referrals.lines_at(connection, event)
    _, unread = referrals.missing_keys(connection, read_keys(config().instance))
    return page(
        "referrals/queue.html", event=row, lines=lines, is_open=[line for line in lines if line.is_open],
        overdue=sum(line.is_overdue(now) for line in lines), exact=_exact(connection, row), steps=(*STEPS, "by_consultation"), unread=unread, due=say_due,
        names=dict(_workers(row)), moment=lambda at: say_moment(row, at),
    )  # fmt: skip


def _exact(connection: sqlite3.Connection, event: sqlite3.Row) -> list[tuple[sqlite3.Row, list[int]]]:
    """Return the exact counts of each event of the campaign that the case worker looks after and that has any."""
    who, numbers = current_account(), read_numbers(connection, event["campaign"])
    theirs = told_by_others(connection, event["campaign"])
    rows = connection.execute("SELECT * FROM event WHERE campaign = ? ORDER BY day, starts, code", (event["campaign"],)).fetchall()
    mine = [row for row in rows if row["id"] in numbers and row["id"] not in theirs and who.may(CASE_WORKER, row["organisation"], row["id"])]
    counts = [(row, _counts(numbers[row["id"]])) for row in mine]
    return [(row, found) for row, found in counts if any(found)]


def _counts(numbers: Numbers) -> list[int]:
    return [*(numbers.steps[step] for step in STEPS), numbers.outcomes["referred"]]


def say_due(line: Line) -> tuple[str, str]:
    """Return (tone, words) of when the next step of an open case is due."""
    left = (line.due_at or 0) - now_ms()
    if left < 0:
        return "bad", t("referrals.due.overdue", count=max(1, -left // _DAY_MS))
    days = left // _DAY_MS
    return ("warn", t("referrals.due.today")) if days == 0 else ("info", t("referrals.due.in_days", count=days))


@blueprint.get("/office/referrals/case/<case>")
@staff()
def show_case(case: str) -> ResponseReturnValue:
    """What was told and what happened since; the look is on record before anything is opened."""
    line = _require_case(case)
    return _case_page(line, {}, {})


@blueprint.post("/office/referrals/case/<case>/step")
@staff()
def take_step(case: str) -> ResponseReturnValue:
    """Record the next step with what was noted.  OutOfOrder."""
    line, form = _require_case(case), request.form
    step, id = form.get("step", ""), checked_id(form.get("id", ""))
    if step not in NEXT["tip"] and all(step not in after for after in NEXT.values()):
        raise NotFound()
    errors = _problems(step)
    try:
        note = clean_personal(form, {name: referrals.LONGEST[name] for name in ("organisation", "remark")})
    except InvalidFields as refusal:
        errors |= field_sentences(refusal)
    if errors:
        return _case_page(line, {f"{step}-{name}": sentence for name, sentence in errors.items()}, form.to_dict())
    note |= {"service": form["service"]} if step == "referred" else {}
    version = _consent_notice(line.event).version if step == "consented" else None
    done, instance = Done(id, step, current_account().id, note, version), config().instance
    store().write(lambda connection: referrals.record_step(connection, require_keys(instance), case, done))
    flash(t(f"referrals.recorded.{step}"), "good")
    return redirect(url_for("referrals.show_case", case=case))


def _problems(step: str) -> dict[str, str]:
    if step == "referred" and request.form.get("service") not in SERVICES:
        return {"service": t("referrals.tip.choose")}
    if step == "consented" and "told" not in request.form:
        return {"told": t("referrals.consent_missing")}
    return {}


@blueprint.post("/office/referrals/case/<case>/take-back")
@staff()
def take_back(case: str) -> ResponseReturnValue:
    """Void the last step; a tip that was taken in by mistake goes altogether, with a certificate of that."""
    event, id, entry = referrals.event_of(store().read(), case), checked_id(request.form.get("id", "")), request.form.get("entry", "")
    by = require_event(event, CASE_WORKER).id
    goes = len(referrals.read_steps(store().read(), KeyRing(), case)) <= 1
    if goes:
        erase_with(store(), config().instance, case, by, lambda connection: referrals.take_back(connection, case, entry, id=id, by=by))
    else:
        store().write(lambda connection: referrals.take_back(connection, case, entry, id=id, by=by))
    flash(t("referrals.taken_back"), "good")
    return redirect(url_for("referrals.queue", event=event) if goes else url_for("referrals.show_case", case=case))


@blueprint.post("/office/referrals/case/<case>/give")
@staff()
def give(case: str) -> ResponseReturnValue:
    """Give a case to a case worker of this event, or to nobody."""
    line, worker = _require_case(case), request.form.get("worker", "")
    if worker and worker not in dict(_workers(records.get(store().read(), EVENT, line.event))):
        raise NotFound()
    by = current_account().id
    store().write(lambda connection: referrals.give_to(connection, line, worker, by=by))
    flash(t("referrals.given"), "good")
    return redirect(url_for("referrals.show_case", case=case))


def _require_case(case: str) -> Line:
    """Return a case of an event whose case worker asks; a sister's is NotFound."""
    line = referrals.find_line(store().read(), case)
    require_event(line.event, CASE_WORKER)
    return line


def _case_page(line: Line, errors: dict[str, str], typed: dict[str, str]) -> ResponseReturnValue:
    who, connection = current_account(), store().read()
    store().write(lambda writer: referrals.log_look(writer, line, who.id))
    ring, event = _ring(), records.get(connection, EVENT, line.event)
    told, steps = referrals.read_told(connection, ring, line.id), referrals.read_steps(connection, ring, line.id)
    row = connection.execute("SELECT may_contact FROM referral_case WHERE id = ?", (line.id,)).fetchone()
    workers = _workers(event)
    return page(
        "referrals/case.html", 422 if errors else 200, line=line, event=event, told=told, may_contact=bool(row["may_contact"]), steps=steps,
        following=NEXT[line.state], due=say_due, workers=workers, names=dict(workers), errors=errors, typed=typed,
        service_choices=[(each, t(f"referrals.service.{each}")) for each in SERVICES], longest=referrals.LONGEST, consent=_consent_notice(line.event),
        moment=lambda at: say_moment(event, at), new_id=new_id,
    )  # fmt: skip


def _ring() -> KeyRing:
    return read_keys(config().instance)


def _consent_notice(event: str) -> notices.Notice:
    """Return what is read to the person before they agree, in the reader's language, with its version."""
    row = records.get(store().read(), EVENT, event)
    return kept_words(notices.consent_bodies(records.get(store().read(), ORGANISATION, row["organisation"])))


def _workers(event: sqlite3.Row) -> list[tuple[str, str]]:
    """Return (account, name) of who may look after cases of an event."""
    return accounts_with_role(store().read(), "case_worker", event["organisation"], event["id"])


