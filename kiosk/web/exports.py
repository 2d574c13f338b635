"""Figures and plan for other programs: which files there are, and each of them; a reader's own events alone, and nobody's name."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.archive_packs import make_pack, pack_name
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.errors import NotFound
from kiosk.exports.formats import FORMATS, File, make_file
from kiosk.ids import now_ms
from kiosk.web.access import COORDINATOR, READING, current_account, require_event, staff
from kiosk.web.context import config, language, page, public_url, store

blueprint = Blueprint("exports", __name__)


@blueprint.get("/office/tallies/campaign/<campaign>/exports")
@staff(*READING)
def home(campaign: str) -> ResponseReturnValue:
    """The files of a campaign, and of each event."""
    events = _readable(campaign)
    return page("tallies/exports.html", row=records.get(store().read(), CAMPAIGN, campaign), events=events, formats=list(FORMATS), may_file=_may_file)


@blueprint.get("/office/tallies/campaign/<campaign>/exports/<written>")
@staff(*READING)
def of_campaign(campaign: str, written: str) -> ResponseReturnValue:
    """A campaign's file, of the events that the reader may see."""
    only = {row["id"] for row in _readable(campaign)}
    return _send(_make(written, campaign, only=only))


@blueprint.get("/office/tallies/event/<event>/exports/<written>")
@staff(*READING)
def of_event(event: str, written: str) -> ResponseReturnValue:
    """One event's file."""
    require_event(event, READING)
    return _send(_make(written, records.get(store().read(), EVENT, event)["campaign"], only={event}, event=event))


@blueprint.get("/office/tallies/event/<event>/archive.zip")
@staff(*COORDINATOR)
def archive(event: str) -> ResponseReturnValue:
    """Everything that is filed away of an event, in one ZIP."""
    require_event(event)
    content = make_pack(store().read(), event, language=language(), now=now_ms(), public_url=public_url(), demonstration=config().demonstration)
    return _send(File(pack_name(store().read(), event), "application/zip", content))


def _make(written: str, campaign: str, *, only: set[str], event: str = "") -> File:
    if written not in FORMATS:
        raise NotFound()
    return make_file(store().read(), written, campaign, language=language(), now=now_ms(), public_url=public_url(), only=only, event=event)


def _readable(campaign: str) -> list[sqlite3.Row]:
    """Return a campaign's events that the reader may see; NotFound where that is none of it."""
    who = current_account()
    rows = records.all_of(store().read(), EVENT, campaign, archived=True)
    found = [row for row in rows if who.may(READING, row["organisation"], row["id"])]
    if not found:
        raise NotFound()
    return found


def _may_file(event: sqlite3.Row) -> bool:
    """Tell whether the reader may take the event's archive pack out."""
    return current_account().may(COORDINATOR, event["organisation"], event["id"])


def _send(file: File) -> Response:
    response = Response(file.content, mimetype=file.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response
