"""The ledger's sums: counting modes, transfers, leftovers, who held the bundle, distinct people (domain.md §3)."""

from __future__ import annotations

import json
import sqlite3

from kiosk import records
from kiosk.campaigns import BOOTH, EVENT, set_counting_mode
from kiosk.figures.listed import list_tallies
from kiosk.figures.live_event import LiveEvent
from kiosk.figures.persons import count_persons
from kiosk.figures.tallies import Figures, figures_of
from kiosk.figures.week import load_week
from kiosk.ids import new_id
from kiosk.people import confirm_same_person
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds
from tests.tallies.street import Street, street_of

A5 = "B-A5"


def sums(street: Street, **scope: str) -> Figures:
    return figures_of(load_week(street.store.read(), [street.event]), event=street.event, **scope)  # type: ignore[arg-type]


def issue(street: Street, booth: str, bundle: int, minute: float = 0) -> None:
    street.record("issue", minute, source="store", target=f"booth:{booth}", code=street.code(A5, bundle), quantity=50)


def add_event(street: Street, code: str, day: str) -> Street:
    values = {"code": code, "title": code, "place": "x", "day": day, "starts": "09:00", "ends": "11:30"}

    def work(connection: sqlite3.Connection) -> str:
        event = records.add(connection, EVENT, street.ids.campaign, values, organisation=street.ids.organisation)
        records.add(connection, BOOTH, event, {"code": "N1", "name": "北門"})
        return event

    later = street_of(street.store, street.ids, street.store.write(work))
    later.runs = street.runs
    return later


def test_out_and_in_has_no_difference_rather_than_none_missing(street: Street) -> None:
    booth, material = street.ids.booths["B1"], street.ids.materials[A5]
    street.store.write(lambda connection: set_counting_mode(connection, street.event, booth, material, "out_and_in"))
    street.record("issue", 0, source="store", target="booth:B1", material=A5, quantity=80)
    street.record("return", 100, source="booth:B1", target="store", material=A5, quantity=18)
    street.record("spoil", 100, source="booth:B1", target="waste", material=A5, quantity=2)
    found = sums(street)
    assert (found.handed_out, found.unaccounted, found.unmeasured) == (60, None, 1)
    assert dict(found.methods["handed_out"]) == {"remainder": 60}
    row = next(row for row in list_tallies(street.store.read(), event="B") if row["scope"] == "event")
    assert json.loads(json.dumps(row))["unaccounted"] is None


def test_out_and_in_has_no_hours(street: Street) -> None:
    booth, material = street.ids.booths["B1"], street.ids.materials[A5]
    street.store.write(lambda connection: set_counting_mode(connection, street.event, booth, material, "out_and_in"))
    street.record("issue", 0, source="store", target="booth:B1", material=A5, quantity=80)
    hours = [row for row in list_tallies(street.store.read(), event="B") if row["scope"] == "hour"]
    assert [row["handed_out"] for row in hours] == [None]


def test_a_booth_that_taps_keeps_its_difference_beside_one_that_does_not(street: Street) -> None:
    booth, material = street.ids.booths["B1"], street.ids.materials[A5]
    street.store.write(lambda connection: set_counting_mode(connection, street.event, booth, material, "out_and_in"))
    for code in ("B1", "B2"):
        street.record("issue", 0, source="store", target=f"booth:{code}", material=A5, quantity=50)
        street.record("return", 90, source=f"booth:{code}", target="store", material=A5, quantity=10)
    street.record("hand_out", 30, source="booth:B2", target="public", material=A5, quantity=37)
    found = sums(street)
    assert (found.handed_out, found.unaccounted, found.unmeasured) == (77, 3, 1)
    assert found.issued == 100 == (found.handed_out or 0) + found.returned + found.spoiled + (found.unaccounted or 0)


