"""Service projects that volunteers sign up for: what, where, when, how many are needed, and who will come."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from kiosk import ledger
from kiosk.errors import Refusal
from kiosk.features import has_feature
from kiosk.ids import new_id
from kiosk.people import same_persons
from kiosk.records import LANGUAGE_FIELD, Field, Noun

PROJECT = Noun(
    "project",
    "event",
    (
        Field("code", "code", required=True),
        Field("title", required=True, varies=True),
        Field("place", varies=True),
        Field("day", "date"),
        Field("starts", "time"),
        Field("ends", "time"),
        Field("needed", "integer"),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
    searched=("title", "place"),
)


class ProjectFull(Refusal):
    """As many volunteers as are needed have signed up already."""

    reason = "project_full"
    area = "volunteers"
    status = 409


@dataclass(frozen=True, slots=True)
class SignedUp:
    """Somebody who will come: the fact that says so, the person, and how the plan calls them; ``name`` is '' once erased."""

    entry: str
    person: str
    code: str
    name: str


def signed_up(connection: sqlite3.Connection, event: str) -> dict[str, list[SignedUp]]:
    """Return project → who signed up, in the order in which they did, each person once."""
    rows = connection.execute(
        "SELECT s.id, s.person, json_extract(s.data, '$.project') AS project, coalesce(t.person, s.person) AS one, p.code, coalesce(i.name, '') AS name"
        " FROM standing s JOIN person p ON p.id = s.person LEFT JOIN identity i ON i.subject = s.person"
        " LEFT JOIN same_person t ON t.participant = s.person AND t.undone_at IS NULL"
        " WHERE s.event = ? AND s.kind = 'sign_up' AND +s.person <> '' ORDER BY s.at, s.id",
        (event,),
    ).fetchall()
    found: dict[str, dict[str, SignedUp]] = defaultdict(dict)
    for row in rows:
        found[row["project"]].setdefault(row["one"], SignedUp(row["id"], row["person"], row["code"], row["name"]))
    return {project: list(people.values()) for project, people in found.items()}


def sign_up(connection: sqlite3.Connection, project: sqlite3.Row, person: str, *, by: str, method: str = "self") -> None:
    """Sign somebody up for a project; who is signed up already stays so once.  ProjectFull."""
    before = signed_up(connection, project["event"]).get(project["id"], [])
    if {one.person for one in before} & set(same_persons(connection, person)):
        return
    if project["needed"] and len(before) >= project["needed"]:
        raise ProjectFull()
    fact = ledger.make_fact(
        "sign_up", id=new_id(), device=by, event=project["event"], person=person, method=method, data=json.dumps({"project": project["id"]})
    )
    ledger.append(connection, [fact])


def withdraw(connection: sqlite3.Connection, project: sqlite3.Row, person: str, *, by: str) -> None:
    """Take somebody's sign-up back; nothing happens where there is none."""
    same = set(same_persons(connection, person))
    for one in signed_up(connection, project["event"]).get(project["id"], []):
        if one.person in same:
            void = ledger.make_fact(
                "void", id=new_id(), device=by, authority=1, event=project["event"], names=one.entry, data=json.dumps({"entry": one.entry})
            )
            ledger.append(connection, [void])


def open_projects(connection: sqlite3.Connection, organisation: str, today: str) -> list[sqlite3.Row]:
    """Return an organisation's projects that volunteers can sign up for: switched on, and not over."""
    rows = connection.execute(
        "SELECT p.*, e.features FROM project p JOIN event e ON e.id = p.event WHERE e.organisation = ? AND p.archived_at IS NULL"
        " AND e.archived_at IS NULL AND (p.day = '' OR p.day >= ?) ORDER BY p.day, p.starts, p.position, p.code",
        (organisation, today),
    ).fetchall()
    return [row for row in rows if has_feature(row, "projects")]
