"""The leader's link: a secret address by which whoever leads a group confirms an act, sees when it is on, and reports who came.

Only a hash of the secret is kept; the instance's own key tells it again, so that the coordinator can show the same code twice.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk import records
from kiosk.acts import ACT, MOST_MINUTES, MOST_PEOPLE
from kiosk.campaigns import EVENT, event_window
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import new_id, now_ms
from kiosk.organisations import ORGANISATION
from kiosk.privacy.notices import MOST_NOTE, clean_personal
from kiosk.privacy.personal_data import hash_secret, keep_identity, keyed_secret
from kiosk.records import Field, Noun, Problem, Values

AFTER_MS = 6 * 3_600_000
"""So long after the event's end the link still opens: who came is often reported when all is over."""
BEFORE_MS = 6 * 3_600_000
"""From so long before the event's start on, a leader can report who is there."""
_ANSWER = Noun("leader_answer", "", (Field("name", required=True, longest=80), ACT.field("title"), ACT.field("minutes"), ACT.field("delegates")))


class LinkGone(NotFound):
    """The address opens nothing: it was mistyped, taken back or replaced by another."""

    reason = "link_gone"
    area = "groups"


@dataclass(frozen=True, slots=True)
class Link:
    """One link that still opens something: its act, and the event that the act belongs to."""

    id: str
    act: sqlite3.Row
    event: sqlite3.Row

    def is_over(self, at_ms: int) -> bool:
        """Tell whether the link has ended with its event."""
        return at_ms > event_window(self.event).ends + AFTER_MS or self.event["status"] == "cancelled"

    def reports(self, at_ms: int) -> bool:
        """Tell whether it is the day: who is here can be reported."""
        return at_ms >= event_window(self.event).starts - BEFORE_MS and not self.is_over(at_ms)


def secret_of_link(key: str, id: str) -> str:
    """Return a link's secret: 128 bits that only the instance's ``key`` tells."""
    return keyed_secret(key, f"leader link {id}")


def link_of(connection: sqlite3.Connection, act: str) -> str | None:
    """Return the id of an act's link that was not revoked, or None."""
    row = connection.execute("SELECT id FROM leader_link WHERE act = ? AND revoked_at IS NULL ORDER BY made_at DESC LIMIT 1", (act,)).fetchone()
    return str(row["id"]) if row else None


def make_link(connection: sqlite3.Connection, act: str, *, by: str, key: str) -> str:
    """Return the id of an act's link, made now where there is none: pressed twice it is one."""
    known = link_of(connection, act)
    if known is not None:
        return known
    id = new_id()
    connection.execute("INSERT INTO leader_link VALUES (?, ?, ?, ?, ?, NULL)", (id, act, hash_secret(secret_of_link(key, id)), by, now_ms()))
    return id


def revoke_link(connection: sqlite3.Connection, act: str) -> None:
    """Let an act's links open nothing any more; what was answered stays."""
    connection.execute("UPDATE leader_link SET revoked_at = ? WHERE act = ? AND revoked_at IS NULL", (now_ms(), act))


