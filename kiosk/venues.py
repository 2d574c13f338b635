"""What an event needs where it takes place: equipment that comes back, what is shown, and whether the room holds the people."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from kiosk import records
from kiosk.languages import text
from kiosk.records import LANGUAGE_FIELD, Field, Noun, Problem


def _equipment_problems(row: Mapping[str, object]) -> dict[str, Problem]:
    """What is one's own is borrowed from nobody."""
    return {"lender": ("plan.problem.own_has_no_lender", {})} if row["owned"] == "own" and row["lender"] else {}


EQUIPMENT = Noun(
    "equipment",
    "event",
    (
        Field("code", "code", required=True),
        Field("item", required=True, longest=80, varies=True),
        Field("count", "integer", default="1"),
        Field("owned", "choice", choices=("own", "borrowed"), default="own"),
        Field("lender", longest=80, varies=True),
        Field("returned_on", "date"),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
    searched=("item",),
    check=_equipment_problems,
)
MEDIA = Noun(
    "media",
    "event",
    (
        Field("code", "code", required=True),
        Field("title", required=True, varies=True),
        Field("kind", "choice", choices=("video", "slides", "sound", "exhibition"), default="video"),
        Field("producer", longest=80),
        Field("office", longest=120, varies=True),
        Field("minutes", "integer"),
        Field("synopsis", "long_text", longest=1200, varies=True),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
    searched=("title", "producer"),
)


def find_crowding(capacity: int, counts: Mapping[str, int]) -> dict[str, int]:
    """Return which counts of people (expected, invited, signed in, seen there) exceed what the room holds; 0 means not known."""
    return {name: count for name, count in counts.items() if capacity and count > capacity}


def crowding_in_plan(connection: sqlite3.Connection, event: sqlite3.Row) -> dict[str, int]:
    """Return what of an event's plan exceeds its room."""
    invited = connection.execute("SELECT count(*) FROM roster WHERE event = ? AND archived_at IS NULL", (event["id"],)).fetchone()[0]
    return find_crowding(event["capacity"], {"expected": event["expected"], "invited": invited})


def equipment_lines(connection: sqlite3.Connection, event: str, language: str) -> list[list[str]]:
    """Return an event's equipment as its checklist prints it: item, quantity, from whom it is borrowed ('' for one's own)."""
    borrowed = text(language, "plan.choice.owned.borrowed")
    return [
        [
            records.variant_of(row, "item", language),
            str(row["count"] or ""),
            records.variant_of(row, "lender", language) or (borrowed if row["owned"] == "borrowed" else ""),
        ]
        for row in records.all_of(connection, EQUIPMENT, event)
    ]
