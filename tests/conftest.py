"""Fixtures that every kind of test may use."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from kiosk import create_app
from kiosk.demonstration import make_demonstration
from kiosk.storage import Store
from tests.sharing import share_compiled

share_compiled()


def pytest_collection() -> None:
    """Reading the tests makes no garbage to speak of: looking for it took a quarter of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Imported modules and fonts stay to the end: walking through half a million objects for garbage took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 10, 10)
    gc.enable()


@pytest.fixture(scope="session")
def copy_of_the_week(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Puts a copy of the demonstration, made once for all tests of a process, into a folder that is not there yet."""
    made = tmp_path_factory.mktemp("the_week") / "demo"
    make_demonstration(made, "http://127.0.0.1:8000")

    def copy(folder: Path) -> Path:
        return Path(shutil.copytree(made, folder))

    return copy


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, copy_of_the_week: Callable[[Path], Path]) -> Iterator[tuple[Flask, Store, Path]]:
    """A demonstration of the module's own: its app without form tokens, its store, its folder."""
    folder = copy_of_the_week(tmp_path_factory.mktemp("demonstration") / "demo")
    app = create_app(folder)
    app.config["WTF_CSRF_ENABLED"] = False
    store: Store = app.extensions["kiosk"].store
    yield app, store, folder
    store.close()