def revoke_again(connection: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """Revoke in an earlier database a link that was revoked since; ``row`` is the later one of ``leader_link``."""
    connection.execute("UPDATE leader_link SET revoked_at = coalesce(revoked_at, :revoked_at) WHERE id = :id", row)


def find_link(connection: sqlite3.Connection, secret: str) -> Link | None:
    """Return the link with this secret; None for one that was revoked, forged or whose act was put away."""
    row = connection.execute("SELECT id, act FROM leader_link WHERE hash = ? AND revoked_at IS NULL", (hash_secret(secret.upper()),)).fetchone()
    act = records.get(connection, ACT, row["act"]) if row else None
    if act is None or act["archived_at"] is not None:
        return None
    return Link(row["id"], act, records.get(connection, EVENT, act["event"]))


def keep_answer(connection: sqlite3.Connection, link: Link, id: str, values: Values) -> None:
    """Keep what a leader typed, once per form; InvalidFields.  Where it says what the plan says, nothing waits for the coordinator."""
    said, note = clean_answer(values)
    now = now_ms()
    taken = None if _differences(connection, link.act, said) else now
    connection.execute(
        "INSERT INTO leader_answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (id, link.act["id"], link.id, said["name"], said["title"], said["minutes"], said["delegates"], now, taken),
    )
    if note:
        keep_identity(connection, id, event=link.event["id"], note=note)
    records.touch_plan(connection)


def clean_answer(values: Values) -> tuple[dict[str, object], str]:
    """Return the fields of an answer and the note beside it as they may be kept; InvalidFields names everything wrong."""
    problems: dict[str, Problem] = {}
    said: dict[str, object] = {}
    note = ""
    try:
        said = records.clean_values(_ANSWER, values)
        most = {"minutes": MOST_MINUTES, "delegates": MOST_PEOPLE}
        problems |= {name: ("plan.problem.at_most", {"most": limit}) for name, limit in most.items() if int(str(said[name])) > limit}
    except InvalidFields as refusal:
        problems |= refusal.fields
    try:
        checked = clean_personal(values, {"name": 80, "title": 80, "note": MOST_NOTE})
        note = records.visible(checked["note"])
    except InvalidFields as refusal:
        problems = refusal.fields | problems
    if problems:
        raise InvalidFields(problems)
    return said, note


def answer_of(connection: sqlite3.Connection, act: str) -> sqlite3.Row | None:
    """Return what the leader said last about an act, with the note as far as it is still kept; None while nothing was said."""
    return answers_of(connection, [act]).get(act)


def answers_of(connection: sqlite3.Connection, acts: Iterable[str]) -> dict[str, sqlite3.Row]:
    """Return act → what its leader said last, in one statement; acts of which nothing was said are absent."""
    rows = connection.execute(
        "SELECT a.*, coalesce(i.note, '') AS note FROM leader_answer a LEFT JOIN identity i ON i.subject = a.id"
        " WHERE a.act IN (SELECT value FROM json_each(?)) ORDER BY a.made_at, a.id",
        (json.dumps(sorted(acts)),),
    ).fetchall()
    return {row["act"]: row for row in rows}


def differences(connection: sqlite3.Connection, act: sqlite3.Row, answer: sqlite3.Row) -> dict[str, tuple[object, object]]:
    """Return the fields in which the plan says something else than the leader: field → (planned, said)."""
    return _differences(connection, act, dict(answer))


def take_over(connection: sqlite3.Connection, act: sqlite3.Row, answer: sqlite3.Row) -> None:
    """Let the plan say what the leader said; a text that changes loses its other languages, which said something else."""
    changed = _differences(connection, act, dict(answer))
    values = {name: str(said) for name, (_, said) in changed.items() if name != "name"}
    if "title" in values:
        values |= _without_variants(ACT, "title")
    records.change(connection, ACT, act["id"], values)
    if "name" in changed:
        records.change(connection, ORGANISATION, act["partner"], {"name": str(answer["name"]), **_without_variants(ORGANISATION, "name")})
    connection.execute("UPDATE leader_answer SET taken_at = coalesce(taken_at, ?) WHERE id = ?", (now_ms(), answer["id"]))


def _differences(connection: sqlite3.Connection, act: sqlite3.Row, said: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    found: dict[str, tuple[object, object]] = {}
    group = records.get(connection, ORGANISATION, act["partner"]) if act["partner"] else None
    for row, name in ((group, "name"), (act, "title")):
        if row is not None and said[name] not in _texts(row, name):
            found[name] = (row[name], said[name])
    planned = {"minutes": act["minutes"], "delegates": act["delegates"] or act["performers"]}
    return found | {name: (number, said[name]) for name, number in planned.items() if number != said[name]}


def _texts(row: sqlite3.Row, name: str) -> set[str]:
    variants: dict[str, dict[str, str]] = json.loads(row["variants"])
    return {row[name], *variants.get(name, {}).values()}


def _without_variants(noun: Noun, name: str) -> dict[str, str]:
    return {variant: "" for variant, field, _ in records.variant_fields(noun) if field.name == name}
