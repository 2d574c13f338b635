"""A show with three registered groups, on today, for every test of groups, acts and leaders."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import leader_links, records
from kiosk.acts import ACT, running_order
from kiosk.campaigns import EVENT
from kiosk.groups import LEADER
from kiosk.ids import new_id
from kiosk.on_stage import Show, read_show
from kiosk.organisations import ORGANISATION
from kiosk.people import add_person
from kiosk.storage import Store
from tests.access_walk import sign_in
from tests.phone.browsing import Phone
from tests.plan_fixtures import PlanIds, make_kiosk, pair

NAMES = (("G1", "余家班秧歌隊", "于秀蘭"), ("G2", "餘音合唱隊", "范玉梅"), ("G3", "棋牌隊", "余建國"))
"""Names that a machine would convert wrongly: 余 and 餘, 于, 范."""


@dataclass
class Stage:
    """The kiosk with its show: groups and acts by code, and who looks at it."""

    app: Flask
    store: Store
    ids: PlanIds
    groups: dict[str, str]
    acts: dict[str, str]

    def desk(self, role: str = "coordinator") -> FlaskClient:
        return sign_in(self.app, self.store, self.ids.accounts[role])

    def phone(self, token: str = "") -> Phone:
        """A passer-by's phone, or a paired one."""
        return Phone(self.app, token)

    def paired(self) -> Phone:
        return self.phone(pair(self.store, self.ids)[1])

    def send(self, desk: FlaskClient, act: str, does: str, **form: str) -> int:
        """Send one of the programme's forms, with an id made for it."""
        return desk.post(f"/office/community/programme/{self.ids.event}/{self.acts[act]}/{does}", data={"id": new_id(), **form}).status_code

    def show(self) -> Show:
        connection = self.store.read()
        return read_show(connection, self.ids.event, running_order(connection, records.get(connection, EVENT, self.ids.event)))

    def here(self) -> dict[str, int]:
        """Group code → how many are here."""
        codes = {id: code for code, id in self.groups.items()}
        return {codes[group]: present.people for group, present in self.show().here.items()}

    def link(self, act: str = "N1") -> str:
        """The address of an act's leader."""
        key = self.app.extensions["kiosk"].config.secret_key
        id = self.store.write(lambda c: leader_links.make_link(c, self.acts[act], by="test", key=key))
        return f"/g/{leader_links.secret_of_link(key, id)}"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    app, store, ids = make_kiosk(tmp_path)
    groups, acts = store.write(lambda connection: _make_show(connection, ids))
    yield Stage(app, store, ids, groups, acts)
    store.close()


def _make_show(connection: sqlite3.Connection, ids: PlanIds) -> tuple[dict[str, str], dict[str, str]]:
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    ends = now + timedelta(hours=2)
    hours = {"day": now.date().isoformat(), "starts": f"{now:%H:%M}", "ends": f"{ends:%H:%M}"}
    records.change(connection, EVENT, ids.event, {"features": "programme", **hours})
    groups, acts = {}, {}
    for number, (code, name, leader) in enumerate(NAMES, start=1):
        values = {"code": code, "name": name, "kind": "partner", "level": "group", "language": "zh-Hant", "members": "30", "position": str(number),
                  "registration": "filed", "registration_number": f"社團備〔2016〕{number:02d}號"}  # fmt: skip
        groups[code] = records.add(connection, ORGANISATION, "", values, parent=ids.organisation)
        add_person(connection, groups[code], {"code": "L1", "category": LEADER}, name=leader, phone=f"1380000020{number}")
        act = {"code": f"N{number}", "title": f"節目{number}", "minutes": str(5 + number), "performers": str(10 * number), "position": str(number), "language": "zh-Hant"}
        acts[f"N{number}"] = records.add(connection, ACT, ids.event, act, partner=groups[code])
    return groups, acts
