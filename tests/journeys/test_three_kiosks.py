"""Three communities on three kiosks report to their district, whose page then shows what one kiosk for all would show."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from json import loads
from pathlib import Path

import pytest

from kiosk.books.closings import broken_closings, closings_of
from kiosk.campaigns import EVENT, set_status
from kiosk.config import DATABASE
from kiosk.figures.listed import list_tallies
from kiosk.figures.provenance import FIGURES, Address, Reader
from kiosk.figures.published import read_published
from kiosk.figures.roll_up import read_roll_up
from kiosk.figures.suppression import Hidden
from kiosk.joining.origins import Origins
from kiosk.joining.receive import Outcome, receive_report
from kiosk.records import all_of, change
from kiosk.recount import recount
from kiosk.storage import Store, open_store
from kiosk.summary.compose import compose
from kiosk.summary.scope import find_scope
from tests.joining.three_kiosks import NOW, Kiosk, let_in, split

pytestmark = pytest.mark.slow


@dataclass
class Week:
    """The one kiosk for all, the three, their district, and what became of the three reports."""

    whole: Store
    kiosks: dict[str, Kiosk]
    district: Kiosk
    outcomes: dict[str, Outcome]
    campaign: str


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory, copy_of_the_week: Callable[[Path], Path]) -> Week:
    folder = tmp_path_factory.mktemp("three")
    whole = copy_of_the_week(folder / "whole")
    store = open_store(whole / DATABASE)
    campaign = store.read().execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"]
    for code in "BC":  # what was said at the place itself, after the plan
        event = store.read().execute("SELECT id FROM event WHERE campaign = ? AND code = ?", (campaign, code)).fetchone()["id"]
        store.write(partial(_say_how_it_went, event=event))
    district = split(whole / DATABASE, folder / "district", None)
    kiosks = {code: split(whole / DATABASE, folder / code, code) for code in "ABC"}
    outcomes = {}
    for code, kiosk in kiosks.items():
        let_in(district, kiosk, code)
        outcomes[code] = receive_report(district.store, BytesIO(kiosk.report(campaign)), "account")
    tell_who_published(store, district)
    return Week(store, kiosks, district, outcomes, campaign)


def _say_how_it_went(connection: sqlite3.Connection, event: str) -> None:
    set_status(connection, event, "moved", "下雨", place="民政局禮堂", outcome="改在室內舉行，居民照樣到場。")
    change(connection, EVENT, event, {"outcome@en": "It went on indoors.", "starts": "09:15", "expected": "400"})


def test_what_was_said_of_a_planned_event_stands_as_one_kiosk_for_all_would_have_it(week: Week) -> None:
    apart = {"contact", "buttons", "variants"}
    events = [
        {row["code"]: ({name: row[name] for name in row.keys() if name not in apart}, loads(row["variants"])) for row in all_of(store.read(), EVENT, week.campaign)}  # noqa: SIM118
        for store in (week.whole, week.district.store)
    ]
    assert set(events[0]) == {"A0", "A1", "A2", "B", "C"}
    assert events[0] == events[1]
    assert events[1]["B"][0]["place"] == "民政局禮堂"


def tell_who_published(whole: Store, district: Kiosk) -> None:
    """Let the one kiosk for all know which events are published elsewhere, as the district does: else it would hide other counts of referrals."""
    for table in ("kiosk_report", "kiosk_report_outcome"):
        for row in district.store.read().execute(f"SELECT * FROM {table}").fetchall():
            whole.write(lambda connection, row=row, table=table: connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", tuple(row)))


def test_what_each_kiosk_publishes_alone_stands_at_the_district(week: Week) -> None:
    said = read_published(week.district.store.read(), week.campaign)
    for kiosk in week.kiosks.values():
        own = read_published(kiosk.store.read(), week.campaign)
        assert {id: said.event(id) for id in own.events} == own.events
    assert said.whole.figures["referrals"] is Hidden.WITHHELD, "ten would tell B's four, where C says its six itself"


def test_every_fact_is_new_the_first_time(week: Week) -> None:
    for outcome in week.outcomes.values():
        assert outcome.added == outcome.facts > 0
        assert (outcome.known, outcome.conflicts, outcome.refused) == (0, 0, 0)
        assert not outcome.renamed
        assert not outcome.refused_records
        assert not outcome.newer_kinds


def test_the_district_shows_the_same_tallies_as_one_kiosk_for_all(week: Week) -> None:
    assert list_tallies(week.district.store.read(), week.campaign) == list_tallies(week.whole.read(), week.campaign)
    assert recount(week.district.store.read()) == []


def test_the_district_shows_the_same_roll_up(week: Week) -> None:
    there, here = (read_roll_up(store.read(), week.campaign, now=NOW) for store in (week.whole, week.district.store))
    assert [(one.row["code"], one.figures.persons, one.published, one.reported, one.ways) for one in there.communities] == [
        (one.row["code"], one.figures.persons, one.published, one.reported, one.ways) for one in here.communities
    ]
    assert there.whole.published == here.whole.published


@pytest.mark.parametrize("shape", ["narrative", "brief", "sections"])
@pytest.mark.parametrize("collected", [False, True])
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_district_composes_the_same_text(week: Week, shape: str, collected: bool, language: str) -> None:
    texts = [
        compose(store.read(), find_scope(store.read(), campaign="WEEK2017", collected=collected), shape, language, NOW).blocks
        for store in (week.whole, week.district.store)
    ]
    assert texts[0] == texts[1]


def test_every_figure_address_says_the_same(week: Week) -> None:
    one, other = (Reader(store.read(), NOW) for store in (week.whole, week.district.store))
    for event in ("", "A0", "A1", "A2", "B", "C"):
        for figure in FIGURES:
            if figure not in ("objective", "referrals", "outcomes", "topics", "sorts", "reads"):
                address = Address(figure, "WEEK2017", event=event)
                assert _said(one, address) == _said(other, address), str(address)


def _said(reader: Reader, address: Address) -> object:
    try:
        return reader.value(address)
    except Exception as refusal:  # whatever one of them refuses, the other must refuse alike
        return type(refusal)


def test_the_reports_once_more_change_nothing(week: Week) -> None:
    before = list_tallies(week.district.store.read(), week.campaign)
    for kiosk in week.kiosks.values():
        outcome = receive_report(week.district.store, BytesIO(kiosk.report(week.campaign)), "account")
        assert (outcome.added, outcome.known) == (0, outcome.facts)
    assert list_tallies(week.district.store.read(), week.campaign) == before


def test_no_name_number_or_private_word_is_in_a_report(week: Week) -> None:
    from kiosk.joining.signed_file import open_signed_file

    for kiosk in week.kiosks.values():
        file = open_signed_file(BytesIO(kiosk.report(week.campaign)), "facts")
        said = "\n".join(str(line) for part in ("plan", "patterns", "facts", "books") for line in file.read_lines(f"{part}.jsonl"))
        groups = {row["name"] for row in week.whole.read().execute("SELECT name FROM organisation").fetchall()}
        names = week.whole.read().execute("SELECT name, phone, note FROM identity").fetchall()
        assert sorted({text for row in names for text in row if len(text) > 1 and text in said} - groups) == []
        assert "138" not in [word[:3] for word in said.split("'") if len(word) == 11 and word.isdigit()]


def test_the_roll_up_says_where_each_communitys_figures_come_from(week: Week) -> None:
    read = week.district.store.read()
    found = read_roll_up(read, week.campaign, now=NOW)
    sources = [Origins(read, week.campaign, NOW).of_organisation(each.row["id"], each.events) for each in found.communities]
    assert [(source.state, source.kiosk) for [source] in sources] == [("reported", code) for code in "ABC"]


def test_every_handed_in_figure_and_closed_book_stands_as_it_was(week: Week) -> None:
    one, other = (closings_of(store.read(), _events(week)) for store in (week.whole, week.district.store))
    assert {id: (each.at, each.figures["figures"]) for id, each in one.items()} == {id: (each.at, each.figures["figures"]) for id, each in other.items()}
    assert broken_closings(week.district.store.read()) == []


def _events(week: Week) -> list[str]:
    return [row["id"] for row in week.whole.read().execute("SELECT id FROM event WHERE campaign = ?", (week.campaign,)).fetchall()]
