"""The printer jams: good sheets stand, spoiled copies are recorded, the rest is printed again sheet by sheet as it was."""

from __future__ import annotations

import pytest

from kiosk.errors import InvalidFields
from kiosk.prints import jams
from kiosk.prints.runs import get_run, run_state
from tests.printables.reading import read_codes
from tests.prints.offices import Office


def test_what_did_not_come_out_well_is_the_rest() -> None:
    jam = jams.read_jam(range(1, 11), 2, 6, 2)
    assert jam == jams.Jam((2, 3, 4, 5, 6), (7, 8), (1, 7, 8, 9, 10))


def test_a_second_jam_counts_the_sheets_of_the_second_file() -> None:
    rest = jams.read_ranges("1,7-10", 10)
    assert jams.read_jam(rest, 1, 3, 1) == jams.Jam((1, 7, 8), (9,), (9, 10))


def test_none_may_have_come_out_well() -> None:
    assert jams.read_jam([1, 2, 3], 0, 0, 3) == jams.Jam((), (1, 2, 3), (1, 2, 3))


@pytest.mark.parametrize(("first", "last", "spoiled"), [(3, 2, 0), (0, 2, 0), (1, 4, 0), (1, 3, 1), (1, 2, 2)])
def test_impossible_counts_are_refused(first: int, last: int, spoiled: int) -> None:
    with pytest.raises(InvalidFields):
        jams.read_jam([1, 2, 3], first, last, spoiled)


@pytest.mark.parametrize("typed", ["0", "4", "2-1", "1-2,2", "1,", "x", "1-", "-1", "1,2,3,4", "²"])
def test_sheets_that_are_not_there_are_refused(typed: str) -> None:
    with pytest.raises(InvalidFields):
        jams.read_ranges(typed, 3)


def test_ranges_are_said_and_read_alike() -> None:
    assert jams.say_ranges([1, 2, 3, 8]) == "1-3,8"
    assert jams.read_ranges("1-3,8", 9) == [1, 2, 3, 8]


def test_the_pages_of_the_rest_are_the_same_pages(office: Office) -> None:
    run = office.run(copies="20", bundle_size="10", per_copy="1")
    desk = office.desk("printing")
    whole, rest = (read_codes(desk.get(f"/office/print/run/{run}{name}").data) for name in (".pdf", "/sheets.pdf?sheets=1,3-10,11"))
    assert len(whole) == 11
    assert rest == [whole[0], *whole[2:10], whole[10]]


def test_the_copies_are_recorded_and_the_rest_offered(office: Office) -> None:
    run = office.run(copies="20", bundle_size="10")
    desk = office.desk("printing")
    form = desk.get(f"/office/print/run/{run}/jam").text
    ids = {name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in ("print_id", "spoil_id")}
    typed = {**ids, "sheets": "", "first": "1", "last": "4", "spoiled": "2"}
    for _ in range(2):
        answer = desk.post(f"/office/print/run/{run}/jam", data=typed)
        assert answer.headers["Location"].endswith("/jam?rest=5-11")
    state = run_state(office.store.read(), get_run(office.store.read(), run))
    assert (state.made, state.spoiled) == (12, 4)  # two copies on a sheet of A5
    offered = desk.get(answer.headers["Location"]).text
    assert f"/office/print/run/{run}/sheets.pdf?sheets=5-11" in offered
    assert f"/office/print/run/{run}/jam?sheets=5-11" in offered


def test_slips_are_no_copies_and_sheets_to_fill_in_record_nothing(office: Office) -> None:
    run = office.plan("sign_in", copies="3").headers["Location"].rsplit("/", 1)[1]
    answer = office.desk("printing").post(f"/office/print/run/{run}/jam", data={"first": "1", "last": "3", "spoiled": "0"})
    assert answer.headers["Location"].endswith("/jam?rest=0")
    assert "Nothing is left" in office.desk("printing").get(answer.headers["Location"], headers={"Accept-Language": "en"}).text
    assert run_state(office.store.read(), get_run(office.store.read(), run)).made == 0


def test_impossible_counts_are_said_beside_their_field(office: Office) -> None:
    run = office.run()
    answer = office.desk("printing").post(f"/office/print/run/{run}/jam", data={"first": "1", "last": "99", "spoiled": "0"})
    assert answer.status_code == 422
    assert 'id="last-error"' in answer.text
    assert office.desk("printing").get(f"/office/print/run/{run}/jam?rest=x").status_code == 422


def test_only_who_prints_this_event_may_say_so(office: Office) -> None:
    run = office.run()
    answers = {role: office.desk(role).post(f"/office/print/run/{run}/jam", data={"last": "1"}) for role in ("district", "sister")}
    assert {role: answer.status_code for role, answer in answers.items()} == {"district": 403, "sister": 404}
