"""A phone says how ready it is and what it still holds; the first moment of each step is kept, the count is replaced."""

from __future__ import annotations

import sqlite3

import pytest

from kiosk import devices
from kiosk.ids import now_ms
from tests.api.conftest import Api


def tell(api: Api, **said: object) -> object:
    answer = api.call("POST", "readiness", json=said)
    assert answer.status_code == 200, answer.text
    return answer.json


def phone(api: Api) -> sqlite3.Row:
    row: sqlite3.Row = api.store.read().execute("SELECT * FROM device").fetchone()
    return row


def writes(api: Api) -> int:
    return int(api.store.read().execute("PRAGMA data_version").fetchone()[0])


def test_the_first_call_opens_the_phone(api: Api) -> None:
    assert phone(api)["opened_at"] is None
    assert tell(api) == {"device": "active"}
    assert now_ms() - phone(api)["opened_at"] < 5_000


def test_the_first_moment_of_each_step_is_kept(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(api, practised_at=1_000, kept=True)
    first = phone(api)
    later = now_ms() + 3_600_000
    monkeypatch.setattr(devices, "now_ms", lambda: later)
    tell(api, practised_at=2_000, kept=True)
    assert [phone(api)[name] for name in ("opened_at", "practised_at", "kept_at")] == [
        first["opened_at"],
        1_000,
        first["kept_at"],
    ]
    assert phone(api)["last_seen_at"] == later


def test_what_waits_is_replaced_each_time(api: Api) -> None:
    tell(api, waiting=7, waiting_since=5_000)
    assert (phone(api)["waiting"], phone(api)["waiting_since"]) == (7, 5_000)
    tell(api, practised_at=1_000)
    assert (phone(api)["waiting"], phone(api)["waiting_since"]) == (7, 5_000)
    tell(api, waiting=3, waiting_since=6_000)
    assert (phone(api)["waiting"], phone(api)["waiting_since"]) == (3, 6_000)
    tell(api, waiting=0)
    assert (phone(api)["waiting"], phone(api)["waiting_since"]) == (0, None)


def test_nothing_new_writes_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"practised_at": 1_000, "kept": True, "waiting": 2, "waiting_since": 5_000}
    tell(api, **said)
    before = writes(api)
    tell(api, **said)
    tell(api)
    assert writes(api) == before
    later = now_ms() + 61_000
    monkeypatch.setattr(devices, "now_ms", lambda: later)
    tell(api, **said)
    assert writes(api) > before, "a phone that was silent for a minute is heard from"


def test_a_phone_taken_out_still_says_what_it_holds(api: Api) -> None:
    api.store.write(lambda connection: devices.revoke_device(connection, phone(api)["id"]))
    assert tell(api, waiting=5, waiting_since=9_000) == {"device": "revoked"}
    assert phone(api)["waiting"] == 5


def test_a_phone_that_nobody_knows_is_asked_to_sign_in(api: Api) -> None:
    assert api.call("POST", "readiness", "nobody", json={}).status_code == 401


@pytest.mark.parametrize("body", [{"waiting": -1}, {"waiting": "7"}, {"kept": 1}, {"practised_at": True}, {"more": 1}, [], "x"])
def test_anything_else_is_malformed(body: object, api: Api) -> None:
    assert api.call("POST", "readiness", json=body).status_code == 400
