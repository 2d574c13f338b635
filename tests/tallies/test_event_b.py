"""Event B of the reference week, fact by fact: its tallies equal domain.md §8 to the last digit."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from kiosk.demonstration import week
from kiosk.figures.listed import list_tallies
from kiosk.figures.live_event import LiveEvent
from kiosk.figures.measures import COSTS
from kiosk.figures.tallies import KEYS
from tests.live import run_kiosk
from tests.tallies.street import Street

Listed = dict[tuple[object, object, object], dict[str, object]]


@pytest.fixture(scope="module")
def listed(event_b: tuple[Flask, Street]) -> Listed:
    rows = list_tallies(event_b[1].store.read(), campaign="WEEK2017", event="B")
    return {(row["scope"], row["parent"], row["code"]): row for row in rows}


@pytest.fixture(scope="module")
def seen(event_b: tuple[Flask, Street]) -> LiveEvent:
    street = event_b[1]
    return LiveEvent(street.store.read(), street.event, street.at(300))


def test_the_whole_event_adds_up_to_the_last_digit(listed: Listed) -> None:
    whole = listed["event", "WEEK2017", "B"]
    wanted = (2300, 2250, 2064, 158, 17, 11, 131, 96, 41, 87, 0, None, 0, None, 0, 0, 0, 0, None, None, None)
    assert tuple(whole[key] for key in KEYS) == wanted


@pytest.mark.parametrize(
    ("booth", "wanted"),
    [("B1", (800, 742, 48, 6, 4)), ("B2", (750, 688, 52, 5, 5)), ("B3", (700, 634, 58, 6, 2))],
)
def test_each_booth_is_the_row_of_the_table(listed: Listed, booth: str, wanted: tuple[int, ...]) -> None:
    row = listed["booth", "B", booth]
    assert tuple(row[key] for key in ("issued", "handed_out", "returned", "spoiled", "unaccounted")) == wanted
    assert tuple(row[key] for key in ("responses", "unique_responses", "actions")) == week.RESPONSES[booth]


@pytest.mark.parametrize(("booth", "material"), [(booth, material) for booth in week.STREET for material in week.PRINTED])
def test_each_booth_and_material_is_the_row_of_the_table(listed: Listed, booth: str, material: str) -> None:
    row = listed["booth_material", booth, material]
    moved = tuple(row[key] for key in ("issued", "handed_out", "returned", "spoiled", "unaccounted"))
    assert moved == week.STREET[booth][material]


@pytest.mark.parametrize("booth", list(week.BOOTHS))
def test_each_booth_and_hour_is_the_row_of_the_table(listed: Listed, booth: str) -> None:
    hours = ("2017-03-24T09:00", "2017-03-24T10:00", "2017-03-24T11:00")
    assert tuple(listed["booth_hour", booth, hour]["handed_out"] for hour in hours) == week.BY_BAND[booth]


def test_materials_and_hours_sum_to_the_event(listed: Listed) -> None:
    a5, tri = listed["material", "B", "B-A5"], listed["material", "B", "B-TRI"]
    assert [a5[key] for key in ("printed", "issued", "handed_out", "returned", "spoiled", "unaccounted")] == [
        1500,
        1450,
        1352,
        79,
        12,
        7,
    ]
    assert [tri[key] for key in ("printed", "issued", "handed_out", "returned", "spoiled", "unaccounted")] == [
        800,
        800,
        712,
        79,
        5,
        4,
    ]
    hours = [listed["hour", "B", f"2017-03-24T{hour}:00"]["handed_out"] for hour in ("09", "10", "11")]
    assert hours == [702, 931, 431]


def test_every_figure_says_how_it_was_counted(listed: Listed) -> None:
    methods = listed["event", "WEEK2017", "B"]["methods"]
    assert methods == {
        "printed": {"count": 2300}, "issued": {"count": 2250}, "handed_out": {"count": 2064}, "returned": {"count": 158},
        "spoiled": {"count": 17}, "consultations": {"count": 87}, "responses": {"scan": 131},
    }  # fmt: skip


def test_consultations_are_told_by_topic_outcome_and_person(seen: LiveEvent) -> None:
    assert dict(seen.whole.topics) == week.TOPICS
    assert dict(seen.whole.outcomes) == week.OUTCOMES
    assert (seen.whole.consultations, seen.whole.consulted_persons) == (87, 79)


def test_stock_cost_and_shares_follow(seen: LiveEvent) -> None:
    assert (seen.whole.never_issued, seen.whole.in_store) == (50, 208)
    costs, rates = seen.costs, seen.rates
    assert (costs.total, costs.per_handed_out, costs.per_response, costs.per_consultation) == (
        Decimal(540), Decimal("0.26"), Decimal("5.63"), Decimal("6.21"),
    )  # fmt: skip
    assert [round(share or 0, 3) for share in (rates.handed_of_issued, rates.handed_of_printed, rates.response, rates.actions)] == [
        Decimal("0.917"), Decimal("0.897"), Decimal("0.047"), Decimal("0.427"),
    ]  # fmt: skip
    assert rates.repeats == 35


def test_event_b_raises_no_flag_of_plausibility(seen: LiveEvent) -> None:
    assert seen.implausible == []
    assert seen.without_roster == set()


def test_the_next_print_is_what_was_handed_out_and_a_tenth_in_whole_bundles(seen: LiveEvent) -> None:
    assert [seen.print_next(material, figures) for material, figures in seen.by_material] == [1500, 800]


def test_every_bundle_is_accounted_for(seen: LiveEvent) -> None:
    assert len(seen.bundles) == 45
    assert sum(bundle.sums["handed_out"] for bundle in seen.bundles) == 2064
    assert sum(bundle.left for bundle in seen.bundles) == 11


def test_phones_sum_to_the_event(seen: LiveEvent) -> None:
    assert sum(phone.sums["hand_out"] for phone in seen.phones) == 2064
    assert sum(phone.sums["consultation"] for phone in seen.phones) == 87


def test_the_command_prints_the_same_objects(event_b: tuple[Flask, Street]) -> None:
    app, street = event_b
    printed = json.loads(run_kiosk(Path(app.instance_path), "tallies", "--campaign", "WEEK2017", "--event", "B", "--json").stdout)
    assert printed == json.loads(json.dumps(list_tallies(street.store.read(), "WEEK2017", "B")))
    assert {"scope", "code", "parent", "methods", "published", *KEYS, *COSTS} == set(printed[0])
