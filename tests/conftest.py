"""Fixtures that every kind of test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import LiveServer, serve_new_instance
from tests.sharing import share_compiled

share_compiled()


@pytest.fixture
def live_server(tmp_path: Path) -> Iterator[LiveServer]:
    """A running kiosk on a fresh instance; see tests/live.py for `.kill9()` and `.restart()`."""
    with serve_new_instance(tmp_path) as server:
        yield server
