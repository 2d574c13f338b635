"""What came in after an event's books were closed: which figures are no longer those of then, and from whom on which day."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.books.closings import Closing
from kiosk.figures.tallies import KEYS, Figures

COUNTS = tuple(key for key in KEYS if key not in ("persons", "wish_median_days"))
"""The figures that are compared; the persons stay as frozen, and a median is no count."""
_ARRIVED = (
    "WITH changed AS ("
    " SELECT f.seq, f.pattern, f.quantity, f.received_at, p.device FROM pattern p CROSS JOIN fact f ON f.pattern = p.id AND f.seq > :seq"
    "   WHERE p.event = :event AND p.kind NOT IN ('void', 'release') AND NOT EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = f.seq)"
    # taken back since: what counted then and does not now, for the first void of it that came afterwards
    " UNION ALL SELECT e.seq, e.pattern, -e.quantity, min(v.received_at), p.device FROM pattern p CROSS JOIN fact v ON v.pattern = p.id AND v.seq > :seq"
    "   JOIN fact e ON e.id = v.names AND e.seq <= :seq JOIN uncounted u ON u.seq = e.seq WHERE p.event = :event AND p.kind = 'void' AND e.held = 0"
    "   AND NOT EXISTS (SELECT 1 FROM entry o WHERE o.names = e.id AND o.names <> '' AND o.kind = 'void' AND o.seq <= :seq AND o.held = 0) GROUP BY e.seq"
    # released since
    " UNION ALL SELECT e.seq, e.pattern, e.quantity, min(r.received_at), o.device FROM pattern p CROSS JOIN fact r ON r.pattern = p.id AND r.seq > :seq"
    "   JOIN fact e ON e.id = r.names AND e.seq <= :seq AND e.held = 1 JOIN pattern o ON o.id = e.pattern"
    "   WHERE p.event = :event AND p.kind = 'release' AND o.kind <> 'void' AND NOT EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = e.seq) GROUP BY e.seq)"
    " SELECT c.quantity, c.received_at, c.device, p.kind, d.number FROM changed c JOIN pattern p ON p.id = c.pattern LEFT JOIN device d ON d.id = c.device"
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Facts of one ``kind`` that one ``source`` (a phone's id, an account, the public) sent on one ``day``; below zero: taken back.

    ``phone`` is the phone's number, 0 for what is none.
    """

    source: str
    phone: int
    day: str
    kind: str
    quantity: int


@dataclass(frozen=True, slots=True)
class SinceClosing:
    """``changes``: figure → (as frozen, now); ``arrivals`` say where they come from."""

    changes: dict[str, tuple[int, int]]
    arrivals: tuple[Arrival, ...]


def since_closing(connection: sqlite3.Connection, event: sqlite3.Row, closing: Closing, now: Figures) -> SinceClosing:
    """Return how an event's figures differ from those that were frozen; nothing is read from the ledger where none does."""
    frozen = closing.figures["figures"]
    changes = {key: (frozen[key] or 0, getattr(now, key) or 0) for key in COUNTS if (frozen.get(key) or 0) != (getattr(now, key) or 0)}
    if not changes:
        return SinceClosing({}, ())
    rows = connection.execute(_ARRIVED, {"event": event["id"], "seq": closing.seq}).fetchall()
    return SinceClosing(changes, tuple(_by_source(rows, event["zone"])))


def _by_source(rows: Iterable[sqlite3.Row], zone: str) -> list[Arrival]:
    sums: Counter[tuple[str, int, str, str]] = Counter()
    for row in rows:
        day = datetime.fromtimestamp(row["received_at"] / 1000, ZoneInfo(zone)).date().isoformat()
        sums[row["device"], row["number"] or 0, day, row["kind"]] += row["quantity"]
    ordered = sorted(sums.items(), key=lambda one: (one[0][2], one[0][1] == 0, *one[0]))
    return [Arrival(*key, quantity) for key, quantity in ordered if quantity]
