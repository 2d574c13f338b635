"""Which records of the plan another kiosk keeps: it alone changes them; below the records, so that no door leads past it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from kiosk.errors import Refusal
from kiosk.ids import now_ms

_OWNER = ("event", "organisation")
LOCAL: Mapping[str, tuple[str, ...]] = {
    "campaign": ("organisation", "contact"),
    "event": (
        "organisation", "contact", "invited", "expected", "capacity", "buttons", "sign_in_margin", "features", "awareness", "outcome",
        "status", "status_reason", "status_at",
    ),
    "objective": (*_OWNER, "actual"),
    "statement": _OWNER,
    "material": ("derived_from",),
}  # fmt: skip
"""What stays each kiosk's own also in a record that another one keeps: whom to call, what an event is equipped with, what came of it."""


class KeptElsewhere(Refusal):
    """Another kiosk keeps this record: it is changed there, and comes here with the next plan file."""

    area = "joining"
    reason = "kept_elsewhere"
    status = 409


def keeper_of(connection: sqlite3.Connection, noun: str, id: str) -> str:
    """Return the id of the kiosk that brought a record here, '' for one of this kiosk's own."""
    row = connection.execute("SELECT kiosk FROM kept_elsewhere WHERE noun = ? AND id = ?", (noun, id)).fetchone()
    return str(row["kiosk"]) if row is not None else ""


def keeper_name(connection: sqlite3.Connection, noun: str, id: str) -> str:
    """Return what the kiosk that keeps a record is called here, '' for one of this kiosk's own."""
    keeper = keeper_of(connection, noun, id)
    row = connection.execute("SELECT name FROM kiosk_decision WHERE kiosk = ? ORDER BY rowid DESC LIMIT 1", (keeper,)).fetchone()
    return str(row["name"]) if row is not None else ""


def mark_kept(connection: sqlite3.Connection, noun: str, id: str, kiosk: str) -> None:
    """Say that a record came from another kiosk."""
    connection.execute("INSERT INTO kept_elsewhere VALUES (?, ?, ?, ?)", (noun, id, kiosk, now_ms()))


def refuse_kept(connection: sqlite3.Connection, noun: str, before: Mapping[str, Any] | sqlite3.Row, row: Mapping[str, object]) -> None:
    """Refuse a change of what another kiosk keeps of a record; what stays the same or is local may be written.  KeptElsewhere."""
    local = LOCAL.get(noun, ())
    changed = [name for name, value in row.items() if name not in local and not _is_same(name, before[name], value, local)]
    if changed and keeper_of(connection, noun, before["id"]):
        raise KeptElsewhere(name=keeper_name(connection, noun, before["id"]))


def carried_variants(noun: str, variants: str) -> dict[str, dict[str, str]]:
    """Return the texts in further languages that go with a record to another kiosk."""
    return {name: texts for name, texts in json.loads(variants).items() if name not in LOCAL.get(noun, ())}


def _is_same(name: str, before: object, after: object, local: tuple[str, ...]) -> bool:
    if name != "variants":
        return str(before) == str(after)
    texts = [{key: value for key, value in json.loads(str(each)).items() if key not in local} for each in (before, after)]
    return texts[0] == texts[1]
