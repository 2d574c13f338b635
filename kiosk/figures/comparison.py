"""A campaign or an event beside an earlier one: the same figures of both, and what lies between, where they can be compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kiosk.campaigns import was_held
from kiosk.figures.glance import Glance, Stated
from kiosk.figures.suppression import AtLeast, Hidden

COMPARED = (
    "events", "handed_out", "handed_share", "unique_responses", "visits", "persons", "consultations", "feedback", "new_volunteers", "service_hours",
    "wishes_delivered", "cost",
)  # fmt: skip
COMPARED_OF_EVENTS = (
    "hours", "staff", "issued", "handed_out", "handed_share", "handed_out_per_hour", "handed_out_per_person", "unique_responses", "response_rate",
    "visits", "visits_per_hour", "persons", "consultations", "consultations_per_hour", "referrals", "feedback", "new_volunteers", "service_hours",
    "wishes", "wishes_delivered", "cost", "cost_per_handed_out",
)  # fmt: skip
"""Where events differ in length, hands or copies, the rate that follows a count can be compared."""
_OF = {"handed_out": "issued", "wishes_delivered": "wishes"}
"""None of these is a finding where there were some of those; none of anything else was not counted at all."""
Reason = Literal["", "hidden", "unmeasured", "unrecorded"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure now and before; ``reason`` says why they cannot be compared, '' where they can."""

    name: str
    now: Stated
    before: Stated
    reason: Reason = ""

    @property
    def difference(self) -> int | Decimal | None:
        """By how much it is more now; None where they cannot be compared."""
        now, before = self.now.value, self.before.value
        return now - before if not self.reason and isinstance(now, int | Decimal) and isinstance(before, int | Decimal) else None


def previous_campaigns(campaigns: Sequence[sqlite3.Row], campaign: sqlite3.Row) -> list[sqlite3.Row]:
    """Return those of the reader's campaigns that were before this one, the latest first."""
    earlier = [row for row in campaigns if row["id"] != campaign["id"] and (row["starts_on"], row["code"]) < (campaign["starts_on"], campaign["code"])]
    return sorted(earlier, key=lambda row: (row["starts_on"], row["code"]), reverse=True)


def earlier_events(events: Iterable[sqlite3.Row], event: sqlite3.Row, now: int) -> Iterator[sqlite3.Row]:
    """Yield those of the reader's events that took place before this one: the comparable ones first, then the same kind elsewhere; the latest first."""
    latest_first = sorted((row for row in events if row["id"] != event["id"] and _moment(row) < _moment(event)), key=_moment, reverse=True)
    ranked = sorted(latest_first, key=lambda row: (not is_comparable(row, event), row["kind"] != event["kind"]))
    return (row for row in ranked if was_held(row, now))


def is_comparable(row: sqlite3.Row, event: sqlite3.Row) -> bool:
    """Tell whether the same organisation held the same kind of event."""
    return (row["kind"], row["organisation"]) == (event["kind"], event["organisation"])


def _moment(event: sqlite3.Row) -> tuple[str, str, str]:
    return event["day"], event["starts"], event["code"]


def compare(now: Glance, before: Glance) -> list[Pair]:
    """Return the figures of both that mean anything in one of them."""
    names = COMPARED_OF_EVENTS if now.event is not None else COMPARED
    pairs = [Pair(name, now.of(name), before.of(name), _reason(now, before, name)) for name in names]
    return [pair for pair in pairs if pair.now.value or pair.before.value]


def _reason(now: Glance, before: Glance, name: str) -> Reason:
    values = [glance.of(name).value for glance in (now, before)]
    if any(isinstance(value, Hidden | AtLeast) for value in values):
        return "hidden"
    if any(value is None for value in values):
        return "unmeasured"
    counted = [value or (name in _OF and glance.of(_OF[name]).value) for glance, value in zip((now, before), values, strict=True)]
    return "" if all(counted) else "unrecorded"
