"""What volunteers did: who was planned, came or did not, hours per event, forgotten sign-outs put right, and proofs that can be verified."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kiosk import ledger, records
from kiosk.campaigns import EVENT, event_window
from kiosk.duty import Duty, Span, load_duty
from kiosk.errors import NotFound, Refusal
from kiosk.ids import new_id, now_ms
from kiosk.people import PERSON, SHIFT, name_of, same_persons
from kiosk.printed_codes import allot_block
from kiosk.proposed_codes import free_code
from kiosk.records import Values

_LONG_AFTER_MS = 30 * 60_000
"""So long after the planned end nobody is taken to be still at work."""


class NoHours(Refusal):
    """Nobody has signed this volunteer in and out yet: there is nothing to prove."""

    reason = "no_hours"
    area = "volunteers"
    status = 409


@dataclass(frozen=True, slots=True)
class Served:
    """Hours of one volunteer at one event, in steps of half an hour."""

    event: sqlite3.Row
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof of service as it was issued at ``made_at`` (ms UTC): its number, and the hours per event that it states."""

    id: str
    person: str
    organisation: str
    code: str
    made_at: int
    served: tuple[Served, ...]

    @property
    def hours(self) -> Decimal:
        """All hours that it states."""
        return sum((each.hours for each in self.served), Decimal(0))


@dataclass(frozen=True, slots=True)
class OnShift:
    """Somebody planned for an event or seen there: ``spans`` as they came and went, ``is_late`` when a sign-out was forgotten."""

    person: str
    code: str
    name: str
    category: str
    planned: tuple[Span, ...]
    spans: tuple[Span, ...]
    hours: Decimal
    open: Span | None
    latest_end: int
    is_late: bool

    @property
    def came(self) -> bool:
        """Whether anybody recorded that they came."""
        return bool(self.spans)


def on_shift(connection: sqlite3.Connection, event: sqlite3.Row, duty: Duty, now: int) -> list[OnShift]:
    """Return everybody who was planned for the event or came, by number."""
    people = dict.fromkeys(span.person for span in (*duty.planned, *duty.worked))
    rows = connection.execute(
        "SELECT p.id, p.code, p.category, coalesce(i.name, '') AS name FROM json_each(?) j JOIN person p ON p.id = j.value"
        " LEFT JOIN identity i ON i.subject = p.id ORDER BY length(p.code), p.code",
        (json.dumps(list(people)),),
    ).fetchall()
    ends = event_window(event).ends
    return [_on_shift(row, duty, ends, now) for row in rows]


def _on_shift(row: sqlite3.Row, duty: Duty, ends: int, now: int) -> OnShift:
    worked = tuple(span for span in duty.worked if span.person == row["id"])
    still = next((span for span in worked if span.ends is None), None)
    latest = duty.latest_end(still, ends) if still else 0
    return OnShift(
        row["id"], row["code"], row["name"], row["category"], tuple(span for span in duty.planned if span.person == row["id"]), worked,
        duty.hours_of(row["id"]), still, latest, still is not None and now > latest + _LONG_AFTER_MS,
    )  # fmt: skip


def sign_out_late(connection: sqlite3.Connection, event: sqlite3.Row, person: str, at: int, *, id: str, by: str) -> int:
    """Put right that somebody forgot to sign out: record that they left at ``at``, not before they came and at the latest at their
    planned end, marked as a correction; return when.  NotFound when they are not on duty.  The same ``id`` again changes nothing."""
    known = connection.execute("SELECT at FROM entry WHERE id = ?", (id,)).fetchone()
    if known is not None:
        return int(known["at"])
    duty = load_duty(connection, event)
    span = next((each for each in duty.on_duty() if each.person == person), None)
    if span is None:
        raise NotFound()
    moment = min(max(at, span.starts), duty.latest_end(span, event_window(event).ends))
    fact = ledger.make_fact(
        "shift_out", id=id, device=by, authority=1, at=moment, event=event["id"], booth=span.booth, person=person, method="count",
        data=json.dumps({"corrected": True}),
    )  # fmt: skip
    ledger.append(connection, [fact])
    return moment


