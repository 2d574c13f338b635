"""What an event has beside plan, paper, phones and counts: switched on by its kind's preset or by hand, and nowhere in sight else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import campaigns, records
from kiosk.features import FEATURES, PRESETS, features_of
from kiosk.ids import new_id
from kiosk.storage import Store
from tests.access_walk import sign_in
from tests.plan_fixtures import PlanIds, make_kiosk


@dataclass
class Office:
    """A kiosk and its coordinator's browser."""

    app: Flask
    store: Store
    ids: PlanIds
    client: FlaskClient

    def has(self, event: str = "") -> tuple[str, ...]:
        return features_of(records.get(self.store.read(), campaigns.EVENT, event or self.ids.event))

    def page(self, address: str) -> str:
        answer = self.client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        return answer.text


@pytest.fixture
def office(tmp_path: Path) -> Office:
    app, store, ids = make_kiosk(tmp_path)
    return Office(app, store, ids, sign_in(app, store, ids.accounts["coordinator"]))


def test_presets_name_kinds_and_features_that_there_are() -> None:
    assert set(PRESETS) <= set(campaigns.EVENT_KINDS)
    assert {feature for preset in PRESETS.values() for feature in preset} <= set(FEATURES)


def test_a_new_event_has_what_is_usual_for_its_kind(office: Office) -> None:
    for kind in ("talk", "street"):
        id = new_id()
        values = {"id": id, "code": f"N-{kind}", "title": "新活動", "kind": kind, "place": "活動教室", "day": "2017-03-21"}
        office.client.post(f"/office/plan/event/new/{office.ids.campaign}", data=values)
        assert office.has(id) == PRESETS.get(kind, ())


def test_who_switches_none_on_sees_plan_print_scan_and_tally_alone(office: Office) -> None:
    assert office.has() == ()
    navigation = office.page(f"/office/plan/event/{office.ids.event}?lang=en").split('<nav class="main"')[1].split("</nav>")[0]
    assert [word for word in ("Plan", "Print", "Scan", "Tally", "Community", "Settings") if f">{word}<" in navigation] == [
        "Plan", "Print", "Scan", "Tally",
    ]  # fmt: skip


def test_a_switch_is_set_on_its_own_page_and_kept_when_the_event_is_changed(office: Office) -> None:
    address = f"/office/plan/event/{office.ids.event}"
    assert 'value="feedback"' in office.page(f"{address}/features")
    office.client.post(f"{address}/features", data={"features": ["feedback"]})
    assert office.has() == ("feedback",)
    office.client.post(f"{address}/edit", data={"title": "街頭宣傳", "code": "B", "place": "康寧社區", "day": "2017-03-24"})
    assert office.has() == ("feedback",)
    office.client.post(f"{address}/features", data={})
    assert office.has() == ()


def test_an_unknown_switch_is_refused_by_name(office: Office) -> None:
    answer = office.client.post(f"/office/plan/event/{office.ids.event}/features", data={"features": ["rockets"]})
    assert answer.status_code == 422
    assert office.has() == ()


def test_feedback_stands_on_the_events_page_once_it_is_switched_on_and_has_begun(office: Office) -> None:
    address = f"/e/{office.ids.event}?lang=en"
    assert "/feedback" not in office.page(address)
    office.client.post(f"/office/plan/event/{office.ids.event}/features", data={"features": ["feedback"]})
    assert f"/e/{office.ids.event}/feedback" in office.page(address)
