"""What an event needs on paper follows from its plan, from the roster, and from what was left last time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.languages import LANGUAGES, catalogue, text
from kiosk.prints.suggest import BoothNeed, LastTime, MaterialNeed, Need, Situation, share_out, suggest

# Event B of the reference week (domain.md §8): three booths, two materials, 24 people, 2,300 printed.
BOOTHS = tuple(BoothNeed(code, code, helpers) for code, helpers in (("B1", 8), ("B2", 8), ("B3", 8)))
A5_LAST = LastTime("2017-03-24", 1352, 129)  # 79 came back and 50 never left the store
TRI_LAST = LastTime("2017-03-24", 712, 79)
STREET = Situation(
    "street", frozenset(("sign_in", "ask")), volunteers=24, booths=BOOTHS,
    materials=(MaterialNeed("a5", "B-A5", last=A5_LAST), MaterialNeed("tri", "B-TRI", last=TRI_LAST)),
)  # fmt: skip
# Event A1: a talk in a room of 60 seats.
TALK = Situation("talk", frozenset(("sign_in",)), expected=60, materials=(MaterialNeed("tri", "A-TRI"),))


def need(situation: Situation, kind: str, target: str = "") -> Need | None:
    return next((each for each in suggest(situation) if (each.kind, each.target) == (kind, target)), None)


def wanted(situation: Situation, kind: str, target: str = "") -> Need:
    found = need(situation, kind, target)
    assert found is not None
    return found


def keys(found: Need) -> list[str]:
    return [reason.key for reason in found.reasons]


def test_the_street_event_again_needs_what_was_handed_out_and_a_tenth_less_what_is_left() -> None:
    flyers = wanted(STREET, "flyer", "a5")
    assert flyers.copies == 1400  # 1,352 × 1.1 = 1,488; 129 are left; 1,359 in whole bundles
    assert [dict(reason.values) for reason in flyers.reasons] == [
        {"count": 1352, "day": "2017-03-24", "wanted": 1488}, {"count": 129, "day": "2017-03-24", "rest": 1359}, {"size": 50, "copies": 1400},
    ]  # fmt: skip
    assert wanted(STREET, "flyer", "tri").copies == 750  # 712 × 1.1 = 784; 79 are left; 705 in whole bundles


def test_expected_visitors_and_a_fifth_come_before_what_was_handed_out() -> None:
    flyers = wanted(replace(STREET, expected=60, materials=(MaterialNeed("a5", "B-A5", last=LastTime("2017-03-18", 40, 15)),)), "flyer", "a5")
    assert keys(flyers) == ["expected", "left", "bundles"]
    assert flyers.reasons[0].values == {"count": 60, "wanted": 72}
    assert flyers.reasons[1].values["rest"] == 57
    assert flyers.copies == 100


def test_a_room_of_sixty_seats_needs_four_pages_to_sign_in() -> None:
    sheet = wanted(TALK, "sign_in")
    assert (sheet.copies, keys(sheet), sheet.ticked) == (4, ["expected", "rows"], True)


def test_the_roster_and_last_time_stand_in_where_nobody_said_how_many_are_expected() -> None:
    assert keys(wanted(replace(TALK, expected=0, invited=46), "sign_in")) == ["invited", "rows"]
    again = wanted(replace(TALK, expected=0, came=52, came_on="2017-03-23"), "sign_in")
    assert (again.copies, keys(again)) == (4, ["came", "rows"])
    assert wanted(replace(TALK, expected=0), "flyer", "tri").copies == 100


def test_on_a_street_a_page_for_each_booth_is_enough() -> None:
    assert wanted(replace(STREET, expected=2000), "sign_in").copies == 3


def test_every_booth_gets_a_sign_and_a_tally_sheet_and_every_phone_a_card() -> None:
    assert wanted(STREET, "booth_sign").booths == ("B1", "B2", "B3")
    assert wanted(STREET, "tally_sheet").copies == 3
    assert wanted(STREET, "record").copies == 1
    assert wanted(STREET, "pocket_card").copies == 24
    assert wanted(STREET, "cards").copies == 24
    assert wanted(replace(STREET, volunteers=0), "cards").copies == 6


def test_what_is_planned_is_not_suggested_again() -> None:
    planned = {("flyer", "a5"): 1400, ("booth_sign", "B1"): 1, ("record", ""): 1, ("sign_in", ""): 3, ("cards", ""): 24, ("pocket_card", ""): 24}
    situation = replace(STREET, planned=planned)
    assert need(situation, "flyer", "a5") is None
    assert wanted(situation, "booth_sign").booths == ("B2", "B3")
    assert [need(situation, kind) for kind in ("record", "sign_in", "cards", "pocket_card")] == [None] * 4


def test_what_is_missing_beside_a_plan_is_shown_and_not_ticked() -> None:
    flyers = wanted(replace(STREET, planned={("flyer", "a5"): 1000}), "flyer", "a5")
    assert (flyers.copies, flyers.ticked, keys(flyers)[-1]) == (400, False, "planned")


def test_what_the_event_has_no_use_for_is_folded_away_and_not_ticked() -> None:
    elsewhere = replace(STREET, buttons=frozenset(("ask",)), materials=(MaterialNeed("tri", "A-TRI", elsewhere=True),))
    for found in (wanted(elsewhere, "sign_in"), wanted(elsewhere, "flyer", "tri"), wanted(replace(STREET, kind="online"), "cards")):
        assert not found.used
    assert not wanted(elsewhere, "sign_in").ticked
    assert need(replace(TALK, materials=()), "tally_sheet") is None


def test_a_wall_gets_wish_cards_and_a_talk_cards_to_judge_it() -> None:
    assert wanted(replace(STREET, buttons=frozenset(("wish",)), expected=2000), "wish_card").copies == 40
    judged = wanted(TALK, "feedback_card")
    assert (judged.copies, judged.ticked, wanted(TALK, "wish_card").used, wanted(STREET, "feedback_card").used) == (72, True, False, False)


def test_equipment_of_the_plan_gets_its_checklist_once() -> None:
    assert (wanted(replace(TALK, things=4), "equipment").copies, wanted(replace(TALK, things=21), "equipment").copies) == (1, 2)
    assert need(TALK, "equipment") is None
    assert need(replace(TALK, things=4, planned={("equipment", ""): 1}), "equipment") is None


def test_enough_in_the_store_is_said_and_asks_for_nothing() -> None:
    plenty = replace(STREET, expected=50, materials=(MaterialNeed("a5", "B-A5", last=A5_LAST),))
    flyers = wanted(plenty, "flyer", "a5")
    assert (flyers.copies, flyers.ticked, keys(flyers)) == (0, False, ["expected", "left"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words(language: str) -> None:
    situations = (STREET, TALK, replace(TALK, things=4), replace(TALK, expected=0, came=5, came_on="2017-03-23"), replace(TALK, expected=0, invited=5),
                  replace(TALK, expected=0), replace(STREET, volunteers=0, planned={("flyer", "a5"): 50}))  # fmt: skip
    said = {reason.key: reason for situation in situations for each in suggest(situation) for reason in each.reasons}
    for key, reason in said.items():
        assert text(language, f"pile.why.{key}", **reason.values)
    assert {key.split(".")[2].removesuffix("_one").removesuffix("_other") for key in catalogue(language) if key.startswith("pile.why.")} - {"then"} == set(said)


def test_cards_are_shared_out_with_nothing_lost() -> None:
    assert share_out(24, [8, 8, 8]) == [8, 8, 8]
    assert share_out(7, [3, 1]) == [6, 1]
    assert sum(share_out(10, [0, 0, 0])) == 10
