"""Two hundred phones that come back from a dead network at once, each with fifty facts: how fast all of them are on disk.

Beside it, in the same run: the same two hundred connections asking the hello world.  Printed: batches and facts per second, the 99th
percentile of a phone's wait, and errors; the bar is zero errors and every fact kept.
Run: python -m tests.benchmarks.phones
"""

from __future__ import annotations

import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

from kiosk.storage import open_store
from tests.benchmarks.server import batches, exchange, get, hello_server
from tests.live import LiveServer
from tests.plan_fixtures import make_kiosk, pair

PHONES, FACTS, ROUNDS = 200, 50, 5


def all_at_once(port: int, requests: list[bytes]) -> tuple[float, list[float], int]:
    """Send one request per connection, all at the same moment; return (seconds in all, seconds of each, errors)."""
    ready = threading.Barrier(len(requests) + 1)
    waits: list[float] = []
    errors = 0

    def send(request: bytes) -> None:
        nonlocal errors
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
                ready.wait()
                began = time.perf_counter()
                exchange(connection, request)
                waits.append(time.perf_counter() - began)
        except (OSError, AssertionError):
            errors += 1

    threads = [threading.Thread(target=send, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, waits, errors


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _, store, ids = make_kiosk(folder)
        tokens = [pair(store, ids, ("B1", "B2", "B3")[number % 3])[1] for number in range(PHONES)]
        store.close()
        server = LiveServer(folder / "instance")
        try:
            server.start()
            with hello_server(folder) as (_, hello_port):
                runs = [
                    (all_at_once(hello_port, [get("/")] * PHONES), all_at_once(server.port, batches(tokens, PHONES, FACTS)))
                    for _ in range(ROUNDS)
                ]
        finally:
            server.stop()
        store = open_store(folder / "instance" / "kiosk.db")
        kept = store.read().execute("SELECT count(*) FROM entry").fetchone()[0]
        store.close()
    report("hello world", [run[0] for run in runs], 1)
    errors = report(f"{PHONES} phones × {FACTS} facts", [run[1] for run in runs], FACTS)
    missed = errors > 0 or kept != PHONES * FACTS * ROUNDS
    print(f"errors {errors}, facts kept {kept:,} of {PHONES * FACTS * ROUNDS:,}  {'MISSED' if missed else 'ok'}")
    return int(missed)


def report(what: str, runs: list[tuple[float, list[float], int]], facts: int) -> int:
    """Print the best round's rate and the worst 99th percentile; return the errors of all rounds."""
    seconds, waits, _ = min(runs, key=lambda run: run[0])
    slowest = max(sorted(each)[int(len(each) * 0.99) - 1] for _, each, _ in runs)
    print(
        f"{what}: {len(waits) / seconds:,.0f} requests/s, {len(waits) * facts / seconds:,.0f} facts/s, p99 {slowest * 1000:.0f} ms"
    )
    return sum(errors for _, _, errors in runs)


if __name__ == "__main__":
    sys.exit(main())
