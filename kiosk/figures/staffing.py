"""Who made an event possible: how many people of which category were on duty, each person once."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.people import CATEGORIES


@dataclass(frozen=True, slots=True)
class Staff:
    """How many different people were on duty by category; ``joined`` registered as volunteers there and lent a hand at once, and are
    in no category.  ``handing_out`` of them had flyers in hand."""

    by_category: Counter[str] = field(default_factory=Counter)
    joined: int = 0
    handing_out: int = 0

    @property
    def total(self) -> int:
        """All on duty, those who joined on the spot left out."""
        return self.by_category.total()


def count_staff(connection: sqlite3.Connection, events: Iterable[str]) -> Staff:
    """Return who was on duty at ``events``: who came, where anybody recorded that at an event, else who was planned for it."""
    rows = connection.execute(_ON_DUTY, {"events": json.dumps(sorted(events))}).fetchall()
    joined = {row["one"] for row in rows if row["joined"]}
    kept = {row["one"]: row["category"] for row in rows if row["one"] not in joined}
    counted = Counter(kept.values())
    by_category = Counter({each: counted[each] for each in CATEGORIES if counted[each]})
    return Staff(by_category, len(joined), len({row["one"] for row in rows if row["handing"]} - joined))


_ON_DUTY = """
WITH wanted AS MATERIALIZED (SELECT value AS event FROM json_each(:events)),
came AS MATERIALIZED (
  SELECT DISTINCT s.event, s.person FROM wanted w CROSS JOIN standing s ON s.event = w.event AND s.kind = 'shift_in' WHERE +s.person <> ''),
duty AS (
  SELECT event, person FROM came
  UNION SELECT s.event, s.person FROM shift s JOIN wanted w ON w.event = s.event
    WHERE s.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM came c WHERE c.event = s.event))
SELECT coalesce(t.person, d.person) AS one, p.category,
  EXISTS (SELECT 1 FROM volunteer v WHERE v.person = d.person AND v.event = d.event) AS joined,
  EXISTS (SELECT 1 FROM shift s WHERE s.person = d.person AND s.event = d.event AND s.duty = 'hand_out' AND s.archived_at IS NULL) AS handing
FROM duty d JOIN person p ON p.id = d.person LEFT JOIN same_person t ON t.participant = d.person AND t.undone_at IS NULL
ORDER BY p.position, length(p.code), p.code
"""
