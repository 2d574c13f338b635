"""Public scans as tallies: each cell is a bundle in a quarter of an hour, given to the booth that held the bundle then."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_Key = tuple[str, str, int, str, int]


@dataclass
class Cell:
    """The scans of one bundle (or one booth's sign) in one quarter of an hour, at the event and booth that held it."""

    event: str
    booth: str
    material: str
    bucket: int
    key: _Key
    opened: int = 0
    responses: int = 0
    unique: int = 0
    actions: Counter[str] = field(default_factory=Counter)

    def within(self, event: str | None, booth: str | None, material: str | None, hours: tuple[int, int] | None) -> bool:
        """Tell whether the cell belongs to the part of the week that is named."""
        return (
            event in (None, self.event)
            and booth in (None, self.booth)
            and material in (None, self.material)
            and (hours is None or hours[0] <= self.bucket < hours[1])
        )

    def add(self, measure: str, detail: str, quantity: int) -> None:
        """Add one row of a tally of scans."""
        if measure == "actions":
            self.actions[detail] += quantity
        else:
            setattr(self, measure, getattr(self, measure) + quantity)


Overlap = tuple[list[Cell], int]
"""Several cells, and how many responders have just these."""


def load_cells(connection: sqlite3.Connection, events: str) -> list[Cell]:
    """Return the cells of ``events`` (a JSON list of ids), bundles that moved in from another event included."""
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        "WITH wanted (id) AS (SELECT DISTINCT value FROM json_each(?)),"
        " bundle AS (SELECT DISTINCT b.run, b.bundle FROM wanted w CROSS JOIN bundle_place b ON b.event = w.id), place AS ("
        "  SELECT t.* FROM wanted w CROSS JOIN response_place t ON t.event = w.id UNION ALL SELECT t.* FROM bundle b"
        "  CROSS JOIN response_place t ON t.run = b.run AND t.bundle = b.bundle AND t.event NOT IN (SELECT id FROM wanted))"
        " SELECT p.event, p.run, p.bundle, p.booth, p.bucket, p.at_event, p.at_booth, coalesce(r.material, ''), p.measure, p.detail, p.quantity"
        " FROM place p LEFT JOIN print_run r ON r.id = p.run"
        " WHERE p.quantity <> 0 AND p.at_event IN (SELECT id FROM wanted)",
        (events,),
    )
    cells: dict[_Key, Cell] = {}
    for *named, at_event, at_booth, material, measure, detail, quantity in rows:
        key: _Key = tuple(named)
        if key not in cells:
            cells[key] = Cell(at_event, at_booth, material, key[-1], key)
        cells[key].add(measure, detail, quantity)
    return list(cells.values())


def load_several(connection: sqlite3.Connection, cells: Iterable[Cell]) -> list[Overlap]:
    """Return the sets of cells that some responders have together, and how many: the only ones that a sum of cells counts too often."""
    by_key = {cell.key: cell for cell in cells}
    rows = connection.execute(
        "SELECT DISTINCT cells, responders FROM overlap WHERE responders > 0 AND event IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted({cell.key[0] for cell in by_key.values()})),),
    )
    found = (([by_key[key] for key in map(tuple, json.loads(row["cells"])) if key in by_key], row["responders"]) for row in rows)
    return [(theirs, responders) for theirs, responders in found if len(theirs) > 1]


def unique_of(cells: list[Cell], several: list[Overlap]) -> int:
    """Return how many different responders the cells have together."""
    inside = {id(cell) for cell in cells}
    twice = sum(responders * max(0, sum(id(cell) in inside for cell in theirs) - 1) for theirs, responders in several)
    return sum(cell.unique for cell in cells) - twice
