"""Public scans as tallies: each cell is a bundle in a quarter of an hour, given to the booth that held the bundle then."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

BUCKET_MS = 900_000
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


Overlap = tuple[list[Cell], int]
"""Several cells, and how many responders have just these."""


def load_cells(connection: sqlite3.Connection, events: str) -> list[Cell]:
    """Return the cells of ``events`` (a JSON list of ids), bundles that moved in from another event included."""
    rows = connection.execute(
        "WITH wanted (id) AS (SELECT value FROM json_each(?))"
        " SELECT t.*, coalesce(r.material, '') AS material FROM response_tally t LEFT JOIN print_run r ON r.id = t.run"
        " WHERE t.quantity <> 0 AND (t.event IN (SELECT id FROM wanted)"
        " OR t.run IN (SELECT run FROM bundle_place WHERE event IN (SELECT id FROM wanted)))",
        (events,),
    ).fetchall()
    places = _places(connection, {row["run"] for row in rows if row["run"]})
    cells: dict[_Key, Cell] = {}
    for row in rows:
        key = (row["event"], row["run"], row["bundle"], row["booth"], row["bucket"])
        if key not in cells:
            event, booth = _holder(places, key)
            cells[key] = Cell(event, booth, row["material"], row["bucket"], key)
        _add(cells[key], row)
    wanted = {row[0] for row in connection.execute("SELECT value FROM json_each(?)", (events,)).fetchall()}
    return [cell for cell in cells.values() if cell.event in wanted]


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


def _add(cell: Cell, row: sqlite3.Row) -> None:
    if row["measure"] == "actions":
        cell.actions[row["detail"]] += row["quantity"]
    else:
        setattr(cell, row["measure"], getattr(cell, row["measure"]) + row["quantity"])


def _places(connection: sqlite3.Connection, runs: set[str]) -> dict[tuple[str, int], list[tuple[int, str, str]]]:
    places: dict[tuple[str, int], list[tuple[int, str, str]]] = defaultdict(list)
    rows = connection.execute(
        "SELECT run, bundle, at, event, booth FROM bundle_place WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, bundle, at, id",
        (json.dumps(sorted(runs)),),
    )
    for row in rows:
        places[row["run"], row["bundle"]].append((row["at"], row["event"], row["booth"]))
    return places


def _holder(places: dict[tuple[str, int], list[tuple[int, str, str]]], key: _Key) -> tuple[str, str]:
    """Return (event, booth) of the bundle's last issue before the cell's quarter ends, else what the scan itself said."""
    event, run, bundle, booth, bucket = key
    moves = places.get((run, bundle), [])
    index = bisect_left(moves, (bucket + BUCKET_MS, "", ""))
    return (moves[index - 1][1], moves[index - 1][2]) if index else (event, booth)
