"""The tallies as objects for machines: one row per campaign, event, booth, material and hour, as the API, the command line and the exports say them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from decimal import Decimal

from kiosk.figures.costs import Prices, costs_in, load_prices
from kiosk.figures.measures import COSTS
from kiosk.figures.published import Published, PublishedWeek, read_published
from kiosk.figures.rates import Costs
from kiosk.figures.suppression import code_of
from kiosk.figures.tallies import KEYS, Figures, add_people, figures_by_hour, figures_of
from kiosk.figures.week import Week, hours_of, load_week

_UNKNOWN = Costs()
"""What the printing for a booth or an hour cost, nobody can tell."""


def list_tallies(
    connection: sqlite3.Connection, campaign: str | None = None, event: str | None = None, only: Collection[str] | None = None
) -> list[dict[str, object]]:
    """Return the tallies as objects for machines: campaign, event, booth, material and hour rows (codes as parents).

    ``campaign`` and ``event`` are ids or human codes; ``only`` are the ids of the events that the reader may see.  Booth × material rows have the scope ``booth_material``, booth × hour rows
    ``booth_hour``, so that a (scope, code) pair within a parent stays one row.
    """
    listed: list[dict[str, object]] = []
    for row in connection.execute("SELECT * FROM campaign ORDER BY starts_on, code").fetchall():
        if campaign in (None, row["id"], row["code"]):
            listed += _list_campaign(connection, row, event, only)
    return listed


def _list_campaign(
    connection: sqlite3.Connection, campaign: sqlite3.Row, event: str | None, only: Collection[str] | None
) -> Iterator[dict[str, object]]:
    every = connection.execute("SELECT * FROM event WHERE campaign = ? ORDER BY day, starts, code", (campaign["id"],)).fetchall()
    events = [row for row in every if event in (None, row["id"], row["code"]) and (only is None or row["id"] in only)]
    if not events:
        return
    ids = [row["id"] for row in events]
    week, prices, published = load_week(connection, ids), load_prices(connection, ids), read_published(connection, campaign["id"])
    if event is None:
        whole = figures_of(week)
        add_people(connection, whole, ids)
        yield _as_object("campaign", campaign["code"], None, whole, costs_in(week, prices, whole), published.roll_up(ids))
    for row in events:
        yield from _list_event(connection, week.only({row["id"]}), prices, row, campaign["code"], published)


def _list_event(
    connection: sqlite3.Connection, week: Week, prices: Prices, event: sqlite3.Row, campaign: str, published: PublishedWeek
) -> Iterator[dict[str, object]]:
    whole = figures_of(week, event=event["id"])
    add_people(connection, whole, [event["id"]])
    yield _as_object("event", event["code"], campaign, whole, costs_in(week, prices, whole, event=event["id"]), published.event(event["id"]))
    booths = connection.execute("SELECT id, code FROM booth WHERE event = ? ORDER BY position, code", (event["id"],)).fetchall()
    materials = _materials_used(connection, week, event)
    hours = hours_of(week, event["id"], event["zone"])
    for booth in booths:
        yield _as_object("booth", booth["code"], event["code"], figures_of(week, event=event["id"], booth=booth["id"]))
    for material in materials:
        found = figures_of(week, event=event["id"], material=material["id"])
        costs = costs_in(week, prices, found, event=event["id"], material=material["id"])
        yield _as_object("material", material["code"], event["code"], found, costs)
    for name, found in figures_by_hour(week, hours):
        yield _as_object("hour", name, event["code"], found)
    for booth in booths:
        for material in materials:
            found = figures_of(week, event=event["id"], booth=booth["id"], material=material["id"])
            yield _as_object("booth_material", material["code"], booth["code"], found)
        for name, found in figures_by_hour(week.at_booth(booth["id"]), hours):
            yield _as_object("booth_hour", name, booth["code"], found)


def _materials_used(connection: sqlite3.Connection, week: Week, event: sqlite3.Row) -> list[sqlite3.Row]:
    materials = connection.execute("SELECT id, code FROM material WHERE campaign = ? ORDER BY position, code", (event["campaign"],)).fetchall()
    used = {row.material for row in week.rows if row.event == event["id"]}
    return [material for material in materials if material["id"] in used]


def _as_object(
    scope: str, code: str, parent: str | None, figures: Figures, costs: Costs = _UNKNOWN, published: Published | None = None
) -> dict[str, object]:
    methods = {name: {method: n for method, n in sorted(counts.items()) if n} for name, counts in sorted(figures.methods.items())}
    said: dict[str, object] = {"scope": scope, "code": code, "parent": parent}
    return (
        said
        | {key: getattr(figures, key) for key in KEYS}
        | {key: _say_money(getattr(costs, name)) for key, name in COSTS.items()}
        | {"methods": {name: counts for name, counts in methods.items() if counts}}
        | {"published": published and {"outcomes": published.outcomes, "referrals": _say_shown(published)}}
    )


def _say_money(amount: Decimal | None) -> float | None:
    """Machines read a plain number; it was rounded to the cent before, so that it is written as it is (5.63)."""
    return None if amount is None else float(amount)


def _say_shown(published: Published) -> dict[str, int | str]:
    return {name: code_of(shown) for name, shown in published.figures.items()}
