"""kill -9 in the middle of writing: every acknowledged fact is there, and the tallies agree with the ledger."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.recount import recount
from kiosk.storage import open_store
from tests.matrices import first_quick

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("seed", first_quick(range(5), 2))
def test_a_killed_writer_loses_nothing_that_it_acknowledged(seed: int, tmp_path: Path) -> None:
    database = tmp_path / "kiosk.db"
    open_store(database).close()
    command = [sys.executable, "-m", "tests.ledger.writing_child", str(database)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as child:
        assert child.stdout is not None
        first = child.stdout.readline().strip()
        time.sleep(random.Random(seed).uniform(0.01, 0.5))
        child.kill()
        lines = child.stdout.read().split("\n")
    acknowledged = {first, *lines[:-1]}  # the last line may have been cut in two
    store = open_store(database)
    kept = {row[0] for row in store.read().execute("SELECT id FROM entry").fetchall()}
    assert acknowledged <= kept
    assert len(kept) - len(acknowledged) <= 4 * 3 + 3, "at most one batch of each thread was on its way"
    assert recount(store.read()) == []
    store.close()
