"""Who is expected at an event and who works there, with what a phone needs to find them without a network; and who has come."""

from __future__ import annotations

import sqlite3

from kiosk.campaigns import EVENT, event_window, status_at
from kiosk.devices import ROSTER_ROLES, Device
from kiosk.errors import Refusal
from kiosk.folding import DROPPED, folds_for
from kiosk.ids import now_ms
from kiosk.readings import readings_of
from kiosk.records import get

Json = dict[str, object]
_OVER = frozenset(("ended", "cancelled"))


class RosterNotYours(Refusal):
    """This phone does not sign people in, so it gets no names."""

    reason = "roster_not_yours"
    area = "api"
    status = 403


class RosterOver(Refusal):
    """The event is over: names are given out no more."""

    reason = "roster_over"
    area = "api"
    status = 403


def require_roster(connection: sqlite3.Connection, device: Device) -> int:
    """Return until when (ms UTC) this phone may hold its event's names; RosterNotYours, RosterOver."""
    if device.role not in ROSTER_ROLES:
        raise RosterNotYours()
    event, now = get(connection, EVENT, device.event), now_ms()
    ends = event_window(event).ends
    if status_at(event, now) in _OVER or ends <= now:
        raise RosterOver()
    return min(ends, device.expires_at)


def list_people(connection: sqlite3.Connection, event: str) -> Json:
    """Return the event's expected persons and those on its shifts, with their search keys, and how a search is folded like them.

    Nothing but what finds a person and tells two apart: no number, no team.  Who was erased is not among them.
    """
    people = [_person(row) for row in connection.execute(_PEOPLE, (event, event, event)).fetchall()]
    return {"people": people, "folding": {"dropped": DROPPED, "simplified": folds_for(str(one["key"]) for one in people)}}


_PEOPLE = (
    "SELECT p.id, p.code, p.category, r.code AS roster_code, coalesce(i.name, '') AS name, coalesce(i.search_name, '') AS search_name"
    " FROM (SELECT person FROM roster WHERE event = ? AND archived_at IS NULL"
    " UNION SELECT person FROM shift WHERE event = ? AND archived_at IS NULL) w JOIN person p ON p.id = w.person"
    " LEFT JOIN roster r ON r.person = p.id AND r.event = ? AND r.archived_at IS NULL LEFT JOIN identity i ON i.subject = p.id"
    " WHERE p.archived_at IS NULL AND NOT EXISTS (SELECT 1 FROM erased WHERE subject = p.id)"
    " ORDER BY coalesce(r.code, p.code) COLLATE NOCASE, p.id"
)


def _person(row: sqlite3.Row) -> Json:
    codes = dict.fromkeys(code for code in (row["roster_code"], row["code"]) if code)
    return {
        "id": row["id"], "codes": list(codes), "name": row["name"], "category": row["category"], "expected": row["roster_code"] is not None,
        "key": row["search_name"], "sounds": readings_of(row["name"]),
    }  # fmt: skip


def list_arrivals(connection: sqlite3.Connection, event: str, after: int) -> list[Json]:
    """Return where and when each expected person was checked in, by the entry that counts; only those about whom something was
    recorded after the ledger's entry ``after``, where ``at`` is None for one whose check-in was taken back."""
    if after <= 0:
        rows = connection.execute(f"{_ARRIVALS} WHERE r.event = ? AND r.archived_at IS NULL AND e.seq IS NOT NULL", (event,))
    else:
        rows = connection.execute(
            f"{_TOUCHED} {_ARRIVALS} WHERE r.event = ? AND r.archived_at IS NULL AND r.person IN (SELECT person FROM touched)", (after, event)
        )
    return [dict(row) for row in rows.fetchall()]


_ARRIVALS = (
    "SELECT r.person, e.id AS entry, e.at, e.booth FROM roster r LEFT JOIN visit v ON v.event = r.event AND v.participant = r.person"
    " LEFT JOIN entry e ON e.seq = v.seq"
)
_TOUCHED = (  # a release may name a void, which names the check-in
    "WITH later (id, person, names) AS (SELECT id, person, names FROM fact WHERE seq > ?), named (id, person, names) AS"
    " (SELECT f.id, f.person, f.names FROM later l JOIN fact f ON f.id = l.names WHERE l.names <> ''),"
    " touched (person) AS (SELECT person FROM later UNION SELECT person FROM named"
    " UNION SELECT f.person FROM named n JOIN fact f ON f.id = n.names WHERE n.names <> '')"
)


def erasures_so_far(connection: sqlite3.Connection) -> int:
    """Return how many subjects were erased: the sign that a list of names made earlier may hold too much."""
    return int(connection.execute("SELECT count(*) FROM erased").fetchone()[0])
