"""Summaries as they were handed in: frozen with their ledger position and a hash; what came later is told beside them, never in them.

The only writer of ``summary_version``.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kiosk import ledger, records
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.errors import NotFound
from kiosk.figures.measures import MEASURES
from kiosk.figures.provenance import Address, Reader, parse
from kiosk.figures.published import PROTECTED
from kiosk.figures.suppression import SMALLEST
from kiosk.summary.frozen import to_json
from kiosk.summary.named import COLUMNS, IS_NAMED, Named
from kiosk.summary.scope import scope_of_campaign
from kiosk.summary_texts import OBJECTIVE
from printables.report import Report

_MOST_SOURCES = 6
_CONSULTED = ("consultations", "consulted_persons", "topics", "counted", "corrections")
"""Figures that count consultations, whose outcome may be a referral."""


@dataclass(frozen=True, slots=True)
class Version:
    """One summary as it was handed in: ``said`` is address → number, ``at`` ms UTC, ``who`` the account's name."""

    id: str
    named: Named
    number: int
    report: str
    said: Mapping[str, int]
    seq: int
    hash: str
    who: str
    at: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where later facts came from: a phone's number ('' for the office), on which day, and how much they change."""

    phone: str
    day: date
    quantity: int


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is no longer what was handed in."""

    address: Address
    before: int
    now: int
    sources: tuple[Source, ...] = ()
    beside_small: bool = False
    """Whether it counts the same facts as a small change: where those came from, and when, would point at somebody."""

    @property
    def is_small(self) -> bool:
        """Whether the difference is itself a count of people in difficulty that is not published."""
        return self.address.figure in PROTECTED and abs(self.difference) < SMALLEST

    @property
    def difference(self) -> int:
        """How much it grew; below zero where something was taken back."""
        return self.now - self.before


def hand_in(connection: sqlite3.Connection, named: Named, report: Report, *, by: str, id: str, now: int) -> Version:
    """Freeze a report as the next version; the same ``id`` twice is one.  ``now`` is ms UTC."""
    known = connection.execute("SELECT 1 FROM summary_version WHERE id = ?", (id,)).fetchone()
    if not known:
        _freeze(connection, named, report, by, id, now)
    return get_version(connection, id)


def _freeze(connection: sqlite3.Connection, named: Named, report: Report, by: str, id: str, now: int) -> None:
    before = connection.execute(f"SELECT number, hash FROM summary_version WHERE {IS_NAMED} ORDER BY number DESC LIMIT 1", named.values).fetchone()
    said, seq = json.dumps(_numbers(connection, report, now), sort_keys=True), ledger.position(connection)
    number, body = (before["number"] if before else 0) + 1, to_json(report)
    values = (id, *named.values, number, body, said, seq)
    connection.execute(
        f"INSERT INTO summary_version (id, {COLUMNS}, number, report, said, seq, hash, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, _hash(before["hash"] if before else b"", (*values, by, now)), by, now),
    )


def take_over_version(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Keep a version that another kiosk handed in, word for word, at the ledger's position here; a known number changes nothing."""
    named = tuple(row[name] for name in COLUMNS.split(", "))
    before = connection.execute(f"SELECT number, hash FROM summary_version WHERE {IS_NAMED} ORDER BY number DESC LIMIT 1", named).fetchone()
    if row["number"] != (before["number"] if before else 0) + 1:
        return
    values = (row["id"], *named, row["number"], row["report"], row["said"], row["seq"])
    whole = (*values, row["made_by"], row["made_at"])
    connection.execute(
        f"INSERT INTO summary_version (id, {COLUMNS}, number, report, said, seq, made_by, made_at, hash) VALUES ({', '.join('?' * 13)})",
        (*whole, _hash(before["hash"] if before else b"", whole)),
    )


def _numbers(connection: sqlite3.Connection, report: Report, now: int) -> dict[str, int]:
    reader, numbers = Reader(connection, now), {}
    for address, _words in report.figures():
        value = reader.value(parse(address))
        if isinstance(value, int):
            numbers[address] = value
    return numbers


def _hash(before: bytes, row: tuple[object, ...]) -> bytes:
    return hashlib.sha256(before + json.dumps(row, ensure_ascii=False).encode()).digest()


def broken_versions(connection: sqlite3.Connection) -> list[str]:
    """Return the ids of versions whose row is not what was hashed when it was handed in."""
    broken: list[str] = []
    last: dict[tuple[object, ...], bytes] = {}
    for row in connection.execute("SELECT * FROM summary_version ORDER BY number").fetchall():
        named = tuple(row[name.strip()] for name in COLUMNS.split(","))
        values = (row["id"], *named, row["number"], row["report"], row["said"], row["seq"], row["made_by"], row["made_at"])
        if _hash(last.get(named, b""), values) != row["hash"]:
            broken.append(row["id"])
        last[named] = row["hash"]
    return broken


