"""A volunteer registered on a phone without a network: one domain function with the pages, whatever becomes of the phone meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import records, sync
from kiosk.campaigns import EVENT
from kiosk.devices import Device, device_of_token, get_device, revoke_device
from kiosk.ids import new_id, now_ms
from kiosk.inbox import decisions
from kiosk.inbox.phones import quarantined
from kiosk.people import PERSON
from kiosk.privacy.personal_data import erase
from kiosk.volunteers import person_of, registered_at
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk, pair, staff_sender


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    made = make_street(*make_kiosk(tmp_path))
    made.store.write(lambda c: records.change(c, EVENT, made.ids.event, {"features": "volunteers wall"}))
    yield made
    made.store.close()


@pytest.fixture
def device(street: Street) -> Device:
    found = device_of_token(street.store.read(), pair(street.store, street.ids, "B1")[1])
    assert found is not None
    return found


def registration(id: str = "", age: str = "18", **private: object) -> dict[str, object]:
    said = {"name": "范小梅", "phone": "13800000077", "notice_version": 1, "skills": ["arts"], **private}
    return {"id": id or new_id(), "kind": "registration", "event": "B", "seen_at": now_ms(), "method": "volunteer", "data": {"age": age}, "private": said}


def send(street: Street, device: Device, *items: object) -> list[dict[str, object]]:
    return street.store.write(lambda c: sync.record_batch(c, sync.Sender.from_device(device, "en"), items))


def again(street: Street, device: Device) -> Device:
    """The phone as the kiosk knows it now."""
    return get_device(street.store.read(), device.id)


def numbers(street: Street) -> list[str]:
    return [each.number for each in registered_at(street.store.read(), street.ids.event)]


def test_forty_registrations_sent_twice_are_forty_people(street: Street, device: Device) -> None:
    items = [registration() for _ in range(40)]
    first, second = send(street, device, *items), send(street, device, *items)
    assert [each["volunteer"] for each in first] == [each["volunteer"] for each in second] == [f"V{number:02d}" for number in range(1, 41)]
    assert {each["result"] for each in second} == {"duplicate"}
    assert len(numbers(street)) == 40
    changed = {**items[0], "data": {"age": "60"}}
    [answer] = send(street, device, changed)
    assert (answer["result"], "volunteer" in answer) == ("conflict", False)


def test_a_child_and_half_a_registration_are_refused_and_nothing_is_kept(street: Street, device: Device) -> None:
    wrong = [
        registration(age="under"), registration(phone=""), registration(age="14"), registration(name="110105194912310021"),
        {**registration(), "data": {}}, {**registration(), "private": None}, {**registration(), "private": {}},
    ]  # fmt: skip
    answers = send(street, device, *wrong, registration(age="14", guardian="范大梅"))
    assert [each["result"] for each in answers] == ["rejected"] * 7 + ["recorded"]
    assert answers[1]["reason"] == "registration_incomplete"
    assert street.store.read().execute("SELECT count(*) FROM identity WHERE name <> ''").fetchone()[0] == 2


def test_who_was_erased_stays_erased_when_the_phone_sends_again(street: Street, device: Device) -> None:
    item = registration()
    street.store.write(lambda c: erase(c, person_of(str(item["id"])), "asked"))
    send(street, device, item)
    [volunteer] = registered_at(street.store.read(), street.ids.event)
    assert (volunteer.answers.name, volunteer.answers.phone) == ("", "")


def test_an_undo_before_or_after_it_leaves_nobody(street: Street, device: Device) -> None:
    for order in (1, -1):
        item = registration()
        void = {"id": new_id(), "kind": "void", "event": "B", "seen_at": now_ms(), "data": {"entry": item["id"]}}
        for each in (item, void)[::order]:
            send(street, device, each)
        person = records.get(street.store.read(), PERSON, person_of(str(item["id"])))
        assert person["archived_at"]
    assert numbers(street) == []
    assert street.store.read().execute("SELECT count(*) FROM identity WHERE name <> ''").fetchone()[0] == 0


def test_a_phone_that_was_taken_out_adds_nobody_until_it_is_released(street: Street, device: Device) -> None:
    street.store.write(lambda c: revoke_device(c, device.id))
    item = registration()
    [answer] = send(street, again(street, device), item)
    assert (answer["flags"], "volunteer" in answer) == (["quarantined"], False)
    assert numbers(street) == []
    [case] = quarantined(street.store.read(), street.ids.event)
    street.store.write(lambda c: decisions.decide(c, staff_sender(street.ids), street.ids.event, case, case.choices[0], id=new_id()))
    assert numbers(street) == ["V01"]
    assert records.get(street.store.read(), PERSON, person_of(str(item["id"])))["archived_at"] is None


def test_what_was_switched_off_meanwhile_is_kept_and_flagged(street: Street, device: Device) -> None:
    street.store.write(lambda c: records.change(c, EVENT, street.ids.event, {"features": ""}))
    note = {"id": new_id(), "kind": "note", "event": "B", "seen_at": now_ms(), "data": {"sort": "hope"}, "private": {"note": "願小區多些花"}}
    answers = send(street, device, registration(), note, {"id": new_id(), "kind": "act_on", "event": "B", "seen_at": now_ms(), "data": {"act": "N1"}})
    assert [each["flags"] for each in answers] == [["switched_off"]] * 3
    assert numbers(street) == ["V01"]
