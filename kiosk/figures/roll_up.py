"""Many communities side by side for the district: what each brought, how it was counted, and whose report is missing or late (domain.md §3, §8).

Every fact belongs to the one organisation that holds the event, so that what is held jointly is counted once.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from kiosk import records
from kiosk.books.closings import closed_events
from kiosk.campaigns import CAMPAIGN, EVENT, event_window, status_at
from kiosk.figures.costs import Prices, Printed, load_prices, load_printed, spent_on
from kiosk.figures.published import Published, PublishedWeek, read_published
from kiosk.figures.rates import Costs, Rates, costs_of, rates_of, ways_of
from kiosk.figures.tallies import Figures
from kiosk.figures.totals import Totals, load_totals
from kiosk.late_phones import LatePhone, late_phones_by_event
from kiosk.organisations import ORGANISATION

SORTED_BY = ("place", "handed_out", "unaccounted", "unique_responses", "visits", "consultations", "new_volunteers", "late")


@dataclass(frozen=True, slots=True)
class Reported:
    """How far a community's records are in: its events by state, and what is still owed."""

    held: int
    planned: int
    closed: int
    silent: tuple[str, ...] = ()
    """Codes of events that are over and of which nothing was recorded."""
    unclosed: tuple[str, ...] = ()
    """Codes of events that are over, have records and are not closed."""
    late_phones: int = 0

    @property
    def is_in(self) -> bool:
        """Whether nothing is owed."""
        return not (self.silent or self.unclosed or self.late_phones)


@dataclass(frozen=True, slots=True)
class Community:
    """One organisation's part of the campaign; ``ways`` is how much was counted how, ``estimated`` how many figures are estimates beside,
    ``costs`` what its printing cost, as far as every price is known."""

    row: sqlite3.Row
    events: tuple[sqlite3.Row, ...]
    figures: Figures
    published: Published
    reported: Reported
    ways: Counter[str] = field(default_factory=Counter)
    costs: Costs = field(default_factory=Costs)

    @property
    def rates(self) -> Rates:
        """The shares of its own flyers."""
        return rates_of(self.figures)

    @property
    def estimated(self) -> int:
        """The estimates that stand beside the counts."""
        return self.figures.estimates.total()


@dataclass(frozen=True, slots=True)
class RollUp:
    """A campaign's communities in order, and all of them together."""

    row: sqlite3.Row
    communities: tuple[Community, ...]
    whole: Community


def read_roll_up(connection: sqlite3.Connection, campaign: str, *, now: int, only: Collection[str] | None = None, by: str = "place") -> RollUp:
    """Return a campaign's communities, sorted by one of SORTED_BY (figures: the largest first).

    ``only`` are the events that the reader may see (None: all), ``now`` is ms UTC.  NotFound.
    """
    row = records.get(connection, CAMPAIGN, campaign)
    events = [each for each in records.all_of(connection, EVENT, campaign) if only is None or each["id"] in only]
    held_by: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for each in events:
        held_by[each["organisation"]].append(each)
    totals = load_totals(connection, {id: [each["id"] for each in theirs] for id, theirs in held_by.items()})
    ids = [each["id"] for each in events]
    closed, late = set(closed_events(connection, ids)), late_phones_by_event(connection, events, now)
    read = _Read(totals, read_published(connection, campaign), now, closed, late, _by_event(load_printed(connection, ids)), load_prices(connection, ids))
    organisations = [each for each in records.all_of(connection, ORGANISATION, archived=True) if each["id"] in held_by]
    organisations.sort(key=lambda each: (each["position"], len(each["code"]), each["code"]))
    found = [read.community(each, held_by[each["id"]], totals.scopes[each["id"]]) for each in organisations]
    return RollUp(row, tuple(sort_communities(found, by)), read.community(row, events, totals.whole))


@dataclass(frozen=True, slots=True)
class _Read:
    """What is asked for once for all communities."""

    totals: Totals
    published: PublishedWeek
    now: int
    closed: set[str]
    late: dict[str, list[LatePhone]]
    printed: Mapping[str, Mapping[Printed, int]]
    prices: Prices

    def community(self, row: sqlite3.Row, events: list[sqlite3.Row], figures: Figures) -> Community:
        ids = [event["id"] for event in events]
        said = self.published.event(ids[0]) if len(ids) == 1 else self.published.roll_up(ids)
        made = {place: copies for id in ids for place, copies in self.printed.get(id, {}).items()}
        costs = costs_of(figures, spent_on(made, self.prices).total)
        return Community(row, tuple(events), figures, said, self._reported(events), ways_of(figures), costs)

    def _reported(self, events: list[sqlite3.Row]) -> Reported:
        over = [event for event in events if self._is_over(event)]
        owed = [event for event in over if event["id"] not in self.closed]
        return Reported(
            held=len(over), planned=len(events), closed=sum(event["id"] in self.closed for event in events),
            silent=tuple(event["code"] for event in owed if event["id"] not in self.totals.heard),
            unclosed=tuple(event["code"] for event in owed if event["id"] in self.totals.heard),
            late_phones=sum(len(self.late.get(event["id"], ())) for event in events),
        )  # fmt: skip

    def _is_over(self, event: sqlite3.Row) -> bool:
        status = status_at(event, self.now)
        return status == "ended" or (event_window(event).ends < self.now and status not in ("cancelled", "postponed"))


def _by_event(printed: Mapping[Printed, int]) -> dict[str, dict[Printed, int]]:
    found: dict[str, dict[Printed, int]] = defaultdict(dict)
    for place, copies in printed.items():
        found[place[0]][place] = copies
    return found


def sort_communities(communities: Iterable[Community], by: str) -> list[Community]:
    """Return the communities by a figure, the largest first, or in the plan's order; what cannot be measured comes last."""
    if by not in SORTED_BY or by == "place":
        return list(communities)
    return sorted(communities, key=lambda each: _owed(each.reported) if by == "late" else rank_of(each.figures, by), reverse=True)


def _owed(reported: Reported) -> tuple[bool, int]:
    return not reported.is_in, len(reported.silent) * 1000 + reported.late_phones * 10 + len(reported.unclosed)


def rank_of(figures: Figures, by: str) -> tuple[bool, int]:
    """Return by what scopes are sorted, the largest first: what cannot be measured comes last."""
    value = getattr(figures, by)
    return value is not None, value or 0
