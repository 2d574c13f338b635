"""One event's plan as the hot path needs it: human codes → ids, read once per version of the plan."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar, cast

from kiosk.records import plan_version
from kiosk.storage.database import Connection

Made = TypeVar("Made")
_KEPT = 512


@dataclass(frozen=True, slots=True)
class EventIndex:
    """The ids of an event's booths, materials and people, by id and by human code (upper case)."""

    event: str
    code: str
    booths: dict[str, str]
    materials: dict[str, str]
    people: dict[str, str]
    features: frozenset[str]

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


def event_index(connection: sqlite3.Connection, event: str, allowed: Iterable[str]) -> EventIndex | None:
    """Return the index of the event named by id or code among ``allowed`` ids; None when it is not one of them.

    A code that two of them have names neither.
    """
    if event in allowed:
        return _index(connection, event, plan_version(connection))
    version, code = plan_version(connection), event.upper()
    found = [index for id in allowed if (index := _index(connection, id, version)).code == code]
    return found[0] if len(found) == 1 else None


def _index(connection: sqlite3.Connection, event: str, version: int) -> EventIndex:
    return recall(connection, event, version, lambda: _build(connection, event))


def recall(connection: sqlite3.Connection, name: Hashable, version: int, make: Callable[[], Made]) -> Made:
    """Return what was made under this name as of this version of the plan; the connection remembers the last ones."""
    kept = connection.remembered if isinstance(connection, Connection) else {}
    known = kept.get(name)
    if known is not None and known[0] == version:
        return cast(Made, known[1])
    if len(kept) >= _KEPT:
        kept.clear()
    made = make()
    kept[name] = (version, made)
    return made


def _build(connection: sqlite3.Connection, event: str) -> EventIndex:
    row = connection.execute("SELECT code, features FROM event WHERE id = ?", (event,)).fetchone()
    return EventIndex(
        event,
        row["code"].upper() if row else "",
        _by_code(connection, "SELECT id, code FROM booth WHERE event = ?", event),
        _by_code(connection, "SELECT m.id, m.code FROM material m JOIN event e ON e.campaign = m.campaign WHERE e.id = ?", event),
        _by_code(
            connection, "SELECT p.id, p.code FROM person p JOIN event e ON e.organisation = p.organisation WHERE e.id = ?", event
        )
        | _by_code(connection, "SELECT r.person, r.code FROM roster r WHERE r.event = ?", event)
        | _by_code(connection, "SELECT s.person, s.code FROM shift s WHERE s.event = ?", event),
        frozenset(str(row["features"]).split() if row else ()),
    )


def _by_code(connection: sqlite3.Connection, query: str, event: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for id, code in connection.execute(query, (event,)).fetchall():
        known[code.upper()] = id
        known[id.upper()] = id
    return known
