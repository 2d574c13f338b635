"""The talk of community A: 31 people sign on paper and 15 with their own phones, and the page is keyed in afterwards."""

from __future__ import annotations

import io
import json
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.client import HTTPException
from pathlib import Path

import pytest

from kiosk.accounts import add_account, grant
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT
from kiosk.config import load_config, make_instance_folder
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import add_seal_key
from kiosk.prints.pages import render_run
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import plan_run
from kiosk.records import add
from kiosk.storage import open_store
from tests.journeys.street_day import BASE_URL, Resident, read_codes, today_at_noon
from tests.live import LiveServer, run_kiosk

PASSWORD = "correct horse battery staple"
ROWS = 20


@pytest.mark.slow
def test_forty_six_people_come_to_the_talk(tmp_path: Path) -> None:
    event, codes = prepare_talk(tmp_path / "instance")
    server = LiveServer(tmp_path / "instance")
    try:
        server.start()
        for number in range(15):
            sign_in_by_phone(server, event, f"居民{number + 1}", f"1380000{number:04d}")
        key_paper(server, codes, [f"聽眾{number + 1}" for number in range(31)])
        listed = json.loads(run_kiosk(server.instance, "tallies", "--json").stdout)
        talk = next(row for row in listed if row["scope"] == "event" and row["code"] == "A1")
        assert (talk["visits"], talk["methods"]["visits"]) == (46, {"paper": 31, "self": 15})
        run_kiosk(server.instance, "check")
    finally:
        server.stop()


def prepare_talk(folder: Path) -> tuple[str, list[str]]:
    """Plan the talk for today and print two pages of its sign-in sheet; return the event and the pages' codes, read from the PDF."""
    make_instance_folder(folder)
    store = open_store(load_config(folder).database)
    event, run = store.write(_plan)
    file = io.BytesIO()
    render_run(store, run, file)
    store.close()
    return event, sorted(read_codes(file.getvalue()))


def _plan(connection: sqlite3.Connection) -> tuple[str, str]:
    add_seal_key(connection)
    unit = add(connection, ORGANISATION, "", {"code": "A", "name": "匯賢里社區居委會", "language": "zh-Hant"})
    account = add_account(connection, "coordinator", PASSWORD)
    grant(connection, account, "coordinator", unit, by=account)
    day, zone = today_at_noon()
    week = {"code": "WEEK2017", "title": "社會工作宣傳週", "starts_on": day, "ends_on": day, "language": "zh-Hant"}
    campaign = add(connection, CAMPAIGN, "", week, organisation=unit)
    talk = {"code": "A1", "title": "三社聯動圖文講座", "kind": "talk", "place": "匯賢里社區", "day": day, "starts": "11:00", "ends": "14:00", "zone": zone,
            "language": "zh-Hant"}  # fmt: skip
    event = add(connection, EVENT, campaign, talk, organisation=unit)
    add(connection, BOOTH, event, {"code": "A1", "name": "活動教室門口", "language": "zh-Hant"})
    plan = sign_in_plan(connection, event, pages=2, asked={"by": account, "base_url": BASE_URL})
    return event, plan_run(connection, plan)


def sign_in_by_phone(server: LiveServer, event: str, name: str, phone: str) -> None:
    resident = Resident(server)
    page = resident.get(f"/e/{event}/sign_in")
    for _ in range(2):  # a double click
        done = resident.send_form(page, f"/e/{event}/sign_in", name=name, phone=phone, resident="yes")
        assert "刪除" in done  # the erase code and how to use it


def key_paper(server: LiveServer, codes: list[str], names: list[str]) -> None:
    """A coordinator scans each page's code and types what stands on it.

    The server is killed while each page is being saved, a little later each time; the same form is then sent again, twice.
    """
    desk = Resident(server)
    desk.send_form(desk.get("/office/sign-in"), "/office/sign-in", name="coordinator", password=PASSWORD)
    for number, code in enumerate(codes):
        on_page = names[number * ROWS : (number + 1) * ROWS]
        page, path = desk.get(f"/office/keying?code={code}"), desk.path
        typed = {f"name-{row + 1}": name for row, name in enumerate(on_page)} | {"subtotal": str(len(on_page))}
        kill_while(server, partial(desk.send_form, page, path, **typed), after=0.02 * (number + 1))
        for _ in range(2):
            desk.send_form(page, path, **typed)


def kill_while(server: LiveServer, work: Callable[[], object], after: float) -> None:
    """kill -9 of the server while ``work`` is on its way; then the same port is served again."""
    sending = threading.Thread(target=lambda: suppress_lost(work))
    sending.start()
    time.sleep(after)
    server.kill9()
    sending.join()
    server.wait_until_silent()
    server.start()


def suppress_lost(work: Callable[[], object]) -> None:
    """Do ``work``; an answer that never comes is no failure here."""
    with suppress(OSError, HTTPException):
        work()
