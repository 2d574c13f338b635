"""A campaign as tables for other programs: plan, figures and where they come from; nobody's name, number or free text is among them.

Made once (``read_tables``), written as Excel, CSV, JSON and SQLite by the modules beside this one.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Literal

from kiosk import records
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL, status_at
from kiosk.duty import load_duty
from kiosk.figures.listed import list_tallies
from kiosk.figures.measures import COSTS
from kiosk.figures.objectives import outcomes_of
from kiosk.figures.provenance import FIGURES, Address, Explained, Reader
from kiosk.figures.published import FIGURES as PUBLISHED
from kiosk.figures.published import MEASURE
from kiosk.figures.rates import CENT, way_of
from kiosk.figures.suppression import AtLeast, Hidden, code_of
from kiosk.figures.tallies import KEYS
from kiosk.joining.origins import Source, say_all_sources
from kiosk.languages import catalogue, say_list, text
from kiosk.organisations import ORGANISATION
from kiosk.posts import POST, latest_readings
from kiosk.summary_texts import OBJECTIVE

Kind = Literal["text", "integer", "number", "money", "date", "time", "moment"]

@dataclass(frozen=True, slots=True)
class Word:
    """A word of ours: programs read ``code`` in every language alike, people the text of ``key``."""

    code: str
    key: str
    number: int | None = None
    """The figure in its text, if it has one."""

    def said(self, language: str) -> str:
        """Return what people read; a code that has no words of its own is read as it is."""
        return catalogue(language).get(self.key, self.code) if self.number is None else text(language, self.key, n=self.number)


def word_of(shown: Hidden | AtLeast) -> Word:
    """Return how a count is said that is not published, or not exactly."""
    if isinstance(shown, AtLeast):
        return Word(str(code_of(shown)), "tallies.shown.at_least", shown.least)
    return Word(shown.value, f"tallies.shown.{shown.value}")


Value = str | int | float | Decimal | date | time | Word | None
"""None is "not measurable" or "not said"; a moment is milliseconds UTC."""
_SCOPES = {
    "campaign": ("campaign",), "event": ("event",), "booth": ("event", "booth"), "material": ("event", "material"), "hour": ("event", "hour"),
    "booth_material": ("event", "booth", "material"), "booth_hour": ("event", "booth", "hour"),
}  # fmt: skip
"""Scope of the tallies → the codes that name it, below the campaign."""
_WITH_COSTS = ("campaign", "event", "material")
"""Of booths and hours nobody can tell what their printing cost."""
_WITH_SOURCES = ("campaign", "event")
"""What is below an event was told by whoever told of the event."""
_TOLD = ("told_by", "as_of:moment")
_DETAILS = {"notes": "wall.sort", "wish_steps": "wall.step", "visits": "exports.detail", "spoiled": "phone.why"}
"""Measure → where the words for its details stand."""
_HIDDEN = (MEASURE, "outcomes")
"""Measures that are published as a whole and never in parts."""


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` names it for programs, in every language alike."""

    key: str
    kind: Kind = "text"
    is_figure: bool = False

    def heading(self, language: str) -> str:
        """Return what people read over it."""
        return text(language, f"figures.name.{self.key}" if self.is_figure else f"exports.column.{self.key}")


@dataclass(frozen=True, slots=True)
class Table:
    """``key`` names it for programs; ``primary`` are the columns that tell its rows apart, ``foreign`` where some of them lead."""

    key: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]
    primary: tuple[str, ...] = ()
    foreign: Mapping[str, str] | None = None


class _Campaign:
    """One campaign being read; what several tables need is read once."""

    def __init__(self, connection: sqlite3.Connection, campaign: str, language: str, now: int, only: Collection[str] | None, event: str) -> None:
        self.connection = connection
        self.language = language
        self.now = now
        self.row = records.get(connection, CAMPAIGN, campaign)
        every = records.all_of(connection, EVENT, campaign, archived=True)
        self.events = [row for row in every if (only is None or row["id"] in only) and event in ("", row["id"])]
        self.ids = {row["id"]: row["code"] for row in self.events}
        self.materials = {row["id"]: row["code"] for row in records.all_of(connection, MATERIAL, campaign, archived=True)}
        self.booths = {row["id"]: row for each in self.ids for row in records.all_of(connection, BOOTH, each, archived=True)}
        self.tallies = list_tallies(connection, campaign, event or None, set(self.ids))
        self.reader = Reader(connection, now, set(self.ids))

    def say(self, row: sqlite3.Row, field: str) -> str:
        """Return a plan text in the language of the tables."""
        return records.variant_of(row, field, self.language)

    def select(self, sql: str) -> list[sqlite3.Row]:
        """Return the rows of a query whose ``?1`` is the list of events."""
        return self.connection.execute(sql, (json.dumps(sorted(self.ids)),)).fetchall()


