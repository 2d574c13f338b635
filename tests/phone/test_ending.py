"""The wrong booth put right, a booth closed with its difference shown first, and a volunteer who leaves."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk import sync
from kiosk.campaigns import set_counting_mode
from kiosk.devices import device_of_token
from kiosk.ids import new_id, now_ms
from kiosk.web.context import PHONE_COOKIE
from tests.phone.browsing import Phone
from tests.phone.street import Street

A5 = "B-A5"
MINUTE = 60_000


def record_earlier(street: Street, phone: Phone, minutes: int, **item: object) -> None:
    """A fact that this phone saw ``minutes`` ago, as its batch would bring it."""
    cookie = phone.client.get_cookie(PHONE_COOKIE)
    assert cookie is not None
    device = device_of_token(street.store.read(), cookie.value)
    assert device is not None
    whole = {"id": new_id(), "event": street.ids.event, "seen_at": now_ms() - minutes * MINUTE, **item}
    sender = sync.Sender.from_device(device, "en")
    assert street.store.write(lambda c: sync.record_one(c, sender, whole))["result"] == "recorded"


def clock(minutes_ago: int) -> str:
    return (datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(minutes=minutes_ago)).strftime("%H:%M")


def hand_out_at(booth: str, quantity: int) -> dict[str, object]:
    return {"kind": "hand_out", "from": f"booth:{booth}", "to": "public", "material": A5, "quantity": quantity}


@pytest.fixture
def lost(street: Street) -> Phone:
    """A phone that counted at B1 for an hour and a half; since fifty minutes ago its volunteer stood at B2."""
    street.issue("B1", A5, 300)
    street.issue("B2", A5, 300)
    phone = street.phone("B1")
    record_earlier(street, phone, 90, **hand_out_at("B1", 20))
    record_earlier(street, phone, 40, **hand_out_at("B1", 10), code=street.slips[4])
    record_earlier(street, phone, 30, kind="consultation", data={"topic": "低保", "outcome": "answered"})
    record_earlier(
        street, phone, 20, kind="spoil", quantity=2, material=A5, data={"why": "wet"}, **{"from": "booth:B1", "to": "waste"}
    )
    return phone


def preview(street: Street, phone: Phone, minutes: int) -> str:
    booths = street.ids.booths
    return phone.open(f"/phone/wrong-booth?wrong={booths['B1']}&right={booths['B2']}&since={clock(minutes)}")


def test_what_moves_is_what_was_shown_although_as_many_others_stand_there_now(street: Street, lost: Phone) -> None:
    """One fact is taken back and another comes: as many as before, and not the same."""
    preview(street, lost, 50)
    form = lost.form("/phone/wrong-booth")
    spoiled = street.facts("spoil")[0]["id"]
    record_earlier(street, lost, 1, kind="void", data={"entry": spoiled})
    record_earlier(street, lost, 1, **hand_out_at("B1", 5))
    assert "Nothing was saved" in lost.send(form) or "look" in lost.text.lower()
    assert street.stock("B2") == {"issued": 300, "in_hand": 300}


def test_a_time_of_an_evening_that_is_over_is_that_evenings(street: Street) -> None:
    """The volunteer notices on the next day, after midnight or at breakfast."""
    street.issue("B1", A5, 300)
    phone = street.phone("B1")
    day = 24 * 60
    record_earlier(street, phone, day + 90, **hand_out_at("B1", 20))
    record_earlier(street, phone, day + 40, **hand_out_at("B1", 10))
    said = preview(street, phone, 50)
    assert "1 record moves" in said
    shown = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(minutes=day + 50)
    assert f"{shown.day} {shown:%b}" in said
    assert "now at B2" in phone.send(phone.form("/phone/wrong-booth"))
    assert street.stock("B1")["handed_out"] == 20


def test_the_moment_that_was_previewed_is_the_one_that_is_saved(street: Street, lost: Phone) -> None:
    """At 07:59 "since 08:00" is yesterday's; saved at 08:00 it still is."""
    preview(street, lost, -1)
    form = lost.form("/phone/wrong-booth")
    assert int(form.hidden["moment"]) < now_ms() - 23 * 60 * MINUTE
    form.hidden["since"] = clock(0)
    assert "now at B2" in lost.send(form)
    assert "handed_out" not in street.stock("B1")


