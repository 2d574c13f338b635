"""The roll-up as a table for other programs: what each community brought, what its printing cost, which kiosk told it, and what is still owed.

The order of the columns is part of what is promised: new ones are added at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.exports.tables import Column, Table, Value, Word, word_of
from kiosk.figures.measures import COSTS
from kiosk.figures.rates import WAYS
from kiosk.figures.roll_up import Community, RollUp, read_roll_up
from kiosk.figures.suppression import AtLeast, Hidden, Shown
from kiosk.joining.origins import Origins, Source
from kiosk.languages import say_list, text
from kiosk.organisations import ORGANISATION
from kiosk.records import variant_of

FIGURES = (
    "issued", "handed_out", "returned", "spoiled", "unaccounted", "unique_responses", "visits", "persons", "consultations", "new_volunteers", "wishes",
    "wishes_claimed", "wishes_delivered",
)  # fmt: skip
COLUMNS = (
    Column("name"), Column("code"), Column("events_held", "integer"), Column("events_planned", "integer"), Column("events_closed", "integer"),
    *(Column(name, "integer", is_figure=True) for name in FIGURES),
    Column("referrals", "integer"), *(Column(f"by_{way}", "integer") for way in WAYS), Column("estimated", "integer"),
    *(Column(name, "money", is_figure=True) for name in COSTS),
    Column("report"), Column("told_by"), Column("as_of", "moment"), Column("taken_in", "moment"), Column("ended_since"),
    Column("events_silent"), Column("events_unclosed"), Column("late_phones", "integer"),
)  # fmt: skip
_OF_REPORT, _OWED = 5, 3
"""How many of the last columns tell of the report, and of what the events still owe."""


@dataclass(frozen=True, slots=True)
class Told:
    """A roll-up with where its figures come from; ``silent`` are the organisations (rows) of kiosks that have sent nothing, for who sees all of it."""

    found: RollUp
    origins: Origins
    silent: tuple[sqlite3.Row, ...]


def read_told(connection: sqlite3.Connection, campaign: str, *, now: int, only: Collection[str] | None = None) -> Told:
    """Return a campaign's roll-up as ``read_roll_up`` does, and whose reports it rests on.  NotFound."""
    found, origins = read_roll_up(connection, campaign, now=now, only=only), Origins(connection, campaign, now)
    events = records.all_of(connection, EVENT, campaign)
    there = {each.row["id"] for each in found.communities}
    owing = origins.owing(events) if len(found.whole.events) == len(events) else []
    silent = [each.organisation for each in owing if each.source.state == "missing" and each.organisation not in there]
    return Told(found, origins, tuple(records.get(connection, ORGANISATION, id) for id in dict.fromkeys(silent)))


def communities_table(told: Told, language: str, *, total: bool = False) -> Table:
    """Return a row for each community and for each kiosk that has sent nothing; with ``total`` their sum below, as people expect it under a list."""
    rows = [_row(language, each, _report(language, told.origins, each)) for each in told.found.communities]
    rows += [_silent(language, row, told.origins.of_organisation(row["id"])) for row in told.silent]
    if total:
        rows.append(_row(language, told.found.whole, (None,) * _OF_REPORT))
    return Table("communities", COLUMNS, rows, ("code",))


def _row(language: str, one: Community, report: tuple[Value, ...]) -> tuple[Value, ...]:
    name = text(language, "common.total") if "starts_on" in one.row.keys() else variant_of(one.row, "name", language)  # noqa: SIM118 - a row has no `in`
    owed, costs = one.reported, one.costs
    figures: list[Value] = [getattr(one.figures, name) for name in FIGURES]
    figures += [_say_shown(one.published.figures.get("referrals")), *(one.ways[way] for way in WAYS), one.estimated]
    money = [getattr(costs, name) for name in COSTS.values()]
    return (name, one.row["code"], owed.held, owed.planned, owed.closed, *figures, *money, *report, " ".join(owed.silent), " ".join(owed.unclosed), owed.late_phones)


def _report(language: str, origins: Origins, one: Community) -> tuple[Value, ...]:
    ended = " ".join(event["code"] for event in origins.ended_since(one.events))
    return (*_of_sources(language, origins.of_organisation(one.row["id"], one.events)), ended)


def _of_sources(language: str, sources: Sequence[Source]) -> tuple[Value, ...]:
    """Return the gravest state of those who tell a community's figures, their names, and as of when the oldest report was made and taken in."""
    state, names = sources[0].state, dict.fromkeys(name for source in sources if (name := source.name(language)))
    made, received = (min((moment for moment in moments if moment), default=None) for moments in zip(*((each.made_at, each.received_at) for each in sources), strict=True))
    return (Word(state, f"reports.state.{state}"), say_list(language, list(names)), made, received)


def _silent(language: str, row: sqlite3.Row, sources: Sequence[Source]) -> tuple[Value, ...]:
    counted = len(COLUMNS) - _OF_REPORT - _OWED - 2
    said = (*_of_sources(language, sources), "")
    return (variant_of(row, "name", language), row["code"], *(None,) * counted, *said, "", "", None)


def _say_shown(shown: Shown | None) -> Value:
    return word_of(shown) if isinstance(shown, Hidden | AtLeast) else shown
