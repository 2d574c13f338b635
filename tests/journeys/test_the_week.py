"""The reference week lived by three communities one after the other, in one instance: every figure of domain.md §8, and the roll-up of them all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.recount import recount
from tests.journeys import community_a as a
from tests.journeys.the_week import Clock, TheWeek, make_week, on_the_clock

MOVED = ("issued", "handed_out", "returned", "spoiled", "unaccounted")
Row = dict[str, object]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TheWeek]:
    """The offices have typed their plan; the clock stands on the Friday before."""
    clock = Clock()
    with on_the_clock(clock):
        made = make_week(tmp_path_factory.mktemp("week"), clock)
        clock.set("2017-03-17")
        yield made
        made.store.close()


@pytest.fixture(scope="module")
def after_a(planned: TheWeek) -> TheWeek:
    """Community A has had its talk and its screening."""
    a.plan_a(planned)
    slips, sheets = a.print_a(planned)
    a.hold_talk(planned, slips, sheets["A1"])
    a.show_film(planned, sheets["A2"])
    return planned


def row_of(tallies: list[Row], scope: str, code: str, parent: str | None = None) -> Row:
    """The one row of a scope and code (and parent)."""
    [found] = [row for row in tallies if row["scope"] == scope and row["code"] == code and parent in (None, row["parent"])]
    return found


def figures(row: Row, *keys: str) -> tuple[object, ...]:
    """Some of a row's figures."""
    return tuple(row[key] for key in keys)


def test_community_a_counts_ninety_eight_visits_of_sixty_nine_people(after_a: TheWeek) -> None:
    tallies = after_a.tallies(as_="a")
    talk, film = row_of(tallies, "event", "A1"), row_of(tallies, "event", "A2")
    assert (talk["visits"], talk["methods"]["visits"]) == (46, {"paper": 31, "self": 15})  # type: ignore[index]
    assert (film["visits"], film["methods"]["visits"]) == (52, {"paper": 34, "self": 18})  # type: ignore[index]
    assert row_of(tallies, "campaign", "WEEK2017")["persons"] == 98, "nobody has said yet who came twice"
    assert a.call_one(after_a, "A2") == a.BOTH
    assert a.call_one(after_a, "A1") == 0, "what was decided is not asked again"
    assert figures(row_of(after_a.tallies(as_="a"), "campaign", "WEEK2017"), "visits", "persons") == (98, 69)


def test_community_a_counts_its_tri_folds_out_and_in(after_a: TheWeek) -> None:
    tallies = after_a.tallies(as_="a")
    talk, door = row_of(tallies, "event", "A1"), row_of(tallies, "booth_material", "A-TRI", "A1")
    assert (talk["printed"], *figures(talk, *MOVED)) == (80, 80, 60, 18, 2, None)
    assert figures(door, *MOVED) == (80, 60, 18, 2, None)
    assert door["methods"]["handed_out"] == {"remainder": 60}  # type: ignore[index]
    hours = [(row["code"], row["issued"], row["returned"], row["spoiled"]) for row in tallies if row["scope"] == "booth_hour" and row["parent"] == "A1"]
    assert hours == [("2017-03-21T14:00", 80, 0, 0), ("2017-03-21T16:00", 0, 18, 2)]
    page = after_a.desk("a").open(f"/office/tallies/event/{after_a.events['A1']}?lang=en")
    assert "not measurable" in page
    assert recount(after_a.store.read()) == []


def test_thirty_eight_of_fifty_two_said_what_they_think_and_thirty_six_were_satisfied(after_a: TheWeek) -> None:
    desk = after_a.desk("a")
    desk.open(f"/office/feedback/{after_a.events['A2']}?lang=en")
    assert "Opinions 38 of 52 who signed in Satisfied 36 happy or very happy" in desk.text()
