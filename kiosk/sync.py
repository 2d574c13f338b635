"""A batch of facts, from a phone, a form or a file → ledger: once per id, an answer for every item (protocol.md)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple, cast

from pydantic import ValidationError
from pydantic_core import to_json

from kiosk import ledger, reception, volunteers
from kiosk.devices import LATE_MS, Device, sign_out_device
from kiosk.entries import ENTRIES, ENTRY, ENVELOPE, Data, Entry
from kiosk.ids import is_id, now_ms
from kiosk.languages import text
from kiosk.ledger import Row
from kiosk.plan.index import EventIndex, event_index, recall
from kiosk.printed_codes import CodeUse, find_code_use
from kiosk.reception import FEATURES, NAMING, Arrival
from kiosk.records import plan_version
from kiosk.sealed_tips import BoxUnreadable, IdReused, receive_tip
from kiosk.sealing import KeyRing

MAX_ENTRIES = 500
MAX_BYTES = 1_048_576
PHONE_KINDS = frozenset(
    ("issue", "transfer", "hand_out", "return", "spoil", "run_out", "check_in", "check_out", "head_count", "sheet_total", "sheet_empty",
     "consultation", "shift_in", "shift_out", "feedback", "void", "orphan", "leave", "close_booth", "arrival", "note",
     "group_in", "act_on", "registration", "tip")
)  # fmt: skip
STAFF_KINDS = PHONE_KINDS | {"print", "release"}
MOVEMENTS = frozenset(("issue", "transfer", "hand_out", "return", "spoil"))
FLAGS = (
    "unknown_booth", "unknown_material", "unknown_person", "unknown_run", "unknown_code",
    "clock_corrected", "clock_suspect", "late", "after_end", "quarantined", "switched_off",
)  # fmt: skip
"""What coordinators see beside a fact that was kept although something about it is odd."""
_MUST_NAME = frozenset(("void", "release", "arrival"))
_REASONS = {"kind": "unknown_kind", "quantity": "bad_quantity"}
_REUSED = "id_reused_with_other_content"
_MOST_USUAL = 64
_APART = frozenset(("tip", "registration", *NAMING))
"""Kinds that are looked at one by one; all others are settled by what they are alike in."""
_NO_DATA: Data = {}
_NOTHING_MORE = ("", "", 0, "{}")
_ALIKE = ("kind", "event", "from", "to", "material", "code", "person", "method", "offset")
"""What entries have in common that are settled as one, beside their data."""


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
    keys: Callable[[], KeyRing] | None = field(default=None, compare=False, repr=False)
    """Opens what phones sealed for the kiosk; nobody else hands that in."""

    @classmethod
    def from_device(cls, device: Device, language: str, keys: Callable[[], KeyRing] | None = None) -> Sender:
        """Return the sender for a paired phone."""
        return cls(device.id, frozenset((device.event,)), device.booth or "", False, device.expires_at, device.state == "revoked", language, keys)


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
    results = record_entries(connection, sender, read_entries(items))
    ledger.count_entries(connection)
    return results


def record_entries(
    connection: sqlite3.Connection, sender: Sender, entries: Sequence[Entry | Rejected]
) -> list[dict[str, object]]:
    """Record entries that are checked already, as ``record_batch`` does; the transaction must end with ``ledger.count_entries``."""
    clerk = _Clerk(connection, sender)
    rows = clerk.prepare(entries)
    settled = ledger.append_rows(connection, rows, list(clerk.patterns.values()))
    if clerk.leavings:
        _sign_out(connection, sender, [row for row, one in zip(rows, settled, strict=True) if one[1] == "recorded"], clerk.leavings)
    results: list[dict[str, object]] = [{"id": id, "result": outcome, "seq": seq} for id, outcome, seq, _ in settled]
    for answer, (_, outcome, _, flags) in zip(results, settled, strict=True):
        if outcome == "conflict":
            answer |= {"reason": _REUSED, "message": text(sender.language, "sync.id_reused_with_other_content")}
        elif flags:
            answer["flags"] = flags.split()
    for place, entry in clerk.private:
        person = rows[place][ledger.OWN.index("person")] if len(rows[place]) > len(ledger.PLAIN) else ""
        _, outcome, _, said = settled[place]
        arrival = Arrival(entry, clerk.event_id(entry), str(person), outcome, said.split(), sender.language)
        results[place] |= reception.receive(connection, arrival)
    if clerk.named:
        volunteers.follow(connection, clerk.named, forgets=not sender.authority)
    answers = [(one.index, _say_rejected(one, sender.language)) for one in clerk.rejected] + [(index, clerk.settle_tip(entry)) for index, entry in clerk.tips]
    for index, answer in sorted(answers, key=itemgetter(0)):  # in the order sent, so that each finds the place of its index
        results.insert(index, answer)
    return results


def record_one(connection: sqlite3.Connection, sender: Sender, item: Mapping[str, object]) -> dict[str, object]:
    """Record one item, as a server-rendered form does: a batch of one."""
    return record_batch(connection, sender, [item])[0]


def read_envelope(body: bytes) -> list[Entry | Rejected] | None:
    """Return the entries of a request's body; None when it is no envelope, or not an ordinary one."""
    try:
        return list(ENVELOPE.validate_json(body)["entries"])
    except ValidationError:
        return None


