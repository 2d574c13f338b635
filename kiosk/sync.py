"""A batch of facts, from a phone, a form or a file → ledger: once per id, an answer for every item (protocol.md)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kiosk import ledger
from kiosk.devices import LATE_MS, Device
from kiosk.ids import is_id, now_ms
from kiosk.languages import text
from kiosk.ledger import Answer, Fact
from kiosk.plan_index import EventIndex, event_index
from kiosk.printed_codes import CodeUse, find_code_use
from kiosk.privacy import keep_identity

MAX_ENTRIES = 500
MAX_BYTES = 1_048_576
PHONE_KINDS = frozenset(
    ("issue", "transfer", "hand_out", "return", "spoil", "run_out", "check_in", "check_out", "head_count", "sheet_total", "sheet_empty",
     "consultation", "shift_in", "shift_out", "feedback", "void", "orphan", "leave", "close_booth")
)  # fmt: skip
STAFF_KINDS = PHONE_KINDS | {"print", "release"}
MOVEMENTS = frozenset(("issue", "transfer", "hand_out", "return", "spoil"))
_MUST_NAME = frozenset(("void", "release"))

Short = Annotated[str, StringConstraints(max_length=200)]
Kind = Literal[
    "print", "issue", "transfer", "hand_out", "return", "spoil", "run_out", "check_in", "check_out", "head_count", "sheet_total",
    "sheet_empty", "consultation", "shift_in", "shift_out", "feedback", "void", "release", "orphan", "leave", "close_booth",
]  # fmt: skip
Place = Annotated[str, StringConstraints(max_length=80, pattern=r"^(store|public|waste|booth:\S(.*\S)?|person:\S(.*\S)?)$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Data(_Strict):
    """A kind's own public fields; nothing in here names a person."""

    run: Short | None = None
    why: Short | None = None
    topic: Short | None = None
    outcome: Literal["answered", "booked", "referred"] | None = None
    same_person: bool | None = None
    participant: Short | None = None
    resident: bool | None = None
    gate: Short | None = None
    sheet: Short | None = None
    page: Annotated[int, Field(ge=1, le=100_000)] | None = None
    row: Annotated[int, Field(ge=1, le=1000)] | None = None
    booth: Short | None = None
    to_booth: Short | None = None
    duty: Short | None = None
    score: Annotated[int, Field(ge=1, le=5)] | None = None
    estimate: bool | None = None
    entry: Short | None = None
    left: Annotated[int, Field(ge=0, le=100_000)] | None = None
    code: Short | None = None


class Private(_Strict):
    """What names a person: kept in an erasable table, never in the ledger, never hashed."""

    name: Annotated[str, StringConstraints(max_length=80)] = ""
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    note: Annotated[str, StringConstraints(max_length=500)] = ""
    notice_version: Annotated[int, Field(ge=1, le=10_000)] | None = None


