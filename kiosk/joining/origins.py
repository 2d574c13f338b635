"""Where a campaign's figures come from: counted on this kiosk, or told by another one's report, how old that is, and who still owes one."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from typing import Literal
from zoneinfo import ZoneInfo

from kiosk.campaigns import event_window
from kiosk.joining.known_kiosks import KnownKiosk, list_known
from kiosk.joining.who_reports import Reporter, Reporters
from kiosk.languages import Named, say_date, say_list, text

State = Literal["here", "reported", "late", "missing", "cut_short"]
OWING: tuple[State, ...] = ("missing", "cut_short", "late")
"""The states in which something is still to come, the gravest first."""
_ORDER: tuple[State, ...] = (*OWING, "reported", "here")
_MOST_NAMED = 3


_NOBODY = Named("")


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from.  ``missing``: a kiosk that was let in has sent nothing; ``late``: its last report is older than an event's end;
    ``cut_short``: the latest file is not wholly in.  Times are ms UTC; ``position`` counts that kiosk's facts."""

    state: State = "here"
    kiosk: Named = _NOBODY
    made_at: int = 0
    position: int = 0
    received_at: int = 0

    def name(self, language: str) -> str:
        """Return what the kiosk is called in a language."""
        return self.kiosk.said_in(language)


HERE = Source()


@dataclass(frozen=True, slots=True)
class Teller:
    """A kiosk that reports, for which organisation (an id), how far its report is, the events that it tells, and those that have ended since."""

    known: KnownKiosk
    organisation: str
    source: Source
    events: tuple[sqlite3.Row, ...] = ()
    ended: tuple[sqlite3.Row, ...] = ()


class Origins:
    """The latest reports of a campaign (an id), and the kiosks that are to report; ``now`` is ms UTC."""

    def __init__(self, connection: sqlite3.Connection, campaign: str, now: int) -> None:
        self._connection = connection
        self._now = now
        self.reporters = Reporters(connection, campaign)

    @cached_property
    def _known(self) -> dict[str, KnownKiosk]:
        return {known.kiosk: known for known in list_known(self._connection)}

    @property
    def is_told(self) -> bool:
        """Whether another kiosk has told, or is to tell, anything of the campaign."""
        return self.reporters.is_told

    def of_event(self, event: sqlite3.Row) -> Source:
        """Return where an event's figures come from."""
        return self._source(self.reporters.of_event(event), [event])

    def of_events(self, events: Iterable[sqlite3.Row]) -> tuple[Source, ...]:
        """Return where the figures of several events come from, each source once; nothing where all were counted here."""
        if not self.is_told:
            return ()
        told = self._by_reporter(events)
        return tuple(self._source(reporter, theirs) for reporter, theirs in told.items()) if told.keys() - {None} else ()

    def of_organisation(self, organisation: str, events: Iterable[sqlite3.Row] = ()) -> tuple[Source, ...]:
        """Return where the figures of an organisation's ``events`` come from, what is still to come first; without events who is to report it."""
        told = self._by_reporter(events) if self.is_told else {}
        found = [self._source(reporter, theirs) for reporter, theirs in told.items()]
        found = found or [self._source(self.reporters.of_organisation(organisation), ())]
        return tuple(sorted(found, key=lambda source: _ORDER.index(source.state)))

    def ended_since(self, events: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
        """Return those of some events that have ended since the report about them was made."""
        return [event for reporter, theirs in self._by_reporter(events).items() for event in self._ended_since(reporter, theirs)]

    def tellers(self, events: Iterable[sqlite3.Row]) -> list[Teller]:
        """Return the kiosks that report, or are to, those that owe most first; ``events`` are the campaign's."""
        told = self._by_reporter(events)
        found = []
        for each in (*self.reporters.expected, *self.reporters.heard):
            if each.is_let_in:
                theirs = told.get(each, ())
                found.append(Teller(self._known[each.kiosk], each.organisation, self._source(each, theirs), tuple(theirs), tuple(self._ended_since(each, theirs))))
        return sorted(found, key=lambda each: (_ORDER.index(each.source.state), each.known.name))

    def owing(self, events: Iterable[sqlite3.Row]) -> list[Teller]:
        """Return the kiosks from which something is still to come."""
        return [each for each in self.tellers(events) if each.source.state in OWING] if self.is_told else []

    def _by_reporter(self, events: Iterable[sqlite3.Row]) -> dict[Reporter | None, list[sqlite3.Row]]:
        found: dict[Reporter | None, list[sqlite3.Row]] = defaultdict(list)
        for event in events:
            found[self.reporters.of_event(event)].append(event)
        return found

    def _source(self, reporter: Reporter | None, events: Iterable[sqlite3.Row]) -> Source:
        """Return what a kiosk's latest report says of events: late where it is older than the end of one of them."""
        if reporter is None:
            return HERE
        known, report = self._known.get(reporter.kiosk), reporter.report
        name = known.name if known else Named(reporter.kiosk)
        if report is None:
            return Source("missing", name)
        state: State = "cut_short" if not report["whole"] else "late" if self._ended_since(reporter, events) else "reported"
        return Source(state, name, report["made_at"], report["position"], report["received_at"])

    def _ended_since(self, reporter: Reporter | None, events: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
        report = reporter.report if reporter is not None else None
        return _ended_since(report, events, self._now) if report is not None else []


def _ended_since(report: sqlite3.Row, events: Iterable[sqlite3.Row], now: int) -> list[sqlite3.Row]:
    held = [event for event in events if event["status"] not in ("cancelled", "postponed")]
    return [event for event in held if report["made_at"] < event_window(event).ends <= now]


def say_source(language: str, source: Source, zone: str) -> str:
    """Say where figures come from, with the day as of which."""
    day = say_date(language, _day(source.made_at, zone), "short") if source.made_at else ""
    return text(language, f"reports.source.{source.state}", name=source.name(language), date=day)


def say_sources(language: str, sources: Sequence[Source], zone: str) -> list[str]:
    """Say where a figure of several kiosks comes from: each by name where they are few, else how many, and from when to when; nothing for ours alone."""
    others = [source for source in sources if source.state != "here"]
    told = [source for source in others if source.made_at]
    if len(others) <= _MOST_NAMED:
        lines = [say_source(language, source, zone) for source in others]
    else:
        lines = [_say_many(language, told, zone)] if told else []
        lines += [text(language, f"reports.many.{state}", count=count) for state in OWING if (count := sum(each.state == state for each in others))]
    return lines + ([text(language, "reports.rest_here")] if others and HERE in sources else [])


def say_all_sources(language: str, sources: Sequence[Source], zone: str) -> str:
    """Say the same in one line, '' where all was counted here."""
    lines = say_sources(language, sources, zone)
    return reduce(lambda first, next: text(language, "reports.and_then", first=first, next=next), lines) if lines else ""


def _say_many(language: str, told: Sequence[Source], zone: str) -> str:
    first, last = (say_date(language, _day(pick(each.made_at for each in told), zone), "short") for pick in (min, max))
    return text(language, "reports.many.told" if first != last else "reports.many.told_at_once", count=len(told), first=first, last=last)


def say_names(language: str, names: Sequence[str], most: int = 3) -> str:
    """Say the first of many names, and how many there are."""
    if len(names) <= most:
        return say_list(language, names)
    return text(language, "reports.and_more", names=text(language, "common.list.comma").join(names[:most]), count=len(names))


def _day(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
