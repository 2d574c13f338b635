"""Days on which anything happens that phones may send, drawn by dice: for tests of what must hold whatever happened."""

from __future__ import annotations

import json
import random
from dataclasses import replace

from kiosk import ledger
from kiosk.campaigns import BOOTH, EVENT, MATERIAL, set_counting_mode
from kiosk.co_organisers import CO_ORGANISER
from kiosk.ids import new_id
from kiosk.organisations import ORGANISATION
from kiosk.people import add_person
from kiosk.posts import POST, add_reading
from kiosk.records import add, change, get
from kiosk.summary_texts import OBJECTIVE
from kiosk.sync import Sender
from tests.tallies.street import Street, street_of


def random_campaign(street: Street, dice: random.Random) -> Street:
    """Two events, of an office and of a community below it, which helped at the office's too; prices or none, posts, goals, walls; return the second."""
    below = _event_below(street)
    _plan(street, dice, below.ids.organisation)
    for each in (street, below):
        random_day(each, dice)
        random_visitors(each, dice)
        random_wall(each, dice)
    return below


def _event_below(street: Street) -> Street:
    """The community is an organisation below the one that holds the street event."""
    store, ids = street.store, street.ids
    own = store.write(lambda c: add(c, ORGANISATION, "", {"code": "KN", "name": "康寧社區", "language": "zh-Hant"}, parent=ids.organisation))
    show = {"code": "K", "title": "文藝展演", "place": "康寧社區", "day": "2017-03-25", "starts": "09:00", "ends": "11:30", "language": "zh-Hant"}
    event = store.write(lambda c: add(c, EVENT, ids.campaign, show, organisation=own))
    booths = {code: store.write(lambda c, code=code: add(c, BOOTH, event, {"code": code, "name": code})) for code in ("K1", "K2")}  # type: ignore[misc]
    store.write(lambda c: add(c, CO_ORGANISER, street.event, {"code": "H1", "organisation": own}))
    return street_of(store, replace(ids, organisation=own, booths=booths, event=event), event)


def _plan(street: Street, dice: random.Random, held: str) -> None:
    """What stands beside the ledger: prices, posts with readings, also of those who hold no event, goals."""
    store, campaign = street.store, street.ids.campaign
    for material in street.ids.materials.values():
        store.write(lambda c, material=material: change(c, MATERIAL, material, {"unit_cost": dice.choice(["0.12", "0.125", "3", ""])}))  # type: ignore[misc]
    silent = store.write(lambda c: add(c, ORGANISATION, "", {"code": "WJ", "name": "無活動社區", "language": "zh-Hant"}, parent=held))
    for number in range(dice.randint(0, 6)):
        values = {"code": f"P{number}", "title": f"推文{number}", "day": "2017-03-21", "channel": "公眾號"}
        post = store.write(lambda c, values=values: add(c, POST, campaign, values, organisation=dice.choice([street.ids.organisation, street.ids.root, held, silent])))  # type: ignore[misc]
        reading = {"reads": str(dice.randint(1, 2000)), "shares": "", "read_on": "2017-03-26", "source": ""}
        store.write(lambda c, post=post, reading=reading: add_reading(c, post, reading, id=new_id(), today="2017-04-01"))  # type: ignore[misc]
    for indicator in dice.sample(["handed_out", "visits", "reads", "consultations", "notes", "wishes_delivered"], 3):
        goal = {"code": indicator[:8], "text": f"目標{indicator}", "indicator": indicator, "target": str(dice.randint(1, 400))}
        store.write(lambda c, goal=goal: add(c, OBJECTIVE, campaign, goal, organisation=street.ids.organisation))  # type: ignore[misc]
    typed = {"code": "typed", "text": "居民更了解政策", "target": str(dice.randint(0, 90)), "actual": f"約 {dice.randint(1, 9)} 成"}
    store.write(lambda c: add(c, OBJECTIVE, campaign, typed, organisation=street.ids.organisation))


