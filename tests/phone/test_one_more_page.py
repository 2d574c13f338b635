"""The sign-in sheet runs out at the door: a volunteer's phone makes the next page, numbered on, keyed like the others."""

from __future__ import annotations

from typing import cast

import pytest

from kiosk import sheet_rows, sheets
from kiosk.errors import NotFound
from kiosk.printed_codes import blocks_of_campaign
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import get_run, plan_run
from kiosk.prints.wishes import Asked
from kiosk.settings import write_setting
from tests.phone.browsing import Phone
from tests.phone.street import Street
from tests.printables.reading import read_codes, text_of


def printed(street: Street, pages: int = 2, **more: object) -> str:
    asked = cast(Asked, {"by": "test", "base_url": "https://kiosk.example", **more})
    return street.store.write(lambda c: plan_run(c, sign_in_plan(c, street.ids.event, pages=pages, asked=asked)))


def added(street: Street) -> list[str]:
    rows = street.store.read().execute("SELECT id FROM print_run WHERE made_by LIKE 'device:%' ORDER BY made_at, id").fetchall()
    return [row["id"] for row in rows]


def ask(phone: Phone) -> str:
    return phone.tap("/phone/one-more-page", "/phone/one-more-page")


def pdf_of(phone: Phone, run: str) -> bytes:
    answer = phone.client.get(f"/phone/one-more-page/{run}.pdf")
    assert answer.mimetype == "application/pdf"
    return answer.data


def test_the_page_goes_on_with_numbers_columns_and_a_code_of_its_own(street: Street) -> None:
    printed(street)
    phone = street.phone("B1")
    assert "Page 3 is ready" in ask(phone)
    [run] = added(street)
    pdf = pdf_of(phone, run)
    assert {"41", "60", "第 3 頁（加頁）"} <= set(text_of(pdf).splitlines())
    [[payload]] = read_codes(pdf)
    event, found, page = sheets.find_page(street.store.read(), payload)
    assert (event, found, page) == (street.ids.event, run, 1)
    [block] = [block for block in blocks_of_campaign(street.store.read(), event) if block["run"] == run]
    assert block["pages_before"] == 2  # so that a phone without a network says the page that is printed
    sheet = sheets.get_sheet(street.store.read(), event, run)
    rows = sheet_rows.read_rows(street.store.read(), sheet, 1, []).rows
    assert (rows[0].number, rows[-1].number) == (41, 60)


def test_the_next_one_is_numbered_after_it(street: Street) -> None:
    printed(street)
    phone = street.phone("B1")
    ask(phone)
    assert "Page 4 is ready" in ask(street.phone("B2"))


def test_a_form_sent_twice_makes_one_page(street: Street) -> None:
    printed(street)
    phone = street.phone("B1")
    phone.open("/phone/one-more-page")
    form = phone.form("/phone/one-more-page")
    phone.send(form)
    phone.send(form)
    assert len(added(street)) == 1


def test_where_no_sheet_was_printed_it_is_the_first(street: Street) -> None:
    street.store.write(lambda c: write_setting(c, "public_url", "https://kiosk.example"))
    assert "Page 1 is ready" in ask(street.phone("B1"))


def test_without_an_address_one_sentence_says_whom_to_ask(street: Street) -> None:
    assert "Ask the coordinator" in ask(street.phone("B1"))
    assert added(street) == []


def test_a_sample_is_not_gone_on_with(street: Street) -> None:
    printed(street, sample=True)
    street.store.write(lambda c: write_setting(c, "public_url", "https://kiosk.example"))
    assert "Page 1 is ready" in ask(street.phone("B1"))


def test_a_phone_sees_no_sheet_that_the_office_printed(street: Street) -> None:
    run = printed(street)
    assert street.phone("B1").client.get(f"/phone/one-more-page/{run}.pdf").status_code == NotFound.status
    assert street.phone("B1").client.get(f"/phone/one-more-page/{run}").status_code == NotFound.status


def test_a_pocket_does_not_print_for_ever(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    printed(street)
    monkeypatch.setattr("kiosk.prints.people.MOST_ADDED", 2)
    for _ in range(2):
        ask(street.phone("B1"))
    assert "already" in ask(street.phone("B1"))
    assert len(added(street)) == 2


def test_the_address_and_language_are_those_of_the_sheet(street: Street) -> None:
    printed(street, language="zh-Hant")
    ask(street.phone("B1"))
    row = get_run(street.store.read(), added(street)[0])
    assert (row["base_url"], row["language"], row["sample"]) == ("https://kiosk.example", "zh-Hant", "")
