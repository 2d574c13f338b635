"""The demonstration instance: the closed reference week beside a practice event dated today, in a folder of its own.

No demonstration fact ever shares a ledger with a real one: the folder carries a mark, and every page says demonstration data.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk import reference_week as week
from kiosk.accounts import add_account, grant, set_password
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL, set_counting_mode
from kiosk.config import DATABASE, load_config, make_instance_folder
from kiosk.demonstration_desk import Desk
from kiosk.devices import offer_pairing
from kiosk.errors import SetupError
from kiosk.features import preset_of
from kiosk.ids import new_secret
from kiosk.looks import KeptLook, keep_look
from kiosk.organisations import ORGANISATION
from kiosk.people import SHIFT, add_person, confirm_same_person
from kiosk.printed_codes import add_seal_key
from kiosk.prints.kept_words import renew
from kiosk.prints.pages import render_run
from kiosk.prints.runs import plan_run
from kiosk.prints.street import flyer_plan, tri_fold_plan
from kiosk.prints.wishes import Asked
from kiosk.records import add, change
from kiosk.reference_groups import INVITED, ON_STAGE, put_on_stage
from kiosk.reference_referrals import play_practice, play_stories
from kiosk.reference_texts import add_texts
from kiosk.reference_volunteers import play_drive, sign_in_and_out
from kiosk.reference_wall import hang_wall
from kiosk.sealing import KeyRing, require_keys
from kiosk.settings import read_setting, write_setting
from kiosk.storage import Store, open_store

SAMPLE_FLYER = "sample-flyer.pdf"
_ZH = {"language": "zh-Hant"}
_LOOKS = {"B-A5": KeptLook("headline"), "C-FLY": KeptLook("picture", "pine")}
"""The others are plain, as most are."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made: the sign-in names with their passwords (empty when it was there already), and the sample flyer."""

    instance: Path
    passwords: dict[str, str]
    sample_flyer: Path


