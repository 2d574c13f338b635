"""Cards that are a form on paper: whoever scans a wish card or a feedback card finds the same form, and it counts for that card."""

from __future__ import annotations

import json
import re

import pytest

from kiosk.ids import new_id
from kiosk.languages import LANGUAGES, text
from tests.public.street import Street, hidden_fields, image_of, scan, send


def card(street: Street, kind: str) -> str:
    return street.print_codes(3, kind, run=new_id())[1]  # type: ignore[arg-type]


def form_behind(page_text: str, which: str) -> str:
    return re.findall(rf'class="button primary" href="([^"]*/{which}[^"]*)"', page_text)[0].replace("&amp;", "&")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["wish", "feedback"])
def test_the_cards_own_form_comes_first_also_where_the_event_has_no_such_button(street: Street, kind: str, language: str) -> None:
    street.change(buttons="ask follow")
    phone = street.phone(HTTP_ACCEPT_LANGUAGE=language)
    page = scan(phone, card(street, kind))
    assert text(language, f"public.button.{kind}") in page.text
    form = phone.get(form_behind(page.text, kind))
    assert text(language, f"public.{kind}.title") in form.text
    assert street.counts() == {"opened": 1, "responses": 1, "unique": 1}


def test_without_the_card_there_is_no_such_form(street: Street) -> None:
    street.change(buttons="ask follow")
    for code in ("", card(street, "poster"), card(street, "wish")):
        assert street.phone().get(street.url("feedback"), query_string={"code": code}).status_code == 404


def test_an_opinion_counts_once_at_its_card_and_its_sentence_can_be_erased(street: Street) -> None:
    phone = street.phone()
    address = form_behind(scan(phone, card(street, "feedback")).text, "feedback")
    fields = hidden_fields(phone.get(address)) | {"score": "4", "note": "Every seat was taken"}
    for _ in range(2):
        done = phone.post(address.partition("?")[0], data=fields)
        assert text("en", "public.feedback.done") in done.text
    [fact] = street.facts("feedback")
    assert (json.loads(fact["data"])["score"], fact["number"], fact["method"]) == (4, 2, "self")
    assert street.counts()["actions"] == 1
    code = re.findall(r'href="/erase/([0-9A-Z]{26})"', done.text)[0]
    phone.post(f"/erase/{code}")
    assert street.store.read().execute("SELECT count(*) FROM identity WHERE note <> ''").fetchone()[0] == 0
    assert len(street.facts("feedback")) == 1


def test_an_opinion_without_a_face_is_asked_again_and_keeps_the_sentence(street: Street) -> None:
    phone = street.phone()
    address = form_behind(scan(phone, card(street, "feedback")).text, "feedback")
    again = send(phone, address, note="Warm tea")
    assert again.status_code == 422
    assert text("en", "public.feedback.missing") in again.text
    assert "Warm tea</textarea>" in again.text
    assert street.facts("feedback") == []


def test_a_finished_event_still_takes_opinions_first(street: Street) -> None:
    street.set_hours(-5, -3)
    page = scan(street.phone(), card(street, "feedback"))
    assert form_behind(page.text, "feedback")


def test_a_wish_from_its_card_names_the_card(street: Street) -> None:
    street.change(buttons="follow")
    phone = street.phone()
    page = scan(phone, card(street, "wish"))
    assert image_of(page)
    send(phone, form_behind(page.text, "wish"), note="A handrail at block 7")
    [fact] = street.facts("action")
    assert (json.loads(fact["data"])["which"], fact["number"]) == ("wish", 2)
