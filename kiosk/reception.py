"""What a fact that is handed in brings along beside its row: names, notes for the wall, volunteers who register."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk import volunteers, wall
from kiosk.attendance import allot_number
from kiosk.campaigns import EVENT
from kiosk.entries import Data, Entry
from kiosk.errors import InvalidFields
from kiosk.privacy.notices import seen
from kiosk.privacy.personal_data import keep_identity
from kiosk.records import get
from kiosk.volunteers import Answers, Registration, TooYoung

FEATURES = {"note": "wall", "group_in": "programme", "act_on": "programme", "registration": "volunteers"}
"""Kinds that belong to what can be switched off: a phone without a network learns of that late, and its fact is kept and flagged."""
NAMING = ("void", "release")
_NO_DATA: Data = {}


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry that the ledger has settled: its event by id, whose it is, what became of it, and in which language it was sent."""

    entry: Entry
    event: str
    person: str
    outcome: str
    flags: Sequence[str]
    language: str

    @property
    def is_new(self) -> bool:
        """Whether it was recorded now."""
        return self.outcome == "recorded"

    @property
    def counts(self) -> bool:
        """Whether it stands in the ledger and does not wait for a coordinator."""
        return self.outcome in ("recorded", "duplicate") and "quarantined" not in self.flags


def missing_in(entry: Entry) -> str:
    """Return the field without which an entry is none of its kind, '' for one that is whole."""
    if entry["kind"] != "registration":
        return ""
    try:
        _answers(entry)
    except TooYoung:
        return "data.age"
    except InvalidFields as refusal:
        name = next(iter(refusal.fields))
        return f"data.{name}" if name == "age" else f"private.{name}"
    return ""


def receive(connection: sqlite3.Connection, arrival: Arrival) -> dict[str, object]:
    """Keep what came with an entry, and return what its sender is told beside the result."""
    entry, kind = arrival.entry, arrival.entry["kind"]
    if arrival.outcome == "conflict":
        return {}
    if kind == "registration":
        return _register(connection, arrival)
    _keep_private(connection, arrival)
    if kind == "note" and arrival.is_new:
        sort = (entry.get("data") or _NO_DATA).get("sort") or "message"
        wall.take_in(connection, entry["id"], arrival.event, sort, entry["seen_at"], language=arrival.language)
    if _is_named_visitor(entry) and arrival.counts:
        return {"number": allot_number(connection, arrival.event, str(entry["data"]["participant"]))}
    return {}


def _register(connection: sqlite3.Connection, arrival: Arrival) -> dict[str, object]:
    entry = arrival.entry
    if arrival.is_new:
        private = entry.get("private") or {}
        wanted = Registration(entry["id"], _answers(entry), erase_code=private.get("erase_code", ""), notice_version=private.get("notice_version"))
        volunteers.take_in(connection, get(connection, EVENT, arrival.event), wanted)
        volunteers.follow(connection, [entry["id"]], forgets=arrival.counts)  # its void may have come before it
    return {"volunteer": volunteers.get_volunteer(connection, arrival.person).number} if arrival.counts else {}


def _answers(entry: Entry) -> Answers:
    """Return what somebody who registers says of themselves, by the rules of every other form.  TooYoung, InvalidFields."""
    private: Mapping[str, Any] = entry.get("private") or {}
    said = {name: str(private.get(name, "")) for name in ("name", "phone", "guardian", "guardian_phone")}
    said |= {"age": (entry.get("data") or _NO_DATA).get("age") or "", "guardian_agrees": said["guardian"]}
    return volunteers.read_answers(said, *(private.get(name, ()) for name in ("skills", "tasks", "free")))


def _keep_private(connection: sqlite3.Connection, arrival: Arrival) -> None:
    entry = arrival.entry
    personal: dict[str, Any] = dict(entry.get("private") or {})
    if not personal:
        return
    if entry["kind"] == "note":
        personal |= {name: wall.plain_words(personal[name]) for name in ("name", "note") if name in personal}
    keep_identity(
        connection, arrival.person or entry["id"], event=arrival.event, name=seen(personal.get("name", "")), phone=personal.get("phone", ""),
        note=seen(personal.get("note", "")), notice_version=personal.get("notice_version"), erase_code=personal.get("erase_code", ""),
    )  # fmt: skip


def _is_named_visitor(entry: Entry) -> bool:
    """Tell whether somebody who is on no list signed in by name: they get a running number, as in the public form."""
    data = entry.get("data") or _NO_DATA
    named = bool((entry.get("private") or {}).get("name"))
    return entry["kind"] == "check_in" and named and bool(data.get("participant")) and not entry.get("person")
