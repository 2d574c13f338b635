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
from kiosk.languages import say_date, say_list, text
from kiosk.records import variant_of

State = Literal["here", "reported", "late", "missing", "cut_short"]
OWING: tuple[State, ...] = ("missing", "cut_short", "late")
"""The states in which something is still to come, the gravest first."""
_ORDER: tuple[State, ...] = (*OWING, "reported", "here")
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from.  ``missing``: a kiosk that was let in has sent nothing; ``late``: its last report is older than an event's end;
    ``cut_short``: the latest file is not wholly in.  Times are ms UTC; ``position`` counts that kiosk's facts."""

    state: State = "here"
    kiosk: str = ""
    made_at: int = 0
    position: int = 0
    received_at: int = 0
    organisation: sqlite3.Row | None = None
    """The organisation here for which the kiosk was let in."""

    def name(self, language: str) -> str:
        """Return what the kiosk is called: as its organisation is, which has a name in each language."""
        return self.kiosk if self.organisation is None else variant_of(self.organisation, "name", language)


HERE = Source()


@dataclass(frozen=True, slots=True)
class Teller:
    """A kiosk that reports, for which organisation (an id), how far its report is, and the events that have ended since."""

    known: KnownKiosk
    organisation: str
    source: Source
    ended: tuple[sqlite3.Row, ...] = ()


