"""Where a figure comes from: its address, its value, what it is made of and how it was counted (domain.md §3).

An address names a figure by human codes, from the campaign down: ``campaign:WEEK2017/event:B/booth:B1/handed_out``.  Whatever states
a figure (a page, a sentence, a cell of a file) carries its address, so that each can be asked the same questions.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from functools import cached_property
from urllib.parse import unquote

from kiosk import clock, records
from kiosk.campaigns import BOOTH, CAMPAIGN, MATERIAL, was_held
from kiosk.duty import Duty, load_duties, planned_hours
from kiosk.errors import NotFound
from kiosk.feedback import SATISFIED
from kiosk.figures.addresses import PARTS
from kiosk.figures.addresses import Address as Address
from kiosk.figures.costs import Prices, costs_in, load_printed, spent_on
from kiosk.figures.known import Known
from kiosk.figures.measures import COSTS, COUNTED_AS, MEASURES, SCANS
from kiosk.figures.objectives import outcomes_of
from kiosk.figures.plan_figures import OF_ONE_EVENT, PLAN_FIGURES, Read
from kiosk.figures.print_advice import advise, load_print_advice
from kiosk.figures.published import Published
from kiosk.figures.rates import PACES, Costs, Rates, costs_of, pace_of, rates_of, share_of_way, ways_of
from kiosk.figures.suppression import Shown
from kiosk.figures.tallies import Figures, figures_of
from kiosk.figures.totals import Totals, count_entries, load_sums, load_totals
from kiosk.figures.week import Week, hours_of
from kiosk.joining.origins import Source
from kiosk.organisations import ORGANISATION
from kiosk.posts import POST
from kiosk.summary_texts import OBJECTIVE

Value = int | float | Decimal | Shown | None
"""None is "not measurable"; a count of referrals may be hidden."""

_RATES = {"handed_share": "handed_of_issued", "handed_of_printed": "handed_of_printed", "response_rate": "response", "action_rate": "actions", "repeats": "repeats"}
_DETAILED = ("topics", "notes_by_sort", "actions_by_kind", "ages", "estimates")
_PEOPLE = ("persons", "new_volunteers", "groups", "performers")
_PLAIN = tuple(each.name for each in fields(Figures) if each.name not in (*_DETAILED, "outcomes", "methods", "unmeasured", "persons_at"))


def parse(said: str) -> Address:
    """Read an address; NotFound for anything else."""
    *parts, figure = said.split("/")
    narrowed: dict[str, str] = {}
    for part in parts:
        name, colon, code = part.partition(":")
        if name not in PARTS or not colon or not code or name in narrowed:
            raise NotFound()
        narrowed[name] = unquote(code)
    if figure not in FIGURES or "campaign" not in narrowed:
        raise NotFound()
    return Address(figure, **narrowed)


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure, how many facts of which measure it is made of, how much of it was counted how, and which kiosks told it (none: all counted here)."""

    address: Address
    value: Value
    facts: Mapping[str, int] = field(default_factory=dict)
    methods: Mapping[str, int] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()


