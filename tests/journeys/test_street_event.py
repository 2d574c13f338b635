"""The street event of the reference week against a real server that is sent everything twice, or killed: the tallies equal domain.md §8."""

from __future__ import annotations

import json
import os
import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from kiosk.demonstration import week
from tests.journeys.street_day import Day, Phone, batches_of, copy_day, hand_in, items_of, prepare_day
from tests.live import LiveServer, run_kiosk
from tests.patience import allowed

MOVED = ("issued", "handed_out", "returned", "spoiled", "unaccounted")


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return prepare_day(tmp_path_factory.mktemp("morning") / "instance")


@pytest.fixture
def day(morning: Day, tmp_path: Path) -> Day:
    return copy_day(morning, tmp_path / "instance")


@pytest.fixture
def server(day: Day) -> Iterator[LiveServer]:
    server = LiveServer(day.instance)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def pair_all(server: LiveServer, day: Day) -> dict[int, Phone]:
    return {number: Phone(server, day, number) for number in day.pairings}


def read_tallies(server: LiveServer) -> list[dict[str, Any]]:
    return list(json.loads(run_kiosk(server.instance, "tallies", "--event", "B", "--json").stdout))


def pick(tallies: list[dict[str, Any]], scope: str, code: str, parent: str | None = None) -> dict[str, Any]:
    (found,) = [row for row in tallies if row["scope"] == scope and row["code"] == code and parent in (None, row["parent"])]
    return found


def check_movements(tallies: list[dict[str, Any]]) -> None:
    whole = pick(tallies, "event", "B")
    assert whole["printed"] == 2300
    assert tuple(whole[key] for key in MOVED) == (2250, 2064, 158, 17, 11)
    assert whole["consultations"] == 87
    for booth, materials in week.STREET.items():
        sums = tuple(sum(column) for column in zip(*materials.values()))
        assert tuple(pick(tallies, "booth", booth)[key] for key in MOVED) == sums
        for material, figures in materials.items():
            assert tuple(pick(tallies, "booth_material", material, booth)[key] for key in MOVED) == figures
        hours = [
            pick(tallies, "booth_hour", row["code"], booth)
            for row in tallies
            if row["scope"] == "booth_hour" and row["parent"] == booth
        ]
        assert tuple(row["handed_out"] for row in hours if row["handed_out"]) == week.BY_BAND[booth]
    assert tuple(pick(tallies, "material", "B-A5")[key] for key in MOVED) == (1450, 1352, 79, 12, 7)
    assert tuple(pick(tallies, "material", "B-TRI")[key] for key in MOVED) == (800, 712, 79, 5, 4)
    hours = [row["handed_out"] for row in tallies if row["scope"] == "hour" and row["handed_out"]]
    assert hours == [702, 931, 431]


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 21))])
def test_every_request_sent_twice_in_any_order_counts_once(server: LiveServer, day: Day, seed: int) -> None:
    phones = pair_all(server, day)
    hand_in(phones, batches_of(items_of(day), random.Random(seed), twice=True))
    check_movements(read_tallies(server))


@pytest.mark.parametrize(
    ("victim", "times"), [("both", 2), *(pytest.param(victim, 5, marks=pytest.mark.slow) for victim in ("both", "main", "worker"))]
)
def test_a_server_killed_again_and_again_loses_and_doubles_nothing(server: LiveServer, day: Day, victim: str, times: int) -> None:
    phones = pair_all(server, day)
    batches = batches_of(items_of(day), random.Random(victim), twice=True)
    points = set(random.Random(f"{victim} points").sample(range(2, len(batches) - 8), times))
    killing = threading.Lock()

    def kill_at_points(sent: int) -> None:
        if sent in points:
            with killing:
                kill(server, victim)

    hand_in(phones, batches, kill_at_points)
    check_movements(read_tallies(server))
    run_kiosk(server.instance, "check")


def kill(server: LiveServer, victim: str) -> None:
    """kill -9 of the main process, its worker, or both; the port is served again afterwards."""
    assert server.process is not None
    main = psutil.Process(server.process.pid)
    workers = [child for child in main.children(recursive=True) if "resource_tracker" not in " ".join(child.cmdline())]
    if victim == "worker":
        for worker in workers:
            worker.kill()
        return  # the main process brings a new worker by itself
    if victim == "both":
        for worker in workers:
            worker.kill()
    server.kill9()
    server.wait_until_silent()
    server.start()


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX act")
def test_a_worker_ends_within_two_seconds_of_its_killed_main_process(server: LiveServer) -> None:
    assert server.process is not None
    workers = psutil.Process(server.process.pid).children(recursive=True)
    server.kill9()
    _, alive = psutil.wait_procs(workers, timeout=allowed(2))
    assert alive == []
