"""Community C's show and volunteer drive through the doors that people use: groups on stage, a wall, registrations, neighbours in difficulty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from kiosk.demonstration.groups import ON_STAGE
from kiosk.demonstration.referrals import STORIES
from kiosk.demonstration.texts import CHANNEL, POSTS
from kiosk.demonstration.volunteers import HELPERS, PROJECTS, STAFF, Registered, registrations
from kiosk.demonstration.wall import DAYS, REPLIES, Note, claimant, wall_notes, wish_steps
from kiosk.ids import new_id
from tests.journeys.community_a import arrive, count_off, end, key_sheets
from tests.journeys.community_b import hand_in, pass_badges
from tests.journeys.stage import perform, register_groups
from tests.journeys.the_week import TheWeek, add, import_table, switch_on
from tests.journeys.visitor import Visitor

CAME = (130, 84)
"""Who signed in: on paper, by phone."""
GUESTS = range(1000, 1000 + sum(CAME))
HELPED_AT_ONCE = (0, 2, 6)
"""Registrations of people who lent a hand for the last hour."""
AT_WEEKENDS = next(project for project in PROJECTS if not project[3])
"""The project that has no date yet; the dated ones are over by the browser's calendar, which no test sets."""
FORGOT = f"V{HELPERS:02d}"
"""Who forgot to sign out."""
BUNDLE = 50


def plan_c(made: TheWeek) -> list[str]:
    """Everything that is switched on, eighteen people with shifts, projects, four posts as they were read, ten groups; return their acts."""
    desk, event = made.desk("c"), made.events["C"]
    switch_on(desk, event, "photos", "volunteers", "wall", "programme", "projects", "referrals", "posts")
    codes = [*(f"S{n:02d}" for n in range(1, STAFF + 1)), *(f"V{n:02d}" for n in range(1, HELPERS + 1))]
    people = [{"code": code, "name": f"{'工作人員' if code[0] == 'S' else '志願者'}{code[1:]}", "phone": f"138000{n + 61:05d}",
               "category": "staff" if code[0] == "S" else "volunteer"} for n, code in enumerate(codes)]  # fmt: skip
    import_table(desk, "person", made.units["C"], people)
    shifts = [{"code": code, "person": code, "booth": "C1", "duty": "sign_in" if code[0] == "S" else "hand_out", "starts": "09:30", "ends": "11:30"} for code in codes]
    import_table(desk, "shift", event, shifts)
    for code, titles, places, day, needed, _ in PROJECTS:
        add(desk, "project", event, code=code, title=titles[0], place=places[0], day=day, starts="09:00", ends="11:00", needed=needed)
    for number, (title, topics, groups, day, _) in enumerate(POSTS, start=1):
        about = {"title": title[0], "channel": CHANNEL[0], "topics": topics[0], "target_groups": groups[0]}
        add(desk, "post", made.campaign, code=f"P{number}", day=f"2017-03-{day}", **about)
    return register_groups(made, "C", ON_STAGE)