def random_wall(street: Street, dice: random.Random) -> None:
    """Notes and wishes with their steps, opinions, and people who register as volunteers."""
    for _ in range(15):
        sort, step = dice.choice(["message", "hope", "improvement", "wish", "wish"]), dice.choice(["claim", "claim", "deliver", "release"])
        facts: list[tuple[str, dict[str, object]]] = [("note", {"sort": sort}), ("feedback", {"score": str(dice.randint(1, 5))}), ("registration", {"age": dice.choice(["14", "18", "36", "60"])})]
        if sort == "wish":
            facts.append(("wish", {"step": step} | ({"days": dice.randint(1, 9)} if step == "deliver" else {})))
        made = [
            ledger.make_fact(kind, id=new_id(), device="public", at=street.at(dice.randint(0, 150)), event=street.event, method=dice.choice(["self", "paper"]), data=json.dumps(said))
            for kind, said in facts
        ]
        street.store.write(lambda c, made=made: ledger.append(c, made))  # type: ignore[misc]


def random_day(street: Street, dice: random.Random) -> None:
    """Anything that phones may send: with and without a bundle's code, from hands and from piles, too much, estimates, and taken back."""
    street.print("B-A5", 200)
    street.print("B-TRI", 100)
    event = str(get(street.store.read(), EVENT, street.event)["code"])
    people = [street.store.write(lambda c, n=n: add_person(c, street.ids.organisation, {"code": f"{event}-P{n}"}, name=f"人{n}")) for n in range(3)]  # type: ignore[misc]
    phones = [Sender(f"phone-{number}", frozenset((street.event,)), authority=True) for number in range(3)]
    for _ in range(2):
        place = dice.choice(list(street.ids.booths.values())), dice.choice(list(street.ids.materials.values()))
        street.store.write(lambda c, place=place: set_counting_mode(c, street.event, *place, "out_and_in"))  # type: ignore[misc]
    made: list[str] = []
    for _ in range(40):
        booth, other = (dice.choice(list(street.ids.booths)) for _ in range(2))
        hand, where = f"person:{dice.choice(people)}", f"booth:{booth}"
        kind, source, target = dice.choice([
            ("issue", "store", where), ("issue", "store", hand), ("transfer", where, hand), ("transfer", where, f"booth:{other}"),
            ("hand_out", hand, "public"), ("hand_out", where, "public"), ("return", where, "store"), ("return", hand, "store"), ("spoil", hand, "waste"),
        ])  # fmt: skip
        material = dice.choice(["B-A5", "B-TRI"])
        named = {"code": street.code(material, dice.randint(1, 2))} if dice.random() < 0.6 else {"material": material}
        method = "estimate" if dice.random() < 0.1 else "count"
        at = {"to_booth": booth} if target.startswith("person:") else {}
        made.append(street.record(kind, dice.randint(-20, 160), sender=dice.choice(phones), source=source, target=target, method=method,
                                  quantity=dice.randint(1, 60), booth=street.ids.booths[booth], **named, **at))  # fmt: skip
        if dice.random() < 0.15:
            street.record("void", 170, entry=made.pop(dice.randrange(len(made))))


def random_visitors(street: Street, dice: random.Random) -> None:
    """People who sign in (twice too), are counted by the eye, ask about something, scan, and some of it taken back."""
    visitors = [new_id() for _ in range(8)]
    made: list[str] = []
    for _ in range(30):
        booth = street.ids.booths[dice.choice(list(street.ids.booths))]
        minute = dice.randint(-20, 160)
        match dice.choice(["check_in", "check_in", "consultation", "consultation", "head_count", "scan"]):
            case "check_in":
                who = {"person": dice.choice(visitors)} if dice.random() < 0.8 else {}
                made.append(street.record("check_in", minute, method=dice.choice(["self", "paper", "volunteer"]), booth=booth, **who))
            case "consultation":
                topic, outcome = dice.choice(["低保", "臨時救助", "別的事"]), dice.choice(["answered", "booked", "referred"])
                made.append(street.record("consultation", minute, booth=booth, topic=topic, outcome=outcome, same_person=dice.random() < 0.2))
            case "head_count":
                street.record("head_count", minute, quantity=dice.randint(20, 300), method="estimate", booth=booth)
            case _:
                street.scan((dice.choice(["B-A5", "B-TRI"]), dice.randint(1, 2)), minute, f"phone {dice.randint(1, 6)}", dice.choice(["", "ask", "follow"]))
        if made and dice.random() < 0.1:
            street.record("void", 170, entry=made.pop(dice.randrange(len(made))))