class Origins:
    """The latest reports of a campaign (an id), and the kiosks that are to report; ``now`` is ms UTC."""

    def __init__(self, connection: sqlite3.Connection, campaign: str, now: int) -> None:
        self._connection = connection
        self._campaign = campaign
        self._now = now
        self._found: dict[str, sqlite3.Row | KnownKiosk | None] = {}

    @cached_property
    def _known(self) -> dict[str, KnownKiosk]:
        return {known.kiosk: known for known in list_known(self._connection)}

    @cached_property
    def _reports(self) -> dict[str, sqlite3.Row]:
        """Organisation → the latest report about it; one that is wholly in before one that was cut short."""
        rows = self._connection.execute(
            "SELECT r.*, o.report IS NOT NULL AS whole FROM kiosk_report r LEFT JOIN kiosk_report_outcome o ON o.report = r.id"
            " WHERE r.campaign = ? ORDER BY r.position, r.plan_version, r.made_at, whole",
            (self._campaign,),
        ).fetchall()
        return {row["organisation"]: row for row in rows}

    @cached_property
    def _expected(self) -> dict[str, KnownKiosk]:
        """Organisation → a kiosk that speaks for it and has sent nothing of the campaign; whoever sends us plans owes us no report."""
        heard = {row["kiosk"] for row in self._reports.values()}
        above = {row["kiosk"] for row in self._connection.execute("SELECT DISTINCT kiosk FROM plan_join").fetchall()}
        owing = [known for known in self._known.values() if not known.revoked and known.kiosk not in heard | above]
        return {known.organisation: known for known in reversed(owing)} if self._is_shared(owing) else {}

    def _is_shared(self, owing: Iterable[KnownKiosk]) -> bool:
        """A campaign that no other kiosk has a part in is nobody's to report."""
        if self._reports:
            return True
        held = {row["organisation"] for row in self._connection.execute("SELECT DISTINCT organisation FROM event WHERE campaign = ?", (self._campaign,))}
        return any(known.organisation in self._line(organisation) for known in owing for organisation in held)

    @cached_property
    def _above(self) -> dict[str, str | None]:
        return {id: row["parent"] for id, row in self._organisations.items()}

    @cached_property
    def _organisations(self) -> dict[str, sqlite3.Row]:
        return {row["id"]: row for row in self._connection.execute("SELECT * FROM organisation").fetchall()}

    def _line(self, organisation: str) -> list[str]:
        """Return an organisation and those above it, the nearest first."""
        line: list[str] = []
        at: str | None = organisation
        while at and at not in line:
            line.append(at)
            at = self._above.get(at)
        return line

    @property
    def is_told(self) -> bool:
        """Whether another kiosk has told, or is to tell, anything of the campaign."""
        return bool(self._reports or self._expected)

    def of_organisation(self, organisation: str, events: Iterable[sqlite3.Row] = ()) -> Source:
        """Return where an organisation's figures come from: its nearest report, late where it is older than the end of one of its ``events``."""
        found = self._nearest(organisation)
        if found is None:
            return HERE
        if isinstance(found, KnownKiosk):
            return self._missing(found)
        return self._source(found, bool(_ended_since(found, events, self._now)))

    def ended_since(self, organisation: str, events: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
        """Return those of an organisation's events that have ended since the report about it was made."""
        found = self._nearest(organisation)
        return _ended_since(found, events, self._now) if isinstance(found, sqlite3.Row) else []

    def of_event(self, event: sqlite3.Row) -> Source:
        """Return where an event's figures come from."""
        return self.of_organisation(event["organisation"], [event])

    def of_events(self, events: Iterable[sqlite3.Row]) -> tuple[Source, ...]:
        """Return where the figures of several events come from, each source once; nothing where all were counted here."""
        if not self.is_told:
            return ()
        sources = dict.fromkeys(self.of_event(event) for event in events)
        return tuple(sources) if sources.keys() - {HERE} else ()

    def tellers(self, events: Sequence[sqlite3.Row]) -> list[Teller]:
        """Return the kiosks that report, or are to, those that owe most first; ``events`` are the campaign's."""
        found = [Teller(known, organisation, self._missing(known)) for organisation, known in self._expected.items()]
        told: dict[str, list[sqlite3.Row]] = defaultdict(list)
        for event in events:
            told[self.teller_for(event["organisation"])].append(event)
        for organisation, report in self._reports.items():
            known = self._known.get(report["kiosk"])
            if known is not None and not known.revoked:
                ended = _ended_since(report, told[organisation], self._now)
                found.append(Teller(known, organisation, self._source(report, bool(ended)), tuple(ended)))
        return sorted(found, key=lambda each: (_ORDER.index(each.source.state), each.known.name))

    def owing(self, events: Sequence[sqlite3.Row]) -> list[Teller]:
        """Return the kiosks from which something is still to come."""
        return [each for each in self.tellers(events) if each.source.state in OWING] if self.is_told else []

    def teller_for(self, organisation: str) -> str:
        """Return the organisation whose kiosk tells of this one, '' where it is counted here."""
        found = self._nearest(organisation)
        return "" if found is None else str(found.organisation if isinstance(found, KnownKiosk) else found["organisation"])

    def _nearest(self, organisation: str) -> sqlite3.Row | KnownKiosk | None:
        """Return the report about an organisation or one above it, else the kiosk that is to send one."""
        if organisation not in self._found:
            line = self._line(organisation) if self.is_told else []
            told: list[sqlite3.Row | KnownKiosk] = [self._reports[id] for id in line if id in self._reports]
            told += [self._expected[id] for id in line if id in self._expected]
            self._found[organisation] = told[0] if told else None
        return self._found[organisation]

    def _source(self, report: sqlite3.Row, is_late: bool) -> Source:
        state: State = "cut_short" if not report["whole"] else "late" if is_late else "reported"
        known = self._known.get(report["kiosk"])
        name, organisation = (known.name, known.organisation) if known else (report["kiosk"], report["organisation"])
        return Source(state, name, report["made_at"], report["position"], report["received_at"], self._organisations.get(organisation))

    def _missing(self, known: KnownKiosk) -> Source:
        return Source("missing", known.name, organisation=self._organisations.get(known.organisation))


def _ended_since(report: sqlite3.Row, events: Iterable[sqlite3.Row], now: int) -> list[sqlite3.Row]:
    held = [event for event in events if event["status"] not in ("cancelled", "postponed")]
    return [event for event in held if report["made_at"] < event_window(event).ends <= now]


def sources_of(
    connection: sqlite3.Connection, campaign: str, organisations: Iterable[str], events: Iterable[sqlite3.Row], now: int
) -> dict[str, Source]:
    """Return organisation → where its figures come from; an organisation for which no kiosk was let in is counted here."""
    origins, held = Origins(connection, campaign, now), list(events)
    of: dict[str, list[sqlite3.Row]] = {id: [] for id in organisations}
    for event in held:
        if event["organisation"] in of:
            of[event["organisation"]].append(event)
    return {id: origins.of_organisation(id, theirs) for id, theirs in of.items()}


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
