"""Counts the whole ledger once more, without the triggers, and tells where the kept tallies differ (``kiosk check``).

Facts are read one by one in one snapshot; what is held in memory follows the size of the tallies, not of the ledger.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kiosk.storage.database import one_state

Key = tuple[Any, ...]
Sums = defaultdict[Key, list[int]]
Moves = defaultdict[tuple[str, int], list[tuple[int, str, str]]]
"""Where each bundle went: when (ms UTC), by which entry, to which event."""

_QUARTER = 900_000
_MOVEMENTS = frozenset(("issue", "transfer", "hand_out", "return", "spoil"))
_PLACED = ("issued", "transferred_in", "transferred_out", "handed_out", "returned", "spoiled")
"""Measures whose totals keep their place."""
_BY_DEVICE = _MOVEMENTS | {"consultation", "check_in"}
_MOST_LINES = 100
# A fact counts unless it waits in quarantine or a void that counts itself names it.  Written apart from the view `standing`.
_COUNTING = """
WITH freed (id) AS (
    SELECT e.id FROM entry r CROSS JOIN entry e ON e.id = r.names
    WHERE r.names <> '' AND r.kind = 'release' AND r.authority = 1 AND r.event = e.event),
  gone (id) AS (
    SELECT e.id FROM entry v CROSS JOIN entry e ON e.id = v.names
    WHERE v.names <> '' AND v.kind = 'void' AND v.event = e.event AND (v.authority = 1 OR v.device = e.device)
      AND (v.held = 0 OR v.id IN (SELECT id FROM freed)))
SELECT {columns} FROM entry e
WHERE e.kind NOT IN ('void', 'release') AND (e.held = 0 OR e.id IN (SELECT id FROM freed)) AND e.id NOT IN (SELECT id FROM gone)
"""
_COLUMNS = "seq, kind, event, booth, to_booth, material, run, bundle, number, person, quantity, method, at, device, data"


def recount(connection: sqlite3.Connection) -> list[str]:
    """Return a line for each kept figure that is not what the ledger says (at most 100); none when all is well."""
    with one_state(connection):
        differences = list(_differences(connection, _count_all(connection)))
    hidden = len(differences) - _MOST_LINES
    return differences[:_MOST_LINES] + ([f"… +{hidden}"] if hidden > 0 else [])


def _count_all(connection: sqlite3.Connection) -> dict[str, Sums]:
    sums: dict[str, Sums] = {name: defaultdict(lambda: [0, 0]) for name in _TABLES}
    latest: dict[Key, tuple[int, str]] = {}
    moves: Moves = defaultdict(list)
    cursor = connection.execute(_COUNTING.format(columns=f"{_COLUMNS}, id"))
    for row in cursor:
        fact = dict(zip((*_COLUMNS.split(", "), "id"), row, strict=True))
        data = json.loads(fact["data"])
        _count_measures(sums, fact, data)
        _count_response(sums["response_tally"], fact, data)
        if fact["kind"] in _BY_DEVICE:
            _add(sums["device_tally"], (fact["event"], fact["device"], fact["material"], fact["kind"]), fact["quantity"])
        _count_page(sums["sheet_page"], latest, fact)
        if fact["kind"] in ("issue", "transfer") and fact["run"] and fact["bundle"] and fact["to_booth"]:
            insort(moves[fact["run"], fact["bundle"]], (fact["at"], fact["id"], fact["event"]))
    _count_visits(connection, sums["tally"])
    _count_totals(connection, sums)
    _count_events(sums, moves)
    _count_unique(connection, sums, moves)
    return sums


def _add(sums: Sums, key: Key, quantity: int) -> None:
    sums[key][0] += quantity
    sums[key][1] += 1


def _count_measures(sums: dict[str, Sums], fact: dict[str, Any], data: dict[str, Any]) -> None:
    for booth, measure, detail in _measures(fact, data):
        key = (fact["event"], booth, fact["material"], measure, detail, fact["method"], _quarter(fact["at"]))
        _add(sums["tally"], key, fact["quantity"])
        if fact["kind"] in _MOVEMENTS and fact["run"] and fact["bundle"]:
            _add(sums["bundle_tally"], (fact["run"], fact["bundle"], booth, measure), fact["quantity"])


def _measures(fact: dict[str, Any], data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (booth, measure, detail) of what a fact counts towards."""
    here, there = fact["booth"], fact["to_booth"]
    if fact["kind"] == "transfer":
        return [(there, "transferred_in", ""), (here, "transferred_out", "")] if here != there else []
    if fact["kind"] == "consultation":
        same = [] if data.get("same_person") else [(here, "consulted_persons", "")]
        return [(here, "consultations", data.get("topic") or ""), (here, "outcomes", data.get("outcome") or ""), *same]
    if fact["kind"] == "wish":
        return [(here, "wish_steps", data["step"]), (here, "wish_days", str(data.get("days", "")))]
    simple = {
        "print": (here, "printed", ""),
        "issue": (there, "issued", ""),
        "hand_out": (here, "handed_out", ""),
        "return": (here, "returned", ""),
        "spoil": (here, "spoiled", data.get("why") or ""),
        "check_in": (here, "check_ins", ""),
        "check_out": (here, "check_outs", ""),
        "feedback": (here, "feedback", str(data.get("score") or "")),
        "sign_up": (here, "sign_ups", data.get("project") or ""),
        "registration": (here, "registrations", data.get("age") or ""),
        "note": (here, "notes", data.get("sort") or ""),
        "referral": (here, "referral_steps", data.get("step") or ""),
    }.get(fact["kind"])
    return [simple] if simple else []


