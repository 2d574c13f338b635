"""An event's movements taken apart: by booth, material, bundle, volunteer, phone and hour, so that the parts always add up to the whole.

What was counted without a bundle's code, at no known booth or from the booth's own pile is a part with a name of its own.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.duty import start_of_hour
from kiosk.figures.tallies import MOVED, Figures, figures_of, is_tapped
from kiosk.figures.week import BUCKET_MS, Row, Week
from kiosk.inbox.cases import COUNTED

Level = Literal["booth", "material", "bundle", "holder", "phone", "hour"]
LEVELS: tuple[Level, ...] = ("booth", "material", "bundle", "holder", "phone", "hour")
"""In the order in which a difference is followed down; ``holder`` is a person, or '' for the booth's own pile."""
OUT_AND_IN = "out_and_in"
"""The part of hand-outs that no hour and no phone has: what is missing where copies are counted out and in."""
_ALL_TIME = (-(2**63), 2**63)
_WITHOUT_DIFFERENCE = ("phone", "hour")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: ``key`` is an id, ``run/number``, ``person:ID``, an hour's start in ms, or '' for what has no such thing."""

    key: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole and its parts.  By phone and hour no part has a difference: copies are counted out by one phone and back by another."""

    by: Level
    parts: tuple[Part, ...]
    whole: Figures


@dataclass(frozen=True, slots=True)
class _Movement:
    """Copies that moved at one booth, with everything by which they can be told apart."""

    keys: Mapping[Level, str]
    row: Row


def break_down(connection: sqlite3.Connection, event: sqlite3.Row, week: Week, by: Level, within: Mapping[Level, str]) -> Breakdown:
    """Return the movements of ``event`` within the parts that are named, taken apart ``by`` a level.

    ``week`` are the event's tallies.  Booths and materials come from them; only what is finer is read from the ledger, one statement.
    """
    if {by, *within} <= {"booth", "material"}:
        movements = _from_tallies(week, event["id"])
    else:
        movements = _from_ledger(connection, event, within)
    inside = [one for one in movements if all(one.keys[level] == key for level, key in within.items())]
    groups: dict[str, list[Row]] = defaultdict(list)
    for one in inside:
        groups[one.keys[by]].append(one.row)
    sum_up = _summing(week, without_difference=not {by, *within}.isdisjoint(_WITHOUT_DIFFERENCE))
    parts, whole = [Part(key, sum_up(rows)) for key, rows in groups.items()], sum_up([one.row for one in inside])
    if by in _WITHOUT_DIFFERENCE and within.keys().isdisjoint(_WITHOUT_DIFFERENCE):
        rest = _without_hour(week, inside)
        parts.append(Part(OUT_AND_IN, rest))
        whole.handed_out = (whole.handed_out or 0) + (rest.handed_out or 0)
        whole.methods["handed_out"].update(rest.methods["handed_out"])
    return Breakdown(by, tuple(part for part in parts if has_moved(part.figures)), whole)


def has_moved(figures: Figures) -> bool:
    """Tell whether any copy moved: parts in which nothing did are left out."""
    return any((figures.issued, figures.transferred, figures.handed_out, figures.returned, figures.spoiled))


def places_of(week: Week, event: str) -> dict[tuple[str, str], Figures]:
    """Return (booth, material) → the movements there, read once however many booths there are."""
    places: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for one in _from_tallies(week, event):
        places[one.row.booth, one.row.material].append(one.row)
    sum_up = _summing(week, without_difference=False)
    return {place: sum_up(rows) for place, rows in sorted(places.items())}


def _summing(week: Week, *, without_difference: bool) -> Callable[[Sequence[Row]], Figures]:
    """Return what sums rows by the rules of the tallies; without a difference as by hour."""
    hours = _ALL_TIME if without_difference else None
    return lambda rows: figures_of(Week(tuple(rows), (), [], week.modes), hours=hours)


def _without_hour(week: Week, movements: Sequence[_Movement]) -> Figures:
    """Return what was handed out where copies are counted out and in."""
    rows = [one.row for one in movements if not is_tapped(week, one.row.event, one.row.booth, one.row.material)]
    counted = _summing(week, without_difference=False)(rows)
    rest = Figures(handed_out=counted.handed_out, unmeasured=counted.unmeasured)
    rest.methods["handed_out"] = counted.methods["handed_out"]
    return rest


def _from_tallies(week: Week, event: str) -> list[_Movement]:
    return [
        _Movement({"booth": row.booth, "material": row.material}, row)
        for row in week.rows
        if row.event == event and row.booth != "store" and row.measure in MOVED and row.method != "estimate"
    ]


_MOVEMENTS = (
    "WITH moved AS (SELECT p.id, r.measure, iif(r.side = 'target', p.to_booth, p.booth) AS booth, iif(r.side = 'target', p.target, p.source) AS place,"
    "   p.material, p.run, p.bundle, p.device, p.method FROM pattern p JOIN measure_rule r ON r.kind = p.kind"
    "   WHERE p.event = :event AND p.method <> 'estimate' AND r.measure IN (SELECT value FROM json_each(:moved))"
    "   AND p.kind IN ('issue', 'transfer', 'hand_out', 'return', 'spoil'))"
    f" SELECT m.*, f.at - f.at % {BUCKET_MS} AS bucket, sum(f.quantity) AS quantity FROM moved m CROSS JOIN fact f ON f.pattern = m.id"
    " WHERE m.booth <> 'store' AND m.booth = coalesce(:booth, m.booth) AND m.material = coalesce(:material, m.material)"
    f" AND m.device = coalesce(:phone, m.device) AND {COUNTED} GROUP BY m.id, m.measure, bucket"
)


def _from_ledger(connection: sqlite3.Connection, event: sqlite3.Row, within: Mapping[Level, str]) -> list[_Movement]:
    """Return the movements with bundle, holder, phone and hour; a move inside one booth is one out of and one into a holder's hands."""
    narrowed = {level: within.get(level) for level in ("booth", "material", "phone")}
    rows = connection.execute(_MOVEMENTS, {"event": event["id"], "moved": json.dumps(MOVED), **narrowed}).fetchall()
    return [_movement(event, row) for row in rows]


def _movement(event: sqlite3.Row, row: sqlite3.Row) -> _Movement:
    keys: dict[Level, str] = {
        "booth": row["booth"],
        "material": row["material"],
        "bundle": f"{row['run']}/{row['bundle']}" if row["run"] and row["bundle"] else "",
        "holder": row["place"] if row["place"].startswith("person:") else "",
        "phone": row["device"],
        "hour": str(start_of_hour(row["bucket"], event["zone"])),
    }
    moved = Row(event["id"], row["booth"], row["material"], row["measure"], "", row["method"], row["bucket"], row["quantity"])
    return _Movement(keys, moved)
