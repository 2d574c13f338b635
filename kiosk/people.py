"""People of the plan: officials, staff, volunteers and invited persons, their shifts and rosters."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from kiosk import records
from kiosk.ids import now_ms
from kiosk.privacy.personal_data import change_identity, keep_identity
from kiosk.records import Field, Noun
from kiosk.storage.upsert import upsert

CATEGORIES = ("official", "staff", "volunteer", "invited", "leader")
DUTIES = ("hand_out", "consult", "sign_in", "lead")

PERSON = Noun(
    "person",
    "organisation",
    (
        Field("code", "code", required=True),
        Field("category", "choice", choices=CATEGORIES, default="volunteer"),
        Field("team", longest=80),
        Field("position", "integer"),
    ),
    searched=("team",),
)
SHIFT = Noun(
    "shift",
    "event",
    (
        Field("code", "code", required=True),
        Field("person", "person", required=True),
        Field("booth", "booth"),
        Field("duty", "choice", choices=DUTIES, default="hand_out"),
        Field("starts", "time"),
        Field("ends", "time"),
    ),
)
ROSTER = Noun("roster", "event", (Field("code", "code", required=True), Field("person", "person", required=True)))


def add_person(
    connection: sqlite3.Connection, organisation: str, values: records.Values, *, name: str, phone: str = "", **columns: object
) -> str:
    """Add a person with the name and number that stand apart in the erasable table; return the random id."""
    id = records.add(connection, PERSON, organisation, values, **columns)
    keep_identity(connection, id, name=records.visible(name), phone=phone)
    return id


def change_person(
    connection: sqlite3.Connection, id: str, values: records.Values, *, name: str | None = None, phone: str | None = None
) -> None:
    """Change a person and, where given, the name and number kept apart; who was erased stays erased.  NotFound, InvalidFields."""
    records.change(connection, PERSON, id, values)
    change_identity(connection, id, name=None if name is None else records.visible(name), phone=phone)


def name_of(connection: sqlite3.Connection, subject: str) -> str:
    """Return the name kept for a person or participant, '' when there is none (any more)."""
    row = connection.execute("SELECT name FROM identity WHERE subject = ?", (subject,)).fetchone()
    return str(row["name"]) if row else ""


def confirm_same_person(connection: sqlite3.Connection, participant: str, person: str, by: str) -> None:
    """Remember that somebody confirmed two participants (or a participant and a roster person) to be one person; reversible."""
    connection.execute(
        "INSERT INTO same_person VALUES (?, ?, ?, ?, NULL)"
        " ON CONFLICT DO UPDATE SET person = excluded.person, confirmed_by = excluded.confirmed_by, at = excluded.at, undone_at = NULL",
        (participant, person, by, now_ms()),
    )


def take_over_same_person(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Keep whom another kiosk confirmed to be one person; IntegrityError."""
    upsert(connection, "same_person", row, ("participant",))


def same_persons(connection: sqlite3.Connection, id: str) -> list[str]:
    """Return ``id`` and the ids of everybody who was confirmed to be the same person, at other events too."""
    rows = connection.execute(
        "WITH RECURSIVE same (id) AS (SELECT ? UNION SELECT CASE WHEN s.participant = same.id THEN s.person ELSE s.participant END"
        " FROM same JOIN same_person s ON s.undone_at IS NULL AND same.id IN (s.participant, s.person)) SELECT id FROM same",
        (id,),
    ).fetchall()
    return [row["id"] for row in rows]


def merged_persons(connection: sqlite3.Connection) -> dict[str, str]:
    """Return everybody who was confirmed to be the same as somebody → one id that stands for all of them."""
    stands_for: dict[str, str] = {}
    together: dict[str, set[str]] = {}
    for row in connection.execute("SELECT participant, person FROM same_person WHERE undone_at IS NULL ORDER BY participant").fetchall():
        one, other = (stands_for.get(id, id) for id in row)
        together[one] = together.get(one, {one}) | together.get(other, {other})
        stands_for |= dict.fromkeys(together[one], one)
    return stands_for


def undo_same_person(connection: sqlite3.Connection, participant: str) -> None:
    """Take such a confirmation back."""
    connection.execute("UPDATE same_person SET undone_at = ? WHERE participant = ?", (now_ms(), participant))
