"""Community B's street day through the doors that people use: printed bundles, twenty-four phones, badges, a dance team, passers-by."""

from __future__ import annotations

import html
import json
import random
import re
from pathlib import Path

from kiosk.demonstration import week
from kiosk.demonstration.groups import INVITED
from kiosk.demonstration.texts import TOPICS_OF_B
from tests.journeys.community_a import end
from tests.journeys.stage import perform, register_groups
from tests.journeys.street_day import Day, batches_of, items_of
from tests.journeys.the_week import TheWeek, import_table, switch_on
from tests.journeys.visitor import Visitor

PHONES = range(1, week.LEAD + 1)


def plan_b(made: TheWeek) -> list[str]:
    """Twenty-four people and their shifts as files, the planned topics, the dance team; return its act."""
    desk, event = made.desk("b"), made.events["B"]
    desk.open(f"/office/plan/event/{event}/edit")
    desk.send("edit", topics=TOPICS_OF_B[0])
    people = [{"code": week.volunteer(n), "name": f"志願者{n:02d}", "phone": f"138000{n:05d}", "category": category(n)} for n in PHONES]
    import_table(desk, "person", made.units["B"], people)
    shifts = [{"code": week.volunteer(n), "person": week.volunteer(n), "booth": booth_of(n), "duty": duty(n), "starts": "09:00", "ends": "11:30"} for n in PHONES]
    import_table(desk, "shift", event, shifts)
    switch_on(desk, event, "media", "programme")
    return register_groups(made, "B", INVITED)


def category(number: int) -> str:
    """Nine officials, six of the staff, nine volunteers."""
    return "official" if number > 15 else "staff" if number > 9 else "volunteer"


def booth_of(number: int) -> str:
    """Where somebody's phone is paired: who consults or leads is at the first booth."""
    return next((booth for booth, phones in week.HANDING_OUT.items() if number in phones), "B1")


def duty(number: int) -> str:
    """Twenty hand out, three advise, one leads."""
    return "hand_out" if any(number in phones for phones in week.HANDING_OUT.values()) else "consult" if number < week.LEAD else "lead"


def print_b(made: TheWeek) -> tuple[Day, list[str]]:
    """Print 1,500 A5 and 800 tri-folds in bundles, and the badges; return the codes of slips and flyers, and of the badges."""
    day = Day(Path(made.app.instance_path), made.events["B"], made.start_of("B"))
    for material, copies in week.PRINTED.items():
        kind, layout = ("tri_fold", {}) if material == "B-TRI" else ("flyer", {"layout": "A5/2"})
        run = made.print_run("B", kind, material=made.materials[material], copies=str(copies), bundle_size=str(week.BUNDLE), **layout)
        desk = made.desk("printing")
        desk.open(f"/office/print/run/{run}")
        desk.send("/copies")
        day.slips |= {(material, number): code for number, code in enumerate(made.codes_of(run, part="slips"), start=1)}
        for booth in week.BOOTHS:
            number = week.first_bundle(booth, material)
            first = (number - 1) * week.BUNDLE + 1
            [day.flyers[material, number]] = made.codes_of(run, part="flyers", first=first, last=first)
    return day, made.codes_of(made.print_run("B", "badge"))


def hold_street(made: TheWeek, day: Day, badges: list[str], acts: list[str]) -> None:
    """The morning of 24 March."""
    made.at("B", -60)
    people = re.findall(r'<option value="([0-9a-f-]{36})">志願者(\d\d)', made.desk("b").open(f"/office/phones/{made.events['B']}"))
    phones = {int(number): made.pair("B", booth_of(int(number)), person=person) for person, number in people}
    made.at("B", -5)
    pass_badges(phones[week.LEAD], badges, "in")
    perform(made, "B", INVITED, acts)
    pass_by(made, day)
    made.at("B", 150)
    pass_badges(phones[week.LEAD], badges, "out")
    made.at("B", 165)
    for number, batch in batches_of(items_of(day), random.Random(2017), twice=True):
        hand_in(phones[number], batch)
    end(made, "B")


def pass_badges(phone: Visitor, badges: list[str], way: str) -> None:
    """The lead scans each badge; its person comes or goes."""
    for badge in badges:
        phone.open(f"/phone/code/{badge}")
        phone.send(f"/{way}")


def hand_in(phone: Visitor, batch: list[dict[str, object]]) -> None:
    """A paired phone sends a batch with its own token; the server names each fact of it."""
    token = phone.client.get_cookie("kiosk_phone", domain="kiosk.example.org")
    assert token is not None
    body = json.dumps({"sent_at": 0, "entries": batch})
    headers = {"Authorization": f"Bearer {token.value}", "Content-Type": "application/json"}
    answer = phone.client.post("/api/v1/entries", data=body, headers=headers, base_url=phone.base_url)
    assert answer.status_code == 200, answer.text
    assert {result["result"] for result in answer.json["results"]} <= {"recorded", "duplicate"}, answer.json
    assert not [result for result in answer.json["results"] if result.get("flags")]


def pass_by(made: TheWeek, day: Day) -> None:
    """Passers-by scan flyers, some of them again and again, and some do what the page offers; every form goes out twice."""
    residents: dict[tuple[str, int], Visitor] = {}
    for scan in week.street_scans():
        made.at("B", scan.minute)
        resident = residents.setdefault((scan.booth, scan.responder), made.resident())
        code = day.flyers[scan.material, week.first_bundle(scan.booth, scan.material)]
        page = resident.open(f"/F/{code}")
        image = re.search(r'<img[^>]+src="(/i/[^"]+)"', page)
        assert image, page
        resident.read(html.unescape(image[1]))
        if scan.action:
            resident.open(f"/e/{day.event}/{scan.action}?code={code}")
            form = resident.form(scan.action)
            typed = {name: said for name, said in {"note": "怎麼申請？", "name": "居民", "phone": "13800000001"}.items() if name in form.offered}
            for _ in range(2):
                resident.post(form, typed)
