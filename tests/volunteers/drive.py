"""A volunteer drive: people who register on the event's page, at the desk and on a volunteer's phone, and its coordinator."""

from __future__ import annotations

import re
import sqlite3

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.figures.listed import list_tallies
from kiosk.ids import new_id
from kiosk.volunteers import Volunteer, registered_at
from tests.access_walk import sign_in
from tests.plan_fixtures import pair
from tests.public.street import Street, hidden_fields, send

ADULT = {"name": "于小范", "phone": "138 0000 0001", "age": "18", "agree": "1"}
MINOR = {"name": "余安", "phone": "138 0000 0002", "age": "14", "agree": "1", "guardian": "余大海", "guardian_phone": "13800000003", "guardian_agrees": "1"}
Fields = dict[str, object]


class Drive:
    """An event where volunteers register."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.store, self.ids, self.app = street.store, street.ids, street.app
        street.change(features="volunteers")
        self.office = self.browser("coordinator")
        self.office.get("/office/plan?lang=en")

    @property
    def address(self) -> str:
        return f"/office/volunteers/{self.ids.event}"

    def browser(self, role: str) -> FlaskClient:
        return sign_in(self.app, self.store, self.ids.accounts[role])

    def register(self, **fields: object) -> TestResponse:
        """Register with one's own phone."""
        return send(self.street.phone(), self.street.url("volunteer"), **(ADULT | fields))  # type: ignore[arg-type]

    def key(self, **fields: object) -> TestResponse:
        """Register somebody at the desk."""
        return self.office.post(f"{self.address}/new", data={"id": new_id(), **ADULT, **fields})

    def by_phone(self, **fields: object) -> TestResponse:
        """Register somebody on a volunteer's paired phone."""
        _, secret = pair(self.store, self.ids)
        client = self.app.test_client()
        client.set_cookie("kiosk_phone", secret)
        return client.post("/phone/registration", data=hidden_fields(client.get("/phone/registration?lang=en")) | ADULT | fields)

    def registered(self) -> list[Volunteer]:
        return registered_at(self.store.read(), self.ids.event)

    def figures(self) -> tuple[object, object]:
        """Registrations, and new volunteers, as machines read them."""
        row = next(each for each in list_tallies(self.store.read(), event=self.ids.event) if each["scope"] == "event")
        return row["registrations"], row["new_volunteers"]

    def decide(self, says: str) -> None:
        """Take one of the choices of the first case on the volunteers' page."""
        page = self.office.get(self.address).text
        form = next(part for part in page.split("<form")[1:] if f'name="says" value="{says}"' in part)
        self.office.post(f"/office/inbox/{self.ids.event}/decide", data=dict(_fields(form)))

    def reopen(self) -> None:
        """Undo the latest decision."""
        form = next(part for part in self.office.get(f"/office/inbox/{self.ids.event}").text.split("<form")[1:] if 'name="decision"' in part)
        self.office.post(f"/office/inbox/{self.ids.event}/reopen", data=dict(_fields(form)))

    def rows(self, table: str) -> list[sqlite3.Row]:
        return self.store.read().execute(f"SELECT * FROM {table}").fetchall()


def _fields(form: str) -> list[tuple[str, str]]:
    return re.findall(r'name="(\w+)" value="([^"]*)"', form)
