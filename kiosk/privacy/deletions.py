"""The record of what was deleted for good: when, why and how much of it, and that nothing of it is left; nothing of anybody."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from kiosk.errors import NotFound
from kiosk.ids import new_id, now_ms
from kiosk.privacy.personal_data import guardian_of
from kiosk.storage import Store
from kiosk.storage.on_disk import words_on_disk

Cause = Literal["retention", "request", "erase_code", "own_page"]
_NAMES_NOBODY = frozenset(
    ("fact", "pattern", "erased", "reveal_log", "access_log", "deletion", "deletion_check", "same_person", "participant", "print_run", "decision", "closing")
)
"""Tables in which no name may stand: one that does is left over, whoever else is called so."""
_KEPT_OF = (
    "SELECT name, search_name, phone, note, notice_version FROM identity WHERE subject IN (?1, ?2)"
    " OR subject IN (SELECT id FROM fact WHERE person = ?1 AND person <> '')"
    " UNION ALL SELECT name, '', '', '', NULL FROM device WHERE person = ?1 OR id = ?1"
    " UNION ALL SELECT '', '', '', '', notice_version FROM referral_case WHERE id = ?1"
    " UNION ALL SELECT '', '', '', words, NULL FROM wall_wording WHERE note = ?1"
    " OR note IN (SELECT id FROM fact WHERE person = ?1 AND person <> '')"
)
_HOME_OF = (
    "SELECT coalesce(p.organisation, x.organisation, '') AS organisation, CASE WHEN p.id IS NULL THEN coalesce(x.id, '') ELSE '' END AS event"
    " FROM (SELECT ?1 AS id) w LEFT JOIN person p ON p.id = w.id LEFT JOIN event x ON x.id = coalesce("
    "(SELECT event FROM identity WHERE subject = ?1), (SELECT event FROM participant WHERE id = ?1), (SELECT event FROM device WHERE id = ?1),"
    " (SELECT event FROM entry WHERE id = ?1), (SELECT event FROM entry WHERE person = ?1 AND person <> '' LIMIT 1))"
)


@dataclass(frozen=True, slots=True)
class Line:
    """How many people's data of one kind went at one event ('' for people of the plan)."""

    what: str
    event: str
    count: int


@dataclass(frozen=True, slots=True)
class Check:
    """What looking for the deleted words found: ``elsewhere`` are those that also stand in a record that is kept, ``left_over`` those
    of which a trace is left; ``emptied`` tells whether the write-ahead log could be emptied before."""

    at: int
    looked_for: int
    elsewhere: int
    left_over: int
    emptied: bool

    @property
    def is_clean(self) -> bool:
        """Whether nothing of what was deleted is left."""
        return self.emptied and not self.left_over


@dataclass(frozen=True, slots=True)
class Deletion:
    """One deletion on record; ``account`` is the name of who did it, '' for the daily work and for the holder of an erase code."""

    id: str
    organisation: str
    number: str
    at: int
    cause: str
    account: str
    lines: tuple[Line, ...]
    notices: tuple[int, ...]
    check: Check | None

    @property
    def count(self) -> int:
        """How many people's data it deleted."""
        return sum(line.count for line in self.lines)


@dataclass
class Deleting:
    """What is about to be deleted, noted while it can still be read.  ``words`` never leave the memory."""

    words: set[str] = field(default_factory=set, repr=False)
    notices: dict[str, set[int]] = field(default_factory=dict)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def note(self, connection: sqlite3.Connection, what: str, subject: str) -> None:
        """Note what is kept of a subject; nothing when it was erased before.  The sealed words of a tip cannot be looked for, only counted."""
        rows = connection.execute(_KEPT_OF, (subject, guardian_of(subject))).fetchall()
        said = {word.strip() for row in rows for word in tuple(row)[:4] if word.strip()}
        if connection.execute("SELECT 1 FROM referral_case WHERE id = ? AND told IS NOT NULL", (subject,)).fetchone():
            what = "tip" if what == "person" else what
        elif not said:
            return
        organisation, event = home_of(connection, subject)
        self.words |= said
        self.counts[organisation, what, event] += 1
        self.notices.setdefault(organisation, set()).update(row["notice_version"] for row in rows if row["notice_version"])

    def add(self, connection: sqlite3.Connection, line: Line) -> None:
        """Add what was deleted beside the database: pictures, whose words nobody can look for."""
        row = connection.execute("SELECT organisation FROM event WHERE id = ?", (line.event,)).fetchone()
        self.counts[row["organisation"] if row else "", line.what, line.event] += line.count

    def keep(self, connection: sqlite3.Connection, cause: Cause, by: str = "") -> list[str]:
        """Put the deletion on record, once for each organisation, in the transaction that deletes; return the records' ids."""
        return [self._keep(connection, organisation, cause, by) for organisation in sorted({key[0] for key in self.counts})]

    def _keep(self, connection: sqlite3.Connection, organisation: str, cause: Cause, by: str) -> str:
        id, lines = new_id(), [[what, event, count] for (of, what, event), count in sorted(self.counts.items()) if of == organisation]
        number = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM deletion WHERE organisation = ?", (organisation,)).fetchone()[0]
        notices = json.dumps(sorted(self.notices.get(organisation, ())))
        connection.execute(
            "INSERT INTO deletion VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (id, organisation, number, now_ms(), cause, by, json.dumps(lines), notices)
        )
        return id


