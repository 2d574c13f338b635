"""Event B's plan with a coordinator's and a sister's browser, and a week in which both take part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import campaigns, records
from kiosk.storage import Store
from tests.access_walk import sign_in
from tests.plan_fixtures import PlanIds, make_kiosk


@dataclass
class Office:
    """A kiosk, its coordinator's browser, and the sister organisation's."""

    app: Flask
    store: Store
    ids: PlanIds
    client: FlaskClient
    sister: FlaskClient

    def page(self, address: str, who: FlaskClient | None = None) -> str:
        answer = (who or self.client).get(address + ("&" if "?" in address else "?") + "lang=en", follow_redirects=True)
        assert answer.status_code == 200, address
        return answer.text

    def add(self, noun: records.Noun, parent: str, **values: str) -> str:
        return self.store.write(lambda c: records.add(c, noun, parent, values))

    def count(self, table: str, where: str = "1") -> int:
        return int(self.store.read().execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])

    def shared_week(self) -> str:
        """A week of the organisation above, with one event of each of the two below."""
        week = {"code": "SHARED", "title": "全旗宣傳週", "starts_on": "2017-03-20", "ends_on": "2017-03-26"}
        shared = self.store.write(lambda c: records.add(c, campaigns.CAMPAIGN, "", week, organisation=self.ids.root))
        for code, organisation in (("OWN", self.ids.organisation), ("THEIRS", self.ids.sister)):
            event = {"code": code, "title": "講座", "place": "活動教室", "day": "2017-03-21"}
            self.store.write(lambda c: records.add(c, campaigns.EVENT, shared, event, organisation=organisation))  # noqa: B023
        return shared


@pytest.fixture
def office(tmp_path: Path) -> Office:
    app, store, ids = make_kiosk(tmp_path)
    return Office(app, store, ids, *(sign_in(app, store, ids.accounts[role]) for role in ("coordinator", "sister")))
