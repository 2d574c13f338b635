"""Copies of an event or of a whole campaign, every date moved alike: what was planned, without anything that happened."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date, timedelta

from kiosk import records
from kiosk.acts import ACT
from kiosk.campaigns import BOOTH, CAMPAIGN, DIRECTIVE, EVENT, MATERIAL, set_counting_mode
from kiosk.co_organisers import CO_ORGANISER
from kiosk.errors import InvalidFields
from kiosk.looks import copy_look
from kiosk.people import SHIFT
from kiosk.posts import POST
from kiosk.projects import PROJECT
from kiosk.proposed_codes import free_code
from kiosk.records import Noun, Values
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT, TOPIC
from kiosk.venues import EQUIPMENT, MEDIA


def copy_event(connection: sqlite3.Connection, event: str, *, day: str, code: str, campaign: str = "", id: str = "") -> str:
    """Copy an event to another day (and campaign) with its booths, shifts, counting modes, equipment, media, acts, service projects,
    co-organisers and texts,
    without anything that happened; return the new id.  In another campaign, counting modes follow the material's code.  ``id`` may be made before, with the form.  InvalidFields."""
    before = records.get(connection, EVENT, event)
    values = {"day": day, "code": code, "outcome": "", "status_reason": ""}
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
    for row in records.all_of(connection, PROJECT, event):
        _copy(connection, PROJECT, row, copied, {"day": row["day"] and _shifted(row["day"], days)})
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
                values = {"code": free_code(connection, noun, into, row["code"])}
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
