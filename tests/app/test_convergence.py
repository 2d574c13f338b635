"""However the network, the clocks and the pairings behave: the tallies are those of what truly happened, nothing lost, nothing twice."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.devices import revoke_device
from kiosk.ids import now_ms
from kiosk.recount import recount
from kiosk.storage import Store, open_store
from kiosk.sync import Sender, record_batch
from tests.app.histories import History, make_history
from tests.live import LiveServer
from tests.node import find_node
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk

HERE = Path(__file__).parent
BOOTHS, MATERIALS = ("B1", "B2", "B3"), ("B-A5", "B-TRI")
QUICK, ALL = range(1), range(1, 50)
ORDERS = 20
"""In how many orders each history is delivered once more without a network: 50 × 20 = 1,000."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[LiveServer, Street]]:
    """Event B's street behind the real server."""
    street = make_street(*make_kiosk(tmp_path))
    for booth in BOOTHS:
        street.issue(booth, "B-A5", 1000)
    server = LiveServer(street.store.path.parent)
    server.start()
    yield server, street
    server.stop()
    street.store.close()


def live(history: History, street: Street) -> dict[str, Any]:
    """Let the shipped modules live a history under Node; return what truly happened and what the phones show."""
    command = [find_node(), str(HERE / "js" / "drive.mjs")]
    with subprocess.Popen(
        command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as driver:
        assert driver.stdin is not None
        assert driver.stdout is not None
        driver.stdin.write(json.dumps(history) + "\n")
        driver.stdin.flush()
        for line in driver.stdout:
            said: dict[str, Any] = json.loads(line)
            if "truth" in said:
                return said
            device = str(said["revoke"])
            street.store.write(lambda c, device=device: revoke_device(c, device))
            driver.stdin.write("{}\n")
            driver.stdin.flush()
    pytest.fail(f"the driver ended without an answer (seed {history['seed']})")


def sum_truth(truth: list[dict[str, Any]], held: set[str]) -> Counter[tuple[str, str, str]]:
    """(booth, material, measure) → quantity of what truly happened: not taken back, and not sent after the phone was taken out."""
    entries = [one["entry"] for one in truth if one["entry"]["id"] not in held]
    undone = {entry["data"]["entry"] for entry in entries if entry["kind"] == "void"}
    sums: Counter[tuple[str, str, str]] = Counter()
    for entry in entries:
        if entry["id"] in undone or entry["kind"] == "void":
            continue
        quantity, material, booth = entry.get("quantity", 1), entry.get("material", ""), entry["data"]["booth"]
        if entry["kind"] == "transfer":
            target = entry["to"].removeprefix("booth:")
            if target != booth:
                sums[booth, material, "transferred_out"] += quantity
                sums[target, material, "transferred_in"] += quantity
            continue
        measure = {"hand_out": "handed_out", "return": "returned", "consultation": "consultations", "check_in": "check_ins"}
        sums[booth, material, measure[entry["kind"]]] += quantity
    return sums


def sum_kept(connection: sqlite3.Connection) -> Counter[tuple[str, str, str]]:
    """The same from the server's tallies, without what the coordinator issued."""
    rows = connection.execute(
        "SELECT booth, material, measure, sum(quantity) AS quantity FROM tally WHERE measure IN ('transferred_out', 'transferred_in',"
        " 'handed_out', 'returned', 'consultations', 'check_ins') GROUP BY 1, 2, 3"
    )
    return Counter(
        {(row["booth"], row["material"], row["measure"]): row["quantity"] for row in rows.fetchall() if row["quantity"]}
    )


def deliver(truth: list[dict[str, Any]], chance: random.Random, store: Store, event: str) -> None:
    """Hand the facts in as some network might: in any order, cut into batches anywhere, some batches twice, at once or much later."""
    senders = {one["device"]: Sender(one["device"], frozenset((event,)), expires_at=now_ms() + 3_600_000) for one in truth}
    left = chance.sample(truth, len(truth))
    late: list[list[dict[str, Any]]] = []
    while left or late:
        size = chance.randint(1, 60)
        batch, left = (left[:size], left[size:]) if left else (late.pop(), left)
        if chance.random() < 0.3:
            late.append(batch)
        for device, sender in senders.items():
            items = [one["entry"] for one in batch if one["device"] == device]
            said = store.write(lambda c, sender=sender, items=items: record_batch(c, sender, items))
            assert {one["result"] for one in said} <= {"recorded", "duplicate"}


def check_orders(seed: int, truth: list[dict[str, Any]], morning: Path, event: str) -> None:
    """The same facts in other orders, in this process: the same tallies each time."""
    expected = sum_truth(truth, set())
    for order in range(ORDERS):
        path = morning.with_name(f"order-{order}.db")
        path.write_bytes(morning.read_bytes())
        with closing(open_store(path)) as store:
            deliver(truth, random.Random(f"{seed}.{order}"), store, event)
            assert sum_kept(store.read()) == expected, order
            assert recount(store.read()) == [], order
        path.unlink()


def check_history(seed: int, server: LiveServer, street: Street, morning: Path) -> None:
    with closing(sqlite3.connect(street.store.path)) as connection:
        connection.execute("VACUUM INTO ?", [str(morning)])
    booths = [street.ids.booths[code] for code in BOOTHS]
    materials = [street.ids.materials[code] for code in MATERIALS]
    history = make_history(seed, booths, materials, lambda place: street.offer(BOOTHS[place])) | {"url": server.url}
    said = live(history, street)
    truth, connection = said["truth"], street.store.read()
    made = [one["entry"]["id"] for one in truth]
    assert len(set(made)) == len(made)
    rows = connection.execute("SELECT id, at, held, flags, device FROM entry WHERE device NOT LIKE 'account:%'").fetchall()
    assert sorted(row["id"] for row in rows) == sorted(made)  # nothing lost, nothing twice
    held = {row["id"] for row in rows if row["held"]}
    assert sum_kept(connection) == sum_truth(truth, held)
    seen = {one["entry"]["id"]: one["at"] for one in truth}
    assert [row["id"] for row in rows if abs(row["at"] - seen[row["id"]]) > 125_000] == []  # within what a clock is believed
    assert recount(connection) == []
    _check_phones(said, street)
    check_orders(seed, truth, morning, street.ids.event)


def _check_phones(said: dict[str, Any], street: Street) -> None:
    """Every phone is empty at the end, and shows what the server counted."""
    assert [(phone["waiting"], phone["refused"]) for phone in said["shown"]] == [(0, 0)] * len(said["shown"])
    for phone in said["shown"]:
        if phone["state"] != "active":
            continue
        for code in BOOTHS:
            shown = phone["stock"].get(street.ids.booths[code], {}).get(street.ids.materials["B-A5"], {})
            kept = {name: figure for name, figure in street.stock(code).items() if name != "in_hand"}
            assert {name: figure for name, figure in shown.items() if figure} == kept, (phone["device"], code)


@pytest.mark.parametrize("seed", QUICK)
def test_phones_converge_on_what_truly_happened(seed: int, served: tuple[LiveServer, Street], tmp_path: Path) -> None:
    check_history(seed, *served, tmp_path / "morning.db")


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_phones_converge_in_many_more_histories(seed: int, served: tuple[LiveServer, Street], tmp_path: Path) -> None:
    check_history(seed, *served, tmp_path / "morning.db")
