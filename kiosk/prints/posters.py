"""Where each poster of a run hangs, noted by whoever hung it, and how many people it brought: a scan names the run and the number."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from kiosk.printed_codes import CodeUse
from kiosk.prints.runs import get_run, note_on_run

LONGEST_PLACE = 60
_PLACES = "places"


@dataclass(frozen=True, slots=True)
class Hung:
    """One poster: its number in the run, where it hangs ('' while nobody said), and how often its page was shown to somebody."""

    number: int
    place: str
    scans: int


def find_poster(connection: sqlite3.Connection, use: CodeUse) -> Hung | None:
    """Return the poster that a code is on; None for a code of anything else."""
    if use.kind != "poster":
        return None
    places = json.loads(get_run(connection, use.run)["layout"]).get(_PLACES, {})
    scans = connection.execute(
        "SELECT count(*) FROM standing WHERE run = ? AND run <> '' AND number = ? AND kind = 'shown'", (use.run, use.number)
    ).fetchone()[0]
    return Hung(use.number, places.get(str(use.number), ""), scans)


def hang_up(connection: sqlite3.Connection, use: CodeUse, place: str) -> None:
    """Note where a poster hangs; '' for not known any more.  Must run inside ``Store.write``."""
    places = json.loads(get_run(connection, use.run)["layout"]).get(_PLACES, {})
    places |= {str(use.number): " ".join(place.split())[:LONGEST_PLACE]}
    note_on_run(connection, use.run, _PLACES, {number: said for number, said in places.items() if said})
