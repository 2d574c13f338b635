"""Ids and codes of another organisation, mixed into one's own forms and batches, reach nothing of hers."""

from __future__ import annotations

import pytest

from kiosk.devices import offer_pairing
from kiosk.ids import new_id, now_ms
from tests.access_walk import World, make_world, sister_world
from tests.breaking.conftest import Target
from tests.plan_fixtures import pair


@pytest.fixture
def sister(target: Target) -> World:
    return sister_world(target.store, target.ids)


def count(target: Target, table: str, where: str, *values: str) -> int:
    return int(target.store.read().execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()[0])


def test_a_phone_that_sends_a_sisters_code_moves_none_of_her_bundles(target: Target, sister: World) -> None:
    _, token = pair(target.store, target.ids)
    entry = {"id": new_id(), "kind": "issue", "event": target.ids.event, "seen_at": now_ms(), "from": "store", "to": "booth:B1",
             "quantity": 50, "code": sister["code"]}  # fmt: skip
    answer = target.app.test_client().post(
        "/api/v1/entries", json={"sent_at": now_ms(), "entries": [entry]}, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.get_json()["results"][0]["flags"] == ["unknown_code"]
    assert count(target, "bundle_tally", "run = ?", sister["run"]) == 0
    assert count(target, "bundle_place", "run = ?", sister["run"]) == 0


def test_who_leaves_with_empty_hands_hands_over_to_nobody_elsewhere(target: Target, sister: World) -> None:
    assert target.phone().post("/phone/leave", data={"id": new_id(), "target": sister["device"]}).status_code == 200
    assert count(target, "entry", "to_booth = ?", sister["booth"]) == 0


def test_no_form_of_mine_takes_a_sisters_record(target: Target, sister: World) -> None:
    own = make_world(target.store, target.ids.organisation, target.ids.campaign, target.ids.event)
    event, office, phone = target.ids.event, target.staff(), target.phone()
    target.store.write(lambda c: offer_pairing(c, target.ids.sister_event, by="test", word="1234"))
    flyers = {"kind": "flyer", "copies": "10", "sample": "1", "id": new_id()}
    first = {"title": "題", "place": "處", "day": "2027-01-01", "line": "話", "address": "https://e.example.org", "id": new_id()}
    tried = [
        office.post(f"/office/print/{event}/new", data=flyers | {"material": sister["material"]}),
        office.post(f"/office/print/{event}/new", data=flyers | {"material": own["material"], "id": sister["run"]}),
        office.post(f"/office/print/{event}/new", data={"kind": "booth_sign", "booths": sister["booth"], "sample": "1"}),
        office.post("/office/new", data=first | {"id": sister["event"]}),
        office.post("/office/new", data=first | {"campaign": sister["campaign"]}),
        office.post("/office/new", data=first | {"organisation": sister["organisation"]}),
        office.post(f"/office/phones/{event}/pairing", data={"booth": sister["booth"]}),
        office.post(f"/office/phones/{event}/pairing", data={"booth": own["booth"], "person": sister["person"]}),
        office.post(f"/office/phones/{event}/{sister['device']}/revoke"),
        office.post(f"/office/phones/{event}/{own['device']}/move", data={"booth": sister["booth"]}),
        office.post(f"/office/keying/{event}/{sister['run']}/1", data={"form": new_id(), "subtotal": "5"}),
        office.post(f"/office/plan/event/{event}/edit", data={"organisation": "FJ"}),
        phone.post("/phone/hand-out", data={"id": new_id(), "material": sister["material"], "quantity": "5"}),
        phone.post("/phone/pass-on", data={"id": new_id(), "material": own["material"], "quantity": "5",
                                           "source": own["booth"], "target": sister["booth"]}),
        phone.post(f"/phone/booths/{sister['booth']}", data={"id": new_id()}),
        phone.post("/phone/take-out", data={"id": new_id(), "code": sister["code"]}),
    ]  # fmt: skip
    assert [answer.status_code for answer in tried if answer.status_code not in (404, 422)] == []
    assert count(target, "entry", "1") == 0
