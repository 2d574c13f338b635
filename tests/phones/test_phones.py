"""The coordinator's phones: pairing by a shown code, the list, and what waits for a decision."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import accounts, devices
from kiosk.ids import new_id, now_ms
from kiosk.people import SHIFT, add_person
from kiosk.records import add
from kiosk.settings import write_setting
from kiosk.storage import Store
from kiosk.sync import Sender, record_one
from kiosk.web.context import STAFF_COOKIE
from tests.plan_fixtures import PlanIds, make_kiosk, pair

Made = tuple[Flask, Store, PlanIds]


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Made]:
    made = make_kiosk(tmp_path)
    yield made
    made[1].close()


def client_of(made: Made, account: str = "coordinator") -> FlaskClient:
    app, store, ids = made
    client = app.test_client()
    client.set_cookie(STAFF_COOKIE, store.write(lambda c: accounts.open_session(c, ids.accounts[account])))
    client.get("/office/settings?lang=en")
    return client


def shown_secret(page: str) -> str:
    found = re.search(r"/P/([0-9A-Z]{26})<", page)
    assert found
    return found[1]


def hand_out(made: Made, device: devices.Device, quantity: int = 10, **changes: object) -> dict[str, object]:
    _, store, _ = made
    item = {"id": new_id(), "kind": "hand_out", "event": "B", "seen_at": now_ms(), "from": "booth:B1", "to": "public",
            "material": "B-A5", "quantity": quantity, **changes}  # fmt: skip
    fresh = devices.get_device(store.read(), device.id)
    return store.write(lambda c: record_one(c, Sender.from_device(fresh, "en"), item))


def handed_out(store: Store) -> int:
    return int(store.read().execute("SELECT coalesce(sum(quantity), 0) FROM tally WHERE measure = 'handed_out'").fetchone()[0])


def form_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields and ticked boxes of the first form that goes to an address ending so."""
    form = re.search(rf'<form method="post" action="[^"]*{action}".*?</form>', page, re.S)
    assert form, action
    fields = re.findall(r'<input type="(?:hidden|checkbox)" name="([^"]+)" value="([^"]*)"', form[0])
    return {name: html.unescape(value) for name, value in fields}


def test_the_code_on_the_screen_pairs_one_phone_once(kiosk: Made) -> None:
    _, store, ids = kiosk
    shown = client_of(kiosk).post(f"/office/phones/{ids.event}/pairing", data={"booth": ids.booths["B2"], "role": "sign_in"})
    assert shown.headers["Cache-Control"] == "no-store"
    assert "<svg" in shown.text
    secret = shown_secret(shown.text)
    device, _ = store.write(lambda c: devices.redeem_pairing(c, secret, name="王敏"))
    assert (device.event, device.booth, device.role) == (ids.event, ids.booths["B2"], "sign_in")
    with pytest.raises(devices.PairingEnded):
        store.write(lambda c: devices.redeem_pairing(c, secret))


def test_each_tap_shows_another_code(kiosk: Made) -> None:
    _, _, ids = kiosk
    client = client_of(kiosk)
    codes = {shown_secret(client.post(f"/office/phones/{ids.event}/pairing").text) for _ in range(3)}
    assert len(codes) == 3


def test_the_code_carries_the_sites_address_and_says_when_it_only_guesses(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk)
    guessed = client.post(f"/office/phones/{ids.event}/pairing").text
    assert "HTTP://LOCALHOST/P/" in guessed
    assert "has not been set" in guessed
    store.write(lambda c: write_setting(c, "public_url", "https://week.example.org"))
    known = client.post(f"/office/phones/{ids.event}/pairing").text
    assert "HTTPS://WEEK.EXAMPLE.ORG/P/" in known
    assert "has not been set" not in known
    assert "same network" not in known


def test_the_screen_says_when_the_phone_has_come(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk)
    shown = client.post(f"/office/phones/{ids.event}/pairing").text
    state = re.search(r'data-part="([^"]+)"', shown)
    assert state
    assert "Waiting for the phone" in client.get(state[1]).text
    store.write(lambda c: devices.redeem_pairing(c, shown_secret(shown)))
    assert "this is phone 1 now" in client.get(state[1]).text


def test_a_phone_can_be_paired_for_a_person_on_shift(kiosk: Made) -> None:
    _, store, ids = kiosk

    def plan(connection: object) -> str:
        person = add_person(connection, ids.organisation, {"code": "V1"}, name="李芳")  # type: ignore[arg-type]
        add(connection, SHIFT, ids.event, {"code": "S1", "person": person})  # type: ignore[arg-type]
        return person

    person = store.write(plan)
    client = client_of(kiosk)
    assert "李芳" in client.get(f"/office/phones/{ids.event}").text
    shown = client.post(f"/office/phones/{ids.event}/pairing", data={"person": person})
    device, _ = store.write(lambda c: devices.redeem_pairing(c, shown_secret(shown.text)))
    assert device.person == person
    assert client.post(f"/office/phones/{ids.event}/pairing", data={"person": new_id()}).status_code == 404


def test_the_list_tells_what_each_phone_counted_and_when_it_was_last_heard(kiosk: Made) -> None:
    _, store, ids = kiosk
    device, _ = pair(store, ids, "B1", "陳靜")
    hand_out(kiosk, device, 17)
    page = client_of(kiosk).get(f"/office/phones/{ids.event}").text
    row = re.search(r"<tr>\s*<th scope=\"row\">1 陳靜.*?</tr>", page, re.S)
    assert row
    assert "B1" in row[0]
    assert ">17<" in row[0]
    assert re.search(r"last heard \d\d:\d\d", row[0])


