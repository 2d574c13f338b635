"""One event's plan as the hot path needs it: human codes → ids, read once per version of the plan."""

from __future__ import annotations

import sqlite3
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
        if name.upper() not in self.people:
            flags.append("unknown_person")
        return f"person:{self.people.get(name.upper(), name)}", ""

    def booth(self, name: str | None, flags: list[str]) -> str:
        """Return the booth's id; an unknown one stays as typed and is flagged."""
        return _find(self.booths, name, flags, "unknown_booth")

    def material(self, name: str | None, flags: list[str]) -> str:
        """Return the material's id; an unknown one stays as typed and is flagged."""
        return _find(self.materials, name, flags, "unknown_material")


def _find(known: dict[str, str], name: str | None, flags: list[str], flag: str) -> str:
    if not name:
        return ""
    found = known.get(name.upper())
    if found is None:
        flags.append(flag)
    return found or name


_cache: dict[tuple[str, str], EventIndex] = {}
_cached_version: dict[str, int] = {}


def event_index(connection: sqlite3.Connection, event: str, allowed: frozenset[str]) -> EventIndex | None:
    """Return the index of the event named by id or code among ``allowed`` ids; None when it is not one of them."""
    file = _file_of(connection)
    version = plan_version(connection)
    if _cached_version.get(file) != version or len(_cache) > _KEPT:
        for key in [key for key in _cache if key[0] == file]:
            del _cache[key]
        _cached_version[file] = version
    id = event if event in allowed else _event_by_code(connection, event, allowed)
    if id is None:
        return None
    found = _cache.get((file, id))
    if found is None:
        found = _cache[file, id] = _build(connection, id)
    return found


def _file_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def _event_by_code(connection: sqlite3.Connection, code: str, allowed: frozenset[str]) -> str | None:
    rows = connection.execute("SELECT id FROM event WHERE code = ? COLLATE NOCASE", (code,)).fetchall()
    return next((row[0] for row in rows if row[0] in allowed), None)


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