def read_tables(
    connection: sqlite3.Connection, campaign: str, *, language: str, now: int, only: Collection[str] | None = None, event: str = ""
) -> list[Table]:
    """Return the tables of a campaign (an id), or of one event of it; those without a row are left out.

    ``only`` are the events that whoever asks may see (None: all).  NotFound.
    """
    read = _Campaign(connection, campaign, language, now, only, event)
    return [table for make in _TABLES for table in make(read) if table.rows]


def _campaigns(read: _Campaign) -> Iterator[Table]:
    row = read.row
    columns = _columns("code", "title", "theme", "theme_by", "starts_on:date", "ends_on:date")
    yield Table("campaign", columns, [(row["code"], read.say(row, "title"), read.say(row, "theme"), row["theme_by"], _day(row["starts_on"]), _day(row["ends_on"]))], ("code",))


def _events(read: _Campaign) -> Iterator[Table]:
    held, origins = {row["organisation"] for row in read.events}, read.reader.origins(read.row["id"])
    units = {row["id"]: row for row in records.all_of(read.connection, ORGANISATION, "", archived=True) if row["id"] in held}
    yield Table("organisation", _columns("code", "name"), [(row["code"], read.say(row, "name")) for row in units.values()], ("code",))
    columns = _columns("code", "campaign", "organisation", "title", "kind", "status", "place", "room", "day:date", "starts:time", "ends:time", "zone", "capacity:integer", *_TOLD)
    rows = [
        (row["code"], read.row["code"], units[row["organisation"]]["code"], read.say(row, "title"), _word("plan.choice.kind", row["kind"]), _word("common.status", status_at(row, read.now)), read.say(row, "place"), read.say(row, "room"),
         _day(row["day"]), _clock(row["starts"]), _clock(row["ends"]), row["zone"], row["capacity"] or None, *_told(read, origins.of_events([row])))
        for row in read.events
    ]  # fmt: skip
    yield Table("event", columns, rows, ("code",), {"campaign": "campaign.code", "organisation": "organisation.code"})


def _booths(read: _Campaign) -> Iterator[Table]:
    rows = [(read.ids[row["event"]], row["code"], read.say(row, "name"), read.say(row, "place"), _clock(row["opens"]), _clock(row["closes"])) for row in read.booths.values()]
    yield Table("booth", _columns("event", "code", "name", "place", "opens:time", "closes:time"), rows, ("event", "code"), {"event": "event.code"})


def _materials(read: _Campaign) -> Iterator[Table]:
    used = records.all_of(read.connection, MATERIAL, read.row["id"], archived=True)
    rows = [(row["code"], read.say(row, "title"), _word("plan.choice.kind", row["kind"]), row["paper"], Decimal(row["unit_cost"]) if row["unit_cost"] else None) for row in used]
    yield Table("material", _columns("code", "title", "kind", "paper", "unit_cost:money"), rows, ("code",))


def _figures(read: _Campaign) -> Iterator[Table]:
    """One table per scope of the tallies; each row carries the address that its figures' addresses begin with."""
    parents = {str(row["code"]): str(row["parent"]) for row in read.tallies if row["scope"] == "booth"}
    counts = [Column(key, "number" if key == "wish_median_days" else "integer", is_figure=True) for key in KEYS]
    amounts = [Column(key, "money", is_figure=True) for key in COSTS]
    for scope, parts in _SCOPES.items():
        named = [("campaign" if scope == "campaign" else part) for part in parts]
        rows = [_figure_row(read, scope, row, parents) for row in read.tallies if row["scope"] == scope]
        columns = (*_columns(*named), *counts, *(amounts if scope in _WITH_COSTS else ()), *(_columns(*_TOLD) if scope in _WITH_SOURCES else ()), Column("address"))
        leads: dict[str, str] = {part: f"{part}.code" for part in ("campaign", "event", "material") if part in named}
        yield Table(f"figures_by_{scope}", columns, rows, tuple(named), leads)


