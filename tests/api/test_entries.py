"""POST /api/v1/entries: the envelope, who may send, and how the answer reads."""

from __future__ import annotations

import json

import pytest

from kiosk.devices import Device, device_of_token, offer_pairing, redeem_pairing, revoke_device
from kiosk.ids import new_id, now_ms
from kiosk.sync import MAX_BYTES
from kiosk.web import api_entries
from kiosk.web.security import RateLimit
from tests.api.conftest import Api, hand_out


def test_a_batch_is_answered_item_by_item_in_the_order_sent(api: Api) -> None:
    good, bad, other = hand_out(), hand_out(quantity=0), hand_out(quantity=3)
    answer = api.call("POST", "entries", json={"sent_at": now_ms(), "entries": [good, bad, 7, other]})
    assert answer.status_code == 200
    assert answer.json is not None
    assert abs(answer.json["server_time"] - now_ms()) < 10_000
    assert answer.json["device"] == "active"
    assert [(result.get("id"), result.get("index"), result["result"]) for result in answer.json["results"]] == [
        (good["id"], None, "recorded"), (bad["id"], None, "rejected"), (None, 2, "rejected"), (other["id"], None, "recorded"),
    ]  # fmt: skip
    assert api.handed_out() == 13


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_short_way_answers_as_flask_does(scheme: str, api: Api) -> None:
    """A batch with an item to be rejected goes through Flask; but for the item, nobody can tell."""
    quick, flask = (
        api.call("POST", "entries", json={"entries": entries}, base_url=f"{scheme}://kiosk.example")
        for entries in ([hand_out()], [hand_out(), 7])
    )
    differing = {"Content-Length", "Date", "Vary"}
    assert {name: value for name, value in quick.headers if name not in differing} == {
        name: value for name, value in flask.headers if name not in differing
    }
    assert quick.json is not None
    assert flask.json is not None
    assert quick.json.keys() == flask.json.keys()
    assert quick.json["results"][0].keys() == flask.json["results"][0].keys()


def test_an_empty_batch_is_answered(api: Api) -> None:
    assert api.send() == []


@pytest.mark.parametrize(
    ("language", "end"), [("zh-TW", "。"), ("zh-CN,zh;q=0.9", "。"), ("en-GB", "."), ("de", "。"), ("", "。"), (";;;q=x", "。")]
)
def test_sentences_are_in_the_language_of_the_phone_and_reasons_are_stable(language: str, end: str, api: Api) -> None:
    [result] = api.send(hand_out(quantity=0), headers={"Accept-Language": language})
    assert result["reason"] == "bad_quantity"
    assert str(result["message"]).endswith(end)


