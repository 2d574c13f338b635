"""Reports between kiosks: a district takes in the files of its communities, and a community hands its figures in."""

from __future__ import annotations

import hashlib
import sqlite3
from io import BytesIO
from typing import IO

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.accounts import Account
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.errors import NotAllowed, NotFound, Refusal
from kiosk.figures.roll_up import read_roll_up
from kiosk.ids import now_ms
from kiosk.joining.identity import require_identity
from kiosk.joining.known_kiosks import TO_ADMIT
from kiosk.joining.receive import Introduction, introduce, receive_report
from kiosk.joining.report import keep_made, last_made, write_report
from kiosk.joining.reports import describe, list_received
from kiosk.joining.signed_file import MOST_BYTES
from kiosk.records import variant_of
from kiosk.web.access import COORDINATOR, READING, current_account, staff
from kiosk.web.context import config, language, page, store, t
from kiosk.web.joining import ADMITTING
from kiosk.web.leaves import asked_leaf
from kiosk.web.reports_view import MOST_REMINDERS, asked, notices, ours_of, told_line, told_lines
from kiosk.web.retention import say_moment
from kiosk.web.roll_up import TONES
from kiosk.web.security import takes_files
from kiosk.web.waiting import Waiting

blueprint = Blueprint("reports", __name__)
TAKING_IN = (*COORDINATOR, "district")
"""Who takes in what other kiosks report to the campaign's own organisation."""
ON_A_PAGE = 50
_waiting: Waiting[tuple[str, Introduction]] = Waiting()


@blueprint.app_context_processor
def names() -> dict[str, object]:
    """Let the tabs over the tallies say what there is to do about reports, and who told an event's figures."""
    return {"report_notices": notices, "told_line": told_line, "told_lines": told_lines}


@blueprint.get("/office/tallies/campaign/<campaign>/reports")
@staff(*READING)
def home(campaign: str) -> ResponseReturnValue:
    """What came in from whom and when, and what this kiosk handed in itself."""
    return _reports_page(campaign)


@blueprint.post("/office/tallies/campaign/<campaign>/reports/receive")
@takes_files(MOST_BYTES + 65_536)
@staff(*TAKING_IN)
def receive(campaign: str) -> ResponseReturnValue:
    """Take in a file; the same one twice changes nothing."""
    if not _takes(current_account(), records.get(store().read(), CAMPAIGN, campaign)):
        raise NotFound()
    file = request.files.get("file")
    if not file or not file.filename:
        flash(t("plan.problem.file_missing"), "bad")
    else:
        try:  # a large upload lies in a temporary file and is read from there
            outcome = receive_report(store(), file.stream, f"account:{current_account().id}")
        except TO_ADMIT as refusal:
            return _ask_to_admit(campaign, file.stream, t(refusal.key, **refusal.values))
        except Refusal as refusal:
            return _reports_page(campaign, t(refusal.key, **refusal.values))
        first, *more = describe(outcome, t)
        flash(first, "good")
        for line in more:
            flash(line, "warn")
    return redirect(url_for("reports.home", campaign=campaign))


def _reports_page(campaign: str, refused: str = "") -> ResponseReturnValue:
    row, who, read = records.get(store().read(), CAMPAIGN, campaign), current_account(), store().read()
    events = records.all_of(read, EVENT, campaign)
    if not _takes(who, row) and not any(who.may(READING, event["organisation"], event["id"]) for event in events):
        raise NotFound()
    ours = ours_of(read, campaign)
    owed = asked(row, read_roll_up(read, campaign, now=now_ms())) if events and _takes(who, row) else []
    received = asked_leaf(list_received(read, campaign) if who.may(READING, row["organisation"]) else [], ON_A_PAGE)
    return page(
        "tallies/reports.html", 422 if refused else 200, refused=refused, has_events=bool(events), campaign=row, owed=owed[:MOST_REMINDERS], more=max(0, len(owed) - MOST_REMINDERS), tones=TONES, leaf=received, takes=_takes(who, row), say_moment=say_moment, hands_in=bool(ours) and who.may(COORDINATOR, ours), last=last_made(read, campaign),
    )  # fmt: skip


def _ask_to_admit(campaign: str, content: IO[bytes], sentence: str) -> ResponseReturnValue:
    """Show who signed, and the number to compare; the file itself is not kept meanwhile."""
    try:
        signer = introduce(store().read(), content)
    except Refusal as refusal:
        return _reports_page(campaign, t(refusal.key, **refusal.values))
    if not current_account().may(ADMITTING, signer.organisation["id"]):
        raise NotAllowed()
    token, back = _waiting.keep((current_account().id, signer)), url_for("reports.home", campaign=campaign)
    return page(
        "joining/admit.html", sentence=sentence, name=signer.manifest.organisation.name, fingerprint=signer.fingerprint, ours=signer.organisation,
        token=token, action=url_for("reports.admit", campaign=campaign), back=back,
    )  # fmt: skip


@blueprint.post("/office/tallies/campaign/<campaign>/reports/admit")
@staff(*TAKING_IN)
def admit(campaign: str) -> ResponseReturnValue:
    """Let the kiosk in that signed the report, with the key that somebody compared, for the organisation that was shown."""
    if not _takes(current_account(), records.get(store().read(), CAMPAIGN, campaign)):
        raise NotFound()
    account, signer = _waiting.take(request.form.get("token", "")) or ("", None)
    if signer is None or account != current_account().id:
        flash(t("joining.gone"), "bad")
    else:
        store().write(lambda connection: signer.admit(connection, account))
        flash(t("reports.let_in", name=variant_of(signer.organisation, "name", language())), "good")
    return redirect(url_for("reports.home", campaign=campaign))


@blueprint.post("/office/tallies/campaign/<campaign>/reports/make")
@staff(*COORDINATOR)
def make(campaign: str) -> ResponseReturnValue:
    """The signed file with this kiosk's own figures."""
    row, who = records.get(store().read(), CAMPAIGN, campaign), current_account()
    ours = ours_of(store().read(), campaign)
    if not ours or not who.may(COORDINATOR, ours):
        raise NotFound()
    identity = store().write(lambda connection: require_identity(config().instance, connection))
    target = BytesIO()
    made = write_report(store().read(), identity, campaign, target, now=now_ms())
    content = target.getvalue()
    store().write(lambda connection: keep_made(connection, made, hashlib.sha256(content).hexdigest(), f"account:{who.id}"))
    response = Response(content, mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{row['code']}-{made.manifest.organisation.code}-figures.zip")
    return response


def _takes(who: Account, campaign: sqlite3.Row) -> bool:
    return who.may(TAKING_IN, campaign["organisation"])
