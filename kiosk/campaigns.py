"""The plan of a week: campaigns, their directives, events, booths, materials and counting modes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk import records
from kiosk.acts import ACT
from kiosk.co_organisers import CO_ORGANISER
from kiosk.errors import InvalidFields, NotFound
from kiosk.features import FEATURES
from kiosk.ids import now_ms
from kiosk.looks import copy_look
from kiosk.observances import OBSERVANCES
from kiosk.organisations import LEVELS
from kiosk.people import SHIFT
from kiosk.posts import POST
from kiosk.records import LANGUAGE_FIELD, Field, Noun, Problem, Values
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT, TOPIC
from kiosk.venues import EQUIPMENT, MEDIA

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
    zone = ZoneInfo(event["zone"])
    starts = datetime.fromisoformat(f"{event['day']}T{event['starts']}").replace(tzinfo=zone)
    ends = datetime.fromisoformat(f"{event['day']}T{event['ends']}").replace(tzinfo=zone)
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
    connection: sqlite3.Connection, event: str, status: str, reason: str, *, place: str = "", day: str = "", outcome: str = ""
) -> None:
    """Say that an event is on, postponed, moved, cancelled or ended, and why; InvalidFields, NotFound."""
    values = {name: value for name, value in (("place", place), ("day", day), ("outcome", outcome)) if value}
    if place:  # what stands in other languages names the old place
        values |= {name: "" for name, field, _ in records.variant_fields(EVENT) if field.name in ("place", "room")}
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


def counting_modes(connection: sqlite3.Connection, event: str) -> dict[tuple[str, str], str]:
    """Return (booth, material) → counting mode, for those that somebody chose; the others are ``tapped``."""
    rows = connection.execute("SELECT booth, material, mode FROM counting_mode WHERE event = ?", (event,)).fetchall()
    return {(row["booth"], row["material"]): row["mode"] for row in rows}


def copy_event(connection: sqlite3.Connection, event: str, *, day: str, code: str, campaign: str = "", id: str = "") -> str:
    """Copy an event to another day (and campaign) with its booths, shifts, counting modes, equipment, media, acts, co-organisers and texts,
    without anything that happened; return the new id.  In another campaign, counting modes follow the material's code.  ``id`` may be made before, with the form.  InvalidFields."""
    before = records.get(connection, EVENT, event)
    values = {"day": day, "code": code, "outcome": ""}
    own: dict[str, object] = {"organisation": before["organisation"]} | ({"id": id} if id else {})
    copied = _copy(connection, EVENT, before, campaign or before["campaign"], values, **own)
    booths = {row["id"]: _copy(connection, BOOTH, row, copied) for row in records.all_of(connection, BOOTH, event)}
    for shift in records.all_of(connection, SHIFT, event):
        _copy(connection, SHIFT, shift, copied, booth=booths.get(shift["booth"]))
    _copy_counting_modes(connection, event, copied, booths)
    for row in records.all_of(connection, EQUIPMENT, event):
        _copy(connection, EQUIPMENT, row, copied, {"returned_on": ""})
    for row in records.all_of(connection, MEDIA, event):
        _copy(connection, MEDIA, row, copied)
    after = records.get(connection, EVENT, copied)
    days = date.fromisoformat(after["day"]) - date.fromisoformat(before["day"])
    _copy_texts(connection, before["campaign"], after["campaign"], days, event=event, copied=copied)
    for act in records.all_of(connection, ACT, event):
        _copy(connection, ACT, act, copied)
    for row in records.all_of(connection, CO_ORGANISER, event):
        _copy(connection, CO_ORGANISER, row, copied, booth=booths.get(row["booth"]))
    return copied


