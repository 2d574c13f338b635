"""An event's books: closing them with frozen figures, opening them again, and explaining what does not add up; the only writer of both tables."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.errors import InvalidFields, NotFound, Refusal
from kiosk.ids import now_ms
from kiosk.privacy.notices import holds_id_number, holds_phone_number

LONGEST_EXPLANATION = 200


class ClosedMeanwhile(Refusal):
    """Somebody else has closed the books, or opened them again; nothing was done twice."""

    reason = "closed_meanwhile"
    area = "desk"
    status = 409


@dataclass(frozen=True, slots=True)
class Closing:
    """The books closed.  ``seq`` is the ledger's position that the frozen ``figures`` stand for, ``at`` ms UTC, ``who`` the account's name."""

    id: str
    event: str
    number: int
    at: int
    who: str
    seq: int
    figures: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a check does not add up: it holds while the check's basis is this one.  ``value`` is the number explained."""

    id: str
    check: str
    value: int
    basis: str
    text: str
    who: str
    made_at: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the books' history: closed or opened again, when and by whom."""

    id: str
    act: str
    at: int
    who: str


_LATEST = (
    "SELECT c.*, coalesce(a.name, '') AS who FROM closing c LEFT JOIN account a ON 'account:' || a.id = c.made_by"
    " WHERE c.event IN (SELECT value FROM json_each(?)) AND c.number = (SELECT max(n.number) FROM closing n WHERE n.event = c.event)"
)


def closings_of(connection: sqlite3.Connection, events: Iterable[str]) -> dict[str, Closing]:
    """Return event → the closing that holds; events whose books are open are not in it."""
    rows = connection.execute(_LATEST, (json.dumps(sorted(events)),)).fetchall()
    return {row["event"]: _closing(row) for row in rows if row["act"] == "close"}


def get_closing(connection: sqlite3.Connection, event: str, id: str) -> Closing:
    """Return one closing of an event, whether it still holds or not; NotFound."""
    row = connection.execute(
        "SELECT c.*, coalesce(a.name, '') AS who FROM closing c LEFT JOIN account a ON 'account:' || a.id = c.made_by"
        " WHERE c.id = ? AND c.event = ? AND c.act = 'close'",
        (id, event),
    ).fetchone()
    if row is None:
        raise NotFound()
    return _closing(row)


def steps_of(connection: sqlite3.Connection, event: str) -> list[Step]:
    """Return how the books were closed and opened again, the latest first."""
    rows = connection.execute(
        "SELECT c.id, c.act, c.at, coalesce(a.name, '') AS who FROM closing c LEFT JOIN account a ON 'account:' || a.id = c.made_by"
        " WHERE c.event = ? ORDER BY c.number DESC",
        (event,),
    ).fetchall()
    return [Step(*row) for row in rows]


def _closing(row: sqlite3.Row) -> Closing:
    return Closing(
        row["id"], row["event"], row["number"], row["at"], row["who"], row["seq"], json.loads(row["figures"]), bytes(row["hash"]).hex()
    )


def close_books(
    connection: sqlite3.Connection, event: str, figures: Mapping[str, object], *, seq: int, by: str, id: str, at: int | None = None
) -> None:
    """Close an event's books with the figures as read at the ledger's position ``seq``; ClosedMeanwhile.

    The same ``id`` again changes nothing.  Whatever is recorded afterwards is counted as ever.  Must run inside ``Store.write``.
    """
    _step(connection, event, "close", json.dumps(figures, ensure_ascii=False, sort_keys=True), seq, by, id, at)


def open_books(connection: sqlite3.Connection, event: str, *, by: str, id: str) -> None:
    """Open an event's books again, which is a record of its own; ClosedMeanwhile.  The same ``id`` again changes nothing."""
    seq = connection.execute("SELECT seq FROM ledger_position").fetchone()["seq"]
    _step(connection, event, "reopen", "{}", seq, by, id, None)


