"""With whom an event, or one booth of it, is held: every fact stays the one organisation's that holds the event, and is counted once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from kiosk.languages import say_list, text
from kiosk.records import LANGUAGE_FIELD, Field, Noun, Problem, variant_of


def _co_organiser_problems(row: Mapping[str, object]) -> dict[str, Problem]:
    """A co-organiser is an organisation of this site or has a name."""
    return {} if row["organisation"] or row["name"] else {"name": ("plan.problem.co_organiser_without_name", {})}


CO_ORGANISER = Noun(
    "co_organiser",
    "event",
    (
        Field("code", "code", required=True),
        Field("organisation", "unit"),
        Field("name", longest=80, varies=True),
        Field("booth", "booth"),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
    check=_co_organiser_problems,
)


def say_jointly(connection: sqlite3.Connection, event: str, language: str) -> str:
    """Return "jointly with …" for an event, booths that somebody else shares named with their partner; '' for one held alone."""
    return say_all_jointly(connection, language, event).get(event, "")


def say_all_jointly(connection: sqlite3.Connection, language: str, event: str = "") -> dict[str, str]:
    """Return event → "jointly with …" for every event that is not held alone (or for one), in one statement."""
    rows = connection.execute(
        "SELECT c.*, o.name AS unit_name, o.variants AS unit_variants, coalesce(b.code, '') AS booth_code FROM co_organiser c"
        " LEFT JOIN organisation o ON o.id = c.organisation LEFT JOIN booth b ON b.id = c.booth"
        " WHERE ?1 IN ('', c.event) AND c.archived_at IS NULL ORDER BY b.code IS NOT NULL, c.position, length(c.code), c.code",
        (event,),
    ).fetchall()
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(row["event"], []).append(_say_one(row, language))
    return {id: text(language, "plan.jointly", names=say_list(language, list(dict.fromkeys(said)))) for id, said in names.items()}


def _say_one(row: sqlite3.Row, language: str) -> str:
    unit = {"name": row["unit_name"], "variants": row["unit_variants"]} if row["unit_name"] is not None else row
    name = variant_of(unit, "name", language)
    return text(language, "plan.jointly_at_booth", booth=row["booth_code"], name=name) if row["booth_code"] else name


def events_held_with(connection: sqlite3.Connection, organisations: Iterable[str]) -> list[sqlite3.Row]:
    """Return (id, organisation) of the events that others hold together with one of these organisations."""
    wanted = sorted(organisations)
    marks = ", ".join("?" * len(wanted))
    sql = (
        f"SELECT DISTINCT e.id, e.organisation FROM co_organiser c JOIN event e ON e.id = c.event"
        f" WHERE c.organisation IN ({marks}) AND c.archived_at IS NULL"
    )
    return connection.execute(sql, wanted).fetchall()
