"""A street event with a wall: residents' phones in front of it, the coordinator's desk behind."""

from __future__ import annotations

import re
import sqlite3

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk import wall
from kiosk.figures.tallies import Figures, figures_of
from kiosk.figures.week import load_week
from kiosk.ids import new_id
from kiosk.recount import recount
from tests.access_walk import sign_in
from tests.plan_fixtures import PlanIds
from tests.public.street import Street, send


class Board(Street):
    """Event B with its wall."""

    def __init__(self, app: Flask, ids: PlanIds) -> None:
        super().__init__(app, ids)
        self.change(features="wall", buttons="sign_in")
        self.office = sign_in(app, self.store, ids.accounts["coordinator"])

    def leave(self, words: str, sort: str = "hope", nickname: str = "", client: FlaskClient | None = None, code: str = "") -> TestResponse:
        """A resident fills in the form."""
        address = self.url("wish") + (f"?code={code}" if code else "")
        return send(client or self.phone(), address, sort=sort, words=words, nickname=nickname)

    def hang(self, words: str, sort: str = "hope", nickname: str = "") -> int:
        """A note that is on the wall already; its number."""
        source = wall.Source(language="zh-Hant")

        def work(connection: sqlite3.Connection) -> int:
            number = wall.leave(connection, new_id(), self.ids.event, sort, wall.Words(words, nickname), source)
            wall.show(connection, wall.get_note(connection, self.ids.event, number), "test")
            return number

        return self.store.write(work)

    def note(self, number: int) -> sqlite3.Row:
        return wall.get_note(self.store.read(), self.ids.event, number)

    def decide(self, number: int, act: str, **fields: str) -> TestResponse:
        """The coordinator taps; steps of wishes carry an id as their forms do."""
        return self.office.post(f"/office/wall/{self.ids.event}/{number}/{act}", data={"id": new_id()} | fields)

    def claim(self, number: int, phone: str = "13800005678", name: str = "", client: FlaskClient | None = None) -> TestResponse:
        return send(client or self.phone(), self.url(f"wall/{number}"), phone=phone, name=name)

    def figures(self) -> Figures:
        """What the tallies say, after they were counted once more from the ledger."""
        assert recount(self.store.read()) == []
        return figures_of(load_week(self.store.read(), [self.ids.event]), event=self.ids.event)

    def screen(self, **headers: str) -> TestResponse:
        """The large screen by its secret address, without anybody signed in."""
        if wall.link_of(self.store.read(), self.ids.event) is None:
            self.office.post(f"/office/wall/{self.ids.event}/link", data={"languages": ["zh-Hant", "en"], "first": "zh-Hant"})
        link = wall.link_of(self.store.read(), self.ids.event)
        assert link is not None
        return self.app.test_client().get(f"/wall/{link['secret']}", headers=headers)


def words_on(page: TestResponse) -> list[str]:
    """The notes that a page shows, in its order."""
    return re.findall(r'<p class="words"[^>]*>(.*?)</p>', page.text)
