"""The demonstration with every door open: one instance in which each page of each reader has something to show, and each its empty twin."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PIL import Image
from werkzeug.serving import make_server

from kiosk import accounts, acts, create_app, devices, leader_links, records, screens, wall, wishes
from kiosk.campaigns import EVENT
from kiosk.demonstration import make_demonstration
from kiosk.features import FEATURES
from kiosk.ids import new_id
from kiosk.presence import set_presence
from kiosk.prints.jobs import jobs_of
from kiosk.prints.kinds import KINDS, PAIRING
from kiosk.prints.pages import expected_codes
from kiosk.service_hours import served_by
from kiosk.settings import write_setting
from kiosk.volunteers import own_address
from kiosk.web.context import PHONE_COOKIE, STAFF_COOKIE
from tests.crawler import extremes
from tests.patience import PATIENCE_MS
from tests.phone.browsing import Phone

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from kiosk.storage import Store

STAFF = ("admin", "coordinator", "printing", "case_worker", "district")
OFFICE = [
    f"/office/{part}"
    for part in ("plan", "print", "phones", "tallies", "keying", "community", "settings", "lan", "new", "print/help", "settings/access-log",
                 "settings/accounts", "search?q=街頭", "search?q=zzz", "settings/accounts/nobody", "nowhere")
]  # fmt: skip
FEW = {"copies": "4", "bundle_size": "2", "pages": "1"}


@dataclass
class House:
    """The demonstration's app and where it is served; `event` is the practice event, open today, with every feature on."""

    folder: Path
    app: Flask
    store: Store
    event: str
    passwords: dict[str, str]
    address: str = ""
    secrets: dict[str, str] = field(default_factory=dict)

    def desk(self, who: str) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie(STAFF_COOKIE, self.session(who))
        return client

    def session(self, who: str) -> str:
        row = self.store.read().execute("SELECT id FROM account WHERE name = ?", (who,)).fetchone()
        return self.store.write(lambda connection: accounts.open_session(connection, row["id"]))

    def pairing(self, role: str = "volunteer") -> str:
        booth = self.store.read().execute("SELECT id FROM booth WHERE event = ? ORDER BY code", (self.event,)).fetchone()["id"]
        return self.store.write(lambda c: devices.offer_pairing(c, self.event, by="test", booth=booth, role=role))

    def register(self, phone: Phone, name: str, number: str) -> None:
        phone.open(f"/e/{self.event}/volunteer")
        phone.send(phone.form("/volunteer"), name=name, age="18", phone=number, agree="1")

    def phone_token(self) -> str:
        phone = Phone(self.app)
        phone.client.post(f"/P/{self.pairing()}", data={"name": "小王"})
        cookie = phone.client.get_cookie(PHONE_COOKIE)
        assert cookie is not None
        return str(cookie.value)


def make_house(folder: Path) -> House:
    passwords = make_demonstration(folder, "http://127.0.0.1:8000").passwords
    app = create_app(folder)
    app.config["WTF_CSRF_ENABLED"] = False
    store = app.extensions["kiosk"].store
    event = store.read().execute("SELECT id FROM event WHERE code = 'PRACTICE'").fetchone()["id"]
    house = House(folder, app, store, event, passwords)
    store.write(lambda connection: _open_everything(connection, house))
    _visit(house)
    _print_everything(house)
    return house


def _open_everything(connection: sqlite3.Connection, house: House) -> None:
    buttons = "sign_in ask volunteer wish follow"
    records.change(connection, EVENT, house.event, {"features": " ".join(FEATURES), "buttons": buttons, "capacity": "1", "expected": "30"})
    write_setting(connection, "public_url", "https://kiosk.example.org")
    set_presence(connection, house.event, on=True)
    screens.set_pin(connection, house.event, "2468")
    county = connection.execute("SELECT id FROM organisation WHERE parent IS NULL").fetchone()["id"]
    district = accounts.add_account(connection, "district", "a district's password")
    accounts.grant(connection, district, "district", organisation=county, by="test")
    _hang(connection, house)
    house.secrets["wall"] = _wall(connection, house.event)
    house.secrets["leader"] = _leader(connection, house)


def _hang(connection: sqlite3.Connection, house: House) -> None:
    for sort in ("message", "wish", "wish", "improvement"):
        number = wall.leave(connection, new_id(), house.event, sort, wall.Words("想要一副老花鏡"), wall.Source(language="zh-Hant"))
        note = wall.get_note(connection, house.event, number)
        if sort != "improvement":
            wall.show(connection, note, "test")
    wishes.claim(connection, wall.get_note(connection, house.event, 3), new_id(), wishes.Claimant("舞蹈隊", "13800005678"))


def _wall(connection: sqlite3.Connection, event: str) -> str:
    wall.keep_link(connection, event, "zh-Hant en")
    return str(connection.execute("SELECT secret FROM wall_link WHERE event = ?", (event,)).fetchone()["secret"])


def _leader(connection: sqlite3.Connection, house: House) -> str:
    partner = connection.execute("SELECT id FROM organisation WHERE kind = 'partner' ORDER BY code").fetchone()["id"]
    act = records.add(connection, acts.ACT, house.event, {"code": "1", "partner": partner, "title": "扇子舞", "minutes": "8", "performers": "12"})
    key = house.app.extensions["kiosk"].config.secret_key
    return leader_links.secret_of_link(key, leader_links.make_link(connection, act, by="test", key=key))


