"""The coordinator's list of phones: how ready each is, and who counts in the place of one that died."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk import devices, records
from kiosk.campaigns import EVENT
from kiosk.devices import Device, Told, note_told
from kiosk.ids import new_id, now_ms
from kiosk.replacements import Replacement, replacements_of
from tests.phones.test_phones import Made, client_of
from tests.plan_fixtures import make_kiosk, pair
from tests.tallies.test_pages import text_of


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Made]:
    """Event B the day before yesterday, so that every time of its day has passed."""
    made = make_kiosk(tmp_path)
    day = (datetime.now(UTC).date() - timedelta(days=2)).isoformat()
    made[1].write(lambda c: records.change(c, EVENT, made[2].event, {"day": day}))
    yield made
    made[1].close()


def tell(made: Made, device: Device, told: Told) -> None:
    made[1].write(lambda c: note_told(c, device.id, told))


def list_page(made: Made) -> str:
    return client_of(made).get(f"/office/phones/{made[2].event}").text


def replace(client: FlaskClient, made: Made, device: Device, **said: str) -> str:
    form = {"id": new_id(), "heir": "", "from": "10:30"} | said
    answer = client.post(f"/office/phones/{made[2].event}/{device.id}/replace", data=form, follow_redirects=True)
    assert answer.status_code == 200
    return text_of(answer.text)


def replaced(made: Made) -> list[Replacement]:
    return replacements_of(made[1].read(), made[2].event)


def test_one_line_on_top_tells_how_many_are_ready(kiosk: Made) -> None:
    _, store, ids = kiosk
    ready, half, _untouched = (pair(store, ids, "B1", name)[0] for name in ("王敏", "李芳", "陳靜"))
    gone, _ = pair(store, ids)
    store.write(lambda c: devices.revoke_device(c, gone.id))
    tell(kiosk, ready, Told(practised_at=now_ms(), kept=True))
    tell(kiosk, half, Told(kept=True))
    page = list_page(kiosk)
    assert "Phones ready: 1 of 3" in text_of(page)
    steps = [re.findall(r'<li class="(done|open)"', row) for row in re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.S)]
    assert steps == [["done"] * 3, ["done", "open", "done"], ["open"] * 3]


def test_a_sign_in_screen_need_not_practise(kiosk: Made) -> None:
    _, store, ids = kiosk
    secret = store.write(lambda c: devices.offer_pairing(c, ids.event, by="x", role="kiosk"))
    screen, _ = store.write(lambda c: devices.redeem_pairing(c, secret))
    tell(kiosk, screen, Told(kept=True))
    assert "Phones ready: 1 of 1" in text_of(list_page(kiosk))


def test_what_still_waits_is_told_with_its_age(kiosk: Made) -> None:
    _, store, ids = kiosk
    phone, _ = pair(store, ids)
    tell(kiosk, phone, Told(waiting=7, waiting_since=now_ms() - 60_000))
    assert re.search(
        r"still holds 7 records, the oldest since \d\d:\d\d|still holds 7 records, the oldest since \d", text_of(list_page(kiosk))
    )
    tell(kiosk, phone, Told(waiting=0))
    assert "still holds" not in list_page(kiosk)


def test_the_part_that_refreshes_changes_with_what_a_phone_says(kiosk: Made) -> None:
    _, store, ids = kiosk
    phone, _ = pair(store, ids)
    client = client_of(kiosk)
    tag = client.get(f"/office/phones/{ids.event}/now").headers["ETag"]
    tell(kiosk, phone, Told(waiting=2))
    assert client.get(f"/office/phones/{ids.event}/now", headers={"If-None-Match": tag}).status_code == 200


def test_another_phone_takes_over_from_a_time_and_that_can_be_taken_back(kiosk: Made) -> None:
    _, store, ids = kiosk
    dead, heir = pair(store, ids)[0], pair(store, ids)[0]
    client = client_of(kiosk)
    assert re.search(r"replaced by phone 2 since .*10:30", replace(client, kiosk, dead, heir=heir.id))
    (one,) = replaced(kiosk)
    assert (one.device, one.heir, one.heir_number) == (dead.id, heir.id, 2)
    zone = datetime.fromtimestamp(one.from_at / 1000, UTC)
    assert (zone.hour, zone.minute) == (2, 30), "half past ten in Shanghai"
    for _ in range(2):
        client.post(f"/office/phones/{ids.event}/{dead.id}/put-back", data={"replacement": one.id})
    assert replaced(kiosk) == []
    assert "replaced by" not in list_page(kiosk)


def test_a_replacement_sent_twice_is_one_and_a_phone_has_one_heir(kiosk: Made) -> None:
    _, store, ids = kiosk
    dead, heir = pair(store, ids)[0], pair(store, ids)[0]
    client, id = client_of(kiosk), new_id()
    for _ in range(2):
        replace(client, kiosk, dead, heir=heir.id, id=id)
    assert "replaced by paper since" in replace(client, kiosk, dead, **{"from": "11:00"})
    assert [one.heir for one in replaced(kiosk)] == [""]
    replace(client, kiosk, dead, heir=heir.id, id=id)
    assert [one.heir for one in replaced(kiosk)] == [""], "an old form comes too late"


@pytest.mark.parametrize("clock", ["", "25:00", "soon", "<b>", "9" * 50])
def test_a_time_that_is_none_is_told(clock: str, kiosk: Made) -> None:
    phone, _ = pair(kiosk[1], kiosk[2])
    assert "is not a time of this event that has passed" in replace(client_of(kiosk), kiosk, phone, **{"from": clock})
    assert replaced(kiosk) == []


def test_a_time_that_is_to_come_is_told(kiosk: Made) -> None:
    _, store, ids = kiosk
    store.write(
        lambda c: records.change(c, EVENT, ids.event, {"day": (datetime.now(UTC).date() + timedelta(days=2)).isoformat()})
    )
    phone, _ = pair(store, ids)
    assert "is not a time of this event that has passed" in replace(client_of(kiosk), kiosk, phone)


def test_neither_itself_nor_a_sisters_phone_is_an_heir(kiosk: Made) -> None:
    _, store, ids = kiosk
    phone, _ = pair(store, ids)
    secret = store.write(lambda c: devices.offer_pairing(c, ids.sister_event, by="x"))
    theirs, _ = store.write(lambda c: devices.redeem_pairing(c, secret))
    client = client_of(kiosk)
    for heir in (phone.id, theirs.id, "nobody"):
        form = {"id": new_id(), "heir": heir, "from": "10:30"}
        assert client.post(f"/office/phones/{ids.event}/{phone.id}/replace", data=form).status_code == 404
    assert (
        client.post(f"/office/phones/{ids.event}/{theirs.id}/replace", data={"id": new_id(), "from": "10:30"}).status_code == 404
    )
    assert replaced(kiosk) == []


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_list_speaks_three_languages(language: str, kiosk: Made) -> None:
    _, store, ids = kiosk
    dead, heir = pair(store, ids)[0], pair(store, ids)[0]
    client = client_of(kiosk)
    replace(client, kiosk, dead, heir=heir.id)
    tell(kiosk, heir, Told(waiting=1))
    assert client.get(f"/office/phones/{ids.event}?lang={language}").status_code == 200


def test_who_closes_a_booth_is_told_of_a_colleagues_phone_that_still_holds_facts(kiosk: Made) -> None:
    app, store, ids = kiosk
    mine, secret = pair(store, ids)
    other, _ = pair(store, ids)
    tell(kiosk, other, Told(waiting=4))
    tell(kiosk, mine, Told(waiting=9))
    client = app.test_client()
    client.set_cookie("kiosk_phone", secret)
    page = text_of(client.get("/phone/close?check=1&lang=en").text)
    assert "phone 2, last heard" in page
    assert "still holds 4 records" in page
    assert "phone 1, last heard" not in page
