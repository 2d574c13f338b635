"""One plan of event B, made once and copied for each test: hashing six passwords is slow on purpose."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kiosk import create_app
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds, make_kiosk

Kiosk = tuple[Store, PlanIds]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PlanIds]:
    folder = tmp_path_factory.mktemp("plan")
    _, store, ids = make_kiosk(folder)
    store.close()
    return folder / "instance", ids


@pytest.fixture
def app(made_once: tuple[Path, PlanIds], tmp_path: Path) -> Iterator[Flask]:
    """An app on a copy of its own; form tokens have tests of their own."""
    shutil.copytree(made_once[0], tmp_path / "instance")
    made = create_app(tmp_path / "instance")
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    made.extensions["kiosk"].store.close()


@pytest.fixture
def kiosk(app: Flask, made_once: tuple[Path, PlanIds]) -> Kiosk:
    """The store and the ids of event B's plan."""
    return app.extensions["kiosk"].store, made_once[1]
