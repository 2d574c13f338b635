"""The dashboard of an event, and large figures of an event or a campaign for a projector; a campaign's dashboard is its own page of the tallies."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.errors import NotFound
from kiosk.figures.comparison import compare, earlier_events, is_comparable, previous_campaigns
from kiosk.figures.glance import Glance
from kiosk.figures.provenance import parse
from kiosk.ids import now_ms
from kiosk.storage.database import one_state
from kiosk.summary.supplement import name_figure
from kiosk.web.access import READING, current_account, require_event, staff
from kiosk.web.context import config, language, page, store
from kiosk.web.dashboard_view import Compared, compared, dashboard_view, large_figures, say_value
from kiosk.web.live import live
from kiosk.web.summary_view import say_explained
from kiosk.web.tallies_names import names

MOST_CHOICES = 50
"""Of earlier events to compare with: more nobody looks through."""
blueprint = Blueprint("dashboard", __name__)
blueprint.context_processor(names)


@blueprint.get("/office/tallies/event/<event>/dashboard")
@live
@staff(*READING)
def event(event: str) -> ResponseReturnValue:
    """One event: big figures, aims, thirteen answers and how many to print next time."""
    require_event(event, READING)
    with one_state(store().read()):
        glance = glance_of_event(event)
        return page("tallies/dashboard.html", glance=glance, view=dashboard_view(glance), beside=event_comparison(glance))


@blueprint.get("/office/tallies/event/<event>/projector")
@live
@staff(*READING)
def event_projector(event: str) -> ResponseReturnValue:
    """One event's large figures, for everybody in the room."""
    require_event(event, READING)
    return _projector(glance_of_event(event))


@blueprint.get("/office/tallies/campaign/<campaign>/projector")
@live
@staff(*READING)
def campaign_projector(campaign: str) -> ResponseReturnValue:
    """A campaign's large figures."""
    return _projector(glance_of_campaign(campaign))


@blueprint.get("/office/tallies/campaign/<campaign>/figure")
@staff(*READING)
def campaign_figure(campaign: str) -> ResponseReturnValue:
    """What one figure says of itself, for pages of so many figures that they do not carry it: plain text, and a page of its own for whoever follows the link."""
    glance, address = glance_of_campaign(campaign), parse(request.args.get("address", ""))
    if address.campaign != glance.campaign["code"]:
        raise NotFound()
    said = say_explained(glance.reader.explain(address))
    if "text/html" not in request.headers.get("Accept", ""):
        return Response(said, mimetype="text/plain")
    return page("tallies/figure.html", campaign=glance.campaign, name=name_figure(store().read(), address, language(), False), value=say_value(glance.of_address(address)), lines=said.splitlines())


def _projector(glance: Glance) -> ResponseReturnValue:
    return page("tallies/projector.html", glance=glance, row=glance.event or glance.campaign, figures=large_figures(glance), now=now_ms(), zone=glance.event["zone"] if glance.event else config().zone)


def glance_of_event(event: str) -> Glance:
    """Return what the dashboard of an event is made of."""
    row = records.get(store().read(), EVENT, event)
    return Glance(store().read(), row["campaign"], now=now_ms(), only={event}, event=event)


def glance_of_campaign(campaign: str) -> Glance:
    """Return what the dashboard of a campaign is made of, as far as the reader may see it; NotFound where that is none of it."""
    only = _readable().get(campaign)
    if not only:
        raise NotFound()
    return Glance(store().read(), campaign, now=now_ms(), only=only)


def comparison(glance: Glance) -> tuple[list[sqlite3.Row], sqlite3.Row | None, list[Compared]]:
    """Return the campaigns before this one, the one it is compared with (``?with=CODE``, else the last), and the lines."""
    readable = _readable()
    rows = [records.get(store().read(), CAMPAIGN, id) for id in readable]
    earlier = previous_campaigns(rows, glance.campaign)
    wanted = request.args.get("with", "")
    chosen = next((row for row in earlier if row["code"] == wanted), earlier[0] if earlier else None)
    if chosen is None:
        return [], None, []
    before = Glance(store().read(), chosen["id"], now=glance.now, only=readable[chosen["id"]])
    return earlier, chosen, compared(glance, before, compare(glance, before))


@dataclass(frozen=True, slots=True)
class BesideEvent:
    """An event beside an earlier one (None where none is comparable and none was chosen): what may be chosen, and the lines."""

    choices: Sequence[sqlite3.Row]
    chosen: Glance | None
    lines: Sequence[Compared]


def event_comparison(glance: Glance) -> BesideEvent:
    """Return the events before this one, the one it is compared with (``?with=ID``, else the last comparable one), and the lines."""
    assert glance.event is not None
    event, who = glance.event, current_account()
    readable = [row for row in store().read().execute("SELECT * FROM event WHERE day <= ?", (event["day"],)) if who.may(READING, row["organisation"], row["id"])]
    earlier = earlier_events(readable, event, glance.now)
    choices, wanted = list(islice(earlier, MOST_CHOICES)), request.args.get("with", "")
    chosen = next((row for row in chain(choices, earlier) if row["id"] == wanted), choices[0] if choices and is_comparable(choices[0], event) else None)
    if chosen is None:
        return BesideEvent(choices, None, [])
    before = Glance(store().read(), chosen["campaign"], now=glance.now, only={chosen["id"]}, event=chosen["id"])
    return BesideEvent(choices if chosen in choices else [*choices, chosen], before, compared(glance, before, compare(glance, before)))


def _readable() -> dict[str, set[str]]:
    """Return campaign → those of its events that the reader may see."""
    who = current_account()
    found: dict[str, set[str]] = {}
    for row in store().read().execute("SELECT id, campaign, organisation FROM event").fetchall():
        if who.may(READING, row["organisation"], row["id"]):
            found.setdefault(row["campaign"], set()).add(row["id"])
    return found
