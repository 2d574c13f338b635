"""Phones whose counts are not all in: they still hold facts, or nobody has heard of them since before their booth closed or the event was over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.campaigns import event_window, status_at

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


def late_phones(connection: sqlite3.Connection, event: sqlite3.Row, now: int) -> list[LatePhone]:
    """Return the event's late phones by number; who has said goodbye is late only with facts still on the phone.

    Where nobody closed the booth, a phone is owed for once the event is over.  ``now`` is ms UTC.
    """
    return late_phones_by_event(connection, [event], now).get(event["id"], [])


def late_phones_by_event(connection: sqlite3.Connection, events: Iterable[sqlite3.Row], now: int) -> dict[str, list[LatePhone]]:
    """Return event → its late phones; events without any are absent."""
    rows = connection.execute(
        "WITH wanted (event, ends) AS (SELECT key, value FROM json_each(?1)), closed (event, booth, at) AS ("
        "   SELECT event, booth, max(at) FROM standing WHERE event IN (SELECT event FROM wanted) AND kind = 'close_booth' GROUP BY 1, 2)"
        " SELECT d.event, d.id, d.number, coalesce(d.booth, '') AS booth, d.last_seen_at, d.waiting FROM wanted w CROSS JOIN device d ON d.event = w.event"
        " LEFT JOIN closed c ON c.event = d.event AND c.booth = d.booth"
        " WHERE d.waiting > 0 OR d.left_at IS NULL AND d.last_seen_at + ?2 < coalesce(c.at, w.ends) ORDER BY d.number",
        (json.dumps({event["id"]: _end_of(event, now) for event in events}), _TOLERANCE_MS),
    ).fetchall()
    late: dict[str, list[LatePhone]] = {}
    for event, *row in rows:
        late.setdefault(event, []).append(LatePhone(*row))
    return late


def _end_of(event: sqlite3.Row, now: int) -> int | None:
    """Return when an event that is over ended, as planned or as somebody said before; None while it lasts, and where it did not take place."""
    ends = event_window(event).ends
    if event["status"] == "ended" and event["status_at"] is not None:
        ends = min(ends, event["status_at"])
    return ends if now > ends and status_at(event, now) not in ("cancelled", "postponed") else None
