"""A fresh kiosk with event B for the pages that take photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keying.papers import Made
from tests.plan_fixtures import make_kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Made]:
    made = make_kiosk(tmp_path)
    yield made
    made[1].close()
