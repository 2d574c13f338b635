"""What one look at an event or a campaign needs: each figure by its address, what worked best, and the aims; every thing is read once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

from kiosk import records
from kiosk.books.closings import Closing, closings_of
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL, event_window, status_at
from kiosk.figures.objectives import Outcome, outcomes_of
from kiosk.figures.provenance import Address, Reader, Scope, Value
from kiosk.figures.tallies import Figures, figures_by_hour, figures_of
from kiosk.figures.week import hours_of
from kiosk.joining.origins import OWING
from kiosk.late_phones import late_phones_by_event
from kiosk.summary_texts import OBJECTIVE

FEWEST_TO_COMPARE = 20
"""Of fewer copies handed out nobody can say which flyer works best."""
MOST_EVENTS_TO_COMPARE = 40
"""Of more events no scan is read, only their totals: then no flyer is told apart."""

_MOVED = ("printed", "issued", "handed_out", "returned", "spoiled", "unaccounted")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with the address under which its records are found."""

    address: Address
    value: Value

    @property
    def number(self) -> int:
        """The figure as a number, 0 where there is none or it may not be said."""
        return self.value if isinstance(self.value, int) else 0


@dataclass(frozen=True, slots=True)
class Part:
    """A booth, material, event or hour of the scope (``row`` is None for an hour), with a figure of it."""

    name: str
    row: sqlite3.Row | None
    stated: Stated


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective with what came of it so far."""

    row: sqlite3.Row
    outcome: Outcome
    stated: Stated


class Glance:
    """One event (``event`` its id) or the events of a campaign that the reader may see (``only``); ``now`` is ms UTC.  Reads only.  NotFound."""

    def __init__(self, connection: sqlite3.Connection, campaign: str, *, now: int, only: Collection[str], event: str = "") -> None:
        self.connection, self.now = connection, now
        self.campaign = records.get(connection, CAMPAIGN, campaign)
        self.event = records.get(connection, EVENT, event) if event else None
        self.address = Address("visits", self.campaign["code"], event=self.event["code"] if self.event else "")
        self.reader = Reader(connection, now, only)
        self.scope: Scope = self.reader.scope(self.address)
        self.states = {row["id"]: status_at(row, now) for row in self.scope.events}

    def of(self, figure: str, **narrowed: str) -> Stated:
        """Return a figure of the scope, or of a part of it."""
        return self.of_address(self.address.of(figure, **narrowed))

    def of_address(self, address: Address) -> Stated:
        """Return the figure that an address names; NotFound."""
        return Stated(address, self.reader.value(address))

    def number(self, figure: str, **narrowed: str) -> int:
        """Return a count, 0 where it cannot be measured."""
        return self.of(figure, **narrowed).number

    @property
    def figures(self) -> Figures:
        """The tallies of the scope."""
        return self.scope.people

    def tells(self, address: Address) -> bool:
        """Whether the page itself says where a figure comes from: for parts of very many events it would have to read all of their tallies, and is asked when somebody points at one."""
        return len(self.scope.ids) <= MOST_EVENTS_TO_COMPARE or not (address.event or address.material or address.booth)

    @property
    def is_going_on(self) -> bool:
        """Whether something is on or to come, so that the figures are those so far."""
        return any(event_window(row).ends >= self.now and self.states[row["id"]] in ("planned", "open", "moved", "postponed") for row in self.scope.events)

    @cached_property
    def closings(self) -> dict[str, Closing]:
        """Event → how its books were closed."""
        return closings_of(self.connection, self.scope.ids)

    @property
    def is_closed(self) -> bool:
        """Whether the books of every event are closed."""
        return set(self.closings) == set(self.scope.ids)

    @cached_property
    def changed_since(self) -> list[sqlite3.Row]:
        """The events of which what became of the copies is no longer as it was when their books were closed."""
        return [row for row in self.scope.events if row["id"] in self.closings and moved_since(self.closings[row["id"]], self._now_of(row["id"]))]

    @cached_property
    def unexplained(self) -> list[sqlite3.Row]:
        """The events with a difference that nobody explained when their books were closed, or whose books are open."""
        explained = {id for id, closing in self.closings.items() if any(check["key"] == "difference" and check["state"] == "explained" for check in closing.figures.get("checks", ()))}
        return [row for row in self.scope.events if self._now_of(row["id"]).unaccounted and row["id"] not in explained]

    def _now_of(self, event: str) -> Figures:
        return self.scope.totals.scopes[event] if self.scope.is_many else self.scope.figures

    @cached_property
    def late(self) -> int:
        """How many phones still owe a report."""
        return sum(len(phones) for phones in late_phones_by_event(self.connection, self.scope.events, self.now).values())

    @property
    def all_phones_heard(self) -> bool:
        """Whether phones were paired for these events, all is over, and none of them owes a report."""
        paired = self.connection.execute("SELECT 1 FROM device WHERE event IN (SELECT value FROM json_each(?)) LIMIT 1", (json.dumps(self.scope.ids),)).fetchone()
        return paired is not None and not self.is_going_on and not self.late

    @property
    def all_came(self) -> bool:
        """Whether somebody was planned and everybody planned came, as far as that can be told: it is over, and who came was recorded at every event with a roster."""
        rosters = [duty for duty in self.scope.duties if duty.planned]
        return bool(rosters) and not self.is_going_on and all(duty.worked and not duty.missing() for duty in rosters)

    @cached_property
    def owes_report(self) -> bool:
        """Whether another kiosk's report of these events is missing, late or cut short."""
        origins = self.reader.origins(self.campaign["id"])
        if self.event is not None:
            return origins.is_told and origins.of_event(self.event).state in OWING
        return bool(origins.owing(self.scope.events))

    @cached_property
    def materials(self) -> list[sqlite3.Row]:
        """The materials that moved or were scanned, in the plan's order."""
        used = {row.material for row in self.scope.sums.rows} | {cell.material for cell in self.scope.sums.cells}
        return [row for row in records.all_of(self.connection, MATERIAL, self.campaign["id"], archived=True) if row["id"] in used]

    @cached_property
    def by_booth(self) -> list[Part]:
        """What each booth of the event handed out."""
        if self.event is None:
            return []
        rows = records.all_of(self.connection, BOOTH, self.event["id"], archived=True)
        return [self._part(row, booth=row["code"], figures=self._sum(booth=row["id"])) for row in rows]

    @cached_property
    def by_event(self) -> list[Part]:
        """What each event of the campaign handed out."""
        if self.event is not None:
            return []
        totals = self.scope.totals.scopes
        return [self._part(row, event=row["code"], figures=totals[row["id"]]) for row in self.scope.events]

    @cached_property
    def by_hour(self) -> list[tuple[str, Figures]]:
        """Each local hour of the event in which something was counted."""
        if self.event is None:
            return []
        return figures_by_hour(self.scope.week, hours_of(self.scope.week, self.event["id"], self.event["zone"]))

    def hours_of(self, figure: str) -> list[Part]:
        """Return a figure hour by hour, without the empty hours before and after."""
        parts = [Part(name, None, Stated(self.address.of(figure, hour=name), getattr(figures, figure))) for name, figures in self.by_hour]
        filled = [place for place, part in enumerate(parts) if part.stated.number]
        return parts[filled[0] : filled[-1] + 1] if filled else []

    def best_flyer(self) -> Part | None:
        """Return the material of which the largest share was answered by a scan; None where there is nothing to compare."""
        if len(self.scope.ids) > MOST_EVENTS_TO_COMPARE:
            return None
        found = [(row, self._sum(material=row["id"])) for row in self.materials]
        compared = [(row, figures) for row, figures in found if (figures.handed_out or 0) >= FEWEST_TO_COMPARE and figures.unique_responses]
        if len(compared) < 2:
            return None
        row, _figures = max(compared, key=lambda each: each[1].unique_responses / (each[1].handed_out or 1))
        return Part(row["code"], row, self.of("response_rate", material=row["code"]))

    @cached_property
    def advice(self) -> list[Part]:
        """How many copies of each material to print next time."""
        found = [(row, self.scope.print_next.get(row["id"], 0)) for row in self.materials]
        return [Part(row["code"], row, Stated(self.address.of("print_next", material=row["code"]), copies)) for row, copies in found if copies]

    @cached_property
    def aims(self) -> list[Aim]:
        """The objectives of the event, or of the campaign as a whole, that a figure answers."""
        wanted = self.event["id"] if self.event else None
        rows = [row for row in records.all_of(self.connection, OBJECTIVE, self.campaign["id"]) if row["event"] == wanted and row["target"]]
        outcomes = outcomes_of(self.connection, rows, self.now)
        return [Aim(row, outcomes[row["id"]], Stated(self.address.of("objective", event="", detail=row["code"]), outcomes[row["id"]].actual)) for row in rows if row["id"] in outcomes]

    def _sum(self, *, booth: str | None = None, material: str | None = None) -> Figures:
        return figures_of(self.scope.week, booth=booth, material=material)

    def _part(self, row: sqlite3.Row, *, figures: Figures, **narrowed: str) -> Part:
        return Part(row["code"], row, Stated(self.address.of("handed_out", **narrowed), figures.handed_out))


def moved_since(closing: Closing, now: Figures) -> bool:
    """Tell whether what became of the copies is no longer as it was when the books were closed; scans, which go on for weeks, are not asked."""
    return any(closing.figures["figures"][name] != getattr(now, name) for name in _MOVED)


def largest(parts: Collection[Part], value: Callable[[Part], int] = lambda part: part.stated.number) -> Part | None:
    """Return the part with most, None where no part has any or there is nothing to compare it with."""
    best = max(parts, key=value, default=None)
    return best if best is not None and len(parts) > 1 and value(best) else None
