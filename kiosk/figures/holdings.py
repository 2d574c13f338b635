"""Who holds what at an event: each bundle since when, and each phone with what was counted on it; read from the tallies."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from kiosk.figures.tallies import MOVED


@dataclass(frozen=True, slots=True)
class BundleHeld:
    """One bundle at an event.  ``booth`` and ``person`` are who had it last, since ``since`` (ms UTC); ``sums`` is by measure."""

    run: str
    run_code: str
    material: str
    number: int
    booth: str
    person: str
    since: int
    elsewhere: bool
    sums: Counter[str]

    @property
    def left(self) -> int:
        """What is left of it here by the books; hand-outs counted without the bundle's code are not in it."""
        came = self.sums["issued"] + self.sums["transferred_in"] - self.sums["transferred_out"]
        return came - self.sums["handed_out"] - self.sums["returned"] - self.sums["spoiled"]


@dataclass(frozen=True, slots=True)
class PhoneHeard:
    """One source of facts: a paired phone (with its row), or an account of the staff (without)."""

    id: str
    row: sqlite3.Row | None
    sums: Counter[str] = field(default_factory=Counter)
    entries: int = 0

    @property
    def last_heard(self) -> int | None:
        """When it last spoke, in ms UTC."""
        return self.row["last_seen_at"] if self.row else None


def bundles_at(connection: sqlite3.Connection, event: str) -> list[BundleHeld]:
    """Return every bundle that was ever at the event, by run and number."""
    rows = connection.execute(
        "WITH here AS (SELECT DISTINCT run, bundle FROM bundle_place WHERE event = ?1),"
        " ranked AS (SELECT p.*, row_number() OVER (PARTITION BY p.run, p.bundle ORDER BY p.at DESC, p.id DESC) AS nth"
        "   FROM here h CROSS JOIN bundle_place p ON p.run = h.run AND p.bundle = h.bundle)"
        " SELECT p.run, p.bundle, p.at, p.booth, p.event <> ?1 AS elsewhere, r.code, r.material, e.target FROM ranked p"
        " JOIN print_run r ON r.id = p.run JOIN entry e ON e.id = p.id WHERE p.nth = 1 ORDER BY r.code, p.bundle",
        (event,),
    ).fetchall()
    sums = _bundle_sums(connection, event)
    return [
        BundleHeld(
            row["run"], row["code"], row["material"] or "", row["bundle"], row["booth"], _person_in(row["target"]), row["at"],
            bool(row["elsewhere"]), sums[row["run"], row["bundle"]],
        )
        for row in rows
    ]  # fmt: skip


def _person_in(place: str | None) -> str:
    return place[7:] if place and place.startswith("person:") else ""


def _bundle_sums(connection: sqlite3.Connection, event: str) -> dict[tuple[str, int], Counter[str]]:
    """Return the sums of each bundle at the event's own booths, so that a re-issue elsewhere does not count here."""
    sums: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for row in connection.execute(
        "SELECT t.run, t.bundle, t.measure, t.quantity FROM (SELECT DISTINCT run FROM bundle_place WHERE event = ?1) h"
        " CROSS JOIN bundle_tally t ON t.run = h.run WHERE t.booth IN (SELECT id FROM booth WHERE event = ?1) AND t.quantity <> 0",
        (event,),
    ):
        if row["measure"] in MOVED:
            sums[row["run"], row["bundle"]][row["measure"]] += row["quantity"]
    return sums


def phones_at(connection: sqlite3.Connection, event: str) -> list[PhoneHeard]:
    """Return the event's phones by number, then whoever else recorded facts for it, each with what was counted."""
    phones = {
        row["id"]: PhoneHeard(row["id"], row)
        for row in connection.execute("SELECT * FROM device WHERE event = ? ORDER BY number", (event,)).fetchall()
    }
    for row in connection.execute(
        "SELECT device, measure, sum(quantity) AS quantity, sum(entries) AS entries FROM device_tally WHERE event = ?"
        " GROUP BY device, measure ORDER BY length(device), device",
        (event,),
    ):
        known = phones.get(row["device"]) or PhoneHeard(row["device"], None)
        known.sums[row["measure"]] += row["quantity"]
        phones[row["device"]] = PhoneHeard(known.id, known.row, known.sums, known.entries + row["entries"])
    return list(phones.values())
