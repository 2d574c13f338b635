"""A volunteer's badge: scanned by a paired phone it signs its person in and out, and hours count once."""

from __future__ import annotations

from decimal import Decimal

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.duty import load_duty
from kiosk.ids import new_id, now_ms
from kiosk.people import SHIFT
from kiosk.privacy.personal_data import erase
from kiosk.sync import Sender, record_batch
from tests.phone.street import Street
from tests.phone.test_faces import print_kind
from tests.plan_fixtures import pair

HOUR, MINUTE = 3_600_000, 60_000


def person_of(street: Street, code: str) -> str:
    return str(street.store.read().execute("SELECT id FROM person WHERE code = ?", (code,)).fetchone()["id"])


def test_one_tap_signs_in_and_the_next_signs_out(street: Street) -> None:
    code = print_kind(street, "badge")[1]
    phone = street.phone("B3", role="sign_in")
    assert "Not at work now" in phone.open(f"/F/{code}")
    assert "V2 · work begins" in phone.send(phone.form("/in"))
    assert "At work since" in phone.open(f"/F/{code}")
    assert "V2 · work ends" in phone.send(phone.form("/out"))
    come, go = street.facts("shift_in"), street.facts("shift_out")
    assert [fact["person"] for fact in (*come, *go)] == [person_of(street, "V2")] * 2
    assert come[0]["booth"] == street.ids.booths["B3"]
    assert street.facts("check_in") == []  # a shift is no visit


def test_the_booth_is_the_planned_one_where_there_is_a_plan(street: Street) -> None:
    code = print_kind(street, "badge")[0]
    shift = {"code": "S1", "person": person_of(street, "V1"), "booth": street.ids.booths["B2"]}
    street.store.write(lambda c: records.add(c, SHIFT, street.ids.event, shift))
    phone = street.phone("B1")
    phone.tap(f"/F/{code}", "/in")
    assert street.facts("shift_in")[0]["booth"] == street.ids.booths["B2"]


def test_the_same_form_sent_twice_is_one_fact(street: Street) -> None:
    code = print_kind(street, "badge")[0]
    phone = street.phone("B1")
    phone.open(f"/F/{code}")
    form = phone.form("/in")
    phone.send(form)
    assert "Already recorded" in phone.send(form)
    phone.open(f"/F/{code}")
    form = phone.form("/out")
    phone.send(form)
    assert "Already recorded" in phone.send(form)
    assert (len(street.facts("shift_in")), len(street.facts("shift_out"))) == (1, 1)


def test_two_phones_that_do_not_know_of_each_other_count_the_hours_once(street: Street) -> None:
    """One without a network signs in at ten and sends later; another does so at twenty past and signs out at noon: two hours, not two and a half."""
    print_kind(street, "badge")
    first, _ = pair(street.store, street.ids, "B1")
    second, _ = pair(street.store, street.ids, "B2")
    noon, person = now_ms(), person_of(street, "V1")

    def fact(kind: str, at: int) -> dict[str, object]:
        return {"id": new_id(), "kind": kind, "event": street.ids.event, "person": person, "seen_at": at}

    later = [fact("shift_in", noon - 2 * HOUR)]
    now = [fact("shift_in", noon - 100 * MINUTE), fact("shift_out", noon), fact("shift_out", noon + MINUTE)]
    for device, items in ((second, now), (first, later), (first, later)):
        street.store.write(lambda c, device=device, items=items: record_batch(c, Sender.from_device(device, "en"), items))
    duty = load_duty(street.store.read(), records.get(street.store.read(), EVENT, street.ids.event))
    assert duty.hours_of(person) == Decimal(2)


def test_a_badge_of_another_event_signs_nobody_in(street: Street) -> None:
    code = print_kind(street, "badge")[0]
    street.store.write(lambda c: c.execute("UPDATE code_block SET event = ? WHERE kind = 'badge'", (street.ids.sister_event,)))
    phone = street.phone("B1")
    assert "belongs to another event" in phone.open(f"/F/{code}")
    assert "/badge/" not in phone.html


def test_an_erased_volunteers_badge_still_counts_hours_and_says_no_name(street: Street) -> None:
    code = print_kind(street, "badge")[0]
    street.store.write(lambda c: erase(c, person_of(street, "V1"), "asked"))
    phone = street.phone("B1")
    assert "志願者V1" not in phone.open(f"/F/{code}")
    phone.send(phone.form("/in"))
    assert len(street.facts("shift_in")) == 1
