"""Printed codes and what they stand for: serials are allotted in blocks, no row is stored per code (architecture.md §4)."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kiosk.codes import PRACTICE_FIRST, Code, ForgedCode, PracticeCode, code_from_url, is_sealed, read_code, write_code
from kiosk.errors import Refusal
from kiosk.ids import now_ms, secret_of

CodeKind = Literal[
    "bundle", "copy", "slip", "booth", "booth_staff", "sheet", "tally_sheet", "record",
    "poster", "programme", "wish", "feedback", "group", "badge", "tip", "referral", "registration", "proof",
    "test_usual", "test_least", "test_pale",
]  # fmt: skip
STAFF_KINDS = frozenset(("slip", "booth_staff", "sheet", "tally_sheet", "record", "badge", "tip", "referral", "registration"))
"""Codes that count nothing when the public scans them."""
KEYED_KINDS = frozenset(("sheet", "tally_sheet", "record", "registration"))
"""Codes of pages that are filled in by hand and keyed in afterwards; a sign-in slip is a sheet of one row."""
TEST_KINDS: tuple[CodeKind, CodeKind, CodeKind] = ("test_usual", "test_least", "test_pale")
"""Codes of a test page: whoever opens one learns that it can be read, and so does the printing staff."""
VISITOR_KINDS = frozenset(("poster", "programme", "feedback", "proof"))
"""Codes that open a page for visitors and nothing else: a volunteer's phone has no act for them, and every other paper is for the office."""


class NoMoreSerials(Refusal):
    """This kiosk has printed a billion codes."""

    reason = "no_more_serials"
    status = 409


@dataclass(frozen=True, slots=True)
class CodeUse:
    """What a printed code stands for.

    ``number`` counts from 1 within the block: the bundle, the copy, the page or the card.  ``bundle`` is the bundle that a flyer or
    a slip belongs to (0 where there is none); ``subject`` is a material's, booth's or run's id, by kind; ``person`` is whose badge it is.
    """

    code: str
    kind: str
    event: str
    subject: str
    run: str
    number: int
    bundle: int
    material: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of serials of one kind, and how to write them."""

    first: int
    last: int
    key: bytes

    def codes(self, start: int = 1, stop: int | None = None) -> Iterator[str]:
        """Yield the codes numbered ``start`` … ``stop`` (from 1, both included; all by default), always the same ones."""
        for serial in range(self.first + start - 1, (self.last if stop is None else min(self.last, self.first + stop - 1)) + 1):
            yield write_code(serial, self.key)

    def erase_code(self, number: int) -> str:
        """Return the erase code on the stub of slip ``number``: 128 bits and more under the seal key, so that a reprint bears the same.

        The key is in the database, as the name is that it erases: who has the one has the other.
        """
        serial = (self.first + number - 1).to_bytes(4, "big")
        digest = hashlib.blake2b(serial, key=self.key, digest_size=17, person=b"kiosk-erase").digest()
        return secret_of(int.from_bytes(digest, "big"), 128)


def allot_block(connection: sqlite3.Connection, count: int, *, kind: CodeKind, event: str, subject: str, run: str) -> Block:
    """Allot the next ``count`` serials; NoMoreSerials."""
    first = connection.execute("SELECT coalesce(max(last), 0) + 1 FROM code_block").fetchone()[0]
    if first + count > PRACTICE_FIRST:
        raise NoMoreSerials()
    key_id, key = _newest_key(connection)
    connection.execute(
        "INSERT INTO code_block VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (first, first + count - 1, kind, event, subject, run, key_id, now_ms()),
    )
    return Block(first, first + count - 1, key)


def block_of(connection: sqlite3.Connection, run: str, kind: CodeKind) -> Block | None:
    """Return a run's block of this kind, or None when it has none."""
    row = connection.execute(
        "SELECT b.first, b.last, k.secret FROM code_block b JOIN seal_key k ON k.id = b.key WHERE b.run = ? AND b.kind = ?",
        (run, kind),
    ).fetchone()
    return Block(*row) if row else None


