"""A volunteer counts flyers: once per tap, for the right bundle and booth, and can take back what was tapped."""

from __future__ import annotations

import pytest

from kiosk.campaigns import set_counting_mode, set_status
from kiosk.ids import new_id
from tests.phone.browsing import Phone
from tests.phone.street import Street

A5 = "B-A5"


def home(street: Street, material: str = A5) -> str:
    return f"/phone/?material={street.ids.materials[material]}"


@pytest.fixture
def phone(street: Street) -> Phone:
    street.issue("B1", A5, 500)
    return street.phone("B1")


def test_home_shows_what_is_in_hand_and_what_was_handed_out(street: Street, phone: Phone) -> None:
    assert "I have handed out none yet" in phone.open(home(street))
    phone.tap(home(street), "/phone/hand-out", "+5")
    phone.tap(home(street), "/phone/hand-out", "+10")
    text = phone.open(home(street))
    assert "in hand 485" in text
    assert "handed out 15" in text
    assert "I handed out 15 today" in text


def test_a_double_tap_is_one_fact_and_two_pages_are_two(street: Street, phone: Phone) -> None:
    phone.open(home(street))
    form = phone.form("/phone/hand-out", "+5")
    assert "Recorded" in phone.send(form)
    assert "Already recorded" in phone.send(form)  # defect f: told apart from a first success
    assert street.stock("B1")["handed_out"] == 5
    phone.tap(home(street), "/phone/hand-out", "+5")
    assert street.stock("B1")["handed_out"] == 10


def test_defect_h_the_same_form_minutes_later_is_still_the_same_fact(street: Street, phone: Phone) -> None:
    phone.open(home(street))
    form = phone.form("/phone/hand-out", "+10")
    phone.send(form)
    before = street.entries
    for _ in range(3):
        assert "Already recorded" in phone.send(form)
    assert street.entries == before


def test_the_same_id_with_another_count_is_refused_aloud(street: Street, phone: Phone) -> None:
    phone.open(home(street))
    form = phone.form("/phone/hand-out", "+5")
    phone.send(form)
    assert "Does not match" in phone.send(form, quantity="50")
    assert street.stock("B1")["handed_out"] == 5


def test_a_form_without_an_id_records_nothing(street: Street, phone: Phone) -> None:
    phone.open(home(street))
    form = phone.form("/phone/hand-out", "+5")
    before = street.entries
    phone.send(form, id="")
    assert phone.status == 404
    assert street.entries == before


@pytest.mark.parametrize("quantity", ["0", "-1", "100001", "1.5", "x", "", "١e3", "99999999999"])
def test_an_impossible_count_is_refused_in_one_sentence(street: Street, phone: Phone, quantity: str) -> None:
    phone.open(home(street))
    assert "from 1 to 100,000" in phone.send(phone.form("/phone/hand-out", "+5"), quantity=quantity)
    assert "handed_out" not in street.stock("B1")


def test_several_materials_are_chosen_first_and_remembered(street: Street, phone: Phone) -> None:
    street.issue("B1", "B-TRI", 300)
    assert "Choose above" in phone.open("/phone/")
    assert "in hand 800" in phone.text
    phone.tap(home(street, "B-TRI"), "/phone/hand-out", "+1")
    assert "in hand 299" in phone.open("/phone/")
    assert street.stock("B1", "B-TRI")["handed_out"] == 1


def test_undo_takes_back_the_phones_own_last_fact_only(street: Street, phone: Phone) -> None:
    other = street.phone("B1")
    phone.tap(home(street), "/phone/hand-out", "+5")
    phone.tap(home(street), "/phone/hand-out", "+1")
    other.tap(home(street), "/phone/hand-out", "+10")
    assert "Taken back: handed out 1" in phone.tap("/phone/", "/phone/undo")
    assert street.stock("B1")["handed_out"] == 15
    assert "Taken back: handed out 5" in phone.tap("/phone/", "/phone/undo")
    assert street.stock("B1")["handed_out"] == 10
    phone.open("/phone/")
    assert [form for form in phone.forms() if form.action.endswith("/undo")] == []


