"""Who organises and who takes part as a group: the tree of organisations."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from kiosk import languages, records
from kiosk.errors import InvalidFields
from kiosk.records import Field, Noun, change

LEVELS = ("ministry", "region", "county", "banner", "city", "district", "street", "community", "station", "group")
REGISTRATIONS = ("registered", "filed", "none")
"""How a partner group stands: registered 登記, filed 備案, or neither."""

ORGANISATION = Noun(
    "organisation",
    "",
    (
        Field("code", "code", required=True),
        Field("name", required=True, varies=True),
        Field("kind", "choice", choices=("unit", "partner"), default="unit"),
        Field("level", "choice", choices=LEVELS, default="community"),
        Field("self_reference", longest=40, varies=True),
        Field("phone", longest=40),
        Field("category", longest=40, varies=True),
        Field("members", "integer"),
        Field("registration", "choice", choices=REGISTRATIONS),
        Field("registration_number", longest=60),
        Field("notice", "long_text", longest=600, varies=True),
        Field("position", "integer"),
        Field("language", "choice", choices=("zh-Hans", "zh-Hant", "en"), default="zh-Hans"),
    ),
    searched=("name",),
)


def names_of_unnamed() -> dict[str, str]:
    """Return what an organisation is called until somebody names it, as a name and its variants."""
    said = {language: languages.text(language, "command.our_organisation") for language in languages.LANGUAGES}
    return {f"name@{language}": name for language, name in said.items()}


def is_unnamed(name: str) -> bool:
    """Whether this is only what stands for a name until there is one: nothing is printed for it."""
    return name in names_of_unnamed().values()


def name_organisation(connection: sqlite3.Connection, id: str, name: str) -> None:
    """Give an organisation its own name in place of what stood for one; InvalidFields."""
    change(connection, ORGANISATION, id, {"name": name} | dict.fromkeys(names_of_unnamed(), ""))


def self_reference(row: sqlite3.Row | Mapping[str, Any], language: str) -> str:
    """Return how an organisation speaks of itself in its own texts: as typed, else by its level: 我縣, 我旗, our community."""
    typed = str(row["self_reference"])
    if typed in ("", languages.text(row["language"], f"plan.self_reference.{row['level']}")):
        return records.variant_typed(row, "self_reference", language) or languages.text(language, f"plan.self_reference.{row['level']}")
    return records.variant_of(row, "self_reference", language)


def move_organisation(connection: sqlite3.Connection, id: str, parent: str) -> None:
    """Put an organisation, with all below it, under another one; InvalidFields where that one is itself or below it."""
    if parent in subtree(connection, id):
        raise InvalidFields({"parent": ("plan.problem.own_part", {})})
    change(connection, ORGANISATION, id, {}, parent=parent)


def subtree(connection: sqlite3.Connection, organisation: str) -> set[str]:
    """Return the ids of an organisation and of everything below it."""
    rows = connection.execute(
        "WITH RECURSIVE below (id) AS (SELECT ? UNION SELECT o.id FROM organisation o JOIN below b ON o.parent = b.id) SELECT id FROM below",
        (organisation,),
    )
    return {row[0] for row in rows.fetchall()}
