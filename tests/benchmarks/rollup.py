"""Pages of a campaign of a thousand communities, with ten thousand facts in its ledger and with many more.

Bar: roll-up, campaign page and the summary of all communities in one text within 1.5 times of their time at ten thousand facts; any
summary in under one second.  The compendium of a thousand summaries, which states hours too, is a file of a thousand pages: below 8 s, and
below 300 MB over what the kiosk takes anyhow.
The facts are written with one statement per chunk and counted by the ledger's own triggers.  The alternative beside it groups the
whole ledger, or the tallies by quarters of an hour.  200,000 facts as it stands; the full measurement takes several gigabytes:
Run: python -m tests.benchmarks.rollup [--facts 10000000] [--folder KEPT_BETWEEN_RUNS]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flask.testing import FlaskClient

from kiosk import create_app, ledger, records
from kiosk.accounts import add_account, grant
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL, event_window, set_counting_mode
from kiosk.config import load_config, make_instance_folder
from kiosk.ids import new_id, now_ms
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import add_seal_key
from kiosk.server import settle_memory
from kiosk.storage import Store, open_store
from kiosk.summary.compose import compose
from kiosk.summary.scope import find_scope
from tests.benchmarks._printing import peak_megabytes

SMALL, COMMUNITIES, CHUNK, ROUNDS, BAR, SUMMARY_BAR, PASSWORD = 10_000, 1_000, 250_000, 5, 1.5, 1.0, "correct horse battery"
COMPENDIUM_SECONDS, COMPENDIUM_MEGABYTES = 8.0, 300
DETAILS = {"consultation": '{"topic":"低保","outcome":"answered"}', "note": '{"sort":"hope"}'}
_FILL = """
WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
INSERT INTO fact (id, hash, seen_at, at, received_at, quantity, pattern, offset, person, data)
SELECT printf('%08x-0000-7000-8000-000000000000', i), x'00', :starts + i % 3 * 86400000 + i * 7919 % :spread, :starts + i % 3 * 86400000 + i * 7919 % :spread, :starts,
  iif(p.kind IN ('hand_out', 'return'), 1 + i % 9, 1), p.id, 0, iif(p.kind = 'check_in' AND i % 3, printf('N%d', i), ''),
  CASE p.kind WHEN 'consultation' THEN :consultation WHEN 'note' THEN :note WHEN 'shown' THEN printf('{"mark":"m%d"}', i - (i % 10 = 0)) ELSE '{}' END
FROM n CROSS JOIN pattern p ON p.id = 1 + i * 7919 % :patterns
"""
_ALTERNATIVES = {
    "GROUP BY over the ledger": "SELECT event, kind, booth, material, method, sum(quantity) FROM entry GROUP BY 1, 2, 3, 4, 5",
    "GROUP BY over the tallies": "SELECT event, measure, booth, material, detail, method, sum(quantity) FROM tally GROUP BY 1, 2, 3, 4, 5, 6",
}


def make_plan(connection: sqlite3.Connection) -> str:
    """A district with its communities, of which every second holds two events with three booths; return the campaign's id."""
    add_seal_key(connection)
    root = records.add(connection, ORGANISATION, "", {"code": "D", "name": "區", "level": "banner", "language": "zh-Hant"})
    week = {"code": "W", "title": "宣傳週", "starts_on": "2017-03-20", "ends_on": "2017-03-26", "language": "zh-Hant"}
    campaign = records.add(connection, CAMPAIGN, "", week, organisation=root)
    materials = [records.add(connection, MATERIAL, campaign, {"code": code, "title": code, "language": "zh-Hant"}) for code in ("M1", "M2")]
    account = add_account(connection, "district", PASSWORD)
    grant(connection, account, "district", root, by=account)
    for number in range(COMMUNITIES):
        values = {"code": f"C{number:04}", "name": f"第{number}社區", "language": "zh-Hant"}
        community = records.add(connection, ORGANISATION, "", values, parent=root)
        for part in range(1 + number % 2):
            values = {"code": f"C{number:04}-{part}", "title": "街頭宣傳", "place": "廣場", "day": "2017-03-24", "language": "zh-Hant", "features": "wall"}
            event = records.add(connection, EVENT, campaign, values, organisation=community)
            booths = [records.add(connection, BOOTH, event, {"code": f"B{booth}", "name": "攤位", "language": "zh-Hant"}) for booth in range(3)]
            if number % 10 == 0:
                set_counting_mode(connection, event, "", materials[1], "out_and_in")
            make_patterns(connection, event, booths, materials)
    return campaign