def set_aside_old(instance: Path) -> Path | None:
    """Move a demonstration whose database an earlier make of the kiosk left behind out of the way; return where it went, or None."""
    database = instance / DATABASE
    if not database.exists():
        return None
    try:
        open_store(database).close()
    except SetupError as problem:
        if problem.reason != "missing_triggers":
            raise
    else:
        return None
    aside = instance.with_name(f"{instance.name}-before-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    instance.rename(aside)
    return aside


def make_demonstration(instance: Path, base_url: str, say: Callable[[str], None] = lambda line: None) -> Demonstration:
    """Make the demonstration in ``instance``, or bring an existing one's practice event to today; its data stays."""
    make_instance_folder(instance, demonstration=True)
    config = load_config(instance)
    store = open_store(config.database)
    try:
        passwords: dict[str, str] = {}
        if not read_setting(store.read(), "demonstration_made"):
            passwords = {name: new_secret(60).lower() for name in ("coordinator", "printing", "case_worker", "admin")}
            say("WEEK2017")
            store.write(lambda connection: _make_all(connection, passwords, base_url, require_keys(instance)))
        bring_to_today(store)
        return Demonstration(instance, passwords, _write_sample(store, instance))
    finally:
        store.close()


def _make_all(connection: sqlite3.Connection, passwords: dict[str, str], base_url: str, ring: KeyRing) -> None:
    add_seal_key(connection)
    county = add(connection, ORGANISATION, "", {**_ZH, "code": "DEMO", "name": "社會工作示範區", "level": "county", "name@zh-Hans": "社会工作示范区",
                                                "name@en": "Social work demonstration area"})  # fmt: skip
    accounts: dict[str, str] = {}
    for name, password in passwords.items():
        account = accounts[name] = add_account(connection, name, password)
        role = {"admin": "administrator"}.get(name, name)
        grant(connection, account, role, county, by=account)
    _make_week(connection, county, base_url)
    _make_practice(connection, county, base_url)
    for code, play in (("C", play_stories), ("PRACTICE", play_practice)):
        event = connection.execute("SELECT id FROM event WHERE code = ?", (code,)).fetchone()["id"]
        play(connection, ring, event, accounts["case_worker"], Desk(connection, event).id)
    write_setting(connection, "demonstration_made", "1")


def _make_week(connection: sqlite3.Connection, county: str, base_url: str) -> None:
    campaign = add(
        connection, CAMPAIGN, "",
        {**_ZH, "code": "WEEK2017", "title": "社會工作宣傳週", "title@zh-Hans": "社会工作宣传周", "title@en": "Social Work Publicity Week",
         "theme": "社工讓社區更美好", "theme@zh-Hans": "社工让社区更美好", "theme@en": "Social work makes communities better", "theme_by": "民政部",
         "starts_on": "2017-03-20", "ends_on": "2017-03-26", "topics": " ".join(week.TOPICS),
         "topics@zh-Hans": "低保 临时救助 志愿服务 社工资格 养老助残",
         "topics@en": "living allowance, emergency relief, volunteering, social work licence, care for older and disabled people"},
        organisation=county,
    )  # fmt: skip
    _make_talks(connection, county, campaign, base_url)
    _make_street(connection, county, campaign, base_url)
    _make_show(connection, county, campaign, base_url)
    add_texts(connection, campaign)


def _unit(connection: sqlite3.Connection, county: str, code: str, names: tuple[str, str, str], level: str, self_reference: str) -> str:
    values = {**_ZH, "code": code, "name": names[0], "name@zh-Hans": names[1], "name@en": names[2], "level": level, "self_reference": self_reference}
    return add(connection, ORGANISATION, "", values, parent=county)


def _event(connection: sqlite3.Connection, campaign: str, organisation: str, code: str, titles: tuple[str, str, str], **values: str) -> str:
    fields = {**_ZH, "code": code, "title": titles[0], "title@zh-Hans": titles[1], "title@en": titles[2], **values}
    return add(connection, EVENT, campaign, fields, organisation=organisation, status="ended")


def _booth(connection: sqlite3.Connection, event: str, code: str, colour: int) -> str:
    return add(connection, BOOTH, event, {**_ZH, "code": code, "colour": str(colour), **_in_three("name", week.NAMES[code])})


def _material(connection: sqlite3.Connection, campaign: str, code: str, paper: str, **values: str) -> str:
    text = _in_three("body", week.TEXTS[code]) if code in week.TEXTS else {}
    values = {**_ZH, "code": code, "paper": paper, **_in_three("title", week.NAMES[code]), **text, **values}
    material = add(connection, MATERIAL, campaign, values)
    if code in _LOOKS:
        keep_look(connection, material, _LOOKS[code])
    return material


def _asked(base_url: str) -> Asked:
    """Return what every run of the demonstration is planned with."""
    return {"by": "kiosk", "base_url": base_url, "local_confirmed": True}


def _in_three(field: str, texts: tuple[str, str, str]) -> dict[str, str]:
    return {field: texts[0], f"{field}@zh-Hans": texts[1], f"{field}@en": texts[2]}


def _make_talks(connection: sqlite3.Connection, county: str, campaign: str, base_url: str) -> None:
    """Community A: 46 and 52 sign-ins, 29 people at both, and a tri-fold counted out and in (the difference is not measurable)."""
    names = ("匯賢里社區居委會", "汇贤里社区居委会", "Huixianli Community Committee")
    unit = _unit(connection, county, "A", names, "community", "我社區")
    place = {"place": "匯賢里社區", "place@zh-Hans": "汇贤里社区", "place@en": "Huixianli Community", "room": "活動教室"}
    _event(connection, campaign, unit, "A0", ("啟動儀式", "启动仪式", "Launch"), kind="launch", day="2017-03-20", starts="09:00", ends="10:00", **place)
    talk = _event(connection, campaign, unit, "A1", ("三社聯動圖文講座", "三社联动图文讲座", "Illustrated talk"), kind="talk", day="2017-03-21",
                  starts="14:30", ends="16:00", features=preset_of("talk"), **place)  # fmt: skip
    asks = {"features": preset_of("screening"), "awareness": "社區工作", "awareness@zh-Hans": "社区工作", "awareness@en": "community work"}
    film = _event(connection, campaign, unit, "A2", ("專題片放映", "专题片放映", "Film screening"), kind="screening", day="2017-03-23",
                  starts="14:30", ends="15:30", **place, **asks)  # fmt: skip
    booth = _booth(connection, talk, "A1", 1)
    _booth(connection, film, "A2", 1)
    material = _material(connection, campaign, "A-TRI", "A4", kind="tri_fold")
    set_counting_mode(connection, talk, booth, material, "out_and_in")
    run = plan_run(connection, tri_fold_plan(connection, talk, material, copies=80, bundle_size=40, asked=_asked(base_url)))
    desk = Desk(connection, talk)
    desk.print(run, material, 80)
    desk.record("issue", -20, source="store", target=f"booth:{booth}", material=material, quantity=80)
    desk.record("return", 100, source=f"booth:{booth}", target="store", material=material, quantity=18)
    desk.record("spoil", 100, source=f"booth:{booth}", target="waste", material=material, quantity=2)
    first = desk.sign_in(paper=31, own=15)
    screening = Desk(connection, film)
    second = screening.sign_in(paper=34, own=18)
    screening.hear_opinions()
    for earlier, later in zip(first[:29], second):
        confirm_same_person(connection, later, earlier, "kiosk")


def _make_street(connection: sqlite3.Connection, county: str, campaign: str, base_url: str) -> None:
    """Community B: the street event, act by act."""
    names = ("鄂倫春自治旗民政局", "鄂伦春自治旗民政局", "Oroqen Banner Civil Affairs Bureau")
    unit = _unit(connection, county, "B", names, "banner", "我旗")
    street = _event(connection, campaign, unit, "B", ("街頭宣傳", "街头宣传", "Street outreach"), kind="street", features="volunteers", day="2017-03-24", starts="09:00",
                    ends="11:30", place="康寧社區", **{"place@zh-Hans": "康宁社区", "place@en": "Kangning Community"})  # fmt: skip
    booths = {code: _booth(connection, street, code, index + 1) for index, code in enumerate(week.BOOTHS)}
    materials = {
        "B-A5": _material(connection, campaign, "B-A5", "A5", unit_cost="0.12"),
        "B-TRI": _material(connection, campaign, "B-TRI", "A4", unit_cost="0.45", kind="tri_fold"),
    }
    people = _make_people(connection, unit, street, booths)
    desk, runs = Desk(connection, street), {}
    for code, material in materials.items():
        copies, asked = week.PRINTED[code], _asked(base_url)
        if code == "B-TRI":
            plan = tri_fold_plan(connection, street, material, copies=copies, bundle_size=week.BUNDLE, asked=asked)
        else:
            plan = flyer_plan(connection, street, material, copies=copies, bundle_size=week.BUNDLE, **asked)
        runs[code] = plan_run(connection, plan)
        desk.print(runs[code], material, week.PRINTED[code])
    for act in week.street_acts():
        desk.play(act, booths, materials, runs, people)
    for number, scan in enumerate(week.street_scans()):
        desk.scan(number, scan, materials[scan.material], runs[scan.material])
    sign_in_and_out(connection, street, desk.id)
    put_on_stage(connection, desk.record, street, INVITED)


def _make_people(connection: sqlite3.Connection, unit: str, event: str, booths: dict[str, str]) -> dict[str, str]:
    people = {}
    for number in range(1, 25):
        code = week.volunteer(number)
        category = "official" if number > 15 else "staff" if number > 9 else "volunteer"
        people[code] = add_person(connection, unit, {"code": code, "category": category}, name=f"志願者{number:02d}", phone=f"138000{number:05d}")
        booth = next((booth for booth, phones in week.HANDING_OUT.items() if number in phones), None)
        duty = "hand_out" if booth else "consult" if number < week.LEAD else "lead"
        shift = {"code": code, "person": people[code], "booth": booths[booth or "B1"], "duty": duty, "starts": "09:00", "ends": "11:30"}
        add(connection, SHIFT, event, shift)
    return people


def _make_show(connection: sqlite3.Connection, county: str, campaign: str, base_url: str) -> None:
    """Community C: the show and drive."""
    unit = _unit(connection, county, "C", ("楓景家園社區", "枫景家园社区", "Fengjing Jiayuan Community"), "community", "我社區")
    show = _event(connection, campaign, unit, "C", ("文藝展演和志願者招募", "文艺展演和志愿者招募", "Show and volunteer drive"), kind="show", features=f"{preset_of('show')} projects", day="2017-03-25",
                  starts="09:30", ends="11:30", place="楓景家園社區廣場", **{"place@zh-Hans": "枫景家园社区广场", "place@en": "Fengjing Jiayuan square"})  # fmt: skip
    booth = _booth(connection, show, "C1", 1)
    material = _material(connection, campaign, "C-FLY", "A6")
    run = plan_run(connection, flyer_plan(connection, show, material, copies=600, bundle_size=50, **_asked(base_url)))
    desk = Desk(connection, show)
    desk.print(run, material, 600)
    desk.record("issue", -20, source="store", target=f"booth:{booth}", material=material, quantity=600)
    for index in range(10):
        desk.record("hand_out", 5 + 11 * index, source=f"booth:{booth}", target="public", material=material, quantity=54 if index < 8 else 53)
    desk.record("return", 125, source=f"booth:{booth}", target="store", material=material, quantity=52)
    desk.record("spoil", 125, source=f"booth:{booth}", target="waste", material=material, quantity=6)
    desk.sign_in(paper=130, own=84)
    desk.record("head_count", 60, quantity=300, method="estimate", estimate=True)
    play_drive(connection, show, booth, desk.id)
    hang_wall(connection, desk.row, desk.id)
    put_on_stage(connection, desk.record, show, ON_STAGE)


def _make_practice(connection: sqlite3.Connection, county: str, base_url: str) -> None:
    today = _today(EVENT.field("zone").default)
    campaign = add(connection, CAMPAIGN, "", {**_ZH, "code": "PRACTICE", "title": "練習", "title@zh-Hans": "练习", "title@en": "Practice", "topics": "諮詢 其他", "topics@zh-Hans": "咨询 其他", "topics@en": "advice, other",
                                              "starts_on": today, "ends_on": today}, organisation=county)  # fmt: skip
    event = add(
        connection, EVENT, campaign,
        {**_ZH, "code": "PRACTICE", "title": "街頭宣傳練習", "title@zh-Hans": "街头宣传练习", "title@en": "Practice street event", "place": "您的桌前",
         "place@zh-Hans": "您的桌前", "place@en": "Your own desk", "day": today, "starts": "00:00", "ends": "23:59", "buttons": "sign_in ask volunteer wish follow",
         "line": "掃一掃，試試看", "line@zh-Hans": "扫一扫，试试看", "line@en": "Scan it and see what happens"},
        organisation=county,
    )  # fmt: skip
    booths = [_booth(connection, event, code, index + 3) for index, code in enumerate(("P1", "P2"))]
    material = _material(
        connection, campaign, "P-FLY", "A6", headline="掃一掃，試試看",
        body="用手機掃描右下角的碼，會打開這場活動的頁面。\n統計頁上的數字隨即加一。\n志願者掃整捆交接單，就能領出和發放。",
        **{"headline@zh-Hans": "扫一扫，试试看", "headline@en": "Scan it and see",
           "body@zh-Hans": "用手机扫描右下角的码，会打开这场活动的页面。\n统计页上的数字随即加一。\n志愿者扫整捆交接单，就能领出和发放。",
           "body@en": "Scan the code on the right: the page of this event opens.\nThe number on the tallies page goes up at once.\nVolunteers scan a bundle slip to take out and hand out."},
    )  # fmt: skip
    run = plan_run(connection, flyer_plan(connection, event, material, copies=200, bundle_size=50, **_asked(base_url)))
    desk = Desk(connection, event)
    desk.print(run, material, 200)
    for bundle in range(1, 5):
        desk.record("issue", 0, source="store", target=f"booth:{booths[(bundle - 1) // 2]}", code=desk.code(run, bundle), quantity=50)


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
    return datetime.now(ZoneInfo(zone)).date().isoformat()


def _write_sample(store: Store, instance: Path) -> Path:
    """Write the practice flyer's PDF beside the instance's database."""
    path = instance / SAMPLE_FLYER
    run = store.read().execute(
        "SELECT r.id FROM print_run r JOIN event e ON e.id = r.event WHERE e.code = 'PRACTICE' AND r.material IS NOT NULL"
    ).fetchone()
    with path.open("wb") as file:
        render_run(store, run["id"], file, part="flyers")
    return path


def renew_passwords(instance: Path) -> dict[str, str]:
    """Give the demonstration's accounts new random passwords and return them by sign-in name."""
    store = open_store(load_config(instance).database)
    try:
        accounts = store.read().execute("SELECT id, name FROM account").fetchall()
        passwords = {row["name"]: new_secret(60).lower() for row in accounts}
        for row in accounts:
            store.write(lambda connection, row=row: set_password(connection, row["id"], passwords[row["name"]]))  # type: ignore[misc]
        return passwords
    finally:
        store.close()


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