def test_the_wrong_booth_is_put_right_since_a_time(street: Street, lost: Phone) -> None:
    before = {row["seen_at"] for row in street.facts("hand_out")}
    text = preview(street, lost, 50)
    assert "3 records move" in text
    assert "handed out 10" in text
    assert "handed out 20" not in text
    assert "now at B2" in lost.send(lost.form("/phone/wrong-booth"))
    assert street.stock("B1") == {"issued": 300, "handed_out": 20, "in_hand": 280}
    assert street.stock("B2") == {"issued": 300, "handed_out": 10, "spoiled": 2, "in_hand": 288}
    assert {row["seen_at"] for row in street.facts("hand_out")} == before
    assert [row["bundle"] for row in street.facts("hand_out") if row["quantity"] == 10] == [5]
    assert [row["booth"] for row in street.facts("consultation")] == [street.ids.booths["B2"]]
    assert "B2" in lost.open("/phone/").split("Count", 1)[1][:12]


def test_putting_right_twice_moves_nothing_more(street: Street, lost: Phone) -> None:
    preview(street, lost, 50)
    form = lost.form("/phone/wrong-booth")
    lost.send(form)
    entries = street.entries
    assert "Already recorded" in lost.send(form)
    assert street.entries == entries
    assert "recorded nothing there" in preview(street, lost, 50)


def test_a_correction_moves_only_what_it_showed(street: Street, lost: Phone) -> None:
    preview(street, lost, 50)
    form = lost.form("/phone/wrong-booth")
    record_earlier(street, lost, 10, **hand_out_at("B1", 1))
    entries = street.entries
    assert "recorded something meanwhile" in lost.send(form)
    assert street.entries == entries


def test_another_phones_facts_stay_where_they_are(street: Street, lost: Phone) -> None:
    other = street.phone("B1")
    record_earlier(street, other, 15, **hand_out_at("B1", 7))
    preview(street, lost, 50)
    lost.send(lost.form("/phone/wrong-booth"))
    assert street.stock("B1")["handed_out"] == 27


@pytest.mark.parametrize(
    ("since", "right", "said"),
    [("25:00", "B2", "is not a time"), ("09:00", "B1", "two different places"), ("09:00", "", "choose a booth")],
)
def test_a_correction_without_time_or_place_is_asked_for_again(
    street: Street, lost: Phone, since: str, right: str, said: str
) -> None:
    booths = street.ids.booths | {"": ""}
    assert said in lost.open(f"/phone/wrong-booth?wrong={booths['B1']}&right={booths[right]}&since={since}")
    assert lost.status == 422


def close(street: Street, phone: Phone, **counts: int) -> str:
    fields = "&".join(f"count-{street.ids.materials[code.replace('_', '-')]}={count}" for code, count in counts.items())
    return phone.open(f"/phone/close?check=1&{fields}")


def test_closing_shows_the_difference_before_anything_is_saved(street: Street) -> None:
    street.issue("B1", A5, 100)
    street.issue("B1", "B-TRI", 50)
    phone = street.phone("B1")
    text = close(street, phone, B_A5=97, B_TRI=50)
    assert "3 copies are missing" in text
    assert "It adds up" in text
    assert street.facts("close_booth") == []
    form = phone.form("/phone/close")
    assert "147 copies go back to the store" in phone.send(form)
    assert "Already recorded" in phone.send(form)
    assert street.stock("B1") == {"issued": 100, "returned": 97, "in_hand": 3}
    assert "was closed at" in phone.open("/phone/close")


def test_closing_with_nothing_left_says_zero_and_returns_nothing(street: Street) -> None:
    street.issue("B1", A5, 1)
    phone = street.phone("B1")
    assert "0 if none are left" in phone.open("/phone/close?check=1")
    assert phone.status == 422
    close(street, phone, B_A5=0)
    phone.send(phone.form("/phone/close"))
    assert len(street.facts("close_booth")) == 1
    assert street.facts("return") == []


