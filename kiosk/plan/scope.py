"""Whose a record of the plan is, and what of the plan somebody of the staff may see."""

from __future__ import annotations

import json
import sqlite3

from kiosk import records
from kiosk.accounts import Account
from kiosk.plan.forms import EVERY, FORMS, Condition, Form

COORDINATOR = ("coordinator",)
READING = ("coordinator", "printing", "district")

# An organisation's own records, a deputy's one event, and the campaign in which an own event takes place.  The record is `x`.
MINE = "x.organisation IN (SELECT value FROM json_each(:organisations))"
MY_EVENT = f"({MINE} OR x.id IN (SELECT value FROM json_each(:events)))"
MY_CAMPAIGN = f"({MINE} OR x.id IN (SELECT x.campaign FROM event x WHERE {MY_EVENT}))"


def scope_values(who: Account) -> dict[str, object]:
    """Return the values for the conditions above."""
    events = [grant.event for grant in who.grants if grant.event is not None and grant.role in READING]
    return {"organisations": json.dumps(sorted(who.organisations(READING))), "events": json.dumps(events)}


def scope_of(connection: sqlite3.Connection, form: Form, row: sqlite3.Row) -> tuple[str, str | None]:
    """Return the organisation that a record belongs to, and the event where it is part of one."""
    if form.name == "organisation":
        return row["id"], None
    if form.name == "event":
        return row["organisation"], row["id"]
    if form.owned:
        return row["organisation"], row["event"] if "event" in records.field_names(form.fields) else None
    if form.parent == "organisation":
        return row["organisation"], None
    parent = FORMS[form.parent]
    return scope_of(connection, parent, records.get(connection, parent.noun, row[form.column]))


def visible_in(form: Form, who: Account) -> Condition:
    """Return the condition under which ``who`` sees a record of a campaign that many organisations share: all of it where nobody owns a part."""
    if not form.owned:
        return EVERY
    own_event = {"event": "x.id", "post": "NULL"}.get(form.name, "x.event")
    return f"({MINE} OR {own_event} IN (SELECT value FROM json_each(:events)))", scope_values(who)


def has_event_in(connection: sqlite3.Connection, who: Account, campaign: str) -> bool:
    """Tell whether ``who`` may see an event of the campaign: then its title, materials and documents may be seen too."""
    sql = f"SELECT 1 FROM event x WHERE x.campaign = :campaign AND {MY_EVENT} LIMIT 1"
    return connection.execute(sql, scope_values(who) | {"campaign": campaign}).fetchone() is not None


def own_organisation_in(connection: sqlite3.Connection, who: Account, campaign: str) -> str | None:
    """Return the code of the organisation in whose name ``who`` takes part in a campaign, whoever the campaign belongs to: one that
    ``who`` coordinates and that holds an event there already.  None: ``who`` has none."""
    row = connection.execute(
        "SELECT o.code FROM event e JOIN organisation o ON o.id = e.organisation WHERE e.campaign = ? AND e.organisation IN (SELECT value FROM json_each(?))"
        " ORDER BY e.day, e.starts, e.code LIMIT 1",
        (campaign, json.dumps(sorted(who.organisations(COORDINATOR)))),
    ).fetchone()
    return str(row["code"]) if row else None


def deputy_event_in(connection: sqlite3.Connection, who: Account, campaign: str) -> str | None:
    """Return the code of the event of a campaign that ``who`` looks after as a deputy, the first by date; None for none."""
    events = [grant.event for grant in who.grants if grant.event is not None and grant.role in COORDINATOR]
    row = connection.execute(
        "SELECT code FROM event WHERE campaign = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY day, starts, code LIMIT 1", (campaign, json.dumps(events))
    ).fetchone()
    return str(row["code"]) if row else None


def visible_campaigns(connection: sqlite3.Connection, who: Account, *, archived: bool = False) -> list[sqlite3.Row]:
    """Return the campaigns that ``who`` may see, the latest first, with their organisation's name."""
    sql = (
        "SELECT x.*, o.name AS organisation_name, o.variants AS organisation_variants FROM campaign x"
        f" JOIN organisation o ON o.id = x.organisation WHERE {MY_CAMPAIGN} AND (x.archived_at IS NULL OR :archived)"
        " ORDER BY x.archived_at IS NOT NULL, x.starts_on DESC, x.code"
    )
    return connection.execute(sql, scope_values(who) | {"archived": archived}).fetchall()


def visible_events(
    connection: sqlite3.Connection, who: Account, *, campaign: str = "", archived: bool = False
) -> list[sqlite3.Row]:
    """Return the events that ``who`` may see, of one campaign or of all, by date, with their organisation's name."""
    sql = (
        "SELECT x.*, o.name AS organisation_name, o.variants AS organisation_variants FROM event x"
        f" JOIN organisation o ON o.id = x.organisation WHERE {MY_EVENT} AND (x.campaign = :campaign OR :campaign = '')"
        " AND (x.archived_at IS NULL OR :archived) ORDER BY x.archived_at IS NOT NULL, x.day, x.starts, x.position, x.code"
    )
    return connection.execute(sql, scope_values(who) | {"campaign": campaign, "archived": archived}).fetchall()


def visible_organisations(connection: sqlite3.Connection, who: Account) -> list[tuple[int, sqlite3.Row]]:
    """Return (depth, organisation) for every one that ``who`` may see, each after the one that it stands under."""
    seen = who.organisations(READING)
    rows = connection.execute("SELECT * FROM organisation ORDER BY archived_at IS NOT NULL, position, code").fetchall()
    below: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        if row["id"] in seen:
            below.setdefault(row["parent"] if row["parent"] in seen else "", []).append(row)
    found: list[tuple[int, sqlite3.Row]] = []
    waiting = [(0, row) for row in reversed(below.get("", []))]
    while waiting:
        depth, row = waiting.pop()
        found.append((depth, row))
        waiting += [(depth + 1, child) for child in reversed(below.get(row["id"], []))]
    return found


def coordinated_organisations(connection: sqlite3.Connection, who: Account) -> list[sqlite3.Row]:
    """Return the organisations, not put away, whose plan ``who`` writes."""
    held = who.organisations(COORDINATOR)
    return [row for _, row in visible_organisations(connection, who) if row["id"] in held and row["archived_at"] is None]