def _quarter(at: int) -> int:
    return at // _QUARTER * _QUARTER


def _count_response(sums: Sums, fact: dict[str, Any], data: dict[str, Any]) -> None:
    measure = {"response": "opened", "shown": "responses", "action": "actions"}.get(fact["kind"])
    if measure:
        detail = data.get("which") or "" if measure == "actions" else ""
        _add(
            sums,
            (fact["event"], fact["run"], fact["bundle"], fact["booth"], _quarter(fact["at"]), measure, detail),
            fact["quantity"],
        )


def _count_page(sums: Sums, latest: dict[Key, tuple[int, str]], fact: dict[str, Any]) -> None:
    """Count the typed rows of a page, and keep its latest subtotal (the second figure is that entry's number)."""
    page, order = (fact["event"], fact["run"], fact["number"]), (fact["at"], fact["id"])
    if fact["kind"] == "check_in" and fact["method"] == "paper" and fact["run"] and fact["number"] > 0:
        sums[page][0] += 1
    elif fact["kind"] == "sheet_total" and order > latest.get(page, (-(2**63), "")):
        latest[page] = order
        sums[page][1] = fact["seq"]


def _count_visits(connection: sqlite3.Connection, tally: Sums) -> None:
    """Count each participant's earliest check-in, and each check-in without a participant."""
    before: Key = ()
    query = (
        _COUNTING.format(columns="event, person, booth, method, at")
        + " AND e.kind = 'check_in' ORDER BY e.event, e.person, e.at, e.id"
    )
    for event, person, booth, method, at in connection.execute(query):
        if not person or (event, person) != before:
            _add(tally, (event, booth, "", "visits", "identified" if person else "", method, _quarter(at)), 1)
        before = (event, person)


def _count_totals(connection: sqlite3.Connection, sums: dict[str, Sums]) -> None:
    for rows, seq in list(sums["sheet_page"].values()):
        if seq and not rows:
            event, booth, method, at, quantity = connection.execute(
                "SELECT event, booth, method, at, quantity FROM entry WHERE seq = ?", (seq,)
            ).fetchone()
            _add(sums["tally"], (event, booth, "", "visits", "", method, _quarter(at)), quantity)


def _count_events(sums: dict[str, Sums], moves: Moves) -> None:
    """Add up per event what was counted by quarters of an hour; a scan belongs where its bundle was."""
    for (event, booth, material, measure, detail, method, _bucket), (quantity, entries) in sums["tally"].items():
        total = sums["event_total"][(event, measure, detail, method, *((booth, material) if measure in _PLACED else ("", "")))]
        total[0], total[1] = total[0] + quantity, total[1] + entries
    for (*cell, measure, detail), (quantity, _entries) in sums["response_tally"].items():
        sums["event_response"][_event_of(moves, cell), measure, detail][0] += quantity


def _event_of(moves: Moves, cell: Sequence[Any]) -> str:
    """Return the event to which the bundle was last issued before the quarter's end, else the scan's own."""
    event, run, bundle, _booth, bucket = cell
    before = bisect_left(moves.get((run, bundle), []), (bucket + _QUARTER,))
    return str(moves[run, bundle][before - 1][2] if before else event)


