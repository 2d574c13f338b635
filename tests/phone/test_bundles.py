"""A scanned slip opens the right act: taken out, counted from, passed on, returned or spoiled, by where the bundle is."""

from __future__ import annotations

import json

from kiosk.printed_codes import allot_block
from kiosk.web.phone_here import BUNDLE_COOKIE
from tests.phone.street import Street

A5 = "B-A5"


def test_a_bundle_that_was_never_issued_is_taken_out_of_the_store(street: Street) -> None:
    phone = street.phone("B2")
    assert "not been issued yet" in phone.open(f"/phone/code/{street.slips[6]}")
    form = phone.form("/phone/take-out")
    assert "Recorded" in phone.send(form)
    assert "Already recorded" in phone.send(form)
    assert street.stock("B2") == {"issued": 100, "in_hand": 100}
    assert (street.facts("issue")[0]["bundle"], street.facts("issue")[0]["run"]) == (7, street.run)
    assert "is at your booth B2" in phone.open(f"/phone/code/{street.slips[6]}")


def test_the_last_bundle_of_a_run_holds_what_is_left(street: Street) -> None:
    street.store.write(lambda c: c.execute("UPDATE print_run SET copies = 1450"))
    phone = street.phone("B2")
    phone.tap(f"/phone/code/{street.slips[14]}", "/phone/take-out")
    assert street.stock("B2")["issued"] == 50


def test_what_is_counted_after_a_scan_belongs_to_that_bundle(street: Street) -> None:
    phone = street.phone("B2")
    phone.tap(f"/phone/code/{street.slips[6]}", "/phone/take-out")
    phone.tap("/phone/", "/phone/hand-out", "+10")
    assert "Bundle 7: 90 left" in phone.open("/phone/")
    assert [row["bundle"] for row in street.facts("hand_out")] == [7]
    phone.tap("/phone/", "/phone/bundle/put-away")
    phone.tap("/phone/", "/phone/hand-out", "+1")
    assert [row["bundle"] for row in street.facts("hand_out")] == [7, 0]


def test_the_rest_of_a_bundle_is_its_remainder_never_its_size(street: Street) -> None:
    phone = street.phone("B2")
    phone.tap(f"/phone/code/{street.slips[6]}", "/phone/take-out")
    phone.open("/phone/")
    for _ in range(3):
        phone.tap("/phone/", "/phone/hand-out", "+10")
    phone.open("/phone/")
    rest = phone.form("/phone/hand-out", "Rest: 70")
    assert "70 handed out" in phone.send(rest)
    assert "Already recorded" in phone.send(rest)
    assert street.stock("B2") == {"issued": 100, "handed_out": 100, "in_hand": 0}
    assert "Rest" not in phone.open("/phone/")


def test_a_rest_that_another_phone_changed_is_looked_at_again(street: Street) -> None:
    phone, other = street.phone("B2"), street.phone("B2")
    phone.tap(f"/phone/code/{street.slips[6]}", "/phone/take-out")
    phone.open("/phone/")
    stale = phone.form("/phone/hand-out", "Rest: 100")
    other.tap(f"/phone/code/{street.slips[6]}", "/phone/hand-out", "+5")
    assert "95 left now" in phone.send(stale)
    assert street.stock("B2")["handed_out"] == 5


def test_a_flyers_code_opens_its_bundle(street: Street) -> None:
    assert "Bundle 3" in street.phone("B2").open(f"/phone/code/{street.flyers[2]}")


def test_another_booths_bundle_is_offered_as_moved_here(street: Street) -> None:
    one, two = street.phone("B1"), street.phone("B2")
    one.tap(f"/phone/code/{street.slips[0]}", "/phone/take-out")
    one.tap("/phone/", "/phone/hand-out", "+10")
    assert "at booth B1. Moved here?" in two.open(f"/phone/code/{street.slips[0]}")
    two.send(two.form("/phone/take-out", "Moved here: 90"))
    assert street.stock("B1") == {"issued": 100, "transferred_out": 90, "handed_out": 10, "in_hand": 0}
    assert street.stock("B2") == {"transferred_in": 90, "in_hand": 90}


