"""The reference week's books: each event closed two hours after its end, with what was missing explained."""

from __future__ import annotations

import sqlite3

from kiosk.books.closings import close_books, explain
from kiosk.books.reconciliation import Desk
from kiosk.demonstration.desk import Desk as Writing
from kiosk.ids import now_ms

_AFTERWARDS_MS = 2 * 3_600_000
REASONS = {
    "B": "風大，個別散落；收攤時三處各清點兩遍，未再找到。",
    "C": "散場時人多，清點時少 4 份，現場未再找到。",
}


def close_week(connection: sqlite3.Connection, campaign: str, account: str) -> None:
    """Close every event of the campaign in the order of its days, by the account of its coordinator."""
    events = connection.execute("SELECT id, code FROM event WHERE campaign = ? ORDER BY day, starts", (campaign,)).fetchall()
    for event in events:
        _close(connection, event["id"], REASONS.get(event["code"], ""), f"account:{account}")


def _close(connection: sqlite3.Connection, event: str, reason: str, by: str) -> None:
    desk, made = Desk(connection, event, now_ms()), Writing(connection, event)
    later = desk.event.window.ends + _AFTERWARDS_MS
    for check in (one for one in desk.open if not one.fixed):
        explain(connection, event, check.key, check.value, check.basis, reason, by=by, id=made.id(later), at=later)
    closed = Desk(connection, event, now_ms())
    close_books(connection, event, closed.freeze(), seq=closed.seq, by=by, id=made.id(later + 1), at=later)
