"""The rows of the demonstration's plan, each text in three languages: organisations, events, booths and materials."""

from __future__ import annotations

import sqlite3

from kiosk.campaigns import BOOTH, EVENT, MATERIAL
from kiosk.demonstration import week
from kiosk.looks import KeptLook, keep_look
from kiosk.organisations import ORGANISATION
from kiosk.prints.wishes import Asked
from kiosk.records import add

ZH = {"language": "zh-Hant"}
_LOOKS = {"B-A5": KeptLook("headline"), "C-FLY": KeptLook("picture", "pine")}
"""The others are plain, as most are."""


def add_unit(connection: sqlite3.Connection, county: str, code: str, names: tuple[str, str, str], level: str, self_reference: str) -> str:
    values = {**ZH, "code": code, "name": names[0], "name@zh-Hans": names[1], "name@en": names[2], "level": level, "self_reference": self_reference}
    return add(connection, ORGANISATION, "", values, parent=county)


def add_event(connection: sqlite3.Connection, campaign: str, organisation: str, code: str, titles: tuple[str, str, str], **values: str) -> str:
    fields = {**ZH, "code": code, "title": titles[0], "title@zh-Hans": titles[1], "title@en": titles[2], **values}
    return add(connection, EVENT, campaign, fields, organisation=organisation, status="ended")


def add_booth(connection: sqlite3.Connection, event: str, code: str, colour: int) -> str:
    return add(connection, BOOTH, event, {**ZH, "code": code, "colour": str(colour), **in_three("name", week.NAMES[code])})


def add_material(connection: sqlite3.Connection, campaign: str, code: str, paper: str, **values: str) -> str:
    text = in_three("body", week.TEXTS[code]) if code in week.TEXTS else {}
    values = {**ZH, "code": code, "paper": paper, **in_three("title", week.NAMES[code]), **text, **values}
    material = add(connection, MATERIAL, campaign, values)
    if code in _LOOKS:
        keep_look(connection, material, _LOOKS[code])
    return material


def ask(base_url: str) -> Asked:
    """Return what every run of the demonstration is planned with."""
    return {"by": "kiosk", "base_url": base_url, "local_confirmed": True}


def in_three(field: str, texts: tuple[str, str, str]) -> dict[str, str]:
    return {field: texts[0], f"{field}@zh-Hans": texts[1], f"{field}@en": texts[2]}