def _copy_texts(
    connection: sqlite3.Connection, campaign: str, into: str, days: timedelta, *, event: str | None = None, copied: str | None = None
) -> None:
    """Copy what the summary is to quote of an event (None: of the campaign alone); effects, problems, results and done marks happened once."""
    for noun in (OBJECTIVE, STATEMENT, NEXT_STEP):
        for row in records.all_of(connection, noun, campaign):
            if row["event"] == event and not (noun is STATEMENT and row["kind"] in ("effects", "problems")):
                values = {"code": records.free_code(connection, noun, into, row["code"])}
                values |= {"actual": ""} if noun is OBJECTIVE else {}
                values |= {"done_on": "", "due": row["due"] and _shifted(row["due"], days)} if noun is NEXT_STEP else {}
                _copy(connection, noun, row, into, values, event=copied, organisation=row["organisation"])


def _copy_counting_modes(connection: sqlite3.Connection, event: str, copied: str, booths: Mapping[str, str]) -> None:
    rows = connection.execute(
        "SELECT c.booth, c.mode, there.id AS material FROM counting_mode c JOIN material here ON here.id = c.material"
        " JOIN event e ON e.id = ? JOIN material there ON there.campaign = e.campaign AND there.code = here.code WHERE c.event = ?",
        (copied, event),
    ).fetchall()
    for row in rows:
        if row["booth"] in booths:
            set_counting_mode(connection, copied, booths[row["booth"]], row["material"], row["mode"])


def copy_campaign(
    connection: sqlite3.Connection, campaign: str, *, code: str, title: str, starts_on: str, id: str = ""
) -> str:
    """Copy a campaign with its directives, topics, posts, materials, texts and events, every date shifted alike; return the new id.

    ``id`` may be made before, with the form.  InvalidFields.
    """
    before = records.get(connection, CAMPAIGN, campaign)
    start = str(records.clean_values(Noun("campaign", "", (CAMPAIGN.field("starts_on"),)), {"starts_on": starts_on})["starts_on"])
    shift = date.fromisoformat(start) - date.fromisoformat(before["starts_on"])
    values = {"code": code, "title": title, "starts_on": start, "ends_on": _shifted(before["ends_on"], shift), "occasion": ""}
    own: dict[str, object] = {"organisation": before["organisation"]} | ({"id": id} if id else {})
    copied = _copy(connection, CAMPAIGN, before, "", values, **own)
    for noun in (DIRECTIVE, TOPIC):
        for row in records.all_of(connection, noun, campaign):
            _copy(connection, noun, row, copied)
    posts: dict[str | None, str] = {}
    for row in records.all_of(connection, POST, campaign):
        again = {"url": "", "day": row["day"] and _shifted(row["day"], shift)}
        posts[row["id"]] = _copy(connection, POST, row, copied, again, organisation=row["organisation"])
    for row in records.all_of(connection, MATERIAL, campaign):
        copy_look(connection, row["id"], _copy(connection, MATERIAL, row, copied, derived_from=posts.get(row["derived_from"])))
    _copy_texts(connection, campaign, copied, shift)
    for event in records.all_of(connection, EVENT, campaign):
        copy_event(connection, event["id"], day=_shifted(event["day"], shift), code=event["code"], campaign=copied)
    return copied


def _shifted(day: str, shift: timedelta) -> str:
    try:
        return (date.fromisoformat(day) + shift).isoformat()
    except OverflowError:
        raise InvalidFields({"starts_on": ("errors.bad_date", {"value": day})}) from None


def _copy(
    connection: sqlite3.Connection, noun: Noun, row: sqlite3.Row, parent: str, values: Values | None = None, **columns: object
) -> str:
    typed = {field.name: "" if row[field.name] is None else str(row[field.name]) for field in noun.fields}
    if "variants" in row.keys():  # noqa: SIM118 - iterating a Row gives its values
        columns["variants"] = _variants_of_copy(row, values or {})
    return records.add(connection, noun, parent, typed | dict(values or {}), **columns)


def _variants_of_copy(row: sqlite3.Row, values: Values) -> str:
    """A text that the copy changes has no variants yet: they would say something else."""
    variants: dict[str, dict[str, str]] = json.loads(row["variants"])
    kept = {name: texts for name, texts in variants.items() if values.get(name) in (None, row[name])}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)
