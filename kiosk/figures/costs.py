"""What the printing of some events cost, in all and per result: each event's copies at the price of its runs, else of the material (domain.md §3)."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kiosk.figures.rates import CENT, Costs, costs_of
from kiosk.figures.tallies import Figures
from kiosk.figures.week import Week

CURRENCY = "¥"
_PLACES = (CENT, Decimal("0.001"), Decimal("0.0001"))
"""Of a price of one copy that somebody typed."""
Printed = tuple[str, str]
"""An event and a material (ids)."""


@dataclass(frozen=True, slots=True)
class Prices:
    """``by_run`` is (event, material) → how many copies its priced runs have and what they cost; ``by_material`` is a material's own price."""

    by_run: Mapping[tuple[str, str], tuple[int, Decimal]]
    by_material: Mapping[str, Decimal]

    def of(self, event: str, material: str, copies: int) -> Decimal | None:
        """Return what so many copies cost at an event; None where nobody gave a price."""
        in_runs, money = self.by_run.get((event, material), (0, Decimal(0)))
        if in_runs:
            return money * copies / in_runs
        price = self.by_material.get(material)
        return None if price is None else price * copies

    def of_one(self, events: Sequence[str], material: str) -> Decimal | None:
        """Return the price of a copy for one event as it was typed, of runs with several prices their mean, to the cent; None of several events."""
        each = self.of(events[0], material, 1) if len(events) == 1 else None
        return None if each is None else next((price for price in map(each.quantize, _PLACES) if price == each), each.quantize(CENT, ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Spent:
    """``total`` (exact) is None where nothing was printed or a price is missing; ``unpriced`` are the printed materials (ids) without one."""

    total: Decimal | None
    unpriced: frozenset[str] = frozenset()


def load_prices(connection: sqlite3.Connection, events: Collection[str]) -> Prices:
    """Read the prices of what is printed for ``events``: those of the runs that are tied into bundles, and of the materials."""
    wanted = json.dumps(sorted(events))
    runs = connection.execute(
        "SELECT event, material, copies, unit_cost FROM print_run"
        " WHERE event IN (SELECT value FROM json_each(?)) AND bundle_size > 0 AND archived_at IS NULL AND unit_cost <> ''",
        (wanted,),
    ).fetchall()
    by_run: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for run in runs:
        copies, money = by_run.get((run["event"], run["material"]), (0, Decimal(0)))
        by_run[run["event"], run["material"]] = (copies + run["copies"], money + Decimal(run["unit_cost"]) * run["copies"])
    materials = connection.execute(
        "SELECT id, unit_cost FROM material WHERE unit_cost <> '' AND campaign IN (SELECT campaign FROM event WHERE id IN (SELECT value FROM json_each(?)))",
        (wanted,),
    ).fetchall()
    return Prices(by_run, {row["id"]: Decimal(row["unit_cost"]) for row in materials})


def load_printed(connection: sqlite3.Connection, events: Collection[str]) -> Counter[Printed]:
    """Return how many copies of what were printed for which of ``events``: looked up where a printing was noted, for pages of a thousand communities."""
    rows = connection.execute(
        "SELECT p.event, p.material, sum(t.quantity) FROM (SELECT DISTINCT event, booth, material FROM pattern WHERE event IN (SELECT value FROM json_each(?))"
        " AND kind IN (SELECT kind FROM measure_rule WHERE measure = 'printed') AND material <> '') p CROSS JOIN tally t"
        " ON t.event = p.event AND t.booth = p.booth AND t.material = p.material AND t.measure = 'printed' AND t.method <> 'estimate' GROUP BY 1, 2",
        (json.dumps(sorted(events)),),
    )
    return Counter({(event, material): copies for event, material, copies in rows})


def printed_in(week: Week) -> Counter[Printed]:
    """Return how many copies of what were printed for which event, as the tallies say."""
    made: Counter[Printed] = Counter()
    for row in week.rows:
        if row.measure == "printed" and row.method != "estimate" and row.material:
            made[row.event, row.material] += row.quantity
    return made


def spent_on(made: Mapping[Printed, int], prices: Prices, *, event: str | None = None, material: str | None = None) -> Spent:
    """Return what the copies of an event, of a material or all that were ``made`` cost; those spoiled at the press were paid for too."""
    wanted = {place: copies for place, copies in made.items() if copies and event in (None, place[0]) and material in (None, place[1])}
    cost = {place: prices.of(*place, copies) for place, copies in wanted.items()}
    unpriced = frozenset(material for (_event, material), money in cost.items() if money is None)
    known = [money for money in cost.values() if money is not None]
    return Spent(sum(known, Decimal(0)) if known and not unpriced else None, unpriced)


def costs_in(week: Week, prices: Prices, figures: Figures, *, event: str | None = None, material: str | None = None) -> Costs:
    """Return what came out of it per result; ``figures`` are those of the same part of ``week``."""
    return costs_of(figures, spent_on(printed_in(week), prices, event=event, material=material).total)
