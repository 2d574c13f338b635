"""A wall of two thousand notes and a drive of five hundred volunteers: each list stays short, quick and findable."""

from __future__ import annotations

import sqlite3
import time

import pytest

from kiosk import records, volunteers, wall
from kiosk.campaigns import EVENT
from kiosk.ids import new_id
from tests.breaking.conftest import Target
from tests.patience import allowed
from tests.public.street import Street

NOTES, VOLUNTEERS = 2_000, 500
MOST_SECONDS, MOST_KILOBYTES = 1.5, 350
"""A phone on a street's network waits no longer for a desk's page; the large screen fetches every note once."""


def _fill(connection: sqlite3.Connection, event: str) -> None:
    for number in range(1, NOTES + 1):
        words = wall.Words(f"第{number}張：希望社區多一些樹蔭和長椅，謝謝大家。", "小明")
        left = wall.leave(connection, new_id(), event, wall.SORTS[number % 4], words, wall.Source(language="zh-Hant"))
        if number % 2:
            wall.show(connection, wall.get_note(connection, event, left), "test")
    row = records.get(connection, EVENT, event)
    for number in range(VOLUNTEERS):
        answers = volunteers.Answers(f"于{number}", f"138{number % 450:08d}", "18", ("health",))
        volunteers.register(connection, row, volunteers.Registration(new_id(), answers))


@pytest.mark.slow
def test_every_list_of_a_large_week_opens_fast_and_by_pages(target: Target) -> None:
    street, event = Street(target.app, target.ids), target.ids.event
    street.change(features="volunteers feedback wall referrals projects programme")
    target.store.write(lambda connection: _fill(connection, event))
    office = target.staff()
    office.get("/office/plan?lang=en")
    pages = {
        street.url("wall"): 20, street.url("wall?page=100"): 20, f"/office/wall/{event}": 250, f"/office/wall/{event}/notes?page=30": 60,
        f"/office/wall/{event}/screen": MOST_KILOBYTES, f"/office/volunteers/{event}": 150, f"/office/volunteers/{event}?page=10": 150,
        f"/office/inbox/{event}": 250, f"/office/projects/{event}": 60, "/office/community": 60, "/office/search?q=于333": 60,
    }  # fmt: skip
    for path, most in pages.items():
        office.get(path)
        begun = time.perf_counter()
        page = office.get(path)
        assert page.status_code == 200, path
        assert len(page.data) < most * 1024, path
        assert time.perf_counter() - begun < allowed(MOST_SECONDS), path
    assert "于499" not in office.get(f"/office/volunteers/{event}").text
    assert "于499" in office.get(f"/office/volunteers/{event}?page=10").text


def test_a_note_is_found_by_its_number_or_its_words_in_either_script(target: Target) -> None:
    street, event = Street(target.app, target.ids), target.ids.event
    street.change(features="wall")
    for words in ("希望多種樹", "希望多些長椅", "感謝社工"):
        target.store.write(lambda c, said=words: wall.leave(c, new_id(), event, "hope", wall.Words(said), wall.Source()))  # type: ignore[misc]
    office, address = target.staff(), f"/office/wall/{event}/notes"
    assert "多種樹" in office.get(f"{address}?q=多种树").text
    assert "長椅" not in office.get(f"{address}?q=多种树").text
    assert "感謝社工" in office.get(f"{address}?q=3&sort=hope").text
    assert "多些長椅" not in office.get(f"{address}?q=3").text
    assert "感謝社工" in office.get(address).text
