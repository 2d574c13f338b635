"""How many copies of each material to print for events like these again (domain.md §3), from what was handed out, brought back and ran out."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kiosk.campaigns import event_window
from kiosk.duty import HOUR_MS, planned_hours
from kiosk.figures.rates import print_next_time
from kiosk.figures.tallies import Figures, figures_of
from kiosk.figures.week import Row, Week

_USUAL_BUNDLE = 50


@dataclass(frozen=True, slots=True)
class PrintAdvice:
    """``bundles`` is (event, material) → the largest bundle of its runs; ``run_outs`` is event → (material or '', when in ms UTC)."""

    bundles: Mapping[tuple[str, str], int]
    run_outs: Mapping[str, Sequence[tuple[str, int]]]

    def of(self, event: sqlite3.Row, material: str, figures: Figures) -> int:
        """Return how many copies of a material to print for such an event again; ``figures`` are the material's there."""
        window, bundle = event_window(event), self.bundles.get((event["id"], material)) or _USUAL_BUNDLE
        ran_out = [at for what, at in self.run_outs.get(event["id"], ()) if what in ("", material)] if not figures.returned else []
        after = Decimal(max(ran_out) - window.starts) / HOUR_MS if ran_out else None
        return print_next_time(figures.handed_out or 0, ran_out_after=after, planned_hours=planned_hours(event), bundle_size=bundle)


def load_print_advice(connection: sqlite3.Connection, events: Collection[str]) -> PrintAdvice:
    """Read the bundles of ``events`` (ids), and what ran out there."""
    wanted = json.dumps(sorted(events))
    bundles = connection.execute(
        "SELECT event, material, max(bundle_size) AS size FROM print_run"
        " WHERE event IN (SELECT value FROM json_each(?)) AND bundle_size > 0 AND archived_at IS NULL GROUP BY 1, 2",
        (wanted,),
    ).fetchall()
    run_outs: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in connection.execute(
        "SELECT s.event, s.material, s.at FROM json_each(?) w CROSS JOIN standing s ON s.event = w.value AND s.kind = 'run_out'", (wanted,)
    ):
        run_outs[row["event"]].append((row["material"], row["at"]))
    return PrintAdvice({(row["event"], row["material"]): row["size"] for row in bundles}, run_outs)


def advise(advice: PrintAdvice, events: Collection[sqlite3.Row], week: Week) -> dict[str, int]:
    """Return material → how many copies of it the same events need again; the week is gone through once."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in week.rows:
        if row.material:
            rows[row.event, row.material].append(row)
    known = {event["id"]: event for event in events}
    wanted: dict[str, int] = defaultdict(int)
    for (event, material), theirs in rows.items():
        if event in known:
            figures = figures_of(replace(week, rows=tuple(theirs), cells=()))
            wanted[material] += advice.of(known[event], material, figures)
    return {material: copies for material, copies in wanted.items() if copies}
