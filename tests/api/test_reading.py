"""Pairing over the API, the plan and the tallies."""

from __future__ import annotations

import pytest

from kiosk import codes
from kiosk.campaigns import BOOTH, set_status
from kiosk.devices import approve_pairing, offer_pairing
from kiosk.figures.listed import list_tallies
from kiosk.privacy.personal_data import hash_secret
from kiosk.records import add
from tests.api.conftest import Api, hand_out


def offer(api: Api, **how: str) -> str:
    return api.store.write(lambda c: offer_pairing(c, api.ids.event, by="test", booth=api.ids.booths["B2"], **how))  # type: ignore[arg-type]


def redeem(api: Api, secret: str, token: str = "", **more: str) -> tuple[int, dict[str, object]]:
    answer = api.call("POST", "pair", token, json={"token": secret, **more})
    assert answer.json is not None
    return answer.status_code, answer.json


def test_a_pairing_secret_is_exchanged_once_for_a_device_token(api: Api) -> None:
    secret = offer(api)
    status, said = redeem(api, secret, name="小於的手機")
    assert status == 200
    assert said["scope"]["booth"] == api.ids.booths["B2"]  # type: ignore[index]
    assert said["plan"]["event"]["code"] == "B"  # type: ignore[index]
    assert api.send(hand_out(), token=str(said["device_token"]))[0]["result"] == "recorded"
    assert redeem(api, secret)[0] == 410


def test_a_secret_in_lower_case_or_in_its_address_is_used_up_all_the_same(api: Api) -> None:
    secret = offer(api)
    assert redeem(api, f"http://kiosk.example/p/{secret.lower()}")[0] == 200
    assert redeem(api, secret)[0] == 410
    assert redeem(api, secret.lower())[0] == 410


def test_a_printed_card_needs_its_word_and_five_wrong_ones_end_it(api: Api) -> None:
    card = offer(api, word="4711")
    assert (redeem(api, card)[0], redeem(api, card)[1]["reason"]) == (403, "word_needed")
    assert [redeem(api, card.lower(), word="0000")[0] for _ in range(6)] == [403, 403, 403, 403, 403, 410]
    assert redeem(api, card, word="4711")[0] == 410
    other = offer(api, word="4711")
    assert redeem(api, other, word="4711")[0] == 200


def test_a_printed_card_opens_after_approval(api: Api) -> None:
    card = offer(api, word="4711")
    api.store.write(lambda connection: approve_pairing(connection, hash_secret(card)))
    assert redeem(api, card)[0] == 200


def test_a_phone_that_is_paired_again_stays_the_same_phone(api: Api) -> None:
    first = redeem(api, offer(api))[1]
    again = redeem(api, offer(api), token=str(first["device_token"]))[1]
    assert again["scope"]["device"] == first["scope"]["device"]  # type: ignore[index]
    assert api.call("GET", "plan", str(first["device_token"])).status_code == 401
    assert api.call("GET", "plan", str(again["device_token"])).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"token": ""}, {"token": 7}, {"token": "x", "colour": "red"}, [], None, {"token": "x" * 500}]
)
def test_a_malformed_pairing_is_refused(body: object, api: Api) -> None:
    assert api.call("POST", "pair", "", json=body).status_code == 400


def test_the_plan_holds_what_a_phone_needs_and_no_name(api: Api) -> None:
    answer = api.call("GET", "plan")
    assert answer.json is not None
    plan = answer.json
    assert [booth["code"] for booth in plan["booths"]] == ["B1", "B2", "B3"]
    assert {material["code"] for material in plan["materials"]} == {"B-A5", "B-TRI"}
    assert plan["event"]["variants"]["title"]["en"] == "Street outreach"
    assert plan["event"]["starts_at"] < plan["event"]["ends_at"]
    code, sum_of = codes.write_code(4711, b"k" * 16), 0
    for position, letter in enumerate(code):
        sum_of ^= plan["code_rules"]["check_table"][position][plan["code_rules"]["alphabet"].index(letter)]
    assert sum_of == 0


def test_the_plan_is_sent_again_only_when_it_has_changed(api: Api) -> None:
    tag = api.call("GET", "plan").headers["ETag"]
    assert api.call("GET", "plan", headers={"If-None-Match": tag}).status_code == 304
    api.store.write(lambda connection: add(connection, BOOTH, api.ids.event, {"code": "B4", "name": "橋頭"}))
    changed = api.call("GET", "plan", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    tag = changed.headers["ETag"]
    api.store.write(lambda connection: set_status(connection, api.ids.event, "cancelled", "大雨"))
    assert api.call("GET", "plan", headers={"If-None-Match": tag}).status_code == 200


def test_the_tallies_are_those_of_the_command_and_are_sent_again_only_when_they_have_changed(api: Api) -> None:
    api.send(hand_out())
    answer = api.call("GET", "tallies")
    assert answer.json == {"tallies": list_tallies(api.store.read(), "WEEK2017", "B")}
    tag = answer.headers["ETag"]
    assert api.call("GET", "tallies", headers={"If-None-Match": tag}).status_code == 304
    api.send(hand_out())
    changed = api.call("GET", "tallies?campaign=WEEK2017&event=B", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.json is not None
    assert changed.json["tallies"][0]["handed_out"] == 20


@pytest.mark.parametrize("query", ["event=C", "campaign=FJ2017", "event=nothing", "campaign=FJ2017&event=B"])
def test_a_sister_events_tallies_are_not_found(query: str, api: Api) -> None:
    assert api.call("GET", f"tallies?{query}").status_code == 404


@pytest.mark.parametrize("path", ["plan", "tallies", "entries", "pair"])
def test_a_get_changes_nothing(path: str, api: Api) -> None:
    before = [api.count(table) for table in ("entry", "device", "tally", "participant")]
    api.call("GET", path)
    api.call("HEAD", path)
    assert [api.count(table) for table in ("entry", "device", "tally", "participant")] == before