def make_patterns(connection: sqlite3.Connection, event: str, booths: list[str], materials: list[str]) -> None:
    """Issue a bundle of each material to each booth, and prepare what phones will say of them."""
    rows = []
    for place, booth in enumerate(booths):
        for number, material in enumerate(materials):
            rows += [("hand_out", booth, material, "", 0, "scan"), ("hand_out", booth, material, "", 0, "count"), ("shown", booth, material, f"run of {event}", place * 2 + number + 1, "scan")]
        rows += [("return", booth, materials[0], "", 0, "count"), ("check_in", booth, "", "", 0, "self"), ("consultation", booth, "", "", 0, "count"), ("note", booth, "", "", 0, "self")]
    first = connection.execute("SELECT coalesce(max(id), 0) FROM pattern WHERE id < 1000000").fetchone()[0]
    connection.executemany(
        "INSERT INTO pattern (id, kind, event, device, booth, material, run, bundle, method) VALUES (?, ?, ?, 'phone', ?, ?, ?, ?, ?)",
        [(first + place, kind, event, *rest) for place, (kind, *rest) in enumerate(rows, 1)],
    )
    starts = event_window(records.get(connection, EVENT, event)).starts
    bundles = [(booth, material, place * 2 + number + 1) for place, booth in enumerate(booths) for number, material in enumerate(materials)]
    ledger.append(connection, [
        ledger.make_fact("issue", id=new_id(), device="kiosk", at=starts - 1, event=event, source="store", target=f"booth:{booth}", to_booth=booth,
                         material=material, run=f"run of {event}", bundle=bundle, quantity=10_000)
        for booth, material, bundle in bundles
    ])  # fmt: skip


def build(folder: Path, facts: int) -> None:
    """Make the instance with ``facts`` facts, or go on with one that is there."""
    if not folder.exists():
        make_instance_folder(folder)
    store = open_store(load_config(folder).database)
    if not store.read().execute("SELECT 1 FROM campaign").fetchone():
        store.write(make_plan)
    row = store.read().execute("SELECT * FROM event LIMIT 1").fetchone()
    window = event_window(row)
    patterns = store.read().execute("SELECT max(id) FROM pattern WHERE id < 1000000").fetchone()[0]
    issued, began = store.read().execute("SELECT count(*) FROM pattern WHERE kind = 'issue'").fetchone()[0], time.perf_counter()
    done = ledger.position(store.read()) - issued
    values = {"patterns": patterns, "starts": window.starts, "spread": window.ends - window.starts, **DETAILS}
    for start in range(done, facts, CHUNK):
        chunk = {"first": start + 1, "last": min(start + CHUNK, facts), **values}
        store.write(lambda connection, chunk=chunk: connection.execute(_FILL, chunk), finish=ledger.count_entries)
    if facts > done:
        print(f"{facts - done:,} facts written and counted in {time.perf_counter() - began:.0f} s", flush=True)
    store.checkpoint()
    store.close()


def visit(client: FlaskClient, path: str) -> Callable[[], int]:
    """Return what opens a page and says how many bytes it is."""

    def ask() -> int:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return len(answer.data)

    return ask


