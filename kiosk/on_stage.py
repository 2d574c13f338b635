"""What happened at a show: which groups came and with how many, which act went on when; performers are neither visitors nor staff."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.acts import Order, Slot

Item = dict[str, object]


@dataclass(frozen=True, slots=True)
class Present:
    """A group as it was last reported: how many of it are here, whether its leader is, and when that was said (ms UTC)."""

    people: int
    leader: bool
    at: int
    entry: str


@dataclass(frozen=True, slots=True)
class Show:
    """An event's running order with what happened: groups here by id, acts that went on by id (ms UTC)."""

    order: Order
    here: dict[str, Present]
    began: dict[str, int]

    @property
    def people(self) -> int:
        """How many performers are here."""
        return sum(present.people for present in self.here.values())

    @property
    def missing(self) -> list[Slot]:
        """The slots of groups that are not here yet, each group once."""
        first = {slot.partner: slot for slot in reversed(self.order.slots) if slot.partner and slot.partner not in self.here}
        return sorted(first.values(), key=lambda slot: slot.number)

    @property
    def on(self) -> Slot | None:
        """What is on stage: the act that went on last."""
        started = [slot for slot in self.order.slots if slot.id in self.began]
        return max(started, key=lambda slot: (self.began[slot.id], slot.number), default=None)

    @property
    def next(self) -> Slot | None:
        """What comes next: the first act after the one on stage that was not on yet."""
        after = self.on.number if self.on else 0
        return next((slot for slot in self.order.slots if slot.number > after and slot.id not in self.began), None)

    def late(self, slot: Slot) -> int | None:
        """How many whole minutes later than planned an act went on (negative: earlier); None while it was not on."""
        at = self.began.get(slot.id)
        return None if at is None else int((at - slot.starts) / 60_000)


def read_show(connection: sqlite3.Connection, event: str, order: Order) -> Show:
    """Return what happened at an event so far.

    A group's latest report counts, whoever made it; an act begins when it was first said to, until that is taken back.
    """
    rows = connection.execute(
        "SELECT id, kind, quantity, at, data FROM standing WHERE event = ? AND (kind = 'group_in' OR kind = 'act_on') ORDER BY at, id", (event,)
    ).fetchall()
    here: dict[str, Present] = {}
    began: dict[str, int] = {}
    for row in rows:
        data = json.loads(row["data"])
        if row["kind"] == "group_in":
            here[data.get("group", "")] = Present(row["quantity"], bool(data.get("leader")), row["at"], row["id"])
        else:
            began.setdefault(data.get("act", ""), row["at"])
    return Show(order, here, began)


def groups_by_event(connection: sqlite3.Connection, events: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return event → how many groups were there and with how many performers; events without a running order are absent."""
    wanted = json.dumps(sorted(events))
    planned = connection.execute(
        "SELECT DISTINCT event FROM act WHERE event IN (SELECT value FROM json_each(?)) AND archived_at IS NULL", (wanted,)
    ).fetchall()
    rows = connection.execute(
        "SELECT event, quantity, data ->> '$.group' AS who FROM standing WHERE kind = 'group_in' AND event IN (SELECT value FROM json_each(?))"
        " ORDER BY at, id",
        (wanted,),
    ).fetchall()
    latest: dict[str, dict[str, int]] = {row["event"]: {} for row in planned}
    for row in rows:
        latest.setdefault(row["event"], {})[row["who"]] = int(row["quantity"])
    return {event: (len(groups), sum(groups.values())) for event, groups in latest.items()}


def group_in(slot: Slot, people: int, *, leader: bool) -> Item:
    """Return the fact that a group is here with so many; without id and event."""
    return {"kind": "group_in", "quantity": people, "data": {"group": slot.partner, "act": slot.id, "leader": leader}}


def act_on(slot: Slot) -> Item:
    """Return the fact that an act goes on; without id and event."""
    return {"kind": "act_on", "data": {"act": slot.id}}


def starts_on_record(connection: sqlite3.Connection, event: str, act: str) -> list[str]:
    """Return the facts that say when an act went on: what a coordinator corrects is taken back and said anew."""
    rows = connection.execute("SELECT id FROM standing WHERE event = ? AND kind = 'act_on' AND data ->> '$.act' = ?", (event, act)).fetchall()
    return [row["id"] for row in rows]
