"""The append-only facts: what was seen on the street, written once per id and never changed (architecture.md §2)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Literal, NamedTuple

from pydantic_core import to_json

from kiosk.entries import MAX_QUANTITY as MAX_QUANTITY
from kiosk.ids import now_ms

CLOCK_TOLERANCE_MS = 120_000
"""A device's clock is believed within two minutes; beyond that its time is corrected and flagged."""

Outcome = Literal["recorded", "duplicate", "conflict"]
Row = tuple[object, ...]
"""Columns of the database, in the order that the statement names."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the ledger.  Places: ``store``, ``booth:ID``, ``person:ID``, ``public``, ``waste``; '' for none.

    Times are milliseconds UTC; ``seen_at`` is the device's raw clock, ``at`` the corrected one.  ``hash`` covers the canonical
    public fields as they were sent but for id, ``seen_at`` and ``quantity``, which are columns: together they tell the same id with
    other content from a resend.
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


class Answer(NamedTuple):
    """What became of one fact: its row, and the flags it was first recorded with (space-separated)."""

    id: str
    outcome: Outcome
    seq: int
    flags: str = ""


Settled = tuple[str, Outcome, int, str]
"""An answer as the hot path carries it: id, outcome, row, flags."""

PATTERN = ("kind", "event", "device", "authority", "source", "target", "booth", "to_booth", "material", "run", "bundle", "method")
"""The columns that facts alike share; the rest is each one's own."""
PLAIN = ("id", "hash", "seen_at", "quantity", "at", "received_at", "pattern", "offset")
OWN = (*PLAIN, "flags", "held", "names", "person", "number", "data")
"""What is each one's own; in most facts only what ``PLAIN`` names says anything."""
_SENT = PLAIN[:4]
"""What a resend must repeat."""
_UNSAID = ("", 0, "", "", 0, "{}")
_ROWS_PER_STATEMENT = 100


@cache
def _insert_statement(table: str, columns: Row, rows: int) -> str:
    """Return one statement for many rows: each statement lets go of Python's lock, and a crowd makes it dear to get it back."""
    marks = f"({','.join('?' * len(columns))})"
    # ON CONFLICT(id), never OR IGNORE: that would also hide rows that break NOT NULL and CHECK
    return f"INSERT INTO {table} ({','.join(map(str, columns))}) VALUES {','.join([marks] * rows)} ON CONFLICT (id) DO NOTHING"


def _insert(connection: sqlite3.Connection, table: str, columns: Row, rows: Sequence[Row]) -> int:
    """Insert the rows whose id is new and return how many those were."""
    added = 0
    for start in range(0, len(rows), _ROWS_PER_STATEMENT):
        some = rows[start : start + _ROWS_PER_STATEMENT]
        statement = _insert_statement(table, columns, len(some))
        added += connection.execute(statement, tuple(chain.from_iterable(some))).rowcount
    return added


_FACT = tuple(field.name for field in fields(Fact))
_pattern_of = attrgetter(*PATTERN)
_own_of = attrgetter(*[name for name in OWN if name != "pattern"])


def pattern_id(pattern: Row) -> int:
    """Return the number of a pattern: 63 bits of BLAKE2b (RFC 7693) of its columns as a JSON array."""
    return int.from_bytes(hashlib.blake2b(to_json(pattern), digest_size=8).digest(), "big") >> 1


def hash_content(content: Mapping[str, object]) -> bytes:
    """Return the hash of public fields in canonical JSON (sorted keys, no spaces, empty fields left out): 16 bytes of SHA-256."""
    kept = {key: value for key, value in content.items() if value not in (None, "", {}, [])}
    canonical = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()[:16]


def correct_time(seen_at: int, offset: int) -> tuple[int, bool]:
    """Return (``at``, whether it was corrected): the offset counts only beyond two minutes; nothing was seen before 1970."""
    corrected = abs(offset) > CLOCK_TOLERANCE_MS
    return (max(0, seen_at + offset) if corrected else seen_at), corrected


def append(connection: sqlite3.Connection, facts: Sequence[Fact]) -> list[Answer]:
    """Append ``facts`` and count them; answer each in order.  Must run inside ``Store.write``.

    A known id with the same content is a ``duplicate`` (with the first row's flags), with other content a ``conflict``; neither
    writes anything.
    """
    patterns = [_pattern_of(fact) for fact in facts]
    ids = {pattern: pattern_id(pattern) for pattern in set(patterns)}
    place = OWN.index("pattern")
    own = [_own_of(fact) for fact in facts]
    rows = [(*row[:place], ids[pattern], *row[place:]) for row, pattern in zip(own, patterns, strict=True)]
    settled = append_rows(connection, rows, [(id, *pattern) for pattern, id in ids.items()])
    count_entries(connection)
    return [Answer(*one) for one in settled]


