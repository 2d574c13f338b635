"""What wants a hand: empty booths, phones that ask, pages not keyed in, volunteers who never signed out."""

from __future__ import annotations

from kiosk.campaigns import EVENT
from kiosk.devices import ask_approval, offer_pairing
from kiosk.figures.live_event import LiveEvent
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import plan_run
from kiosk.records import change
from tests.tallies.street import ADDRESS, Street

A5 = "B-A5"


def kinds(street: Street, minute: float = 60) -> list[str]:
    return [one.kind for one in LiveEvent(street.store.read(), street.event, street.at(minute)).reminders]


def test_a_booth_has_run_out_until_it_is_refilled(street: Street) -> None:
    street.record("run_out", 30, source="booth:B1", material=A5)
    assert "run_out" in kinds(street)
    street.record("issue", 40, source="store", target="booth:B2", material=A5, quantity=50)
    assert "run_out" in kinds(street)
    street.record("issue", 41, source="store", target="booth:B1", material=A5, quantity=50)
    assert "run_out" not in kinds(street)


def test_a_run_out_of_an_event_that_is_over_asks_for_nothing(street: Street) -> None:
    street.record("run_out", 30, source="booth:B1", material=A5)
    assert "run_out" not in kinds(street, 1000)


def test_a_phone_with_a_printed_card_asks_to_be_let_in(street: Street) -> None:
    secret = street.store.write(lambda c: offer_pairing(c, street.event, by="test", booth=street.ids.booths["B1"], word="1234"))
    assert "phone_asks" not in kinds(street)
    street.store.write(lambda connection: ask_approval(connection, secret))
    assert "phone_asks" in kinds(street)


def test_a_sign_in_page_waits_after_the_event_until_it_is_keyed_or_left_empty(street: Street) -> None:
    plan = sign_in_plan(street.store.read(), street.event, pages=3, asked={"by": "test", "base_url": ADDRESS})
    run = street.store.write(lambda connection: plan_run(connection, plan))

    def waiting() -> int:
        return sum(
            one.count
            for one in LiveEvent(street.store.read(), street.event, street.at(1000)).reminders
            if one.kind == "not_keyed"
        )

    assert "not_keyed" not in kinds(street, 60)
    assert waiting() == 3
    street.record("check_in", 30, method="paper", sheet=run, page=1, row=1)
    street.record("sheet_total", 200, sheet=run, page=2, quantity=17, method="paper")
    street.record("sheet_empty", 201, sheet=run, page=3)
    assert waiting() == 0


def test_who_never_signed_out_is_told_after_the_event(street: Street) -> None:
    street.record("shift_in", 0, person="somebody", booth="B1")
    assert "not_signed_out" not in kinds(street, 60)
    assert "not_signed_out" in kinds(street, 1000)


def test_advice_on_what_the_week_is_not_about_warns_and_counts_all_the_same(street: Street) -> None:
    street.record("consultation", 10, topic="低保", outcome="answered")
    assert "off_topic" not in kinds(street)
    street.record("consultation", 11, topic="寵物登記", outcome="answered")
    [warned] = [one for one in LiveEvent(street.store.read(), street.event, street.at(60)).reminders if one.kind == "off_topic"]
    assert (warned.detail, warned.count) == ("寵物登記", 1)
    assert LiveEvent(street.store.read(), street.event, street.at(60)).whole.consultations == 2
    values = {"topics": "寵物登記 社會救助", "topics@en": "pets, assistance"}
    street.store.write(lambda c: change(c, EVENT, street.event, values))
    assert "off_topic" not in kinds(street)
