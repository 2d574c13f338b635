"""Consultations in two taps, visitors let in one by one, heads counted, and a sheet's subtotal."""

from __future__ import annotations

import json

import pytest

from kiosk import records
from kiosk.campaigns import CAMPAIGN
from tests.phone.street import Street


def figure(street: Street, measure: str) -> int:
    row = street.store.read().execute("SELECT coalesce(sum(quantity), 0) FROM tally WHERE measure = ?", (measure,)).fetchone()
    return int(row[0])


def test_a_consultation_takes_two_taps(street: Street) -> None:
    phone = street.phone("B1")
    assert 'href="/phone/consultation?topic=' in phone.open("/phone/consultation") or phone.html.count("topic=") == 5
    phone.tap("/phone/consultation?topic=低保", "/phone/consultation", outcome="answered")
    phone.tap("/phone/consultation?topic=臨時救助", "/phone/consultation", outcome="referred", same_person="1")
    assert (figure(street, "consultations"), figure(street, "consulted_persons")) == (2, 1)
    facts = [json.loads(row["data"]) for row in street.facts("consultation")]
    assert [(data["topic"], data["outcome"]) for data in facts] == [("低保", "answered"), ("臨時救助", "referred")]


def test_topics_are_said_in_the_readers_language_and_kept_under_one_name(street: Street) -> None:
    names = {"topics@en": "living allowance, emergency relief, volunteering, licence, care for older people"}
    street.store.write(lambda c: records.change(c, CAMPAIGN, street.ids.campaign, names))
    phone = street.phone("B1")
    page = phone.open("/phone/consultation")
    assert "emergency relief" in page
    assert "臨時救助</" not in page
    assert "emergency relief" in phone.tap("/phone/consultation?topic=臨時救助", "/phone/consultation", outcome="answered")
    assert [json.loads(row["data"])["topic"] for row in street.facts("consultation")] == ["臨時救助"]


def test_two_outcomes_of_one_page_are_one_consultation(street: Street) -> None:
    phone = street.phone("B1")
    phone.open("/phone/consultation?topic=低保")
    form = phone.form("/phone/consultation")
    phone.send(form, outcome="answered")
    assert "Already recorded" in phone.send(form, outcome="answered")
    assert "Does not match" in phone.send(form, outcome="booked")
    assert figure(street, "consultations") == 1


def test_visitors_with_the_same_name_on_one_phone_are_two_visitors(street: Street) -> None:
    phone = street.phone("B1", role="sign_in")
    for _ in range(2):
        phone.tap("/phone/check-in", "/phone/check-in", name="王芳", resident="yes")
    phone.tap("/phone/check-in", "/phone/check-in")
    assert figure(street, "visits") == 3
    methods = {row["method"] for row in street.facts("check_in")}
    assert methods == {"volunteer"}


def test_a_visitors_name_is_kept_apart_from_the_ledger(street: Street) -> None:
    phone = street.phone("B1", role="sign_in")
    phone.tap("/phone/check-in", "/phone/check-in", name="王芳")
    rows = street.store.read().execute("SELECT * FROM entry").fetchall()
    assert "王芳" not in repr([tuple(row) for row in rows])
    names = street.store.read().execute("SELECT name FROM identity WHERE event IS NOT NULL").fetchall()
    assert [row["name"] for row in names] == ["王芳"]


def test_a_visitor_can_be_undone(street: Street) -> None:
    phone = street.phone("B1", role="sign_in")
    phone.tap("/phone/check-in", "/phone/check-in", name="王芳")
    assert "visitor let in" in phone.tap("/phone/", "/phone/undo")
    assert figure(street, "visits") == 0


@pytest.mark.parametrize(("how", "method"), [("count", "count"), ("estimate", "estimate")])
def test_a_head_count_is_said_to_be_counted_or_estimated(street: Street, how: str, method: str) -> None:
    phone = street.phone("B1")
    phone.open("/phone/head-count")
    assert "counted or estimated" in phone.send(phone.form("/phone/head-count"), quantity="300")
    phone.send(phone.form("/phone/head-count"), quantity="300", how=how)
    assert [(row["quantity"], row["method"]) for row in street.facts("head_count")] == [(300, method)]
    assert figure(street, "visits") == 0


def test_a_sheets_subtotal_is_keyed_by_a_sign_in_phone_once_per_page(street: Street) -> None:
    phone = street.phone("B1", role="sign_in")
    phone.open(f"/phone/code/{street.sheet}")
    assert "Sign-in sheet, page 2" in phone.text
    assert "whole number" in phone.send(phone.form("/phone/sheet"), quantity="x")
    phone.send(phone.form("/phone/sheet"), quantity="18")
    phone.open(f"/phone/code/{street.sheet}")
    phone.send(phone.form("/phone/sheet"), quantity="19")
    assert figure(street, "visits") == 19


def test_an_empty_sheet_is_a_fact_too(street: Street) -> None:
    phone = street.phone("B1", role="sign_in")
    phone.open(f"/phone/code/{street.sheet}")
    phone.send(phone.form("/phone/sheet"), quantity="0")
    assert len(street.facts("sheet_empty")) == 1


def test_a_volunteers_phone_keys_no_sheet_but_lets_visitors_in(street: Street) -> None:
    phone = street.phone("B1")
    assert "The office keys in this sheet" in phone.open(f"/phone/code/{street.sheet}")
    assert [form for form in phone.forms() if form.action.endswith("/sheet")] == []
    assert "/phone/check-in" in phone.html


def test_a_named_visitor_is_numbered_and_told_what_happens_to_the_name(street: Street) -> None:
    phone = street.phone("B1", role="sign_in")
    assert "鄂倫春自治旗民政局" in phone.open("/phone/check-in")
    form = phone.form("/phone/check-in")
    assert "number 1" in phone.send(form, name="王芳")
    assert "Already recorded" in phone.send(form, name="王芳")
    assert "number 2" in phone.tap("/phone/check-in", "/phone/check-in", name="李強")
    kept = street.store.read().execute("SELECT notice_version FROM identity WHERE event IS NOT NULL").fetchall()
    assert [row["notice_version"] for row in kept] == [1, 1]
    assert "2" in phone.open("/phone/").split("visits")[1][:4]


def test_an_identity_cards_number_is_refused_as_a_name(street: Street) -> None:
    phone = street.phone("B1", role="sign_in")
    phone.open("/phone/check-in")
    phone.send(phone.form("/phone/check-in"), name="王芳 11010519491231002X")
    assert phone.status == 422
    assert street.facts("check_in") == []
