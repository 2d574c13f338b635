"""What a printed paper says, for the page that its code opens: a programme's acts, a group's slot on the stage."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from kiosk.printed_codes import CodeUse
from kiosk.prints.venue import acts_of, cards_of

Line = tuple[str, str, str]
"""When or in which place; what; who."""


def lines_of(connection: sqlite3.Connection, use: CodeUse) -> tuple[Line, ...]:
    """Return the lines that whoever holds this paper looks for; the name of a group's leader is not among them."""
    if use.kind == "programme":
        return tuple((at, act.act or act.group, act.group if act.act else "") for at, act in acts_of(_layout(connection, use)))
    if use.kind == "group":
        return tuple((slot, name, act) for name, _, act, slot in cards_of(_layout(connection, use))[use.number - 1 : use.number])
    return ()


def act_on_card(connection: sqlite3.Connection, use: CodeUse) -> str:
    """Return the id of the act that a group's card is for, '' for a card that was filled in by hand."""
    acts = _layout(connection, use).get("cards", [])[use.number - 1 : use.number] if use.kind == "group" else []
    return str(acts[0]) if acts else ""


def _layout(connection: sqlite3.Connection, use: CodeUse) -> dict[str, Any]:
    row = connection.execute("SELECT layout FROM print_run WHERE id = ?", (use.run,)).fetchone()
    return dict(json.loads(row["layout"])) if row else {}
