"""The areas' planners and makers as one table: which function plans and which makes each kind of run."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from kiosk.errors import NotFound
from kiosk.printed_codes import CodeKind
from kiosk.prints import counting, handouts, people, printer_tests, street, venue
from kiosk.prints.kinds import kind_of
from kiosk.prints.parts import Part, codes_of
from kiosk.prints.plans import Maker, Payloads, Planner, lay_out, laying_out
from kiosk.prints.runs import RunPlan
from kiosk.prints.wishes import Wish
from printables.document import Printable

PLANS: dict[str, Planner] = street.PLANS | counting.PLANS | people.PLANS | venue.PLANS | handouts.PLANS | printer_tests.PLANS
MAKERS: dict[str, Maker] = street.MAKERS | counting.MAKERS | people.MAKERS | venue.MAKERS | handouts.MAKERS | printer_tests.MAKERS
PAYLOADS: dict[str, Payloads] = street.PAYLOADS | people.PAYLOADS


def plan_kind(connection: sqlite3.Connection, event: str, kind: str, wish: Wish) -> Sequence[RunPlan]:
    """Return the runs that a wish for one kind of paper asks for; NotFound, InvalidFields, NothingToPrint."""
    if kind not in PLANS:
        raise NotFound()
    laid = laying_out(kind_of(kind), wish)
    return [replace(plan, layout={**plan.layout, **laid}) for plan in PLANS[kind](connection, event, wish)]


def make_part(connection: sqlite3.Connection, part: Part) -> Sequence[Printable]:
    """Return what is drawn for a part of a run; raises PrintError."""
    return [lay_out(printable, part) for printable in MAKERS[part.run["kind"]](connection, part)]


def payloads_of(connection: sqlite3.Connection, part: Part) -> list[str]:
    """Return what the codes on a part of a run say, each once."""
    if part.run["kind"] in PAYLOADS:
        return PAYLOADS[part.run["kind"]](connection, part)
    blocks = connection.execute("SELECT kind FROM code_block WHERE run = ? ORDER BY first", (part.id,)).fetchall()
    return [part.prefix + code for block in blocks for code in codes_of(connection, part, cast(CodeKind, block["kind"]))]
