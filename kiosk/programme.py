"""What a passer-by is offered: the events that are on or still to come, the soonest first."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from kiosk.campaigns import event_window, status_at

_LEAST_DAYS, _MOST_EVENTS = 2, 8


def events_on(connection: sqlite3.Connection, at_ms: int, *, campaign: str = "", most: int = _MOST_EVENTS) -> list[sqlite3.Row]:
    """Return the site's (or one campaign's) events that are not over, called off ones included: people come for those too."""
    since = datetime.fromtimestamp(at_ms / 1000, UTC).date() - timedelta(days=_LEAST_DAYS)
    rows = connection.execute(
        "SELECT e.* FROM event e JOIN campaign c ON c.id = e.campaign WHERE e.archived_at IS NULL AND c.archived_at IS NULL"
        " AND e.day >= ? AND (? = '' OR e.campaign = ?) ORDER BY e.day, e.starts, e.code LIMIT ?",
        (since.isoformat(), campaign, campaign, most * 4),
    ).fetchall()
    return [row for row in rows if event_window(row).ends >= at_ms and status_at(row, at_ms) != "ended"][:most]