def test_a_phone_cannot_undo_what_another_phone_recorded(street: Street, phone: Phone) -> None:
    other = street.phone("B1")
    other.tap(home(street), "/phone/hand-out", "+10")
    phone.tap(home(street), "/phone/hand-out", "+1")
    phone.open("/phone/")
    phone.send(phone.form("/phone/undo"), entry=street.facts("hand_out")[0]["id"])
    assert phone.status == 404
    assert street.stock("B1")["handed_out"] == 11


def test_undoing_twice_has_one_effect(street: Street, phone: Phone) -> None:
    phone.tap(home(street), "/phone/hand-out", "+5")
    phone.open("/phone/")
    undo = phone.form("/phone/undo")
    assert "Undone" in phone.send(undo)
    assert "Undone already" in phone.send(undo)
    assert "Undone already" in phone.send(undo, id=new_id())
    assert "handed_out" not in street.stock("B1")


def test_more_than_was_there_is_recorded_and_said(street: Street, phone: Phone) -> None:
    phone.open(home(street))
    assert "3 more than it got" in phone.send(phone.form("/phone/hand-out", "+5"), quantity="503")
    assert street.stock("B1")["handed_out"] == 503


def test_a_material_counted_out_and_in_offers_no_taps(street: Street, phone: Phone) -> None:
    ids = street.ids
    street.store.write(lambda c: set_counting_mode(c, ids.event, ids.booths["B1"], ids.materials[A5], "out_and_in"))
    assert "no need to tap" in phone.open(home(street))
    assert [form for form in phone.forms() if form.action.endswith("/hand-out")] == []


@pytest.mark.parametrize(
    ("status", "said"), [("cancelled", "cancelled"), ("postponed", "postponed"), ("moved", "moved to: 廣場南側")]
)
def test_an_event_called_off_stands_on_top_of_every_page_and_facts_are_kept(
    street: Street, phone: Phone, status: str, said: str
) -> None:
    before = phone.client.get("/phone/pulse").headers["ETag"]
    place = "廣場南側" if status == "moved" else ""
    street.store.write(lambda c: set_status(c, street.ids.event, status, "大風", place=place))
    assert said in phone.open(home(street))
    assert "大風" in phone.text
    assert said in phone.open("/phone/check-in")
    changed = phone.client.get("/phone/pulse", headers={"If-None-Match": before, "Accept-Language": "en"})
    assert said in changed.json["sentence"]  # type: ignore[index]
    phone.tap(home(street), "/phone/hand-out", "+5")
    assert street.stock("B1")["handed_out"] == 5


def test_the_pulse_says_nothing_while_nothing_changes(street: Street, phone: Phone) -> None:
    etag = phone.client.get("/phone/pulse").headers["ETag"]
    assert phone.client.get("/phone/pulse", headers={"If-None-Match": etag}).status_code == 304
    phone.tap(home(street), "/phone/hand-out", "+1")
    assert phone.client.get("/phone/pulse", headers={"If-None-Match": etag}).status_code == 200


def test_defect_m_looking_changes_nothing(street: Street, phone: Phone) -> None:
    before = street.entries
    for address in ("/phone/", "/phone/more", "/phone/stock", "/phone/booths", "/phone/scan", "/phone/pass-on", "/phone/return",
                    "/phone/spoil", "/phone/run-out", "/phone/consultation", "/phone/check-in", "/phone/head-count",
                    "/phone/wrong-booth", "/phone/close", "/phone/leave", f"/phone/code/{street.slips[0]}",
                    f"/phone/code/{street.signs['B2']}", f"/phone/code/{street.sheet}"):  # fmt: skip
        phone.open(address)
        assert phone.status == 200, address
    assert street.entries == before


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_every_page_opens_in_every_language(street: Street, phone: Phone, language: str) -> None:
    phone.headers = {"Accept-Language": language}
    phone.tap(home(street), "/phone/hand-out", "+5")
    for address in (
        "/phone/",
        "/phone/more",
        f"/phone/code/{street.slips[0]}",
        "/phone/consultation",
        "/phone/close",
        "/phone/leave",
    ):
        phone.open(address)
        assert phone.status == 200
        assert f'<html lang="{language}">' in phone.html
