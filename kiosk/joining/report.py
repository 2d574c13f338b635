"""A kiosk's report to its district: the facts of its own events and what their figures need, signed; names and numbers stay here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from kiosk import ledger, records
from kiosk.campaigns import CAMPAIGN, event_window
from kiosk.errors import Refusal
from kiosk.figures.published import read_numbers, seal_of
from kiosk.ids import is_id, new_id
from kiosk.joining.goes_up import BOOKS, GOES_UP, told_of_planned
from kiosk.joining.identity import Identity, renewed_at
from kiosk.joining.signed_file import Manifest, Sender, write_signed_file
from kiosk.joining.who_reports import told_by
from kiosk.organisations import ORGANISATION, subtree
from kiosk.records import plan_version
from kiosk.storage.database import one_state

OWN = ("id", "hash", "seen_at", "quantity", "at", "received_at", "offset", "flags", "held", "names", "person", "number", "data")
"""What of a fact is its own, in the order in which a report says it; the pattern's number stands before, the position behind."""


class NotJoined(Refusal):
    """The campaign is this kiosk's own: there is nobody to whom its figures would go."""

    reason = "not_joined"
    area = "reports"
    status = 409


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts go up: ``root`` is our organisation, ``theirs`` the district's record of it."""

    campaign: str
    root: str
    theirs: str
    organisations: tuple[str, ...]
    events: tuple[str, ...]

    @property
    def values(self) -> Mapping[str, str]:
        """The parameters of ``goes_up``."""
        return {"campaign": self.campaign, "root": self.root, "events": json.dumps(self.events), "organisations": json.dumps(self.organisations)}


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was written, and how many facts it holds."""

    manifest: Manifest
    facts: int


def scope_of(connection: sqlite3.Connection, campaign: str) -> Scope:
    """Return what of a joined campaign is this kiosk's own; NotJoined, NotFound."""
    records.get(connection, CAMPAIGN, campaign)
    joined = connection.execute("SELECT theirs, ours FROM plan_join WHERE campaign = ? ORDER BY rowid DESC LIMIT 1", (campaign,)).fetchone()
    if joined is None:
        raise NotJoined()
    below = sorted(subtree(connection, joined["ours"]))
    events = connection.execute(
        "SELECT id FROM event WHERE campaign = ? AND organisation IN (SELECT value FROM json_each(?)) ORDER BY id", (campaign, json.dumps(below))
    ).fetchall()
    return Scope(campaign, joined["ours"], joined["theirs"], tuple(below), tuple(row["id"] for row in events))


def write_report(connection: sqlite3.Connection, identity: Identity, campaign: str, target: BinaryIO, *, now: int) -> Made:
    """Write the whole report of a campaign, all of one moment; ``now`` is ms UTC.  NotJoined, NotFound."""
    with one_state(connection):
        scope = scope_of(connection, campaign)
        root = records.get(connection, ORGANISATION, scope.root)
        counted = _Counted()
        parts = {
            "plan.jsonl": _plan(connection, scope),
            "patterns.jsonl": _patterns(connection, scope),
            "facts.jsonl": counted.through(_facts(connection, scope)),
            "books.jsonl": _books(connection, scope),
        }
        manifest = write_signed_file(
            target, identity, "facts", Sender(id=root["id"], code=root["code"], name=root["name"]), parts, made_at=now,
            ledger_position=ledger.position(connection), plan_version=plan_version(connection),
            about={"campaign": campaign, "organisation": scope.theirs, "seal": _seal(connection, scope)},
        )  # fmt: skip
    return Made(manifest, counted.facts)


def _seal(connection: sqlite3.Connection, scope: Scope) -> str:
    """Return the seal of the counts from which this kiosk publishes what goes up; what others reported here they report themselves."""
    return seal_of(read_numbers(connection, scope.campaign), set(scope.events) - told_by(connection, scope.campaign).keys())