def home_of(connection: sqlite3.Connection, subject: str) -> tuple[str, str]:
    """Return the organisation and the event that a subject's data belong to; no event for a person of the plan, '' where neither is known."""
    row = connection.execute(_HOME_OF, (subject,)).fetchone()
    return str(row["organisation"]), str(row["event"])


def _can_be_sought(word: str) -> bool:
    """Tell whether finding a word means anything: two letters of ABC or four figures stand in every random number too."""
    return len(word) >= 7 if word.isdigit() else len(word) >= (4 if word.isascii() else 2)


def check_deleted(store: Store, records: Iterable[str], words: Iterable[str]) -> None:
    """Look for the deleted words in the database, its write-ahead log and every table, and keep the result with the records.

    Follows ``Store.checkpoint``.  Only the words' number is kept.
    """
    sought, emptied = sorted({word for word in words if _can_be_sought(word)}), not store.owes_checkpoint
    left = words_on_disk(store.path, sought)
    tables = {word: set(_tables_with(store.read(), word)) for word in left}
    elsewhere = sum(bool(found) and not found & _NAMES_NOBODY for found in tables.values())
    row = (now_ms(), len(sought), elsewhere, len(left) - elsewhere, emptied)
    store.write(lambda c: c.executemany("INSERT INTO deletion_check VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", [(id, *row) for id in records]))


def _tables_with(connection: sqlite3.Connection, word: str) -> Iterator[str]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    for table in (row["name"] for row in tables):
        columns = [row["name"] for row in connection.execute(f'PRAGMA table_info("{table}")').fetchall() if row["type"] == "TEXT"]
        tests = " OR ".join(f'instr("{column}", ?1)' for column in columns)
        if tests and connection.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE {tests})', (word,)).fetchone()[0]:
            yield table


_DELETIONS = (
    "SELECT d.*, o.code, coalesce(a.name, '') AS by_name, c.at AS checked_at, c.looked_for, c.elsewhere, c.left_over, c.emptied FROM deletion d"
    " LEFT JOIN organisation o ON o.id = d.organisation LEFT JOIN account a ON a.id = d.account LEFT JOIN deletion_check c ON c.deletion = d.id"
)


def deletions_of(connection: sqlite3.Connection, organisations: Iterable[str], most: int = 100) -> list[Deletion]:
    """Return the last deletions of these organisations, newest first."""
    rows = connection.execute(
        f"{_DELETIONS} WHERE d.organisation IN (SELECT value FROM json_each(?)) ORDER BY d.at DESC, d.id DESC LIMIT ?",
        (json.dumps(sorted(organisations)), most),
    ).fetchall()
    return [_deletion(row) for row in rows]


def get_deletion(connection: sqlite3.Connection, id: str) -> Deletion:
    """Return one deletion; NotFound."""
    row = connection.execute(f"{_DELETIONS} WHERE d.id = ?", (id,)).fetchone()
    if row is None:
        raise NotFound()
    return _deletion(row)


def _deletion(row: sqlite3.Row) -> Deletion:
    check = None
    if row["checked_at"] is not None:
        check = Check(row["checked_at"], row["looked_for"], row["elsewhere"], row["left_over"], bool(row["emptied"]))
    number = f"{row['code'] or 'X'}-D{row['number']:04d}"
    lines = tuple(Line(*line) for line in json.loads(row["lines"]))
    return Deletion(row["id"], row["organisation"], number, row["at"], row["cause"], row["by_name"], lines, tuple(json.loads(row["notices"])), check)
