"""Reading the tallies of an event whose ledger holds 10 thousand, 1 million and (--full) 10 million facts.

Bar: within 1.5 times of each other; what is read follows the plan (booths, materials, quarters of an hour), not the number of facts.
The facts are written with one statement per million and counted by the ledger's own trigger.
One fact in twenty is a passer-by's scan, and every tenth of those somebody who scanned before.
Run: python -m tests.benchmarks.ledger [--full]
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from kiosk import ledger
from kiosk.campaigns import event_window
from kiosk.figures.listed import list_tallies
from kiosk.storage import Store, open_store
from tests.plan_fixtures import PlanIds, _make_plan

SIZES, FULL_SIZES, BAR = (10_000, 1_000_000), (10_000, 1_000_000, 10_000_000), 1.5
CHUNK, READS, PHONES = 1_000_000, 100, 20
KINDS = ("hand_out",) * 16 + ("check_in", "consultation", "return", "shown")
_FILL = """
WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
INSERT INTO fact (id, hash, seen_at, at, received_at, quantity, pattern, offset, person, data)
SELECT printf('%08x-0000-7000-8000-000000000000', i), x'00', :starts + i * 7919 % :spread, :starts + i * 7919 % :spread, :starts, 1 + i % 9,
  p.id, 0, iif(p.kind = 'check_in' AND i % 3, printf('N%d', i), ''), CASE p.kind WHEN 'consultation' THEN '{"topic":"低保","outcome":"answered"}'
    WHEN 'shown' THEN printf('{"mark":"m%d"}', i / 20 - (i / 20 % 10 = 0)) ELSE '{}' END
FROM n CROSS JOIN pattern p ON p.id = 1 + i % :patterns
"""


def make_patterns(connection: sqlite3.Connection, ids: PlanIds) -> int:
    """Twenty phones at three booths, each with every kind of fact; return how many patterns there are."""
    booths, materials = list(ids.booths.values()), list(ids.materials.values())
    rows = []
    for phone in range(PHONES):
        for kind in KINDS:
            material = materials[(phone + len(rows)) % 2] if kind in ("hand_out", "return") else ""
            rows.append((len(rows) + 1, kind, ids.event, f"phone-{phone}", booths[phone % 3], material, "count"))
    connection.executemany(
        "INSERT INTO pattern (id, kind, event, device, booth, material, method) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
    )
    return len(rows)


def fill(store: Store, ids: PlanIds, size: int) -> None:
    """Write ``size`` facts over the event's hours and count them."""
    patterns = store.write(lambda connection: make_patterns(connection, ids))
    window = event_window(store.read().execute("SELECT * FROM event WHERE id = ?", (ids.event,)).fetchone())
    for start in range(0, size, CHUNK):
        values = {
            "first": start + 1, "last": min(start + CHUNK, size), "patterns": patterns, "starts": window.starts,
            "spread": window.ends - window.starts,
        }  # fmt: skip
        store.write(lambda connection, values=values: connection.execute(_FILL, values), finish=ledger.count_entries)


def measure(folder: Path, size: int) -> float:
    """Milliseconds of reading all tallies of the event."""
    store = open_store(folder / f"{size}.db")
    ids = store.write(_make_plan)
    began = time.perf_counter()
    fill(store, ids, size)
    written = time.perf_counter() - began
    times = []
    for _ in range(READS):
        began = time.perf_counter()
        listed = list_tallies(store.read(), event=ids.event)
        times.append((time.perf_counter() - began) * 1000)
    counted = store.read().execute(
        "SELECT (SELECT sum(entries) FROM tally WHERE measure IN ('handed_out', 'returned', 'check_ins', 'consultations'))"
        " + (SELECT sum(quantity) FROM response_tally WHERE measure = 'responses')"
    )
    assert counted.fetchone()[0] >= size
    store.close()
    best = min(times)
    megabytes = (folder / f"{size}.db").stat().st_size / 1e6
    print(
        f"{size:>10,} facts: {best:.2f} ms for {len(listed)} rows of tallies (written in {written:.1f} s, {megabytes:.0f} MB)",
        flush=True,
    )
    (folder / f"{size}.db").unlink()
    return best


def main() -> int:
    sizes = FULL_SIZES if "--full" in sys.argv[1:] else SIZES
    with tempfile.TemporaryDirectory() as name:
        times = [measure(Path(name), size) for size in sizes]
    ratio = max(times) / min(times)
    print(f"slowest / fastest: {ratio:.2f} (bar {BAR})  {'ok' if ratio <= BAR else 'MISSED'}")
    return int(ratio > BAR)


if __name__ == "__main__":
    sys.exit(main())