def test_a_transfer_moves_between_booths_and_never_changes_what_was_issued(street: Street) -> None:
    street.record("issue", 0, source="store", target="booth:B1", material=A5, quantity=100)
    street.record("transfer", 10, source="booth:B1", target="booth:B2", material=A5, quantity=40)
    first, second, whole = (
        sums(street, booth=street.ids.booths["B1"]),
        sums(street, booth=street.ids.booths["B2"]),
        sums(street),
    )
    assert (first.issued, first.transferred, first.unaccounted) == (100, -40, 60)
    assert (second.issued, second.transferred, second.unaccounted) == (0, 40, 40)
    assert (whole.issued, whole.transferred, whole.unaccounted) == (100, 0, 100)


def test_leftovers_issued_again_at_another_event_are_counted_at_each(street: Street) -> None:
    street.print(A5, 100)
    issue(street, "B1", 1)
    street.record("hand_out", 10, source="booth:B1", target="public", code=street.code(A5, 1), quantity=30)
    street.record("return", 100, source="booth:B1", target="store", code=street.code(A5, 1), quantity=20)
    later = add_event(street, "B9", "2017-03-25")
    later.record("issue", 0, source="store", target="booth:N1", code=street.code(A5, 1), quantity=20)
    later.record("hand_out", 10, source="booth:N1", target="public", code=street.code(A5, 1), quantity=15)
    assert (sums(street).issued, sums(street).handed_out, sums(street).unaccounted) == (50, 30, 0)
    assert (sums(later).issued, sums(later).handed_out, sums(later).unaccounted) == (20, 15, 5)
    assert sums(later).never_issued is None, "its pile came from another event's print"
    seen = LiveEvent(street.store.read(), street.event, street.at(2000))
    assert [(bundle.elsewhere, bundle.left) for bundle in seen.bundles] == [(True, 0)]


def test_a_scan_belongs_to_the_booth_that_held_the_bundle_then(street: Street) -> None:
    street.print(A5, 100)
    issue(street, "B1", 1)
    street.scan((A5, 1), 20, "anna")
    street.record("transfer", 60, source="booth:B1", target="booth:B2", code=street.code(A5, 1), quantity=50)
    street.scan((A5, 1), 90, "ben")
    assert sums(street, booth=street.ids.booths["B1"]).unique_responses == 1
    assert sums(street, booth=street.ids.booths["B2"]).unique_responses == 1


def test_a_scan_of_a_reissued_bundle_belongs_to_the_later_event(street: Street) -> None:
    street.print(A5, 100)
    issue(street, "B1", 1)
    later = add_event(street, "B9", "2017-03-25")
    later.record("issue", 0, source="store", target="booth:N1", code=street.code(A5, 1), quantity=20)
    street.scan((A5, 1), 24 * 60 + 30, "anna")
    assert sums(street).responses == 0
    assert sums(later).responses == 1


def test_one_person_at_two_booths_is_one_at_the_event(street: Street) -> None:
    street.print(A5, 100)
    issue(street, "B1", 1)
    issue(street, "B2", 2)
    for bundle, minute in ((1, 20), (1, 40), (2, 90)):
        street.scan((A5, bundle), minute, "anna")
    street.scan((A5, 2), 30, "ben", "ask")
    parts = [sums(street, booth=street.ids.booths[code]).unique_responses for code in ("B1", "B2")]
    assert parts == [1, 2]
    assert (sums(street).responses, sums(street).unique_responses, sums(street).actions) == (4, 2, 1)


def test_an_opened_page_that_was_never_shown_is_no_response(street: Street) -> None:
    street.print(A5, 100)
    issue(street, "B1", 1)
    street.scan((A5, 1), 20, "anna")
    assert (sums(street).opened, sums(street).responses) == (1, 1)