def print_c(made: TheWeek) -> dict[str, list[str]]:
    """Print the flyers, sheets, cards, slips and badges; return the codes of each kind."""
    paper = sum(one.method == "paper" for one in registrations())
    cards = sum(note.method == "paper" for note in wall_notes())
    slips = sum(story.method == "paper" for story in STORIES)
    flyers = made.print_run("C", "flyer", material=made.materials["C-FLY"], copies="600", bundle_size=str(BUNDLE))
    desk = made.desk("printing")
    desk.open(f"/office/print/run/{flyers}")
    desk.send("/copies")
    counts = {"sign_in": -(-CAME[0] // 20), "registration": paper, "wish_card": cards, "tip_slip": slips}
    runs = {kind: made.print_run("C", kind, copies=str(count)) for kind, count in counts.items()} | {"badge": made.print_run("C", "badge")}
    return {kind: made.codes_of(run) for kind, run in runs.items()} | {"slip": made.codes_of(flyers, part="slips")}


def hold_show(made: TheWeek, acts: list[str], codes: dict[str, list[str]]) -> None:
    """The morning of 25 March."""
    made.at("C", -30)
    phone = made.pair("C", "C1", "攤位")
    made.at("C", -20)
    for slip in codes["slip"]:
        phone.open(f"/phone/code/{slip}")
        phone.send("/phone/take-out")
    made.at("C", -5)
    pass_badges(phone, codes["badge"], "in")
    perform(made, "C", ON_STAGE, acts)
    arrive(made, "C", GUESTS[CAME[0] :])
    give_flyers(made, phone)
    register(made, phone, codes["registration"])
    hang_notes(made, codes["wish_card"])
    hand_in_tips(made, phone, codes["tip_slip"])
    made.at("C", 60)
    phone.open("/phone/head-count")
    phone.send("/phone/head-count", how="estimate", quantity="300")
    go_home(made, phone, codes["badge"])
    key_sheets(made.desk("c"), codes["sign_in"], GUESTS[: CAME[0]])
    end(made, "C")


def give_flyers(made: TheWeek, phone: Visitor) -> None:
    """Ten times somebody gives a pile out and taps it on the phone: 538 in all; then the rest comes back."""
    for index in range(10):
        made.at("C", 5 + 11 * index)
        tap(phone, made.materials["C-FLY"], 54 if index < 8 else 53)
    made.at("C", 125)
    count_off(phone, "return", made.materials["C-FLY"], 52)
    count_off(phone, "spoil", made.materials["C-FLY"], 6, why="torn")


def tap(phone: Visitor, material: str, copies: int) -> None:
    """Tap so many copies with the buttons there are."""
    for step in (10, 5, 1):
        for _ in range(copies // step):
            phone.open(f"/phone/?material={material}")
            phone.send("/phone/hand-out", ("quantity", str(step)))
        copies %= step


def register(made: TheWeek, phone: Visitor, sheets: Sequence[str]) -> None:
    """Thirty-seven registrations: by one's own phone, at the booth, and keyed in from paper as it comes."""
    desk, event, pages = made.desk("c"), made.events["C"], iter(sheets)
    for index, one in enumerate(registrations()):
        made.at("C", one.minute)
        own = made.resident()
        if one.method == "self":
            own.open(f"/e/{event}/volunteer")
            own.send("/volunteer", **answers_of(one))
            if index in AT_WEEKENDS[5]:
                sign_up(own, AT_WEEKENDS[1][0])
        elif one.method == "volunteer":
            phone.open("/phone/registration")
            phone.send("/phone/registration", **answers_of(one))
        else:
            desk.open(f"/office/keying?code={next(pages)}")
            desk.send("/office/keying/", **answers_of(one))


def sign_up(own: Visitor, title: str) -> None:
    """Take part in a project, on one's own page."""
    found = re.search(r'href="(/own[^"]*|/V/[^"]*)"', own.page)
    assert found, own.text()
    own.open(found[1])
    form = re.search(rf'{title}.*?action="(/V/[^"]+/projects/[^"]+)"', own.page, re.S)
    assert form, own.page
    own.send(form[1])


def answers_of(one: Registered) -> dict[str, str | tuple[str, ...]]:
    """What somebody fills in."""
    said = one.answers
    guardian = {"guardian": said.guardian, "guardian_phone": said.guardian_phone, "guardian_agrees": "1"} if said.guardian else {}
    return {"name": said.name, "phone": said.phone, "age": said.age, "skills": said.skills, "tasks": said.tasks, "free": said.free, "agree": "1", **guardian}


def go_home(made: TheWeek, phone: Visitor, badges: Sequence[str]) -> None:
    """Three of the new volunteers have helped for an hour; everybody signs out, but one forgets and the coordinator puts it right."""
    desk, event = made.desk("c"), made.events["C"]
    made.at("C", 55)
    for index in HELPED_AT_ONCE:
        people = re.findall(rf"/office/volunteers/{event}/([0-9a-f-]{{36}})\"[^>]*>\s*V{HELPERS + 1 + index:02d}", desk.open(f"/office/volunteers/{event}"))
        desk.open(f"/office/volunteers/{event}/{people[0]}")
        desk.send("/shift", booth=made.booths["C1"], duty="hand_out")
    for way, minute in (("in", 60), ("out", 120)):
        made.at("C", minute)
        hand_in(phone, [{"id": new_id(), "kind": f"shift_{way}", "event": "C", "seen_at": made.clock.ms, "person": f"V{HELPERS + 1 + index:02d}"}
                        for index in HELPED_AT_ONCE])  # fmt: skip
    for badge in badges:
        phone.open(f"/phone/code/{badge}")
        if FORGOT not in phone.text():
            phone.send("/out")
    made.at("C", 240)
    desk.open(f"/office/volunteers/{event}")
    [forgotten] = [form for form in desk.forms() if form.action.startswith(f"/office/volunteers/{event}/") and form.action.endswith("/sign-out")]
    desk.post(forgotten, {"at": "11:30"})

def merge_twice(made: TheWeek) -> None:
    """The coordinator says that two registrations were one person's, where that is still asked."""
    desk = made.desk("c")
    if 'value="merge"' in desk.open(f"/office/volunteers/{made.events['C']}"):
        desk.send("decide", ("says", "merge"))


def hang_notes(made: TheWeek, cards: Sequence[str]) -> None:
    """Every note is left, on a card or by phone, and looked over before it hangs; the numbers follow the order in which they came."""
    desk, event, pages = made.desk("c"), made.events["C"], iter(cards)
    for number, note in enumerate(wall_notes(), start=1):
        made.at("C", note.minute)
        said = {"sort": note.sort, "words": note.words, "nickname": note.nickname}
        if note.method == "self":
            own = made.resident()
            own.open(f"/e/{event}/wish")
            own.send("/wish", **said)
        else:
            desk.open(f"/office/wall/{event}/card?code={next(pages)}")
            desk.send("/card", **said)
        if number % 20 == 0:
            look_over(desk, event)
    while look_over(desk, event):
        pass


def look_over(desk: Visitor, event: str) -> int:
    """Put every note that waits on the wall; return how many there were."""
    desk.open(f"/office/wall/{event}")
    waiting = [form for form in desk.forms() if form.action.endswith("/show")]
    for form in waiting:
        desk.post(form, {}, follow=False)
    return len(waiting)


def hand_in_tips(made: TheWeek, phone: Visitor, slips: Sequence[str]) -> None:
    """Nine tips: on the event's page, at the booth, on closed slips that the case worker opens."""
    worker, event, pages = made.desk("case_worker"), made.events["C"], iter(slips)
    for story in STORIES:
        made.at("C", story.minute)
        told = {"help": story.help, "about": story.about, "note": story.note, "reach": story.reach, "may_contact": "yes"}
        if story.method == "self":
            own = made.resident()
            own.open(f"/e/{event}/tip")
            own.send("/tip", **told)
        elif story.method == "volunteer":
            phone.open("/phone/tip")
            phone.send("/phone/tip", **told)
        else:
            worker.open(f"/office/referrals/event/{event}/slip?slip={next(pages)}")
            worker.send("/slip", **told)


def follow_up(made: TheWeek) -> None:
    """The weeks after: wishes are claimed and fulfilled, improvements answered, posts read, and the case worker goes from step to step."""
    fulfil_wishes(made)
    answer_improvements(made)
    made.clock.set("2017-03-26", "20:00")
    desk = made.desk("c")
    for address, reads in zip(post_pages(made), (post[4] for post in POSTS), strict=True):
        desk.open(address)
        desk.send("/readings", reads=str(reads), read_on="2017-03-26", source="公眾號後台")
    go_through_cases(made)


def post_pages(made: TheWeek) -> list[str]:
    """Where each post's readings are typed, in the order of the posts."""
    return sorted(set(re.findall(r"/office/plan/post/[0-9a-f-]{36}/readings", made.desk("c").open(f"/office/plan/campaign/{made.campaign}/posts"))))


def fulfil_wishes(made: TheWeek) -> None:
    """Neighbours and groups claim wishes; the coordinator verifies, and says when each was fulfilled."""
    event, day_of_show = made.events["C"], date(2017, 3, 25)
    notes = [(number, note) for number, note in enumerate(wall_notes(), start=1) if note.sort == "wish"]
    for number, note in notes:
        for step, days in wish_steps(note.place):
            made.at("C", note.minute + 30 + days * 24 * 60)
            if step == "claim":
                claim(made, number, note)
                claimed = days
                continue
            desk = made.desk("c")
            desk.open(f"/office/wall/{event}/{number}")
            when = {"day": (day_of_show + timedelta(days=claimed + DAYS[note.place * 7 % len(notes)])).isoformat()} if step == "deliver" else {}
            desk.post(desk.form(f"/wish/{step}"), when, follow=False)


def claim(made: TheWeek, number: int, note: Note) -> None:
    """Take a wish on, with a telephone number for the coordinator alone."""
    own = made.resident()
    own.open(f"/e/{made.events['C']}/wall/{number}")
    own.send(f"/wall/{number}", name=claimant(note.place), phone=f"138000{number + 700:05d}")


def answer_improvements(made: TheWeek) -> None:
    """What residents want bettered becomes somebody's task, and is answered on the wall."""
    desk, event = made.desk("c"), made.events["C"]
    made.clock.set("2017-03-26", "10:00")
    for number, note in enumerate(wall_notes(), start=1):
        if note.sort == "improvement" and note.place in REPLIES:
            owner, due, reply, done_on = REPLIES[note.place]
            desk.open(f"/office/wall/{event}/{number}")
            desk.send("/task", owner=owner, due=due, reply=reply, done_on=done_on)


def go_through_cases(made: TheWeek) -> None:
    """From tip to closed, in the order of the dates; who referred where, and what was remarked, is typed with the step."""
    made.clock.set("2017-03-26", "09:00")
    queue = made.desk("case_worker").open(f"/office/referrals/event/{made.events['C']}/queue")
    cases = sorted(set(re.findall(r"/office/referrals/case/([0-9a-f-]{36})", queue)))
    assert len(cases) == len(STORIES)
    steps = [(days, place, case, step, said) for case, story in zip(cases, STORIES, strict=True) for place, (step, days, said) in enumerate(story.steps)]
    for days, _, case, step, said in sorted(steps):
        made.at("C", days * 24 * 60 + len(step))
        worker = made.desk("case_worker")
        worker.open(f"/office/referrals/case/{case}")
        form = worker.form("/step", ("step", step))
        told = {"told": "1"} if step == "consented" else {}
        worker.post(form, told | ({"service" if step == "referred" else "remark": said} if said else {}))
