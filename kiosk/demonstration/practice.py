"""The practice event: dated today, always open for a newcomer's phone, with a sample flyer to scan."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kiosk import clock
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.config import load_config
from kiosk.demonstration.desk import Desk
from kiosk.demonstration.rows import ZH, add_booth, add_material, ask
from kiosk.demonstration.wall import hang_practice
from kiosk.devices import offer_pairing
from kiosk.prints.kept_words import renew
from kiosk.prints.pages import render_run
from kiosk.prints.runs import plan_run
from kiosk.prints.street import flyer_plan
from kiosk.records import add, change
from kiosk.storage import Store, open_store

SAMPLE_FLYER = "sample-flyer.pdf"


def make_practice(connection: sqlite3.Connection, county: str, base_url: str) -> None:
    today = _today(EVENT.field("zone").default)
    campaign = add(connection, CAMPAIGN, "", {**ZH, "code": "PRACTICE", "title": "練習", "title@zh-Hans": "练习", "title@en": "Practice", "topics": "諮詢 其他", "topics@zh-Hans": "咨询 其他", "topics@en": "advice, other",
                                              "starts_on": today, "ends_on": today}, organisation=county)  # fmt: skip
    event = add(
        connection, EVENT, campaign,
        {**ZH, "code": "PRACTICE", "title": "街頭宣傳練習", "title@zh-Hans": "街头宣传练习", "title@en": "Practice street event", "place": "您的桌前",
         "place@zh-Hans": "您的桌前", "place@en": "Your own desk", "day": today, "starts": "00:00", "ends": "23:59", "features": "wall", "buttons": "sign_in ask volunteer wish follow",
         "line": "掃一掃，試試看", "line@zh-Hans": "扫一扫，试试看", "line@en": "Scan it and see what happens"},
        organisation=county,
    )  # fmt: skip
    booths = [add_booth(connection, event, code, index + 3) for index, code in enumerate(("P1", "P2"))]
    material = add_material(
        connection, campaign, "P-FLY", "A6", headline="掃一掃，試試看",
        body="用手機掃描右下角的碼，會打開這場活動的頁面。\n統計頁上的數字隨即加一。\n志願者掃整捆交接單，就能領出和發放。",
        **{"headline@zh-Hans": "扫一扫，试试看", "headline@en": "Scan it and see",
           "body@zh-Hans": "用手机扫描右下角的码，会打开这场活动的页面。\n统计页上的数字随即加一。\n志愿者扫整捆交接单，就能领出和发放。",
           "body@en": "Scan the code on the right: the page of this event opens.\nThe number on the tallies page goes up at once.\nVolunteers scan a bundle slip to take out and hand out."},
    )  # fmt: skip
    run = plan_run(connection, flyer_plan(connection, event, material, copies=200, bundle_size=50, **ask(base_url)))
    desk = Desk(connection, event)
    desk.print(run, material, 200)
    for bundle in range(1, 5):
        desk.record("issue", 0, source="store", target=f"booth:{booths[(bundle - 1) // 2]}", code=desk.code(run, bundle), quantity=50)
    hang_practice(connection, event, desk.id)


def bring_to_today(store: Store) -> None:
    """Date the practice event and its campaign today, in its own zone: it is always open for a newcomer's phone."""
    row = store.read().execute("SELECT * FROM event WHERE code = 'PRACTICE' AND archived_at IS NULL").fetchone()
    today = _today(row["zone"]) if row is not None else ""
    if row is not None and row["day"] != today:
        store.write(lambda connection: _move_practice(connection, row, today))


def _move_practice(connection: sqlite3.Connection, event: sqlite3.Row, today: str) -> None:
    change(connection, EVENT, event["id"], {"day": today})
    change(connection, CAMPAIGN, event["campaign"], {"starts_on": today, "ends_on": today})
    for run in connection.execute("SELECT * FROM print_run WHERE event = ?", (event["id"],)).fetchall():
        renew(connection, run)


def _today(zone: str) -> str:
    return clock.today(zone).isoformat()


def write_sample(store: Store, instance: Path) -> Path:
    """Write the practice flyer's PDF beside the instance's database."""
    path = instance / SAMPLE_FLYER
    run = store.read().execute(
        "SELECT r.id FROM print_run r JOIN event e ON e.id = r.event WHERE e.code = 'PRACTICE' AND r.material IS NOT NULL"
    ).fetchone()
    with path.open("wb") as file:
        render_run(store, run["id"], file, part="flyers")
    return path


def offer_practice_phone(instance: Path) -> str:
    """Return a fresh one-time pairing for a volunteer's phone at the practice event."""
    store = open_store(load_config(instance).database)
    try:
        row = store.read().execute(
            "SELECT b.id, b.event FROM booth b JOIN event e ON e.id = b.event WHERE e.code = 'PRACTICE' ORDER BY b.code"
        ).fetchone()
        return store.write(lambda connection: offer_pairing(connection, row["event"], by="kiosk", booth=row["id"]))
    finally:
        store.close()