def test_a_bundle_moved_meanwhile_is_looked_at_again(street: Street) -> None:
    one, two = street.phone("B1"), street.phone("B2")
    one.open(f"/phone/code/{street.slips[0]}")
    stale = one.form("/phone/take-out")
    two.tap(f"/phone/code/{street.slips[0]}", "/phone/take-out")
    assert "recorded something meanwhile" in one.send(stale)
    assert street.stock("B1") == {}


def test_a_volunteer_of_the_plan_holds_copies_in_person_and_gives_them_back(street: Street) -> None:
    person = street.volunteer("V01")
    phone = street.phone("B1", person=person, name="小李")
    phone.tap(f"/phone/code/{street.slips[0]}", "/phone/take-out")
    assert street.facts("issue")[0]["target"] == f"person:{person}"
    phone.tap("/phone/", "/phone/hand-out", "+10")
    assert street.facts("hand_out")[0]["source"] == f"person:{person}"
    assert "90 on me" in phone.open("/phone/")
    assert "小李" in phone.open("/phone/stock")
    phone.open(f"/phone/pass-on?material={street.ids.materials[A5]}")
    phone.send(
        phone.form("/phone/pass-on"),
        source="me",
        target=street.ids.booths["B1"],
        material=street.ids.materials[A5],
        quantity="30",
    )
    assert "60 on me" in phone.open("/phone/")
    assert street.stock("B1") == {"issued": 100, "handed_out": 10, "in_hand": 90}


def test_a_colleague_takes_over_a_bundle(street: Street) -> None:
    one = street.phone("B1", person=street.volunteer("V01"))
    two = street.phone("B1", person=street.volunteer("V02"))
    one.tap(f"/phone/code/{street.slips[0]}", "/phone/take-out")
    assert "A colleague" in two.open(f"/phone/code/{street.slips[0]}")
    two.send(two.form("/phone/take-out"))
    assert "100 on me" in two.open("/phone/")
    assert "on me" not in one.open("/phone/")


def test_copies_are_returned_and_spoiled_with_a_count_and_a_reason(street: Street) -> None:
    street.issue("B1", A5, 100)
    phone, material = street.phone("B1"), street.ids.materials[A5]
    phone.open("/phone/return")
    assert "back in the store" in phone.send(phone.form("/phone/return"), material=material, quantity="17")
    phone.open("/phone/spoil")
    form = phone.form("/phone/spoil")
    assert "choose a reason" in phone.send(form, material=material, quantity="4")
    assert phone.status == 422
    assert 'value="4"' in phone.html
    again = phone.form("/phone/spoil")
    assert again.hidden["id"] == form.hidden["id"]
    phone.send(again, material=material, quantity="4", why="torn")
    assert street.stock("B1") == {"issued": 100, "returned": 17, "spoiled": 4, "in_hand": 79}
    assert json.loads(street.facts("spoil")[0]["data"]) == {"why": "torn"}


def test_a_returned_bundle_can_be_taken_out_again(street: Street) -> None:
    phone = street.phone("B1")
    phone.tap(f"/phone/code/{street.slips[0]}", "/phone/take-out")
    phone.open(f"/phone/return?code={street.slips[0]}&material={street.ids.materials[A5]}")
    phone.send(phone.form("/phone/return"), material=street.ids.materials[A5], quantity="100")
    assert "came back to the store" in phone.open(f"/phone/code/{street.slips[0]}")
    phone.send(phone.form("/phone/take-out"))
    assert street.stock("B1") == {"issued": 200, "returned": 100, "in_hand": 100}


