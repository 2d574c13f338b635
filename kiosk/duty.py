"""Who was on duty at an event and for how long, and whether a booth's hour is plausible for the people there (domain.md §3)."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from kiosk.campaigns import Window, event_window

HOUR_MS = 3_600_000
MOST_PER_HOUR = 150
"""Hand to hand is about 400 per person and day; more than this in an hour, per person on shift, is looked at."""


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody at a booth, in milliseconds UTC; ``ends`` is None while they are still there.

    ``correction`` is the fact by which a coordinator corrected a forgotten sign-out, '' for what was seen.
    """

    person: str
    booth: str
    duty: str
    starts: int
    ends: int | None
    correction: str = ""


@dataclass
class Duty:
    """One event's shifts: as planned, and as people came and went."""

    planned: list[Span] = field(default_factory=list)
    worked: list[Span] = field(default_factory=list)

    def on_duty(self) -> list[Span]:
        """Return who is there now."""
        return [span for span in self.worked if span.ends is None]

    def missing(self) -> set[str]:
        """Return who was planned and never came, as far as anybody recorded who came at all."""
        return {span.person for span in self.planned} - {span.person for span in self.worked} if self.worked else set()

    def hours_of(self, *person: str) -> Decimal:
        """Return a person's service hours, under one number or several: each finished shift in steps of half an hour.

        Who goes from one booth to another, or is signed in by two phones, is still in the same shift.
        """
        spans = [(span.starts, span.ends) for span in self.worked if span.person in person and span.ends is not None]
        return sum((half_hours(ends - starts) for starts, ends in _without_breaks(spans)), Decimal(0))

    def latest_end(self, span: Span, event_ends: int) -> int:
        """Return when somebody who never signed out may have gone at the latest: at the end that the plan has for them,
        the event's where it has none, and not before they came."""
        planned = [each.ends for each in self.planned if each.person == span.person and each.ends is not None]
        return max(max(planned, default=event_ends), span.starts)

    def hours(self) -> Decimal:
        """Return the service hours of everybody."""
        return sum((self.hours_of(person) for person in {span.person for span in self.worked}), Decimal(0))


@dataclass(frozen=True, slots=True)
class Implausible:
    """More was handed out at a booth in an hour than the people on shift there can do."""

    booth: str
    starts: int
    handed_out: int
    most: int


def planned_hours(event: sqlite3.Row) -> Decimal:
    """Return for how long an event is planned."""
    window = event_window(event)
    return Decimal(window.ends - window.starts) / HOUR_MS


