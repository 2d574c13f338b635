"""Tallies for staff: campaigns, one campaign, and one event as it goes on; CSV and JSON of the same figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.books.closings import closings_of
from kiosk.campaigns import status_at
from kiosk.errors import NotFound
from kiosk.figures.glance import Glance
from kiosk.figures.listed import list_tallies
from kiosk.figures.live_event import LiveEvent
from kiosk.figures.published import Published, PublishedWeek, read_published
from kiosk.figures.roll_up import rank_of
from kiosk.figures.tallies import Figures
from kiosk.figures.totals import Totals, load_totals
from kiosk.ids import now_ms
from kiosk.on_stage import groups_by_event
from kiosk.plan.scope import visible_campaigns
from kiosk.storage.database import one_state
from kiosk.web.access import COORDINATOR, READING, current_account, require_event, staff
from kiosk.web.context import organisation_of, page, store
from kiosk.web.dashboard import comparison, glance_of_campaign
from kiosk.web.dashboard_view import dashboard_view
from kiosk.web.leaves import asked_leaf, leaf_of
from kiosk.web.live import live
from kiosk.web.reports import TAKING_IN
from kiosk.web.screens import shown_code
from kiosk.web.tallies_names import names
from kiosk.web.tallies_tables import Table, tables_of, to_csv
from kiosk.web.tallies_view import event_view, events_table

blueprint = Blueprint("tallies", __name__)
blueprint.context_processor(names)
_SORTED_BY = ("issued", "handed_out", "returned", "spoiled", "unaccounted", "unique_responses", "consultations", "visits")


@dataclass
class Overview:
    """A campaign with its events that the reader may see, and their figures."""

    row: sqlite3.Row
    whole: Figures
    events: list[tuple[sqlite3.Row, str, Figures]]
    published: PublishedWeek

    @property
    def referrals(self) -> Published:
        """What may be published of the referrals of all events that the reader may see."""
        return self.published.roll_up([row["id"] for row, _state, _figures in self.events])

    @property
    def is_going_on(self) -> bool:
        """Whether an event is still on or to come, so that what is out is no finding yet."""
        return any(state in ("planned", "open", "moved", "postponed") for _row, state, _figures in self.events)

    def sorted_by(self, figure: str) -> list[tuple[sqlite3.Row, str, Figures]]:
        """Return the events by one of their figures, the largest first, else as they are held."""
        return sorted(self.events, key=lambda event: rank_of(event[2], figure), reverse=True) if figure in _SORTED_BY else self.events


@blueprint.get("/office/tallies")
@live
@staff(*READING)
def home() -> ResponseReturnValue:
    """Campaigns with their events and the main figures, the newest first."""
    overviews = _overviews(_readable())
    with_events = {each.row["id"] for each in overviews}
    to_be_told = [row for row in visible_campaigns(store().read(), current_account()) if row["id"] not in with_events and current_account().may(TAKING_IN, row["organisation"])]
    return page("tallies/home.html", overviews=overviews, to_be_told=to_be_told, plan_url=_url_of("plan.home"), first_leaf=lambda events: leaf_of(events, 1))


@blueprint.get("/office/tallies/campaign/<campaign>")
@live
@staff(*READING)
def campaign(campaign: str) -> ResponseReturnValue:
    """One campaign's dashboard: does it add up, thirteen answers, the last campaign beside it, and what each event brought, a hundred at a time."""
    with one_state(store().read()):
        glance = glance_of_campaign(campaign)
        overview, by = _overview_of(glance), request.args.get("by", "")
        earlier, chosen, pairs = comparison(glance)
        kept: dict[str, Any] = {"with": request.args["with"]} if "with" in request.args else {}
        return page(
            "tallies/campaign.html", overview=overview, glance=glance, view=dashboard_view(glance), earlier=earlier, chosen=chosen, pairs=pairs,
            leaf=asked_leaf(overview.sorted_by(by)), by=by if by in _SORTED_BY else "", kept=kept,
            sort_url=lambda by: url_for("tallies.campaign", campaign=campaign, by=by, _anchor="events", **kept),
        )  # fmt: skip