def test_running_out_shows_which_booth_still_has_some(street: Street) -> None:
    street.issue("B2", A5, 300)
    street.issue("B3", A5, 80)
    phone = street.phone("B1")
    text = phone.tap("/phone/run-out", "/phone/run-out", "什麼是社會工作")
    assert text.index("市場路口 300") < text.index("廣場 80")
    assert [row["booth"] for row in street.facts("run_out")] == [street.ids.booths["B1"]]
    phone.open(
        f"/phone/pass-on?source={street.ids.booths['B2']}&target={street.ids.booths['B1']}&material={street.ids.materials[A5]}"
    )
    phone.send(phone.form("/phone/pass-on"), source=street.ids.booths["B2"], target=street.ids.booths["B1"],
               material=street.ids.materials[A5], quantity="50")  # fmt: skip
    assert street.stock("B1")["in_hand"] == 50


def test_copies_do_not_move_from_a_place_to_itself(street: Street) -> None:
    phone, booth = street.phone("B1"), street.ids.booths["B1"]
    phone.open("/phone/pass-on")
    text = phone.send(phone.form("/phone/pass-on"), source=booth, target=booth, material=street.ids.materials[A5], quantity="5")
    assert "two different places" in text
    assert street.facts("transfer") == []


def test_a_booth_sign_moves_the_phone_and_starts_the_shift(street: Street) -> None:
    phone = street.phone("B1")
    assert "at booth B1 now" in phone.open(f"/phone/code/{street.signs['B2']}")
    form = phone.form("/phone/booths/" + street.ids.booths["B2"])
    phone.send(form)
    assert "Already recorded" in phone.send(form)
    phone.tap(f"/phone/code/{street.slips[0]}", "/phone/take-out")
    assert street.stock("B2")["issued"] == 100
    assert [row["booth"] for row in street.facts("shift_in")] == [street.ids.booths["B2"]]


def test_a_phone_without_a_booth_chooses_one_first(street: Street) -> None:
    phone = street.phone("")
    assert "Which booth?" in phone.open("/phone/")
    assert "Which booth?" in phone.open(f"/phone/code/{street.slips[0]}")
    phone.tap("/phone/", "/phone/booths/" + street.ids.booths["B3"])
    assert "B3" in phone.open("/phone/")


def test_a_mistyped_a_forged_and_an_unknown_code_are_told_apart(street: Street) -> None:
    phone = street.phone("B1")
    good = next(slip for slip in street.slips if slip[-1] != slip[-2])
    swapped = good[:-2] + good[-1] + good[-2]
    assert "mistyped" in phone.open(f"/phone/code/{swapped}")
    assert "mistyped" in phone.open(f"/phone/scan?code={swapped}")
    assert phone.status == 422
    assert swapped in phone.html
    assert "not printed here" in phone.open("/phone/code/0000000000")
    street.store.write(lambda c: c.execute("DELETE FROM code_block WHERE run = ?", (street.run,)))
    assert "genuine but not in this kiosk" in phone.open(f"/phone/code/{street.flyers[14]}")
    phone.send(phone.form(f"/phone/code/{street.flyers[14]}/report"))
    assert len(street.facts("orphan")) == 1


def test_another_events_code_offers_nothing(street: Street) -> None:
    ids = street.ids
    code = street.store.write(
        lambda c: next(allot_block(c, 1, kind="booth_staff", event=ids.sister_event, subject="x", run="").codes())
    )
    phone = street.phone("B1")
    assert "belongs to another event" in phone.open(f"/phone/code/{code}")
    assert phone.forms() == [form for form in phone.forms() if "/phone/" not in form.action]


def test_a_typed_code_forgives_spaces_case_and_the_whole_address(street: Street) -> None:
    phone, code = street.phone("B1"), street.slips[6]
    for typed in (code, f"{code[:5]} {code[5:]}".lower(), f"HTTPS://EXAMPLE.ORG/F/{code}"):
        phone.client.delete_cookie(BUNDLE_COOKIE, path="/phone")
        assert "Bundle 7" in phone.open(f"/phone/scan?code={typed}"), typed
