"""Everything that a summary may state, as frozen records: no sentence reads the database, and none is written without one of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from kiosk.figures.measures import COSTS
from kiosk.figures.provenance import Address
from kiosk.figures.published import Published
from kiosk.figures.rates import Costs
from kiosk.figures.staffing import Staff
from kiosk.figures.suppression import AtLeast, Hidden
from kiosk.figures.tallies import Figures
from kiosk.figures.week import Week
from kiosk.on_stage import Show
from kiosk.summary.scope import Scope


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the plan as typed, with what was typed for other languages; ``field`` is its label's key, ``code`` whose it is."""

    original: str
    language: str
    variants: Mapping[str, str]
    field: str
    code: str

    def __bool__(self) -> bool:
        return bool(self.original)

    def lacks(self, language: str) -> bool:
        """Whether nobody typed it in this language."""
        return bool(self.original) and language != self.language and not self.variants.get(language)

    def said(self, language: str) -> str:
        """Return it in this language, else as it was typed first."""
        return self.variants.get(language) or self.original


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the address under which its records can be seen; None where it cannot be measured, Hidden where it is not published."""

    value: int | Hidden | AtLeast | None
    address: str

    @property
    def number(self) -> int:
        """The number, or what it is at least; 0 where there is none to be said."""
        if isinstance(self.value, AtLeast):
            return self.value.least
        return self.value if isinstance(self.value, int) else 0

    def __bool__(self) -> bool:
        return self.number != 0


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money, with the address under which its records can be seen."""

    amount: Decimal
    address: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of one scope, with the address that they share; ``identified`` of the visits are somebody's who can be told from others."""

    address: Address
    figures: Figures
    identified: int = 0
    published: Published = field(default_factory=Published)
    costs: Costs = field(default_factory=Costs)

    def of(self, name: str) -> Figure:
        """Return the figure called ``name``."""
        value = getattr(self.figures, name)
        return Figure(None if value is None else int(value), self.address.say(name))

    def by(self, name: str, detail: str) -> Figure:
        """Return one part of a figure: of topics, outcomes, notes_by_sort, ages or visits_by."""
        counters: Mapping[str, Mapping[str, int]] = {
            "topics": self.figures.topics, "outcomes": self.published.outcomes, "notes_by_sort": self.figures.notes_by_sort, "ages": self.figures.ages,
            "visits_by": self.figures.methods.get("visits", {}),
        }  # fmt: skip
        return Figure(counters[name].get(detail, 0), str(self.address.of(name, detail=detail)))

    def public(self, name: str) -> Figure | None:
        """Return a figure of referrals as it may be published; None where there is nothing of the kind."""
        detail = "" if name == "referrals" else name
        return Figure(self.published.figures[name], str(self.address.of("referrals", detail=detail))) if name in self.published.figures else None

    def money(self, name: str) -> Money | None:
        """Return one of the costs; None where no price is known or nothing came of it."""
        amount: Decimal | None = getattr(self.costs, COSTS[name])
        return None if amount is None else Money(amount, self.address.say(name))

    def other(self, name: str, value: int, detail: str = "") -> Figure:
        """Return a figure that stands beside the tallies."""
        return Figure(value, str(self.address.of(name, detail=detail)))


@dataclass(frozen=True, slots=True)
class Directive:
    """A governing document; its number stays as it was typed where nobody typed it for the language."""

    issuer: Text
    title: Text
    number: Text


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody says and nobody measured; ``event`` is '' where it speaks of the whole."""

    kind: str
    text: Text
    event: str


@dataclass(frozen=True, slots=True)
class Objective:
    """What was to be reached (``target``, 0 where no number is named), and what came of it: ``actual`` is read from the figure ``indicator``, None where nobody knows; ``typed`` is
    what somebody wrote instead.  ``by``: whose answer it is, in a text of several organisations."""

    text: Text
    indicator: str
    actual: Figure | None
    typed: str
    is_reached: bool | None
    target: int = 0
    by: Text | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is to be done, by whom and until when."""

    code: str
    text: Text
    owner: Text
    due: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Term:
    """What a word of the campaign means."""

    title: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who reports; ``refers`` is how it speaks of itself in each language."""

    id: str
    code: str
    name: Text
    level: str
    refers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Material:
    """A printed thing as far as it moved at an event."""

    id: str
    code: str
    title: Text
    kind: str
    counted: Counted
    is_measured: bool
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Booth:
    """Where things were handed out."""

    id: str
    code: str
    name: Text
    counted: Counted
    is_measured: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group on stage, by its code: what it showed, how many came by its latest report, and whether its leader did."""

    code: str
    name: Text
    act: Text
    minutes: int
    people: int
    leader: bool
    is_filed: bool


