"""What a report says otherwise than what is here: kept aside with the report, so that neither counts twice and neither is lost."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Before:
    """Words of a record that a kiosk's report replaced: what stood here, by field, and when the report came (ms UTC)."""

    at: int
    words: Mapping[str, str]


def keep_aside(connection: sqlite3.Connection, report: str, kiosk: str, id: str, hash: bytes, content: Mapping[str, object]) -> None:
    """Keep a fact that has the id of another one here, or words that a record had; the same once more changes nothing."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True)
    connection.execute("INSERT INTO kiosk_conflict VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", (id, hash, kiosk, report, said))


def keep_words_aside(connection: sqlite3.Connection, report: str, kiosk: str, id: str, words: Mapping[str, str]) -> None:
    """Keep what a record said before a report says otherwise."""
    said = json.dumps(words, ensure_ascii=False, sort_keys=True)
    keep_aside(connection, report, kiosk, id, hashlib.sha256(said.encode()).digest()[:16], {"words": dict(words)})


def words_before(connection: sqlite3.Connection, id: str) -> list[Before]:
    """Return what a record said before reports said otherwise, the latest first."""
    rows = connection.execute(
        "SELECT c.content, r.received_at FROM kiosk_conflict c JOIN kiosk_report r ON r.id = c.report WHERE c.fact = ? ORDER BY r.received_at DESC", (id,)
    ).fetchall()
    return [Before(row["received_at"], said["words"]) for row in rows if "words" in (said := json.loads(row["content"]))]