def read_entries(items: Sequence[object]) -> list[Entry | Rejected]:
    """Return each item as a checked entry, or why it is none.  All at once where all are well, which is the usual case."""
    try:
        return list(ENTRIES.validate_python(items))
    except ValidationError:
        return [_read_entry(index, item) for index, item in enumerate(items)]


def _read_entry(index: int, item: object) -> Entry | Rejected:
    id = item.get("id") if isinstance(item, dict) else None
    if not is_id(id):
        return Rejected(id if isinstance(id, str) and 0 < len(id) <= 64 else None, index, "bad_id", "id")
    try:
        return ENTRY.validate_python(item)
    except ValidationError as error:
        return _refuse(str(id), index, error)


def _refuse(id: str, index: int, error: ValidationError) -> Rejected:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    reason = _REASONS.get(field, "malformed")
    if first["type"] == "extra_forbidden":
        reason = "unknown_field"
    elif first["type"] == "missing":
        reason = "malformed"
    elif first["type"] == "string_too_long":
        reason = "too_long_text"
    return Rejected(id, index, reason, field[:64])


class _Likeness(NamedTuple):
    """What entries share that differ only in id, time and quantity: the pattern's id (0: rejected, and why), the hash of what was
    sent, the clock's offset, whether the time alone can be odd about them, the pattern, their flags, and the columns names, person, number, data."""

    pattern: int = 0
    hash: bytes = b""
    offset: int = 0
    plain: bool = False
    shared: Row = ()
    flags: tuple[str, ...] = ()
    rest: Row = _NOTHING_MORE
    reason: str = ""
    field: str = ""


