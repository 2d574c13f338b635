"""Fixtures of the public pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import create_app
from tests.plan_fixtures import PlanIds, make_kiosk
from tests.public.street import Street


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PlanIds]:
    """An instance with event B, made once: the passwords of its accounts take their time."""
    folder = tmp_path_factory.mktemp("planned")
    app, store, ids = make_kiosk(folder)
    store.close()
    return Path(app.instance_path), ids


@pytest.fixture
def street(tmp_path: Path, planned: tuple[Path, PlanIds]) -> Iterator[Street]:
    """Event B while it is on; see tests/public/street.py."""
    instance, ids = planned
    shutil.copytree(instance, tmp_path / "instance")
    made = Street(create_app(tmp_path / "instance"), ids)
    yield made
    made.store.close()
