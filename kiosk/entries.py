"""One fact as it travels from a phone, a form or a file: its fields and their limits (protocol.md)."""

from __future__ import annotations

from typing import Annotated, Literal, Required

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, with_config
from typing_extensions import TypedDict

MAX_QUANTITY = 100_000
_STRICT = ConfigDict(extra="forbid", strict=True)

# A NUL ends a text in half of the world's programs; everything else is kept as it was typed.
Short = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Kind = Literal[
    "print", "issue", "transfer", "hand_out", "return", "spoil", "run_out", "check_in", "check_out", "head_count", "sheet_total",
    "sheet_empty", "consultation", "shift_in", "shift_out", "feedback", "void", "release", "orphan", "leave", "close_booth", "arrival",
    "note", "group_in", "act_on", "registration", "tip",
]  # fmt: skip
Method = Literal["scan", "count", "paper", "remainder", "estimate", "self", "volunteer"]
Place = Annotated[
    str,
    StringConstraints(
        max_length=80, pattern=r"^(store|public|waste|booth:[^\s\x00]([^\x00]*[^\s\x00])?|person:[^\s\x00]([^\x00]*[^\s\x00])?)$"
    ),
]
Id = Annotated[
    str,
    StringConstraints(
        min_length=36, max_length=36, pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
    ),
]


@with_config(_STRICT)
class Machine(TypedDict):
    """What a program read from the photo of a page, beside what a person confirmed: rows filled, rows unsure, the program's version."""

    count: Annotated[int, Field(ge=0, le=1000)]
    unsure: Annotated[int, Field(ge=0, le=1000)]
    version: Annotated[int, Field(ge=1, le=1000)]


@with_config(_STRICT)
class Data(TypedDict, total=False):
    """A kind's own public fields; nothing in here names a person."""

    run: Short | None
    why: Short | None
    topic: Short | None
    outcome: Literal["answered", "booked", "referred"] | None
    same_person: bool | None
    participant: Short | None
    resident: bool | None
    gate: Short | None
    sheet: Short | None
    page: Annotated[int, Field(ge=1, le=100_000)] | None
    row: Annotated[int, Field(ge=1, le=1000)] | None
    signed: bool | None
    booth: Short | None
    to_booth: Short | None
    duty: Short | None
    score: Annotated[int, Field(ge=1, le=5)] | None
    estimate: bool | None
    entry: Short | None
    left: Annotated[int, Field(ge=0, le=100_000)] | None
    machine: Machine | None
    corrected: Annotated[bool | None, Field(description="a coordinator's correction of a sign-out that was forgotten")]
    code: Short | None
    sort: Annotated[
        Literal["message", "hope", "improvement", "wish"] | None, Field(description="what a note on the wall is; its words are private")
    ]
    group: Annotated[Short | None, Field(description="the partner group that is here, by its organisation's id")]
    act: Annotated[Short | None, Field(description="a slot of the running order, by its id")]
    leader: Annotated[bool | None, Field(description="whether the group's leader is here")]
    age: Annotated[Literal["14", "18", "36", "60"] | None, Field(description="a new volunteer's age band by its first year; nobody under 14 is registered")]
    side: Annotated[Literal["gives", "takes"] | None, Field(description="whose phone recorded a transfer between two booths: the other one confirms it")]


@with_config(_STRICT)
class Private(TypedDict, total=False):
    """What names a person: kept in an erasable table, never in the ledger, never hashed."""

    name: Annotated[str, StringConstraints(max_length=80)]
    phone: Annotated[str, StringConstraints(max_length=40)]
    note: Annotated[str, StringConstraints(max_length=500)]
    guardian: Annotated[str, Field(max_length=80, description="who agrees for a volunteer of 14 to 17")]
    guardian_phone: Annotated[str, StringConstraints(max_length=40)]
    skills: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=20, description="what a new volunteer is good at")]
    tasks: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=20, description="what a new volunteer would like to do")]
    free: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=20, description="when a new volunteer could help")]
    sealed: Annotated[str, Field(max_length=8000, description="a tip, sealed on the phone for the kiosk alone")]
    notice_version: Annotated[int, Field(ge=1, le=10_000)] | None
    erase_code: Annotated[
        str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$", description="made at random where the name was typed; only its hash is kept")
    ]


Entry = TypedDict(
    "Entry",
    {
        "id": Required[Annotated[Id, Field(description="UUIDv7 made where the fact was seen")]],
        "kind": Required[Kind],
        "event": Required[Annotated[Short, Field(description="id or human code within the device's scope")]],
        "seen_at": Required[
            Annotated[int, Field(ge=0, le=8_640_000_000_000, description="the device's clock, milliseconds UTC")]
        ],
        "offset": Annotated[int, Field(ge=-9 * 10**12, le=9 * 10**12, description="server minus device, as known then")],
        "from": Place | None,
        "to": Place | None,
        "material": Short | None,
        "code": Short | None,
        "person": Short | None,
        "quantity": Annotated[int, Field(ge=1, le=MAX_QUANTITY)],
        "method": Method,
        "data": Data,
        "private": Private | None,
    },
    total=False,
)
Entry.__doc__ = "One fact as it travels; absent fields are 0, 1 (quantity), ``count`` (method) or none."
with_config(_STRICT)(Entry)


@with_config(_STRICT)
class Envelope(TypedDict, total=False):
    """A batch of facts; ``sent_at`` is the sender's clock in milliseconds UTC."""

    sent_at: Annotated[int, Field(ge=0, le=8640000000000)] | None
    entries: Required[list[Entry]]


ENVELOPE: TypeAdapter[Envelope] = TypeAdapter(Envelope)
ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
ENTRIES: TypeAdapter[list[Entry]] = TypeAdapter(list[Entry])
