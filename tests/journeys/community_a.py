"""Community A's week through the doors that people use: a launch, a talk that is signed for on paper and by phone, a screening with opinions."""

from __future__ import annotations

import json
import re
import time

from kiosk.demonstration.opinions import BY_PHONE, ON_PAPER
from kiosk.demonstration.texts import EQUIPMENT_OF_A2, FILM, PRODUCER
from tests.journeys.the_week import TheWeek, add, import_table
from tests.journeys.visitor import Visitor

STAFF = 8
TALK, SCREENING, BOTH = (31, 15), (34, 18), 29
"""Who came: by paper, by phone; and who came to both."""
ROWS = 20
_FAMILY = "王李張劉陳楊趙黃周吳徐孫胡朱高林何郭馬羅梁宋鄭謝韓唐馮于董蕭程曹袁鄧許范余葉杜蘇魏呂丁任沈姚盧"


def somebody(number: int) -> tuple[str, str]:
    """A resident of community A, invented: name and telephone number."""
    return f"{_FAMILY[number % len(_FAMILY)]}{'秀玉國建'[number // len(_FAMILY) % 4]}{'蘭芳強明'[number % 4]}", f"138000{number + 400:05d}"


def plan_a(made: TheWeek) -> None:
    """Equipment, the film, who works, how the tri-folds are counted: typed by the coordinator, the staff as a file."""
    desk = made.desk("a")
    for number, (item, count) in enumerate(EQUIPMENT_OF_A2, start=1):
        add(desk, "equipment", made.events["A2"], code=f"Q{number}", item=item[0], count=str(count))
    about = {field: texts[0] for field, texts in FILM.items()}
    add(desk, "media", made.events["A2"], code="F1", producer=PRODUCER, **about)
    people = [{"code": f"S{n:02d}", "name": f"工作人員{n:02d}", "phone": f"138000{n + 300:05d}", "category": "staff"} for n in range(1, STAFF + 1)]
    import_table(desk, "person", made.units["A"], people)
    for event in ("A1", "A2"):
        import_table(desk, "shift", made.events[event], ({"code": one["code"], "person": one["code"], "booth": event, "duty": "sign_in"} for one in people))
    desk.open(f"/office/plan/event/{made.events['A1']}/counting")
    desk.send("counting", **{"A1/A-TRI": "out_and_in"})


def print_a(made: TheWeek) -> tuple[list[str], dict[str, list[str]]]:
    """Print the tri-folds and the sheets of A1 in one pile of the queue, A2's sheets as a run; return the codes of slips and sheets."""
    folds = made.print_run("A1", "tri_fold", material=made.materials["A-TRI"], copies="80", bundle_size="40")
    sheets = {event: made.print_run(event, "sign_in", copies="2") for event in ("A1", "A2")}
    print_pile(made, "A1", f"run:{folds}", f"run:{sheets['A1']}")
    return made.codes_of(folds, part="slips"), {event: made.codes_of(run) for event, run in sheets.items()}


def print_pile(made: TheWeek, event: str, *take: str) -> None:
    """Tick runs in the queue, wait for the pile, take it off the printer."""
    desk = made.desk("printing")
    desk.open(f"/office/print/{made.events[event]}")
    desk.send("/pile", take=take)
    job = re.search(r"/office/print/job/([0-9A-Za-z-]+)", desk.page)
    assert job, desk.text()
    deadline = time.monotonic() + 60
    while json.loads(desk.read(f"/office/print/job/{job[1]}.json"))["state"] != "done":
        assert time.monotonic() < deadline, desk.read(f"/office/print/job/{job[1]}.json")
        time.sleep(0.05)
    desk.open(f"/office/print/{made.events[event]}")
    desk.send("/printed")


def hold_talk(made: TheWeek, slips: list[str], sheets: list[str]) -> None:
    """The talk of 21 March: 80 tri-folds go out to the door, 31 people sign on paper and 15 with their phones, 18 copies come back."""
    made.at("A1", -20)
    phone = made.pair("A1", "A1", "門口")
    for slip in slips:
        phone.open(f"/phone/code/{slip}")
        phone.send("/phone/take-out")
    arrive(made, "A1", range(TALK[0], sum(TALK)))
    made.at("A1", 100)
    count_off(phone, "return", made.materials["A-TRI"], 18)
    count_off(phone, "spoil", made.materials["A-TRI"], 2, why="torn")
    made.at("A1", 120)
    key_sheets(made.desk("a"), sheets, range(TALK[0]))


