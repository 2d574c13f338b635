"""What the planners of all areas share: the event, its booths and materials, and a run's layout; nothing to print is said by name."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kiosk import campaigns, records
from kiosk.errors import InvalidFields, NotFound, Refusal
from kiosk.prints.kinds import Kind, kind_of
from kiosk.prints.parts import Part
from kiosk.prints.runs import RunPlan
from kiosk.prints.wishes import Asked, Wish
from printables.document import Printable
from printables.page import MODES

Planner = Callable[[sqlite3.Connection, str, Wish], Sequence[RunPlan]]
"""Reads a wish for an event into the runs to be kept."""
Maker = Callable[[sqlite3.Connection, Part], Sequence[Printable]]
"""Turns a part of a run into what is drawn; raises PrintError."""
Payloads = Callable[[sqlite3.Connection, Part], list[str]]
"""Says what the codes on a part of a run lead to, where it is more or less than one of each kind on each copy."""


FLIPS = ("auto", "long", "short")
"""Over which edge the printer turns a sheet; auto keeps the backs upright."""


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


def laying_out(kind: Kind, wish: Wish) -> dict[str, object]:
    """Return how the pieces of a kind come on paper, as far as it is not the usual way; InvalidFields.

    Fields: mode (home: several on an office printer's sheet; shop: one a page, with bleed), first_slot (where a part-used sheet
    begins, 1 is the top left), flip (over which edge the printer turns a sheet: auto, long, short).  What the library cannot lay
    out in that way does not ask for it.
    """
    if kind.piece is None:
        return {}
    mode, flip = wish.one_of("mode", MODES, MODES[0]), wish.one_of("flip", FLIPS, FLIPS[0]) if kind.turns else FLIPS[0]
    first = wish.number("first_slot", 1, kind.slots) if mode == MODES[0] and kind.slots > 1 else 1
    found = {"mode": (mode, MODES[0]), "first_slot": (first, 1), "flip": (flip, FLIPS[0])}
    return {name: value for name, (value, usual) in found.items() if value != usual}


def lay_out(printable: Printable, part: Part) -> Printable:
    """Return the pieces of a part of a run, lying on paper as it was planned; raises PrintError, InvalidFields."""
    usual = {"mode": MODES[0], "first_slot": 1, "flip": FLIPS[0]}
    laid = {name: said for name, each in usual.items() if (said := part.layout.get(name, each)) != each}
    laid |= {"first_slot": part.slot} if part.slot and "mode" not in laid else {}
    if not laid or part.kind.piece is None or not isinstance(printable, part.kind.piece):
        return printable
    if laid.get("first_slot", 1) > printable.imposition.up:
        raise InvalidFields({"first_slot": ("printing.between", {"least": 1, "most": printable.imposition.up})})
    return replace(printable, **laid)


def chosen_booths(connection: sqlite3.Connection, event: str, wish: Wish) -> list[str]:
    """Return the event's booths that are ticked, all of them where nothing was asked; NothingToPrint, InvalidFields."""
    known = records.all_of(connection, campaigns.BOOTH, event)
    if not known:
        raise NothingToPrint("booths")
    ticked = wish.many("booths", [row["id"] for row in known])
    chosen = [str(row["id"]) for row in known if row["id"] in ticked or row["code"] in ticked]
    if not chosen:
        raise InvalidFields({"booths": ("printing.booth_needed", {})})
    return chosen


def materials_for(connection: sqlite3.Connection, event: str, kind: str) -> list[sqlite3.Row]:
    """Return the materials of the event's campaign that this kind of run may print: with a text first, then what was printed for the event before."""
    campaign = records.get(connection, campaigns.EVENT, event)["campaign"]
    printed = {row["material"] for row in connection.execute("SELECT material FROM print_run WHERE event = ?", (event,)).fetchall()}
    kinds = kind_of(kind).materials
    fit = [row for row in records.all_of(connection, campaigns.MATERIAL, campaign) if row["kind"] in kinds]
    return sorted(fit, key=lambda row: (kinds.index(row["kind"]), not row["body"], row["id"] not in printed))


def chosen_material(connection: sqlite3.Connection, event: str, kind: str, wish: Wish) -> str:
    """Return the material asked for, the first one where none is; NothingToPrint, NotFound."""
    known = materials_for(connection, event, kind)
    if not known:
        raise NothingToPrint("material")
    chosen = wish.text("material", known[0]["id"])
    found = next((row["id"] for row in known if chosen in {row["id"], row["code"]}), None)
    if found is None:
        raise NotFound()
    return str(found)
