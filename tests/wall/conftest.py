"""Event B while it is on, with its wall switched on; see tests/wall/board.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plan_fixtures import make_kiosk
from tests.wall.board import Board


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    app, store, ids = make_kiosk(tmp_path)
    yield Board(app, ids)
    store.close()
