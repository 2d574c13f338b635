"""Reads what the suggestion of paper must know of an event: its plan, its roster, and what was left of each material before."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable

from kiosk import campaigns, records
from kiosk.features import has_feature
from kiosk.figures.tallies import figures_of
from kiosk.figures.week import load_week
from kiosk.prints.kinds import PAIRING
from kiosk.prints.plans import materials_for
from kiosk.prints.suggest import BoothNeed, LastTime, MaterialNeed, Situation
from kiosk.records import split_words
from kiosk.venues import EQUIPMENT

_EARLIER = (
    "SELECT t.material, m.code, e.id AS event, e.day FROM event e CROSS JOIN tally t ON t.event = e.id JOIN material m ON m.id = t.material"
    " WHERE e.organisation = ?1 AND (e.day < ?2 OR e.day = ?2 AND e.starts < ?3) AND e.archived_at IS NULL"
    " AND t.measure IN ('printed', 'issued', 'returned') AND t.quantity <> 0 GROUP BY e.id, t.material ORDER BY e.day DESC, e.starts DESC"
)
_CAME = (
    "SELECT e.day, sum(t.quantity) AS visits FROM event e CROSS JOIN tally t ON t.event = e.id"
    " WHERE e.organisation = ?1 AND (e.day < ?2 OR e.day = ?2 AND e.starts < ?3) AND e.kind = ?4 AND e.archived_at IS NULL"
    " AND t.measure = 'visits' AND t.method <> 'estimate' GROUP BY e.id HAVING visits > 0 ORDER BY e.day DESC, e.starts DESC LIMIT 1"
)


def read_situation(connection: sqlite3.Connection, event: str) -> Situation:
    """Return an event as the suggestion sees it; NotFound."""
    row = records.get(connection, campaigns.EVENT, event)
    before = (row["organisation"], row["day"], row["starts"])
    came = connection.execute(_CAME, (*before, row["kind"])).fetchone()
    helpers, volunteers = _on_shift(connection, event)
    booths = tuple(
        BoothNeed(booth["id"], booth["code"], helpers[booth["id"]]) for booth in records.all_of(connection, campaigns.BOOTH, event)
    )
    invited = connection.execute("SELECT count(*) FROM roster WHERE event = ? AND archived_at IS NULL", (event,)).fetchone()[0]
    buttons = {*split_words(row["buttons"]), *(("wish",) if has_feature(row, "wall") else ())}  # a wall has the form without its button
    return Situation(
        row["kind"], frozenset(buttons), row["expected"], invited, came["visits"] if came else 0,
        came["day"] if came else "", volunteers, booths, _materials(connection, event, before), _planned(connection, event),
        len(records.all_of(connection, EQUIPMENT, event)),
    )  # fmt: skip


def _on_shift(connection: sqlite3.Connection, event: str) -> tuple[Counter[str], int]:
    """Return how many different people work at each booth, and in all."""
    rows = connection.execute(
        "SELECT DISTINCT booth, person FROM shift WHERE event = ? AND archived_at IS NULL", (event,)
    ).fetchall()
    return Counter(row["booth"] for row in rows if row["booth"]), len({row["person"] for row in rows})


def _materials(connection: sqlite3.Connection, event: str, before: tuple[str, str, str]) -> tuple[MaterialNeed, ...]:
    rows = materials_for(connection, event, "flyer")
    printed = connection.execute(
        "SELECT material, max(event = ?) AS here FROM print_run WHERE material IS NOT NULL AND archived_at IS NULL AND sample <> 'sample'"
        " GROUP BY material",
        (event,),
    ).fetchall()
    elsewhere = {row["material"] for row in printed if not row["here"]}
    last = _last_time(connection, before, {row["code"].casefold() for row in rows})
    known = [(row, last.get(row["code"].casefold())) for row in rows]
    line = records.get(connection, campaigns.EVENT, event)["line"]
    return tuple(
        MaterialNeed(row["id"], row["code"], row["id"] in elsewhere and had is None, _kind_for(row, line), had) for row, had in known
    )


def _kind_for(material: sqlite3.Row, line: str) -> str:
    """Return as what a material is printed: a tri-fold without a word in it would be three blank panels."""
    return "tri_fold" if material["kind"] == "tri_fold" and (material["body"] or line) else "flyer"


def _last_time(connection: sqlite3.Connection, before: tuple[str, str, str], codes: Iterable[str]) -> dict[str, LastTime]:
    """Return what became of each material when the organisation had it out last; a copied campaign's materials keep their codes."""
    newest: dict[str, sqlite3.Row] = {}
    for row in connection.execute(_EARLIER, before):
        if row["code"].casefold() in codes:
            newest.setdefault(row["code"].casefold(), row)
    week = load_week(connection, {row["event"] for row in newest.values()})
    found = {}
    for code, row in newest.items():
        figures = figures_of(week, event=row["event"], material=row["material"])
        left = figures.returned if figures.in_store is None else figures.in_store
        found[code] = LastTime(row["day"], figures.handed_out or 0, left)
    return found


def _planned(connection: sqlite3.Connection, event: str) -> dict[tuple[str, str], int]:
    """Return the copies planned already, samples left out; pairing cards are known by their pairings."""
    rows = connection.execute(
        "SELECT kind, coalesce(material, booth, '') AS target, sum(copies) AS copies FROM print_run"
        " WHERE event = ? AND archived_at IS NULL AND sample <> 'sample' GROUP BY 1, 2",
        (event,),
    ).fetchall()
    cards = connection.execute("SELECT count(*) FROM pairing WHERE event = ? AND printed = 1", (event,)).fetchone()[0]
    return {(row["kind"], row["target"]): row["copies"] for row in rows} | {(PAIRING, ""): cards}
