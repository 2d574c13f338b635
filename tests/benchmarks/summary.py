"""Seconds to write a summary from its records, beside the tallies that it states.

Bar: each shape and scope of the reference week in under one second.
Run: python -m tests.benchmarks.summary
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from kiosk.demonstration import make_demonstration
from kiosk.figures.listed import list_tallies
from kiosk.ids import now_ms
from kiosk.storage import open_store
from kiosk.summary.compose import compose
from kiosk.summary.scope import find_scope
from kiosk.summary.shapes import SHAPES
from tests.summary.conftest import SCOPES

BAR, ROUNDS = 1.0, 5


def main() -> int:
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        make_demonstration(Path(name), "http://127.0.0.1:8000")
        store = open_store(Path(name) / "kiosk.db")
        connection = store.read()
        started = time.perf_counter()
        list_tallies(connection, "WEEK2017")
        print(f"tallies of the campaign  {time.perf_counter() - started:.3f} s")
        for scope, named in SCOPES.items():
            for shape in SHAPES:
                taken = []
                for _ in range(ROUNDS):
                    started = time.perf_counter()
                    compose(connection, find_scope(connection, **named), shape, "zh-Hant", now_ms())  # type: ignore[arg-type]
                    taken.append(time.perf_counter() - started)
                slowest = max(slowest, min(taken))
                print(f"{scope:10} {shape:9} {min(taken):.3f} s")
        store.close()
    return int(slowest > BAR)


if __name__ == "__main__":
    sys.exit(main())