def _figure_row(read: _Campaign, scope: str, row: Mapping[str, object], booths: Mapping[str, str]) -> tuple[Value, ...]:
    address = _address(read, scope, str(row["code"]), str(row["parent"]), booths)
    codes = [address.campaign] if scope == "campaign" else [getattr(address, part) for part in _SCOPES[scope]]
    amounts = [_amount(row[key]) for key in COSTS] if scope in _WITH_COSTS else []
    told = _told(read, read.reader.scope(address).sources) if scope in _WITH_SOURCES else ()
    return (*codes, *(_number(row[key]) for key in KEYS), *amounts, *told, str(address).rpartition("/")[0])


def _address(read: _Campaign, scope: str, code: str, parent: str, booths: Mapping[str, str]) -> Address:
    whole = Address("", read.row["code"])
    if scope in ("campaign", "event"):
        return whole.of("", event=code if scope == "event" else "")
    if scope.startswith("booth_"):
        return whole.of("", event=booths[parent], booth=parent, **{scope.removeprefix("booth_"): code})
    return whole.of("", event=parent, **{scope: code})


def _details(read: _Campaign) -> Iterator[Table]:
    """What the tallies are the sum of, by quarter of an hour, without what is published as a whole only."""
    rows = [
        (read.ids[row["event"]], read.booths[row["booth"]]["code"] if row["booth"] in read.booths else row["booth"], read.materials.get(row["material"], row["material"]),
         _word("figures.record", row["measure"]), _detail(row), _way(row["method"]), row["bucket"], row["quantity"], row["entries"])
        for row in read.select("SELECT * FROM tally WHERE event IN (SELECT value FROM json_each(?1)) AND quantity <> 0")
        if row["measure"] not in _HIDDEN
    ]  # fmt: skip
    columns = _columns("event", "booth", "material", "measure", "detail", "method", "quarter:moment", "quantity:integer", "records:integer")
    yield Table("quarters", columns, rows, (), {"event": "event.code"})


def _detail(row: sqlite3.Row) -> Value:
    """Topics, ages and scores are said as they were recorded."""
    area = "exports.detail" if row["detail"] == "press" else _DETAILS.get(row["measure"])
    return _word(area, row["detail"]) if area and row["detail"] else str(row["detail"])


def _way(method: str) -> Word:
    return Word(method, f"common.method.{way_of(method)}")


def _published(read: _Campaign) -> Iterator[Table]:
    """What may be said of referrals and of what came of consultations."""
    rows: list[tuple[Value, ...]] = []
    for scope in [Address("referrals", read.row["code"]), *(Address("referrals", read.row["code"], event=code) for code in read.ids.values())]:
        for figure, names in (("referrals", PUBLISHED), ("outcomes", ("answered", "booked", "referred", "booked_or_referred"))):
            for name in names:
                value = read.reader.value(scope.of(figure, detail=name))
                if value:
                    hidden = word_of(value) if isinstance(value, Hidden | AtLeast) else ""
                    rows.append((scope.event, _word("figures.name", figure), _word("tallies.referral.column" if figure == "referrals" else "exports.detail", name), value if isinstance(value, int) else None, hidden))
    yield Table("published", _columns("event", "figure", "detail", "quantity:integer", "hidden"), rows, ("event", "figure", "detail"))


def _runs(read: _Campaign) -> Iterator[Table]:
    rows = [
        (row["code"], read.ids[row["event"]], read.materials.get(row["material"], ""), row["copies"], row["bundle_size"] or None, Decimal(row["unit_cost"]) if row["unit_cost"] else None)
        for row in read.select("SELECT * FROM print_run WHERE event IN (SELECT value FROM json_each(?1)) AND archived_at IS NULL ORDER BY code")
    ]
    yield Table("print_run", _columns("code", "event", "material", "copies:integer", "bundle_size:integer", "unit_cost:money"), rows, ("event", "code"), {"event": "event.code"})


def _posts(read: _Campaign) -> Iterator[Table]:
    posts = records.all_of(read.connection, POST, read.row["id"])
    readings = latest_readings(read.connection, [row["id"] for row in posts])
    rows: list[tuple[Value, ...]] = []
    for row in posts:
        found = readings.get(row["id"])
        read_on = _day(found.read_on) if found else None
        rows.append((row["code"], read.say(row, "channel"), read.say(row, "title"), _day(row["day"]), row["url"], found.reads if found else None, found.shares if found else None, read_on))
    yield Table("post", _columns("code", "channel", "title", "day:date", "url", "reads:integer", "shares:integer", "read_on:date"), rows, ("code",))


