"""What at an event waits for somebody's decision: odd facts, empty booths, phones that ask, pages not keyed in."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from kiosk.campaigns import event_window
from kiosk.distribution import Stock
from kiosk.duty import Duty, Implausible
from kiosk.phone_desk import FLAGS

Tone = Literal["bad", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to look at: ``kind`` names the sentence, the rest fills it in; times are ms UTC."""

    kind: str
    tone: Tone
    count: int = 1
    booth: str = ""
    material: str = ""
    at: int = 0
    detail: str = ""
    most: int = 0


def read_decisions(
    connection: sqlite3.Connection, event: sqlite3.Row, *, stock: dict[tuple[str, str], Stock], duty: Duty, implausible: list[Implausible],
    now: int,
) -> list[Notice]:  # fmt: skip
    """Return what waits for a decision at an event, the pressing things first.

    ``stock`` is what each (booth, material) that counts hand-outs as they happen holds by the books.
    """
    over = now > event_window(event).ends
    notices = [
        *_over_held(stock),
        *([] if over else _run_outs(connection, event["id"])),
        *_asking_phones(connection, event["id"], now),
        *_quarantined(connection, event["id"]),
        *(Notice("implausible", "warn", one.handed_out, one.booth, at=one.starts, most=one.most) for one in implausible),
        *_flagged(connection, event["id"]),
    ]
    return [*notices, *(_not_keyed(connection, event["id"]) + _not_left(duty) if over else [])]


def _over_held(stock: dict[tuple[str, str], Stock]) -> list[Notice]:
    return [
        Notice("over_held", "bad", -held.in_hand, booth, material)
        for (booth, material), held in sorted(stock.items())
        if held.in_hand < 0
    ]


def _run_outs(connection: sqlite3.Connection, event: str) -> list[Notice]:
    """A booth has run out until something is brought there again."""
    rows = connection.execute(
        "SELECT s.booth, s.material, max(s.at) AS at FROM standing s WHERE s.event = ?1 AND s.kind = 'run_out'"
        " GROUP BY s.booth, s.material ORDER BY 3 DESC",
        (event,),
    ).fetchall()
    return [
        Notice("run_out", "bad", booth=row["booth"], material=row["material"], at=row["at"])
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


def _asking_phones(connection: sqlite3.Connection, event: str, now: int) -> list[Notice]:
    row = connection.execute(
        "SELECT count(*), max(asked_at) FROM pairing WHERE event = ? AND asked_at IS NOT NULL AND approved_at IS NULL AND used_at IS NULL"
        " AND expires_at > ?",
        (event, now),
    ).fetchone()
    return [Notice("phone_asks", "warn", row[0], at=row[1])] if row[0] else []


def _quarantined(connection: sqlite3.Connection, event: str) -> list[Notice]:
    row = connection.execute(
        "SELECT count(*), max(e.at) FROM entry e WHERE e.event = ? AND e.held = 1 AND e.kind NOT IN ('void', 'release')"
        " AND EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = e.seq)"
        " AND NOT EXISTS (SELECT 1 FROM entry v WHERE v.names = e.id AND v.names <> '' AND v.kind = 'void' AND v.authority = 1)",
        (event,),
    ).fetchone()
    return [Notice("quarantined", "warn", row[0], at=row[1])] if row[0] else []


def _flagged(connection: sqlite3.Connection, event: str) -> list[Notice]:
    """Flagged facts that count, by flag; what public scans carry (a preview, a flood) asks for no decision."""
    counts: Counter[str] = Counter()
    latest: dict[str, int] = {}
    for row in connection.execute(
        "SELECT e.flags, count(*) AS n, max(e.at) AS at FROM entry e WHERE e.event = ? AND e.flags <> '' AND e.held = 0"
        " AND NOT EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = e.seq) GROUP BY e.flags",
        (event,),
    ):
        for flag in set(FLAGS) & set(row["flags"].split()):
            counts[flag] += row["n"]
            latest[flag] = max(latest.get(flag, 0), row["at"])
    return [
        Notice("flagged", "warn", n, at=latest[flag], detail=flag)
        for flag, n in sorted(counts.items(), key=lambda pair: -latest[pair[0]])
    ]


def _not_keyed(connection: sqlite3.Connection, event: str) -> list[Notice]:
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
        Notice("not_keyed", "warn", row["pages"] - row["keyed"], detail=row["code"])
        for row in rows
        if row["pages"] > row["keyed"]
    ]


def _not_left(duty: Duty) -> list[Notice]:
    open_spans = duty.on_duty()
    return [Notice("not_signed_out", "info", len(open_spans), at=max(span.starts for span in open_spans))] if open_spans else []