def test_closing_is_shown_again_when_another_phone_counted_meanwhile(street: Street) -> None:
    street.issue("B1", A5, 100)
    phone, other = street.phone("B1"), street.phone("B1")
    close(street, phone, B_A5=90)
    form = phone.form("/phone/close")
    other.tap(f"/phone/?material={street.ids.materials[A5]}", "/phone/hand-out", "+10")
    assert "recorded something meanwhile" in phone.send(form)
    assert street.facts("close_booth") == []
    assert "It adds up" in phone.text
    phone.send(phone.form("/phone/close"))
    assert street.stock("B1") == {"issued": 100, "handed_out": 10, "returned": 90, "in_hand": 0}


def test_undoing_a_closing_takes_back_what_was_returned_with_it(street: Street) -> None:
    street.issue("B1", A5, 100)
    phone = street.phone("B1")
    close(street, phone, B_A5=90)
    phone.send(phone.form("/phone/close"))
    assert "booth closed" in phone.tap("/phone/", "/phone/undo")
    assert street.stock("B1") == {"issued": 100, "in_hand": 100}


def test_out_and_in_shows_no_difference_at_closing(street: Street) -> None:
    ids = street.ids
    street.issue("B1", A5, 100)
    street.store.write(lambda c: set_counting_mode(c, ids.event, ids.booths["B1"], ids.materials[A5], "out_and_in"))
    assert "Handed out by subtraction: 82" in close(street, street.phone("B1"), B_A5=18)


def test_leaving_hands_over_what_is_held_and_signs_the_phone_out(street: Street) -> None:
    person, colleague = street.volunteer("V01"), street.volunteer("V02")
    phone = street.phone("B1", person=person, name="小李")
    other = street.phone("B1", person=colleague, name="阿蘭")
    phone.tap(f"/phone/code/{street.slips[0]}", "/phone/take-out")
    phone.tap("/phone/", "/phone/hand-out", "+10")
    assert "阿蘭" in phone.open("/phone/leave")
    target = street.store.read().execute("SELECT id FROM device WHERE person = ?", (colleague,)).fetchone()["id"]
    text = phone.open(f"/phone/leave?check=1&count-{street.ids.materials[A5]}=88&target={target}")
    assert "2 copies are missing" in text
    form = phone.form("/phone/leave")
    assert "Thank you" in phone.send(form)
    assert "recorded already" in phone.send(form)
    assert "88 on me" in other.open("/phone/")
    assert len(street.facts("shift_out")) == len(street.facts("leave")) == len(street.facts("transfer")) == 1
    phone.open("/phone/")
    assert phone.status == 401


def test_leaving_without_a_name_in_the_plan_leaves_the_copies_to_the_booth(street: Street) -> None:
    street.issue("B1", A5, 100)
    phone = street.phone("B1")
    phone.open(f"/phone/leave?check=1&count-{street.ids.materials[A5]}=40&target=booth")
    phone.send(phone.form("/phone/leave"))
    assert street.facts("transfer") == []
    assert street.stock("B1") == {"issued": 100, "in_hand": 100}
    assert json.loads(street.facts("leave")[0]["data"])["left"] == 40


def test_leaving_to_a_phone_of_another_booth_moves_the_copies_there(street: Street) -> None:
    street.issue("B1", A5, 100)
    phone, other = street.phone("B1"), street.phone("B2", name="阿蘭")
    other.open("/phone/")
    target = street.store.read().execute("SELECT id FROM device WHERE name = '阿蘭'").fetchone()["id"]
    phone.open(f"/phone/leave?check=1&count-{street.ids.materials[A5]}=40&target={target}")
    phone.send(phone.form("/phone/leave"))
    assert street.stock("B2") == {"transferred_in": 40, "in_hand": 40}
    assert street.stock("B1")["in_hand"] == 60
