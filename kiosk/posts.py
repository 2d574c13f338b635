"""Posts of a campaign on its channels, and how often they were read when somebody looked.

A reading is never changed: the latest one counts, and a wrong one is followed by a right one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kiosk import records
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import is_id, now_ms
from kiosk.records import LANGUAGE_FIELD, Field, Noun, Problem, Values


def _post_problems(row: Mapping[str, object]) -> dict[str, Problem]:
    """Only an address of the web is made a link of."""
    address = str(row["url"])
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    return {} if not address or (parts.scheme in ("http", "https") and parts.netloc) else {"url": ("plan.problem.bad_url", {})}


LAST_DAY = "9999-12-31"
POST = Noun(
    "post",
    "campaign",
    (
        Field("code", "code", required=True),
        Field("channel", longest=80, varies=True),
        Field("title", required=True, varies=True),
        Field("day", "date"),
        Field("url", longest=500),
        Field("topics", "words", longest=600, varies=True),
        Field("target_groups", "words", longest=300, varies=True),
        Field("organisation", "organisation"),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
    searched=("title", "channel"),
    check=_post_problems,
)
READING = Noun(
    "post_reading",
    "post",
    (
        Field("reads", "integer", required=True),
        Field("shares", "integer"),
        Field("read_on", "date", required=True),
        Field("source", longest=120, varies=True),
    ),
)
"""Its source is typed in its post's language; what is said of it in further ones stands beside it."""
_COLUMNS = ("id", "post", "reads", "shares", "read_on", "source", "variants", "made_at")


@dataclass(frozen=True, slots=True)
class Reading:
    """How often a post had been read and passed on by a day, and where that was seen; ``shares`` is None where nobody looked."""

    reads: int
    shares: int | None
    read_on: str
    source: str
    variants: str = "{}"

    def said(self, language: str) -> str:
        """Return where it was seen, as it is called in a language."""
        return records.variant_of({"source": self.source, "variants": self.variants}, "source", language)


def add_reading(connection: sqlite3.Connection, post: str, values: Values, *, id: str, today: str) -> None:
    """Keep one reading; the same ``id`` twice is one.  InvalidFields, also for a day to come: it would be the latest for ever."""
    if not is_id(id):
        raise NotFound()
    row = records.clean_row(READING, values)
    if str(row["read_on"]) > today:
        raise InvalidFields({"read_on": ("plan.problem.day_to_come", {})})
    shares = row["shares"] if values.get("shares", "").strip() else None
    connection.execute(
        f"INSERT INTO post_reading ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING",
        (id, post, row["reads"], shares, row["read_on"], row["source"], row["variants"], now_ms()),
    )
    records.touch_plan(connection)


def take_over_reading(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Keep a reading that another kiosk reported of a post of its own; a known one changes nothing.  IntegrityError."""
    sql = f"INSERT INTO post_reading ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT(id) DO NOTHING"
    connection.execute(sql, tuple(row[name] for name in _COLUMNS))


def posted(connection: sqlite3.Connection, campaign: str, by: str) -> list[sqlite3.Row]:
    """Return a campaign's posts that were out by a day; those planned for later are not told yet."""
    return [row for row in records.all_of(connection, POST, campaign) if row["day"] <= by]


def latest_readings(connection: sqlite3.Connection, posts: Iterable[str], by: str = LAST_DAY) -> dict[str, Reading]:
    """Return post → its latest reading by a day, then by when it was written down; posts that nobody had looked up are absent."""
    rows = connection.execute(
        "SELECT post, reads, shares, read_on, source, variants FROM post_reading WHERE post IN (SELECT value FROM json_each(?)) AND read_on <= ?"
        " ORDER BY read_on, made_at, id",
        (json.dumps(sorted(posts)), by),
    ).fetchall()
    return {row["post"]: Reading(row["reads"], row["shares"], row["read_on"], row["source"], row["variants"]) for row in rows}


def readings_of(connection: sqlite3.Connection, post: str) -> list[Reading]:
    """Return every reading of a post, the latest first."""
    rows = connection.execute(
        "SELECT reads, shares, read_on, source, variants FROM post_reading WHERE post = ? ORDER BY read_on DESC, made_at DESC, id DESC", (post,)
    ).fetchall()
    return [Reading(*row) for row in rows]
