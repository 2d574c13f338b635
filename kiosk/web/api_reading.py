"""What the API reads out: the plan a phone works by, and its event's tallies."""

from __future__ import annotations

import json
import sqlite3

from kiosk import codes, records
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL, event_window, status_at
from kiosk.consultations import topics_at
from kiosk.devices import Device
from kiosk.features import features_of
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES
from kiosk.notices import find_notice, keep_notice, notice_bodies
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import blocks_of_campaign
from kiosk.storage import Store

Json = dict[str, object]


def scope_of(device: Device) -> Json:
    """Return which facts a phone may send."""
    return {
        "device": device.id, "number": device.number, "name": device.name, "event": device.event, "booth": device.booth,
        "role": device.role, "person": device.person, "expires_at": device.expires_at,
    }  # fmt: skip


def plan_of(connection: sqlite3.Connection, event_id: str, retention_days: int) -> Json:
    """Return the plan of one event: what is printed on signs and in the programme, and codes instead of names.

    ``retention_days`` stands in the privacy notice; call ``require_notice`` before, so that it has a version.
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
    if find_notice(connection, organisation, retention_days, "en") is None:
        store.write(lambda writer: keep_notice(writer, organisation, retention_days))


def _notice(connection: sqlite3.Connection, event: sqlite3.Row, retention_days: int) -> Json:
    organisation = records.get(connection, ORGANISATION, event["organisation"])
    known = find_notice(connection, organisation, retention_days, "en")
    return {"version": known.version if known else 0, "text": notice_bodies(organisation, retention_days)}


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


def _picked(row: sqlite3.Row, *names: str) -> Json:
    return {name: row[name] for name in names} | {"variants": json.loads(row["variants"])}


def _colleagues(connection: sqlite3.Connection, event: str) -> list[Json]:
    rows = connection.execute(
        "SELECT DISTINCT p.id, p.code, s.booth FROM shift s JOIN person p ON p.id = s.person"
        " WHERE s.event = ? AND s.archived_at IS NULL ORDER BY p.code, s.booth",
        (event,),
    )
    return [dict(row) for row in rows.fetchall()]
