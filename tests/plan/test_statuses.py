"""An event's status over HTTP: two taps there and two back, a reason in each reader's language, said in public at once."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import campaigns, records
from kiosk.storage import Store
from tests.access_walk import sign_in
from tests.plan_fixtures import PlanIds

Kiosk = tuple[Store, PlanIds]


@pytest.fixture
def client(app: Flask, kiosk: Kiosk) -> FlaskClient:
    return sign_in(app, kiosk[0], kiosk[1].accounts["coordinator"])


@pytest.mark.parametrize(
    ("step", "typed", "status"),
    [
        ("postpone", {"day": "2017-03-31"}, "postponed"),
        ("move", {"place": "活動中心"}, "moved"),
        ("cancel", {}, "cancelled"),
        ("end", {"outcome": "發放 2,064 份"}, "ended"),
    ],
)
def test_a_status_takes_two_taps_and_goes_back_in_two(
    client: FlaskClient, kiosk: Kiosk, step: str, typed: dict[str, str], status: str
) -> None:
    store, ids = kiosk
    store.write(lambda c: records.change(c, campaigns.EVENT, ids.event, {"day": "2099-03-24"}))
    page = client.get(f"/office/plan/event/{ids.event}").text
    address = f"/office/plan/event/{ids.event}/status/{step}"
    assert f'href="{address}"' in page
    assert client.post(address, data={"reason": "下雨", **typed}).status_code == 302
    row = records.get(store.read(), campaigns.EVENT, ids.event)
    assert (row["status"], row["status_reason"]) == (status, "下雨")
    assert {name: row[name] for name in typed} == typed
    page = client.get(f"/office/plan/event/{ids.event}").text
    assert "下雨" in page
    assert "/status/resume" in page
    assert client.post(f"/office/plan/event/{ids.event}/status/resume", data={"day": "2099-03-25"}).status_code == 302
    row = records.get(store.read(), campaigns.EVENT, ids.event)
    assert (row["status"], row["status_reason"], row["day"]) == ("planned", "", "2099-03-25")


def test_a_postponed_event_without_a_new_day_says_so(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: records.change(c, campaigns.EVENT, ids.event, {"day": "2099-03-24"}))
    address = f"/office/plan/event/{ids.event}/status/postpone"
    for _ in range(2):
        assert client.post(address, data={"reason": "下雨", "day": "2099-03-24"}).status_code == 302
        assert records.get(store.read(), campaigns.EVENT, ids.event)["status_reason"] == "下雨，新日期另行通知。"


def test_a_reason_is_said_in_each_readers_language(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: records.change(c, campaigns.EVENT, ids.event, {"day": "2099-03-24", "language": "zh-Hant"}))
    address = f"/office/plan/event/{ids.event}/status/postpone"
    assert 'name="status_reason@en"' in client.get(address).text
    client.post(address, data={"reason": "下雨", "status_reason@en": "Heavy rain.", "day": "2099-03-24"})
    row = records.get(store.read(), campaigns.EVENT, ids.event)
    said = [records.variant_of(row, "status_reason", each) for each in ("zh-Hant", "zh-Hans", "en")]
    assert said == ["下雨，新日期另行通知。", "下雨，新日期另行通知。", "Heavy rain. The new date will be announced."]
    for language, words in (("zh-Hant", said[0]), ("en", said[2])):
        assert words in client.get(f"/e/{ids.event}", headers={"Accept-Language": language}).text
    client.post(f"/office/plan/event/{ids.event}/status/cancel", data={"reason": "大風"})
    row = records.get(store.read(), campaigns.EVENT, ids.event)
    assert records.variant_of(row, "status_reason", "en") == "大風", "what was said of the rain is not said of the wind"


def test_an_event_whose_hours_are_over_can_still_be_called_off(client: FlaskClient, kiosk: Kiosk) -> None:
    page = client.get(f"/office/plan/event/{kiosk[1].event}").text
    assert all(f"/status/{step}" in page for step in ("end", "postpone", "cancel"))


def test_a_move_needs_another_place(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    address = f"/office/plan/event/{ids.event}/status/move"
    for place in ("", "康寧社區", " 康寧社區 "):
        assert client.post(address, data={"place": place}).status_code == 422
    assert records.get(store.read(), campaigns.EVENT, ids.event)["status"] == "planned"


def test_a_cancelled_event_says_so_on_its_public_page_at_once(client: FlaskClient, app: Flask, kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: records.change(c, campaigns.EVENT, ids.event, {"day": "2099-03-24"}))
    passer_by = app.test_client()
    assert "下雨" not in passer_by.get(f"/e/{ids.event}").text
    client.post(f"/office/plan/event/{ids.event}/status/cancel", data={"reason": "下雨"})
    assert "下雨" in passer_by.get(f"/e/{ids.event}").text
