"""A phone is paired once, by looking first and tapping then, and stays the same phone when it comes again."""

from __future__ import annotations

from kiosk.devices import devices_of
from kiosk.ids import now_ms
from kiosk.web.context import PHONE_COOKIE
from tests.phone.browsing import Phone
from tests.phone.street import Street


def count_phones(street: Street) -> int:
    return len(devices_of(street.store.read(), street.ids.event))


def test_looking_at_a_pairing_consumes_nothing_and_the_button_pairs(street: Street) -> None:
    phone, secret = Phone(street.app), street.offer("B2")
    for _ in range(3):
        assert "Street outreach" in phone.open(f"/P/{secret}")
    assert count_phones(street) == 0
    phone.send(phone.form(f"/P/{secret}"), name="小李")
    assert phone.status == 200
    assert "in hand" in phone.text
    assert [row["name"] for row in devices_of(street.store.read(), street.ids.event)] == ["小李"]


def test_the_phones_cookie_is_out_of_reach_of_scripts_and_of_other_sites(street: Street) -> None:
    phone, secret = Phone(street.app), street.offer()
    phone.open(f"/P/{secret}")
    form = phone.form(f"/P/{secret}")
    answer = phone.client.post(
        form.action, data=form.hidden, base_url="https://localhost", headers={"Referer": "https://localhost/"}
    )
    cookie = next((c for c in answer.headers.getlist("Set-Cookie") if c.startswith(PHONE_COOKIE)), "")
    assert [mark for mark in ("HttpOnly", "SameSite=Lax", "Secure", "Max-Age") if mark not in cookie] == []


def test_a_double_tap_on_the_pairing_button_pairs_one_phone(street: Street) -> None:
    phone, secret = Phone(street.app), street.offer()
    phone.open(f"/P/{secret}")
    form = phone.form(f"/P/{secret}")
    phone.send(form)
    phone.client.delete_cookie(PHONE_COOKIE)  # the first answer was lost on its way
    assert "in hand" in phone.send(form)
    assert count_phones(street) == 1


def test_a_used_pairing_says_kindly_that_it_has_ended(street: Street) -> None:
    secret = street.offer()
    first, second = Phone(street.app), Phone(street.app)
    first.open(f"/P/{secret}")
    first.send(first.form(f"/P/{secret}"))
    assert "used or has expired" in second.open(f"/P/{secret}")
    assert second.status == 410
    assert "connected already" in first.open(f"/P/{secret}")


def test_defect_o_an_old_pairing_code_expires(street: Street) -> None:
    secret = street.offer()
    street.store.write(lambda c: c.execute("UPDATE pairing SET expires_at = ?", (now_ms() - 1,)))
    phone = Phone(street.app)
    phone.open(f"/P/{secret}")
    assert phone.status == 410


def test_a_printed_card_opens_with_its_word_and_dies_after_five_wrong_ones(street: Street) -> None:
    street.store.write(lambda c: c.execute("UPDATE event SET day = '2100-01-01'"))
    good, bad = street.offer(word="4711"), street.offer(word="4711")
    phone = Phone(street.app)
    phone.open(f"/P/{good}")
    assert "do not belong" in phone.send(phone.form(f"/P/{good}"), word="0000", name="阿蘭")
    assert phone.status == 422
    assert 'value="阿蘭"' in phone.html
    assert "in hand" in phone.send(phone.form(f"/P/{good}"), word="４７１１")
    thief = Phone(street.app)
    for _ in range(5):
        thief.open(f"/P/{bad}")
        thief.send(thief.form(f"/P/{bad}"), word="1234")
    assert thief.status == 410
    thief.open(f"/P/{bad}")
    assert thief.status == 410


def test_a_printed_card_without_its_word_waits_for_the_coordinators_tap(street: Street) -> None:
    street.store.write(lambda c: c.execute("UPDATE event SET day = '2100-01-01'"))
    phone, secret = Phone(street.app), street.offer(word="4711")
    phone.open(f"/P/{secret}")
    form = phone.form(f"/P/{secret}")
    form.action += "/ask"
    assert "has been asked" in phone.send(form, name="阿蘭")
    street.store.write(lambda c: c.execute("UPDATE pairing SET approved_at = asked_at WHERE asked_at IS NOT NULL"))
    phone.open(f"/P/{secret}?asked=1&name=阿蘭")
    assert "in hand" in phone.send(phone.form(f"/P/{secret}"), name="阿蘭")


def test_inside_wechat_the_page_says_how_to_open_the_browser(street: Street) -> None:
    phone, secret = Phone(street.app), street.offer()
    page = phone.open(f"/P/{secret}", **{"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"})
    assert "Open in browser" in page
    assert f"/P/{secret}" in phone.html
    assert "Open in browser" not in phone.open(f"/P/{secret}")


def test_defect_b_a_phone_paired_again_stays_the_same_phone(street: Street) -> None:
    phone = street.phone()
    street.issue("B1", "B-A5", 100)
    phone.open("/phone/?material=" + street.ids.materials["B-A5"])
    five = phone.form("/phone/hand-out", "+5")
    phone.send(five)
    secret = street.offer("B1")
    phone.open(f"/P/{secret}")
    phone.send(phone.form(f"/P/{secret}"))
    assert count_phones(street) == 1
    assert "Already recorded" in phone.send(five)
    assert "Undone" in phone.tap("/phone/", "/phone/undo")
    assert street.stock("B1")["in_hand"] == 100


def test_a_phone_that_is_not_paired_or_not_any_more_sees_nothing(street: Street) -> None:
    stranger, phone = Phone(street.app), street.phone()
    for address in ("/phone/", "/phone/stock", "/phone/leave", "/phone/pulse"):
        stranger.open(address)
        assert stranger.status == 401
    street.store.write(lambda c: c.execute("UPDATE device SET revoked_at = 1"))
    phone.open("/phone/")
    assert phone.status == 401
