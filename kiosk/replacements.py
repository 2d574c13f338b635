"""A phone replaced by another one, or by paper, from a time on: who says so, since when, and taking it back (architecture.md §5)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kiosk.devices import get_device
from kiosk.errors import NotFound, Refusal
from kiosk.ids import now_ms
from kiosk.sheets import clock_at

PAPER = ""
"""The heir of a phone whose volunteer goes on with pen and paper."""


class NoSuchTime(Refusal):
    """The time is none, or it has not come yet."""

    reason = "no_such_time"
    area = "phones.replace"
    status = 422


@dataclass(frozen=True, slots=True)
class Replacement:
    """From ``from_at`` (ms UTC) on ``heir`` counts in the phone's place: another phone's id, or ``PAPER``.  Numbers are the phones'."""

    id: str
    device: str
    number: int
    heir: str
    heir_number: int
    from_at: int


def replace_phone(
    connection: sqlite3.Connection, event: sqlite3.Row, device: str, heir: str, clock: str, *, by: str, id: str
) -> None:
    """Say that ``heir`` counts in a phone's place since ``clock`` (HH:MM on the event's day); NotFound, NoSuchTime.

    The same ``id`` again changes nothing; a phone has one heir at a time.
    """
    if device == heir or any(get_device(connection, phone).event != event["id"] for phone in (device, heir) if phone != PAPER):
        raise NotFound()
    from_at = clock_at(event, clock)
    if from_at is None or from_at > now_ms():
        raise NoSuchTime(clock=clock[:20])
    if connection.execute("SELECT 1 FROM replacement WHERE id = ?", (id,)).fetchone() is not None:
        return
    connection.execute("UPDATE replacement SET undone_at = ? WHERE device = ? AND undone_at IS NULL", (now_ms(), device))
    connection.execute("INSERT INTO replacement VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", (id, event["id"], device, heir, from_at, by, now_ms()))


def undo_replacement(connection: sqlite3.Connection, event: str, id: str) -> None:
    """Take back that a phone was replaced; taken back already, nothing changes.  NotFound."""
    if connection.execute("SELECT 1 FROM replacement WHERE id = ? AND event = ?", (id, event)).fetchone() is None:
        raise NotFound()
    connection.execute("UPDATE replacement SET undone_at = coalesce(undone_at, ?) WHERE id = ?", (now_ms(), id))


def replacements_of(connection: sqlite3.Connection, event: str) -> list[Replacement]:
    """Return the event's replaced phones, by number."""
    rows = connection.execute(
        "SELECT r.id, r.device, d.number, r.heir, coalesce(h.number, 0) AS heir_number, r.from_at FROM device d"
        " CROSS JOIN replacement r ON r.device = d.id AND r.undone_at IS NULL LEFT JOIN device h ON h.id = r.heir"
        " WHERE d.event = ? AND r.event = d.event ORDER BY d.number",
        (event,),
    ).fetchall()
    return [Replacement(*row) for row in rows]
