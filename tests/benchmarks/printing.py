"""What passers-by feel while 20,000 flyers are printed: the landing page's 99th percentile beside its idle one, in one run.

Bar: at most 3 times idle.  The PDF is made by the child process that the office's pages start; requests come at a street's
pace from ever new addresses, so that each one is a durable fact and none is taken for a flood.
Takes less than a minute.  Run: python -m tests.benchmarks.printing
"""

from __future__ import annotations

import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.printed_codes import block_of
from kiosk.prints.jobs import find_job, start_job
from kiosk.prints.runs import plan_run
from kiosk.prints.street import flyer_plan
from kiosk.storage import open_store
from tests.benchmarks.server import exchange, get
from tests.live import LiveServer
from tests.plan_fixtures import make_kiosk

BAR, FLYERS, PER_SECOND, IDLE_SECONDS, ROUNDS = 3.0, 20_000, 40, 10.0, 3


def visit(server: LiveServer, codes: list[str], going_on: Callable[[], bool]) -> list[float]:
    """Open landing pages at an even pace and return how long each took, in milliseconds."""
    taken: list[float] = []
    due = time.perf_counter()
    while going_on():
        time.sleep(max(0.0, due - time.perf_counter()))
        due = max(due + 1 / PER_SECOND, time.perf_counter())
        begun = time.perf_counter()
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            exchange(
                connection,
                get(f"/F/{codes[len(taken) % len(codes)]}", f"X-Forwarded-For: 10.0.{len(taken) // 250}.{len(taken) % 250}\r\n"),
            )
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def percentile(taken: list[float], share: float) -> float:
    return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _app, store, ids = make_kiosk(folder)
        plan = flyer_plan(store.read(), ids.event, ids.materials["B-A5"], by="bench", base_url="https://kiosk.example.org",
                          copies=FLYERS, bundle_size=100, per_copy=True, paper="A6")  # fmt: skip
        runs = [store.write(lambda connection: plan_run(connection, plan)) for _ in range(ROUNDS)]
        block = block_of(store.read(), runs[0], "copy")
        assert block is not None
        codes = list(block.codes(1, 5000))
        store.close()
        server = LiveServer(folder / "instance", {"TRUSTED_PROXIES": "127.0.0.0/8"})
        server.start()
        try:
            idle, busy = measure(server, codes, runs)
        finally:
            server.stop()
    ratio = percentile(busy, 0.99) / percentile(idle, 0.99)
    print(f"idle: p50 {percentile(idle, 0.5):.1f} ms, p99 {percentile(idle, 0.99):.1f} ms over {len(idle)} pages")
    print(
        f"while {FLYERS} flyers print: p50 {percentile(busy, 0.5):.1f} ms, p99 {percentile(busy, 0.99):.1f} ms over {len(busy)} pages"
    )
    print(f"p99 ratio {ratio:.1f} (bar {BAR})  {'ok' if ratio <= BAR else 'MISSED'}")
    return int(ratio > BAR)


def measure(server: LiveServer, codes: list[str], runs: list[str]) -> tuple[list[float], list[float]]:
    """Return the latencies while idle and while printing, in turns."""
    idle: list[float] = []
    busy: list[float] = []
    reading = open_store(server.instance / "kiosk.db")
    try:
        for run in runs:
            ends = time.perf_counter() + IDLE_SECONDS
            idle += visit(server, codes, lambda ends=ends: time.perf_counter() < ends)  # type: ignore[misc]
            job = start_job(server.instance, reading.read(), run, ("printing",))
            busy += visit(server, codes, lambda id=job.id: find_job(server.instance, id).state == "running")  # type: ignore[misc]
    finally:
        reading.close()
    return idle, busy


if __name__ == "__main__":
    sys.exit(main())
