"""The presence code at the form on one's own phone, and the large code of a sign-in screen that leads there."""

from __future__ import annotations

import time

import pytest

from kiosk.devices import Device, offer_pairing, redeem_pairing
from kiosk.ids import now_ms
from kiosk.presence import PERIOD_MS, code_at, codes_between, is_shown, presence_secret, set_presence
from kiosk.screens import screen_path
from tests.public.street import Street, hidden_fields, send
from tests.public.test_sign_in import number_on, visits

NOON = 1_490_342_400_000


def turn_on(street: Street) -> str:
    """Ask for the code; return what the codes are made from."""
    street.store.write(lambda c: set_presence(c, street.ids.event, on=True))
    return presence_secret(street.store.read(), street.ids.event)


def wrong_code(secret: str) -> str:
    return next(
        f"{n:04}"
        for n in range(10_000)
        if not is_shown(secret, f"{n:04}", now_ms() + PERIOD_MS) and not is_shown(secret, f"{n:04}", now_ms())
    )


def screen(street: Street, booth: str = "B2", role: str = "kiosk") -> Device:
    secret = street.store.write(
        lambda c: offer_pairing(c, street.ids.event, by="test", booth=street.ids.booths[booth], role=role)
    )
    return street.store.write(lambda c: redeem_pairing(c, secret))[0]


def test_nobody_is_asked_for_a_code_unless_the_coordinator_says_so(street: Street) -> None:
    assert 'name="presence"' not in street.phone().get(street.url("sign_in")).text
    assert number_on(send(street.phone(), street.url("sign_in"), name="王小明").text) == "1"


def test_the_code_on_the_screen_lets_somebody_sign_in(street: Street) -> None:
    secret = turn_on(street)
    assert 'name="presence"' in street.phone().get(street.url("sign_in")).text
    page = send(street.phone(), street.url("sign_in"), name="王小明", presence=code_at(secret, now_ms()))
    assert number_on(page.text) == "1"


def test_the_code_before_the_last_change_still_counts_and_an_older_one_does_not() -> None:
    shown = code_at("SECRET", NOON)
    assert is_shown("SECRET", shown, NOON)
    assert is_shown("SECRET", shown, NOON + PERIOD_MS)
    assert not is_shown("SECRET", shown, NOON + 2 * PERIOD_MS)
    assert not is_shown("SECRET", shown, NOON - PERIOD_MS)
    assert is_shown("SECRET", f" {shown[:2]} {shown[2:]}", NOON)


def test_the_codes_of_a_day_are_four_digits_and_seldom_alike() -> None:
    first, codes = codes_between("SECRET", NOON, NOON + 86_400_000)
    assert codes[0] == code_at("SECRET", NOON)
    assert first == NOON // PERIOD_MS
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert len(set(codes)) > 650
    assert codes_between("OTHER", NOON, NOON)[1] != codes[:1]


def test_a_wrong_code_loses_nothing_that_was_typed(street: Street) -> None:
    secret, phone, url = turn_on(street), street.phone(), street.url("sign_in")
    page = send(phone, url, name="王小明", phone="13800000001", resident="yes", presence=wrong_code(secret))
    assert page.status_code == 422
    assert "These are not the digits on the screen" in page.text
    for kept in ('value="王小明"', 'value="13800000001"', 'value="yes" checked'):
        assert kept in page.text
    assert visits(street) == 0
    again = phone.post(url, data=hidden_fields(page) | {"name": "王小明", "presence": code_at(secret, now_ms())})
    assert number_on(again.text) == "1"


def test_a_forgotten_code_is_asked_for_beside_the_field(street: Street) -> None:
    turn_on(street)
    page = send(street.phone(), street.url("sign_in"), name="王小明")
    assert page.status_code == 422
    assert "Please type the four digits" in page.text


def test_who_has_arrived_already_is_not_asked_for_a_code_that_has_changed(street: Street) -> None:
    secret, url = turn_on(street), street.url("sign_in")
    fields = hidden_fields(street.phone().get(url)) | {"name": "王小明"}
    street.phone().post(url, data=fields | {"presence": code_at(secret, now_ms())})
    assert number_on(street.phone().post(url, data=fields | {"presence": wrong_code(secret)}).text) == "1"
    assert visits(street) == 1


def test_two_hundred_people_behind_one_address_are_not_slowed_down(street: Street) -> None:
    secret = turn_on(street)
    for n in range(200):
        assert (
            send(street.phone(), street.url("sign_in"), name=f"Guest {n}", presence=code_at(secret, now_ms())).status_code == 200
        )
    assert visits(street) == 200


def test_trying_all_codes_ends_soon_and_only_for_a_while(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, phone, url = turn_on(street), street.phone(), street.url("sign_in")
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    for _ in range(30):
        assert "These are not the digits" in send(phone, url, name="Guest", presence=wrong_code(secret)).text
    assert "Too many wrong codes" in send(phone, url, name="Guest", presence=code_at(secret, now_ms())).text
    elsewhere = street.phone(REMOTE_ADDR="203.0.113.9")
    assert number_on(send(elsewhere, url, name="Guest", presence=code_at(secret, now_ms())).text) == "1"
    monkeypatch.setattr(time, "monotonic", lambda: now + 60)
    assert number_on(send(phone, url, name="Guest", presence=code_at(secret, now_ms())).text) == "2"


def test_a_phone_of_the_team_stands_at_the_event_itself_and_needs_no_code(street: Street) -> None:
    turn_on(street)
    secret = street.store.write(lambda c: offer_pairing(c, street.ids.event, by="test", role="sign_in"))
    _, token = street.store.write(lambda c: redeem_pairing(c, secret))
    phone = street.phone()
    phone.set_cookie("kiosk_phone", token)
    assert 'name="presence"' not in phone.get(street.url("sign_in")).text
    assert number_on(send(phone, street.url("sign_in"), name="王小明").text) == "1"


def test_the_code_of_a_screen_leads_to_the_form_and_keeps_its_booth(street: Street) -> None:
    tablet, phone = screen(street), street.phone()
    for path in (screen_path(tablet.id), screen_path(tablet.id).lower()):
        answer = phone.get(path)
        assert answer.status_code == 302
    send(phone, answer.headers["Location"], name="王小明")
    assert [row["booth"] for row in street.facts("check_in")] == [street.ids.booths["B2"]]
    assert street.facts("response") == []


def test_only_a_screen_has_such_a_code(street: Street) -> None:
    volunteer = screen(street, role="volunteer")
    for path in (screen_path(volunteer.id), "/K/" + "0" * 26, "/K/x", "/K/" + "Z" * 26, "/K/" + "王" * 26):
        assert street.phone().get(path).status_code == 404
