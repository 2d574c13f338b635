"""What the sheets of an event say, read from its plan in the language of the run."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kiosk import campaigns, languages, organisations, records
from kiosk.campaigns import event_window
from kiosk.records import variant_of

Row = Mapping[str, Any] | sqlite3.Row


def prefix_of(base_url: str, path: str = "F") -> str:
    """Return what stands before a code, in the letters that a small QR code likes: HTTPS://HOST/F/."""
    return f"{base_url.upper()}/{path}/"


def say_when(language: str, day: str, starts: str, ends: str) -> str:
    """Return a day and its hours as sheets say them; ValueError for what is none."""
    first, last = (datetime.fromisoformat(f"{date.fromisoformat(day)}T{hour}") for hour in (starts, ends))
    return f"{languages.say_date(language, first.date())} {languages.say_time_range(language, first, last)}"


class EventFacts:
    """What every sheet of an event says, in the leading language of its run, or in the ``language`` of one side."""

    def __init__(self, connection: sqlite3.Connection, run: Row, language: str = "") -> None:
        self.event = records.get(connection, campaigns.EVENT, run["event"])
        self.campaign = records.get(connection, campaigns.CAMPAIGN, self.event["campaign"])
        self.organisation = records.get(connection, organisations.ORGANISATION, self.event["organisation"])
        self.languages = tuple((language or run["language"]).split())
        self.language = self.languages[0]

    def said(self, text: Callable[[str], str]) -> list[str]:
        """Return a text in each of the run's languages, once where they are the same."""
        return list(dict.fromkeys(text(language) for language in self.languages))

    @property
    def title(self) -> str:
        return variant_of(self.event, "title", self.language)

    @property
    def host(self) -> str:
        name = variant_of(self.organisation, "name", self.language)
        return "" if organisations.is_unnamed(name) else name

    @property
    def notice(self) -> str:
        return variant_of(self.organisation, "notice", self.language)

    @property
    def place(self) -> str:
        return " ".join(filter(None, (variant_of(self.event, "place", self.language), self.room)))

    @property
    def room(self) -> str:
        return variant_of(self.event, "room", self.language)

    @property
    def day(self) -> str:
        return languages.say_date(self.language, date.fromisoformat(self.event["day"]))

    @property
    def when(self) -> str:
        return say_when(self.language, self.event["day"], self.event["starts"], self.event["ends"])

    @property
    def ends(self) -> str:
        """Until when something is good that is good for the event: its last moment, in its own zone."""
        moment = datetime.fromtimestamp(event_window(self.event).ends / 1000, UTC).astimezone(ZoneInfo(self.event["zone"]))
        return languages.say_day_and_time(self.language, moment)

    @property
    def phone(self) -> str:
        return str(self.organisation["phone"])

    @property
    def contact(self) -> str:
        """A line for people without a phone: whom to call, else that coming is enough."""
        typed = variant_of(self.event, "contact", self.language) or variant_of(self.campaign, "contact", self.language)
        return typed or self.phone or languages.text(self.language, "printing.come_along")
