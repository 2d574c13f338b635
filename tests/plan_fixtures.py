"""Event B of the reference week as a plan: what most tests stand on (domain.md §8)."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from flask import Flask

from kiosk import create_app
from kiosk.accounts import add_account, grant
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL
from kiosk.config import load_config, make_instance_folder
from kiosk.devices import Device, offer_pairing, redeem_pairing
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import add_seal_key
from kiosk.records import add
from kiosk.storage import Store, open_store
from kiosk.sync import Sender

PASSWORD = "correct horse battery staple"


@dataclass
class PlanIds:
    """The ids of what `make_kiosk` made, by human code where there are several."""

    root: str = ""
    organisation: str = ""
    sister: str = ""
    campaign: str = ""
    event: str = ""
    sister_event: str = ""
    booths: dict[str, str] = field(default_factory=dict)
    materials: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)


def make_kiosk(folder: Path) -> tuple[Flask, Store, PlanIds]:
    """An app on a fresh instance with event B, a sister organisation's event, and an account per role (name = role)."""
    template, ids = _template()
    shutil.copytree(template, folder / "instance")
    app = create_app(folder / "instance")
    app.config["WTF_CSRF_ENABLED"] = False  # the form token has tests of its own
    return app, app.extensions["kiosk"].store, deepcopy(ids)


@cache
def _template() -> tuple[Path, PlanIds]:
    """The same morning for every test of this process: hashing six passwords each time took most of a test's time."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_instance_folder(folder)
    store = open_store(load_config(folder).database)
    ids = store.write(_make_plan)
    store.checkpoint()
    store.close()
    return folder, ids


def pair(store: Store, ids: PlanIds, booth: str = "B1", name: str = "") -> tuple[Device, str]:
    """A paired phone at a booth, and its secret."""
    secret = store.write(lambda c: offer_pairing(c, ids.event, by="test", booth=ids.booths[booth]))
    return store.write(lambda c: redeem_pairing(c, secret, name=name))


def staff_sender(ids: PlanIds) -> Sender:
    """The coordinator as a sender of facts."""
    return Sender(f"account:{ids.accounts['coordinator']}", frozenset((ids.event,)), authority=True)


def _make_plan(connection: sqlite3.Connection) -> PlanIds:
    add_seal_key(connection)
    ids = PlanIds()
    ids.root = add(
        connection, ORGANISATION, "", {"code": "ROOT", "name": "鄂倫春自治旗", "level": "banner", "language": "zh-Hant"}
    )
    ids.organisation = add(
        connection, ORGANISATION, "", {"code": "MZJ", "name": "鄂倫春自治旗民政局", "language": "zh-Hant"}, parent=ids.root
    )
    ids.sister = add(connection, ORGANISATION, "", {"code": "FJ", "name": "楓景家園社區", "language": "zh-Hant"}, parent=ids.root)
    week = {"code": "WEEK2017", "title": "社工宣傳週", "theme": "社工讓社區更美好", "starts_on": "2017-03-20", "ends_on": "2017-03-26",
            "topics": "低保 臨時救助 志願服務 社工資格 養老助殘", "language": "zh-Hant", "title@en": "Social Work Publicity Week"}  # fmt: skip
    ids.campaign = add(connection, CAMPAIGN, "", week, organisation=ids.organisation)
    street = {"code": "B", "title": "街頭宣傳", "place": "康寧社區", "day": "2017-03-24", "starts": "09:00", "ends": "11:30",
              "language": "zh-Hant", "line": "歡迎來聊聊社會工作", "contact": "電話 0470-000000", "title@en": "Street outreach"}  # fmt: skip
    ids.event = add(connection, EVENT, ids.campaign, street, organisation=ids.organisation)
    for code, name in (("B1", "社區門口"), ("B2", "市場路口"), ("B3", "廣場")):
        ids.booths[code] = add(
            connection, BOOTH, ids.event, {"code": code, "name": name, "colour": code[1], "language": "zh-Hant"}
        )
    for code, title, paper, cost in (("B-A5", "什麼是社會工作", "A5", "0.12"), ("B-TRI", "社會救助政策", "A4", "0.45")):
        values = {"code": code, "title": title, "paper": paper, "unit_cost": cost, "language": "zh-Hant"}
        ids.materials[code] = add(connection, MATERIAL, ids.campaign, values)
    other = add(connection, CAMPAIGN, "", {**week, "code": "FJ2017"}, organisation=ids.sister)
    show = {"code": "C", "title": "文藝展演", "place": "楓景家園社區", "day": "2017-03-25", "language": "zh-Hant"}
    ids.sister_event = add(connection, EVENT, other, show, organisation=ids.sister)
    add(connection, BOOTH, ids.sister_event, {"code": "C1", "name": "舞台", "language": "zh-Hant"})
    for role, organisation in (("administrator", ids.root), ("district", ids.root), ("coordinator", ids.organisation),
                               ("printing", ids.organisation), ("case_worker", ids.organisation), ("sister", ids.sister)):  # fmt: skip
        ids.accounts[role] = add_account(connection, role, PASSWORD)
        grant(connection, ids.accounts[role], "coordinator" if role == "sister" else role, organisation, by="test")
    return ids