def undo_correction(connection: sqlite3.Connection, event: str, entry: str, *, id: str, by: str) -> None:
    """Take such a correction back; NotFound for any other fact."""
    row = connection.execute("SELECT event, data FROM entry WHERE id = ? AND kind = 'shift_out'", (entry,)).fetchone()
    if row is None or row["event"] != event or not json.loads(row["data"]).get("corrected"):
        raise NotFound()
    ledger.append(connection, [ledger.make_fact("void", id=id, device=by, authority=1, event=event, names=entry, data=json.dumps({"entry": entry}))])


def add_shift(connection: sqlite3.Connection, event: sqlite3.Row, person: str, values: Values) -> None:
    """Put a volunteer on the event's plan in one step, in the event's hours; twice the same is once."""
    same = "SELECT 1 FROM shift WHERE event = ? AND person = ? AND coalesce(booth, '') = ? AND archived_at IS NULL"
    if connection.execute(same, (event["id"], person, values.get("booth", ""))).fetchone():
        return
    code = free_code(connection, SHIFT, event["id"], str(records.get(connection, PERSON, person)["code"]))
    records.add(connection, SHIFT, event["id"], {"starts": event["starts"], "ends": event["ends"], **values, "code": code, "person": person})


def served_by(connection: sqlite3.Connection, person: str) -> list[Served]:
    """Return the hours of a volunteer per event, the earliest first, under every number that is theirs."""
    same = same_persons(connection, person)
    events = connection.execute(
        "SELECT DISTINCT event FROM entry WHERE kind = 'shift_in' AND person <> '' AND person IN (SELECT value FROM json_each(?))", (json.dumps(same),)
    ).fetchall()
    rows = [records.get(connection, EVENT, row["event"]) for row in events]
    served = [Served(row, load_duty(connection, row).hours_of(*same)) for row in rows]
    return sorted((each for each in served if each.hours), key=lambda each: (each.event["day"], each.event["starts"], each.event["code"]))


def issue_proof(connection: sqlite3.Connection, person: str, *, by: str) -> Proof:
    """Issue a proof of the hours so far, or return the one that says the same; NotFound, NoHours."""
    served = served_by(connection, person)
    if not served:
        raise NoHours()
    known = latest_proof(connection, person)
    lines = _lines(served)
    if known is not None and states(known, served):
        return known
    id, organisation = new_id(), records.get(connection, PERSON, person)["organisation"]
    block = allot_block(connection, 1, kind="proof", event=served[-1].event["id"], subject=id, run="")
    values = (id, person, organisation, next(block.codes()), lines, by, now_ms())
    connection.execute("INSERT INTO service_proof VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    return get_proof(connection, id)


def latest_proof(connection: sqlite3.Connection, person: str) -> Proof | None:
    """Return the proof that was issued last, under whichever number of the person; None when there is none."""
    row = connection.execute(
        "SELECT * FROM service_proof WHERE person IN (SELECT value FROM json_each(?)) ORDER BY made_at DESC, id DESC LIMIT 1",
        (json.dumps(same_persons(connection, person)),),
    ).fetchone()
    return _proof(connection, row) if row else None


def get_proof(connection: sqlite3.Connection, id: str) -> Proof:
    """Return a proof; NotFound."""
    row = connection.execute("SELECT * FROM service_proof WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise NotFound()
    return _proof(connection, row)


def is_current(connection: sqlite3.Connection, proof: Proof) -> bool:
    """Tell whether the records still say what a proof states; hours served since do not make it wrong."""
    now = {each.event["id"]: each.hours for each in served_by(connection, proof.person)}
    return all(now.get(each.event["id"], Decimal(0)) >= each.hours for each in proof.served)


def states(proof: Proof, served: Sequence[Served]) -> bool:
    """Tell whether a proof states exactly these hours."""
    return _lines(proof.served) == _lines(served)


def first_letter(connection: sqlite3.Connection, proof: Proof) -> str:
    """Return the first character of the name on a proof, '' once it was erased: all that a stranger learns who verifies it."""
    return name_of(connection, proof.person).strip()[:1]


def _lines(served: Sequence[Served]) -> str:
    return json.dumps([[each.event["id"], int(each.hours * 2)] for each in served])


def _proof(connection: sqlite3.Connection, row: sqlite3.Row) -> Proof:
    served = tuple(Served(records.get(connection, EVENT, event), Decimal(halves) / 2) for event, halves in json.loads(row["lines"]))
    return Proof(row["id"], row["person"], row["organisation"], row["code"], row["made_at"], served)
