"""The app on the home screen takes over from the browser: six digits, once, within five minutes."""

from __future__ import annotations

import pytest

from kiosk.web import api_handover
from kiosk.web.security import RateLimit
from tests.api.conftest import Api, hand_out

LUGGAGE = {"queue": [{"id": "a"}], "own": [{"id": "b"}]}


def offer(api: Api) -> str:
    answer = api.call("POST", "hand-over", json={"luggage": LUGGAGE})
    assert answer.status_code == 200
    assert answer.json is not None
    code: str = answer.json["code"]
    return code


def test_the_same_phone_goes_on_under_a_new_secret_with_what_it_held(api: Api) -> None:
    api.send(hand_out())
    taken = api.call("POST", "take-over", token="", json={"code": offer(api)}).json
    assert taken is not None
    assert taken["luggage"] == LUGGAGE
    assert taken["scope"]["number"] == 1
    assert api.call("GET", "plan").status_code == 401
    assert api.send(hand_out(), token=taken["device_token"])[0]["result"] == "recorded"
    assert api.store.read().execute("SELECT count(DISTINCT device) FROM entry").fetchone()[0] == 1


def test_six_digits_open_once(api: Api) -> None:
    code = offer(api)
    assert api.call("POST", "take-over", token="", json={"code": code}).status_code == 200
    assert api.call("POST", "take-over", token="", json={"code": code}).status_code == 410


def test_new_digits_end_the_old_ones(api: Api) -> None:
    first, second = offer(api), offer(api)
    assert api.call("POST", "take-over", token="", json={"code": first}).status_code == 410
    assert api.call("POST", "take-over", token="", json={"code": second}).status_code == 200


def test_digits_end_after_five_minutes(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    code = offer(api)
    later = api_handover.now_ms() + api_handover.VALID_MS + 1
    monkeypatch.setattr(api_handover, "now_ms", lambda: later)
    assert api.call("POST", "take-over", token="", json={"code": code}).status_code == 410


def test_nobody_can_guess_for_long(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_handover, "_TRIES", RateLimit(5, 60))
    statuses = [api.call("POST", "take-over", token="", json={"code": f"{number:06d}"}).status_code for number in range(7)]
    assert statuses == [410] * 5 + [429] * 2


@pytest.mark.parametrize("body", [{}, {"code": 123456}, {"code": "12345"}, {"code": "12345a"}, {"code": "123456", "more": 1}])
def test_anything_but_six_digits_is_malformed(body: dict[str, object], api: Api) -> None:
    assert api.call("POST", "take-over", token="", json=body).status_code == 400


def test_only_an_active_phone_hands_over(api: Api) -> None:
    assert api.call("POST", "hand-over", token="nobody", json={"luggage": LUGGAGE}).status_code == 401
    api.store.write(lambda c: c.execute("UPDATE device SET revoked_at = 1"))
    assert api.call("POST", "hand-over", json={"luggage": LUGGAGE}).status_code == 403
