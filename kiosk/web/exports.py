"""Figures and plan for other programs: which files there are, and each of them; a reader's own events alone, and nobody's name."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.errors import NotFound
from kiosk.exports.formats import FORMATS, File, make_file
from kiosk.ids import now_ms
from kiosk.web.access import READING, current_account, require_event, staff
from kiosk.web.context import language, page, public_url, store

blueprint = Blueprint("exports", __name__)


@blueprint.get("/office/tallies/campaign/<campaign>/exports")
@staff(*READING)
def home(campaign: str) -> ResponseReturnValue:
    """The files of a campaign, and of each event."""
    events = _readable(campaign)
    return page("tallies/exports.html", row=records.get(store().read(), CAMPAIGN, campaign), events=events, formats=list(FORMATS))


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


def _send(file: File) -> Response:
    response = Response(file.content, mimetype=file.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response
