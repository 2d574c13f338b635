"""Badges, slips and registration sheets: whose they are, what stays out of the run, and what an erase code on a stub does."""

from __future__ import annotations

import io
import json

import pypdfium2
import pytest

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.ids import new_id
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import look_up
from kiosk.prints.pages import count_sheets, expected_codes
from kiosk.prints.people import COLUMNS
from kiosk.prints.runs import get_run
from kiosk.privacy import personal_data
from tests.prints.offices import Office
from tests.prints.reading import read_all, read_pages


def made(office: Office, kind: str, **form: object) -> str:
    """The one run that a form makes."""
    answer = office.plan(kind, **form)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rsplit("/", 1)[1]


def pdf_of(office: Office, run: str, query: str = "") -> bytes:
    return office.desk("printing").get(f"/office/print/run/{run}.pdf{query}").data


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf)))


@pytest.mark.parametrize(("whom", "names"), [("shift", "余大同 于梅"), ("roster", "范文靜 歐陽曉東 孟和"), ("volunteer", "余大同 于梅 范文靜 歐陽曉東 孟和")])
def test_badges_are_for_whom_the_form_says_and_lead_to_the_person(office: Office, whom: str, names: str) -> None:
    people = office.furnish()
    run = made(office, "badge", whom=whom)
    pdf = pdf_of(office, run)
    assert [name for name in names.split() if name in text_of(pdf)] == names.split()
    found = {look_up(office.store.read(), code).person for code in expected_codes(office.store.read(), run)}  # type: ignore[union-attr]
    assert len(found) == len(names.split())
    assert found <= set(people.values())
    assert not any(name in get_run(office.store.read(), run)["layout"] for name in names.split())


def test_whoever_was_erased_has_no_badge_any_more_and_the_others_keep_their_codes(office: Office) -> None:
    people = office.furnish()
    run = made(office, "badge", whom="roster")
    before = read_all(pdf_of(office, run))
    office.store.write(lambda c: personal_data.erase(c, people["V3"], "asked"))
    after = read_all(pdf_of(office, run))
    assert after < before
    assert after == set(expected_codes(office.store.read(), run))
    assert len(after) == 2
    for code in ("V4", "V5"):
        office.store.write(lambda c, id=people[code]: personal_data.erase(c, id, "asked"))  # type: ignore[misc]
    assert office.desk("printing").get(f"/office/print/run/{run}.pdf").status_code == 409
    assert office.desk("printing").get("/office/print").status_code == 200


def test_badges_begin_where_a_part_used_sheet_is_free(office: Office) -> None:
    office.furnish()
    run = made(office, "badge", whom="volunteer", first_slot="8")
    assert [len(page) for page in read_pages(pdf_of(office, run))] == [3, 2]
    assert count_sheets(office.store.read(), get_run(office.store.read(), run)) == 2
    assert len(read_all(pdf_of(office, run, "?first=2&last=3"))) == 2
    assert office.plan("badge", first_slot="11").status_code == 422
    assert office.plan("badge", whom="everybody").status_code == 422


def test_badges_one_a_page_for_a_card_printer(office: Office) -> None:
    office.furnish()
    run = made(office, "badge", whom="shift", single="1")
    assert [len(page) for page in read_pages(pdf_of(office, run))] == [1, 1]


def test_nobody_to_make_a_badge_for_is_said_instead_of_a_form(office: Office) -> None:
    page = office.desk("printing").get(f"/office/print/{office.ids.event}/new?kind=badge&lang=en")
    assert "add people to the plan first" in page.text
    assert office.plan("badge").status_code == 422


def test_a_slip_is_a_page_of_one_row_and_its_stub_opens_the_erase_page(office: Office) -> None:
    run = made(office, "sign_in_slip", copies="7", up="4")
    layout = json.loads(get_run(office.store.read(), run)["layout"])
    assert (layout["rows_per_page"], layout["columns"]) == (1, ["name", "unit", "phone4", "time", "signature"])
    pdf = pdf_of(office, run)
    assert [len(page) for page in read_pages(pdf)] == [8, 6]
    stubs = sorted(code for code in read_all(pdf) if "/E/" in code)
    assert len(stubs) == 7
    code = stubs[0].rsplit("/", 1)[1]
    assert len(code) == 26
    assert office.app.test_client().get(f"/E/{code}").status_code == 404, "nobody has keyed this slip in yet"
    assert read_all(pdf_of(office, run, "?first=3&last=3")) == set(expected_codes(office.store.read(), run, 3, 3))