def half_hours(milliseconds: int) -> Decimal:
    """Return hours in steps of half an hour, a quarter rounded up."""
    return (Decimal(milliseconds) / (HOUR_MS // 2)).quantize(Decimal(1), ROUND_HALF_UP) / 2


def _without_breaks(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the spans of one person that follow one another at once, or overlap under two numbers."""
    joined: list[tuple[int, int]] = []
    for starts, ends in sorted(spans):
        if joined and joined[-1][1] >= starts:
            starts, before = joined.pop()
            ends = max(ends, before)
        joined.append((starts, ends))
    return joined


def load_duty(connection: sqlite3.Connection, event: sqlite3.Row) -> Duty:
    """Read an event's shifts: the plan, and the standing shift facts."""
    return load_duties(connection, [event])[event["id"]]


def load_duties(connection: sqlite3.Connection, events: Iterable[sqlite3.Row]) -> dict[str, Duty]:
    """Read the shifts of several events, by their ids; in as many statements for a thousand as for one."""
    known = {event["id"]: event for event in events}
    wanted = json.dumps(sorted(known))
    planned: dict[str, list[Span]] = defaultdict(list)
    for row in connection.execute(_SHIFTS, (wanted,)):
        planned[row["event"]].append(_planned(row, known[row["event"]], event_window(known[row["event"]])))
    worked: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in connection.execute(_SHIFT_FACTS, (wanted,)):
        worked[row["event"]].append(row)
    return {id: Duty(planned[id], _pair_up(worked[id], {(span.person, span.booth): span.duty for span in planned[id]})) for id in known}


_SHIFTS = (
    "SELECT event, person, coalesce(booth, '') AS booth, duty, starts, ends FROM shift WHERE event IN (SELECT value FROM json_each(?)) AND archived_at IS NULL"
)
_SHIFT_FACTS = (
    "SELECT s.id, s.event, s.kind, s.person, s.booth, s.at, coalesce(json_extract(s.data, '$.duty'), '') AS duty, json_extract(s.data, '$.corrected') AS corrected"
    " FROM json_each(?) w CROSS JOIN standing s ON s.event = w.value AND (s.kind = 'shift_in' OR s.kind = 'shift_out') AND +s.person <> '' ORDER BY s.at, s.id"
)


def _planned(shift: sqlite3.Row, event: sqlite3.Row, window: Window) -> Span:
    starts = _moment(event, shift["starts"]) if shift["starts"] else window.starts
    ends = _moment(event, shift["ends"]) if shift["ends"] else window.ends
    return Span(shift["person"], shift["booth"], shift["duty"], starts, ends if ends > starts else ends + 24 * HOUR_MS)


def _moment(event: sqlite3.Row, clock: str) -> int:
    local = datetime.fromisoformat(f"{event['day']}T{clock}").replace(tzinfo=ZoneInfo(event["zone"]))
    return round(local.timestamp() * 1000)


def _pair_up(facts: Iterable[sqlite3.Row], duties: dict[tuple[str, str], str]) -> list[Span]:
    """Join each coming with the next going of the same person; coming again before going ends the first span there."""
    spans: list[Span] = []
    here: dict[str, Span] = {}
    for fact in facts:
        open_span = here.pop(fact["person"], None)
        if open_span is not None:
            correction = fact["id"] if fact["corrected"] else ""
            spans.append(Span(open_span.person, open_span.booth, open_span.duty, open_span.starts, fact["at"], correction))
        if fact["kind"] == "shift_in":
            duty = fact["duty"] or duties.get((fact["person"], fact["booth"]), "hand_out")
            here[fact["person"]] = Span(fact["person"], fact["booth"], duty, fact["at"], None)
    return [*spans, *here.values()]


def find_implausible(duty: Duty, handed_out: dict[tuple[str, int], int], now: int) -> tuple[list[Implausible], set[str]]:
    """Return the booths' hours beyond the limit, and the booths without any roster, to which the limit cannot be applied.

    ``handed_out`` is copies by (booth, start of the hour in ms).  Where people signed in and out that counts, else the plan.
    """
    spans = _handing_out(duty)
    found, without = [], set()
    for (booth, starts), copies in sorted(handed_out.items()):
        if booth not in spans:
            without.add(booth)
            continue
        present = sum(_overlap(span, starts, min(starts + HOUR_MS, now)) for span in spans[booth])
        most = round(MOST_PER_HOUR * present / HOUR_MS)
        if present and copies > most:
            found.append(Implausible(booth, starts, copies, most))
    return found, without


def _handing_out(duty: Duty) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = defaultdict(list)
    came = {(span.person, span.booth) for span in duty.worked}
    for span in [*duty.worked, *(span for span in duty.planned if (span.person, span.booth) not in came)]:
        if span.duty == "hand_out":
            spans[span.booth].append(span)
    return spans


def _overlap(span: Span, starts: int, ends: int) -> int:
    return max(0, min(ends, span.ends or ends) - max(starts, span.starts))


def start_of_hour(moment: int, zone: str) -> int:
    """Return when the wall-clock hour of a moment began, both in ms UTC (zones may be 30 or 45 minutes off)."""
    local = datetime.fromtimestamp(moment / 1000, ZoneInfo(zone))
    return moment - (local.minute * 60 + local.second) * 1000 - local.microsecond // 1000
