"""The kept order of records that stand under one another, moved one place at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from kiosk.records import Noun, touch_plan

WAYS = {"up": -1, "down": 1}


def move(connection: sqlite3.Connection, noun: Noun, rows: Sequence[sqlite3.Row], id: str, way: str) -> None:
    """Let a record change places with the one before or after it in ``rows``, which are numbered through; at the end nothing moves."""
    order = [row["id"] for row in rows]
    here = order.index(id)
    there = min(max(0, here + WAYS[way]), len(order) - 1)
    order[here], order[there] = order[there], order[here]
    places = [(place, each) for place, each in enumerate(order, start=1)]
    connection.executemany(f"UPDATE {noun.table} SET position = ? WHERE id = ?", places)
    touch_plan(connection)


def next_place(connection: sqlite3.Connection, noun: Noun, column: str, parent: str) -> int:
    """Return the place after the last one of a parent's records."""
    row = connection.execute(f"SELECT coalesce(max(position), 0) + 1 FROM {noun.table} WHERE {column} = ?", (parent,)).fetchone()
    return int(row[0])
