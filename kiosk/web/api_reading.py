"""What the API reads out: the plan a phone works by, and its event's tallies."""

from __future__ import annotations

import json
import sqlite3
from functools import partial

from kiosk import codes, records
from kiosk.acts import running_order
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL, event_window, status_at
from kiosk.consultations import topics_at
from kiosk.devices import Device
from kiosk.features import features_of, has_feature
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import blocks_of_campaign
from kiosk.privacy.notices import (
    PURPOSES,
    Purpose,
    find_notice,
    find_words,
    keep_notice,
    keep_words,
    notice_bodies,
    personal_rules,
    tip_bodies,
)
from kiosk.referrals import ABOUT, HELP, LONGEST, due_days, kept_days
from kiosk.sealing import KeyRing
from kiosk.storage import Store
from kiosk.volunteers import AGES, FREE, SKILLS, TASKS, UNDER

Json = dict[str, object]


def scope_of(device: Device) -> Json:
    """Return which facts a phone may send."""
    return {
        "device": device.id, "number": device.number, "name": device.name, "event": device.event, "booth": device.booth,
        "role": device.role, "person": device.person, "expires_at": device.expires_at,
    }  # fmt: skip


def plan_of(connection: sqlite3.Connection, event_id: str, retention_days: int, ring: KeyRing | None = None) -> Json:
    """Return the plan of one event: what is printed on signs and in the programme, and codes instead of names.

    ``retention_days`` stands in the privacy notice; call ``require_notice`` before, so that it has a version.
    ``ring`` holds the keys that tips are sealed with on phones.
    """
    event = records.get(connection, EVENT, event_id)
    return {
        "version": records.plan_version(connection),
        "event": _event(connection, event),
        "booths": [_picked(row, "id", "code", "name", "place", "colour") for row in records.all_of(connection, BOOTH, event_id)],
        "materials": [
            _picked(row, "id", "code", "title", "kind", "paper")
            for row in records.all_of(connection, MATERIAL, event["campaign"])
        ],
        "colleagues": _colleagues(connection, event_id),
        "counting_modes": [
            dict(row)
            for row in connection.execute(
                "SELECT booth, material, mode FROM counting_mode WHERE event = ?", (event_id,)
            ).fetchall()
        ],
        "code_rules": code_rules(),
        "code_blocks": blocks_of_campaign(connection, event_id),
        "notice": _notice(connection, event, retention_days),
        "rules": personal_rules(),
        "registration": _registration(connection, event, retention_days) if has_feature(event, "volunteers") else None,
        "tips": _tips(connection, event, ring) if ring and has_feature(event, "referrals") else None,
        "acts": _acts(connection, event) if has_feature(event, "programme") else [],
    }


def code_rules() -> Json:
    """Return the alphabet and the check tables, so that a phone can tell a mistyped code without the server."""
    return {
        "alphabet": codes.ALPHABET,
        "length": codes.LENGTH,
        "look_alikes": codes.LOOK_ALIKES,
        "check_table": [list(row) for row in codes.CHECK_TABLE],
    }


def require_notice(store: Store, event_id: str, retention_days: int) -> None:
    """Keep the privacy notice that holds now, where its words are new: a phone reads it out and names its version."""
    connection = store.read()
    organisation = records.get(connection, ORGANISATION, records.get(connection, EVENT, event_id)["organisation"])
    for purpose in PURPOSES:
        if find_notice(connection, organisation, retention_days, "en", purpose) is None:
            store.write(partial(keep_notice, organisation=organisation, retention_days=retention_days, purpose=purpose))


    tips = tip_bodies(organisation, kept_days(connection))
    if find_words(connection, tips, "en") is None:
        store.write(lambda writer: keep_words(writer, tips))


def _tips(connection: sqlite3.Connection, event: sqlite3.Row, ring: KeyRing) -> Json:
    bodies = tip_bodies(records.get(connection, ORGANISATION, event["organisation"]), kept_days(connection))
    known = find_words(connection, bodies, "en")
    notice = {"version": known.version if known else 0, "text": bodies}
    longest = {name: LONGEST[name] for name in ("note", "reach")}
    return {"help": list(HELP), "about": list(ABOUT), "longest": longest, "days": due_days(connection, "tip"), "notice": notice, "box": ring.box}


def _notice(connection: sqlite3.Connection, event: sqlite3.Row, retention_days: int, purpose: Purpose = "") -> Json:
    organisation = records.get(connection, ORGANISATION, event["organisation"])
    known = find_notice(connection, organisation, retention_days, "en", purpose)
    return {"version": known.version if known else 0, "text": notice_bodies(organisation, retention_days, purpose)}


def _registration(connection: sqlite3.Connection, event: sqlite3.Row, retention_days: int) -> Json:
    return {"ages": [UNDER, *AGES], "skills": list(SKILLS), "tasks": list(TASKS), "free": list(FREE), "notice": _notice(connection, event, retention_days, "volunteer")}


def _event(connection: sqlite3.Connection, event: sqlite3.Row) -> Json:
    window = event_window(event)
    told = (
        "id",
        "code",
        "campaign",
        "title",
        "line",
        "place",
        "room",
        "day",
        "starts",
        "ends",
        "zone",
        "status_reason",
        "contact",
        "language",
    )
    campaign = records.get(connection, CAMPAIGN, event["campaign"])
    return _picked(event, *told) | {
        "starts_at": window.starts,
        "ends_at": window.ends,
        "status": status_at(event, now_ms()),
        "features": list(features_of(event)),
        "topics": list(topics_at(campaign, event, event["language"])),
        "topic_names": {each: topics_at(campaign, event, each) for each in LANGUAGES},
    }


def _acts(connection: sqlite3.Connection, event: sqlite3.Row) -> list[Json]:
    """Return the running order, to check groups in by: what is in the programme, and nobody's name."""
    return [
        {
            "id": slot.id, "number": slot.number, "starts": slot.starts, "minutes": slot.act["minutes"], "partner": slot.partner, "expected": slot.expected,
            "leader": slot.act["leader"] == "yes", "title": {each: slot.title(each) for each in LANGUAGES}, "name": {each: slot.name(each) for each in LANGUAGES},
        }
        for slot in running_order(connection, event).slots
    ]  # fmt: skip


def _picked(row: sqlite3.Row, *names: str) -> Json:
    return {name: row[name] for name in names} | {"variants": json.loads(row["variants"])}


def _colleagues(connection: sqlite3.Connection, event: str) -> list[Json]:
    rows = connection.execute(
        "SELECT DISTINCT p.id, p.code, s.booth FROM shift s JOIN person p ON p.id = s.person"
        " WHERE s.event = ? AND s.archived_at IS NULL ORDER BY p.code, s.booth",
        (event,),
    )
    return [dict(row) for row in rows.fetchall()]