def test_the_part_that_refreshes_is_sent_again_only_when_something_changed(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk)
    first = client.get(f"/office/phones/{ids.event}/now")
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(f"/office/phones/{ids.event}/now", headers=known)
    assert again.status_code in (200, 304)  # another minute may have begun
    again = client.get(f"/office/phones/{ids.event}/now", headers={"If-None-Match": again.headers["ETag"]})
    assert again.status_code == 304
    pair(store, ids, "B1", "陳靜")
    changed = client.get(f"/office/phones/{ids.event}/now", headers={"If-None-Match": again.headers["ETag"]})
    assert changed.status_code == 200
    assert "陳靜" in changed.text


def test_a_printed_card_is_let_in_with_one_tap(kiosk: Made) -> None:
    _, store, ids = kiosk
    secret = store.write(lambda c: devices.offer_pairing(c, ids.event, by="x", booth=ids.booths["B1"], word="4711"))
    store.write(lambda c: devices.ask_approval(c, secret))
    client = client_of(kiosk)
    page = client.get(f"/office/phones/{ids.event}").text
    assert "One phone asks to be let in" in page
    assert client.post(f"/office/phones/{ids.event}/approve", data={"card": "00ff"}).status_code == 404
    client.post(f"/office/phones/{ids.event}/approve", data=form_of(page, "/approve"))
    assert not devices.look_at_pairing(store.read(), secret).needs_word
    assert "asks to be let in" not in client.get(f"/office/phones/{ids.event}").text


def test_a_phone_moves_to_another_booth_and_keeps_what_it_counted(kiosk: Made) -> None:
    _, store, ids = kiosk
    device, _ = pair(store, ids)
    hand_out(kiosk, device)
    client = client_of(kiosk)
    assert client.post(f"/office/phones/{ids.event}/{device.id}/move", data={"booth": ids.booths["B3"]}).status_code == 302
    assert devices.get_device(store.read(), device.id).booth == ids.booths["B3"]
    kept = store.read().execute("SELECT booth, quantity FROM tally WHERE measure = 'handed_out'").fetchall()
    assert [tuple(row) for row in kept] == [(ids.booths["B1"], 10)]
    assert client.post(f"/office/phones/{ids.event}/{device.id}/move", data={"booth": "nowhere"}).status_code == 404


def test_a_sisters_phones_are_not_found_and_other_roles_are_refused(kiosk: Made) -> None:
    _, store, ids = kiosk
    device, _ = pair(store, ids)
    paths = ["", "/now", f"/pairing/{'0' * 64}"]
    posts = [
        "/pairing",
        "/approve",
        f"/{device.id}/revoke",
        f"/{device.id}/move",
        f"/{device.id}/replace",
        f"/{device.id}/put-back",
    ]
    for account, status in (("sister", 404), ("printing", 403), ("district", 403), ("case_worker", 403)):
        client = client_of(kiosk, account)
        assert {client.get(f"/office/phones/{ids.event}{path}").status_code for path in paths} == {status}, account
        assert {client.post(f"/office/phones/{ids.event}{path}").status_code for path in posts} == {status}, account
    assert devices.get_device(store.read(), device.id).state == "active"


def test_a_phone_of_a_sister_is_out_of_reach_through_ones_own_event(kiosk: Made) -> None:
    _, store, ids = kiosk
    secret = store.write(lambda c: devices.offer_pairing(c, ids.sister_event, by="x"))
    theirs, _ = store.write(lambda c: devices.redeem_pairing(c, secret))
    client = client_of(kiosk)
    assert client.post(f"/office/phones/{ids.event}/{theirs.id}/revoke").status_code == 404
    assert client.post(f"/office/phones/{ids.event}/{theirs.id}/move", data={"booth": ids.booths["B1"]}).status_code == 404
    assert "楓景家園社區" not in client.get("/office/phones").text


def test_a_deputy_for_one_event_sees_its_phones_and_no_others(kiosk: Made) -> None:
    _, store, ids = kiosk

    def add_deputy(connection: object) -> str:
        id = accounts.add_account(connection, "deputy", "a very long password")  # type: ignore[arg-type]
        accounts.grant(connection, id, "coordinator", ids.organisation, by="x", event=ids.event, until=now_ms() + 60_000)  # type: ignore[arg-type]
        return id

    ids.accounts["deputy"] = store.write(add_deputy)
    client = client_of(kiosk, "deputy")
    assert client.get(f"/office/phones/{ids.event}").status_code == 200
    store.write(lambda c: c.execute("UPDATE role_grant SET until = ? WHERE account = ?", (now_ms() - 1, ids.accounts["deputy"])))
    assert client.get(f"/office/phones/{ids.event}").status_code == 403


def test_the_list_asks_the_database_as_often_for_many_phones_as_for_one(kiosk: Made) -> None:
    _, store, ids = kiosk
    pair(store, ids)
    client = client_of(kiosk)

    def count_statements() -> int:
        statements: list[str] = []
        store.read().set_trace_callback(statements.append)
        client.get(f"/office/phones/{ids.event}")
        store.read().set_trace_callback(None)
        return len(statements)

    one = count_statements()
    for _ in range(8):
        pair(store, ids)
    assert count_statements() == one
