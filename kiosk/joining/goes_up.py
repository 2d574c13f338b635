"""What of the plan goes up to a district beside the facts: table by table, column by column, and never a name, a number or a remark.

A column that is not named here stays at the kiosk; a test asks for a decision about each table and column of the schema.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.ids import derive_id
from kiosk.joining.keepers import kept_of, told_fields

_OWN = "({table}.event IN (SELECT value FROM json_each(:events)))"
_OURS = (
    "({table}.campaign = :campaign AND ({table}.event IN (SELECT value FROM json_each(:events))"
    " OR {table}.event IS NULL AND {table}.organisation IN (SELECT value FROM json_each(:organisations))))"
)
_TEXTS = ("language", "variants")


@dataclass(frozen=True, slots=True)
class Goes:
    """One table: the columns that go up, which of its rows, and the columns that go up with another value (``blank``)."""

    table: str
    columns: tuple[str, ...]
    where: str = _OWN
    blank: Mapping[str, object] = field(default_factory=dict)
    key: tuple[str, ...] = ("id",)
    later: Mapping[str, object] = field(default_factory=dict)
    """What an older kiosk does not say yet → what holds then."""
    parent: str = ""
    """The column within which its code is unique, '' where the code is."""

    @property
    def sql(self) -> str:
        """The rows of the kiosk's own; what another kiosk brought here is not told back."""
        kept = "" if self.key != ("id",) else f" AND NOT EXISTS (SELECT 1 FROM kept_elsewhere k WHERE k.noun = '{self.table}' AND k.id = {self.table}.id)"
        return f"SELECT {', '.join(self.columns)} FROM {self.table} WHERE {self.where.format(table=self.table)}{kept} ORDER BY {', '.join(self.key)}"


_PARTNERS = (
    "((organisation.id IN (SELECT value FROM json_each(:organisations)) AND organisation.id <> :root) OR organisation.id IN"
    " (SELECT partner FROM act WHERE event IN (SELECT value FROM json_each(:events)) UNION"
    " SELECT organisation FROM co_organiser WHERE event IN (SELECT value FROM json_each(:events))))"
)
_PEOPLE = (
    "(person.id IN (SELECT person FROM shift WHERE event IN (SELECT value FROM json_each(:events)) UNION"
    " SELECT person FROM roster WHERE event IN (SELECT value FROM json_each(:events)) UNION"
    " SELECT person FROM volunteer WHERE event IN (SELECT value FROM json_each(:events)) UNION"
    " SELECT person FROM device WHERE event IN (SELECT value FROM json_each(:events)) UNION"
    " SELECT f.person FROM pattern p CROSS JOIN fact f ON f.pattern = p.id WHERE p.event IN (SELECT value FROM json_each(:events)) AND f.person <> ''))"
)
_MATERIALS = (
    "(material.campaign = :campaign AND material.id IN"
    " (SELECT p.material FROM pattern p WHERE p.event IN (SELECT value FROM json_each(:events)) UNION"
    " SELECT material FROM counting_mode WHERE event IN (SELECT value FROM json_each(:events)) UNION"
    " SELECT material FROM print_run WHERE event IN (SELECT value FROM json_each(:events))))"
)
_SAME = (
    "(same_person.participant IN (SELECT participant FROM visit WHERE event IN (SELECT value FROM json_each(:events))"
    " UNION SELECT person FROM volunteer WHERE event IN (SELECT value FROM json_each(:events))"
    " UNION SELECT person FROM shift WHERE event IN (SELECT value FROM json_each(:events))))"
)
_POSTS = "(post.campaign = :campaign AND post.organisation IN (SELECT value FROM json_each(:organisations)))"

