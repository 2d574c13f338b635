"""A case of the inbox: facts that do not fit together, which somebody keeps, takes back or merges (domain.md §3)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Verdict = Literal["keep", "void", "merge"]
MOST_FACTS = 500
"""A case names no more facts than these; what is left over makes the next one."""
MOST_CASES = 200
"""Of one kind; whoever has decided these sees the next ones."""
COUNTED = "NOT EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = f.seq)"
"""SQL: the fact ``f`` counts at the moment (it is neither taken back nor held)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One tap: ``says`` names the words on the button, ``facts`` are the entries taken back or released, or the persons merged."""

    verdict: Verdict
    says: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """What somebody is asked about.  ``kind`` names its sentence, ``cause`` the likely cause, the rest fills them in.

    ``facts`` are the entries to show; ``named`` is what its key names, so that a decision holds until that changes.
    Times are ms UTC.
    """

    kind: str
    cause: str
    at: int
    facts: tuple[str, ...]
    named: tuple[object, ...]
    choices: tuple[Choice, ...]
    tone: Literal["bad", "warn"] = "warn"
    booth: str = ""
    material: str = ""
    device: str = ""
    heir: str = ""
    detail: str = ""
    count: int = 0
    most: int = 0
    since: int = 0
    people: tuple[str, ...] = field(default=())

    @cached_property
    def key(self) -> str:
        """What a decision refers to: the kind, and a digest of what the case is about."""
        said = json.dumps(self.named, ensure_ascii=False, separators=(",", ":"))
        return f"{self.kind}:{hashlib.blake2b(said.encode(), digest_size=12).hexdigest()}"


def take_back_each(facts: Iterable[str]) -> tuple[Choice, ...]:
    """Return a choice per fact that takes back this one alone."""
    return tuple(Choice("void", "this", (fact,)) for fact in facts)


KEEP = Choice("keep", "keep")


def read_facts(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, sqlite3.Row]:
    """Return id → the entry with who saw it and where, for the entries that a page shows; one statement."""
    rows = connection.execute(
        "SELECT e.*, d.number AS phone, coalesce(nullif(i.name, ''), d.name, a.name, '') AS who, coalesce(m.code, e.material) AS material_code,"
        " coalesce(b.code, iif(e.booth = 'store', e.to_booth, e.booth)) AS booth_code, coalesce(b.colour, 0) AS colour, coalesce(v.name, '') AS visitor,"
        " coalesce(v.phone_end, '') AS phone_end, coalesce(n.number, 0) AS visitor_number, coalesce(w.code, '') AS volunteer,"
        " coalesce(json_extract(e.data, '$.row'), 0) AS sheet_row, EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = e.seq) AS is_out"
        " FROM json_each(?) j CROSS JOIN entry e ON e.id = j.value LEFT JOIN device d ON d.id = e.device LEFT JOIN identity i ON i.subject = d.person"
        " LEFT JOIN account a ON 'account:' || a.id = e.device LEFT JOIN material m ON m.id = e.material LEFT JOIN booth b ON b.id = iif(e.booth = 'store', e.to_booth, e.booth)"
        " LEFT JOIN identity v ON v.subject = e.person AND e.person <> '' AND e.kind IN ('check_in', 'registration')"
        " LEFT JOIN participant n ON n.id = e.person AND e.person <> ''"
        " LEFT JOIN person w ON w.id = e.person AND e.kind = 'registration'",
        (json.dumps(list(ids)),),
    ).fetchall()
    return {row["id"]: row for row in rows}
