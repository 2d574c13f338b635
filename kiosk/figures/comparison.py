"""A campaign beside the one before it: the same figures of both, and what lies between, where both could be measured."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kiosk.figures.glance import Glance, Stated

COMPARED = (
    "events", "handed_out", "handed_share", "unique_responses", "visits", "persons", "consultations", "feedback", "new_volunteers", "service_hours",
    "wishes_delivered", "cost",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure now and before; ``difference`` is None where one of them cannot be measured."""

    name: str
    now: Stated
    before: Stated

    @property
    def difference(self) -> int | Decimal | None:
        """By how much it is more now."""
        now, before = self.now.value, self.before.value
        return now - before if isinstance(now, int | Decimal) and isinstance(before, int | Decimal) else None


def previous_campaigns(campaigns: Sequence[sqlite3.Row], campaign: sqlite3.Row) -> list[sqlite3.Row]:
    """Return those of the reader's campaigns that were before this one, the latest first."""
    earlier = [row for row in campaigns if row["id"] != campaign["id"] and (row["starts_on"], row["code"]) < (campaign["starts_on"], campaign["code"])]
    return sorted(earlier, key=lambda row: (row["starts_on"], row["code"]), reverse=True)


def compare(now: Glance, before: Glance) -> list[Pair]:
    """Return the figures of both that mean anything in one of them."""
    pairs = [Pair(name, now.of(name), before.of(name)) for name in COMPARED]
    return [pair for pair in pairs if pair.now.value or pair.before.value]