def _objectives(read: _Campaign) -> Iterator[Table]:
    found = records.all_of(read.connection, OBJECTIVE, read.row["id"])
    known = outcomes_of(read.connection, found, read.now)
    rows: list[tuple[Value, ...]] = []
    for row in found:
        outcome = known.get(row["id"])
        rows.append((row["code"], read.say(row, "text"), _word("plan.choice.indicator", row["indicator"]) if row["indicator"] else "", row["target"] or None, outcome.actual if outcome else None, row["actual"]))
    yield Table("objective", _columns("code", "text", "indicator", "target:integer", "actual:integer", "typed"), rows, ("code",))


def _shifts(read: _Campaign) -> Iterator[Table]:
    """Who was on duty, by number and category: names stay in the kiosk."""
    people = {row["id"]: row for row in read.connection.execute("SELECT id, code, category FROM person").fetchall()}
    rows: list[tuple[Value, ...]] = []
    for event in read.events:
        duty = load_duty(read.connection, event)
        for person in dict.fromkeys(span.person for span in (*duty.planned, *duty.worked)):
            known = people.get(person)
            planned, worked = ([span for span in spans if span.person == person] for spans in (duty.planned, duty.worked))
            booths = " ".join(dict.fromkeys(read.booths[span.booth]["code"] for span in (*planned, *worked) if span.booth in read.booths))
            rows.append((event["code"], known["code"] if known else "", _word("plan.choice.category", known["category"]) if known else "", booths, bool(planned) * 1, bool(worked) * 1, duty.hours_of(person)))
    columns = _columns("event", "number", "category", "booths", "planned:integer", "came:integer", "hours:number")
    yield Table("shift", columns, rows, (), {"event": "event.code"})


def _provenance(read: _Campaign) -> Iterator[Table]:
    """Where the figures of the campaign and of each event come from."""
    parts = [Address("visits", read.row["code"], event=code) for code in (*([""] if len(read.events) > 1 else []), *read.ids.values())]
    rows = [_explained(read, read.reader.explain(part.of(key))) for part in parts for key in (*KEYS, *COSTS)]
    columns = _columns("address", "figure", "name", "value:number", "formula", "records", "methods", *_TOLD)
    yield Table("provenance", columns, [row for row in rows if row[3] is not None], ("address",), {"figure": "formula.figure"})


def _explained(read: _Campaign, one: Explained) -> tuple[Value, ...]:
    figure, language = one.address.figure, read.language
    facts = say_list(language, [text(language, "figures.records", what=text(language, f"figures.record.{name}"), count=count) for name, count in one.facts.items()])
    ways: Counter[str] = Counter()
    for name, count in one.methods.items():
        ways[way_of(name)] += count
    methods = say_list(language, [f"{text(language, f'common.method.{way}')} {count}" for way, count in ways.items()])
    value = None if isinstance(one.value, Hidden | AtLeast) else one.value
    return (str(one.address), figure, text(language, f"figures.name.{figure}"), value, text(language, f"figures.formula.{figure}"), facts, methods, *_told(read, one.sources))


def _told(read: _Campaign, sources: Sequence[Source]) -> tuple[Value, Value]:
    """Say which kiosks' reports figures rest on, and as of when the oldest of those was made; nothing for what was counted here alone."""
    zone = read.events[0]["zone"] if read.events else "UTC"
    return say_all_sources(read.language, sources, zone), min((each.made_at for each in sources if each.made_at), default=None)


def _formulas(read: _Campaign) -> Iterator[Table]:
    rows = [(name, text(read.language, f"figures.name.{name}"), text(read.language, f"figures.formula.{name}")) for name in FIGURES]
    yield Table("formula", _columns("figure", "name", "formula"), rows, ("figure",))


_TABLES: tuple[Callable[[_Campaign], Iterable[Table]], ...] = (
    _campaigns, _events, _booths, _materials, _figures, _published, _runs, _posts, _objectives, _shifts, _details, _formulas, _provenance,
)  # fmt: skip


def _columns(*said: str) -> tuple[Column, ...]:
    """Read ``day:date`` as a column and its kind; a text where none is named."""
    kinds: Mapping[str, Kind] = {"": "text", "integer": "integer", "number": "number", "money": "money", "date": "date", "time": "time", "moment": "moment"}
    split = [each.partition(":") for each in said]
    return tuple(Column(key, kinds[kind]) for key, _colon, kind in split)


def _word(area: str, code: str) -> Word:
    return Word(code, f"{area}.{code}")


def _number(value: object) -> Value:
    return value if isinstance(value, int | float) else None


def _amount(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(CENT)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _clock(said: str | None) -> time | None:
    return time.fromisoformat(said) if said else None
