"""The models of the API's requests and answers; openapi.py makes the document from them (protocol.md)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from kiosk.api.plan import Plan, Said
from kiosk.entries import Entry
from kiosk.sync import MAX_ENTRIES

DeviceState = Literal["active", "expired", "revoked"]
Count = Annotated[int, Field(ge=0)]
Moment = Annotated[int, Field(ge=0, le=8_640_000_000_000)]


class Batch(Said):
    """Facts as they travel, at most 500; ``sent_at`` is the sender's clock in milliseconds UTC."""

    sent_at: Moment | None = None
    entries: Annotated[list[Entry], Field(max_length=MAX_ENTRIES)]


class Result(Said):
    """What became of one item: it carries the item's ``id``, or its ``index`` where no id could be read."""

    result: Literal["recorded", "duplicate", "conflict", "rejected"]
    id: str | None = None
    index: Count | None = None
    seq: Annotated[int, Field(ge=1)] | None = None
    flags: list[str] | None = None
    reason: str | None = Field(default=None, description="stable; for programs")
    message: str | None = Field(default=None, description="one sentence in the language of Accept-Language")
    field: str | None = None
    number: Annotated[int, Field(ge=1)] | None = Field(default=None, description="the running number of a visitor who signed in by name")
    tip: str | None = Field(default=None, description="the number of a tip, to be told to who gave it")
    volunteer: str | None = Field(default=None, description="the number of a volunteer who was registered")


class BatchAnswer(Said):
    """The answer to a batch: results in the order sent, each item settled alone."""

    server_time: int
    device: DeviceState
    results: list[Result]


class PairRequest(Said):
    """What a phone sends to be paired: the scanned secret, the card's four digits if it has them, and a name for the list."""

    model_config = ConfigDict(extra="forbid", strict=True)

    token: Annotated[str, StringConstraints(min_length=1, max_length=400)] = Field(
        description="the secret, or the address that holds it"
    )
    word: Annotated[str, StringConstraints(max_length=20)] = ""
    name: Annotated[str, StringConstraints(max_length=80)] = ""


class Place(Said):
    """The booth at which the phone works now, by id; null for none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    booth: Annotated[str, StringConstraints(max_length=200)] | None


class Readiness(Said):
    """What a phone says of itself: practised when (ms UTC), offline copy stored, how many facts it still holds, the oldest since when."""

    model_config = ConfigDict(extra="forbid", strict=True)

    practised_at: Moment | None = None
    kept: bool = False
    waiting: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    waiting_since: Moment | None = None


class ReadinessAnswer(Said):
    """How the phone's pairing stands."""

    device: DeviceState


class Luggage(Said):
    """What one browser of a phone holds: facts not sent yet, and its own facts that its figures and "undo" need."""

    queue: Annotated[list[dict[str, Any]], Field(max_length=5000)]
    own: Annotated[list[dict[str, Any]], Field(max_length=5000)]


class HandOver(Said):
    """What a phone leaves for the app on its home screen."""

    luggage: Luggage


class HandOverAnswer(Said):
    """Six digits that open it once, and when they end (ms UTC)."""

    code: str
    expires_at: int


class TakeOver(Said):
    """The six digits that the other browser of the same phone shows."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class Scope(Said):
    """Which facts a phone may send; ids throughout."""

    device: str
    number: int
    name: str
    event: str
    booth: str | None
    role: Literal["volunteer", "sign_in", "kiosk"]
    person: str | None
    expires_at: int


class BundleFigures(Said):
    """A bundle that has left the store: the place that it was last brought to and when, that place's booth, and its copies."""

    run: str
    bundle: int
    holder: str
    booth: str
    at: int
    issued: int
    handed_out: int
    returned: int
    spoiled: int


class OnDuty(Said):
    """Somebody who works at a booth now, since when (ms UTC)."""

    person: str
    booth: str
    since: int


class Snapshot(Said):
    """The event's figures as of the ledger's entry ``seq``: booth → material → movements, bundles out, people who hold copies."""

    seq: int
    plan_version: int
    status: Literal["planned", "open", "ended", "postponed", "moved", "cancelled"]
    booths: dict[str, dict[str, dict[str, int]]]
    holders: list[dict[str, Any]]
    bundles: list[BundleFigures]
    consultations: dict[str, int]
    visits: int
    on_duty: list[OnDuty]
    sheets: Annotated[list[dict[str, str | int]], Field(description="pages whose people were counted: sheet, page, quantity, at")]
    transfers: Annotated[list[dict[str, Any]], Field(description="between booths, of the last day: side says whose phone recorded it, arrived what the other booth counted")]
    closed: dict[str, int]
    show: Annotated[dict[str, dict[str, Any]], Field(description="here: group → people, leader, at, entry; began: act → at (ms UTC)")]


class RosterPerson(Said):
    """Somebody expected (``expected``), or on a shift: what finds a person and tells two apart.

    ``key`` is the name folded (one script, one case), ``sounds`` its syllables in pinyin, each with all readings: ``shan,dan yi``.
    """

    id: str
    codes: list[str]
    name: str
    category: Literal["official", "staff", "volunteer", "invited", "leader"]
    expected: bool
    key: str
    sounds: str


class Folding(Said):
    """How a search is folded like the keys: NFKC, lower case, each ``simplified`` character, and without what ``dropped`` matches."""

    dropped: str
    simplified: dict[str, str]


class RosterNames(Said):
    """The people, and how a search for them is folded."""

    people: list[RosterPerson]
    folding: Folding


class RosterArrival(Said):
    """When and where an expected person was checked in; nulls when that was taken back."""

    person: str
    entry: str | None
    at: int | None
    booth: str | None


class Roster(Said):
    """Who is expected and who has come, as of the ledger's entry ``seq``; to be deleted at ``until`` (ms UTC).

    ``names`` is null where the phone's ``known`` version holds; ``arrivals`` are those that changed since ``since``, all where it is 0.
    """

    version: str
    seq: int
    since: int
    until: int
    names: RosterNames | None
    arrivals: list[RosterArrival]


class PairAnswer(Said):
    """A paired phone's secret (shown once), its scope, the plan, and the server's clock to set its own offset by."""

    device_token: str
    scope: Scope
    plan: Plan
    server_time: int


class TakeOverAnswer(PairAnswer):
    """The same phone's pairing under a new secret, and what it held."""

    luggage: Luggage


class Problem(Said):
    """Why a request was refused as a whole: a stable reason, and a sentence in the reader's language."""

    reason: str
    message: str
