"""A kiosk with event B's plan, and event B played once for all tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.accounts import open_session
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds, make_kiosk
from tests.tallies.street import Street, play_event_b, street_of

Kiosk = tuple[Flask, Store, PlanIds]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Kiosk]:
    app, store, ids = make_kiosk(tmp_path)
    yield app, store, ids
    store.close()


@pytest.fixture
def street(made: Kiosk) -> Street:
    """Event B's plan with an empty ledger."""
    return street_of(made[1], made[2])


@pytest.fixture(scope="module")
def event_b(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Street]]:
    """Event B as it was: tests that use it only read."""
    app, store, ids = make_kiosk(tmp_path_factory.mktemp("event_b"))
    yield app, play_event_b(store, ids)
    store.close()


def sign_in(app: Flask, store: Store, ids: PlanIds, role: str = "coordinator") -> FlaskClient:
    """A browser in which this account is signed in."""
    client = app.test_client()
    client.set_cookie("kiosk_staff", store.write(lambda connection: open_session(connection, ids.accounts[role])))
    return client
