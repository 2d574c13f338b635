"""Who organises and who takes part as a group: the tree of organisations."""

from __future__ import annotations

import sqlite3

from kiosk.records import Field, Noun

LEVELS = ("ministry", "region", "county", "banner", "city", "district", "street", "community", "station", "group")

ORGANISATION = Noun(
    "organisation",
    "",
    (
        Field("code", "code", required=True),
        Field("name", required=True, varies=True),
        Field("kind", "choice", choices=("unit", "partner"), default="unit"),
        Field("level", "choice", choices=LEVELS, default="community"),
        Field("self_reference", longest=40),
        Field("phone", longest=40),
        Field("notice", "long_text", longest=600, varies=True),
        Field("position", "integer"),
        Field("language", "choice", choices=("zh-Hans", "zh-Hant", "en"), default="zh-Hans"),
    ),
    searched=("name",),
)


def subtree(connection: sqlite3.Connection, organisation: str) -> set[str]:
    """Return the ids of an organisation and of everything below it."""
    rows = connection.execute(
        "WITH RECURSIVE below (id) AS (SELECT ? UNION SELECT o.id FROM organisation o JOIN below b ON o.parent = b.id) SELECT id FROM below",
        (organisation,),
    )
    return {row[0] for row in rows.fetchall()}