def test_an_estimate_stands_beside_and_is_never_added(street: Street) -> None:
    street.record("issue", 0, source="store", target="booth:B1", material=A5, quantity=100)
    street.record("hand_out", 10, source="booth:B1", target="public", material=A5, quantity=30)
    street.record("hand_out", 20, source="booth:B1", target="public", material=A5, quantity=50, method="estimate")
    found = sums(street)
    assert (found.handed_out, found.unaccounted, found.estimates["handed_out"]) == (30, 70, 50)


def test_press_waste_was_never_printed_and_store_waste_was(street: Street) -> None:
    street.record("print", -60, target="store", material=A5, quantity=100)
    street.record("spoil", -50, source="store", target="waste", material=A5, quantity=4, why="press")
    street.record("spoil", -40, source="store", target="waste", material=A5, quantity=6, why="wet")
    street.record("issue", 0, source="store", target="booth:B1", material=A5, quantity=50)
    found = sums(street)
    assert (found.printed, found.never_issued, found.in_store, found.spoiled) == (96, 40, 40, 0)


def test_a_void_takes_a_figure_back(street: Street) -> None:
    street.record("issue", 0, source="store", target="booth:B1", material=A5, quantity=100)
    wrong = street.record("hand_out", 10, source="booth:B1", target="public", material=A5, quantity=30)
    street.record("void", 11, entry=wrong)
    assert (sums(street).handed_out, sums(street).unaccounted) == (0, 100)


def test_persons_are_the_distinct_ones_of_two_events(street: Street) -> None:
    later = add_event(street, "B9", "2017-03-25")
    first = [new_id() for _ in range(46)]
    second = [new_id() for _ in range(52)]
    for where, people, paper in ((street, first, 31), (later, second, 34)):
        where.send(
            where.staff,
            [where.item("check_in", 5, person=who, method="paper" if n < paper else "self") for n, who in enumerate(people)],
        )
    street.store.write(lambda c: [confirm_same_person(c, b, a, "test") for a, b in zip(first[:29], second)])
    connection = street.store.read()
    assert count_persons(connection, [street.event, later.event]) == 69
    assert (count_persons(connection, [street.event]), count_persons(connection, [later.event])) == (46, 52)
    assert dict(sums(street).methods["visits"]) == {"paper": 31, "self": 15}


def test_persons_are_unknown_where_no_visit_is_identified(street: Street) -> None:
    street.record("check_in", 5, method="volunteer")
    assert (sums(street).visits, count_persons(street.store.read(), [street.event])) == (1, None)


def test_a_head_count_stands_beside_the_sign_ins(street: Street) -> None:
    street.record("check_in", 5, person=new_id(), method="self")
    street.record("head_count", 20, quantity=250, method="estimate")
    street.record("head_count", 60, quantity=300, method="estimate")
    seen = LiveEvent(street.store.read(), street.event, street.at(80))
    assert seen.whole.visits == 1
    assert seen.head_count is not None
    assert (seen.head_count.people, seen.head_count.method) == (300, "estimate")


def test_an_event_without_facts_says_nothing_rather_than_something(made: tuple[object, Store, PlanIds]) -> None:
    rows = list_tallies(made[1].read(), event="B")
    whole = next(row for row in rows if row["scope"] == "event")
    assert (whole["issued"], whole["unaccounted"], whole["persons"], whole["methods"]) == (0, None, None, {})


def test_a_campaign_is_more_than_one_of_its_events_only_to_who_may_see_them_all(street: Street) -> None:
    later = add_event(street, "B9", "2017-03-25")
    for where in (street, later):
        where.record("issue", 0, source="store", target="booth:B1" if where is street else "booth:N1", material=A5, quantity=10)
    everything = list_tallies(street.store.read(), "WEEK2017")
    part = list_tallies(street.store.read(), "WEEK2017", only={later.event})
    assert [row["issued"] for row in everything if row["scope"] == "campaign"] == [20]
    assert [row["issued"] for row in part if row["scope"] == "campaign"] == [10]
    assert {row["code"] for row in part if row["scope"] == "event"} == {"B9"}
