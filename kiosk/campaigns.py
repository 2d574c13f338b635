"""The plan of a week: campaigns, their directives, events, booths, materials and counting modes."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk import records
from kiosk.errors import NotFound
from kiosk.ids import now_ms
from kiosk.records import Field, Noun

LANGUAGE_FIELD = Field("language", "choice", choices=("zh-Hans", "zh-Hant", "en"), default="zh-Hans")
STATUSES = ("planned", "open", "ended", "postponed", "moved", "cancelled")
EVENT_KINDS = ("launch", "talk", "screening", "street", "show", "drive", "online")
BUTTONS = ("sign_in", "ask", "volunteer", "wish", "follow")
MATERIAL_KINDS = ("flyer", "tri_fold", "poster", "board", "banner", "gift")
PAPERS = ("A6", "A5", "A4", "A3")
MODES = ("tapped", "out_and_in")

CAMPAIGN = Noun(
    "campaign",
    "",
    (
        Field("code", "code", required=True),
        Field("title", required=True, varies=True),
        Field("theme", varies=True),
        Field("theme_by"),
        Field("starts_on", "date", required=True),
        Field("ends_on", "date", required=True),
        Field("topics", "words", longest=600),
        Field("contact", varies=True),
        LANGUAGE_FIELD,
    ),
)
DIRECTIVE = Noun(
    "directive",
    "campaign",
    (
        Field("code", "code", required=True),
        Field("issuer", required=True, varies=True),
        Field("title", varies=True),
        Field("number", longest=60),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
)
EVENT = Noun(
    "event",
    "campaign",
    (
        Field("code", "code", required=True),
        Field("title", required=True, varies=True),
        Field("kind", "choice", choices=EVENT_KINDS, default="street"),
        Field("line", longest=300, varies=True),
        Field("place", required=True, varies=True),
        Field("room", varies=True),
        Field("day", "date", required=True),
        Field("starts", "time", default="09:00"),
        Field("ends", "time", default="17:00"),
        Field("zone", "zone", default="Asia/Shanghai"),
        Field("expected", "integer"),
        Field("contact", varies=True),
        Field("buttons", "words", choices=BUTTONS, default="sign_in ask follow"),
        Field("sign_in_margin", "integer", default="120"),
        Field("outcome", "long_text", longest=2000, varies=True),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
)
BOOTH = Noun(
    "booth",
    "event",
    (
        Field("code", "code", required=True),
        Field("name", required=True, varies=True),
        Field("place", varies=True),
        Field("opens", "time"),
        Field("closes", "time"),
        Field("colour", "integer"),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
)
MATERIAL = Noun(
    "material",
    "campaign",
    (
        Field("code", "code", required=True),
        Field("title", required=True, varies=True),
        Field("headline", varies=True),
        Field("body", "long_text", longest=1200, varies=True),
        Field("kind", "choice", choices=MATERIAL_KINDS, default="flyer"),
        Field("paper", "choice", choices=PAPERS, default="A6"),
        Field("unit_cost", "money"),
        Field("topics", "words", longest=600),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
)


@dataclass(frozen=True, slots=True)
class Window:
    """When an event takes place, in milliseconds UTC; ``ends`` is after midnight where it runs past it."""

    starts: int
    ends: int


def event_window(event: sqlite3.Row) -> Window:
    """Return the instants of an event's start and end in its own IANA zone."""
    zone = ZoneInfo(event["zone"])
    starts = datetime.fromisoformat(f"{event['day']}T{event['starts']}").replace(tzinfo=zone)
    ends = datetime.fromisoformat(f"{event['day']}T{event['ends']}").replace(tzinfo=zone)
    if ends <= starts:
        ends += timedelta(days=1)
    return Window(int(starts.timestamp() * 1000), int(ends.timestamp() * 1000))


def is_sign_in_open(event: sqlite3.Row, at_ms: int) -> bool:
    """Tell whether self sign-in is open: the event's hours, ± its margin in minutes, unless it is called off."""
    window, margin = event_window(event), event["sign_in_margin"] * 60_000
    return event["status"] not in ("cancelled", "postponed") and window.starts - margin <= at_ms <= window.ends + margin