def _print_everything(house: House) -> None:
    """One run of each kind that the practice event can have, then all of them as a pile."""
    desk = house.desk("coordinator")
    for kind in KINDS:
        if kind != PAIRING:
            desk.post(f"/office/print/{house.event}/new", data={"kind": kind, "language": "zh-Hant", "local_confirmed": "1", **FEW})
    runs = [f"run:{run['id']}" for run in _runs(house) if run["event"] == house.event and run["kind"] in ("booth_sign", "wish_card")]
    desk.post(f"/office/print/{house.event}/pile", data={"id": new_id(), "take": runs, "local_confirmed": "1"})
    house.secrets["job"] = jobs_of(house.folder, house.event)[0].id
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while jobs_of(house.folder, house.event)[0].state == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _visit(house: House) -> None:
    """Two volunteers register on the practice event's page, one of them is erased; a photo is added; a volunteer of the week gets a proof."""
    phone = Phone(house.app)
    house.register(phone, "于小梅", "13800001234")
    house.register(phone, "范文", "13800001299")
    house.secrets["erase"] = _found(r"/erase/([0-9A-Z]+)", phone.html)
    desk = house.desk("admin")
    desk.post(f"/office/photos/{house.event}", data={"id": new_id(), "consent": "all", "picture": (BytesIO(_picture()), "a.jpg")})
    person = house.store.read().execute("SELECT person FROM volunteer WHERE event = ? ORDER BY person", (house.event,)).fetchone()["person"]
    desk.post(f"/office/settings/erasures/{person}")
    connection = house.store.read()
    served = next(row["person"] for row in connection.execute("SELECT person FROM volunteer ORDER BY person") if served_by(connection, row["person"]))
    house.secrets["own"] = own_address(house.app.extensions["kiosk"].config.secret_key, served)
    phone.client.post(f"/V/{house.secrets['own']}/proof")


def _picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 480), "#b9c7bd").save(file, "JPEG")
    return file.getvalue()


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, text[-3000:]
    return found[1]


def office_doors(house: House, who: str) -> list[str]:
    """Each kind of office page that somebody of this role is led to, and pages behind a printed code."""
    codes = [code for run in _runs(house) for code in expected_codes(house.store.read(), run["id"])[:1]]
    starts = [*OFFICE, *(f"/office/print/code/{code.rsplit('/', 1)[1]}" for code in codes)]
    kinds = [f"/office/print/{house.event}/new?kind={kind}" for kind in KINDS]
    jobs = [f"/office/print/job/{house.secrets['job']}{more}" for more in ("", "/jam")]
    return extremes(house.app, house.desk(who), [*starts, *kinds, *jobs], lambda path: path.startswith("/office"))


def public_doors(house: House) -> list[str]:
    """What a passer-by, a group's leader and a volunteer at home may open; what does not exist, too."""
    connection, secrets = house.store.read(), house.secrets
    events = [row["id"] for row in connection.execute("SELECT id FROM event ORDER BY code")]
    faces = [urlsplit(code).path for run in _runs(house) for code in expected_codes(connection, run["id"])[:1]]
    proof = connection.execute("SELECT code FROM service_proof").fetchone()["code"]
    starts = [
        "/?plain=1", "/", "/demo", "/demo/phone", "/own", "/erase", "/code?code=nonsense", "/f/NONSENSE", "/nowhere", "/phone/", "/office/sign-in", f"/f/{proof}",
        f"/erase/{secrets['erase']}", f"/V/{secrets['own']}", f"/g/{secrets['leader']}", "/g/00000000000000000000000000", f"/P/{house.pairing()}",
        f"/P/{house.pairing('kiosk')}", "/P/00000000000000000000000000", f"/e/{house.event}/wall/2", f"/wall/{secrets['wall']}", *(f"/e/{event}" for event in events), *faces,
    ]  # fmt: skip
    client = house.app.test_client()
    others = ("/office", "/phone", "/P/", "/api")
    return list(dict.fromkeys([*starts, *extremes(house.app, client, starts, lambda path: not path.startswith(others))]))


def phone_doors(house: House, token: str) -> list[str]:
    """Every page of a paired phone."""
    client = house.app.test_client()
    client.set_cookie(PHONE_COOKIE, token)
    slip = next(path.rsplit("/", 1)[1] for run in _runs(house, "flyer") for path in expected_codes(house.store.read(), run["id"]))
    rules = [rule.rule for rule in house.app.url_map.iter_rules() if rule.rule.startswith("/phone/") and not rule.arguments and "GET" in (rule.methods or ())]
    return extremes(house.app, client, [*sorted(rules), f"/phone/code/{slip}", "/phone/nowhere"], lambda path: path.startswith("/phone"))


def _runs(house: House, kind: str = "") -> list[sqlite3.Row]:
    found = house.store.read().execute("SELECT * FROM print_run ORDER BY code").fetchall()
    return [run for run in found if kind in ("", run["kind"])]


@contextmanager
def serve(house: House) -> Iterator[None]:
    """Serve a house on the loopback address until the block ends."""
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    house.address = f"http://127.0.0.1:{server.server_port}"
    yield
    server.shutdown()
    thread.join()
    server.server_close()
