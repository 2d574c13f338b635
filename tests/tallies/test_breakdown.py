"""Taking a difference apart: at every level the parts add up exactly to the whole, whatever was recorded in whatever order."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from kiosk import records
from kiosk.campaigns import EVENT, set_counting_mode
from kiosk.demonstration import week
from kiosk.figures.breakdown import LEVELS, OUT_AND_IN, Breakdown, Level, break_down, places_of
from kiosk.figures.tallies import Figures, figures_of
from kiosk.figures.week import load_week
from tests.tallies.random_days import random_day
from tests.tallies.street import Street

FLOWS = ("issued", "transferred", "handed_out", "returned", "spoiled")


def take_apart(street: Street, by: Level, within: Mapping[Level, str] = {}) -> Breakdown:
    connection = street.store.read()
    return break_down(connection, records.get(connection, EVENT, street.event), load_week(connection, [street.event]), by, within)


def amount(figures: Figures, name: str) -> int:
    return getattr(figures, name) or 0


def check_sums(street: Street, within: dict[Level, str], whole: Figures) -> int:
    """Walk down by every level that is left, and return how many parts were seen."""
    seen = 0
    for by in [level for level in LEVELS if level not in within]:
        found = take_apart(street, by, within)
        assert {name: amount(found.whole, name) for name in FLOWS} == {name: amount(whole, name) for name in FLOWS}, (by, within)
        for name in (*FLOWS, *(() if by in ("phone", "hour") else ("unaccounted",))):
            assert sum(amount(part.figures, name) for part in found.parts) == amount(found.whole, name), (name, by, within)
        assert len({part.key for part in found.parts}) == len(found.parts)
        seen += len(found.parts)
    by = next((level for level in LEVELS if level not in within), None)
    if by is not None and len(within) < 4:
        for part in take_apart(street, by, within).parts:
            if part.key != OUT_AND_IN:
                seen += check_sums(street, {**within, by: part.key}, part.figures)
    return seen


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 30))])
def test_the_parts_add_up_to_the_whole_at_every_level(seed: int, street: Street) -> None:
    random_day(street, random.Random(seed))
    whole = figures_of(load_week(street.store.read(), [street.event]), event=street.event)
    assert check_sums(street, {}, whole) > 20
    places = places_of(load_week(street.store.read(), [street.event]), street.event)
    assert sum(figures.unaccounted or 0 for figures in places.values()) == (whole.unaccounted or 0)


def test_what_is_missing_at_event_b_leads_to_the_bundle_and_to_the_person(event_b: tuple[object, Street]) -> None:
    street = event_b[1]
    within: dict[Level, str] = {}
    found = []
    for by in LEVELS[:4]:
        parts = take_apart(street, by, within).parts
        worst = max(parts, key=lambda part: part.figures.unaccounted or 0)
        found.append([part.figures.unaccounted for part in parts if part.figures.unaccounted])
        within[by] = worst.key
    assert sorted(found[0]) == [2, 4, 5]
    assert found[1:] == [[3, 2], [3], [3]]
    number = week.first_bundle("B2", "B-A5") + 9
    assert within["bundle"] == f"{street.runs['B-A5']}/{number}"
    assert within["holder"] == f"person:{street.people['V09']}", "whoever carried the last bundle"
    hours = take_apart(street, "hour").parts
    assert sorted(part.figures.handed_out for part in hours if part.figures.handed_out) == [431, 702, 931]


def test_what_was_counted_without_a_bundles_code_has_a_part_of_its_own(street: Street) -> None:
    street.print("B-A5", 50)
    street.record("issue", 0, source="store", target="booth:B1", code=street.code("B-A5", 1), quantity=50)
    street.record("hand_out", 10, source="booth:B1", target="public", material="B-A5", quantity=48)
    parts = {part.key: part.figures for part in take_apart(street, "bundle").parts}
    assert {key: (one.issued, one.handed_out, one.unaccounted) for key, one in parts.items()} == {
        f"{street.runs['B-A5']}/1": (50, 0, 50),
        "": (0, 48, -48),
    }


def test_out_and_in_has_no_hours_and_its_hand_outs_are_named_instead(street: Street) -> None:
    booth, material = street.ids.booths["B1"], street.ids.materials["B-A5"]
    street.store.write(lambda c: set_counting_mode(c, street.event, booth, material, "out_and_in"))
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=80)
    street.record("return", 100, source="booth:B1", target="store", material="B-A5", quantity=18)
    found = take_apart(street, "hour")
    assert {part.key == OUT_AND_IN: part.figures.handed_out for part in found.parts} == {False: None, True: 62}
    assert (found.whole.handed_out, found.whole.unaccounted) == (62, None)
