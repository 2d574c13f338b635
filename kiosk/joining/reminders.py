"""What each kiosk still owes its district of a campaign, and the text that asks for it, in the community's own language and ready to be sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk import records
from kiosk.campaigns import event_window
from kiosk.figures.roll_up import RollUp
from kiosk.joining.origins import OWING, Origins, Source, Teller
from kiosk.joining.unsealed import list_unsealed
from kiosk.languages import say_date, text
from kiosk.late_phones import late_phones_by_event
from kiosk.organisations import ORGANISATION
from kiosk.records import variant_of


@dataclass(frozen=True, slots=True)
class Reminder:
    """One kiosk's organisation (a row), how far its report is, and the events that wait: over since the report, without records, not closed.

    ``unsealed``: of its referrals nothing can be published until it reports once more."""

    organisation: sqlite3.Row
    source: Source
    ended: tuple[sqlite3.Row, ...]
    silent: tuple[sqlite3.Row, ...]
    unclosed: tuple[sqlite3.Row, ...]
    late_phones: int
    unsealed: bool = False

    @property
    def language(self) -> str:
        """The language of the organisation's own texts."""
        return str(self.organisation["language"])

    @property
    def is_owed(self) -> bool:
        """Whether there is anything to ask for."""
        return self.source.state in OWING or bool(self.silent or self.unclosed or self.late_phones or self.unsealed)


def read_reminders(connection: sqlite3.Connection, found: RollUp, now: int) -> list[Reminder]:
    """Return what the kiosks owe of a campaign that is seen as a whole, the gravest first; ``now`` is ms UTC."""
    origins = Origins(connection, found.row["id"], now)
    tellers = origins.tellers(found.whole.events) if origins.is_told else []
    phones = late_phones_by_event(connection, found.whole.events, now) if tellers else {}
    late, unsealed = {event: len(theirs) for event, theirs in phones.items()}, list_unsealed(connection, found.row["id"])
    owed = _Owed(set(found.whole.reported.silent), set(found.whole.reported.unclosed), late, unsealed)
    reminders = [_remind(records.get(connection, ORGANISATION, each.organisation), each, owed, now) for each in tellers]
    return [each for each in reminders if each.is_owed]


@dataclass(frozen=True, slots=True)
class _Owed:
    """The codes of a campaign's events without records, and of those not closed; event → its phones that have not reported; kiosks without a seal."""

    silent: Collection[str]
    unclosed: Collection[str]
    phones: Mapping[str, int]
    unsealed: Collection[str]


def _remind(organisation: sqlite3.Row, teller: Teller, owed: _Owed, now: int) -> Reminder:
    """A kiosk that has sent nothing is asked for its events that are over, and no more: what they lack will be seen then."""
    if teller.source.state == "missing":
        return Reminder(organisation, teller.source, tuple(event for event in teller.events if event_window(event).ends <= now), (), (), 0)
    silent, unclosed = (tuple(event for event in teller.events if event["code"] in codes) for codes in (owed.silent, owed.unclosed))
    phones = sum(owed.phones.get(event["id"], 0) for event in teller.events)
    return Reminder(organisation, teller.source, teller.ended, silent, unclosed, phones, teller.known.kiosk in owed.unsealed)


def write_reminder(one: Reminder, campaign: sqlite3.Row, sender: sqlite3.Row, now: int, zone: str) -> str:
    """Return the whole text for a message, in the organisation's language; ``sender`` is the district's own organisation."""
    said = one.language
    title = text(said, "reports.ask.title", title=variant_of(campaign, "title", said))
    path = {name: text(said, f"{name}.title") for name in ("tallies", "roll_up", "reports")}
    way = text(said, "reports.ask.way", title=variant_of(campaign, "title", said), make=text(said, "reports.make"), **path)
    owed = [f"{number}. {line}" for number, line in enumerate(_say_owed(one, said, zone), start=1)]
    end = [variant_of(sender, "name", said), _say_day(said, now, zone, long=True)]
    return "\n".join([text(said, "reports.ask.to", name=variant_of(one.organisation, "name", said)), title, *owed, way, *end])


def _say_owed(one: Reminder, language: str, zone: str) -> list[str]:
    """Return a line for each thing that is still to come."""
    day = _say_day(language, one.source.made_at, zone) if one.source.made_at else ""
    lines = [text(language, f"reports.ask.{one.source.state}", date=day)] if one.source.state in ("missing", "cut_short") else []
    lines += [text(language, "reports.ask.unsealed", date=day)] if one.unsealed else []
    if one.ended:
        lines.append(text(language, "reports.ask.ended" if day else "reports.ask.over", date=day, events=_say_events(one.ended, language)))
    lines += [text(language, f"reports.ask.{name}", events=_say_events(events, language)) for name, events in (("silent", one.silent), ("unclosed", one.unclosed)) if events]
    return lines + ([text(language, "reports.ask.phones", count=one.late_phones)] if one.late_phones else [])


def _say_events(events: Iterable[sqlite3.Row], language: str) -> str:
    named = [text(language, "reports.ask.event", title=variant_of(event, "title", language), code=event["code"]) for event in events]
    return text(language, "common.list.comma").join(named)


def _say_day(language: str, at: int, zone: str, *, long: bool = False) -> str:
    return say_date(language, datetime.fromtimestamp(at / 1000, ZoneInfo(zone)), "long" if long else "short")
