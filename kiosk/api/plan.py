"""The API's model of the plan that a phone takes along, and the base of all its models (protocol.md)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Said(BaseModel):
    """What the API says and is told: no field that is not named here."""

    model_config = ConfigDict(extra="forbid")


class PlanEvent(Said):
    """The event, in its own words; ``variants`` maps a field to its text per language, ``topic_names`` a language to what
    each topic is called.  Instants are milliseconds UTC."""

    id: str
    code: str
    campaign: str
    title: str
    line: str
    place: str
    room: str
    day: str
    starts: str
    ends: str
    zone: str
    starts_at: int
    ends_at: int
    status: Literal["planned", "open", "ended", "postponed", "moved", "cancelled"]
    status_reason: str
    contact: str
    topics: list[str]
    topic_names: dict[str, dict[str, str]]
    features: list[str]
    language: str
    variants: dict[str, dict[str, str]]


class PlanBooth(Said):
    """A booth, its sign's colour, and how each material is counted there."""

    id: str
    code: str
    name: str
    place: str
    colour: int
    variants: dict[str, dict[str, str]]


class PlanMaterial(Said):
    """Something that is handed out."""

    id: str
    code: str
    title: str
    kind: str
    paper: str
    variants: dict[str, dict[str, str]]


class PlanColleague(Said):
    """Somebody on shift at the event, by code; names stay at the kiosk."""

    id: str
    code: str
    booth: str | None


class CodeRules(Said):
    """How a printed code is checked without the server: the XOR of ``check_table[position][value]`` over its characters is 0."""

    alphabet: str
    length: int
    look_alikes: dict[str, str]
    check_table: list[list[int]]


class CodeBlock(Said):
    """A run of serials of one kind: ``size`` copies make a bundle (0: none), ``copies`` the print run; ``people`` are those whose
    badges bear them, ``acts`` those whose groups' cards do, in their order; ``pages_before`` is how many pages the sheet had that these go on with."""

    first: int
    last: int
    kind: str
    event: str
    run: str
    subject: str
    material: str
    size: int
    copies: int
    pages_before: int
    people: list[str]
    acts: list[str]


class PlanNotice(Said):
    """The privacy notice to read out before a name is taken, per language."""

    version: int
    text: dict[str, str]


class PersonalRules(Said):
    """What may stand in a visitor's fields: the longest texts, and patterns that Python and JavaScript read alike (after NFKC, upper case)."""

    longest: dict[str, int]
    phone: str = Field(description="matches the whole telephone number")
    between_digits: str = Field(description="replaced by its first group before the id numbers are looked for once more")
    id_number: str = Field(description="found anywhere: an identity card's number, which nobody asks for")
    date: str = Field(description="taken out of a note first: a date is no number")
    dialled: str = Field(description="found in a note: what can be dialled")
    han_digits: dict[str, str] = Field(description="figures as words, with their digits")
    unseen: str = Field(description="taken out first: marks of direction and width")
    blanks: str = Field(description="letters that nobody sees: a text of these alone is empty")


class PlanAct(Said):
    """A slot of the running order: ``partner`` is its group's id ('' for none), ``starts`` ms UTC; texts per language."""

    id: str
    number: int
    starts: int
    minutes: int
    partner: str
    expected: int
    leader: bool
    title: dict[str, str]
    name: dict[str, str]


class PlanRegistration(Said):
    """What somebody is asked who registers as a volunteer: the choices in their order, and the notice to read out."""

    ages: list[str]
    skills: list[str]
    tasks: list[str]
    free: list[str]
    notice: PlanNotice


class PlanTips(Said):
    """What a tip asks, what is told before, within how many days it is looked at, and what it is sealed for the kiosk with."""

    help: list[str]
    about: list[str]
    longest: dict[str, int]
    days: int
    notice: PlanNotice
    box: dict[str, str] = Field(description="key: its name, point: its public half on P-256 (hexadecimal)")


class PresenceCodes(Said):
    """The codes ahead: ``codes[n]`` is shown while the server's clock divided by ``every`` ms is ``first + n``."""

    first: int
    every: int
    codes: list[str]


class PlanScreen(Said):
    """What only a sign-in screen is given: its large code, the hours of sign-in (ms UTC), the form's rules and the staff PIN's hash."""

    address: str
    qr: str = Field(description="SVG; empty where the event has no self sign-in")
    opens_at: int
    closes_at: int
    wall: bool = Field(description="notes for the event's wall can be left on the screen")
    pin: str = Field(description="pbkdf2:sha256:ROUNDS$SALT$HEX; empty while no PIN is set")
    rules: PersonalRules
    presence: PresenceCodes | None


class Plan(Said):
    """What a phone needs to work at its booth, also without a network; ``screen`` only for the role ``kiosk``."""

    version: int
    event: PlanEvent
    booths: list[PlanBooth]
    materials: list[PlanMaterial]
    colleagues: list[PlanColleague]
    counting_modes: list[dict[str, str]]
    code_rules: CodeRules
    code_blocks: list[CodeBlock]
    notice: PlanNotice
    rules: PersonalRules
    registration: PlanRegistration | None = Field(description="null where the event registers no volunteers")
    tips: PlanTips | None = Field(description="null where the event takes no tips")
    acts: list[PlanAct] = Field(description="the running order, where the event has one")
    demonstration: bool = Field(description="the figures are invented, and every page says so")
    screen: PlanScreen | None = None
