"""The coordinator's settings of sign-in screens: the staff PIN, and the presence code with what it does not prove."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.security import check_password_hash

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.ids import now_ms
from kiosk.plan.copies import copy_event
from kiosk.presence import code_at, presence_secret
from kiosk.screens import pin_hash
from tests.phones.test_phones import Made, client_of
from tests.plan_fixtures import make_kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Made]:
    made = make_kiosk(tmp_path)
    yield made
    made[1].close()


def url(made: Made, which: str = "") -> str:
    return f"/office/phones/{made[2].event}/screen{which}"


def shown_pin(page: str) -> str:
    found = re.search(r'class="big-figures">(\d{6})<', page)
    return found[1] if found else ""


def test_pairing_the_first_screen_makes_a_pin_and_shows_it_once(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk)
    pages = [client.post(f"/office/phones/{ids.event}/pairing", data={"role": "kiosk"}).text for _ in range(2)]
    pin = shown_pin(pages[0])
    assert check_password_hash(pin_hash(store.read(), ids.event), pin)
    assert shown_pin(pages[1]) == ""
    assert "without the event&#39;s staff PIN" in pages[1]
    assert "staff PIN" not in client.post(f"/office/phones/{ids.event}/pairing", data={"role": "volunteer"}).text


def test_the_coordinator_sets_a_pin_of_four_to_eight_digits(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk)
    assert "No PIN is set yet" in client.get(url(kiosk)).text
    for bad in ("123", "123456789", "12a4", ""):
        answer = client.post(url(kiosk, "/pin"), data={"pin": bad})
        assert answer.status_code == 422
        assert "Please give 4 to 8 digits." in answer.text
    assert client.post(url(kiosk, "/pin"), data={"pin": "２４６８"}).status_code == 303
    assert check_password_hash(pin_hash(store.read(), ids.event), "2468")
    assert "2468" not in client.get(url(kiosk)).text


def test_a_pin_can_be_made_and_is_shown_only_then(kiosk: Made) -> None:
    client = client_of(kiosk)
    pin = shown_pin(client.post(url(kiosk, "/pin"), data={"make": "1", "pin": ""}).text)
    assert check_password_hash(pin_hash(kiosk[1].read(), kiosk[2].event), pin)
    assert pin not in client.get(url(kiosk)).text


def test_turning_the_code_on_shows_it_here_and_on_the_live_page(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk)
    assert "What it does not prove" in client.get(url(kiosk)).text
    client.post(url(kiosk, "/presence"), data={"on": "yes"})
    code = code_at(presence_secret(store.read(), ids.event), now_ms())
    assert f">{code}<" in client.get(url(kiosk)).text
    assert f">{code}<" in client.get(f"/office/tallies/event/{ids.event}").text
    client.post(url(kiosk, "/presence"), data={"on": "no"})
    assert presence_secret(store.read(), ids.event) == ""
    assert "big-figures" not in client.get(f"/office/tallies/event/{ids.event}").text


def test_who_only_reads_the_tallies_does_not_see_the_code(kiosk: Made) -> None:
    client_of(kiosk).post(url(kiosk, "/presence"), data={"on": "yes"})
    for account in ("district", "printing"):
        page = client_of(kiosk, account).get(f"/office/tallies/event/{kiosk[2].event}")
        assert page.status_code == 200
        assert "big-figures" not in page.text


def test_a_sisters_coordinator_finds_nothing_here(kiosk: Made) -> None:
    client = client_of(kiosk, "sister")
    assert client.get(url(kiosk)).status_code == 404
    assert client.post(url(kiosk, "/pin"), data={"pin": "1234"}).status_code == 404
    assert client.post(url(kiosk, "/presence"), data={"on": "yes"}).status_code == 404


def test_a_copied_event_asks_for_no_code_and_has_no_pin(kiosk: Made) -> None:
    _, store, ids = kiosk
    client_of(kiosk).post(url(kiosk, "/presence"), data={"on": "yes"})
    copied = store.write(lambda c: copy_event(c, ids.event, day="2017-03-25", code="B9"))
    assert records.get(store.read(), EVENT, copied)["code"] == "B9"
    assert presence_secret(store.read(), copied) == ""
    assert pin_hash(store.read(), copied) == ""
