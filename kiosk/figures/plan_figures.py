"""Figures that the tallies do not keep: of the plan, of the people on duty and of the stage, for whoever states them with an address."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping

from kiosk import records
from kiosk.acts import running_order
from kiosk.campaigns import BOOTH, EVENT
from kiosk.figures.staffing import count_staff
from kiosk.on_stage import Show, read_show
from kiosk.projects import PROJECT, signed_up
from kiosk.venues import EQUIPMENT, MEDIA

Read = Callable[[sqlite3.Connection, Collection[str], str], int]
"""Reads a figure of some events (ids); the last is a detail: a category, a group's or a thing's code, '' for all."""


def staff(connection: sqlite3.Connection, events: Collection[str], detail: str) -> int:
    """Return how many were on duty: in all, of a category, ``joined`` on the spot, or ``handing_out``."""
    counted = count_staff(connection, events)
    others = {"": counted.total, "joined": counted.joined, "handing_out": counted.handing_out}
    return others[detail] if detail in others else counted.by_category[detail]


def visits_by(connection: sqlite3.Connection, events: Collection[str], method: str) -> int:
    """Return how many visits were signed in by one method."""
    row = connection.execute(
        "SELECT coalesce(sum(quantity), 0) FROM event_total WHERE event IN (SELECT value FROM json_each(?)) AND measure = 'visits' AND method = ?",
        (json.dumps(sorted(events)), method),
    ).fetchone()
    return int(row[0])


def head_count(connection: sqlite3.Connection, events: Collection[str], detail: str) -> int:
    """Return how many people were last seen at one event at once; heads of several events are no sum."""
    [event] = events
    return last_head_count(connection, event)[0]


def last_head_count(connection: sqlite3.Connection, event: str) -> tuple[int, bool]:
    """Return the latest head count of an event and whether it is an estimate; (0, False) where nobody counted."""
    row = connection.execute(
        "SELECT quantity, method FROM standing WHERE event = ? AND kind = 'head_count' ORDER BY at DESC, id DESC LIMIT 1", (event,)
    ).fetchone()
    return (row["quantity"], row["method"] == "estimate") if row else (0, False)


def _shows(connection: sqlite3.Connection, events: Collection[str]) -> list[Show]:
    return [read_show(connection, id, running_order(connection, records.get(connection, EVENT, id))) for id in events]


def filed_groups(connection: sqlite3.Connection, events: Collection[str], detail: str) -> int:
    """Return how many of the groups that came are registered or on file."""
    rows = {slot.partner: slot.group for show in _shows(connection, events) for slot in show.order.slots if slot.group is not None and slot.partner in show.here}
    return sum(row["registration"] in ("registered", "filed") for row in rows.values())


def led_groups(connection: sqlite3.Connection, events: Collection[str], detail: str) -> int:
    """Return how many of the groups that came had their leader with them."""
    return sum(present.leader for show in _shows(connection, events) for present in show.here.values())


def acts(connection: sqlite3.Connection, events: Collection[str], detail: str) -> int:
    """Return how many acts the groups that came are in."""
    return sum(slot.partner in show.here for show in _shows(connection, events) for slot in show.order.slots)


def act_minutes(connection: sqlite3.Connection, events: Collection[str], group: str) -> int:
    """Return how long the acts of the running order last, or those of one group by its code."""
    slots = [slot for show in _shows(connection, events) for slot in show.order.slots]
    return sum(slot.act["minutes"] for slot in slots if not group or (slot.group is not None and slot.group["code"] == group))


def group_performers(connection: sqlite3.Connection, events: Collection[str], group: str) -> int:
    """Return with how many one group came, by its latest report."""
    shows = _shows(connection, events)
    return sum(show.here[slot.partner].people for show in shows for slot in show.order.slots if slot.group is not None and slot.group["code"] == group and slot.partner in show.here)


def booths(connection: sqlite3.Connection, events: Collection[str], detail: str) -> int:
    """Return how many booths were planned."""
    return sum(len(records.all_of(connection, BOOTH, id)) for id in events)


def projects(connection: sqlite3.Connection, events: Collection[str], detail: str) -> int:
    """Return how many services volunteers could sign up for."""
    return sum(len(records.all_of(connection, PROJECT, id)) for id in events)


def sign_ups(connection: sqlite3.Connection, events: Collection[str], detail: str) -> int:
    """Return how often volunteers signed up for a service, each person once for each."""
    return sum(len(who) for id in events for who in signed_up(connection, id).values())


def capacity(connection: sqlite3.Connection, events: Collection[str], detail: str) -> int:
    """Return how many the room of an event holds."""
    return max(int(records.get(connection, EVENT, id)["capacity"]) for id in events)


def equipment(connection: sqlite3.Connection, events: Collection[str], code: str) -> int:
    """Return how many pieces of one thing were there."""
    return sum(row["count"] for id in events for row in records.all_of(connection, EQUIPMENT, id) if row["code"] == code)


def media_minutes(connection: sqlite3.Connection, events: Collection[str], code: str) -> int:
    """Return how long something that was shown lasts."""
    return sum(row["minutes"] for id in events for row in records.all_of(connection, MEDIA, id) if row["code"] == code)


def corrections(connection: sqlite3.Connection, events: Collection[str], detail: str) -> int:
    """Return how many records were taken back, to be replaced by others or not at all."""
    row = connection.execute(
        "SELECT count(DISTINCT f.names) FROM json_each(?) w CROSS JOIN pattern p ON p.event = w.value AND p.kind = 'void' CROSS JOIN fact f ON f.pattern = p.id",
        (json.dumps(sorted(events)),),
    ).fetchone()
    return int(row[0])


PLAN_FIGURES: Mapping[str, Read] = {
    read.__name__: read
    for read in (
        staff, visits_by, head_count, filed_groups, led_groups, acts, act_minutes, group_performers, booths, projects, sign_ups, capacity, equipment,
        media_minutes, corrections,
    )
}  # fmt: skip
"""By their names in addresses."""
OF_ONE_EVENT = (head_count, capacity)
"""Heads and seats of several events are no sum."""