GOES_UP = (
    Goes("organisation", ("id", "parent", "code", "name", "kind", "level", "self_reference", "registration", "registration_number", "category", "members",
                          "position", *_TEXTS, "made_at", "archived_at"), _PARTNERS, {"registration_number": ""}),
    Goes("post", ("id", "campaign", "organisation", "code", "channel", "title", "day", "url", "topics", "target_groups", "position", *_TEXTS, "made_at",
                  "archived_at"), _POSTS, parent="campaign"),
    Goes("post_reading", ("id", "post", "reads", "shares", "read_on", "source", "variants", "made_at"), f"(post_reading.post IN (SELECT id FROM post WHERE {_POSTS}))", later={"variants": "{}"}),
    Goes("material", ("id", "campaign", "code", "title", "headline", "body", "kind", "paper", "unit_cost", "topics", "target_groups", "derived_from",
                      "position", *_TEXTS, "made_at", "archived_at"), _MATERIALS, parent="campaign"),
    Goes("event", ("id", "campaign", "organisation", "code", "title", "kind", "line", "place", "room", "day", "starts", "ends", "zone", "expected",
                   "capacity", "topics", "invited", "contact", "buttons", "sign_in_margin", "features", "awareness", "status", "status_reason", "status_at",
                   "outcome", "position", *_TEXTS, "made_at", "archived_at"), "(event.id IN (SELECT value FROM json_each(:events)))",
         {"contact": "", "buttons": ""}, parent="campaign"),
    Goes("booth", ("id", "event", "code", "name", "place", "opens", "closes", "colour", "position", *_TEXTS, "made_at", "archived_at"), parent="event"),
    Goes("counting_mode", ("event", "booth", "material", "mode"), key=("event", "booth", "material")),
    Goes("person", ("id", "organisation", "code", "category", "position", "made_at", "archived_at"), _PEOPLE, parent="organisation"),
    Goes("shift", ("id", "event", "code", "person", "booth", "duty", "starts", "ends", "made_at", "archived_at"), parent="event"),
    Goes("roster", ("id", "event", "code", "person", "made_at", "archived_at"), parent="event"),
    Goes("act", ("id", "event", "code", "partner", "title", "minutes", "performers", "delegates", "leader", "position", *_TEXTS, "made_at", "archived_at"),
         parent="event"),
    Goes("co_organiser", ("id", "event", "code", "organisation", "name", "booth", "position", *_TEXTS, "made_at", "archived_at"), parent="event"),
    Goes("equipment", ("id", "event", "code", "item", "count", "owned", "lender", "returned_on", "position", *_TEXTS, "made_at", "archived_at"), parent="event"),
    Goes("media", ("id", "event", "code", "title", "kind", "producer", "office", "minutes", "synopsis", "position", *_TEXTS, "made_at", "archived_at"),
         parent="event"),
    Goes("project", ("id", "event", "code", "title", "place", "day", "starts", "ends", "needed", "position", *_TEXTS, "made_at", "archived_at"), parent="event"),
    Goes("objective", ("id", "campaign", "organisation", "event", "code", "text", "indicator", "target", "actual", "position", *_TEXTS, "made_at",
                       "archived_at"), _OURS, parent="campaign"),
    Goes("statement", ("id", "campaign", "organisation", "event", "code", "kind", "text", "position", *_TEXTS, "made_at", "archived_at"), _OURS,
         parent="campaign"),
    Goes("next_step", ("id", "campaign", "organisation", "event", "code", "text", "owner", "due", "done_on", "position", *_TEXTS, "made_at", "archived_at"),
         _OURS, parent="campaign"),
    Goes("print_run", ("id", "event", "code", "kind", "material", "booth", "copies", "bundle_size", "per_copy", "language", "base_url", "sample", "unit_cost",
                       "state", "made_by", "made_at", "archived_at"), blank={"base_url": "", "made_by": ""}, parent="event"),
    Goes("device", ("id", "number", "name", "event", "booth", "role", "person", "token_hash", "paired_at", "expires_at", "left_at", "revoked_at",
                    "last_seen_at", "waiting", "waiting_since"), blank={"name": "", "token_hash": "", "expires_at": 0}),
    Goes("volunteer", ("person", "event", "entry", "age", "guardian"), blank={"guardian": "-"}, key=("person",)),
    Goes("same_person", ("participant", "person", "confirmed_by", "at", "undone_at"), _SAME, {"confirmed_by": ""}, key=("participant",)),
)  # fmt: skip
"""In the order in which they refer to each other."""
BY_TABLE = {goes.table: goes for goes in GOES_UP}

BOOKS = {
    "closing": "SELECT id, event, number, act, at, seq, json_set(figures, '$.checks', json('[]')) AS figures FROM closing"
    " WHERE event IN (SELECT value FROM json_each(:events)) ORDER BY event, number",
    "summary_edit": "SELECT * FROM summary_edit WHERE campaign = :campaign AND (event IN (SELECT value FROM json_each(:events))"
    " OR event = '' AND organisation IN (SELECT value FROM json_each(:organisations))) ORDER BY made_at, id",
    "summary_version": "SELECT id, campaign, organisation, event, collected, shape, language, number, report, said, seq, made_at FROM summary_version"
    " WHERE campaign = :campaign AND (event IN (SELECT value FROM json_each(:events))"
    " OR event = '' AND organisation IN (SELECT value FROM json_each(:organisations))) ORDER BY made_at, number",
}
"""Closed books and summaries: append-only, numbered by the ledger's position, which is another one at the district."""

EVENT_TOLD = "event_told"
"""What the holder of a planned event says of it, as a line beside the tables: the rest of that record is the district's."""
_PLANNED = "SELECT x.* FROM {table} x JOIN kept_elsewhere k ON k.noun = '{table}' AND k.id = x.id WHERE {where}"


def told_of_planned(connection: sqlite3.Connection, values: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return (table, row) of what this kiosk says itself in records that the district planned: how an event stands and what came of it, and
    what came of an objective, which goes up as one of this kiosk's own: every kiosk of the district has its own answer to it."""
    for event in connection.execute(_PLANNED.format(table="event", where="x.id IN (SELECT value FROM json_each(:events))"), values).fetchall():
        if _is_planned(connection, "event", event):
            yield EVENT_TOLD, _told(event)
    for objective in connection.execute(_PLANNED.format(table="objective", where="x.campaign = :campaign"), values).fetchall():
        if _is_planned(connection, "objective", objective):
            yield "objective", _own_objective(objective, values["root"])


def _is_planned(connection: sqlite3.Connection, noun: str, row: sqlite3.Row) -> bool:
    """What another kiosk reported here is not told back."""
    kept = kept_of(connection, noun, row)
    return kept is not None and kept.by == "plan"


def _told(event: sqlite3.Row) -> dict[str, Any]:
    names = told_fields(event)
    variants = {name: texts for name, texts in json.loads(event["variants"]).items() if name in names}
    return {"id": event["id"], **{name: event[name] for name in names}, "variants": json.dumps(variants, ensure_ascii=False, sort_keys=True)}


def _own_objective(row: sqlite3.Row, root: str) -> dict[str, Any]:
    """The objective under an id of this kiosk's own; put away where nothing is said of it (any more)."""
    put_away = row["archived_at"] if row["actual"] else row["archived_at"] or row["made_at"]
    return {name: row[name] for name in BY_TABLE["objective"].columns} | {"id": derive_id(row["id"], root), "archived_at": put_away}
