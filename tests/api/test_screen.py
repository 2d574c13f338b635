"""What a sign-in screen is given with its plan, and no other phone; and the number that a named visitor gets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.security import check_password_hash

from kiosk import records
from kiosk.campaigns import EVENT, sign_in_window
from kiosk.devices import offer_pairing, redeem_pairing, revoke_device
from kiosk.ids import id_of_short, new_id, now_ms, short_of_id
from kiosk.presence import PERIOD_MS, code_at, presence_secret, set_presence
from kiosk.screens import make_pin, set_pin
from kiosk.storage import Store
from tests.api.conftest import Api, Item


def pair(api: Api, role: str = "kiosk") -> tuple[str, str]:
    """A phone of this role: its id and its token."""
    secret = api.store.write(lambda c: offer_pairing(c, api.ids.event, by="test", booth=api.ids.booths["B1"], role=role))
    phone, token = api.store.write(lambda c: redeem_pairing(c, secret))
    return phone.id, token


def plan(api: Api, token: str) -> Any:
    answer = api.call("GET", "plan", token)
    assert answer.status_code == 200
    return answer.json


def arrival(name: str = "王小明", **changes: object) -> Item:
    item: Item = {
        "id": new_id(), "kind": "check_in", "event": "B", "seen_at": now_ms(), "method": "self",
        "data": {"participant": new_id()}, "private": {"name": name, "notice_version": 1},
    }  # fmt: skip
    return item | changes


def visits(store: Store) -> int:
    return int(store.read().execute("SELECT coalesce(sum(quantity), 0) FROM tally WHERE measure = 'visits'").fetchone()[0])


@pytest.mark.parametrize("role", ["volunteer", "sign_in"])
def test_other_phones_get_neither_the_pin_nor_the_codes(api: Api, role: str) -> None:
    api.store.write(lambda c: set_presence(c, api.ids.event, on=True))
    api.store.write(lambda c: make_pin(c, api.ids.event))
    _, token = pair(api, role)
    said = plan(api, token)
    assert "screen" not in said
    assert "pbkdf2" not in json.dumps(said)


def test_a_screen_gets_its_large_code_at_the_level_of_the_house(api: Api) -> None:
    id, token = pair(api)
    screen = plan(api, token)["screen"]
    assert screen["address"] == f"HTTP://LOCALHOST/K/{short_of_id(id)}"
    assert screen["qr"].startswith("<svg")
    assert id_of_short(short_of_id(id)) == id
    window = sign_in_window(records.get(api.store.read(), EVENT, api.ids.event))
    assert (screen["opens_at"], screen["closes_at"]) == (window.starts, window.ends)
    api.store.write(lambda c: records.change(c, EVENT, api.ids.event, {"buttons": "ask"}))
    assert plan(api, token)["screen"]["qr"] == ""


def test_a_screen_gets_the_pin_as_a_salted_hash(api: Api) -> None:
    _, token = pair(api)
    assert plan(api, token)["screen"]["pin"] == ""
    api.store.write(lambda c: set_pin(c, api.ids.event, " 1357 "))
    kept = str(plan(api, token)["screen"]["pin"])
    assert kept.startswith("pbkdf2:sha256:")
    assert check_password_hash(kept, "1357")
    assert not check_password_hash(kept, "1358")


def test_a_screen_gets_the_codes_of_the_whole_day_ahead(api: Api) -> None:
    _, token = pair(api)
    assert plan(api, token)["screen"]["presence"] is None
    api.store.write(lambda c: set_presence(c, api.ids.event, on=True))
    ahead = plan(api, token)["screen"]["presence"]
    secret = presence_secret(api.store.read(), api.ids.event)
    noon = int(datetime(2017, 3, 24, 2, tzinfo=UTC).timestamp() * 1000)
    assert ahead["codes"][noon // PERIOD_MS - ahead["first"]] == code_at(secret, noon)
    assert ahead["every"] == PERIOD_MS
    assert len(ahead["codes"]) == (2.5 + 4) * 30 + 1  # the event's hours and two on each side
    assert secret not in json.dumps(plan(api, token))
    api.store.write(lambda c: set_presence(c, api.ids.event, on=False))
    assert plan(api, token)["screen"]["presence"] is None
    api.store.write(lambda c: set_presence(c, api.ids.event, on=True))
    assert plan(api, token)["screen"]["presence"] == ahead, (
        "a screen that was without a network meanwhile still shows right codes"
    )


def test_a_change_of_pin_or_codes_moves_the_version_by_which_screens_ask_for_the_plan(api: Api) -> None:
    before = records.plan_version(api.store.read())
    api.store.write(lambda c: make_pin(c, api.ids.event))
    api.store.write(lambda c: set_presence(c, api.ids.event, on=True))
    assert records.plan_version(api.store.read()) == before + 2


def test_a_named_visitor_is_told_their_number_again_when_the_answer_was_lost(api: Api) -> None:
    _, token = pair(api)
    first, second = arrival("王小明"), arrival("李小紅")
    assert [said["number"] for said in api.send(first, second, token=token)] == [1, 2]
    again = api.send(second, token=token)[0]
    assert (again["result"], again["number"]) == ("duplicate", 2)
    assert visits(api.store) == 2


def test_two_visitors_of_one_screen_are_two_even_under_one_name(api: Api) -> None:
    _, token = pair(api)
    assert [said["number"] for said in api.send(arrival("王小明"), arrival("王小明"), token=token)] == [1, 2]
    assert visits(api.store) == 2


def test_who_gives_no_name_or_comes_from_a_phone_taken_out_gets_no_number(api: Api) -> None:
    id, token = pair(api)
    nameless = arrival(private=None)
    assert "number" not in api.send(nameless, token=token)[0]
    api.store.write(lambda c: revoke_device(c, id))
    assert "number" not in api.send(arrival(), token=token)[0]
