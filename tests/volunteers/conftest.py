"""Event B on its day, with volunteers switched on, and its coordinator's browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import create_app
from tests.plan_fixtures import PlanIds, make_kiosk
from tests.public.street import Street
from tests.volunteers.drive import Drive


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PlanIds]:
    """An instance with event B, made once."""
    app, store, ids = make_kiosk(tmp_path_factory.mktemp("planned"))
    store.close()
    return Path(app.instance_path), ids


@pytest.fixture
def drive(tmp_path: Path, planned: tuple[Path, PlanIds]) -> Iterator[Drive]:
    """A volunteer drive; see tests/volunteers/drive.py."""
    instance, ids = planned
    shutil.copytree(instance, tmp_path / "instance")
    app = create_app(tmp_path / "instance")
    app.config["WTF_CSRF_ENABLED"] = False
    made = Drive(Street(app, ids))
    yield made
    made.store.close()
