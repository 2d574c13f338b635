"""Hours of service in half hours, and the limit of 150 an hour for each person on shift (domain.md §3)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from kiosk.duty import half_hours, start_of_hour
from kiosk.figures.live_event import LiveEvent
from kiosk.figures.rates import print_next_time
from kiosk.people import SHIFT, add_person
from kiosk.records import add
from tests.tallies.street import Street

A5 = "B-A5"


def add_volunteer(street: Street, code: str, booth: str = "B1") -> str:
    person = street.store.write(lambda c: add_person(c, street.ids.organisation, {"code": code}, name=f"志願者{code}"))
    shift = {"code": code, "person": person, "booth": street.ids.booths[booth], "starts": "09:00", "ends": "11:30"}
    street.store.write(lambda c: add(c, SHIFT, street.event, shift))
    return person


def look(street: Street, minute: float = 300) -> LiveEvent:
    return LiveEvent(street.store.read(), street.event, street.at(minute))


@pytest.mark.parametrize(("minutes", "hours"), [(150, "2.5"), (14, "0"), (15, "0.5"), (134, "2"), (135, "2.5")])
def test_hours_go_in_steps_of_half_an_hour(minutes: int, hours: str) -> None:
    assert half_hours(minutes * 60_000) == Decimal(hours)


def test_service_hours_are_from_coming_to_going(street: Street) -> None:
    anna, ben = add_volunteer(street, "V1"), add_volunteer(street, "V2")
    street.record("shift_in", -10, person=anna, booth="B1")
    street.record("shift_in", 0, person=ben, booth="B1")
    street.record("shift_out", 140, person=anna, booth="B1")
    seen = look(street, 145)
    assert seen.duty.hours_of(anna) == Decimal("2.5")
    assert [span.person for span in seen.duty.on_duty()] == [ben]
    assert seen.duty.hours() == Decimal("2.5"), "who is still there has no hours yet"


def test_who_was_planned_and_never_came_is_named_once_somebody_signs_in(street: Street) -> None:
    anna, ben = add_volunteer(street, "V1"), add_volunteer(street, "V2")
    assert look(street).duty.missing() == set()
    street.record("shift_in", 0, person=anna, booth="B1")
    assert look(street).duty.missing() == {ben}


def test_coming_twice_without_going_ends_the_first_span(street: Street) -> None:
    anna = add_volunteer(street, "V1")
    street.record("shift_in", 0, person=anna, booth="B1")
    street.record("shift_in", 60, person=anna, booth="B2")
    street.record("shift_out", 120, person=anna, booth="B2")
    assert [(span.booth, span.ends) for span in look(street).duty.worked] == [
        (street.ids.booths["B1"], street.at(60)), (street.ids.booths["B2"], street.at(120)),
    ]  # fmt: skip


def test_more_than_one_person_can_hand_out_is_flagged(street: Street) -> None:
    add_volunteer(street, "V1")
    street.record("hand_out", 10, source="booth:B1", target="public", material=A5, quantity=151)
    seen = look(street)
    assert [(one.handed_out, one.most) for one in seen.implausible] == [(151, 150)]
    assert "implausible" in [case.kind for case in seen.inbox.open]


def test_two_people_may_hand_out_twice_as_much(street: Street) -> None:
    add_volunteer(street, "V1")
    add_volunteer(street, "V2")
    street.record("hand_out", 10, source="booth:B1", target="public", material=A5, quantity=300)
    assert look(street).implausible == []


def test_half_an_hour_counts_half(street: Street) -> None:
    add_volunteer(street, "V1")
    street.record("hand_out", 125, source="booth:B1", target="public", material=A5, quantity=76)
    assert [one.most for one in look(street).implausible] == [75]


def test_without_a_roster_the_limit_is_not_applied_and_that_is_said(street: Street) -> None:
    street.record("hand_out", 10, source="booth:B1", target="public", material=A5, quantity=5000)
    seen = look(street)
    assert (seen.implausible, seen.without_roster) == ([], {street.ids.booths["B1"]})


def test_an_hour_of_a_zone_forty_five_minutes_off_begins_on_its_own_clock() -> None:
    nine = datetime(2017, 3, 24, 9, 0, tzinfo=ZoneInfo("Asia/Kathmandu"))
    assert nine.astimezone(UTC).minute == 15
    assert start_of_hour(round(nine.timestamp() * 1000) + 40 * 60_000, "Asia/Kathmandu") == nine.timestamp() * 1000


def test_what_ran_out_is_printed_for_the_planned_hours() -> None:
    planned = Decimal("2.5")
    assert print_next_time(1352, ran_out_after=None, planned_hours=planned, bundle_size=50) == 1500
    assert print_next_time(400, ran_out_after=Decimal(1), planned_hours=planned, bundle_size=50) == 1100
    assert print_next_time(0, ran_out_after=None, planned_hours=planned, bundle_size=50) == 0


def test_a_run_out_raises_what_to_print_next_time(street: Street) -> None:
    street.print(A5, 400)
    street.record("issue", 0, source="store", target="booth:B1", material=A5, quantity=400)
    street.record("hand_out", 30, source="booth:B1", target="public", material=A5, quantity=400)
    street.record("run_out", 60, source="booth:B1", material=A5)
    seen = look(street)
    assert [seen.print_next(material, figures) for material, figures in seen.by_material] == [1100]
