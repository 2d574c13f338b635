"""What a printed paper says, for the page that its code opens: a programme's acts, a group's slot on the stage."""

from __future__ import annotations

import json
import sqlite3

from kiosk.printed_codes import CodeUse
from kiosk.prints.venue import acts_of

Line = tuple[str, str, str]
"""When or in which place; what; who."""


def lines_of(connection: sqlite3.Connection, use: CodeUse) -> tuple[Line, ...]:
    """Return the lines that whoever holds this paper looks for; the name of a group's leader is not among them."""
    if use.kind not in ("programme", "group"):
        return ()
    row = connection.execute("SELECT layout FROM print_run WHERE id = ?", (use.run,)).fetchone()
    layout = json.loads(row["layout"]) if row else {}
    if use.kind == "programme":
        return tuple((at, act.act or act.group, act.group if act.act else "") for at, act in acts_of(layout))
    groups = layout.get("groups", [])[use.number - 1 : use.number]
    return tuple((slot, name, act) for name, _, act, slot, _ in groups)
