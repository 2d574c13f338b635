"""A report of many megabytes is taken in line by line: the server's memory does not grow with the file."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from kiosk import ledger
from kiosk.joining.receive import CHUNK
from tests.joining.delivery import Delivery
from tests.live import LiveServer

MOST_GROWTH_KB = 64 * 1024
"""A file of 56 MB took 29 MB (measured); one of 0.3 MB took 13 MB."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the highest memory of a process is read as Linux tells it")
def test_the_servers_memory_stays_bounded_while_a_large_report_comes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = ledger.make_fact
    with monkeypatch.context() as larger:  # what cannot be packed makes a large file of few facts
        larger.setattr(ledger, "make_fact", lambda kind, **said: make(kind, **(said | ({"data": json.dumps({"x": os.urandom(150).hex()})} if kind == "hand_out" else {}))))
        delivery = Delivery(tmp_path, 100 * CHUNK)
    assert delivery.file.stat().st_size > 20_000_000
    session = delivery.sign_in()
    server = LiveServer(delivery.folder)
    server.start()
    try:
        assert server.process is not None
        before = highest_memory(server.process.pid)
        assert delivery.upload(server, session) == 200
        assert highest_memory(server.process.pid) - before < MOST_GROWTH_KB
    finally:
        server.stop()
    delivery.expect_whole()


def highest_memory(pid: int) -> int:
    """Return the highest resident memory (KB) of a process and its children, together."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    [own] = re.findall(r"VmHWM:[ \t]+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(own) + sum(highest_memory(int(child)) for child in children)
