"""The areas' planners and makers as one table: which function plans and which makes each kind of run."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from kiosk.errors import NotFound
from kiosk.prints import handouts, people, printer_tests, street, venue
from kiosk.prints.parts import Part
from kiosk.prints.plans import Maker, Planner
from kiosk.prints.runs import RunPlan
from kiosk.prints.wishes import Wish
from printables.document import Printable

PLANS: dict[str, Planner] = street.PLANS | people.PLANS | venue.PLANS | handouts.PLANS | printer_tests.PLANS
MAKERS: dict[str, Maker] = street.MAKERS | people.MAKERS | venue.MAKERS | handouts.MAKERS | printer_tests.MAKERS


def plan_kind(connection: sqlite3.Connection, event: str, kind: str, wish: Wish) -> Sequence[RunPlan]:
    """Return the runs that a wish for one kind of paper asks for; NotFound, InvalidFields, NothingToPrint."""
    if kind not in PLANS:
        raise NotFound()
    return PLANS[kind](connection, event, wish)


def make_part(connection: sqlite3.Connection, part: Part) -> Sequence[Printable]:
    """Return what is drawn for a part of a run; raises PrintError."""
    return MAKERS[part.run["kind"]](connection, part)
