"""The plan records that come with another kiosk's report: kept as it says them, under its name, and never over somebody else's."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kiosk.ids import is_id
from kiosk.joining.goes_up import BY_TABLE, Goes
from kiosk.joining.keepers import keeper_of, mark_kept
from kiosk.organisations import subtree


@dataclass(slots=True)
class Taken:
    """``renamed``: (table, code there, code here); ``refused``: table → records that are somebody else's."""

    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Book:
    """One report's plan being taken in."""

    connection: sqlite3.Connection
    kiosk: str
    campaign: str
    ours: str
    theirs: str
    mark: str
    allowed: set[str]
    taken: Taken


def take_plan(
    connection: sqlite3.Connection, kiosk: str, campaign: str, ours: str, theirs: str, mark: str, lines: Iterable[dict[str, Any]]
) -> Taken:
    """Write the records of a report that is the newest.  ``ours`` is the kiosk's organisation in its own words, ``theirs`` here; a code that
    is taken here gets ``mark`` behind it.  Must run inside ``Store.write``; IntegrityError where records do not fit together."""
    book = _Book(connection, kiosk, campaign, ours, theirs, mark, subtree(connection, theirs), Taken())
    for line in lines:
        goes = BY_TABLE.get(line["table"])
        if goes is None:
            book.taken.refused[str(line["table"])] += 1
        else:
            _take(book, goes, line["row"])
    return book.taken


def _take(book: _Book, goes: Goes, said: dict[str, Any]) -> None:
    row: dict[str, Any] = {**{name: said[name] for name in goes.columns}, **goes.blank}
    for name in ("organisation", "parent", "partner"):
        if name in row and row[name] == book.ours:
            row[name] = book.theirs
    if not _is_theirs(book, goes, row):
        book.taken.refused[goes.table] += 1
        return
    if goes.table == "organisation":
        _place_organisation(book, row)
    if goes.table == "device":
        row |= _silent_device(book, row)
    if goes.key == ("id",):
        _keep_name(book, goes, row)
    if goes.table == "same_person":
        row["confirmed_by"] = f"kiosk:{book.kiosk}"
    _write(book, goes, row)


def _is_theirs(book: _Book, goes: Goes, row: dict[str, Any]) -> bool:
    """Tell whether the record may be this kiosk's: of its own organisations and this campaign, and known here under no other kiosk."""
    if row.get("campaign", book.campaign) != book.campaign:
        return False
    if goes.table in ("event", "post", "objective", "statement", "next_step") and row["organisation"] not in book.allowed:
        return False
    if row.get("event") and goes.table != "event" and not _keeps_event(book, row["event"]):
        return False
    if goes.key != ("id",):
        return True
    if not is_id(row["id"]):
        raise ValueError(goes.table)
    keeper = keeper_of(book.connection, goes.table, row["id"])
    if keeper:
        return keeper == book.kiosk
    return book.connection.execute(f"SELECT 1 FROM {goes.table} WHERE id = ?", (row["id"],)).fetchone() is None


def _keeps_event(book: _Book, event: str) -> bool:
    row = book.connection.execute(
        "SELECT e.organisation, k.kiosk FROM event e LEFT JOIN kept_elsewhere k ON k.noun = 'event' AND k.id = e.id WHERE e.id = ? AND e.campaign = ?",
        (event, book.campaign),
    ).fetchone()
    return row is not None and row["organisation"] in book.allowed and row["kiosk"] in (None, book.kiosk)


def _place_organisation(book: _Book, row: dict[str, Any]) -> None:
    """Put what stands nowhere here below the kiosk's organisation; units below it are the kiosk's own too."""
    if row["parent"] is None or book.connection.execute("SELECT 1 FROM organisation WHERE id = ?", (row["parent"],)).fetchone() is None:
        row["parent"] = book.theirs
    if row["parent"] in book.allowed:
        book.allowed.add(row["id"])


def _silent_device(book: _Book, row: dict[str, Any]) -> dict[str, Any]:
    """Another kiosk's phone is known here by its number alone: nothing can speak for it."""
    known = book.connection.execute("SELECT token_hash FROM device WHERE id = ?", (row["id"],)).fetchone()
    return {"token_hash": known["token_hash"] if known else hashlib.sha256(secrets.token_bytes(32)).digest()}


def _keep_name(book: _Book, goes: Goes, row: dict[str, Any]) -> None:
    """Remember who brought the record, and find it a code where another one here has its code."""
    if not keeper_of(book.connection, goes.table, row["id"]):
        mark_kept(book.connection, goes.table, row["id"], book.kiosk)
    if "code" not in row:
        return
    code, number = row["code"], 1
    while _is_taken(book, goes, row):
        row["code"] = f"{code[:16]}-{book.mark[:5]}{number if number > 1 else ''}"
        number += 1
    if row["code"] != code:
        book.taken.renamed.append((goes.table, code, row["code"]))


def _is_taken(book: _Book, goes: Goes, row: dict[str, Any]) -> bool:
    where, values = (f"{goes.parent} = ? AND ", [row[goes.parent]]) if goes.parent else ("", [])
    sql = f"SELECT 1 FROM {goes.table} WHERE {where}code = ? COLLATE NOCASE AND id <> ?"
    return book.connection.execute(sql, (*values, row["code"], row["id"])).fetchone() is not None


def _write(book: _Book, goes: Goes, row: dict[str, Any]) -> None:
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in goes.key)
    then = "NOTHING" if goes.table == "post_reading" else f"UPDATE SET {changes}"
    book.connection.execute(
        f"INSERT INTO {goes.table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) ON CONFLICT ({', '.join(goes.key)}) DO {then}",
        tuple(row.values()),
    )
