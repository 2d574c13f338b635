"""The words that every run keeps: a reprint next week is the same paper, whatever the plan says by then."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from kiosk.looks import forget_unshown
from kiosk.prints.flyers import SAYERS
from kiosk.prints.sheet_words import Says, say_sheet
from kiosk.prints.texts import Row
from kiosk.records import touch_plan

VERDICT = "read_back"
"""The name of what is noted of a run's codes when they were read back."""


def say(connection: sqlite3.Connection, run: Row, layout: dict[str, Any]) -> Says:
    """Return every word of a run, its look, and the hashes of its pictures, as the plan has them now; NotFound."""
    return SAYERS.get(run["kind"], say_sheet)(connection, run, layout)


def keeps_words(run: Row) -> bool:
    """Tell whether a run keeps its words: one from before runs did says what the plan says."""
    return "says" in json.loads(run["layout"])


def is_out_of_date(connection: sqlite3.Connection, run: Row) -> bool:
    """Tell whether the plan has changed since a run was planned that keeps its words, so that it would say something else now."""
    layout = json.loads(run["layout"])
    if "says" not in layout:
        return False
    now = json.loads(json.dumps(say(connection, run, layout)))
    return any(now.get(name) != said for name, said in layout["says"].items())


def renew(connection: sqlite3.Connection, run: Row) -> None:
    """Let a run say what the plan says now, with the same codes.  Must run inside ``Store.write``."""
    layout = json.loads(run["layout"])
    before = layout.get("says") or {}
    layout["says"] = say(connection, run, layout)
    layout.pop(VERDICT, None)
    connection.execute("UPDATE print_run SET layout = ? WHERE id = ?", (json.dumps(layout, ensure_ascii=False), run["id"]))
    for name in ("picture", "logo"):
        forget_unshown(connection, before.get(name, ""))
    touch_plan(connection)
