"""Every kind of paper: planned by its form with nothing typed, printed, read back, printed again the same, refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import NotFound
from kiosk.prints.kinds import KINDS, PAIRING
from kiosk.prints.pages import expected_codes
from kiosk.prints.parts import part_of
from kiosk.prints.runs import runs_of
from tests.prints.offices import Office
from tests.prints.reading import read_all, read_twice

RUN_KINDS = [name for name in KINDS if name != PAIRING]
ALL = [(kind, language) for kind in RUN_KINDS for language in ("zh-Hant", "zh-Hans", "en", "zh-Hant en")]
REPRESENTATIVE = [(kind, ("zh-Hant", "zh-Hans", "en")[number % 3]) for number, kind in enumerate(RUN_KINDS)]

FEW = {
    "flyer": {"copies": "8", "bundle_size": "4"}, "tri_fold": {"copies": "8", "bundle_size": "4"}, "sign_in_slip": {"copies": "7"},
    "wish_card": {"copies": "8"}, "feedback_card": {"copies": "4"}, "tip_slip": {"copies": "2"},
    "referral_slip": {"copies": "2"},
}  # fmt: skip
"""What a form is sent with so that a test waits less."""


def print_again(office: Office, language: str, kind: str) -> None:
    """Plan one kind by its form as it stands, and print every run that this makes twice."""
    answer = office.plan(kind, language=language, **FEW.get(kind, {}))
    assert answer.status_code == 303, answer.text
    desk, store = office.desk("printing"), office.store.read()
    runs = [state.row for state in runs_of(store, office.ids.event) if state.row["kind"] == kind]
    assert runs
    for run in runs:
        pdf = desk.get(f"/office/print/run/{run['id']}.pdf").data
        by_zxing, by_jsqr = read_twice(pdf)
        expected = expected_codes(store, run["id"])
        assert set(by_zxing) == set(by_jsqr) == set(expected)
        assert desk.get(f"/office/print/run/{run['id']}.pdf").data == pdf
        assert desk.get(f"/office/print/run/{run['id']}").status_code == 200


@pytest.mark.parametrize(("kind", "language"), REPRESENTATIVE)
def test_a_form_sent_as_it_stands_makes_what_two_decoders_read_and_a_reprint_repeats(
    office: Office, kind: str, language: str
) -> None:
    office.furnish()
    print_again(office, language, kind)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "language"), ALL)
def test_every_kind_in_every_language(office: Office, kind: str, language: str) -> None:
    office.furnish()
    print_again(office, language, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_plans_for_a_sister_and_no_case_worker_plans_at_all(office: Office, kind: str) -> None:
    assert office.plan(kind, "sister").status_code == 404
    assert office.plan(kind, "case_worker").status_code == 403
    assert runs_of(office.store.read(), office.ids.event) == []


NOT_BY_NUMBER = ("record", "room_poster", "test_page", "group_card", "group_board", "badge")


@pytest.mark.parametrize("kind", [name for name in RUN_KINDS if KINDS[name].of != "booth" and name not in NOT_BY_NUMBER])
@pytest.mark.parametrize("copies", ["0", "1000000", "many", "-1", "1.5"])
def test_an_impossible_number_is_told_beside_its_field(office: Office, kind: str, copies: str) -> None:
    office.furnish()
    answer = office.plan(kind, copies=copies)
    assert answer.status_code == 422
    assert 'id="copies-error"' in answer.text


def test_a_kind_that_is_none_is_not_found(office: Office) -> None:
    assert office.plan("hat").status_code == 404
    assert office.desk("printing").get(f"/office/print/{office.ids.event}/new?kind=hat").status_code == 404


def test_a_form_says_what_the_plan_must_have_first(tmp_path: Path, office: Office) -> None:
    for booth in office.ids.booths.values():
        office.store.write(lambda c, id=booth: c.execute("UPDATE booth SET archived_at = 1 WHERE id = ?", (id,)))  # type: ignore[misc]
    for kind in ("booth_sign", "tally_sheet", "cards"):
        page = office.desk("coordinator").get(f"/office/print/{office.ids.event}/new?kind={kind}&lang=en")
        assert "Add a booth to the event first." in page.text
        assert office.plan(kind, "coordinator").status_code == 422


def test_what_cannot_be_printed_in_parts_is_printed_whole(office: Office) -> None:
    office.plan("sign_in")
    [state] = runs_of(office.store.read(), office.ids.event)
    assert (part_of(state.row, 2, 2).first, part_of(state.row, 2, 2).last) == (1, state.row["copies"])
    with pytest.raises(NotFound):
        part_of(state.row, which="backs")


def test_the_chooser_leads_to_every_kind_that_the_reader_may_print(office: Office) -> None:
    address = f"/office/print/{office.ids.event}/new"
    for role, kinds in (("printing", RUN_KINDS), ("coordinator", list(KINDS))):
        page = office.desk(role).get(address).text
        assert [kind for kind in KINDS if f'kind={kind}"' in page] == kinds


def test_all_booths_in_one_pdf(office: Office) -> None:
    office.plan("booth_sign", paper="A5")
    expected = {
        code
        for state in runs_of(office.store.read(), office.ids.event)
        for code in expected_codes(office.store.read(), state.row["id"])
    }
    assert read_all(office.desk("printing").get(f"/office/print/{office.ids.event}/booth_sign.pdf").data) == expected
