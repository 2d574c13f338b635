"""Self sign-in: a number for each person, one per phone unless many share it, open around the event's hours."""

from __future__ import annotations

import json

import pytest

from kiosk import attendance
from kiosk.campaigns import EVENT, set_status
from kiosk.devices import offer_pairing, redeem_pairing
from kiosk.ids import new_id
from kiosk.records import get
from tests.public.street import Street, hidden_fields, scan, send


def visits(street: Street) -> int:
    row = street.store.read().execute("SELECT coalesce(sum(quantity), 0) FROM tally WHERE measure = 'visits'").fetchone()
    return int(row[0])


def number_on(page_text: str) -> str:
    return page_text.partition('class="big"')[2].partition(">")[2].partition("<")[0]


def test_signing_in_gives_a_number_and_counts_a_visit(street: Street) -> None:
    page = send(street.phone(), street.url("sign_in"), name="王小明", resident="yes", phone="13800000001")
    assert page.status_code == 200
    assert number_on(page.text) == "1"
    assert visits(street) == 1
    fact = street.facts("check_in")[0]
    assert (fact["method"], fact["device"], json.loads(fact["data"])) == ("self", "public", {"resident": True})
    assert "王小明" not in str(tuple(fact))
    kept = street.store.read().execute("SELECT * FROM identity WHERE subject = ?", (fact["person"],)).fetchone()
    assert (kept["name"], kept["phone_end"], kept["notice_version"]) == ("王小明", "0001", 1)
    assert [json.loads(action["data"]) for action in street.facts("action")] == [{"which": "sign_in"}]


def test_twenty_three_people_are_numbered_one_to_twenty_three(street: Street) -> None:
    numbers = [number_on(send(street.phone(), street.url("sign_in"), name=f"Guest {n}").text) for n in range(1, 24)]
    assert numbers == [str(n) for n in range(1, 24)]


def test_a_double_click_is_one_person(street: Street) -> None:
    phone, url = street.phone(), street.url("sign_in")
    fields = hidden_fields(phone.get(url)) | {"name": "王小明"}
    assert [number_on(phone.post(url, data=fields).text) for _ in range(2)] == ["1", "1"]
    assert visits(street) == 1


def test_the_same_phone_again_is_told_its_number_and_offered_someone_else(street: Street) -> None:
    phone, url = street.phone(), street.url("sign_in")
    send(street.phone(), url, name="Somebody before")
    send(phone, url, name="王小明")
    again = phone.get(url)
    assert number_on(again.text) == "2"
    assert "Someone else is with me" in again.text
    other = send(phone, f"{url}?other=1", name="李小紅")
    assert number_on(other.text) == "3"
    assert visits(street) == 3
    assert number_on(phone.get(url).text) == "2"


def test_two_forms_open_on_one_phone_are_one_person(street: Street) -> None:
    phone, url = street.phone(), street.url("sign_in")
    first, second = hidden_fields(phone.get(url)), hidden_fields(phone.get(url))
    phone.post(url, data=first | {"name": "王小明"})
    assert number_on(phone.post(url, data=second | {"name": "王小明"}).text) == "1"
    assert visits(street) == 1


@pytest.mark.parametrize(("role", "method"), [("kiosk", "self"), ("sign_in", "volunteer"), ("volunteer", "volunteer")])
def test_a_kiosk_and_a_volunteers_phone_are_never_taken_for_one_person(street: Street, role: str, method: str) -> None:
    secret = street.store.write(lambda c: offer_pairing(c, street.ids.event, by="test", booth=street.ids.booths["B2"], role=role))
    device, token = street.store.write(lambda c: redeem_pairing(c, secret))
    shared, url = street.phone(), street.url("sign_in")
    shared.set_cookie("kiosk_phone", token)
    pages = [send(shared, url, name=f"Guest {n}") for n in range(3)]
    assert [number_on(page.text) for page in pages] == ["1", "2", "3"]
    assert "Next person" in pages[0].text
    facts = street.facts("check_in")
    assert {(fact["method"], fact["device"], fact["booth"]) for fact in facts} == {(method, device.id, street.ids.booths["B2"])}
    assert street.facts("action") == []