class Entry(_Strict):
    """One fact as it travels.  Times are milliseconds UTC; ``offset`` is server minus device, as the device knew it then."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    id: str = Field(description="UUIDv7 made where the fact was seen", min_length=36, max_length=36)
    kind: Kind
    event: Short = Field(description="id or human code within the device's scope")
    seen_at: int = Field(ge=0, le=8_640_000_000_000)
    offset: int = Field(default=0, ge=-(10**12) * 9, le=10**12 * 9)
    source: Place | None = Field(default=None, alias="from")
    target: Place | None = Field(default=None, alias="to")
    material: Short | None = None
    code: Short | None = None
    person: Short | None = None
    quantity: int = Field(default=1, ge=1, le=ledger.MAX_QUANTITY)
    method: Literal["scan", "count", "paper", "remainder", "estimate", "self", "volunteer"] = "count"
    data: Data = Field(default_factory=Data)
    private: Private | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who hands in facts: a paired phone (its events are one), or staff (``authority``) with the events they may touch."""

    device: str
    events: frozenset[str]
    booth: str = ""
    authority: bool = False
    expires_at: int = 0
    revoked: bool = False
    language: str = "en"

    @classmethod
    def from_device(cls, device: Device, language: str) -> Sender:
        """Return the sender for a paired phone."""
        return cls(
            device.id,
            frozenset((device.event,)),
            device.booth or "",
            False,
            device.expires_at,
            device.state == "revoked",
            language,
        )


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that cannot become a fact: a stable reason, and the field that is wrong."""

    id: str | None
    index: int
    reason: str
    field: str = ""


def record_batch(connection: sqlite3.Connection, sender: Sender, items: Sequence[object]) -> list[dict[str, object]]:
    """Record ``items`` (parsed JSON) and answer each in the order sent.  Must run inside ``Store.write``.

    Every item is settled alone: ``recorded``, ``duplicate``, ``conflict`` or ``rejected`` with a reason and a sentence.
    """
    prepared = [_prepare(connection, sender, index, item) for index, item in enumerate(items)]
    facts = [one[0] for one in prepared if not isinstance(one, Rejected)]
    answers = iter(ledger.append(connection, facts))
    results = []
    for one in prepared:
        if isinstance(one, Rejected):
            results.append(_say_rejected(one, sender.language))
            continue
        answer = next(answers)
        _keep_private(connection, one[0], one[1], answer)
        results.append(_say_answer(answer, sender.language))
    return results


def record_one(connection: sqlite3.Connection, sender: Sender, item: Mapping[str, object]) -> dict[str, object]:
    """Record one item, as a server-rendered form does: a batch of one."""
    return record_batch(connection, sender, [item])[0]


def _prepare(connection: sqlite3.Connection, sender: Sender, index: int, item: object) -> tuple[Fact, Entry] | Rejected:
    id = item.get("id") if isinstance(item, dict) else None
    if not is_id(id):
        return Rejected(id if isinstance(id, str) and len(id) <= 64 else None, index, "bad_id", "id")
    try:
        entry = Entry.model_validate(item)
    except ValidationError as error:
        return _refuse(str(id), index, error)
    kinds = STAFF_KINDS if sender.authority else PHONE_KINDS
    if entry.kind not in kinds:
        return Rejected(entry.id, index, "kind_not_allowed", "kind")
    if entry.kind in _MUST_NAME and not is_id(entry.data.entry):
        return Rejected(entry.id, index, "bad_entry_name", "data.entry")
    plan = event_index(connection, entry.event, sender.events)
    if plan is None:
        return Rejected(entry.id, index, "event_not_yours", "event")
    return _resolve(connection, sender, plan, entry), entry


def _refuse(id: str, index: int, error: ValidationError) -> Rejected:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    reason = {"kind": "unknown_kind", "quantity": "bad_quantity"}.get(field, "malformed")
    if first["type"] == "extra_forbidden":
        reason = "unknown_field"
    elif first["type"] == "string_too_long":
        reason = "too_long_text"
    return Rejected(id, index, reason, field)


def _resolve(connection: sqlite3.Connection, sender: Sender, plan: EventIndex, entry: Entry) -> Fact:
    """Turn what was sent into a row: codes and human codes into ids; what is unknown stays as typed, flagged."""
    flags: list[str] = []
    use = find_code_use(connection, entry.code) if entry.code else None
    if entry.code and use is None:
        flags.append("unknown_code")
    source, booth = plan.place(entry.source, flags)
    target, to_booth = plan.place(entry.target, flags)
    here = plan.booth(entry.data.booth, flags) or booth or sender.booth
    there = plan.booth(entry.data.to_booth, flags) or to_booth or (here if target.startswith("person:") else "")
    at, corrected = ledger.correct_time(entry.seen_at, entry.offset)
    received = now_ms()
    flags += ["clock_corrected"] if corrected else []
    flags += _late_flags(sender, at, received)
    return Fact(
        id=entry.id, kind=entry.kind, event=plan.event, source=source, target=target,
        booth="store" if source == "store" else here, to_booth=there if target != "public" else "",
        material=plan.material(entry.material, flags) or _material_of(use), run=_run_of(use, entry), bundle=use.bundle if use else 0,
        number=use.number if use else entry.data.page or 0, person=entry.person or entry.data.participant or "", quantity=entry.quantity,
        method=entry.method, names=(entry.data.entry or "") if entry.kind in _MUST_NAME else "", seen_at=entry.seen_at, offset=entry.offset, at=at,
        received_at=received, device=sender.device, authority=int(sender.authority), held=int(sender.revoked),
        flags=" ".join(dict.fromkeys(flags)), hash=ledger.hash_content(entry.model_dump(exclude={"private"}, exclude_none=True)),
        data=json.dumps(entry.data.model_dump(exclude_none=True), ensure_ascii=False),
    )  # fmt: skip


def _material_of(use: CodeUse | None) -> str:
    return use.material if use else ""


def _run_of(use: CodeUse | None, entry: Entry) -> str:
    return use.run if use else entry.data.sheet or entry.data.run or ""


def _late_flags(sender: Sender, at: int, received: int) -> list[str]:
    if sender.revoked:
        return ["quarantined"]
    flags = ["clock_suspect"] if at > received + ledger.CLOCK_TOLERANCE_MS or at < received - LATE_MS else []
    if sender.expires_at and received > sender.expires_at:
        flags.append("late" if at <= sender.expires_at else "after_end")
    return flags


def _keep_private(connection: sqlite3.Connection, fact: Fact, entry: Entry, answer: Answer) -> None:
    if entry.private is None or answer.outcome == "conflict":
        return
    personal = entry.private
    keep_identity(
        connection, fact.person or fact.id, event=fact.event, name=personal.name, phone=personal.phone, note=personal.note,
        notice_version=personal.notice_version,
    )  # fmt: skip


def _say_answer(answer: Answer, language: str) -> dict[str, object]:
    said: dict[str, Any] = {"id": answer.id, "result": answer.outcome, "seq": answer.seq}
    if answer.flags and answer.outcome != "conflict":
        said["flags"] = answer.flags.split()
    if answer.outcome == "conflict":
        said |= {"reason": "id_reused_with_other_content", "message": text(language, "sync.id_reused_with_other_content")}
    return said


def _say_rejected(rejected: Rejected, language: str) -> dict[str, object]:
    said: dict[str, object] = {"id": rejected.id} if rejected.id else {"index": rejected.index}
    said |= {"result": "rejected", "reason": rejected.reason, "message": text(language, f"sync.{rejected.reason}")}
    return said | ({"field": rejected.field} if rejected.field else {})