def _step(connection: sqlite3.Connection, event: str, act: str, figures: str, seq: int, by: str, id: str, at: int | None) -> None:
    if connection.execute("SELECT 1 FROM closing WHERE id = ? AND event = ?", (id, event)).fetchone():
        return
    last = connection.execute("SELECT number, act, hash FROM closing WHERE event = ? ORDER BY number DESC LIMIT 1", (event,)).fetchone()
    if (last is not None and last["act"] == "close") == (act == "close"):
        raise ClosedMeanwhile()
    number, moment = (last["number"] if last else 0) + 1, now_ms() if at is None else at
    row = (id, event, number, act, moment, by, seq, figures)
    connection.execute("INSERT INTO closing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, _hash(last["hash"] if last else b"", row)))


def take_over_closing(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Keep a step that another kiosk reported of an event of its own, at the ledger's position here; a step that is known, or for which
    another one stands already, changes nothing.  Must run inside ``Store.write``."""
    last = connection.execute("SELECT number, hash FROM closing WHERE event = ? ORDER BY number DESC LIMIT 1", (row["event"],)).fetchone()
    if row["number"] != (last["number"] if last else 0) + 1:
        return
    step = tuple(row[name] for name in ("id", "event", "number", "act", "at", "made_by", "seq", "figures"))
    connection.execute("INSERT INTO closing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*step, _hash(last["hash"] if last else b"", step)))


def _hash(before: bytes, row: tuple[object, ...]) -> bytes:
    said = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(before + said.encode()).digest()


def broken_closings(connection: sqlite3.Connection) -> list[str]:
    """Return the ids of closings that do not say what they said when they were made: their own text, or one before them, differs."""
    broken: list[str] = []
    before: dict[str, bytes] = {}
    for row in connection.execute("SELECT * FROM closing ORDER BY event, number").fetchall():
        kept = bytes(row["hash"])
        if _hash(before.get(row["event"], b""), tuple(row)[:-1]) != kept:
            broken.append(row["id"])
        before[row["event"]] = kept
    return broken


def closed_events(connection: sqlite3.Connection, events: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return event → (when in ms UTC, id) of the closing that holds; events whose books are open are not in it."""
    rows = connection.execute(
        "SELECT c.event, c.act, c.at, c.id FROM closing c WHERE c.event IN (SELECT value FROM json_each(?))"
        " AND c.number = (SELECT max(n.number) FROM closing n WHERE n.event = c.event)",
        (json.dumps(sorted(events)),),
    ).fetchall()
    return {row["event"]: (row["at"], row["id"]) for row in rows if row["act"] == "close"}


def frozen_persons(connection: sqlite3.Connection, events: Collection[str]) -> tuple[int, int] | None:
    """Return (persons, when in ms UTC) as frozen by closing these events' books; None where they are not all closed or nobody is identified."""
    return frozen_persons_of(connection, {"": events}).get("")


def frozen_persons_of(connection: sqlite3.Connection, scopes: Mapping[str, Collection[str]]) -> dict[str, tuple[int, int]]:
    """Return scope → (persons, when in ms UTC) as frozen; a scope whose events' books are not all closed is not in it.

    The persons of several events are no sum: they were frozen together, by the last closing of just these.
    """
    closed = closed_events(connection, {event for events in scopes.values() for event in events})
    last = {scope: max(closed[event] for event in events) for scope, events in scopes.items() if events and closed.keys() >= set(events)}
    rows = connection.execute(
        "SELECT id, event, figures ->> '$.persons' AS persons, figures ->> '$.together.persons' AS together, figures -> '$.together.events' AS events"
        " FROM closing WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted({id for _at, id in last.values()})),),
    ).fetchall()
    found = {row["id"]: row for row in rows}
    frozen = {scope: (_persons_of(found[id], set(scopes[scope])), at) for scope, (at, id) in last.items()}
    return {scope: (persons, at) for scope, (persons, at) in frozen.items() if persons is not None}


def _persons_of(closing: sqlite3.Row, events: set[str]) -> int | None:
    together = events != {closing["event"]}
    if together and set(json.loads(closing["events"] or "[]")) != events:
        return None
    persons: int | None = closing["together" if together else "persons"]
    return persons


def explain(connection: sqlite3.Connection, event: str, check: str, value: int, basis: str, said: str, *, by: str, id: str, at: int | None = None) -> None:
    """Keep why a check does not add up; InvalidFields for nothing, too much, or a telephone or identity card's number.

    The same ``id`` again changes nothing.  Must run inside ``Store.write``.
    """
    line = clean_explanation(said)
    row = (id, event, check, value, basis, line, by, now_ms() if at is None else at)
    connection.execute("INSERT INTO explanation VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING", row)


def clean_explanation(said: str) -> str:
    """Return an explanation on one line; InvalidFields."""
    line = " ".join(said.split())
    if not line:
        raise InvalidFields({"text": ("desk.problem.empty", {})})
    if len(line) > LONGEST_EXPLANATION:
        raise InvalidFields({"text": ("errors.too_long", {"longest": LONGEST_EXPLANATION})})
    if holds_id_number(line) or holds_phone_number(line):
        raise InvalidFields({"text": ("desk.problem.number", {})})
    return line


def explanations_of(connection: sqlite3.Connection, event: str) -> dict[str, Explanation]:
    """Return check → its latest explanation at an event, whether it still holds or not."""
    rows = connection.execute(
        "SELECT e.id, e.check_key, e.value, e.basis, e.text, coalesce(a.name, '') AS who, e.made_at FROM explanation e"
        " LEFT JOIN account a ON 'account:' || a.id = e.made_by WHERE e.event = ? ORDER BY e.made_at, e.id",
        (event,),
    ).fetchall()
    return {row["check_key"]: Explanation(*row) for row in rows}


def get_explanations(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Explanation]:
    """Return these explanations by their ids: what a closing was made with."""
    rows = connection.execute(
        "SELECT e.id, e.check_key, e.value, e.basis, e.text, coalesce(a.name, '') AS who, e.made_at FROM explanation e"
        " LEFT JOIN account a ON 'account:' || a.id = e.made_by WHERE e.id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(ids)),),
    ).fetchall()
    return {row["id"]: Explanation(*row) for row in rows}
