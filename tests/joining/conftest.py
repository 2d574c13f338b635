"""A district, and a community whose kiosk has joined its plan and may report to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.joining.planned_week import District, Kiosk


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    kiosk = District(tmp_path / "district")
    yield kiosk
    kiosk.store.close()


@pytest.fixture
def community(tmp_path: Path, district: District) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path / "a", "OWN", "匯賢里社區")
    kiosk.let_in(district)
    kiosk.join(district.plan_of(district.week), district.a)
    district.speaks_for(kiosk, district.a)
    yield kiosk
    kiosk.store.close()