def steps(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured, by name."""
    app = create_app(folder)
    settle_memory()  # as the server does
    app.config["WTF_CSRF_ENABLED"] = False
    store: Store = app.extensions["kiosk"].store
    campaign, event = (store.read().execute(f"SELECT id FROM {table} ORDER BY code LIMIT 1").fetchone()[0] for table in ("campaign", "event"))
    client = app.test_client()
    client.post("/office/sign-in", data={"name": "district", "password": PASSWORD})
    yield "roll-up page", visit(client, f"/office/tallies/campaign/{campaign}/roll-up?by=handed_out")
    yield "roll-up CSV", visit(client, f"/office/tallies/campaign/{campaign}/roll-up.csv")
    yield "campaign page", visit(client, f"/office/tallies/campaign/{campaign}")
    yield "one event, live", visit(client, f"/office/tallies/event/{event}")
    for name, scope in (("summary, community", {"campaign": "W", "organisation": "C0001"}), ("summary, event", {"event": event}), ("summary, campaign", {"campaign": "W"})):
        yield name, lambda scope=scope: compose(store.read(), find_scope(store.read(), **scope), "narrative", "zh-Hant", now_ms())  # type: ignore[misc]
    for name, query in _ALTERNATIVES.items():
        yield name, lambda query=query: len(store.read().execute(query).fetchall())  # type: ignore[misc]
    store.close()


def collect(folder: Path) -> None:
    """Print, as JSON, what the compendium costs this process: seconds of CPU, and megabytes at most over what it took before."""
    store = open_store(load_config(folder).database)
    before, began = peak_megabytes(), time.process_time()
    report = compose(store.read(), find_scope(store.read(), campaign="W", collected=True), "narrative", "zh-Hant", now_ms())
    assert len(report.blocks) > COMMUNITIES
    print(json.dumps([time.process_time() - began, peak_megabytes() - before]))
    store.close()


def measure_compendium(folder: Path) -> tuple[float, float]:
    """Return what the compendium costs a process of its own, as the kiosk makes it: (seconds of CPU, megabytes)."""
    made = subprocess.run([sys.executable, "-m", "tests.benchmarks.rollup", "--collect", folder], stdout=subprocess.PIPE, check=True)
    seconds, megabytes = json.loads(made.stdout)
    return seconds, megabytes


def measure(folder: Path) -> dict[str, tuple[float, float]]:
    """Return name → (seconds the first time, best seconds of several)."""
    found = {}
    for name, act in steps(folder):
        taken: list[float] = []
        while len(taken) < 2 or (len(taken) < ROUNDS and sum(taken) < 20):
            began = time.perf_counter()
            act()
            taken.append(time.perf_counter() - began)
        found[name] = (taken[0], min(taken[1:]))
    return found


def report(small: dict[str, tuple[float, float]], large: dict[str, tuple[float, float]], compendium: tuple[float, float], facts: int) -> int:
    """Print the table; return 1 where a bar is missed."""
    missed = []
    print(f"{'seconds, first and best':28} {SMALL:>17,} {facts:>17,}   ratio")
    for name in small:
        ratio = large[name][1] / small[name][1]
        print(f"{name:28} {small[name][0]:8.3f} {small[name][1]:8.3f} {large[name][0]:8.3f} {large[name][1]:8.3f}   {ratio:.2f}")
        if name in ("roll-up page", "roll-up CSV", "campaign page", "summary, campaign") and ratio > BAR:
            missed.append(f"{name} {ratio:.2f} > {BAR}")
    missed += [name for name in large if name.startswith("summary") and large[name][1] > SUMMARY_BAR]
    seconds, megabytes = compendium
    print(f"compendium at {facts:,} facts: {seconds:.1f} s of CPU, {megabytes:.0f} MB over the process without it")
    if seconds > COMPENDIUM_SECONDS or megabytes > COMPENDIUM_MEGABYTES:
        missed.append(f"compendium above {COMPENDIUM_SECONDS} s or {COMPENDIUM_MEGABYTES} MB")
    print("MISSED: " + ", ".join(missed) if missed else "ok")
    return int(bool(missed))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--facts", type=int, default=200_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--collect", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.collect:
        collect(asked.collect)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        for facts in (SMALL, asked.facts):
            build(folder / str(facts), facts)
        large = folder / str(asked.facts)
        return report(measure(folder / str(SMALL)), measure(large), measure_compendium(large), asked.facts)


if __name__ == "__main__":
    sys.exit(main())
