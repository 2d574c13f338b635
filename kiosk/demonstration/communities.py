"""The closed reference week: its campaign, and what the three communities did in it (domain.md §8)."""

from __future__ import annotations

import sqlite3

from kiosk.campaigns import CAMPAIGN, set_counting_mode
from kiosk.demonstration import week
from kiosk.demonstration.desk import Desk
from kiosk.demonstration.groups import INVITED, ON_STAGE, put_on_stage
from kiosk.demonstration.rows import ZH, add_booth, add_event, add_material, add_unit, ask
from kiosk.demonstration.texts import add_texts
from kiosk.demonstration.volunteers import play_drive, sign_in_and_out
from kiosk.demonstration.wall import hang_wall
from kiosk.features import preset_of
from kiosk.people import SHIFT, add_person, confirm_same_person
from kiosk.prints.runs import plan_run
from kiosk.prints.street import flyer_plan, tri_fold_plan
from kiosk.records import add


def make_week(connection: sqlite3.Connection, county: str, base_url: str) -> None:
    campaign = add(
        connection, CAMPAIGN, "",
        {**ZH, "code": "WEEK2017", "title": "社會工作宣傳週", "title@zh-Hans": "社会工作宣传周", "title@en": "Social Work Publicity Week",
         "theme": "社工讓社區更美好", "theme@zh-Hans": "社工让社区更美好", "theme@en": "Social work makes communities better", "theme_by": "民政部",
         "theme_by@zh-Hans": "民政部", "theme_by@en": "Ministry of Civil Affairs",
         "starts_on": "2017-03-20", "ends_on": "2017-03-26", "topics": " ".join(week.TOPICS),
         "topics@zh-Hans": "低保 临时救助 志愿服务 社工资格 养老助残",
         "topics@en": "living allowance, emergency relief, volunteering, social work licences, care for older and disabled people"},
        organisation=county,
    )  # fmt: skip
    _make_talks(connection, county, campaign, base_url)
    _make_street(connection, county, campaign, base_url)
    _make_show(connection, county, campaign, base_url)
    add_texts(connection, campaign)


def _make_talks(connection: sqlite3.Connection, county: str, campaign: str, base_url: str) -> None:
    """Community A: 46 and 52 sign-ins, 29 people at both, and a tri-fold counted out and in (the difference is not measurable)."""
    names = ("匯賢里社區居委會", "汇贤里社区居委会", "Huixianli Community Committee")
    unit = add_unit(connection, county, "A", names, "community", "我社區")
    place = {"place": "匯賢里社區", "place@zh-Hans": "汇贤里社区", "place@en": "Huixianli Community", "room": "活動教室", "room@zh-Hans": "活动教室",
             "room@en": "Activity room"}
    add_event(connection, campaign, unit, "A0", ("啟動儀式", "启动仪式", "Launch"), kind="launch", day="2017-03-20", starts="09:00", ends="10:00", **place)
    talk = add_event(connection, campaign, unit, "A1", ("三社聯動圖文講座", "三社联动图文讲座", "Illustrated talk"), kind="talk", day="2017-03-21",
                  starts="14:30", ends="16:00", features=preset_of("talk"), **place)  # fmt: skip
    asks = {"features": preset_of("screening"), "awareness": "社區工作", "awareness@zh-Hans": "社区工作", "awareness@en": "community work"}
    film = add_event(connection, campaign, unit, "A2", ("專題片放映", "专题片放映", "Film screening"), kind="screening", day="2017-03-23",
                  starts="14:30", ends="15:30", **place, **asks)  # fmt: skip
    booth = add_booth(connection, talk, "A1", 1)
    door = add_booth(connection, film, "A2", 1)
    material = add_material(connection, campaign, "A-TRI", "A4", kind="tri_fold")
    set_counting_mode(connection, talk, booth, material, "out_and_in")
    run = plan_run(connection, tri_fold_plan(connection, talk, material, copies=80, bundle_size=40, asked=ask(base_url)))
    desk = Desk(connection, talk)
    desk.print(run, material, 80)
    desk.record("issue", -20, source="store", target=f"booth:{booth}", material=material, quantity=80)
    desk.record("return", 100, source=f"booth:{booth}", target="store", material=material, quantity=18)
    desk.record("spoil", 100, source=f"booth:{booth}", target="waste", material=material, quantity=2)
    _staff_talks(connection, unit, {talk: (booth, desk), film: (door, Desk(connection, film))})
    first = desk.sign_in(paper=31, own=15)
    screening = Desk(connection, film)
    second = screening.sign_in(paper=34, own=18)
    screening.hear_opinions()
    for earlier, later in zip(first[:29], second):
        confirm_same_person(connection, later, earlier, "kiosk")


def _staff_talks(connection: sqlite3.Connection, unit: str, desks: dict[str, tuple[str, Desk]]) -> None:
    """Let community A's staff of eight be on duty at the talk and at the screening."""
    for number in range(1, 9):
        code = f"S{number:02d}"
        person = add_person(connection, unit, {"code": code, "category": "staff"}, name=f"工作人員{number:02d}", phone=f"138000{number + 80:05d}")
        for event, (booth, _) in desks.items():
            add(connection, SHIFT, event, {"code": code, "person": person, "booth": booth, "duty": "lead" if number == 1 else "sign_in", "starts": "14:00", "ends": "16:00"})
    for event, (_, desk) in desks.items():
        sign_in_and_out(connection, event, desk.id)


def _make_street(connection: sqlite3.Connection, county: str, campaign: str, base_url: str) -> None:
    """Community B: the street event, act by act."""
    names = ("鄂倫春自治旗民政局", "鄂伦春自治旗民政局", "Oroqen Banner Civil Affairs Bureau")
    unit = add_unit(connection, county, "B", names, "banner", "我旗")
    street = add_event(connection, campaign, unit, "B", ("街頭宣傳", "街头宣传", "Street outreach"), kind="street", features="volunteers", day="2017-03-24", starts="09:00",
                    ends="11:30", place="康寧社區", **{"place@zh-Hans": "康宁社区", "place@en": "Kangning Community"})  # fmt: skip
    booths = {code: add_booth(connection, street, code, index + 1) for index, code in enumerate(week.BOOTHS)}
    materials = {
        "B-A5": add_material(connection, campaign, "B-A5", "A5", unit_cost="0.12"),
        "B-TRI": add_material(connection, campaign, "B-TRI", "A4", unit_cost="0.45", kind="tri_fold"),
    }
    people = _make_people(connection, unit, street, booths)
    desk, runs = Desk(connection, street), {}
    for code, material in materials.items():
        copies, asked = week.PRINTED[code], ask(base_url)
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
    unit = add_unit(connection, county, "C", ("楓景家園社區", "枫景家园社区", "Fengjing Jiayuan Community"), "community", "我社區")
    show = add_event(connection, campaign, unit, "C", ("文藝展演和志願者招募", "文艺展演和志愿者招募", "Show and volunteer drive"), kind="show", features=f"{preset_of('show')} projects", day="2017-03-25",
                  starts="09:30", ends="11:30", place="楓景家園社區廣場", **{"place@zh-Hans": "枫景家园社区广场", "place@en": "Fengjing Jiayuan square"})  # fmt: skip
    booth = add_booth(connection, show, "C1", 1)
    material = add_material(connection, campaign, "C-FLY", "A6")
    run = plan_run(connection, flyer_plan(connection, show, material, copies=600, bundle_size=50, **ask(base_url)))
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
