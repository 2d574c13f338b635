"""What came of an objective: read live from the tallies and the posts where one of their figures answers it, else as typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk import clock, records
from kiosk.campaigns import EVENT, was_held
from kiosk.figures.tallies import Figures
from kiosk.figures.totals import load_totals
from kiosk.organisations import subtree
from kiosk.posts import latest_readings, posted


@dataclass(frozen=True, slots=True)
class Outcome:
    """One objective's figure: what was to be reached (0: nothing named) and what is there now; None where it cannot be told yet."""

    target: int
    actual: int | None

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None where there is none or nothing can be told."""
        return None if not self.target or self.actual is None else self.actual >= self.target


def outcomes_of(connection: sqlite3.Connection, objectives: Iterable[sqlite3.Row], now: int) -> dict[str, Outcome]:
    """Return objective → its outcome, for those with an indicator; figures of one scope are read once.  ``now`` is ms UTC."""
    known: dict[tuple[str, str, str | None], _Scope] = {}
    found = {}
    for row in objectives:
        if row["indicator"]:
            scope = (row["campaign"], row["organisation"], row["event"])
            if scope not in known:
                known[scope] = _Scope(connection, *scope, now=now)
            found[row["id"]] = Outcome(row["target"], known[scope].read(row["indicator"]))
    return found


class _Scope:
    """The figures of one event, or of all that an organisation and those below it do in a campaign."""

    def __init__(self, connection: sqlite3.Connection, campaign: str, organisation: str, event: str | None, *, now: int) -> None:
        within = subtree(connection, organisation)
        events = [row for row in records.all_of(connection, EVENT, campaign, archived=bool(event)) if row["organisation"] in within and event in (None, row["id"])]
        ids = [row["id"] for row in events]
        self._held = sum(was_held(row, now) for row in events)
        self._figures: Figures = load_totals(connection, {"all": ids}).whole
        day = clock.moment(now, events[0]["zone"] if events else "UTC").date().isoformat()
        self._posts = [row["id"] for row in posted(connection, campaign, day) if row["organisation"] in within]
        self._reads = sum(reading.reads for reading in latest_readings(connection, self._posts, day).values())

    def read(self, indicator: str) -> int | None:
        """Return the figure that an indicator names."""
        own = {"events": self._held, "posts": len(self._posts), "reads": self._reads}
        value = own[indicator] if indicator in own else getattr(self._figures, indicator)
        return None if value is None else int(value)
