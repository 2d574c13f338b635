"""Totals kept per event say what the tallies say, in whatever order facts come, wherever bundles travel, and are asked for a constant number of times."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter

import pytest

from kiosk import ledger, records
from kiosk.campaigns import EVENT, set_counting_mode
from kiosk.figures.costs import printed_in
from kiosk.figures.print_advice import advise, load_print_advice
from kiosk.figures.roll_up import read_roll_up
from kiosk.figures.tallies import Figures, add_people, figures_of
from kiosk.figures.totals import load_sums, load_totals, load_whole_events
from kiosk.figures.week import Week, load_week
from kiosk.ids import new_id
from kiosk.ledger import Fact
from kiosk.people import confirm_same_person
from kiosk.recount import recount
from tests.tallies.street import Street

MINUTE, KINDS = 60_000, ("issue", "transfer", "hand_out", "return", "spoil", "shown", "shown", "shown", "action", "check_in", "consultation", "print", "feedback")


def _one_fact(dice: random.Random, street: Street, events: list[str]) -> Fact:
    kind, event = dice.choice(KINDS), dice.choice(events)
    booth, material = (dice.choice(list(each.values())) for each in (street.ids.booths, street.ids.materials))
    data = {"shown": {"mark": f"m{dice.randint(1, 9)}"}, "action": {"which": dice.choice(["ask", "follow"])}, "feedback": {"score": str(dice.randint(1, 5))}, "consultation": {"topic": "低保", "outcome": "answered"}}.get(kind, {})
    to = booth if kind in ("issue", "transfer") else ""
    seen = "" if kind == "issue" else dice.choice(list(street.ids.booths.values()))
    moved = {"material": material, "run": "run", "bundle": dice.randint(1, 3) if kind != "print" else 0} if kind not in ("check_in", "consultation", "feedback") else {}
    return ledger.make_fact(
        kind, id=new_id(), device="phone", at=street.at(dice.randint(0, 90)), event=event, booth=seen, to_booth=to, quantity=dice.randint(1, 9) if moved and not data else 1,
        person=f"p{dice.randint(1, 9)}" if kind == "check_in" and dice.random() < 0.8 else "", data=json.dumps(data), method=dice.choice(["count", "paper", "estimate"]), **moved,
    )  # fmt: skip


def _deliver(street: Street, dice: random.Random, events: list[str]) -> None:
    """Facts and the voids of some of them, in any order and in batches of any size."""
    facts = [_one_fact(dice, street, events) for _ in range(120)]
    voids = [ledger.make_fact("void", id=new_id(), device="phone", event=each.event, names=each.id, at=each.at) for each in dice.sample(facts, 25)]
    late = [*facts, *voids]
    dice.shuffle(late)
    while late:
        batch = [late.pop() for _ in range(min(len(late), dice.randint(1, 9)))]
        street.store.write(lambda connection, batch=batch: ledger.append(connection, batch))  # type: ignore[misc]


def _slow(connection: sqlite3.Connection, events: list[str]) -> Figures:
    figures = figures_of(load_week(connection, events))
    add_people(connection, figures, events)
    return figures


def _advised_and_scored(week: Week, connection: sqlite3.Connection) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    rows = connection.execute("SELECT * FROM event").fetchall()
    ids, scores = [row["id"] for row in rows], Counter[tuple[str, str]]()
    for row in week.rows:
        if row.measure == "feedback":
            scores[row.event, row.detail] += row.quantity
    return advise(load_print_advice(connection, ids), rows, week), {score: count for score, count in scores.items() if count}


def _events(street: Street, count: int) -> list[str]:
    values = {"title": "場", "place": "處", "day": "2017-03-24"}
    add = lambda c, n: records.add(c, EVENT, street.ids.campaign, {"code": f"E{n}", **values}, organisation=street.ids.organisation)  # noqa: E731
    return [street.store.write(lambda c, n=n: add(c, n)) for n in range(count)]  # type: ignore[misc]


@pytest.mark.parametrize("seed", [1, 2, 22, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 60) if seed != 22)])
def test_totals_say_what_the_tallies_say(seed: int, street: Street) -> None:
    dice, (first, second, third) = random.Random(seed), [street.event, *_events(street, 2)]
    booth, material = (next(iter(each.values())) for each in (street.ids.booths, street.ids.materials))
    street.store.write(lambda c: set_counting_mode(c, first, booth, material, "out_and_in"))
    street.store.write(lambda c: set_counting_mode(c, second, "", material, "out_and_in"))
    _deliver(street, dice, [first, second, third])
    street.store.write(lambda c: confirm_same_person(c, "p1", "p2", "test"))
    connection = street.store.read()
    assert recount(connection) == []
    scopes = {"one": [first], "two": [second, third]}
    totals = load_totals(connection, scopes)
    assert totals.scopes == {name: _slow(connection, events) for name, events in scopes.items()}
    assert totals.whole == _slow(connection, [first, second, third])
    assert load_totals(connection, {"all": [first, second, third]}).scopes["all"] == totals.whole
    week, whole = load_week(connection, [first, second, third]), load_whole_events(connection, [first, second, third])
    for events in ([first], [second, third], [first, second, third]):
        assert figures_of(whole.only(events)) == figures_of(week.only(events))
    assert printed_in(whole) == printed_in(week)
    assert _advised_and_scored(load_sums(connection, [first, second, third]), connection) == _advised_and_scored(load_week(connection, [first, second, third]), connection)


def test_totals_of_nothing_are_nothing(street: Street) -> None:
    totals = load_totals(street.store.read(), {"one": [street.event], "none": []})
    assert totals.whole == totals.scopes["one"] == totals.scopes["none"] == _slow(street.store.read(), [street.event])
    assert totals.heard == frozenset()


def test_a_roll_up_asks_no_more_often_for_many_events(street: Street) -> None:
    def asked() -> int:
        statements: list[str] = []
        street.store.read().set_trace_callback(statements.append)
        read_roll_up(street.store.read(), street.ids.campaign, now=street.at(500))
        street.store.read().set_trace_callback(None)
        return len(statements)

    few = asked()
    _events(street, 60)
    assert asked() == few
