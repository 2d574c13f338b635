"""A desk of the printing office, with somebody of each role at it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk import accounts, campaigns, people, records
from kiosk.storage import Store
from kiosk.web.context import STAFF_COOKIE
from tests.plan_fixtures import PlanIds, make_kiosk

ADDRESS = "https://kiosk.example.org"


class Office:
    """The app with somebody of each role at a desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app: Flask
        self.store: Store
        self.ids: PlanIds
        self.app, self.store, self.ids = make_kiosk(folder)

    def desk(self, role: str) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie(STAFF_COOKIE, self.store.write(lambda c: accounts.open_session(c, self.ids.accounts[role])))
        return client

    def plan(self, kind: str = "flyer", role: str = "printing", /, **form: object) -> TestResponse:
        usual = {
            "material": self.ids.materials["B-A5"],
            "copies": "10",
            "bundle_size": "5",
            "layout": "A5/2",
            "language": "zh-Hant",
        }
        data = {"kind": kind, **(usual if kind == "flyer" else {}), **form}
        return self.desk(role).post(f"/office/print/{self.ids.event}/new", data=data)

    def furnish(self) -> dict[str, str]:
        """A tri-fold among the materials, and five people: two on shifts, three on the event's list; their ids by code."""
        return self.store.write(self._furnish)

    def _furnish(self, connection: sqlite3.Connection) -> dict[str, str]:
        fold = {"code": "B-FOLD", "title": "社會救助政策", "kind": "tri_fold", "language": "zh-Hant", "body": "一、低保。\n二、臨時救助。\n三、醫療救助。"}
        records.add(connection, campaigns.MATERIAL, self.ids.campaign, fold)
        ids: dict[str, str] = {}
        for code, name in (("V1", "余大同"), ("V2", "于梅"), ("V3", "范文靜"), ("V4", "歐陽曉東"), ("V5", "孟和")):
            values = {"code": code, "team": "二組", "category": "volunteer"}
            ids[code] = people.add_person(connection, self.ids.organisation, values, name=name, phone="13800000001")
        for code in ("V1", "V2"):
            shift = {"code": code, "person": ids[code], "booth": self.ids.booths["B1"]}
            records.add(connection, people.SHIFT, self.ids.event, shift)
        for code in ("V3", "V4", "V5"):
            records.add(connection, people.ROSTER, self.ids.event, {"code": code, "person": ids[code]})
        return ids

    def run(self, **form: object) -> str:
        answer = self.plan("flyer", "printing", **form)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"].rsplit("/", 1)[1]
