"""Paper that residents, groups and volunteers take into the hand, planned and made: the pocket card."""

from __future__ import annotations

import sqlite3

from kiosk.prints.kinds import kind_of
from kiosk.prints.parts import Part
from kiosk.prints.plans import Maker, Planner, pages_plan
from kiosk.prints.runs import RunPlan
from kiosk.prints.texts import EventFacts
from kiosk.prints.wishes import Wish
from printables.document import Printable
from printables.pocket_card import LAYOUTS, PocketCards

USUAL_POCKET_CARDS = 8
LONGEST_CONTACT, LONGEST_PHONE = 40, 24


def plan_pocket_cards(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies, layout (fold, duplex), contact and phone; what is left empty is written on the card by hand."""
    cards = wish.number("copies", USUAL_POCKET_CARDS, kind_of("pocket_card").most)
    layout = {"layout": wish.one_of("layout", LAYOUTS, "fold"), "contact": wish.text("contact")[:LONGEST_CONTACT],
              "phone": wish.text("phone")[:LONGEST_PHONE]}  # fmt: skip
    return [pages_plan(event, "pocket_card", cards, layout, wish.asked)]


def make_pocket_cards(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """The cards are all alike."""
    facts, layout = EventFacts(connection, part.run), part.layout
    return [PocketCards(facts.languages, layout["contact"], layout["phone"], facts.title, layout["layout"], part.copies)]


PLANS: dict[str, Planner] = {"pocket_card": plan_pocket_cards}
MAKERS: dict[str, Maker] = {"pocket_card": make_pocket_cards}
