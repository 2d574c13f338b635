"""Paper for the room and its walls, planned and made: the way to the room."""

from __future__ import annotations

import sqlite3

from kiosk.prints.parts import Part
from kiosk.prints.plans import Maker, Planner, pages_plan
from kiosk.prints.runs import RunPlan
from kiosk.prints.texts import EventFacts
from kiosk.prints.wishes import Wish
from printables.document import Printable
from printables.room_poster import ARROWS, SIZES, RoomPoster

DIRECTIONS = tuple(ARROWS)


def plan_room_posters(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: directions (a page each), paper."""
    directions = [direction for direction in wish.many("directions", DIRECTIONS) if direction in DIRECTIONS]
    layout = {"paper": wish.one_of("paper", SIZES, "A4"), "directions": directions}
    return [pages_plan(event, "room_poster", len(directions), layout, wish.asked)]


def make_room_posters(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """The place stands for the room where the event has none of its own."""
    facts, layout = EventFacts(connection, part.run), part.layout
    room = facts.room or facts.place
    return [RoomPoster(facts.languages, facts.title, room, tuple(layout["directions"]), facts.when, facts.host, layout["paper"])]


PLANS: dict[str, Planner] = {"room_poster": plan_room_posters}
MAKERS: dict[str, Maker] = {"room_poster": make_room_posters}
