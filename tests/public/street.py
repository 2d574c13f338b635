"""Event B on the day it happens, with printed codes, seen by passers-by."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.printed_codes import CodeKind, allot_block
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds

ZONE = ZoneInfo("Asia/Shanghai")
ALL_BUTTONS = "sign_in ask volunteer wish follow"
BROWSER = "Mozilla/5.0 (Linux; Android 14; Phone) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0"


class Street:
    """A kiosk whose event B is on right now, with every button."""

    def __init__(self, app: Flask, ids: PlanIds) -> None:
        self.app = app
        self.store: Store = app.extensions["kiosk"].store
        self.ids = ids
        self.set_hours(-1, 1)
        self.change(buttons=ALL_BUTTONS)

    def change(self, **values: str) -> None:
        self.store.write(lambda c: records.change(c, EVENT, self.ids.event, values))

    def set_hours(self, starts: float, ends: float) -> None:
        """Let the event begin and end so many hours from now, margins of sign-in being ten minutes."""
        first, last = (datetime.now(ZONE) + timedelta(hours=hours) for hours in (starts, ends))
        # an event that would cross midnight by a test's clock ends on the next day: so the plan means it
        self.change(day=f"{first:%Y-%m-%d}", starts=f"{first:%H:%M}", ends=f"{last:%H:%M}", sign_in_margin="10")

    def print_codes(self, count: int = 1, kind: CodeKind = "booth", subject: str = "", run: str = "") -> list[str]:
        def work(connection: sqlite3.Connection) -> list[str]:
            about = subject or self.ids.booths["B1"]
            return list(allot_block(connection, count, kind=kind, event=self.ids.event, subject=about, run=run).codes())

        return self.store.write(work)

    def phone(self, **headers: str) -> FlaskClient:
        """A passer-by's own phone: its own cookies, everybody's address and browser."""
        client = self.app.test_client()
        client.environ_base.update({"HTTP_USER_AGENT": BROWSER, "HTTP_ACCEPT_LANGUAGE": "en"} | headers)
        return client

    def facts(self, kind: str) -> list[sqlite3.Row]:
        return self.store.read().execute("SELECT * FROM entry WHERE kind = ? ORDER BY seq", (kind,)).fetchall()

    def counts(self) -> dict[str, int]:
        """What the tallies say: opened, responses (shown), unique, actions."""
        rows = self.store.read().execute("SELECT measure, sum(quantity) FROM response_tally GROUP BY measure").fetchall()
        return {row[0]: row[1] for row in rows}

    def url(self, which: str = "") -> str:
        return f"/e/{self.ids.event}/{which}".rstrip("/")


def image_of(page: TestResponse) -> str:
    """The address of the page's one picture; '' when it has none."""
    found = re.search(r'<img src="(/i/[^"]+)"', page.text)
    return found[1] if found else ""


def scan(client: FlaskClient, code: str, **options: object) -> TestResponse:
    """What a browser does with a code: open the page, then fetch its picture."""
    page = client.get(f"/F/{code}", **options)  # type: ignore[arg-type]
    if image_of(page):
        assert client.get(image_of(page)).status_code == 200
    return page


def hidden_fields(page: TestResponse) -> dict[str, str]:
    """What the page's form carries unseen."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))


def send(client: FlaskClient, url: str, **values: str) -> TestResponse:
    """Open a form and send it filled in."""
    return client.post(url.partition("?")[0], data=hidden_fields(client.get(url)) | values)
