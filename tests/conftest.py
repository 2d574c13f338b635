"""Fixtures that every kind of test may use."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import LiveServer, serve_new_instance
from tests.sharing import share_compiled

share_compiled()


def pytest_collection_finish() -> None:
    """Imported modules and fonts stay to the end: walking through half a million objects for garbage took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 10, 10)


@pytest.fixture
def live_server(tmp_path: Path) -> Iterator[LiveServer]:
    """A running kiosk on a fresh instance; see tests/live.py for `.kill9()` and `.restart()`."""
    with serve_new_instance(tmp_path) as server:
        yield server
