"""What the planners of all areas share: the event, its booths and materials, and a run's layout; nothing to print is said by name."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence

from kiosk import campaigns, records
from kiosk.errors import InvalidFields, NotFound, Refusal
from kiosk.prints.kinds import kind_of
from kiosk.prints.parts import Part
from kiosk.prints.runs import RunPlan
from kiosk.prints.wishes import Asked, Wish
from printables.document import Printable

Planner = Callable[[sqlite3.Connection, str, Wish], Sequence[RunPlan]]
"""Reads a wish for an event into the runs to be kept."""
Maker = Callable[[sqlite3.Connection, Part], Sequence[Printable]]
"""Turns a part of a run into what is drawn; raises PrintError."""


class NothingToPrint(Refusal):
    """The plan has nothing yet of which this kind of paper could be made; ``reason`` says what to add first."""

    area = "printing.first_add"
    status = 409

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()


def pages_plan(
    event: str, kind: str, copies: int, layout: Mapping[str, object], asked: Asked, *, booth: str = "", material: str = ""
) -> RunPlan:
    """Return the plan of a run without bundles."""
    return RunPlan(event=event, kind=kind, copies=copies, layout=layout, booth=booth, material=material, **asked)


def chosen_booths(connection: sqlite3.Connection, event: str, wish: Wish) -> list[str]:
    """Return the event's booths that are ticked, all of them where nothing was asked; NothingToPrint, InvalidFields."""
    known = [str(row["id"]) for row in records.all_of(connection, campaigns.BOOTH, event)]
    if not known:
        raise NothingToPrint("booths")
    chosen = [booth for booth in wish.many("booths", known) if booth in known]
    if not chosen:
        raise InvalidFields({"booths": ("printing.booth_needed", {})})
    return chosen


def materials_for(connection: sqlite3.Connection, event: str, kind: str) -> list[sqlite3.Row]:
    """Return the materials of the event's campaign that this kind of run may print."""
    campaign = records.get(connection, campaigns.EVENT, event)["campaign"]
    return [row for row in records.all_of(connection, campaigns.MATERIAL, campaign) if row["kind"] in kind_of(kind).materials]


def chosen_material(connection: sqlite3.Connection, event: str, kind: str, wish: Wish) -> str:
    """Return the material asked for, the first one where none is; NothingToPrint, NotFound."""
    known = [str(row["id"]) for row in materials_for(connection, event, kind)]
    if not known:
        raise NothingToPrint("material")
    chosen = wish.text("material", known[0])
    if chosen not in known:
        raise NotFound()
    return chosen