class _Clerk:
    """Turns the entries of one batch into rows.

    Most entries of a batch are alike but for time and quantity, so what they share (who, where, what, how) is resolved once.
    """

    def __init__(self, connection: sqlite3.Connection, sender: Sender) -> None:
        self.connection = connection
        self.sender = sender
        self.kinds = STAFF_KINDS if sender.authority else PHONE_KINDS
        self.received = now_ms()
        self.plans: dict[str, EventIndex | None] = {}
        self.shared: dict[tuple[object, ...], _Likeness] = {}
        self.patterns: dict[object, Row] = {}
        self.leavings: set[int] = set()
        """The patterns by which a volunteer says that they are leaving."""
        self.rejected: list[Rejected] = []
        self.private: list[tuple[int, Entry]] = []
        self.tips: list[tuple[int, Entry]] = []
        """Tips by their place: each is nobody's, so its row names no phone and is written apart."""
        self.named: list[str] = []
        """The facts that voids and releases of this batch name."""
        self.usual: dict[tuple[object, ...], _Likeness] = recall(connection, ("usual", sender), plan_version(connection), dict)
        self.plausible = self._plausible()

    def prepare(self, entries: Sequence[Entry | Rejected]) -> list[Row]:
        """Return a row for each entry that can become a fact; the others go into ``rejected``, rows with personal data into ``private``."""
        earliest, latest = self.plausible
        shared, received = self.shared, self.received
        rows: list[Row] = []
        for index, entry in enumerate(entries):
            if isinstance(entry, Rejected):
                self.rejected.append(entry)
                continue
            if (apart := entry["kind"] in _APART) and self._sets_aside(index, entry):
                continue
            like: tuple[object, ...] = tuple(map(entry.get, _ALIKE))
            if "data" in entry:
                like += (_canonical(entry["data"]),)
            known = shared.get(like)
            if known is None:
                known = shared[like] = self._recall(like, entry)
            pattern, hash, offset, plain = known[:4]
            if not pattern:
                self.rejected.append(Rejected(entry["id"], index, known.reason, known.field))
                continue
            if "private" in entry:
                self.private.append((len(rows), entry))
            if apart and entry["kind"] in NAMING:
                self.named.append(str(entry["data"]["entry"]))
            seen_at = entry["seen_at"]
            if plain and earliest <= seen_at <= latest:
                rows.append((entry["id"], hash, seen_at, entry.get("quantity", 1), seen_at, received, pattern, offset))
                continue
            at, corrected = ledger.correct_time(seen_at, offset)
            own = self._rest(known, entry, at, corrected=corrected)
            rows.append((entry["id"], hash, seen_at, entry.get("quantity", 1), at, received, pattern, offset, *own))
        return rows

    def _sets_aside(self, index: int, entry: Entry) -> bool:
        """Put a tip, or a registration that lacks something, where it belongs instead of among the rows."""
        if entry["kind"] == "tip":
            self.tips.append((index, entry))
            return True
        if missing := reception.missing_in(entry):
            self.rejected.append(Rejected(entry["id"], index, "registration_incomplete", missing))
        return bool(missing)

    def _recall(self, like: tuple[object, ...], entry: Entry) -> _Likeness:
        """Return what entries like this one share: an earlier batch of this sender may have settled it, and kept its pattern."""
        known = self.usual.get(like)
        if known is None:
            known = self._settle(entry)
            if known.pattern:
                self.patterns[known.pattern] = known.shared
            if known.plain and "code" not in entry and len(self.usual) < _MOST_USUAL:  # nothing but the plan decides about it
                self.usual[like] = known
        return known

    def _settle(self, entry: Entry) -> _Likeness:
        """Return what entries like this one share, or why there can be none."""
        kind, event, data = entry["kind"], entry["event"], entry.get("data") or _NO_DATA
        if kind not in self.kinds:
            return _Likeness(reason="kind_not_allowed", field="kind")
        if kind in _MUST_NAME and not is_id(data.get("entry")):
            return _Likeness(reason="bad_entry_name", field="data.entry")
        plan = self._plan(event)
        if plan is None:
            return _Likeness(reason="event_not_yours", field="event")
        return self._resolve(plan, entry, data)

    def _plan(self, event: str) -> EventIndex | None:
        if event not in self.plans:
            self.plans[event] = event_index(self.connection, event, self.sender.events)
        return self.plans[event]

    def settle_tip(self, entry: Entry) -> dict[str, object]:
        """Return what became of a tip; it came from a passer-by, so it is taken as theirs whatever became of the phone."""
        event, refused = self.event_id(entry), "event_not_yours"
        if event and self.sender.keys is not None:
            at, _ = ledger.correct_time(entry["seen_at"], entry.get("offset", 0))
            try:
                return receive_tip(self.connection, self.sender.keys(), event, entry, at)
            except (BoxUnreadable, IdReused) as refusal:
                refused = refusal.reason
        return _say_rejected(Rejected(entry["id"], 0, refused, "private.sealed" if event else "event"), self.sender.language)

    def _rest(self, known: _Likeness, entry: Entry, at: int, *, corrected: bool) -> Row:
        """Return the columns that few facts need; a registration is of a person of its own, whatever it shares with others."""
        names, person, *more = known.rest
        if entry["kind"] == "registration":
            person = volunteers.person_of(entry["id"])
        flags = [*known.flags, *self._time_flags(at, corrected=corrected)]
        return (" ".join(flags), int("quarantined" in flags), names, person, *more)

    def event_id(self, entry: Entry) -> str:
        """Return the id of the event that a prepared entry names by id or code."""
        plan = self._plan(entry["event"])
        return plan.event if plan else ""

    def _resolve(self, plan: EventIndex, entry: Entry, data: Data) -> _Likeness:
        """Turn codes and human codes into ids; what the plan does not know stays as typed, flagged."""
        flags: list[str] = ["switched_off"] if FEATURES.get(entry["kind"]) not in (None, *plan.features) else []
        kind, code, method, sender = entry["kind"], entry.get("code"), entry.get("method", "count"), self.sender
        use = find_code_use(self.connection, code) if code else None
        if use is not None and use.event != plan.event and not self._is_sister(plan, use.event):
            use = None  # another campaign's bundle: its counts and its place are none of this sender's business
        if code and use is None:
            flags.append("unknown_code")
        source, booth = plan.place(entry.get("from"), flags)
        target, to_booth = plan.place(entry.get("to"), flags)
        here = plan.booth(data.get("booth"), flags) or booth or sender.booth
        there = plan.booth(data.get("to_booth"), flags) or to_booth or (here if target.startswith("person:") else "")
        columns: dict[str, object] = {
            "kind": kind, "event": plan.event, "device": sender.device, "authority": int(sender.authority),
            "source": source, "target": target, "booth": "store" if source == "store" else here,
            "to_booth": there if target != "public" else "",
            "material": plan.material(entry.get("material"), flags) or (use.material if use else ""),
            "run": self._run(plan, use, data, flags), "bundle": use.bundle if use else 0,
            "method": method,
        }  # fmt: skip
        pattern = tuple([columns[name] for name in ledger.PATTERN])
        id = ledger.pattern_id(pattern)
        if kind == "leave":
            self.leavings.add(id)
        person = plan.person(entry.get("person"), flags) or data.get("participant") or ""
        names = (data.get("entry") or "") if kind in _MUST_NAME else ""
        offset, said = entry.get("offset", 0), _canonical(data)
        rest = (names, person, use.number if use else data.get("page") or 0, said)
        sent = {name: entry.get(name) for name in _ALIKE} | {"method": method, "offset": offset, "data": said}
        plain = not flags and rest == _NOTHING_MORE and abs(offset) <= ledger.CLOCK_TOLERANCE_MS
        return _Likeness(id, ledger.hash_content(sent), offset, plain, (id, *pattern), tuple(dict.fromkeys(flags)), rest)

    def _is_sister(self, plan: EventIndex, event: str) -> bool:
        """Tell whether an event is of the same campaign: what was left over there may be issued again here."""
        same = "SELECT 1 FROM event a JOIN event b ON b.campaign = a.campaign WHERE a.id = ? AND b.id = ?"
        return self.connection.execute(same, (plan.event, event)).fetchone() is not None

    def _run(self, plan: EventIndex, use: CodeUse | None, data: Data, flags: list[str]) -> str:
        named = data.get("sheet") or data.get("run")
        if use is not None or not named:
            return use.run if use else ""
        row = self.connection.execute(
            "SELECT id FROM print_run WHERE event = ? AND (id = ? OR code = ? COLLATE NOCASE)", (plan.event, named, named)
        ).fetchone()
        if row is None:
            flags.append("unknown_run")
        return str(row["id"]) if row else named

    def _plausible(self) -> tuple[int, int]:
        """Return the first and last instant at which nothing about a fact's time is odd; none in a pairing that is over."""
        sender, received = self.sender, self.received
        if sender.revoked or 0 < sender.expires_at < received:
            return 1, 0
        if sender.authority:  # what staff type in happened whenever the paper says
            return 0, 2**62
        return received - LATE_MS, received + ledger.CLOCK_TOLERANCE_MS

    def _time_flags(self, at: int, *, corrected: bool) -> list[str]:
        """Return what is odd about when a fact was seen and by whom it comes.

        Facts made after a pairing's end, or handed in more than 30 days later, wait in quarantine like a revoked phone's.
        """
        sender, received = self.sender, self.received
        flags = ["clock_corrected"] if corrected else []
        if not sender.authority and not received - LATE_MS <= at <= received + ledger.CLOCK_TOLERANCE_MS:
            flags.append("clock_suspect")
        if sender.revoked:
            return [*flags, "quarantined"]
        if not 0 < sender.expires_at < received:
            return flags
        in_time = at <= sender.expires_at + ledger.CLOCK_TOLERANCE_MS and received <= sender.expires_at + LATE_MS
        return [*flags, "late"] if in_time else [*flags, "after_end", "quarantined"]


def _sign_out(connection: sqlite3.Connection, sender: Sender, rows: Sequence[Row], leavings: set[int]) -> None:
    """End the sender's pairing with the leaving that it told: once, and not the pairing that came after it."""
    at, pattern = ledger.PLAIN.index("at"), ledger.PLAIN.index("pattern")
    left = [cast(int, row[at]) for row in rows if row[pattern] in leavings]
    if left:
        sign_out_device(connection, sender.device, max(left) + ledger.CLOCK_TOLERANCE_MS)


def _canonical(data: Data) -> str:
    """Return public data as text: sorted, and without what says nothing."""
    return to_json({name: value for name, value in sorted(data.items()) if value not in (None, "")}).decode()


def _say_rejected(rejected: Rejected, language: str) -> dict[str, object]:
    said: dict[str, object] = {"id": rejected.id} if rejected.id else {"index": rejected.index}
    said |= {"result": "rejected", "reason": rejected.reason, "message": text(language, f"sync.{rejected.reason}")}
    return said | ({"field": rejected.field} if rejected.field else {})
