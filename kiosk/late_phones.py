"""Phones whose counts are not all in: they still hold facts, or nobody has heard of them since before their booth closed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

_TOLERANCE_MS = 60_000
"""When a phone was last heard is known to within a few seconds, and the closing may come from a phone's own clock."""


@dataclass(frozen=True, slots=True)
class LatePhone:
    """A phone that is still owed for.  ``waiting`` is what it last said it holds, 0 when that is not known; times are ms UTC."""

    id: str
    number: int
    booth: str
    last_heard: int
    waiting: int


def late_phones(connection: sqlite3.Connection, event: str) -> list[LatePhone]:
    """Return the event's late phones by number; who has said goodbye is late only with facts still on the phone."""
    rows = connection.execute(
        "SELECT d.id, d.number, coalesce(d.booth, '') AS booth, d.last_seen_at, d.waiting FROM device d LEFT JOIN (SELECT booth, max(at) AS at"
        "   FROM standing WHERE event = ?1 AND kind = 'close_booth' GROUP BY booth) c ON c.booth = d.booth"
        " WHERE d.event = ?1 AND (d.waiting > 0 OR d.left_at IS NULL AND d.last_seen_at + ?2 < c.at) ORDER BY d.number",
        (event, _TOLERANCE_MS),
    ).fetchall()
    return [LatePhone(*row) for row in rows]
