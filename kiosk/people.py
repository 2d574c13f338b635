"""People of the plan: officials, staff, volunteers and invited persons, their shifts and rosters."""

from __future__ import annotations

import sqlite3

from kiosk import records
from kiosk.privacy import keep_identity
from kiosk.records import Field, Noun

CATEGORIES = ("official", "staff", "volunteer", "invited")
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


def add_person(connection: sqlite3.Connection, organisation: str, values: records.Values, *, name: str, phone: str = "") -> str:
    """Add a person with the name and number that stand apart in the erasable table; return the random id."""
    id = records.add(connection, PERSON, organisation, values)
    keep_identity(connection, id, name=name, phone=phone)
    return id


def name_of(connection: sqlite3.Connection, subject: str) -> str:
    """Return the name kept for a person or participant, '' when there is none (any more)."""
    row = connection.execute("SELECT name FROM identity WHERE subject = ?", (subject,)).fetchone()
    return str(row["name"]) if row else ""
