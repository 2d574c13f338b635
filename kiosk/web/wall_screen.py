"""The wall on a large screen: every note that is public, paged calmly; from the office, or by a secret address without signing in."""

from __future__ import annotations

import re
import sqlite3

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk import languages, records
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.figures.tallies import figures_of
from kiosk.figures.week import load_week
from kiosk.ids import short_of_id
from kiosk.organisations import ORGANISATION
from kiosk.wall import SORTS, find_link, link_of, public_notes
from kiosk.web.access import COORDINATOR, public, require_event, staff
from kiosk.web.context import language, page, public_url, store
from kiosk.web.live import live
from kiosk.web.public_wall import wall_event
from kiosk.web.security import POLICIES
from kiosk.web.wall_notes import blueprint
from printables import qr

# a size's name, how many squares stand in a line and how many lines on a card: as wall_screen.css sets them
_SIZES = (("short", 10, 2), ("medium", 12, 3), ("long", 16, 4), ("full", 20, 5), ("fullest", 24, 6))
_ANSWERED = ("answered", 15, 2)
_FIRST_HAN, _TOO_MANY = 0x2E7F, 99
_CLAUSE = re.compile(r"[^，。！？；：、]+[，。！？；：、」]*")


@blueprint.get("/wall/<secret>", strict_slashes=False)
@live
@public
def screen(secret: str) -> ResponseReturnValue:
    """The wall of whoever was given this address."""
    link = find_link(store().read(), secret)
    return _screen(wall_event(link["event"]), str(link["languages"]).split())


@blueprint.get("/office/wall/<event>/screen")
@live
@staff(*COORDINATOR)
def office_screen(event: str) -> ResponseReturnValue:
    """The same for staff, before there is an address."""
    require_event(event)
    link = link_of(store().read(), event)
    return _screen(records.get(store().read(), EVENT, event), str(link["languages"]).split() if link else [language()])


def _screen(event: sqlite3.Row, spoken: list[str]) -> ResponseReturnValue:
    """Render the wall in the languages chosen for it; the address may ask for one of them alone."""
    wanted = request.args.get("lang")
    spoken = [wanted] if wanted in languages.LANGUAGES else spoken
    connection = store().read()
    address = f"{public_url() or request.host_url.rstrip('/')}{url_for('public.wall_door', short=short_of_id(event['id']))}".upper()
    response = make_response(
        page(
            "wall/screen.html", event=event, notes=public_notes(connection, event["id"]), said=spoken[0], both=_both(spoken), sorts=SORTS, size_of=size_of,
            campaign=records.get(connection, CAMPAIGN, event["campaign"]), organisation=records.get(connection, ORGANISATION, event["organisation"]),
            figures=figures_of(load_week(connection, [event["id"]]), event=event["id"]), qr=Markup(qr.svg(address)),  # noqa: S704 - our own drawing
            own=lambda row, field: records.variant_of(row, field, spoken[0]), one=lambda key, **values: languages.text(spoken[0], key, **values),
        )
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = POLICIES["office"]
    return response


def size_of(note: sqlite3.Row) -> str:
    """Return how large a card's words are set, and whether its lines can end where its clauses do."""
    words, sizes = str(note["words"]), (_ANSWERED,) if note["reply"] and note["reply_is_public"] else _SIZES
    fitting = [size for size in sizes if _room(words) <= size[1] * size[2] * 0.95] or [sizes[-1]]
    for name, across, lines in fitting[: 2 if fitting[0] is _SIZES[0] else 1]:  # a little smaller is better than a word torn apart
        if _lines_by_clause(words, across) <= lines:
            return f"{name} clauses"
    return fitting[0][0]


def _room(words: str) -> float:
    """Return how many squares a text takes: a Han character one, a letter about half of one."""
    return sum(1 if ord(letter) > _FIRST_HAN else 0.55 for letter in words)


def _lines_by_clause(words: str, across: int) -> int:
    """Return how many lines a text takes that is broken after its punctuation alone; too many where a clause is longer than a line."""
    lines, left = 1, float(across)
    for clause in _CLAUSE.findall(words):
        room = _room(clause)
        if room > across:
            return _TOO_MANY
        lines, left = (lines, left - room) if room <= left else (lines + 1, across - room)
    return lines


def _both(spoken: list[str]) -> object:
    def say(key: str, **values: object) -> Markup:
        """Say a text in each chosen language, each marked with its own."""
        parts = [Markup('<span lang="{}">{}</span>').format(each, languages.text(each, key, **values)) for each in spoken]
        return Markup(" ").join(parts)

    return say