def append_again(connection: sqlite3.Connection, ids: Mapping[str, str]) -> None:
    """Append entries once more under new ids (old → new), as whoever saw them saw them: a void cannot be voided, so this undoes one."""
    rows = connection.execute(
        f"SELECT id, {','.join(name for name in _FACT if name != 'id')} FROM entry WHERE id IN (SELECT value FROM json_each(?)) ORDER BY seq",
        (json.dumps(list(ids)),),
    ).fetchall()
    append(connection, [Fact(**dict(row) | {"id": ids[row["id"]], "received_at": now_ms()}) for row in rows])


def append_rows(connection: sqlite3.Connection, rows: Sequence[Row], patterns: Sequence[Row]) -> list[Settled]:
    """Append facts that are rows already and answer each, as ``append`` does, but leave the counting to ``count_entries``.

    ``rows`` hold the columns of ``OWN``, or only those of ``PLAIN``; ``patterns`` are the rows that they name, id first, where
    they may be new.
    """
    if not rows:
        return []
    plain = len(PLAIN)
    whole = max(map(len, rows)) > plain
    if whole:
        rows = [row if len(row) > plain else row + _UNSAID for row in rows]
    before: int = connection.execute("SELECT coalesce(max(seq), 0) FROM fact").fetchone()[0]
    if patterns:
        _insert(connection, "pattern", ("id", *PATTERN), patterns)
    added = _insert(connection, "fact", OWN if whole else PLAIN, rows)
    if added < len(rows):
        return _tell_apart(connection, rows, before)
    # one writer, and only this statement: new rows are numbered on from the last one
    return [(row[0], "recorded", seq, row[plain] if whole else "") for seq, row in enumerate(rows, before + 1)]  # type: ignore[misc]


def count_entries(connection: sqlite3.Connection) -> None:
    """Count every entry that is not counted yet: moving the position fires the trigger that keeps the tallies."""
    connection.execute("UPDATE ledger_position SET seq = (SELECT max(seq) FROM fact) WHERE seq < (SELECT max(seq) FROM fact)")


def _tell_apart(connection: sqlite3.Connection, rows: Sequence[Row], before: int) -> list[Settled]:
    """Answer each of ``rows`` where some ids were known: from an earlier batch, or from earlier in this one."""
    wanted = to_json([row[0] for row in rows]).decode()
    found = connection.execute(
        f"SELECT seq, flags, {','.join(_SENT)} FROM fact WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
    )
    kept = {content[0]: (seq, flags, content) for seq, flags, *content in found.fetchall()}
    settled: list[Settled] = []
    told = set()
    for row in rows:
        seq, flags, content = kept[row[0]]
        first = seq > before and seq not in told
        told.add(seq)
        settled.append((str(row[0]), "recorded" if first else "duplicate" if content == list(row[: len(_SENT)]) else "conflict", seq, flags))
    return settled


def make_fact(kind: str, *, id: str, device: str, at: int | None = None, **columns: object) -> Fact:
    """Return a fact that the kiosk itself saw now (or at ``at``): no foreign clock, hashed from its own columns."""
    moment = now_ms() if at is None else at
    content = {"kind": kind, **columns}
    for apart in ("flags", "quantity"):
        content.pop(apart, None)
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


def clock_is_behind(connection: sqlite3.Connection) -> bool:
    """Tell whether this computer's clock is earlier than when the last entries were received: it has been set wrong, then or now."""
    last = connection.execute("SELECT max(received_at) FROM (SELECT received_at FROM entry ORDER BY seq DESC LIMIT 50)").fetchone()[0]
    return last is not None and int(last) > now_ms()


def entries_of_device(connection: sqlite3.Connection, device: str, since_at: int = 0, limit: int = 500) -> list[sqlite3.Row]:
    """Return the device's standing facts seen at or after ``since_at``, newest first."""
    return connection.execute(
        "SELECT * FROM standing WHERE device = ? AND at >= ? ORDER BY seq DESC LIMIT ?", (device, since_at, limit)
    ).fetchall()