def keep_made(connection: sqlite3.Connection, made: Made, digest: str, by: str) -> None:
    """Remember that a report was made; the only writer of ``own_report``."""
    said = made.manifest
    row = (new_id(), said.about["campaign"], digest, said.made_at, said.ledger_position, made.facts, by)
    connection.execute("INSERT INTO own_report VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def last_made(connection: sqlite3.Connection, campaign: str) -> sqlite3.Row | None:
    """Return the last report that this kiosk made of a campaign, or None."""
    return connection.execute("SELECT * FROM own_report WHERE campaign = ? ORDER BY made_at DESC, id DESC LIMIT 1", (campaign,)).fetchone()  # type: ignore[no-any-return]


def list_due(connection: sqlite3.Connection, campaign: str, now: int) -> list[sqlite3.Row]:
    """Return this kiosk's own events that have ended since it last made a report, all that have where it made none; nothing where it owes no report."""
    try:
        scope = scope_of(connection, campaign)
    except NotJoined:
        return []
    last = last_made(connection, campaign)
    rows = connection.execute(
        "SELECT * FROM event WHERE id IN (SELECT value FROM json_each(?)) AND archived_at IS NULL AND status NOT IN ('cancelled', 'postponed') ORDER BY day, starts, code",
        (json.dumps(scope.events),),
    ).fetchall()
    return [row for row in rows if (last["made_at"] if last else 0) < event_window(row).ends <= now]


def list_untold(connection: sqlite3.Connection) -> list[str]:
    """Return the codes of the campaigns of which this kiosk has made no report since it got a new key: the district does not know the key yet."""
    rows = connection.execute(
        "SELECT c.code FROM own_report r JOIN campaign c ON c.id = r.campaign WHERE c.archived_at IS NULL GROUP BY r.campaign"
        " HAVING max(r.made_at) < ? ORDER BY c.starts_on, c.code",
        (renewed_at(connection),),
    ).fetchall()
    return [row["code"] for row in rows]


class _Counted:
    """Counts what goes through."""

    facts = 0

    def through(self, values: Iterator[Any]) -> Iterator[Any]:
        for value in values:
            self.facts += 1
            yield value


def _plan(connection: sqlite3.Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for goes in GOES_UP:
        for row in connection.execute(goes.sql, scope.values):
            yield {"table": goes.table, "row": {**dict(row), **goes.blank}}
    for table, told in told_of_planned(connection, scope.values):
        yield {"table": table, "row": told}


def _books(connection: sqlite3.Connection, scope: Scope) -> Iterator[dict[str, Any]]:
    for table, sql in BOOKS.items():
        for row in connection.execute(sql, scope.values):
            yield {"table": table, "row": dict(row)}


def _patterns(connection: sqlite3.Connection, scope: Scope) -> Iterator[list[object]]:
    typed = _Typed(connection)
    sql = f"SELECT id, {', '.join(ledger.PATTERN)} FROM pattern WHERE event IN (SELECT value FROM json_each(:events)) ORDER BY id"
    for row in connection.execute(sql, scope.values):
        said = dict(row)
        for place in ("source", "target"):
            if said[place].startswith("person:"):
                said[place] = "person:" + typed.mask(said[place].removeprefix("person:"))
        yield list(said.values())


def _facts(connection: sqlite3.Connection, scope: Scope) -> Iterator[list[object]]:
    typed = _Typed(connection)
    columns = ", ".join(f"f.{name}" for name in OWN)
    sql = (
        f"SELECT f.pattern, {columns}, f.seq FROM fact f WHERE f.pattern IN"
        " (SELECT id FROM pattern WHERE event IN (SELECT value FROM json_each(:events))) ORDER BY f.seq"
    )
    for row in connection.execute(sql, scope.values):
        said = dict(row)
        said["hash"], said["person"], said["data"] = said["hash"].hex(), typed.mask(said["person"]), typed.mask_data(said["data"])
        yield list(said.values())


class _Typed:
    """Codes of people that no plan knows are whatever somebody typed, a name perhaps: they go up as a number that says nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.known: dict[str, str] = {}

    def mask(self, person: str) -> str:
        if not person or is_id(person):
            return person
        if person not in self.known:
            self.known[person] = f"typed-{self._first(person)}"
        return self.known[person]

    def mask_data(self, data: str) -> str:
        if '"participant"' not in data:
            return data
        said = json.loads(data)
        return json.dumps(said | {"participant": self.mask(str(said["participant"]))}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def _first(self, person: str) -> int:
        """The ledger only grows, so the first fact that says it is the same in every report."""
        place = f"person:{person}"
        row = self.connection.execute(
            "SELECT min(seq) FROM (SELECT seq FROM fact WHERE person = ?1 UNION ALL"
            " SELECT f.seq FROM pattern p JOIN fact f ON f.pattern = p.id WHERE p.source = ?2 OR p.target = ?2)",
            (person, place),
        ).fetchone()
        return int(row[0] or 0)
