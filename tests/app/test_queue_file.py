"""A phone that cannot send hands over a file: taken in by the coordinator, counted once, however often and from wherever it comes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk.devices import revoke_device
from kiosk.ids import new_id, now_ms
from tests.access_walk import sign_in
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk, pair


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    made = make_street(*make_kiosk(tmp_path))
    yield made
    made.store.close()


def fact(**changes: object) -> dict[str, object]:
    return {
        "id": new_id(), "kind": "hand_out", "event": "B", "seen_at": now_ms(), "from": "booth:B1", "to": "public", "material": "B-A5",
        "quantity": 10,
    } | changes  # fmt: skip


def hand_over(street: Street, content: bytes, role: str = "coordinator") -> TestResponse:
    client = sign_in(street.app, street.store, street.ids.accounts[role])
    upload = {"file": (io.BytesIO(content), "kiosk-queue-1.json")}
    return client.post(
        f"/office/phones/{street.ids.event}/queue",
        data=upload,
        content_type="multipart/form-data",
        headers={"Accept-Language": "en"},
    )


def queue_of(device: str, *entries: dict[str, object]) -> bytes:
    return json.dumps({"format": "kiosk-queue", "version": 1, "phones": [{"device": device, "entries": entries}]}).encode()


def test_a_queue_file_counts_once_however_often_it_is_taken_in(street: Street) -> None:
    device, token = pair(street.store, street.ids)
    facts = [fact(), fact(), fact(kind="dance")]
    for _ in range(3):
        assert hand_over(street, queue_of(device.id, *facts)).status_code == 302
    assert street.stock("B1")["handed_out"] == 20
    sent = street.app.test_client().post(
        "/api/v1/entries", json={"entries": facts[:2]}, headers={"Authorization": f"Bearer {token}"}
    )
    assert sent.json is not None
    assert [result["result"] for result in sent.json["results"]] == ["duplicate", "duplicate"]
    assert {row["device"] for row in street.facts("hand_out")} == {device.id}


def test_the_file_of_a_revoked_phone_waits_in_quarantine(street: Street) -> None:
    device, _ = pair(street.store, street.ids)
    street.store.write(lambda c: revoke_device(c, device.id))
    assert hand_over(street, queue_of(device.id, fact())).status_code == 302
    assert street.stock("B1") == {}
    assert street.store.read().execute("SELECT flags FROM entry WHERE held = 1").fetchone()[0] == "quarantined"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"format": "kiosk-queue", "version": 1, "phones": []}', b'{"phones": 7}', b"\xff"]
)
def test_another_file_is_refused_in_one_sentence(street: Street, content: bytes) -> None:
    answer = hand_over(street, content)
    assert answer.status_code == 422
    assert "kiosk-queue" in answer.text
    assert street.entries == 0


def test_a_phone_of_nobody_or_of_another_event_is_not_found(street: Street) -> None:
    assert hand_over(street, queue_of(new_id(), fact())).status_code == 404
    device, _ = pair(street.store, street.ids)
    street.store.write(lambda c: c.execute("UPDATE device SET event = ? WHERE id = ?", (street.ids.sister_event, device.id)))
    assert hand_over(street, queue_of(device.id, fact())).status_code == 404


def test_a_file_of_two_events_is_taken_in_by_each_for_its_own_part(street: Street) -> None:
    here, _ = pair(street.store, street.ids)
    there, _ = pair(street.store, street.ids)
    street.store.write(lambda c: c.execute("UPDATE device SET event = ? WHERE id = ?", (street.ids.sister_event, there.id)))
    phones = [
        {"device": here.id, "entries": [fact()]},
        {"device": there.id, "entries": [fact(), fact()]},
        {"device": "\ud800", "entries": []},
    ]
    file = json.dumps({"format": "kiosk-queue", "version": 1, "phones": phones}).encode()
    client = sign_in(street.app, street.store, street.ids.accounts["coordinator"])
    for _ in range(2):
        upload = {"file": (io.BytesIO(file), "kiosk-queue-1.json")}
        said = client.post(f"/office/phones/{street.ids.event}/queue", data=upload, content_type="multipart/form-data",
                           headers={"Accept-Language": "en"}, follow_redirects=True)  # fmt: skip
        assert "2 records in the file belong to another event" in said.text
    assert (street.stock("B1")["handed_out"], street.entries) == (10, 1)


def test_printing_staff_may_not_take_in_a_file(street: Street) -> None:
    device, _ = pair(street.store, street.ids)
    assert hand_over(street, queue_of(device.id, fact()), "printing").status_code in (403, 404)
    assert street.entries == 0
