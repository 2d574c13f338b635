"""The tallies of some events as rows, read once: what every figure of them is summed from."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from kiosk.figures.published import MEASURE
from kiosk.figures.response_cells import Cell, Overlap, load_cells, load_several

BUCKET_MS = 900_000
_WITHOUT_HOURS = ("printed", "notes", "wish_steps", "wish_days", MEASURE)
"""Measures that belong to no hour of the event: what was printed before it, and what the wall and referrals bring for weeks after."""


class Row(NamedTuple):
    """One line of the tally table: a tuple, because pages of a thousand communities make tens of thousands of them."""

    event: str
    booth: str
    material: str
    measure: str
    detail: str
    method: str
    bucket: int
    quantity: int


@dataclass(slots=True)
class _Part:
    """What belongs to one event; ``several`` may have cells of others too."""

    rows: list[Row] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    several: list[Overlap] = field(default_factory=list)


@dataclass(frozen=True)
class Week:
    """Everything that the figures of some events are made of, read once; its parts are laid out when one is first asked for."""

    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]
    several: list[Overlap]
    modes: dict[tuple[str, str, str], str]

    def only(self, events: Collection[str]) -> Week:
        """Return the part of these events."""
        within = [self._parts[event] for event in sorted({*events} & self._parts.keys(), key=self._order.__getitem__)]
        several = {id(each): each for part in within for each in part.several}
        return Week(
            tuple(row for part in within for row in part.rows), tuple(cell for part in within for cell in part.cells), list(several.values()), self.modes
        )  # fmt: skip

    @cached_property
    def _order(self) -> dict[str, int]:
        return {event: place for place, event in enumerate(self._parts)}

    @cached_property
    def _parts(self) -> dict[str, _Part]:
        """Return event → what is its own, in the order of the rows; a thousand parts are asked for one after another."""
        parts: dict[str, _Part] = defaultdict(_Part)
        for row in self.rows:
            parts[row.event].rows.append(row)
        for cell in self.cells:
            parts[cell.event].cells.append(cell)
        for overlap in self.several:
            for event in {cell.event for cell in overlap[0]}:
                parts[event].several.append(overlap)
        return dict(parts)

    def at_booth(self, booth: str) -> Week:
        """Return the part of one booth: read once where many figures of it are asked for."""
        rows = tuple(row for row in self.rows if row.booth == booth)
        return Week(rows, tuple(cell for cell in self.cells if cell.within(None, booth, None, None)), self.several, self.modes)


_ROWS = """
SELECT event, booth, material, measure, detail, method, bucket, quantity FROM tally
WHERE event IN (SELECT value FROM json_each(?)) AND quantity <> 0
"""
_WITHOUT_BUCKETS = """
SELECT event, booth, material, measure, detail, method, 0, sum(quantity) FROM tally
WHERE event IN (SELECT value FROM json_each(?)) AND quantity <> 0 GROUP BY event, booth, material, measure, detail, method
"""


def load_week(connection: sqlite3.Connection, events: Iterable[str], *, by_hour: bool = True) -> Week:
    """Read the tallies of ``events``; without ``by_hour`` their rows tell no quarter of an hour, and are few."""
    wanted = json.dumps(sorted(events))
    rows = read_rows(connection, _ROWS if by_hour else _WITHOUT_BUCKETS, wanted)
    modes = connection.execute(
        "SELECT * FROM counting_mode WHERE event IN (SELECT value FROM json_each(?))", (wanted,)
    ).fetchall()
    cells = load_cells(connection, wanted)
    return Week(
        tuple(rows),
        tuple(cells),
        load_several(connection, cells),
        {(mode["event"], mode["booth"], mode["material"]): mode["mode"] for mode in modes},
    )


def read_rows(connection: sqlite3.Connection, query: str, events: str) -> list[Row]:
    """Return what a query about ``events`` (a JSON list of ids) finds, which names a row's columns in their order."""
    cursor = connection.cursor()
    cursor.row_factory = None
    made: Callable[[Sequence[Any]], Row] = partial(tuple.__new__, Row)  # as Row(*columns), at a third of the cost
    return list(map(made, cursor.execute(query, (events,))))


def hours_of(week: Week, event: str, zone: str) -> list[tuple[str, int, int]]:
    """Return the event's local hours in which something was counted: (``2017-03-24T09:00``, start, end in ms UTC)."""
    place = ZoneInfo(zone)
    buckets = {row.bucket for row in week.rows if row.event == event and row.measure not in _WITHOUT_HOURS}
    buckets |= {cell.bucket for cell in week.cells if cell.event == event}
    spans: dict[str, tuple[int, int]] = {}
    for bucket in sorted(buckets):
        local = datetime.fromtimestamp(bucket / 1000, UTC).astimezone(place)
        name = local.strftime("%Y-%m-%dT%H:00")
        first, _ = spans.get(name, (bucket, bucket))
        spans[name] = (first, bucket + BUCKET_MS)
    return [(name, first, last) for name, (first, last) in spans.items()]
