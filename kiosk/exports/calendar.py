"""A campaign's events and their shifts as a calendar (.ics, RFC 5545) that phones and office programs open; shifts name nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime
from urllib.parse import urlsplit

from icalendar import Calendar
from icalendar import Event as Entry

from kiosk import records
from kiosk.campaigns import CAMPAIGN, EVENT, event_window, status_at
from kiosk.duty import Span, load_duty
from kiosk.languages import text

_STATES = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}


def to_calendar(
    connection: sqlite3.Connection, campaign: str, *, language: str, now: int, public_url: str, only: Collection[str] | None = None, event: str = ""
) -> bytes:
    """Return the calendar of a campaign (an id), or of one event of it.  ``now`` is ms UTC; NotFound.

    An entry keeps its name (UID) for ever, so that taking the file in again moves it and makes no second one.
    """
    row, site = records.get(connection, CAMPAIGN, campaign), urlsplit(public_url).hostname or "kiosk"
    calendar = Calendar()
    calendar.add("prodid", "-//outreach-kiosk//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", records.variant_of(row, "title", language))
    for each in records.all_of(connection, EVENT, campaign):
        if event in ("", each["id"]) and (only is None or each["id"] in only):
            calendar.add_component(_event(each, language, now, site))
            for number, span in enumerate(_shifts(connection, each)):
                calendar.add_component(_shift(connection, each, span, number, language, now, site))
    said: bytes = calendar.to_ical()
    return said


def _event(row: sqlite3.Row, language: str, now: int, site: str) -> Entry:
    window = event_window(row)
    entry = _entry(f"{row['id']}@{site}", window.starts, window.ends, now)
    entry.add("summary", records.variant_of(row, "title", language))
    entry.add("location", _place(row, language))
    if line := records.variant_of(row, "line", language):
        entry.add("description", line)
    entry.add("status", _STATES.get(status_at(row, now), "CONFIRMED"))
    return entry


def _shifts(connection: sqlite3.Connection, event: sqlite3.Row) -> list[Span]:
    """Return the planned shifts, those at one booth with one duty and the same hours once."""
    planned = load_duty(connection, event).planned
    seen = {(span.booth, span.duty, span.starts, span.ends): span for span in planned}
    return [seen[key] for key in sorted(seen, key=lambda key: (key[2], key[0], key[1]))]


def _shift(connection: sqlite3.Connection, event: sqlite3.Row, span: Span, number: int, language: str, now: int, site: str) -> Entry:
    booth = connection.execute("SELECT * FROM booth WHERE id = ?", (span.booth,)).fetchone()
    people = sum((each.booth, each.duty, each.starts, each.ends) == (span.booth, span.duty, span.starts, span.ends) for each in load_duty(connection, event).planned)
    entry = _entry(f"{event['id']}-{span.booth or 'event'}-{span.duty}-{span.starts}@{site}", span.starts, span.ends or span.starts, now)
    where = f"{booth['code']} {records.variant_of(booth, 'name', language)}" if booth else records.variant_of(event, "title", language)
    entry.add("summary", text(language, "exports.shift", where=where, duty=text(language, f"plan.choice.duty.{span.duty}"), people=people))
    entry.add("location", _place(event, language))
    entry.add("transp", "TRANSPARENT")
    return entry


def _entry(uid: str, starts: int, ends: int, now: int) -> Entry:
    entry = Entry()
    entry.add("uid", uid)
    for name, at in (("dtstamp", now), ("dtstart", starts), ("dtend", ends)):
        entry.add(name, datetime.fromtimestamp(at / 1000, UTC).replace(microsecond=0))
    return entry


def _place(row: sqlite3.Row, language: str) -> str:
    return " ".join(part for part in (records.variant_of(row, "place", language), records.variant_of(row, "room", language)) if part)
