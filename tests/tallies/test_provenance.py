"""Every figure has an address that says the same as the tallies, and tells what it is made of."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from kiosk.campaigns import EVENT
from kiosk.errors import NotFound
from kiosk.figures.costs import Prices
from kiosk.figures.listed import list_tallies
from kiosk.figures.provenance import FIGURES, Address, Reader, parse
from kiosk.figures.suppression import Hidden
from kiosk.figures.tallies import KEYS
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES, catalogue
from kiosk.posts import POST
from kiosk.records import add
from kiosk.storage import Store
from kiosk.summary.compose import compose
from kiosk.summary.scope import scope_of_campaign
from tests.tallies.conftest import Kiosk

_WEEK = Address("visits", "WEEK2017")


@pytest.fixture
def week(demonstration: tuple[Flask, Store, Path]) -> Store:
    return demonstration[1]


def address_of(row: dict[str, object], parents: dict[str, str]) -> Address | None:
    """Say a row of the tallies as the address of its part."""
    scope, code, parent = str(row["scope"]), str(row["code"]), str(row["parent"])
    if scope == "campaign":
        return _WEEK
    if scope == "event":
        return _WEEK.of("visits", event=code)
    if scope.startswith("booth_"):
        return _WEEK.of("visits", event=parents[parent], booth=parent, **{scope.removeprefix("booth_"): code})
    return _WEEK.of("visits", event=parent, **{scope: code})


def test_each_address_says_what_the_tallies_say(week: Store) -> None:
    rows = list_tallies(week.read(), "WEEK2017")
    booths = {str(row["code"]): str(row["parent"]) for row in rows if row["scope"] == "booth"}
    reader, compared = Reader(week.read(), now_ms()), 0
    for row in rows:
        part = address_of(row, booths)
        assert part is not None
        for key in KEYS:
            if key in ("persons", "new_volunteers", "groups", "performers") and row["scope"] not in ("campaign", "event"):
                continue
            assert reader.value(part.of(key)) == row[key], f"{part.of(key)}"
            compared += 1
    assert compared > 500


def test_an_address_reads_back_as_it_was_written(week: Store) -> None:
    for address in (_WEEK, _WEEK.of("topics", event="B", detail="低保/其他:x"), _WEEK.of("handed_out", event="B", booth="B1", hour="2017-03-24T09:00")):
        assert parse(str(address)) == address
    for wrong in ("visits", "campaign:WEEK2017/nothing", "event:B/visits", "campaign:WEEK2017/campaign:X/visits", "campaign:/visits"):
        with pytest.raises(NotFound):
            parse(wrong)


def test_a_figure_tells_its_records_and_methods(week: Store) -> None:
    explained = Reader(week.read(), now_ms()).explain(parse("campaign:WEEK2017/event:B/handed_out"))
    assert explained.value == 2_064
    assert sum(explained.methods.values()) == 2_064
    assert explained.facts["handed_out"] > 0


def test_figures_beside_the_tallies_have_addresses_too(week: Store) -> None:
    reader = Reader(week.read(), now_ms())
    said = {
        "event:B/detail:低保/topics": 31, "event:C/detail:message/notes_by_sort": 58, "reads": 1_426, "posts": 4,
        "event:A2/feedback": 38, "event:A2/satisfied": 36, "event:B/staff": 24, "event:B/detail:official/staff": 9,
    }  # fmt: skip
    for address, value in said.items():
        assert reader.value(parse(f"campaign:WEEK2017/{address}")) == value, address
    assert reader.value(parse("campaign:WEEK2017/event:B/referrals")) is Hidden.FEWER
    assert reader.value(parse("campaign:WEEK2017/event:B/detail:booked_or_referred/outcomes")) == 13


def test_who_is_on_the_rosters_of_several_events_is_one_person(week: Store) -> None:
    reader = Reader(week.read(), now_ms())
    planned = [reader.value(parse(f"campaign:WEEK2017/{scope}planned")) for scope in ("event:A1/", "event:A2/", "event:B/", "event:C/", "")]
    assert planned == [8, 8, 24, 21, 53], "the eight of A came twice"


def test_who_may_see_one_event_learns_nothing_of_another(week: Store) -> None:
    [event] = week.read().execute("SELECT id FROM event WHERE code = 'B'").fetchall()
    reader = Reader(week.read(), now_ms(), only={event["id"]})
    assert reader.value(parse("campaign:WEEK2017/handed_out")) == 2_064
    with pytest.raises(NotFound):
        reader.value(parse("campaign:WEEK2017/event:C/handed_out"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_a_name_and_a_formula(language: str) -> None:
    texts = catalogue(language)
    assert [name for name in FIGURES if f"figures.name.{name}" not in texts or f"figures.formula.{name}" not in texts] == []


def test_a_price_is_said_as_it_was_typed() -> None:
    for typed in ("0.12", "0.125", "0.1255", "3.00"):
        assert str(Prices({}, {"m": Decimal(typed)}).of_one(["e"], "m")) == typed


def test_costs_have_addresses_and_say_nothing_where_a_price_is_missing(week: Store) -> None:
    reader = Reader(week.read(), now_ms())
    said = {
        "event:B/cost": "540", "event:B/cost_per_handed_out": "0.26", "event:B/cost_per_response": "5.63", "event:B/cost_per_consultation": "6.21",
        "event:B/material:B-A5/cost": "180", "event:B/material:B-TRI/cost": "360", "organisation:B/cost": "540",
        "event:B/material:B-A5/unit_cost": "0.12", "event:B/material:B-TRI/unit_cost": "0.45",
    }  # fmt: skip
    for address, value in said.items():
        assert reader.value(parse(f"campaign:WEEK2017/{address}")) == Decimal(value), address
    for address in ("cost", "event:C/cost", "event:A2/cost_per_handed_out", "event:B/booth:B1/cost"):
        assert reader.value(parse(f"campaign:WEEK2017/{address}")) is None, address
    explained = reader.explain(parse("campaign:WEEK2017/event:B/cost_per_response"))
    assert explained.facts["printed"] > 0
    assert (explained.facts["responses"], explained.methods) == (131, {"scan": 131})


def test_posts_are_those_of_whom_a_part_is_of_also_where_they_hold_no_event(made: Kiosk) -> None:
    _app, store, ids = made
    for number, organisation in enumerate([ids.root, ids.organisation, ids.organisation, ids.sister]):
        values = {"code": f"P{number}", "title": f"推文{number}", "day": "2017-03-21", "channel": "公眾號", "language": "zh-Hant"}
        store.write(lambda c, values=values, organisation=organisation: add(c, POST, ids.campaign, values, organisation=organisation))  # type: ignore[misc]
    show = {"code": "K", "title": "演出", "place": "廣場", "day": "2017-03-25", "language": "zh-Hant"}
    store.write(lambda c: add(c, EVENT, ids.campaign, show, organisation=ids.sister))
    reader = Reader(store.read(), now_ms())
    said = {"posts": 4, "event:B/posts": 2, "organisation:MZJ/posts": 2, "organisation:ROOT/posts": 4}
    assert {address: reader.value(parse(f"campaign:WEEK2017/{address}")) for address in said} == said
    for scope in (scope_of_campaign(store.read(), ids.campaign), scope_of_campaign(store.read(), ids.campaign, ids.organisation), scope_of_campaign(store.read(), ids.campaign, ids.root)):
        stated = dict(compose(store.read(), scope, "narrative", "zh-Hant", now_ms()).figures())
        assert {words for address, words in stated.items() if address.endswith("/posts")} == {"2" if scope.organisation == ids.organisation else "4"}