@dataclass(frozen=True, slots=True)
class Media:
    """What was shown."""

    code: str
    title: Text
    kind: str
    producer: str
    office: Text
    minutes: int
    synopsis: Text


@dataclass(frozen=True, slots=True)
class Equipment:
    """What it was shown with; ``lender`` is empty for one's own."""

    code: str
    item: Text
    count: int
    is_borrowed: bool
    lender: Text


@dataclass(frozen=True, slots=True)
class Post:
    """A post and how often it was read when somebody last looked; None where nobody did."""

    code: str
    title: Text
    channel: Text
    topics: Text
    day: date | None
    reads: int | None
    read_on: date | None


@dataclass(frozen=True, slots=True)
class Project:
    """A service that volunteers signed up for."""

    title: Text
    signed_up: int


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that may be shown."""

    code: str
    jpeg: bytes = field(repr=False)
    width: int
    height: int
    caption: Text


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many somebody saw at once: beside the sign-ins, never added."""

    people: int
    is_estimate: bool


@dataclass(frozen=True)
class Event:
    """One event with all that may be said of it; what only texts about a single event tell is summed when one asks for it."""

    id: str
    code: str
    organisation: str
    kind: str
    title: Text
    place: Text
    room: Text
    starts: datetime
    ends: datetime
    capacity: int
    status: str
    reason: Text
    is_held: bool
    outcome: Text
    partners: tuple[Text, ...]
    counted: Counted
    read_week: Callable[[bool], Week]
    topics: Mapping[str, Text]
    read_booths: Callable[[Week], tuple[Booth, ...]]
    read_materials: Callable[[Week], tuple[Material, ...]]
    staff: Staff
    head_count: HeadCount | None
    answers: int
    satisfied: int
    groups: tuple[Group, ...]
    show: Show
    media: tuple[Media, ...]
    equipment: tuple[Equipment, ...]
    projects: tuple[Project, ...]
    photos: tuple[Photo, ...]

    @property
    def week(self) -> Week:
        """Its tallies by quarters of an hour; in a compendium they are read anew, which keeps no more than one organisation's at a time."""
        return self.read_week(True)

    @property
    def places(self) -> Week:
        """The same where no hour is asked for."""
        return self.read_week(False)

    @cached_property
    def booths(self) -> tuple[Booth, ...]:
        """Where things were handed out."""
        return self.read_booths(self.places)

    @cached_property
    def materials(self) -> tuple[Material, ...]:
        """The printed things that moved."""
        return self.read_materials(self.places)


@dataclass(frozen=True, slots=True)
class Part:
    """What one organisation did, or all of them together: its events, its own words and the sums."""

    organisation: Organisation
    events: tuple[Event, ...]
    counted: Counted
    staff: Staff
    posts: tuple[Post, ...]
    statements: tuple[Statement, ...]
    objectives: tuple[Objective, ...]
    steps: tuple[NextStep, ...]

    @property
    def held(self) -> tuple[Event, ...]:
        """The events that took place."""
        return tuple(event for event in self.events if event.is_held)

    def says(self, kind: str, event: str = "") -> tuple[Statement, ...]:
        """Return the statements of a kind about one event, or about the whole."""
        return tuple(each for each in self.statements if each.kind == kind and each.event == event)


@dataclass(frozen=True, slots=True)
class Campaign:
    """The campaign that it is all part of."""

    code: str
    title: Text
    theme: Text
    theme_by: Text
    scope: str
    starts: date
    ends: date
    occasion: Text
    observance: Mapping[str, str]
    directives: tuple[Directive, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """What one summary is written from: ``whole`` is all of it, ``parts`` one for each organisation."""

    scope: Scope
    campaign: Campaign
    whole: Part
    parts: tuple[Part, ...]
    is_demonstration: bool
