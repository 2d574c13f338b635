"""However the network, the clocks and the pairings behave: the tallies are those of what truly happened, nothing lost, nothing twice."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.devices import revoke_device
from kiosk.recount import recount
from tests.app.histories import History, make_history
from tests.live import LiveServer
from tests.node import find_node
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk

HERE = Path(__file__).parent
BOOTHS, MATERIALS = ("B1", "B2", "B3"), ("B-A5", "B-TRI")
QUICK, ALL = range(6), range(6, 50)


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
    with subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as driver:
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


def sum_kept(street: Street) -> Counter[tuple[str, str, str]]:
    """The same from the server's tallies, without what the coordinator issued."""
    rows = street.store.read().execute(
        "SELECT booth, material, measure, sum(quantity) AS quantity FROM tally WHERE measure IN ('transferred_out', 'transferred_in',"
        " 'handed_out', 'returned', 'consultations', 'check_ins') GROUP BY 1, 2, 3"
    )
    return Counter({(row["booth"], row["material"], row["measure"]): row["quantity"] for row in rows.fetchall() if row["quantity"]})


def check_history(seed: int, server: LiveServer, street: Street) -> None:
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
    assert sum_kept(street) == sum_truth(truth, held)
    seen = {one["entry"]["id"]: one["at"] for one in truth}
    assert [row["id"] for row in rows if abs(row["at"] - seen[row["id"]]) > 125_000] == []  # within what a clock is believed
    assert recount(connection) == []
    _check_phones(said, street)


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
def test_phones_converge_on_what_truly_happened(seed: int, served: tuple[LiveServer, Street]) -> None:
    check_history(seed, *served)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_phones_converge_in_many_more_histories(seed: int, served: tuple[LiveServer, Street]) -> None:
    check_history(seed, *served)
