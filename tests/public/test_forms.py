"""Asking, offering to help, wishing, following: recorded once, what is personal kept apart."""

from __future__ import annotations

import json

import pytest

from kiosk import records
from kiosk.organisations import ORGANISATION
from tests.public.street import Street, hidden_fields, scan, send

PERSONAL = {
    "ask": {"note": "How do I apply?", "phone": "138 0000 0001"},
    "volunteer": {"name": "王小明", "phone": "+86 138-0000-0001"},
    "wish": {"note": "A bench by the river"},
    "follow": {},
}


@pytest.mark.parametrize("which", PERSONAL)
def test_each_form_is_recorded_as_an_action_and_says_what_happens_next(street: Street, which: str) -> None:
    page = send(street.phone(), street.url(which), **PERSONAL[which])
    assert page.status_code == 200
    assert "What to do next" in page.text
    assert [json.loads(fact["data"]) for fact in street.facts("action")] == [{"which": which}]
    assert street.counts() == {"actions": 1}


def test_what_somebody_left_is_kept_apart_from_the_ledger(street: Street) -> None:
    send(street.phone(), street.url("ask"), **PERSONAL["ask"])
    fact = street.facts("action")[0]
    kept = street.store.read().execute("SELECT * FROM identity WHERE subject = ?", (fact["id"],)).fetchone()
    assert (kept["note"], kept["phone"], kept["notice_version"]) == ("How do I apply?", "13800000001", 1)
    assert "apply" not in str(tuple(fact))


def test_an_action_belongs_to_the_code_that_led_to_it(street: Street) -> None:
    phone, code = street.phone(), street.print_codes(60, "copy", street.ids.materials["B-A5"], "run-1")[11]
    scan(phone, code)
    send(phone, street.url(f"follow?code={code}"))
    fact = street.facts("action")[0]
    assert (fact["run"], fact["number"], fact["event"]) == ("run-1", 12, street.ids.event)


def test_a_code_of_another_event_or_of_staff_leads_no_action_astray(street: Street) -> None:
    for code in (street.print_codes(1, "slip", "", "run-9")[0], "0000000000", "<script>"):
        page = send(street.phone(), street.url(f"follow?code={code}"))
        assert page.status_code == 200
    assert [(fact["run"], fact["event"]) for fact in street.facts("action")] == [("", street.ids.event)] * 3


def test_a_double_click_is_one_fact_and_two_pages_are_two(street: Street) -> None:
    phone, url = street.phone(), street.url("ask")
    fields = hidden_fields(phone.get(url)) | {"note": "Hello?"}
    assert [phone.post(url, data=fields).status_code for _ in range(2)] == [200, 200]
    assert street.counts() == {"actions": 1}
    send(phone, url, note="Hello?")
    assert street.counts() == {"actions": 2}


def test_both_answers_to_a_double_click_give_the_erase_code_that_holds(street: Street) -> None:
    phone, url = street.phone(), street.url("ask")
    fields = hidden_fields(phone.get(url)) | {"note": "Hello?"}
    first, second = (phone.post(url, data=fields).text.partition("/erase/")[2][:26] for _ in range(2))
    assert first == second
    assert phone.get(f"/erase/{second}").status_code == 200


@pytest.mark.parametrize(
    "said",
    ["110101199003071234", "11010119900307123X", "1101 0119 9003 0712 34", "１１０１０１１９９００３０７１２３４", "110101900307123",
     "我的身份證是A123456789", "Z123456(7)"],
)  # fmt: skip
def test_an_identity_number_is_refused_kindly_and_kept_nowhere(street: Street, said: str) -> None:
    page = send(street.phone(), street.url("ask"), note=f"I am {said}, please help")
    assert page.status_code == 422
    assert "identity card number" in page.text
    assert "please help" in page.text
    assert street.facts("action") == []
    assert street.store.read().execute("SELECT count(*) FROM identity").fetchone()[0] == 0


@pytest.mark.parametrize(
    "said", ["13800000001", "order 20170324001", "86-0470-000000", "2017-03-24 09:00–11:30", "ISBN 9787108012345"]
)
def test_other_figures_are_no_identity_number(street: Street, said: str) -> None:
    assert send(street.phone(), street.url("ask"), note=said).status_code == 200


def test_a_missing_or_too_long_text_is_said_beside_its_field_and_nothing_typed_is_lost(street: Street) -> None:
    page = send(street.phone(), street.url("volunteer"), name="王小明", phone="")
    assert page.status_code == 422
    assert 'value="王小明"' in page.text
    assert "Please fill this in." in page.text
    assert send(street.phone(), street.url("wish"), note="a" * 501).status_code == 422
    assert send(street.phone(), street.url("volunteer"), name="x", phone="call me").status_code == 422
    assert street.facts("action") == []


def test_a_corrected_form_is_still_the_same_form(street: Street) -> None:
    phone, url = street.phone(), street.url("wish")
    wrong = send(phone, url, note="")
    right = phone.post(url, data=hidden_fields(wrong) | {"note": "A bench"})
    assert right.status_code == 200
    assert street.counts() == {"actions": 1}


@pytest.mark.parametrize("token", ["", "made up", "01a20a0b-cc7b-7f25-a2cd-0cbf16d3f5f9.X.1"])
def test_a_form_that_is_none_of_ours_is_refused(street: Street, token: str) -> None:
    assert street.phone().post(street.url("follow"), data={"form": token}).status_code == 400
    assert street.facts("action") == []


def test_a_form_of_another_event_or_button_is_refused(street: Street) -> None:
    phone = street.phone()
    fields = hidden_fields(phone.get(street.url("follow")))
    assert phone.post(street.url("wish"), data=fields | {"note": "x"}).status_code == 400


def test_a_form_sent_from_another_site_is_refused(street: Street) -> None:
    phone = street.phone()
    fields = hidden_fields(phone.get(street.url("follow")))
    assert phone.post(street.url("follow"), data=fields, headers={"Origin": "https://example.org"}).status_code == 403


def test_a_button_that_is_switched_off_is_not_there(street: Street) -> None:
    street.change(buttons="ask")
    for which in ("sign_in", "volunteer", "wish", "follow"):
        assert street.phone().get(street.url(which)).status_code == 404
        assert street.phone().post(street.url(which)).status_code == 404
    assert f"{street.url('wish')}" not in street.phone().get(street.url()).text


def test_the_notice_is_versioned_by_its_words(street: Street) -> None:
    def versions() -> list[tuple[int, int]]:
        rows = street.store.read().execute("SELECT version, count(*) FROM notice GROUP BY version ORDER BY version")
        return [tuple(row) for row in rows]

    phone = street.phone()
    assert "90 days" in phone.get(street.url("ask")).text
    phone.get(street.url("wish"))
    assert versions() == [(1, 3)]
    own = {"notice": "我們自己的說明", "notice@en": "Our own words"}
    street.store.write(lambda c: records.change(c, ORGANISATION, street.ids.organisation, own))
    assert "Our own words" in phone.get(street.url("ask")).text
    assert versions() == [(1, 3), (2, 3)]


def test_one_phone_that_sends_form_after_form_is_asked_to_wait(street: Street) -> None:
    phone, code = street.phone(), street.print_codes()[0]
    scan(phone, code)
    fields = hidden_fields(phone.get(street.url("follow")))
    answers = [phone.post(street.url("follow"), data=fields).status_code for _ in range(75)]
    assert answers[:60] == [200] * 60
    assert 429 in answers
