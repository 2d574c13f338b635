"""The figures of whole events and of many of them together, from totals that are kept without hours: for pages of a thousand communities.

They are the figures of ``tallies``, summed by it, and asked for in as many statements for a thousand scopes as for one.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kiosk.figures.response_cells import Cell, Overlap
from kiosk.figures.tallies import Figures, add_people_of, figures_of
from kiosk.figures.week import Row, Week, read_rows

_WHOLE = ""

# In the table's own order, so that nothing is sorted.  At the events where somebody chose how to count, `is_tapped` decides about each
# place; at all others the places are summed here, but for the store: nothing moves there, and its waste is no booth's.
_SUMMED = """
SELECT event, '', '', measure, detail, method, 0, sum(quantity) AS quantity FROM event_total
WHERE event IN (SELECT value FROM json_each(?)) AND (booth <> 'store' OR method = 'estimate') GROUP BY event, measure, detail, method HAVING sum(quantity) <> 0
"""
_WASTED = """
SELECT event, booth, '', measure, detail, method, 0, quantity FROM event_total
WHERE event IN (SELECT value FROM json_each(?)) AND measure = 'spoiled' AND booth = 'store' AND method <> 'estimate' AND quantity <> 0
"""
_APART = """
SELECT event, booth, material, measure, detail, method, 0, quantity FROM event_total
WHERE event IN (SELECT value FROM json_each(?)) AND quantity <> 0
"""
_MOVED = """
SELECT event, '', material, measure, '', '', 0, sum(quantity) FROM event_total
WHERE event IN (SELECT value FROM json_each(?)) AND measure IN (SELECT measure FROM placed_measure) AND method <> 'estimate' AND booth <> 'store'
GROUP BY event, measure, material
"""
_MOVED_APART = """
SELECT event, booth, material, measure, '', '', 0, quantity FROM event_total
WHERE event IN (SELECT value FROM json_each(?)) AND measure IN (SELECT measure FROM placed_measure) AND method <> 'estimate' AND booth <> 'store'
"""
_SCORES = """
SELECT event, '', '', measure, detail, '', 0, quantity FROM event_total WHERE event IN (SELECT value FROM json_each(?)) AND measure = 'feedback'
"""
_ALL_BUT_PRINTED = """
SELECT event, booth, material, measure, detail, method, 0, quantity FROM event_total
WHERE event IN (SELECT value FROM json_each(?)) AND measure <> 'printed' AND quantity <> 0
"""
# The totals keep no material of what was printed: its few lines are found by what printed them.
_PRINTED = """
SELECT t.event, t.booth, t.material, t.measure, t.detail, t.method, 0, t.quantity FROM (
  SELECT DISTINCT p.event, p.booth, p.material FROM json_each(?) w CROSS JOIN pattern p ON p.event = w.value AND p.kind = 'print') p
CROSS JOIN tally t ON t.event = p.event AND t.booth = p.booth AND t.material = p.material AND t.measure = 'printed'
WHERE t.quantity <> 0
"""


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of each scope and of all together; ``heard`` are the events of which anything was recorded."""

    scopes: dict[str, Figures]
    whole: Figures
    heard: frozenset[str]


def load_totals(connection: sqlite3.Connection, scopes: Mapping[str, Collection[str]]) -> Totals:
    """Return the figures of scopes, each of which is some whole events; no event is in two of them.

    The names of the scopes are the caller's: ids of organisations, or of the events themselves.
    """
    scope_of = {event: scope for scope, events in scopes.items() for event in events}
    modes = _load_modes(connection, scope_of)
    rows, cells, several = _load_rows(connection, scope_of, modes), _load_cells(connection, scope_of), _load_several(connection, scope_of)
    shared = _share(several, cells, scope_of)
    parts = {scope: _sum(rows[scope], [cells[event] for event in events if event in cells], shared[scope], modes) for scope, events in scopes.items()}
    whole = _sum(rows[_WHOLE], cells.values(), shared[_WHOLE], modes)
    add_people_of(connection, {**parts, _WHOLE: whole}, {**scopes, _WHOLE: list(scope_of)})
    return Totals(parts, whole, _heard(connection, scope_of) | cells.keys())


def load_sums(connection: sqlite3.Connection, events: Collection[str]) -> Week:
    """Return what advice and feedback of many whole ``events`` are read from: copies moved, by event and material, and scores.

    Estimates and what the store itself lost are left out, and nothing says how it was counted.
    """
    modes = _load_modes(connection, events)
    apart = {event for event, _booth, _material in modes}
    asked = ((_MOVED, set(events) - apart), (_MOVED_APART, apart), (_SCORES, events))
    return Week(tuple(row for query, theirs in asked for row in read_rows(connection, query, _json(theirs))), (), [], modes)


