"""Days on which anything happens that phones may send, drawn by dice: for tests of what must hold whatever happened."""

from __future__ import annotations

import random

from kiosk.campaigns import set_counting_mode
from kiosk.ids import new_id
from kiosk.people import add_person
from kiosk.sync import Sender
from tests.tallies.street import Street


def random_day(street: Street, dice: random.Random) -> None:
    """Anything that phones may send: with and without a bundle's code, from hands and from piles, too much, estimates, and taken back."""
    street.print("B-A5", 200)
    street.print("B-TRI", 100)
    people = [street.store.write(lambda c, n=n: add_person(c, street.ids.organisation, {"code": f"P{n}"}, name=f"人{n}")) for n in range(3)]  # type: ignore[misc]
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