_WITH_NAME = "SELECT v.*, coalesce(a.name, '') AS who FROM summary_version v LEFT JOIN account a ON 'account:' || a.id = v.made_by"


def versions_of(connection: sqlite3.Connection, named: Named) -> list[Version]:
    """Return what was handed in under this name, the latest first."""
    where = " AND ".join(f"v.{part}" for part in IS_NAMED.split(" AND "))
    return [_version(row) for row in connection.execute(f"{_WITH_NAME} WHERE {where} ORDER BY v.number DESC", named.values).fetchall()]


def latest_of_event(connection: sqlite3.Connection, event: str) -> Version | None:
    """Return what was handed in last of an event, in whatever shape and language, whatever a clock said; None where nothing was."""
    row = connection.execute(f"{_WITH_NAME} WHERE v.event = ? ORDER BY v.seq DESC, v.rowid DESC LIMIT 1", (event,)).fetchone()
    return _version(row) if row else None


def get_version(connection: sqlite3.Connection, id: str) -> Version:
    """Return one version; NotFound."""
    row = connection.execute(f"{_WITH_NAME} WHERE v.id = ?", (id,)).fetchone()
    if row is None:
        raise NotFound()
    return _version(row)


def _version(row: sqlite3.Row) -> Version:
    named = Named(row["campaign"], row["organisation"], row["event"], bool(row["collected"]), row["shape"], row["language"])
    return Version(row["id"], named, row["number"], row["report"], json.loads(row["said"]), row["seq"], row["hash"].hex(), row["who"], row["made_at"])


def changes_since(connection: sqlite3.Connection, version: Version, now: int) -> list[Change]:
    """Return the figures that facts after the version have changed, with where those came from.  ``now`` is ms UTC."""
    if ledger.position(connection) == version.seq:
        return []
    reader, changes = Reader(connection, now), []
    for said, before in version.said.items():
        address = _as_called_now(connection, version.named, parse(said))
        value = reader.value(address) if reader.has(address) else None  # its booth or material may be called otherwise by now
        if isinstance(value, int) and value != before:
            changes.append(Change(address, before, value, _sources(reader, address, version.seq)))
    if any(change.is_small for change in changes):
        return [replace(change, beside_small=change.address.figure in _CONSULTED) for change in changes]
    return changes


def _as_called_now(connection: sqlite3.Connection, named: Named, address: Address) -> Address:
    """Return an address by the codes that the campaign and the one event have today."""
    event = records.get(connection, EVENT, named.event)["code"] if named.event and address.event else address.event
    return replace(address, campaign=records.get(connection, CAMPAIGN, named.campaign)["code"], event=event)


def _sources(reader: Reader, address: Address, seq: int) -> tuple[Source, ...]:
    """Return the phones and days of the later facts that such a figure is made of, those with most first."""
    figure, events = _made_of(reader, address)
    kinds = _kinds(reader.connection, MEASURES.get(figure, ()))
    rows = reader.connection.execute(
        "SELECT f.device, f.at, f.quantity, e.zone, d.number FROM standing f JOIN event e ON e.id = f.event"
        " LEFT JOIN device d ON d.id = f.device LEFT JOIN booth b ON b.id = f.booth LEFT JOIN material m ON m.id = f.material"
        " WHERE f.seq > ?1 AND f.event IN (SELECT value FROM json_each(?2)) AND f.kind IN (SELECT value FROM json_each(?3))"
        " AND ?4 IN ('', b.code) AND ?5 IN ('', m.code)",
        (seq, json.dumps(events), json.dumps(kinds), address.booth, address.material),
    ).fetchall()
    counted: Counter[tuple[str, date]] = Counter()
    for row in rows:
        day = datetime.fromtimestamp(row["at"] / 1000, ZoneInfo(row["zone"])).date()
        counted[str(row["number"] or ""), day] += row["quantity"]
    return tuple(Source(phone, day, count) for (phone, day), count in counted.most_common(_MOST_SOURCES))


def _made_of(reader: Reader, address: Address) -> tuple[str, Sequence[str]]:
    """Return which figure of which events an address is about; an objective is about the figure that shows what came of it."""
    scope = reader.scope(address)
    if address.figure != "objective":
        return address.figure, scope.ids
    goal = reader.find(OBJECTIVE, scope.campaign["id"], address.detail)
    return goal["indicator"], [goal["event"]] if goal["event"] else scope_of_campaign(reader.connection, goal["campaign"], goal["organisation"]).events


def _kinds(connection: sqlite3.Connection, measures: Sequence[str]) -> list[str]:
    rows = connection.execute("SELECT DISTINCT kind FROM measure_rule WHERE measure IN (SELECT value FROM json_each(?))", (json.dumps(list(measures)),))
    return [row["kind"] for row in rows.fetchall()] + (["check_in", "sheet_total"] if "visits" in measures else [])