def blocks_of_campaign(connection: sqlite3.Connection, event: str) -> list[dict[str, object]]:
    """Return the blocks of codes that a phone of this event may meet, so that it can tell offline what a serial stands for.

    ``size`` copies make a bundle (0: a code that is of none), ``copies`` the run; ``people`` are the ids of those whose badges the
    block is, ``acts`` those whose groups' cards it is, where they are this event's; ``pages_before`` came before the pages that go on with a sheet.  Seal keys and names stay here.
    """
    rows = connection.execute(
        "SELECT b.first, b.last, b.kind, b.event, b.run, b.subject, coalesce(r.material, '') AS material,"
        " coalesce(r.bundle_size, 0) AS size, coalesce(r.copies, 0) AS copies,"
        " CASE WHEN b.kind = 'sheet' THEN coalesce(r.layout ->> '$.first_page', 1) - 1 ELSE 0 END AS pages_before,"
        " CASE WHEN b.kind IN ('badge', 'group') AND b.event = ?1 THEN r.layout END AS layout FROM code_block b LEFT JOIN print_run r ON r.id = b.run"
        " JOIN event e ON e.id = b.event WHERE e.campaign = (SELECT campaign FROM event WHERE id = ?1) ORDER BY b.first",
        (event,),
    )
    blocks = [dict(row) for row in rows.fetchall()]
    return [block | _bearers(block.pop("layout")) for block in blocks]


def find_code_use(connection: sqlite3.Connection, text: str) -> CodeUse | None:
    """Return what a typed or scanned code stands for; None for one that is sealed but unknown, forged, or mistyped."""
    try:
        return look_up(connection, text)
    except Refusal:
        return None


def look_up(connection: sqlite3.Connection, text: str) -> CodeUse | None:
    """Return what a code stands for; None when it is ours but unknown (an orphan); MistypedCode, ForgedCode, PracticeCode."""
    code = read_code(code_from_url(text))
    if code.serial >= PRACTICE_FIRST:
        raise PracticeCode(code=code.text)
    row = connection.execute(
        "SELECT b.*, k.secret, r.material, r.bundle_size, r.layout FROM code_block b JOIN seal_key k ON k.id = b.key"
        " LEFT JOIN print_run r ON r.id = b.run WHERE b.first <= ? ORDER BY b.first DESC LIMIT 1",
        (code.serial,),
    ).fetchone()
    if row is None or row["last"] < code.serial or not is_sealed(code, row["secret"]):
        # printed after the backup that this database was restored from: ours, but what it stood for is lost
        _refuse_forged(connection, code)
        return None
    number = code.serial - row["first"] + 1
    size = row["bundle_size"]
    bundle = {"bundle": number, "slip": number, "copy": (number - 1) // size + 1 if size else 0}.get(row["kind"], 0)
    people = _bearers(row["layout"])["people"][number - 1 : number] if row["kind"] == "badge" else []
    return CodeUse(code.text, row["kind"], row["event"], row["subject"], row["run"], number, bundle, row["material"] or "", *people)


def _bearers(layout: str | None) -> dict[str, list[str]]:
    """Return whose the badges or groups' cards of a run are, frozen when it was planned, so that a reprint is whose it was."""
    said = json.loads(layout or "{}")
    return {"people": list(said.get("people", ())), "acts": list(said.get("cards", ()))}


def _refuse_forged(connection: sqlite3.Connection, code: Code) -> None:
    keys = connection.execute("SELECT secret FROM seal_key").fetchall()
    if not any(is_sealed(code, key["secret"]) for key in keys):
        raise ForgedCode(code=code.text)


def add_seal_key(connection: sqlite3.Connection) -> None:
    """Put a new key on the ring; old keys verify for ever, because a printed code never dies."""
    connection.execute("INSERT INTO seal_key (secret, made_at) VALUES (?, ?)", (secrets.token_bytes(32), now_ms()))


def _newest_key(connection: sqlite3.Connection) -> tuple[int, bytes]:
    row = connection.execute("SELECT id, secret FROM seal_key ORDER BY id DESC LIMIT 1").fetchone()
    return row["id"], row["secret"]
