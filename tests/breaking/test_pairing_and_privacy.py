"""Pairing under a nervous thumb, and what names people: nowhere in an address, gone after its time."""

from __future__ import annotations

from threading import Thread

from kiosk import accounts
from kiosk.daily import do_daily_work
from kiosk.devices import offer_pairing
from kiosk.ids import new_secret
from tests.breaking.conftest import Target
from tests.plan_fixtures import pair


def card(target: Target, word: str = "") -> str:
    return target.store.write(lambda c: offer_pairing(c, target.ids.event, by="test", booth=target.ids.booths["B1"], word=word))


def test_twenty_taps_at_once_on_one_page_pair_one_phone_and_none_is_told_that_it_ended(target: Target) -> None:
    address, token, answers = f"/P/{card(target)}", new_secret(160), list[int]()

    def tap() -> None:
        answers.append(target.app.test_client().post(address, data={"token": token, "name": "小王"}).status_code)

    taps = [Thread(target=tap) for _ in range(20)]
    for each in taps:
        each.start()
    for each in taps:
        each.join()
    assert answers == [303] * 20
    assert target.store.read().execute("SELECT count(*) FROM device").fetchone()[0] == 1


def test_a_name_typed_before_asking_to_be_let_in_stands_in_no_address_and_is_not_lost(target: Target) -> None:
    client, secret = target.app.test_client(), card(target, "4242")
    asked = client.post(f"/P/{secret}/ask", data={"name": "小王"})
    waiting = client.get(asked.headers["Location"])
    assert "name=" not in asked.headers["Location"]
    assert f"{secret}?name" not in waiting.get_data(as_text=True)
    assert "小王" in client.get(f"/P/{secret}").get_data(as_text=True)


def test_names_of_phones_go_with_the_other_names_after_their_time(target: Target) -> None:
    pair(target.store, target.ids, name="小王")
    do_daily_work(target.app.extensions["kiosk"].config, target.store, again=True)
    assert target.store.read().execute("SELECT name FROM device").fetchone()["name"] == ""


def test_a_password_of_any_length_that_was_set_also_signs_in(target: Target) -> None:
    password = "長" * 1500
    target.store.write(lambda c: accounts.set_password(c, target.ids.accounts["printing"], password))
    answer = target.app.test_client().post("/office/sign-in", data={"name": "printing", "password": password})
    assert answer.status_code == 302