ENVELOPES = [
    b"", b"null", b"[]", b"3", b'"x"', b"{", b"{}", b'{"entries":{}}', b'{"entries":null}', b'{"entries":[],"more":1}', b"\xff\xfe", b"{'entries':[]}",
    b'{"entries":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}", b'{"entries":[' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"]}",
    b'{"sent_at":' + b"9" * 6000 + b',"entries":[}',
]  # fmt: skip


@pytest.mark.parametrize("body", ENVELOPES)
def test_a_malformed_envelope_is_refused_as_a_whole(body: bytes, api: Api) -> None:
    answer = api.call("POST", "entries", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["reason"] == "malformed_envelope"
    assert answer.json["message"].endswith("。")


@pytest.mark.parametrize(
    "poison",
    [
        '{"id":"ID","id":"ID"}', '{"id":"ID","quantity":NaN}', '{"id":"ID","quantity":-Infinity}', '{"id":"ID","seen_at":123456789012345678901234567890}',
        '{"id":"ID","material":"\\ud800"}', '{"id":"\\ud800"}', '{"\\udfff":1}', '{"id":"ID","kind":"\\u0000"}', '{"id":"ID","data":{"a\\u0000":1}}',
        '{"id":"ID","data":' + "[" * 150 + "]" * 150 + "}", '{"id":"ID","event":"' + "x" * 100_000 + '"}', '{"id":"ID","quantity":1e400}', '{"id":"ID","' + "k" * 5000 + '":1}',
    ],
)  # fmt: skip
def test_one_poisoned_item_never_blocks_its_neighbours(poison: str, api: Api) -> None:
    good = hand_out()
    text = '{"entries":[' + poison.replace("ID", new_id()) + "," + json.dumps(good) + "]}"
    answer = api.call("POST", "entries", data=text.encode(), content_type="application/json")
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert [result["result"] for result in answer.json["results"]] == ["rejected", "recorded"]


def test_what_is_typed_in_any_script_is_kept(api: Api) -> None:
    item = hand_out(**{"from": "booth:鄂倫春 😀"})
    assert api.send(item)[0]["flags"] == ["unknown_booth"]
    assert api.store.read().execute("SELECT booth FROM entry").fetchone()[0] == "鄂倫春 😀"


def test_more_than_five_hundred_entries_are_too_many(api: Api) -> None:
    assert api.call("POST", "entries", json={"entries": [hand_out() for _ in range(501)]}).status_code == 413
    assert api.count() == 0
    assert len(api.send(*[hand_out() for _ in range(500)])) == 500


def test_more_than_a_mebibyte_is_too_much(api: Api) -> None:
    answer = api.call("POST", "entries", data=b" " * (MAX_BYTES + 1), content_type="application/json")
    assert answer.status_code == 413
    assert answer.json is not None
    assert answer.json["reason"] == "too_large"


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic eDp5"}],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "entries"), ("GET", "plan"), ("GET", "tallies")])
def test_without_a_known_token_nothing_is_open(method: str, path: str, headers: dict[str, str], api: Api) -> None:
    answer = api.app.test_client().open(f"/api/v1/{path}", method=method, headers=headers, json={"entries": [hand_out()]})
    assert answer.status_code == 401
    assert answer.json is not None
    assert api.count() == 0


def test_a_phone_cookie_is_no_token(api: Api) -> None:
    client = api.app.test_client()
    client.set_cookie("kiosk_phone", api.token)
    assert client.post("/api/v1/entries", json={"entries": []}).status_code == 401


def test_an_expired_phone_may_only_hand_in(api: Api) -> None:
    api.store.write(lambda connection: connection.execute("UPDATE device SET expires_at = ?", (now_ms() - 60_000,)))
    item = hand_out(seen_at=now_ms() - 3_600_000)
    answer = api.call("POST", "entries", json={"entries": [item]})
    assert answer.json is not None
    assert answer.json["device"] == "expired"
    assert answer.json["results"][0]["flags"] == ["late"]
    assert api.handed_out() == 10
    assert [api.call("GET", path).status_code for path in ("plan", "tallies")] == [403, 403]


def test_a_revoked_phone_is_told_so_and_its_facts_wait(api: Api) -> None:
    device = api.store.read().execute("SELECT id FROM device").fetchone()[0]
    api.store.write(lambda connection: revoke_device(connection, device))
    answer = api.call("POST", "entries", json={"entries": [hand_out()]})
    assert answer.json is not None
    assert answer.json["device"] == "revoked"
    assert (answer.json["results"][0]["result"], answer.json["results"][0]["flags"]) == ("recorded", ["quarantined"])
    assert api.handed_out() == 0
    assert [api.call("GET", path).status_code for path in ("plan", "tallies")] == [403, 403]


def leaving(at: int) -> dict[str, object]:
    return {"id": new_id(), "kind": "leave", "event": "B", "seen_at": at, "data": {"booth": "B1", "left": 0}}


def device_of(api: Api) -> Device:
    found = device_of_token(api.store.read(), api.token)
    assert found is not None
    return found


def test_leaving_signs_the_phone_out_once(api: Api) -> None:
    leave = leaving(now_ms())
    assert api.send(leave)[0]["result"] == "recorded"
    left = device_of(api)
    assert left.state == "expired"
    api.store.write(lambda c: redeem_pairing(c, offer_pairing(c, api.ids.event, by="x"), known=left, token=api.token))
    assert api.send(leave)[0]["result"] == "duplicate"
    assert device_of(api).state == "active"


def test_a_leaving_that_is_told_late_ends_no_newer_pairing(api: Api) -> None:
    assert api.send(leaving(now_ms() - 600_000))[0]["result"] == "recorded"
    assert device_of(api).state == "active"


def test_a_full_disk_is_said_with_a_time_to_come_back(api: Api) -> None:
    used = api.store._writer.execute("PRAGMA page_count").fetchone()[0]
    api.store._writer.execute(f"PRAGMA max_page_count = {used}")
    items = [hand_out() for _ in range(400)]
    answer = api.call("POST", "entries", json={"entries": items})
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json is not None
    assert answer.json["reason"] == "disk_full"
    assert api.count() == 0
    api.store._writer.execute("PRAGMA max_page_count = 1000000")
    assert {result["result"] for result in api.send(*items)} == {"recorded"}


def test_a_phone_that_storms_is_told_when_to_come_back_and_its_neighbour_is_not(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_entries, "_SENDING", RateLimit(3, 60))
    answers = [api.call("POST", "entries", json={"entries": []}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert api.call("POST", "entries", api.pair("B2"), json={"entries": []}).status_code == 200


def test_the_last_contact_of_a_phone_is_remembered(api: Api) -> None:
    api.store.write(lambda connection: connection.execute("UPDATE device SET last_seen_at = 0"))
    api.send()
    assert abs(api.store.read().execute("SELECT last_seen_at FROM device").fetchone()[0] - now_ms()) < 10_000


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "nothing", 404), ("DELETE", "plan", 405), ("GET", "entries", 405)]
)
def test_wrong_addresses_and_methods_are_answered_in_json(method: str, path: str, status: int, api: Api) -> None:
    answer = api.call(method, path)
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