@pytest.mark.parametrize(("starts", "ends", "is_open"), [(-2, -1, False), (1, 2, False), (0.1, 1, True), (-1, -0.1, True)])
def test_sign_in_is_open_around_the_events_hours_only(street: Street, starts: float, ends: float, is_open: bool) -> None:
    phone, url = street.phone(), street.url("sign_in")
    fields = hidden_fields(phone.get(url)) | {"name": "王小明"}
    street.set_hours(starts, ends)
    answer = phone.post(url, data=fields)
    assert answer.status_code == (200 if is_open else 409)
    assert ("You can sign in at these times" in answer.text) is not is_open
    assert ("You can sign in at these times" in street.phone().get(url).text) is not is_open
    assert visits(street) == int(is_open)


def test_a_cancelled_event_takes_no_sign_in_and_says_why(street: Street) -> None:
    street.store.write(lambda c: set_status(c, street.ids.event, "cancelled", "because of the rain"))
    page = street.phone().get(street.url("sign_in"))
    assert "because of the rain" in page.text


def test_the_booth_whose_sign_was_scanned_goes_into_the_sign_in(street: Street) -> None:
    phone, code = street.phone(), street.print_codes(1, "booth", street.ids.booths["B3"])[0]
    scan(phone, code)
    send(phone, street.url(f"sign_in?code={code}"), name="王小明")
    assert street.facts("check_in")[0]["booth"] == street.ids.booths["B3"]


def test_a_hundred_people_behind_one_address_all_sign_in(street: Street) -> None:
    """s: one rate limit per address throttled a whole booth behind one NAT."""
    for n in range(100):
        assert send(street.phone(), street.url("sign_in"), name=f"Guest {n}").status_code == 200
    assert visits(street) == 100


def test_another_events_cookie_tells_nothing(street: Street) -> None:
    phone = street.phone()
    send(phone, street.url("sign_in"), name="王小明")
    signed = phone.get_cookie(f"kiosk_me_{street.ids.event[-12:]}")
    assert signed is not None
    stranger = street.phone()
    stranger.set_cookie(f"kiosk_me_{street.ids.event[-12:]}", signed.value[:-3] + "abc")
    assert "already" not in stranger.get(street.url("sign_in")).text


def test_someone_who_signed_in_by_phone_is_found_by_name(street: Street) -> None:
    """What the keying screen asks: perhaps already number 1 by phone?"""
    for name, phone in (("王 小明", "13800000001"), ("王小明", "13900000002"), ("李小紅", "")):
        send(street.phone(), street.url("sign_in"), name=name, phone=phone)
    read, event = street.store.read(), street.ids.event
    assert [(one.number, one.sure) for one in attendance.find_by_name(read, event, "王小明", "0002")] == [(2, True)]
    assert [(one.number, one.sure) for one in attendance.find_by_name(read, event, "王小明")] == [(1, False), (2, False)]
    assert [(one.number, one.sure) for one in attendance.find_by_name(read, event, "李小紅", "0003")] == [(3, False)]
    assert attendance.find_by_name(read, event, "") == []
    assert attendance.find_by_name(read, street.ids.sister_event, "王小明") == []


def test_participants_are_listed_by_number(street: Street) -> None:
    for name, resident in (("王小明", "yes"), ("李小紅", "no"), ("Nick", "")):
        send(street.phone(), street.url("sign_in"), name=name, resident=resident)
    listed = attendance.participants_of(street.store.read(), street.ids.event)
    assert [(one.number, one.name, one.resident, one.method) for one in listed] == [
        (1, "王小明", True, "self"), (2, "李小紅", False, "self"), (3, "Nick", None, "self"),
    ]  # fmt: skip


def test_signing_in_out_of_hours_is_refused_below_the_page_too(street: Street) -> None:
    street.set_hours(-5, -4)
    event = get(street.store.read(), EVENT, street.ids.event)
    with pytest.raises(attendance.SignInClosed):
        street.store.write(lambda c: attendance.sign_in(c, event, attendance.Arrival(new_id(), "王小明")))


def test_a_link_preview_of_the_form_signs_nobody_in(street: Street) -> None:
    """m: a GET never changes attendance."""
    for headers in ({"User-Agent": "WhatsApp/2.23"}, {"Purpose": "prefetch"}):
        street.phone().get(street.url("sign_in"), headers=headers)
    assert visits(street) == 0