def load_whole_events(connection: sqlite3.Connection, events: Collection[str]) -> Week:
    """Return the tallies of many ``events`` for figures of whole ones: without hours, and without the places of what did not move."""
    wanted = _json(events)
    rows = [row for query in (_ALL_BUT_PRINTED, _PRINTED) for row in read_rows(connection, query, wanted)]
    cells = _load_cells(connection, events)
    shared = _share(_load_several(connection, events), cells, {event: event for event in events})
    return Week(tuple(rows), tuple(cells.values()), shared[_WHOLE], _load_modes(connection, events))


def count_entries(connection: sqlite3.Connection, events: Collection[str]) -> Counter[str]:
    """Return measure → how many facts the totals of ``events`` count."""
    rows = connection.execute(
        "SELECT measure, sum(entries) FROM event_total WHERE event IN (SELECT value FROM json_each(?)) GROUP BY 1", (_json(events),)
    )
    return Counter(dict(rows.fetchall()))


def _sum(rows: Iterable[Row], cells: Iterable[Cell], several: list[Overlap], modes: dict[tuple[str, str, str], str]) -> Figures:
    """Sum one scope; the rows have no hour, so that only whole scopes may be asked for."""
    return figures_of(Week(tuple(rows), tuple(cells), several, modes))


def _load_modes(connection: sqlite3.Connection, events: Iterable[str]) -> dict[tuple[str, str, str], str]:
    rows = connection.execute("SELECT event, booth, material, mode FROM counting_mode WHERE event IN (SELECT value FROM json_each(?))", (_json(events),)).fetchall()
    return {(row["event"], row["booth"], row["material"]): row["mode"] for row in rows}


def _load_rows(connection: sqlite3.Connection, scope_of: Mapping[str, str], modes: Iterable[tuple[str, str, str]]) -> dict[str, list[Row]]:
    """Return the rows of each scope, and of all of them together, which are summed here: there are many, and few that differ."""
    apart = {event for event, _booth, _material in modes}
    rows: dict[str, list[Row]] = defaultdict(list)
    together: dict[tuple[str, str, str], int] = defaultdict(int)
    summed = read_rows(connection, _SUMMED, _json(scope_of.keys() - apart))
    for row in summed:
        event, _booth, _material, measure, detail, method, _bucket, quantity = row
        rows[scope_of[event]].append(row)
        together[measure, detail, method] += quantity
    rows[_WHOLE] = [Row("", "", "", measure, detail, method, 0, quantity) for (measure, detail, method), quantity in together.items()]
    for row in read_rows(connection, _WASTED, _json(scope_of.keys() - apart)) + read_rows(connection, _APART, _json(apart)):
        rows[scope_of[row.event]].append(row)
        rows[_WHOLE].append(row)
    return rows


def _load_cells(connection: sqlite3.Connection, events: Iterable[str]) -> dict[str, Cell]:
    """Return one cell for each event of which anything was scanned."""
    cells: dict[str, Cell] = {}
    rows = connection.execute(
        "SELECT event, measure, detail, quantity FROM event_response WHERE quantity <> 0 AND event IN (SELECT value FROM json_each(?))", (_json(events),)
    )
    for event, measure, detail, quantity in rows:
        cell = cells.setdefault(event, Cell(event, "", "", 0, (event, "", 0, "", 0)))
        cell.add(measure, detail, quantity)
    return cells


def _load_several(connection: sqlite3.Connection, events: Iterable[str]) -> list[tuple[list[str], int]]:
    """Return the sets of events at which the same people scanned, and how many."""
    rows = connection.execute(
        "SELECT DISTINCT events, responders FROM event_overlap WHERE responders > 0 AND event IN (SELECT value FROM json_each(?))", (_json(events),)
    )
    return [(json.loads(theirs), responders) for theirs, responders in rows]


def _share(several: list[tuple[list[str], int]], cells: Mapping[str, Cell], scope_of: Mapping[str, str]) -> dict[str, list[Overlap]]:
    """Return scope → the cells that some people have together within it, and how many people."""
    shared: dict[str, list[Overlap]] = defaultdict(list)
    for events, responders in several:
        inside: dict[str, list[Cell]] = defaultdict(list)
        for event in events:
            if event in cells and event in scope_of:
                inside[scope_of[event]].append(cells[event])
                inside[_WHOLE].append(cells[event])
        for scope, theirs in inside.items():
            if len(theirs) > 1:
                shared[scope].append((theirs, responders))
    return shared


def _heard(connection: sqlite3.Connection, events: Iterable[str]) -> frozenset[str]:
    rows = connection.execute(
        "SELECT e.value FROM json_each(?) e WHERE EXISTS (SELECT 1 FROM event_total t WHERE t.event = e.value AND t.quantity <> 0)", (_json(events),)
    ).fetchall()
    return frozenset(row[0] for row in rows)


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