class Scope:
    """What the figures of one part of a campaign are read from; each thing once, when it is first asked for."""

    def __init__(self, reader: Reader, address: Address) -> None:
        self._reader = reader
        self._connection = reader.connection
        self.campaign = reader.find(CAMPAIGN, "", address.campaign)
        self.within = self._find_organisations(address)
        self.events = self._find_events(address)
        self.ids = [row["id"] for row in self.events]
        self.booth = self._find(BOOTH, self.events, address.booth)
        self.material = self._find(MATERIAL, [self.campaign], address.material)
        self.hour, self.one_event = address.hour, bool(address.event)
        self.day = clock.moment(reader.now, self.events[0]["zone"] if self.events else "UTC").date().isoformat()
        self.is_whole = not (address.booth or address.material or address.hour)

    def _find_organisations(self, address: Address) -> frozenset[str] | None:
        """Return the organisations whose events and posts these are; None: everybody's."""
        named = address.holder or address.organisation
        if not named:
            return None
        id: str = self._reader.find(ORGANISATION, "", named)["id"]
        return frozenset((id,)) if address.holder else self._reader.organisations_of(id)

    def _find_events(self, address: Address) -> list[sqlite3.Row]:
        every = self._reader.events(self.campaign["id"])
        if self.within is not None:
            every = [row for row in every if row["organisation"] in self.within]
        found = [row for row in every if address.event in ("", row["code"]) and (self._reader.only is None or row["id"] in self._reader.only)]
        if address.event and not found:
            raise NotFound()
        return found

    def _find(self, noun: records.Noun, parents: Collection[sqlite3.Row], code: str) -> str | None:
        if not code:
            return None
        found = [row for parent in parents if (row := self._reader.seek(noun, parent["id"], code)) is not None]
        if len(found) != 1:
            raise NotFound()
        return str(found[0]["id"])

    @cached_property
    def week(self) -> Week:
        """The tallies of the events."""
        return self._reader.week(self.campaign["id"]).only(frozenset(self.ids))

    @property
    def is_many(self) -> bool:
        """Whether these are several whole events, whose totals are kept: then no hour of theirs is read."""
        return self.is_whole and len(self.ids) > 1

    @cached_property
    def totals(self) -> Totals:
        """The figures of each event and of all."""
        return load_totals(self._connection, {id: [id] for id in self.ids})

    @cached_property
    def sums(self) -> Week:
        """The tallies without hours and scans where that is enough, else all of them."""
        return load_sums(self._connection, self.ids) if self.is_many else self.week

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """The hour in milliseconds UTC; NotFound where nothing was counted in it."""
        if not self.hour:
            return None
        [event] = self.events if len(self.events) == 1 else [None]
        spans = {name: (first, last) for name, first, last in hours_of(self.week, event["id"], event["zone"])} if event else {}
        if self.hour not in spans:
            raise NotFound()
        return spans[self.hour]

    @cached_property
    def figures(self) -> Figures:
        """The figures of the part."""
        if self.is_many:
            return self.totals.whole
        return figures_of(self.week, booth=self.booth, material=self.material, hours=self.span)

    @cached_property
    def people(self) -> Figures:
        """The same with who they were, which is looked up only where somebody asks for it, and of whole events alone."""
        if not self.is_whole or self.is_many:
            return self.figures
        came = self._reader.people(self.campaign["id"]).get(frozenset(self.ids), Figures())
        return replace(self.figures, **{name: getattr(came, name) for name in ("persons_at", *_PEOPLE)})

    @cached_property
    def rates(self) -> Rates:
        """The shares of the part."""
        return rates_of(self.figures)

    @property
    def prices(self) -> Prices:
        """The prices of what was printed for the campaign."""
        return self._reader.prices(self.campaign["id"])

    @cached_property
    def costs(self) -> Costs:
        """What the printing cost; of booths and hours nobody can tell."""
        if self.booth or self.hour:
            return Costs()
        if not self.is_many:
            return costs_in(self.week, self.prices, self.figures, material=self.material)
        return costs_of(self.figures, spent_on(load_printed(self._connection, self.ids), self.prices).total)

    @cached_property
    def published(self) -> Published:
        """What may be said of referrals: nothing of parts of an event."""
        if not self.is_whole:
            return Published()
        said = self._reader.published(self.campaign["id"])
        return said.event(self.ids[0]) if len(self.ids) == 1 else said.roll_up(self.ids)

    @cached_property
    def posts(self) -> list[str]:
        """The posts that are out by the reader's day: of the organisation, of who holds the event, or of all of the campaign."""
        posters = frozenset(row["organisation"] for row in self.events) if self.one_event else self.within
        return [row["id"] for row in self._reader.posts(self.campaign["id"], self.day)[0] if posters is None or row["organisation"] in posters]

    def count_reads(self, code: str = "") -> int:
        """Return how often the posts (or the one with this code) had been read when somebody last looked; NotFound."""
        posts = [str(self._reader.find(POST, self.campaign["id"], code)["id"])] if code else self.posts
        _rows, readings = self._reader.posts(self.campaign["id"], self.day)
        return sum(readings[id].reads for id in posts if id in readings)

    def count_held(self) -> int:
        """Return how many of the events have taken place."""
        return sum(was_held(row, self._reader.now) for row in self.events)

    def hours(self) -> Decimal:
        """Return for how long the events that have taken place were planned."""
        return sum((planned_hours(row) for row in self.events if was_held(row, self._reader.now)), Decimal(0))

    def pace(self, name: str) -> Decimal | None:
        """Return what came to an hour or a person; of parts of an event nobody can tell."""
        counted, divisor = PACES[name]
        per = (self.hours() if divisor == "hours" else self.read_of_plan(PLAN_FIGURES[divisor], "")) if self.is_whole else 0
        return pace_of(getattr(self.figures, counted), per)

    def feedback(self, *, satisfied: bool) -> int:
        """Return how many said what they thought, or how many of them were satisfied."""
        rows = [row for row in self.sums.rows if row.measure == "feedback" and row.detail]
        return sum(row.quantity for row in rows if not satisfied or int(row.detail) >= SATISFIED)

    def objective(self, code: str) -> int | None:
        """Return what came of an objective of the campaign; NotFound."""
        row = self._reader.find(OBJECTIVE, self.campaign["id"], code)
        outcome = outcomes_of(self._connection, [row], self._reader.now).get(row["id"])
        return outcome.actual if outcome else None

    def read_of_plan(self, read: Read, detail: str) -> int:
        """Return a figure of the plan, of the people on duty or of the stage; NotFound for parts of an event, or for several where it is one's."""
        if not self.is_whole or (len(self.ids) != 1 and read in OF_ONE_EVENT):
            raise NotFound()
        return read(self._connection, self.ids, detail)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The kiosks that told of the events, each with its latest report; nothing where all was counted here."""
        return self._reader.origins(self.campaign["id"]).of_events(self.events)

    @cached_property
    def duties(self) -> list[Duty]:
        """The shifts of each event."""
        return list(load_duties(self._connection, self.events).values())

    @cached_property
    def print_next(self) -> dict[str, int]:
        """Material (an id) → how many copies to print for the same events again."""
        return advise(load_print_advice(self._connection, self.ids), self.events, self.sums)

    @cached_property
    def facts(self) -> Counter[str]:
        """Measure → how many facts of it the tallies count here."""
        if self.is_many:
            return count_entries(self._connection, self.ids)
        counted: Counter[str] = Counter()
        events, (low, high) = set(self.ids), self.span or (0, 1 << 62)
        for event, booth, material, bucket, measure, facts in self._reader.facts(self.campaign["id"]):
            if event in events and self.booth in (None, booth) and self.material in (None, material) and low <= bucket < high:
                counted[measure] += facts
        return counted

    def count_facts(self, measures: Collection[str]) -> dict[str, int]:
        """Return those of the measures that any fact is counted of."""
        return {measure: self.facts[measure] for measure in measures if self.facts[measure]}


_Read = Callable[[Scope, str], Value]


def _plain(name: str) -> _Read:
    def read(scope: Scope, detail: str) -> Value:
        value: Value = getattr(scope.people if name in _PEOPLE else scope.figures, name)
        return value

    return read


def _detailed(name: str) -> _Read:
    def read(scope: Scope, detail: str) -> Value:
        counted: Counter[str] = getattr(scope.figures, name)
        return counted[detail]

    return read


def _of(kind: str, name: str) -> _Read:
    """``kind``: rates or costs."""
    return lambda scope, detail: getattr(getattr(scope, kind), name)


def _pace(name: str) -> _Read:
    return lambda scope, detail: scope.pace(name)


def _of_plan(read: Read) -> _Read:
    return lambda scope, detail: scope.read_of_plan(read, detail)


def _referral(scope: Scope, detail: str) -> Value:
    return scope.published.figures.get(detail or "referrals", 0)


FIGURES: Mapping[str, _Read] = (
    {name: _plain(name) for name in _PLAIN}
    | {name: _detailed(name) for name in _DETAILED}
    | {name: _of("rates", rate) for name, rate in _RATES.items()}
    | {name: _of("costs", cost) for name, cost in COSTS.items()}
    | {name: _pace(name) for name in PACES}
    | {name: _of_plan(read) for name, read in PLAN_FIGURES.items()}
    | {
        "outcomes": lambda scope, detail: scope.published.outcomes.get(detail, 0),
        "referrals": _referral,
        "hours": lambda scope, detail: scope.hours(),
        "events": lambda scope, detail: scope.count_held(),
        "organisations": lambda scope, detail: len({row["organisation"] for row in scope.events}),
        "posts": lambda scope, detail: len(scope.posts),
        "reads": lambda scope, detail: scope.count_reads(detail),
        "feedback": lambda scope, detail: scope.feedback(satisfied=False),
        "satisfied": lambda scope, detail: scope.feedback(satisfied=True),
        "objective": lambda scope, detail: scope.objective(detail),
        "repeat_visits": lambda scope, detail: scope.figures.visits - (scope.people.persons or 0),
        "unit_cost": lambda scope, detail: None if scope.booth or scope.hour else scope.prices.of_one(scope.ids, scope.material or ""),
        "unmeasured": lambda scope, detail: scope.figures.unmeasured,
        "service_hours": lambda scope, detail: sum((duty.hours() for duty in scope.duties), Decimal(0)),
        "planned": lambda scope, detail: len({span.person for duty in scope.duties for span in duty.planned}),
        "missing": lambda scope, detail: sum(len(duty.missing()) for duty in scope.duties),
        "on_duty": lambda scope, detail: len({span.person for duty in scope.duties for span in duty.on_duty()}),
        "print_next": lambda scope, detail: scope.print_next.get(scope.material, 0) if scope.material else sum(scope.print_next.values()),
        "counted_share": lambda scope, detail: share_of_way(scope.figures, detail),
        "counted": lambda scope, detail: ways_of(scope.figures)[detail] if detail else ways_of(scope.figures).total(),
    }
)
"""Every figure that has an address, and how it is read."""


class Reader(Known):
    """Reads and explains figures by address; what several of them need is read once."""

    def __init__(self, connection: sqlite3.Connection, now: int, only: Collection[str] | None = None) -> None:
        super().__init__(connection, now, only)
        self._scopes: dict[Address, Scope] = {}

    def value(self, address: Address) -> Value:
        """Return the figure; NotFound for a part that is not there or not the reader's."""
        return FIGURES[address.figure](self.scope(address), address.detail)

    def has(self, address: Address) -> bool:
        """Tell whether there is such a figure: plan records may have been given another code since somebody named it."""
        try:
            self.value(address)
        except NotFound:
            return False
        return True

    def explain(self, address: Address) -> Explained:
        """Return the figure with what it is made of; NotFound."""
        scope = self.scope(address)
        value = FIGURES[address.figure](scope, address.detail)
        if address.figure in SCANS:
            counted = {"responses": scope.figures.responses, "actions": scope.figures.actions}
            return Explained(address, value, {name: count for name, count in counted.items() if count}, {"scan": scope.figures.responses}, scope.sources)
        facts = scope.count_facts(MEASURES.get(address.figure, ()))
        if address.figure == "cost_per_response" and scope.figures.responses:
            facts["responses"] = scope.figures.responses
        counted_how = scope.figures.methods[COUNTED_AS.get(address.figure, address.figure)]
        return Explained(address, value, facts, {how: n for how, n in sorted(counted_how.items()) if n}, scope.sources)

    def scope(self, address: Address) -> Scope:
        """Return the part of a campaign that an address names; NotFound."""
        key = replace(address, figure="", detail="")
        if key not in self._scopes:
            self._scopes[key] = Scope(self, key)
        return self._scopes[key]
