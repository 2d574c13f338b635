"""One event's plan as the hot path needs it: human codes → ids, read once per version of the plan."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.records import plan_version

_KEPT = 256


@dataclass(frozen=True, slots=True)
class EventIndex:
    """The ids of an event's booths, materials and people, by id and by human code (upper case)."""

    event: str
    booths: dict[str, str]
    materials: dict[str, str]
    people: dict[str, str]

    def place(self, place: str | None, flags: list[str]) -> tuple[str, str]:
        """Return (place with the id in it, booth id or ''); an unknown one stays as typed and adds its flag."""
        if not place:
            return "", ""
        kind, mark, name = place.partition(":")
        if not mark:
            return place, ""
        if kind == "booth":
            booth = self.booth(name, flags)
            return f"booth:{booth}", booth
        return f"person:{self.person(name, flags)}", ""

    def booth(self, name: str | None, flags: list[str]) -> str:
        """Return the booth's id; an unknown one stays as typed and is flagged."""
        return _find(self.booths, name, flags, "unknown_booth")

    def material(self, name: str | None, flags: list[str]) -> str:
        """Return the material's id; an unknown one stays as typed and is flagged."""
        return _find(self.materials, name, flags, "unknown_material")

    def person(self, name: str | None, flags: list[str]) -> str:
        """Return the person's id; an unknown one stays as typed and is flagged."""
        return _find(self.people, name, flags, "unknown_person")


def _find(known: dict[str, str], name: str | None, flags: list[str], flag: str) -> str:
    if not name:
        return ""
    found = known.get(name.upper())
    if found is None:
        flags.append(flag)
    return found or name


_cache: dict[tuple[str, str], tuple[int, EventIndex]] = {}


def event_index(connection: sqlite3.Connection, event: str, allowed: Iterable[str]) -> EventIndex | None:
    """Return the index of the event named by id or code among ``allowed`` ids; None when it is not one of them."""
    id = event if event in allowed else _event_by_code(connection, event, allowed)
    if id is None:
        return None
    key, version = (_file_of(connection), id), plan_version(connection)
    known = _cache.get(key)
    if known is None or known[0] != version:
        if len(_cache) >= _KEPT:
            _cache.clear()
        known = _cache[key] = (version, _build(connection, id))
    return known[1]


def _file_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def _event_by_code(connection: sqlite3.Connection, code: str, allowed: Iterable[str]) -> str | None:
    """Return the one allowed event with this code: two campaigns may both have an event B, and then a code names neither."""
    found = [
        id
        for id in allowed
        if connection.execute("SELECT 1 FROM event WHERE id = ? AND code = ? COLLATE NOCASE", (id, code)).fetchone()
    ]
    return found[0] if len(found) == 1 else None


def _build(connection: sqlite3.Connection, event: str) -> EventIndex:
    return EventIndex(
        event,
        _by_code(connection, "SELECT id, code FROM booth WHERE event = ?", event),
        _by_code(connection, "SELECT m.id, m.code FROM material m JOIN event e ON e.campaign = m.campaign WHERE e.id = ?", event),
        _by_code(
            connection, "SELECT p.id, p.code FROM person p JOIN event e ON e.organisation = p.organisation WHERE e.id = ?", event
        )
        | _by_code(connection, "SELECT r.person, r.code FROM roster r WHERE r.event = ?", event)
        | _by_code(connection, "SELECT s.person, s.code FROM shift s WHERE s.event = ?", event),
    )


def _by_code(connection: sqlite3.Connection, query: str, event: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for id, code in connection.execute(query, (event,)).fetchall():
        known[code.upper()] = id
        known[id.upper()] = id
    return known