@blueprint.get("/office/tallies/event/<event>")
@live
@staff(*READING)
def event(event: str) -> ResponseReturnValue:
    """One event as it goes on: whether it adds up, by booth, by hour, people, what waits for a decision, and every table."""
    require_event(event, READING)
    seen = LiveEvent(store().read(), event, now_ms())
    may_decide = _may_see_names(event)
    return page(
        "tallies/event.html", event=seen, tables=tables_of(seen, names=may_decide), view=event_view(seen), may_decide=may_decide,
        presence_code=shown_code(event) if may_decide else "", closed=event in closings_of(store().read(), [event]),
    )  # fmt: skip


@blueprint.get("/office/tallies/event/<event>/<table>.csv")
@staff(*READING)
def event_csv(event: str, table: str) -> ResponseReturnValue:
    """One table of an event for a spreadsheet."""
    require_event(event, READING)
    seen = LiveEvent(store().read(), event, now_ms())
    return _send_csv(tables_of(seen, names=_may_see_names(event)), table, f"{seen.campaign['code']}-{seen.row['code']}")


@blueprint.get("/office/tallies/event/<event>.json")
@staff(*READING)
def event_json(event: str) -> ResponseReturnValue:
    """What ``kiosk tallies --event E --json`` prints."""
    require_event(event, READING)
    return jsonify(list_tallies(store().read(), event=event))


@blueprint.get("/office/tallies/campaign/<campaign>.json")
@staff(*READING)
def campaign_json(campaign: str) -> ResponseReturnValue:
    """What ``kiosk tallies --campaign C --json`` prints, of the events that the reader may see."""
    overview = _overview(campaign)
    return jsonify(list_tallies(store().read(), campaign, only={row["id"] for row, _state, _figures in overview.events}))


@blueprint.get("/office/tallies/campaign/<campaign>/events.csv")
@staff(*READING)
def campaign_csv(campaign: str) -> ResponseReturnValue:
    """A campaign's events for a spreadsheet."""
    overview = _overview(campaign)
    groups = groups_by_event(store().read(), [row["id"] for row, _state, _figures in overview.events])
    return _send_csv([events_table(overview.events, overview.whole, overview.published, groups)], "events", overview.row["code"])


def _readable() -> list[sqlite3.Row]:
    who = current_account()
    rows = store().read().execute("SELECT * FROM event ORDER BY day, starts, code").fetchall()
    return [row for row in rows if who.may(READING, row["organisation"], row["id"])]


def _overview(campaign: str) -> Overview:
    """Return one campaign as the reader may see it; NotFound where that is none of it."""
    found = _overviews([row for row in _readable() if row["campaign"] == campaign])
    if not found:
        raise NotFound()
    return found[0]


def _overviews(events: list[sqlite3.Row]) -> list[Overview]:
    campaigns = {row["id"]: row for row in store().read().execute("SELECT * FROM campaign ORDER BY starts_on DESC, code").fetchall()}
    own = {id: [event for event in events if event["campaign"] == id] for id in campaigns}
    return [_sum_campaign(campaigns[id], theirs) for id, theirs in own.items() if theirs]


def _sum_campaign(campaign: sqlite3.Row, events: list[sqlite3.Row]) -> Overview:
    totals = load_totals(store().read(), {row["id"]: [row["id"]] for row in events})
    return _list_events(campaign, events, {row["id"]: status_at(row, now_ms()) for row in events}, totals, read_published(store().read(), campaign["id"]))


def _overview_of(glance: Glance) -> Overview:
    """Return the same from what a dashboard has read already."""
    events = sorted(glance.scope.events, key=lambda row: (row["day"], row["starts"], row["code"]))
    return _list_events(glance.campaign, events, glance.states, glance.scope.totals, glance.reader.published(glance.campaign["id"]))


def _list_events(campaign: sqlite3.Row, events: list[sqlite3.Row], states: Mapping[str, str], totals: Totals, published: PublishedWeek) -> Overview:
    return Overview(campaign, totals.whole, [(row, states[row["id"]], totals.scopes[row["id"]]) for row in events], published)


def _may_see_names(event: str) -> bool:
    return current_account().may(COORDINATOR, organisation_of(event), event)


def _send_csv(tables: list[Table], name: str, stem: str) -> Response:
    wanted = next((table for table in tables if table.name == name), None)
    if wanted is None:
        raise NotFound()
    response = Response(to_csv(wanted), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{stem}-{name}.csv")
    return response


def _url_of(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None
