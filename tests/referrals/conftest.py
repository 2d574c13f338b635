"""Event B with referrals switched on, and a browser for whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.campaigns import EVENT
from kiosk.ids import new_id
from kiosk.records import change
from kiosk.sealing import KeyRing, read_keys
from kiosk.storage import Store
from tests.access_walk import sign_in
from tests.plan_fixtures import PlanIds, make_kiosk

TEXT, REACH = "三樓老人獨居買菜不便", "康寧樓二單元敲門"
"""What a resident writes; nowhere on disk in these words."""
ANSWERS = {"about": "other", "help": ["company", "errands"], "note": TEXT, "reach": REACH, "may_contact": "yes"}


class Desk:
    """The kiosk, and what its people do with referrals."""

    def __init__(self, app: Flask, store: Store, ids: PlanIds) -> None:
        self.app, self.store, self.ids = app, store, ids
        self.worker = sign_in(app, store, ids.accounts["case_worker"])

    @property
    def instance(self) -> Path:
        return Path(self.app.instance_path)

    @property
    def ring(self) -> KeyRing:
        return read_keys(self.instance)

    def as_(self, role: str) -> FlaskClient:
        return sign_in(self.app, self.store, self.ids.accounts[role])

    def hand_in(self, **answers: object) -> str:
        """Hand in a tip on the landing page and return the page that answers."""
        address = f"/e/{self.ids.event}/tip?lang=en"
        form = hidden(self.app.test_client().get(address).text, "form")
        return self.app.test_client().post(address, data={**ANSWERS, **answers, "form": form}).text

    def case(self) -> str:
        """The case whose next step is due first."""
        page = self.worker.get(f"/office/referrals/event/{self.ids.event}/queue?lang=en").text
        return re.findall(r"/office/referrals/case/([0-9a-f-]{36})", page)[0]

    def step(self, case: str, step: str, id: str = "", **fields: str) -> str:
        """Take a step as the case worker and return the page after it."""
        data = {"id": id or new_id(), "step": step, **fields}
        return self.worker.post(f"/office/referrals/case/{case}/step", data=data, follow_redirects=True).text

    def everything_on_disk(self) -> bytes:
        """Every byte of the instance folder."""
        return b"".join(path.read_bytes() for path in self.instance.rglob("*") if path.is_file())


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    app, store, ids = make_kiosk(tmp_path)
    store.write(lambda connection: change(connection, EVENT, ids.event, {"features": "referrals"}))
    yield Desk(app, store, ids)
    store.close()