def _count_unique(connection: sqlite3.Connection, sums: dict[str, Sums], moves: Moves) -> None:
    cell = f"json_extract(e.data, '$.mark'), e.event, e.run, e.bundle, e.booth, e.at - e.at % {_QUARTER}"
    query = _COUNTING.format(columns=f"DISTINCT {cell}") + " AND e.kind = 'shown' AND json_extract(e.data, '$.mark') IS NOT NULL"
    cells: list[Key] = []
    before = None
    for mark, *key in connection.execute(query + " ORDER BY 1, 2, 3, 4, 5, 6"):
        sums["response_tally"][*key, "unique", ""][0] += 1
        if mark != before:
            _count_responder(sums, cells, moves)
            cells, before = [], mark
        cells.append(tuple(key))
    _count_responder(sums, cells, moves)


def _count_responder(sums: dict[str, Sums], cells: list[Key], moves: Moves) -> None:
    """Count one responder once for each event, and the several cells and events under each event."""
    reached = sorted({_event_of(moves, cell) for cell in cells})
    for event in reached:
        sums["event_response"][event, "unique", ""][0] += 1
    _count_overlap(sums["overlap"], {cell[0] for cell in cells}, cells)
    _count_overlap(sums["event_overlap"], reached, reached)


def _count_overlap(overlaps: Sums, events: Iterable[str], several: Sequence[object]) -> None:
    if len(several) > 1:
        named = json.dumps(several, ensure_ascii=False, separators=(",", ":"))
        for event in events:
            overlaps[event, named][0] += 1


_TABLES = {
    "tally": ("event, booth, material, measure, detail, method, bucket", "quantity, entries"),
    "bundle_tally": ("run, bundle, booth, measure", "quantity, entries"),
    "device_tally": ("event, device, material, measure", "quantity, entries"),
    "response_tally": ("event, run, bundle, booth, bucket, measure, detail", "quantity, 0"),
    "overlap": ("event, cells", "responders, 0"),
    "sheet_page": ("event, run, page", "typed_rows, total_seq"),
    "event_total": ("event, measure, detail, method, booth, material", "quantity, entries"),
    "event_response": ("event, measure, detail", "quantity, 0"),
    "event_overlap": ("event, events", "responders, 0"),
}


_SINGLE = ("response_tally", "overlap", "event_response", "event_overlap")
"""Tables of one figure."""


def _differences(connection: sqlite3.Connection, counted: dict[str, Sums]) -> Iterator[str]:
    for table, (keys, values) in _TABLES.items():
        sums, width = counted[table], keys.count(",") + 1
        for row in connection.execute(f"SELECT {keys}, {values} FROM {table}"):
            key, kept = tuple(row)[:width], list(row)[width:]
            found = sums.pop(key, [0, 0])
            if kept[0] != found[0] or (table not in _SINGLE and kept[1] != found[1]):
                yield _line(table, key, kept, found)
        yield from (_line(table, key, [0, 0], found) for key, found in sums.items() if found != [0, 0])
    yield from _visit_differences(connection)


def _visit_differences(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare who stands for each visit: both lists come in the same order, so neither is held."""
    counted = _first_visits(connection)
    kept = iter(connection.execute("SELECT event, participant, seq FROM visit WHERE seq > 0 ORDER BY event, participant"))
    left, right = next(counted, None), _tuple(next(kept, None))
    while left or right:
        if left == right:
            left, right = next(counted, None), _tuple(next(kept, None))
        elif right is None or (left is not None and left[:2] < right[:2]):
            yield _line("visit", left[:2] if left else (), [0], [left[2] if left else 0])
            left = next(counted, None)
        else:
            same = left is not None and left[:2] == right[:2]
            yield _line("visit", right[:2], [right[2]], [left[2] if left and same else 0])
            left, right = next(counted, None) if same else left, _tuple(next(kept, None))


def _tuple(row: sqlite3.Row | None) -> Key | None:
    return tuple(row) if row is not None else None


def _first_visits(connection: sqlite3.Connection) -> Iterator[Key]:
    before: Key = ()
    query = (
        _COUNTING.format(columns="event, person, seq")
        + " AND e.kind = 'check_in' AND e.person <> '' ORDER BY e.event, e.person, e.at, e.id"
    )
    for row in connection.execute(query):
        if tuple(row)[:2] != before:
            yield tuple(row)
        before = tuple(row)[:2]


def _line(table: str, key: Key, kept: list[int], found: list[int]) -> str:
    return f"{table} {' · '.join(str(part) for part in key)}: {_figures(kept)} ≠ {_figures(found)}"


def _figures(values: list[int]) -> str:
    return " / ".join(str(value) for value in values)
