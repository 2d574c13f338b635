"""Deciding a case: one tap keeps, takes back or merges, once however often it is sent, and can be reopened."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from kiosk.devices import revoke_device
from kiosk.figures.listed import list_tallies
from kiosk.figures.persons import count_persons
from kiosk.ids import new_id
from kiosk.inbox.cases import Case, Choice
from kiosk.inbox.decisions import DecidedMeanwhile, decide, reopen
from kiosk.recount import recount
from kiosk.sync import Sender
from tests.tallies.cases import HISTORIES, Scene, play
from tests.tallies.street import Street

ODD = "more handed out than held"
ALIKE = "one name and one telephone ending"
HELD = "what a phone sends after it was taken out"


@dataclass
class Desk:
    """A coordinator who decides."""

    scene: Scene
    name: str = "coordinator"

    @property
    def sender(self) -> Sender:
        street = self.scene.street
        return Sender(f"account:{street.ids.accounts[self.name]}", frozenset((street.event,)), authority=True)

    def decide(self, case: Case, choice: Choice, id: str = "") -> str:
        known = id or new_id()
        self.scene.street.store.write(lambda c: decide(c, self.sender, self.scene.street.event, case, choice, id=known))
        return known

    def tap(self, verdict: str, number: int = 0, id: str = "") -> str:
        """Tap the first case's button for ``verdict`` (the n-th of them) and return the decision's id."""
        case = self.scene.cases()[0]
        return self.decide(case, [choice for choice in case.choices if choice.verdict == verdict][number], id)

    def reopen(self, decision: str, id: str = "") -> str:
        known = id or new_id()
        self.scene.street.store.write(lambda c: reopen(c, self.sender, self.scene.street.event, decision, id=known))
        return known


def tallies(scene: Scene) -> list[dict[str, object]]:
    street = scene.street
    assert recount(street.store.read()) == []
    return list_tallies(street.store.read(), event=street.event)


def count(scene: Scene, table: str, where: str = "1") -> int:
    return int(scene.street.store.read().execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])


def test_what_is_kept_is_not_asked_again_until_new_facts_change_it(street: Street) -> None:
    scene = play(street, HISTORIES[ODD])
    before = tallies(scene)
    Desk(scene).tap("keep")
    assert scene.cases() == ()
    assert tallies(scene) == before
    scene.send(
        {"by": "2", "kind": "hand_out", "minute": 30, "source": "booth:B1", "target": "public", "material": "B-A5", "quantity": 1}
    )
    assert [case.count for case in scene.cases()] == [11]


@pytest.mark.parametrize("name", [name for name, told in HISTORIES.items() if told["cases"]])
def test_every_choice_of_every_case_can_be_reopened_and_leaves_no_trace_in_the_figures(name: str, street: Street) -> None:
    scene = play(street, HISTORIES[name])
    before, asked = tallies(scene), [case.kind for case in scene.cases()]
    people = count_persons(street.store.read(), [street.event])
    for number in range(len(scene.cases()[0].choices)):
        case = scene.cases()[0]
        decision = Desk(scene).decide(case, case.choices[number])
        assert case.key not in [one.key for one in scene.cases()], "decided cases do not wait"
        assert decision in [one.id for one, _case in scene.look().inbox.decided]
        Desk(scene, "administrator").reopen(decision)
        assert tallies(scene) == before
        assert count_persons(street.store.read(), [street.event]) == people
        assert [one.kind for one in scene.cases()] == asked, "the same question is asked again"


def test_what_is_taken_back_does_not_count(street: Street) -> None:
    scene = play(street, HISTORIES[ODD])
    Desk(scene).tap("void", 0)
    assert scene.cases() == ()
    assert {row["handed_out"] for row in tallies(scene) if row["scope"] == "event"} == {45}


def test_merged_visits_are_one_person(street: Street) -> None:
    scene = play(street, HISTORIES[ALIKE])
    assert count_persons(street.store.read(), [street.event]) == 4
    Desk(scene).tap("merge")
    assert count_persons(street.store.read(), [street.event]) == 3
    assert {row["visits"] for row in tallies(scene) if row["scope"] == "event"} == {4}
    assert scene.cases() == ()


def test_a_third_one_alike_joins_the_person_that_is_confirmed(street: Street) -> None:
    scene = play(street, HISTORIES[ALIKE])
    Desk(scene).tap("merge")
    scene.send({"by": "1", "kind": "check_in", "minute": 0, "participant": "P0", "name": "王小明", "phone": "1234"})
    merge = next(choice for choice in scene.cases()[0].choices if choice.verdict == "merge")
    assert merge.facts == ("P1", "P0")
    Desk(scene).tap("merge")
    assert count_persons(street.store.read(), [street.event]) == 3


def test_released_facts_count_and_left_out_ones_are_not_asked_about_again(street: Street) -> None:
    scene = play(street, HISTORIES[HELD])
    assert {row["consultations"] for row in tallies(scene) if row["scope"] == "event"} == {0}
    Desk(scene).tap("keep")
    assert {row["consultations"] for row in tallies(scene) if row["scope"] == "event"} == {2}
    scene.send({"as": "third", "by": "1", "kind": "consultation", "minute": 7})
    assert [scene.names(case.facts) for case in scene.cases()] == [["third"]]
    Desk(scene).tap("void")
    assert scene.cases() == ()
    assert {row["consultations"] for row in tallies(scene) if row["scope"] == "event"} == {2}


def test_a_released_void_is_put_back_too(street: Street) -> None:
    scene = play(street, HISTORIES[ODD] | {"revoked": []})
    Desk(scene).tap("keep")
    street.store.write(lambda c: revoke_device(c, scene.phones["1"].id))
    street.send(scene.sender("1"), [street.item("void", 40, entry=scene.ids["all"])])
    before = tallies(scene)
    assert [case.kind for case in scene.cases()] == ["quarantined"]
    decision = Desk(scene).tap("keep")
    assert tallies(scene) != before
    Desk(scene).reopen(decision)
    assert tallies(scene) == before


def test_a_tap_sent_twice_is_one_decision_and_one_void(street: Street) -> None:
    scene = play(street, HISTORIES[ODD])
    case, id = scene.cases()[0], new_id()
    for _ in range(2):
        Desk(scene).decide(case, case.choices[1], id)
    assert (count(scene, "decision"), count(scene, "entry", "kind = 'void'")) == (1, 1)
    again = new_id()
    for _ in range(2):
        Desk(scene).reopen(id, again)
    assert (count(scene, "decision"), count(scene, "entry", "kind = 'hand_out'")) == (2, 3)


def test_of_two_coordinators_at_once_one_decides_and_the_other_is_told(street: Street) -> None:
    scene = play(street, HISTORIES["one slip at two booths while both are offline"])
    case = scene.cases()[0]

    def tap(number: int) -> str:
        try:
            Desk(scene, ("coordinator", "administrator")[number % 2]).decide(case, case.choices[1 + number % 2])
        except DecidedMeanwhile:
            return "told"
        return "decided"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(tap, range(8)))
    assert (count(scene, "decision"), count(scene, "entry", "kind = 'void'")) == (1, 1)
    assert said.count("told") == 4, "the same tap of the same person again is no news"


def test_what_the_phone_took_back_itself_is_not_put_back(street: Street) -> None:
    scene = play(street, HISTORIES[ODD])
    decision = Desk(scene).tap("void", 0)
    street.send(scene.sender("2"), [street.item("void", 40, entry=scene.ids["more"])])
    before = tallies(scene)
    Desk(scene).reopen(decision)
    assert tallies(scene) == before


def test_only_the_decision_that_holds_can_be_reopened(street: Street) -> None:
    scene = play(street, HISTORIES[ODD])
    desk = Desk(scene)
    first = desk.tap("keep")
    desk.reopen(first)
    with pytest.raises(DecidedMeanwhile):
        desk.reopen(first)
    assert desk.tap("keep") != first
    assert scene.cases() == ()


def test_decisions_are_append_only(street: Street) -> None:
    scene = play(street, HISTORIES[ODD])
    Desk(scene).tap("keep")
    for change in ("UPDATE decision SET verdict = 'void'", "DELETE FROM decision"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            street.store.write(lambda c, change=change: c.execute(change))  # type: ignore[misc]


def test_decisions_and_what_they_put_back_come_through_a_recount(street: Street) -> None:
    scene = play(street, HISTORIES["rows and a subtotal by two people"])
    desk = Desk(scene)
    desk.reopen(desk.tap("void", 1))
    desk.reopen(desk.tap("void", 0))
    assert recount(street.store.read()) == []
