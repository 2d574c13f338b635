"""The running order of a show: who is on in which slot, for how long and with how many, and when each act is to begin."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.records import LANGUAGE_FIELD, Field, Noun, Problem, variant_of

YES_OR_NO = ("yes", "no")
MOST_MINUTES, MOST_PEOPLE = 24 * 60, 999


def _act_problems(row: Mapping[str, object]) -> dict[str, Problem]:
    """An act is somebody's or has a name, and no slip of the finger makes it last a week."""
    problems: dict[str, Problem] = {}
    if not row["partner"] and not row["title"]:
        problems["title"] = ("plan.problem.act_without_name", {})
    for name, most in (("minutes", MOST_MINUTES), ("performers", MOST_PEOPLE), ("delegates", MOST_PEOPLE)):
        if int(str(row[name])) > most:
            problems[name] = ("plan.problem.at_most", {"most": most})
    return problems


ACT = Noun(
    "act",
    "event",
    (
        Field("code", "code", required=True),
        Field("partner", "group"),
        Field("title", longest=80, varies=True),
        Field("minutes", "integer"),
        Field("performers", "integer"),
        Field("delegates", "integer"),
        Field("leader", "choice", choices=YES_OR_NO, default="yes"),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
    searched=("title",),
    check=_act_problems,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One act in its place: ``number`` counts from 1, ``starts`` is ms UTC; ``group`` is the group's row as far as it has one."""

    number: int
    starts: int
    act: sqlite3.Row
    group: sqlite3.Row | None

    @property
    def id(self) -> str:
        return str(self.act["id"])

    @property
    def partner(self) -> str:
        """The group's id, '' for an act that is no group's."""
        return str(self.act["partner"] or "")

    @property
    def expected(self) -> int:
        """How many of the group are expected: its delegates, where nobody said as many as perform."""
        return int(self.act["delegates"] or self.act["performers"])

    def title(self, language: str) -> str:
        """What the act is called; the group's name where it has none of its own."""
        return variant_of(self.act, "title", language) or self.name(language)

    def name(self, language: str) -> str:
        """What the group is called, '' for none."""
        return variant_of(self.group, "name", language) if self.group else ""


@dataclass(frozen=True, slots=True)
class Order:
    """An event's running order, and what it comes to."""

    slots: tuple[Slot, ...]

    @property
    def minutes(self) -> int:
        return sum(slot.act["minutes"] for slot in self.slots)

    @property
    def performers(self) -> int:
        return sum(slot.act["performers"] for slot in self.slots)

    @property
    def groups(self) -> tuple[str, ...]:
        """The ids of the groups in it, each once."""
        return tuple(dict.fromkeys(slot.partner for slot in self.slots if slot.partner))

    def slot(self, act: str) -> Slot | None:
        """Return the slot of an act, None for one that is not (or no longer) in the order."""
        return next((slot for slot in self.slots if slot.id == act), None)


def running_order(connection: sqlite3.Connection, event: sqlite3.Row) -> Order:
    """Return the acts of an event in their order, each beginning when those before it are over."""
    acts = connection.execute("SELECT * FROM act WHERE event = ? AND archived_at IS NULL ORDER BY position, length(code), code", (event["id"],)).fetchall()
    groups = _groups(connection, {act["partner"] for act in acts if act["partner"]})
    at = datetime.fromisoformat(f"{event['day']}T{event['starts']}").replace(tzinfo=ZoneInfo(event["zone"]))
    slots = []
    for number, act in enumerate(acts, start=1):
        slots.append(Slot(number, round(at.timestamp() * 1000), act, groups.get(act["partner"])))
        at += timedelta(minutes=act["minutes"])
    return Order(tuple(slots))


def _groups(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, sqlite3.Row]:
    wanted = list(ids)
    marks = ", ".join("?" * len(wanted))
    rows = connection.execute(f"SELECT * FROM organisation WHERE id IN ({marks})", wanted).fetchall()
    return {row["id"]: row for row in rows}
