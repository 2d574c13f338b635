"""The words of a deletion until they were searched for: sealed beside the database, so that a process that ends between can be made up for."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.config import SECRETS, write_secret
from kiosk.sealing import KeyRing

FOLDER = "unchecked"
_NOTHING = '{"records": [], "words": []}'
"""What a file says that was not written to its end."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Records of deletions (one deletion's) that were not looked after yet, and the words to look for."""

    path: Path
    records: tuple[str, ...]
    words: tuple[str, ...]


def keep_words(instance: Path, records: Sequence[str], words: Collection[str]) -> None:
    """Keep the words until they were searched for.  On a full disk they are not kept: a name that goes comes before its check."""
    if records:
        path = _folder(instance) / f"{records[0]}.sealed"
        said = json.dumps({"records": list(records), "words": sorted(words)}, ensure_ascii=False)
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            write_secret(path, _ring(instance).seal(said, path.name))


def drop_words(instance: Path, records: Sequence[str]) -> None:
    """Let go of the words that were searched for."""
    if records:
        (_folder(instance) / f"{records[0]}.sealed").unlink(missing_ok=True)


def pending_checks(connection: sqlite3.Connection, instance: Path) -> Iterator[Pending]:
    """Yield the deletions that were committed and never looked after; what was written for one that never happened is let go."""
    for path in sorted(_folder(instance).glob("*.*")):
        said = json.loads(_ring(instance).unseal(path.read_bytes(), path.name) or _NOTHING)
        open_ones = tuple(record for record in said["records"] if _is_open(connection, record))
        if open_ones:
            yield Pending(path, open_ones, tuple(said["words"]))
        path.unlink(missing_ok=True)


def _is_open(connection: sqlite3.Connection, record: str) -> bool:
    found = connection.execute("SELECT EXISTS (SELECT 1 FROM deletion_check WHERE deletion = d.id) AS done FROM deletion d WHERE d.id = ?", (record,)).fetchone()
    return found is not None and not found["done"]


def _folder(instance: Path) -> Path:
    return instance / FOLDER


def _ring(instance: Path) -> KeyRing:
    """Return a key of this instance: what is on this disk for a moment opens nowhere else."""
    secret = (instance / SECRETS / "secret_key").read_bytes().strip()
    return KeyRing((hashlib.sha256(b"words of a deletion" + secret).digest(),))
