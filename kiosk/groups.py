"""The register of an organisation's partner groups: who is filed under which number, who leads them, in the order that is kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.privacy.personal_data import mask_phone

LEADER = "leader"
"""The category of a person who leads the group that the person belongs to."""


@dataclass(frozen=True, slots=True)
class Leader:
    """Who leads a group: a person of the plan, so that the name can be erased; the number is masked."""

    person: str
    name: str
    phone: str


def partner_groups(connection: sqlite3.Connection, organisation: str, *, archived: bool = False) -> list[sqlite3.Row]:
    """Return the groups on an organisation's register, in their kept order."""
    hidden = "" if archived else " AND archived_at IS NULL"
    sql = f"SELECT * FROM organisation WHERE parent = ? AND kind = 'partner'{hidden} ORDER BY position, length(code), code"
    return connection.execute(sql, (organisation,)).fetchall()


def find_group(connection: sqlite3.Connection, organisation: str, code: str) -> sqlite3.Row | None:
    """Return the group with this code on an organisation's register, or None."""
    found = (row for row in partner_groups(connection, organisation, archived=True) if row["code"].upper() == code.upper())
    return next(found, None)


def leader_of(connection: sqlite3.Connection, group: str) -> Leader | None:
    """Return who leads a group, the first one where there are several; None when nobody is named (any more)."""
    return leaders_of(connection, [group]).get(group)


def leaders_of(connection: sqlite3.Connection, groups: Iterable[str]) -> dict[str, Leader]:
    """Return group → who leads it, in one statement; groups for which nobody is named are absent."""
    rows = connection.execute(
        "SELECT p.id, p.organisation, i.name, i.phone FROM person p JOIN identity i ON i.subject = p.id AND i.name <> ''"
        " WHERE p.organisation IN (SELECT value FROM json_each(?)) AND p.category = ? AND p.archived_at IS NULL"
        " ORDER BY p.position DESC, length(p.code) DESC, p.code DESC",
        (json.dumps(sorted(groups)), LEADER),
    ).fetchall()
    return {row["organisation"]: Leader(row["id"], row["name"], mask_phone(row["phone"])) for row in rows}  # the first one, written last, stays
