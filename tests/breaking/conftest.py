"""A kiosk to be attacked, with a browser for each kind of visitor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import accounts
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds, make_kiosk, pair


@dataclass
class Target:
    """One kiosk under attack."""

    app: Flask
    store: Store
    ids: PlanIds

    def staff(self, role: str = "coordinator") -> FlaskClient:
        """A browser in which this account is signed in."""
        client = self.app.test_client()
        session = self.store.write(lambda connection: accounts.open_session(connection, self.ids.accounts[role]))
        client.set_cookie("kiosk_staff", session)
        return client

    def phone(self) -> FlaskClient:
        """A paired phone at booth B1."""
        client = self.app.test_client()
        client.set_cookie("kiosk_phone", pair(self.store, self.ids)[1])
        return client


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(*make_kiosk(tmp_path))
