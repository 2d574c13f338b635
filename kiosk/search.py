"""One search box: finds plan records and people by code, title in any language or name, from one character on."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from kiosk.accounts import Account
from kiosk.folding import fold
from kiosk.joining.kiosk_names import name_of
from kiosk.languages import Named
from kiosk.plan.scope import COORDINATOR, MINE, MY_CAMPAIGN, MY_EVENT, scope_values
from kiosk.privacy.personal_data import mask_phone

MOST_EACH = 30
_LONGEST = 100
_MOST_WORDS = 6

_PLAN = {
    "campaign": f"SELECT x.*, '' AS context FROM campaign x WHERE {MY_CAMPAIGN}",
    "event": f"SELECT x.*, x.place AS context FROM event x WHERE {MY_EVENT}",
    "booth": "SELECT b.*, b.name AS title, x.title AS context, x.organisation AS organisation"
             f" FROM booth b JOIN event x ON x.id = b.event WHERE {MY_EVENT}",
    "act": "SELECT a.*, x.title AS context, x.organisation AS organisation"
           f" FROM act a JOIN event x ON x.id = a.event WHERE {MY_EVENT}",
    "material": f"SELECT m.*, x.title AS context FROM material m JOIN campaign x ON x.id = m.campaign WHERE {MY_CAMPAIGN}",
    "post": f"SELECT x.*, x.channel AS context FROM post x WHERE {MINE}",
    "statement": f"SELECT x.*, x.text AS title, c.title AS context FROM statement x JOIN campaign c ON c.id = x.campaign WHERE {MINE}",
    "objective": f"SELECT x.*, x.text AS title, c.title AS context FROM objective x JOIN campaign c ON c.id = x.campaign WHERE {MINE}",
    "next_step": f"SELECT x.*, x.text AS title, x.owner AS context FROM next_step x WHERE {MINE}",
    "topic": f"SELECT d.*, x.title AS context FROM topic d JOIN campaign x ON x.id = d.campaign WHERE {MY_CAMPAIGN}",
    "equipment": "SELECT q.*, q.item AS title, x.title AS context, x.organisation AS organisation"
                 f" FROM equipment q JOIN event x ON x.id = q.event WHERE {MY_EVENT}",
    "project": "SELECT j.*, x.title AS context, x.organisation AS organisation"
               f" FROM project j JOIN event x ON x.id = j.event WHERE {MY_EVENT}",
    "media": "SELECT m.*, x.title AS context, x.organisation AS organisation"
             f" FROM media m JOIN event x ON x.id = m.event WHERE {MY_EVENT}",
    "organisation": "SELECT x.*, x.name AS title, '' AS context FROM organisation x"
                    " WHERE x.id IN (SELECT value FROM json_each(:organisations))",
}  # fmt: skip

_KEPT_BY = "coalesce((SELECT e.kiosk FROM kept_elsewhere e WHERE e.noun = k.noun AND e.id = k.id), '')"
"""The kiosk that brought a record, by plan file or by report."""


_NOBODY = Named("")


@dataclass(frozen=True, slots=True)
class Found:
    """One record found: its noun and id, and what is shown of it; a person's number is masked.  ``kept_by``: what the kiosk is called that brought it."""

    noun: str
    id: str
    code: str
    title: str
    context: str
    archived: bool
    variants: str = "{}"
    kept_by: Named = _NOBODY


def find(connection: sqlite3.Connection, typed: str, who: Account) -> dict[str, list[Found]]:
    """Return noun → what ``who`` may see of it that holds every word of ``typed``, the best first, at most 30 each."""
    words = [word for word in map(fold, typed[:_LONGEST].split()) if word][:_MOST_WORDS]
    if not words:
        return {}
    values = scope_values(who) | {"coordinated": json.dumps(sorted(who.organisations(COORDINATOR)))}
    values |= {f"word{number}": word for number, word in enumerate(words)} | {"whole": fold(typed), "most": MOST_EACH}
    found = {noun: _find_records(connection, noun, words, values) for noun in _PLAN}
    found["person"] = _find_people(connection, words, values)
    return {noun: each for noun, each in found.items() if each}


def _find_records(connection: sqlite3.Connection, noun: str, words: list[str], values: dict[str, object]) -> list[Found]:
    holds = " AND ".join(f"instr(k.folded, :word{number})" for number in range(len(words)))
    sql = (
        f"SELECT f.*, {_KEPT_BY} AS kept_by FROM search_key k JOIN ({_PLAN[noun]}) f ON f.id = k.id WHERE k.noun = :noun AND {holds}"
        " ORDER BY f.archived_at IS NOT NULL, instr(k.folded || char(10), :whole || char(10)) <> 1, instr(k.folded, :whole) <> 1,"
        " f.code LIMIT :most"
    )
    rows = connection.execute(sql, values | {"noun": noun}).fetchall()
    names = {kiosk: name_of(connection, kiosk) for kiosk in {row["kept_by"] for row in rows} if kiosk}
    return [
        Found(noun, row["id"], row["code"], row["title"], row["context"], row["archived_at"] is not None, row["variants"], names.get(row["kept_by"], _NOBODY))
        for row in rows
    ]


def _find_people(connection: sqlite3.Connection, words: list[str], values: dict[str, object]) -> list[Found]:
    """People only for those who coordinate their organisation; the key stands in ``identity`` and is erased with the name."""
    holds = " AND ".join(
        f"(instr(i.search_name, :word{number}) OR instr(k.folded, :word{number}))" for number in range(len(words))
    )
    sql = (
        "SELECT p.id, p.code, p.team, p.archived_at, i.name, i.phone FROM person p JOIN identity i ON i.subject = p.id"
        " JOIN search_key k ON k.noun = 'person' AND k.id = p.id"
        f" WHERE p.organisation IN (SELECT value FROM json_each(:coordinated)) AND {holds}"
        " ORDER BY p.archived_at IS NOT NULL, i.search_name <> :whole, instr(i.search_name, :whole) <> 1, p.code LIMIT :most"
    )
    return [
        Found(
            "person", row["id"], row["code"], row["name"], mask_phone(row["phone"]) or row["team"], row["archived_at"] is not None
        )
        for row in connection.execute(sql, values).fetchall()
    ]
