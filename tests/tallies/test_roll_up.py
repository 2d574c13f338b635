"""The district sees its communities side by side: the figures of domain.md §8, whose report is missing, and each fact once."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import pytest
from flask import Flask

from kiosk.accounts import add_account, grant
from kiosk.campaigns import EVENT
from kiosk.co_organisers import CO_ORGANISER
from kiosk.figures.roll_up import Community, RollUp, read_roll_up, sort_communities
from kiosk.figures.suppression import Hidden
from kiosk.ids import now_ms
from kiosk.organisations import ORGANISATION
from kiosk.records import add
from kiosk.storage import Store
from tests.tallies.conftest import Kiosk, sign_in
from tests.tallies.street import Street


@pytest.fixture
def store(demonstration: tuple[Flask, Store, Path]) -> Store:
    return demonstration[1]


def id_of(store: Store, table: str, code: str) -> str:
    return str(store.read().execute(f"SELECT id FROM {table} WHERE code = ?", (code,)).fetchone()["id"])


def read(store: Store, by: str = "place") -> RollUp:
    return read_roll_up(store.read(), id_of(store, "campaign", "WEEK2017"), now=now_ms(), by=by)


def figures(one: Community) -> tuple[int | None, ...]:
    found = one.figures
    return (found.printed, found.issued, found.handed_out, found.returned, found.spoiled, found.unaccounted, found.visits, found.consultations, found.new_volunteers)


def test_the_three_communities_and_their_total_are_the_reference_week(store: Store) -> None:
    found = read(store)
    assert {each.row["code"]: figures(each) for each in found.communities} == {
        "A": (80, 80, 60, 18, 2, None, 98, 0, None),
        "B": (2300, 2250, 2064, 158, 17, 11, 0, 87, None),
        "C": (600, 600, 538, 52, 6, 4, 214, 0, 36),
    }
    assert figures(found.whole) == (2980, 2930, 2662, 228, 25, 15, 312, 87, 36)
    wishes = found.whole.figures
    assert (wishes.wishes_delivered, wishes.wishes_claimed, wishes.wishes) == (15, 17, 23)
    said = {each.row["code"]: each.published.figures.get("referrals") for each in found.communities}
    assert said == {"A": None, "B": Hidden.FEWER, "C": Hidden.WITHHELD}
    assert found.whole.published.figures["referrals"] == 10


def test_what_is_held_jointly_is_counted_once(store: Store) -> None:
    event = id_of(store, "event", "B")
    before = figures(read(store).whole)
    partner = store.write(lambda connection: add(connection, CO_ORGANISER, event, {"code": "J9", "organisation": id_of(store, "organisation", "C"), "language": "zh-Hant"}))
    try:
        found = read(store)
        assert figures(found.whole) == before
        assert sum(each.figures.handed_out or 0 for each in found.communities) == found.whole.figures.handed_out
    finally:
        store.write(lambda connection: connection.execute("DELETE FROM co_organiser WHERE id = ?", (partner,)))


def test_communities_are_sorted_by_a_figure_and_what_cannot_be_measured_comes_last(store: Store) -> None:
    found = read(store).communities
    assert [each.row["code"] for each in sort_communities(found, "handed_out")] == ["B", "C", "A"]
    assert [each.row["code"] for each in sort_communities(found, "unaccounted")] == ["B", "C", "A"]
    assert [each.row["code"] for each in sort_communities(found, "no such figure")] == ["A", "B", "C"]


def test_an_event_that_is_over_without_any_record_is_named(store: Store) -> None:
    silent = {each.row["code"]: each.reported.silent for each in read(store).communities}
    assert silent["B"] == silent["C"] == ()
    assert set(silent["A"]) <= {"A0"}


def test_ways_of_counting_add_up_to_what_was_counted(store: Store) -> None:
    for each in read(store).communities:
        counted = (each.figures.handed_out or 0) + each.figures.visits + each.figures.consultations + each.figures.registrations + each.figures.notes + each.figures.wishes
        assert each.ways.total() <= counted
        assert each.ways.total() >= (each.figures.handed_out or 0) + each.figures.visits


def test_the_page_and_the_file_say_the_same_and_each_reader_sees_her_own(demonstration: tuple[Flask, Store, Path]) -> None:
    app, store, _folder = demonstration
    campaign = id_of(store, "campaign", "WEEK2017")
    for name, organisation in (("roll-district", "DEMO"), ("roll-b", "B")):
        role = "district" if organisation == "DEMO" else "coordinator"

        def make(connection: object, name: str = name, role: str = role, organisation: str = organisation) -> None:
            account = add_account(connection, name, "correct horse battery")  # type: ignore[arg-type]
            grant(connection, account, role, id_of(store, "organisation", organisation), by=account)  # type: ignore[arg-type]

        store.write(make)
    seen = {}
    for name in ("roll-district", "roll-b"):
        visitor = app.test_client()
        visitor.post("/office/sign-in", data={"name": name, "password": "correct horse battery"})
        page = visitor.get(f"/office/tallies/campaign/{campaign}/roll-up?by=handed_out&lang=en")
        assert page.status_code == 200
        table = list(csv.reader(io.StringIO(visitor.get(f"/office/tallies/campaign/{campaign}/roll-up.csv").data.decode("utf-8-sig"))))
        seen[name] = ({row[1] for row in table[1:]}, page.text)
    assert seen["roll-district"][0] == {"A", "B", "C", "WEEK2017"}
    assert "2,662" in seen["roll-district"][1]
    assert seen["roll-b"][0] == {"B", "WEEK2017"}
    assert "2,662" not in seen["roll-b"][1]


def test_many_communities_come_a_hundred_at_a_time_and_are_sorted_all_together(made: Kiosk, street: Street) -> None:
    coordinator = sign_in(*made)

    def make(connection: sqlite3.Connection) -> None:
        for number in range(101):
            community = add(connection, ORGANISATION, "", {"code": f"C{number:03}", "name": f"第{number}社區"}, parent=street.ids.organisation)
            add(connection, EVENT, street.ids.campaign, {"code": f"E{number}", "title": "場", "place": "處", "day": "2027-03-24"}, organisation=community)

    street.store.write(make)
    street.print("B-A5", 100)
    street.record("issue", 1, source="store", target="booth:B1", material="B-A5", quantity=60)
    street.record("hand_out", 2, source="booth:B1", target="public", material="B-A5", quantity=7)
    address = f"/office/tallies/campaign/{street.ids.campaign}/roll-up?lang=en"
    first, second = coordinator.get(address).text, coordinator.get(f"{address}&page=2").text
    assert (first.count('<tr id="of-'), second.count('<tr id="of-')) == (100, 2)
    assert "page=2" in first
    assert "page=1" in second
    best = coordinator.get(f"{address}&by=handed_out").text
    assert best.index('<tr id="of-MZJ"') == best.index('<tr id="of-')
    assert coordinator.get(f"{address}&page=99").status_code == 200
