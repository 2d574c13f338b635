"""The append-only facts: what was seen on the street, written once per id and never changed (architecture.md §2)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

from kiosk.ids import now_ms

MAX_QUANTITY = 100_000
CLOCK_TOLERANCE_MS = 120_000
"""A device's clock is believed within two minutes; beyond that its time is corrected and flagged."""
_ROWS_PER_STATEMENT = 100

Outcome = Literal["recorded", "duplicate", "conflict"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the ledger.  Places: ``store``, ``booth:ID``, ``person:ID``, ``public``, ``waste``; '' for none.

    Times are milliseconds UTC; ``seen_at`` is the device's raw clock, ``at`` the corrected one.  ``hash`` covers the canonical
    public fields as they were sent, so that the same id with other content is told apart from a resend.
    """

    id: str
    kind: str
    seen_at: int
    at: int
    received_at: int
    device: str
    hash: bytes
    event: str = ""
    source: str = ""
    target: str = ""
    booth: str = ""
    to_booth: str = ""
    material: str = ""
    run: str = ""
    bundle: int = 0
    number: int = 0
    person: str = ""
    quantity: int = 1
    method: str = "count"
    names: str = ""
    offset: int = 0
    authority: int = 0
    held: int = 0
    flags: str = ""
    data: str = "{}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one fact: its row, and the flags it was first recorded with (space-separated)."""

    id: str
    outcome: Outcome
    seq: int
    flags: str = ""


_COLUMNS = tuple(field.name for field in fields(Fact))


def hash_content(content: Mapping[str, object]) -> bytes:
    """Return the hash of a fact's public fields in canonical JSON (sorted keys, no spaces, empty fields left out)."""
    kept = {key: value for key, value in content.items() if value not in (None, "", {}, [])}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()[:16]


def correct_time(seen_at: int, offset: int) -> tuple[int, bool]:
    """Return (``at``, whether it was corrected): the offset counts only beyond two minutes."""
    corrected = abs(offset) > CLOCK_TOLERANCE_MS
    return (seen_at + offset if corrected else seen_at), corrected


def append(connection: sqlite3.Connection, facts: Sequence[Fact]) -> list[Answer]:
    """Append ``facts`` and count them; answer each in order.  Must run inside ``Store.write``.

    A known id with the same content is a ``duplicate`` (with the first row's flags), with other content a ``conflict``; neither
    writes anything.
    """
    new: dict[str, int] = {}
    for start in range(0, len(facts), _ROWS_PER_STATEMENT):
        new |= _insert(connection, facts[start : start + _ROWS_PER_STATEMENT])
    if new:
        connection.execute("UPDATE ledger_position SET seq = ?", (max(new.values()),))
    known = _rows_by_id(connection, [fact.id for fact in facts if fact.id not in new or _repeats(facts)])
    return [_answer(fact, new, known) for fact in facts]


def _repeats(facts: Sequence[Fact]) -> bool:
    return len({fact.id for fact in facts}) < len(facts)


def _answer(fact: Fact, new: dict[str, int], known: dict[str, sqlite3.Row]) -> Answer:
    if fact.id in new and (fact.id not in known or known[fact.id]["hash"] == fact.hash):
        return Answer(fact.id, "recorded", new.pop(fact.id), fact.flags)
    row = known[fact.id]
    return Answer(fact.id, "duplicate" if row["hash"] == fact.hash else "conflict", row["seq"], row["flags"])


def _insert(connection: sqlite3.Connection, facts: Sequence[Fact]) -> dict[str, int]:
    values = [getattr(fact, column) for fact in facts for column in _COLUMNS]
    return {row["id"]: row["seq"] for row in connection.execute(_insert_statement(len(facts)), values).fetchall()}


@cache
def _insert_statement(rows: int) -> str:
    marks = f"({','.join('?' * len(_COLUMNS))})"
    # ON CONFLICT(id), never OR IGNORE: that would also hide rows that break NOT NULL and CHECK
    return (
        f"INSERT INTO entry ({','.join(_COLUMNS)}) VALUES {','.join([marks] * rows)} "
        "ON CONFLICT (id) DO NOTHING RETURNING id, seq"
    )


def _rows_by_id(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, sqlite3.Row]:
    wanted = json.dumps(list(ids))
    if wanted == "[]":
        return {}
    rows = connection.execute("SELECT id, seq, hash, flags FROM entry WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    return {row["id"]: row for row in rows.fetchall()}


def make_fact(kind: str, *, id: str, device: str, at: int | None = None, **columns: object) -> Fact:
    """Return a fact that the kiosk itself saw now (or at ``at``): no foreign clock, hashed from its own columns."""
    moment = now_ms() if at is None else at
    content = {"id": id, "kind": kind, "seen_at": moment, **columns}
    content.pop("flags", None)
    return Fact(
        id=id,
        kind=kind,
        device=device,
        seen_at=moment,
        at=moment,
        received_at=now_ms(),
        hash=hash_content(content),
        **columns,  # type: ignore[arg-type]
    )


def position(connection: sqlite3.Connection) -> int:
    """Return the last entry's sequence number: what live pages and exports compare with."""
    return int(connection.execute("SELECT seq FROM ledger_position").fetchone()[0])


def entries_of_device(connection: sqlite3.Connection, device: str, since_at: int = 0, limit: int = 500) -> list[sqlite3.Row]:
    """Return the device's standing facts seen at or after ``since_at``, newest first."""
    return connection.execute(
        "SELECT * FROM standing WHERE device = ? AND at >= ? ORDER BY seq DESC LIMIT ?", (device, since_at, limit)
    ).fetchall()