@pytest.mark.parametrize("language", ["zh-Hans", "en", "zh-Hant en"])
def test_slips_of_either_size_have_room_for_what_they_say(office: Office, language: str) -> None:
    for up in ("6", "4"):
        run = made(office, "sign_in_slip", copies="2", up=up, language=language)
        assert read_all(pdf_of(office, run)) == set(expected_codes(office.store.read(), run))


def test_a_slip_keyed_in_is_erased_by_the_code_on_its_stub(office: Office) -> None:
    run = made(office, "sign_in_slip", copies="1")
    [stub] = [code for code in expected_codes(office.store.read(), run) if "/E/" in code]
    address = f"/office/keying/{office.ids.event}/{run}/1"
    desk = office.desk("coordinator")
    form = {"form": new_id(), "id": new_id(), "known": "", "version": "", "name-1": "白音那", "phone4-1": "0001", "signed-1": "1"}
    assert desk.post(address, data=form).status_code == 302
    assert office.store.read().execute("SELECT count(*) FROM identity WHERE name = '白音那'").fetchone()[0] == 1
    code = stub.rsplit("/", 1)[1]
    visitor = office.app.test_client()
    assert visitor.get(f"/E/{code}").status_code == 200
    assert visitor.post(f"/erase/{code}").status_code == 200
    assert office.store.read().execute("SELECT count(*) FROM identity WHERE name = '白音那'").fetchone()[0] == 0


def test_as_many_slips_are_suggested_as_are_expected_and_a_fifth_more(office: Office) -> None:
    office.store.write(lambda c: records.change(c, EVENT, office.ids.event, {"expected": "100"}))
    run = made(office, "sign_in_slip")
    assert get_run(office.store.read(), run)["copies"] == 120


@pytest.mark.parametrize(("turn", "columns", "size", "rows"), [
    ("auto", 6, (595, 842), 20), ("landscape", 6, (842, 595), 12), ("auto", 7, (842, 595), 12), ("portrait", 6, (595, 842), 20),
])  # fmt: skip
def test_a_sign_in_sheet_lies_as_was_chosen(office: Office, turn: str, columns: int, size: tuple[int, int], rows: int) -> None:
    run = made(office, "sign_in", copies="1", turn=turn, columns=list(COLUMNS[:columns]))
    assert json.loads(get_run(office.store.read(), run)["layout"])["rows_per_page"] == rows
    assert [round(edge) for edge in pypdfium2.PdfDocument(io.BytesIO(pdf_of(office, run)))[0].get_size()] == list(size)


def test_more_columns_than_fit_upright_are_told_beside_the_choice(office: Office) -> None:
    answer = office.plan("sign_in", turn="portrait", columns=list(COLUMNS[:7]))
    assert answer.status_code == 422
    assert "-error" in answer.text


@pytest.mark.parametrize("turn", ["portrait", "landscape"])
def test_a_bilingual_sheet_gives_its_notice_in_both_languages(office: Office, turn: str) -> None:
    said = "".join(text_of(pdf_of(office, made(office, "sign_in", language="zh-Hans en", copies="1", turn=turn))).split())
    assert "只有负责的工作人员能看到" in said
    assert "Onlythepeopleinchargeseeit" in said


def test_a_registration_sheet_keeps_the_notice_that_held_when_it_was_planned(office: Office) -> None:
    run = made(office, "registration", copies="1")
    before = pdf_of(office, run)
    office.store.write(lambda c: records.change(c, ORGANISATION, office.ids.organisation, {"notice": "別的說明"}))
    assert pdf_of(office, run) == before
    assert "別的說明" not in text_of(before)