def show_film(made: TheWeek, sheets: list[str]) -> None:
    """The screening of 23 March: of those who came 29 had heard the talk; 38 say what they think, by card and phone."""
    again = range(sum(TALK) - BOTH, sum(TALK))
    guests = [*again, *range(sum(TALK), sum(TALK) + sum(SCREENING) - BOTH)]
    phones = arrive(made, "A2", guests[SCREENING[0] :])
    for number, said in enumerate(BY_PHONE):
        made.at("A2", 58 + number / 2)
        phone = phones[number]
        phone.open(f"/e/{made.events['A2']}/feedback")
        quoted = {"quote": "1"} if said.quote else {}
        phone.send("feedback", score=str(said.score), before=str(said.before), after=str(said.after), note=said.sentence, **quoted)
    made.at("A2", 80)
    desk = made.desk("a")
    desk.open(f"/office/feedback/{made.events['A2']}")
    desk.send("cards", **{f"score{score}": str(cards) for score, cards in ON_PAPER.items()})
    key_sheets(desk, sheets, guests[: SCREENING[0]])
    for item in desk_items(desk, made.events["A2"]):
        desk.open(f"/office/plan/event/{made.events['A2']}/venue")
        desk.send(f"/equipment/{item}/returned")
    end(made, "A1", "A2")


def desk_items(desk: Visitor, event: str) -> list[str]:
    """The equipment that has not come back yet."""
    return re.findall(r'action="/office/plan/equipment/([0-9a-f-]{36})/returned', desk.open(f"/office/plan/event/{event}/venue"))


def call_one(made: TheWeek, event: str) -> int:
    """The coordinator looks at each pair that is perhaps one person and says that it is; return how many there were."""
    desk, merged = made.desk("a"), 0
    while 'value="merge"' in desk.open(f"/office/inbox/{made.events[event]}"):
        desk.send("decide", ("says", "merge"))
        merged += 1
    return merged


def arrive(made: TheWeek, event: str, guests: range | list[int]) -> list[Visitor]:
    """Sign in with one's own phone, in the first half of an hour; every form goes out twice, as a thumb does."""
    phones = []
    for place, number in enumerate(guests):
        made.at(event, -15 + place * 30 / len(guests))
        phone, (name, telephone) = made.resident(), somebody(number)
        phone.open(f"/e/{made.events[event]}/sign_in")
        form = phone.form("sign_in")
        for _ in range(2):
            phone.post(form, {"name": name, "phone": telephone, "resident": "yes"})
        phones.append(phone)
    return phones


def key_sheets(desk: Visitor, codes: list[str], guests: range | list[int]) -> None:
    """Scan each page's code, type what stands on it, send it; and open it once more and send it again: a sheet keyed twice."""
    for page, code in enumerate(codes):
        typed = {"subtotal": str(len(guests[page * ROWS : (page + 1) * ROWS]))}
        for row, number in enumerate(guests[page * ROWS : (page + 1) * ROWS], start=1):
            name, telephone = somebody(number)
            typed |= {f"name-{row}": name, f"phone4-{row}": telephone[-4:], f"signed-{row}": "1"}
        for _ in range(2):
            desk.open(f"/office/keying?code={code}")
            desk.send("/office/keying/", **typed)


def count_off(phone: Visitor, act: str, material: str, quantity: int, **more: str) -> None:
    """Bring copies back, or write them off."""
    phone.open(f"/phone/{act}")
    phone.send(f"/phone/{act}", material=material, quantity=str(quantity), **more)


def end(made: TheWeek, *events: str) -> None:
    """Say that events are over."""
    for event in events:
        desk = made.desk(event[0].lower())
        desk.open(f"/office/plan/event/{made.events[event]}/status/end")
        desk.send("status/end")
