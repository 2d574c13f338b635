"""Reports between kiosks: a district takes in the files of its communities, and a community hands its figures in."""

from __future__ import annotations

import hashlib
import sqlite3
from io import BytesIO

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.accounts import Account
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.errors import NotFound
from kiosk.ids import now_ms
from kiosk.joining.identity import require_identity
from kiosk.joining.receive import receive_report
from kiosk.joining.report import keep_made, last_made, write_report
from kiosk.joining.reports import describe, list_received
from kiosk.joining.signed_file import MOST_BYTES
from kiosk.web.access import COORDINATOR, READING, current_account, staff
from kiosk.web.context import config, page, store, t
from kiosk.web.retention import say_moment
from kiosk.web.security import takes_files

blueprint = Blueprint("reports", __name__)


@blueprint.get("/office/tallies/campaign/<campaign>/reports")
@staff(*READING)
def home(campaign: str) -> ResponseReturnValue:
    """What came in from whom and when, and what this kiosk handed in itself."""
    row, who, read = records.get(store().read(), CAMPAIGN, campaign), current_account(), store().read()
    events = records.all_of(read, EVENT, campaign)
    if not _takes(who, row) and not any(who.may(READING, event["organisation"], event["id"]) for event in events):
        raise NotFound()
    ours = _ours(read, campaign)
    return page(
        "tallies/reports.html", campaign=row, received=list_received(read, campaign) if who.may(READING, row["organisation"]) else [],
        takes=_takes(who, row), say_moment=say_moment, hands_in=bool(ours) and who.may(COORDINATOR, ours), last=last_made(read, campaign),
    )  # fmt: skip


@blueprint.post("/office/tallies/campaign/<campaign>/reports/receive")
@takes_files(MOST_BYTES + 65_536)
@staff(*COORDINATOR)
def receive(campaign: str) -> ResponseReturnValue:
    """Take in a file; the same one twice changes nothing."""
    if not _takes(current_account(), records.get(store().read(), CAMPAIGN, campaign)):
        raise NotFound()
    file = request.files.get("file")
    if not file or not file.filename:
        flash(t("plan.problem.file_missing"), "bad")
    else:
        outcome = receive_report(store(), BytesIO(file.read()), f"account:{current_account().id}")
        first, *more = describe(outcome, t)
        flash(first, "good")
        for line in more:
            flash(line, "warn")
    return redirect(url_for("reports.home", campaign=campaign))


@blueprint.post("/office/tallies/campaign/<campaign>/reports/make")
@staff(*COORDINATOR)
def make(campaign: str) -> ResponseReturnValue:
    """The signed file with this kiosk's own figures."""
    row, who = records.get(store().read(), CAMPAIGN, campaign), current_account()
    ours = _ours(store().read(), campaign)
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
    return who.may(COORDINATOR, campaign["organisation"])


def _ours(connection: sqlite3.Connection, campaign: str) -> str:
    row = connection.execute("SELECT ours FROM plan_join WHERE campaign = ? ORDER BY rowid DESC LIMIT 1", (campaign,)).fetchone()
    return str(row["ours"]) if row else ""