def status_at(event: sqlite3.Row, at_ms: int) -> str:
    """Return the status to show: what a person set, else planned, open or ended by the clock."""
    if event["status"] in ("postponed", "moved", "cancelled", "ended"):
        return str(event["status"])
    window = event_window(event)
    return "planned" if at_ms < window.starts else "open" if at_ms <= window.ends else "ended"


def set_status(connection: sqlite3.Connection, event: str, status: str, reason: str, *, place: str = "", day: str = "") -> None:
    """Say that an event is on, postponed, moved, cancelled or ended, and why; InvalidFields, NotFound."""
    values = {name: value for name, value in (("place", place), ("day", day)) if value}
    checked = records.clean_values(
        Noun("event", "", (Field("status", "choice", choices=STATUSES), Field("status_reason"))),
        {"status": status, "status_reason": reason},
    )
    records.change(connection, EVENT, event, values, **checked, status_at=now_ms())


def next_event(connection: sqlite3.Connection, event: sqlite3.Row, at_ms: int) -> sqlite3.Row | None:
    """Return the campaign's next event that is neither over nor called off, or None."""
    for row in sorted(records.all_of(connection, EVENT, event["campaign"]), key=lambda row: event_window(row).starts):
        if row["id"] != event["id"] and status_at(row, at_ms) in ("planned", "open", "moved") and event_window(row).ends > at_ms:
            return row
    return None


def set_counting_mode(connection: sqlite3.Connection, event: str, booth: str, material: str, mode: str) -> None:
    """Choose how a booth's hand-outs of a material are counted; ``tapped`` is the default."""
    if mode not in MODES:
        raise NotFound()
    connection.execute(
        "INSERT INTO counting_mode VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET mode = excluded.mode",
        (event, booth, material, mode),
    )
    records.touch_plan(connection)


def copy_event(connection: sqlite3.Connection, event: str, *, day: str, code: str, campaign: str = "") -> str:
    """Copy an event with its booths to another day (and campaign), without anything that happened; return the new id."""
    before = records.get(connection, EVENT, event)
    values = {field.name: str(before[field.name]) for field in EVENT.fields} | {"day": day, "code": code, "outcome": ""}
    copied = records.add(connection, EVENT, campaign or before["campaign"], values, organisation=before["organisation"])
    connection.execute("UPDATE event SET variants = ? WHERE id = ?", (before["variants"], copied))
    for booth in records.all_of(connection, BOOTH, event):
        _copy(connection, BOOTH, booth, copied)
    return copied


def copy_campaign(connection: sqlite3.Connection, campaign: str, *, code: str, title: str, starts_on: str) -> str:
    """Copy a campaign with its directives, materials, events and booths, every date shifted alike; return the new id."""
    before = records.get(connection, CAMPAIGN, campaign)
    shift = date.fromisoformat(starts_on) - date.fromisoformat(before["starts_on"])
    values = {field.name: str(before[field.name]) for field in CAMPAIGN.fields}
    values |= {"code": code, "title": title, "starts_on": starts_on, "ends_on": _shifted(before["ends_on"], shift)}
    copied = records.add(connection, CAMPAIGN, "", values, organisation=before["organisation"])
    connection.execute("UPDATE campaign SET variants = ? WHERE id = ?", (before["variants"], copied))
    for noun in (DIRECTIVE, MATERIAL):
        for row in records.all_of(connection, noun, campaign):
            _copy(connection, noun, row, copied)
    for event in records.all_of(connection, EVENT, campaign):
        copy_event(connection, event["id"], day=_shifted(event["day"], shift), code=event["code"], campaign=copied)
    return copied


def _shifted(day: str, shift: timedelta) -> str:
    return (date.fromisoformat(day) + shift).isoformat()


def _copy(connection: sqlite3.Connection, noun: Noun, row: sqlite3.Row, parent: str) -> None:
    values = {field.name: str(row[field.name]) for field in noun.fields}
    copied = records.add(connection, noun, parent, values)
    connection.execute(f"UPDATE {noun.table} SET variants = ? WHERE id = ?", (row["variants"], copied))
