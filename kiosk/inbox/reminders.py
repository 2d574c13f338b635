"""What at an event wants somebody's hand: empty booths, phones that ask, pages not keyed in, volunteers who never signed out."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from kiosk.campaigns import event_window
from kiosk.consultations import off_topic
from kiosk.duty import Duty

Tone = Literal["bad", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to look at: ``kind`` names the sentence, the rest fills it in; times are ms UTC."""

    kind: str
    tone: Tone
    count: int = 1
    booth: str = ""
    material: str = ""
    at: int = 0
    detail: str = ""


def read_reminders(connection: sqlite3.Connection, event: sqlite3.Row, *, duty: Duty, now: int) -> list[Reminder]:
    """Return what wants a hand at an event, the pressing things first; facts that do not fit together are the inbox's."""
    over = now > event_window(event).ends
    reminders = [*([] if over else _run_outs(connection, event["id"])), *_asking_phones(connection, event["id"], now)]
    reminders += [Reminder("off_topic", "warn", count, detail=topic) for topic, count in off_topic(connection, event)]
    return [*reminders, *(_not_keyed(connection, event["id"]) + _not_left(duty) if over else [])]


def _run_outs(connection: sqlite3.Connection, event: str) -> list[Reminder]:
    """A booth has run out until something is brought there again."""
    rows = connection.execute(
        "SELECT s.booth, s.material, max(s.at) AS at FROM standing s WHERE s.event = ?1 AND s.kind = 'run_out'"
        " GROUP BY s.booth, s.material ORDER BY 3 DESC",
        (event,),
    ).fetchall()
    return [
        Reminder("run_out", "bad", booth=row["booth"], material=row["material"], at=row["at"])
        for row in rows
        if not _refilled(connection, row)
    ]


def _refilled(connection: sqlite3.Connection, run_out: sqlite3.Row) -> bool:
    row = connection.execute(
        "SELECT 1 FROM standing WHERE to_booth = ? AND to_booth <> '' AND kind IN ('issue', 'transfer') AND at > ? AND ? IN ('', material)"
        " AND booth <> to_booth LIMIT 1",
        (run_out["booth"], run_out["at"], run_out["material"]),
    ).fetchone()
    return row is not None


def _asking_phones(connection: sqlite3.Connection, event: str, now: int) -> list[Reminder]:
    row = connection.execute(
        "SELECT count(*), max(asked_at) FROM pairing WHERE event = ? AND asked_at IS NOT NULL AND approved_at IS NULL AND used_at IS NULL"
        " AND expires_at > ?",
        (event, now),
    ).fetchone()
    return [Reminder("phone_asks", "warn", row[0], at=row[1])] if row[0] else []


def _not_keyed(connection: sqlite3.Connection, event: str) -> list[Reminder]:
    """Printed pages of sign-in sheets of which neither rows nor a subtotal nor "left empty" was keyed in."""
    rows = connection.execute(
        "SELECT r.code, sum(b.last - b.first + 1) AS pages,"
        " (SELECT count(*) FROM sheet_page p WHERE p.event = b.event AND p.run = b.run AND (p.typed_rows > 0 OR p.total_seq > 0))"
        " + (SELECT count(DISTINCT s.number) FROM standing s WHERE s.run = b.run AND s.run <> '' AND s.kind = 'sheet_empty') AS keyed"
        " FROM code_block b JOIN print_run r ON r.id = b.run WHERE b.event = ? AND b.kind = 'sheet' AND r.archived_at IS NULL"
        " GROUP BY b.run ORDER BY r.code",
        (event,),
    ).fetchall()
    return [
        Reminder("not_keyed", "warn", row["pages"] - row["keyed"], detail=row["code"])
        for row in rows
        if row["pages"] > row["keyed"]
    ]


def _not_left(duty: Duty) -> list[Reminder]:
    open_spans = duty.on_duty()
    return [Reminder("not_signed_out", "info", len(open_spans), at=max(span.starts for span in open_spans))] if open_spans else []
