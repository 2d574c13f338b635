"""The plan of a week: campaigns, their directives, events, booths, materials and counting modes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from kiosk import records
from kiosk.errors import NotFound
from kiosk.features import FEATURES
from kiosk.ids import now_ms
from kiosk.observances import OBSERVANCES
from kiosk.organisations import LEVELS
from kiosk.records import LANGUAGE_FIELD, Field, Noun, Problem
from kiosk.storage.upsert import upsert

STATUSES = ("planned", "open", "ended", "postponed", "moved", "cancelled")
EVENT_KINDS = ("launch", "talk", "screening", "street", "show", "drive", "online")
BUTTONS = ("sign_in", "ask", "volunteer", "wish", "follow")
MATERIAL_KINDS = ("flyer", "tri_fold", "poster", "board", "banner", "gift")
PAPERS = ("A6", "A5", "A4", "A3")
MODES = ("tapped", "out_and_in")
SCOPES = ("nation", "region", "city", "county", "street", "community")
COLOURS = tuple(str(number) for number in range(9))
"""The booth colours 1–8 of the look; 0 for none."""



def _campaign_problems(row: Mapping[str, object]) -> dict[str, Problem]:
    """A week ends after it starts."""
    ends: dict[str, Problem] = {"ends_on": ("plan.problem.ends_before_start", {})}
    return (ends if str(row["ends_on"]) < str(row["starts_on"]) else {}) | _topics_problems(row)


def _topics_problems(row: Mapping[str, object]) -> dict[str, Problem]:
    """Topics are the same ones in every language: a tap is counted under the first."""
    problems: dict[str, Problem] = {}
    count = len(records.split_words(str(row["topics"])))
    variants: dict[str, dict[str, str]] = json.loads(str(row.get("variants") or "{}"))
    for language, said in variants.get("topics", {}).items():
        if len(records.split_words(said)) != count:
            problems[f"topics@{language}"] = ("plan.problem.topics_differ", {"count": count})
    return problems


CAMPAIGN = Noun(
    "campaign",
    "",
    (
        Field("code", "code", required=True),
        Field("title", required=True, varies=True),
        Field("theme", varies=True),
        Field("theme_by", varies=True),
        Field("starts_on", "date", required=True),
        Field("ends_on", "date", required=True),
        Field("topics", "words", longest=600, varies=True),
        Field("slogans", "long_text", longest=600, varies=True),
        Field("scope", "choice", choices=SCOPES),
        Field("observance", "choice", choices=tuple(OBSERVANCES)),
        Field("occasion", varies=True),
        Field("contact", varies=True),
        LANGUAGE_FIELD,
    ),
    searched=("title", "theme"),
    check=_campaign_problems,
)
DIRECTIVE = Noun(
    "directive",
    "campaign",
    (
        Field("code", "code", required=True),
        Field("issuer", required=True, varies=True),
        Field("level", "choice", choices=LEVELS),
        Field("title", varies=True),
        Field("number", longest=60, varies=True),
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
        Field("capacity", "integer"),
        Field("expected", "integer"),
        Field("topics", "words", longest=300, varies=True),
        Field("invited", "long_text", longest=600, varies=True),
        Field("contact", varies=True),
        Field("buttons", "words", choices=BUTTONS, default="sign_in ask follow"),
        Field("sign_in_margin", "integer", default="120"),
        Field("features", "words", choices=FEATURES),
        Field("awareness", longest=60, varies=True),
        Field("outcome", "long_text", longest=2000, varies=True),
        Field("status_reason", varies=True),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
    searched=("title", "place"),
    check=_topics_problems,
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
        Field("colour", "choice", choices=COLOURS, default="0"),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
    searched=("name", "place"),
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
        Field("target_groups", "words", longest=300),
        Field("derived_from", "post"),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
    searched=("title", "headline"),
)


@dataclass(frozen=True, slots=True)
class Window:
    """When an event takes place, in milliseconds UTC; ``ends`` is after midnight where it runs past it."""

    starts: int
    ends: int


def event_window(event: sqlite3.Row) -> Window:
    """Return the instants of an event's start and end in its own IANA zone."""
    return _window(event["zone"], event["day"], event["starts"], event["ends"])


@lru_cache(maxsize=4096)
def _window(zone_name: str, day: str, from_time: str, to_time: str) -> Window:
    """Asked for several times per event on pages of a thousand communities, whose events are mostly at the same hours."""
    zone = ZoneInfo(zone_name)
    starts = datetime.fromisoformat(f"{day}T{from_time}").replace(tzinfo=zone)
    ends = datetime.fromisoformat(f"{day}T{to_time}").replace(tzinfo=zone)
    if ends <= starts:
        ends += timedelta(days=1)
    return Window(int(starts.timestamp() * 1000), int(ends.timestamp() * 1000))


def sign_in_window(event: sqlite3.Row) -> Window:
    """Return from when to when self sign-in is open: the event's hours, ± its margin in minutes."""
    window, margin = event_window(event), event["sign_in_margin"] * 60_000
    return Window(window.starts - margin, window.ends + margin)


def is_sign_in_open(event: sqlite3.Row, at_ms: int) -> bool:
    """Tell whether self sign-in is open: within its window, unless the event is called off."""
    window = sign_in_window(event)
    return event["status"] not in ("cancelled", "postponed") and window.starts <= at_ms <= window.ends


def status_at(event: sqlite3.Row, at_ms: int) -> str:
    """Return the status to show: what a person set, else planned, open or ended by the clock."""
    if event["status"] in ("postponed", "moved", "cancelled", "ended"):
        return str(event["status"])
    window = event_window(event)
    return "planned" if at_ms < window.starts else "open" if at_ms <= window.ends else "ended"


def was_held(event: sqlite3.Row, at_ms: int) -> bool:
    """Tell whether an event took place or is taking place, also elsewhere than planned."""
    return status_at(event, at_ms) in ("open", "ended", "moved") and event_window(event).starts <= at_ms


def set_status(
    connection: sqlite3.Connection,
    event: str,
    status: str,
    reason: str,
    *,
    place: str = "",
    day: str = "",
    outcome: str = "",
    variants: Mapping[str, str] | None = None,
) -> None:
    """Say that an event is on, postponed, moved, cancelled or ended, and why; ``variants`` says the texts in further languages (``status_reason@en``).

    InvalidFields, NotFound.
    """
    values = {name: value for name, value in (("place", place), ("day", day), ("outcome", outcome)) if value}
    said_before = ("status_reason", "place", "room") if place else ("status_reason",)
    values |= {name: "" for name, field, _ in records.variant_fields(EVENT) if field.name in said_before}  # they name the old reason and place
    values |= {"status_reason": reason, **(variants or {})}
    checked = records.clean_values(Noun("event", "", (Field("status", "choice", choices=STATUSES),)), {"status": status})
    before = records.get(connection, EVENT, event)["status_at"] or 0  # what is said last is later, whatever the clocks say
    records.change(connection, EVENT, event, values, **checked, status_at=max(now_ms(), before + 1))


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


def take_over_counting_mode(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Keep how another kiosk counts a material at a booth of its own; IntegrityError for a mode that there is not."""
    upsert(connection, "counting_mode", row, ("event", "booth", "material"))


def counting_modes(connection: sqlite3.Connection, event: str) -> dict[tuple[str, str], str]:
    """Return (booth, material) → counting mode, for those that somebody chose; the others are ``tapped``."""
    rows = connection.execute("SELECT booth, material, mode FROM counting_mode WHERE event = ?", (event,)).fetchall()
    return {(row["booth"], row["material"]): row["mode"] for row in rows}
