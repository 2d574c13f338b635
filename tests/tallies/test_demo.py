"""The demonstration's first page: a scan there is a scan like any other, and real instances have no such page."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.campaigns import EVENT
from kiosk.demonstration import bring_to_today
from kiosk.figures.listed import list_tallies
from kiosk.figures.live_event import LiveEvent
from kiosk.figures.objectives import outcomes_of
from kiosk.ids import now_ms
from kiosk.records import change
from kiosk.storage import Store
from kiosk.wall import notes_waiting
from tests.tallies.conftest import Kiosk

BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 14)", "Accept-Language": "en"}


@pytest.fixture
def visitor(demonstration: tuple[Flask, Store, Path]) -> FlaskClient:
    return demonstration[0].test_client()


def practice(store: Store) -> dict[str, object]:
    return next(row for row in list_tallies(store.read(), "PRACTICE") if row["scope"] == "event")


def test_a_scan_on_the_page_is_a_scan_by_somebody_new(demonstration: tuple[Flask, Store, Path], visitor: FlaskClient) -> None:
    store = demonstration[1]
    before = practice(store)
    for _ in range(2):
        answer = visitor.post("/demo/scan", headers=BROWSER)
        assert answer.status_code == 303
    assert visitor.get(answer.location, headers=BROWSER).status_code == 200, "the phone then shows what the flyer leads to"
    after = practice(store)
    assert (after["responses"], after["unique_responses"]) == (before["responses"] + 2, before["unique_responses"] + 2)  # type: ignore[operator]


def test_the_first_page_of_a_demonstration_is_the_live_tally(visitor: FlaskClient) -> None:
    page = visitor.get("/", headers=BROWSER)
    assert "Press scan, and watch the number move" in page.text
    assert "Demonstration data" in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert '<meta http-equiv="refresh" content="10">' in page.text


def test_the_practice_event_and_its_campaign_are_always_today(demonstration: tuple[Flask, Store, Path]) -> None:
    store = demonstration[1]
    query = "SELECT e.day, c.starts_on, c.ends_on FROM event e JOIN campaign c ON c.id = e.campaign WHERE e.code = 'PRACTICE'"
    today = store.read().execute(query).fetchone()["day"]
    event = store.read().execute("SELECT id FROM event WHERE code = 'PRACTICE'").fetchone()["id"]
    store.write(lambda c: change(c, EVENT, event, {"day": "2026-01-01"}))
    bring_to_today(store)
    assert tuple(store.read().execute(query).fetchone()) == (today, today, today)


def test_the_practice_event_has_a_wall_to_try(demonstration: tuple[Flask, Store, Path], visitor: FlaskClient) -> None:
    event = demonstration[1].read().execute("SELECT id FROM event WHERE code = 'PRACTICE'").fetchone()["id"]
    page = visitor.get(f"/e/{event}/wall", headers=BROWSER).text
    assert "想請一位鄰居教我把手機的字調大" in page
    assert "/wall/3" in page, "a wish to take on"
    assert [note["sort"] for note in notes_waiting(demonstration[1].read(), event)] == ["hope"], "a note to look over"


def test_the_week_has_thirty_six_new_volunteers_and_hours_at_two_events(demonstration: tuple[Flask, Store, Path]) -> None:
    connection = demonstration[1].read()
    rows = {(row["scope"], row["code"]): row for row in list_tallies(connection, "WEEK2017")}
    for scope in (("campaign", "WEEK2017"), ("event", "C")):
        assert (rows[scope]["registrations"], rows[scope]["new_volunteers"]) == (37, 36)
    events = {row["code"]: row["id"] for row in connection.execute("SELECT id, code FROM event").fetchall()}
    street, show = (LiveEvent(connection, events[code], now_ms()) for code in ("B", "C"))
    assert (show.whole.ages["14"], street.duty.hours(), show.duty.hours()) == (5, 60, 39)
    assert (street.implausible, street.duty.missing(), street.duty.on_duty(), show.duty.on_duty()) == ([], set(), [], [])
    assert "same_volunteer" not in {case.kind for case in show.inbox.open}, "the duplicate is decided, and can be asked about again"


def test_the_volunteers_card_pairs_a_practice_phone(visitor: FlaskClient) -> None:
    assert visitor.get("/", headers=BROWSER).text.count('action="/demo/volunteer"') == 2
    offered = visitor.post("/demo/volunteer", headers=BROWSER).location
    assert offered.startswith("/P/")
    assert visitor.get(offered, headers=BROWSER).status_code == 200
    assert "This phone is not paired" in visitor.get("/phone/", headers=BROWSER).text


def test_the_plain_first_page_is_still_there_and_runs_no_script(visitor: FlaskClient) -> None:
    page = visitor.get("/?plain=1", headers=BROWSER)
    assert "Press scan" not in page.text
    assert "script-src 'none'" in page.headers["Content-Security-Policy"]


def test_the_page_says_where_everybody_goes_and_no_password(visitor: FlaskClient) -> None:
    page = visitor.get("/", headers=BROWSER).text
    for address in ("/e/", "/office/print", "/office/tallies/event/", "/office/sign-in", "/demo/sample-flyer.pdf"):
        assert f'href="{address}' in page
    assert "kiosk init" in page


def test_the_sample_flyer_is_a_pdf(visitor: FlaskClient) -> None:
    answer = visitor.get("/demo/sample-flyer.pdf")
    assert answer.data.startswith(b"%PDF")
    answer.close()


def test_the_page_gives_a_code_only_where_a_phone_can_reach_it(visitor: FlaskClient) -> None:
    alone = visitor.get("/", headers=BROWSER, base_url="http://127.0.0.1:8000").text
    near = visitor.get("/", headers=BROWSER, base_url="http://192.168.1.20:8000").text
    assert "which only this computer reaches" in alone
    assert "which a phone in the same network reaches" in near


def test_a_poll_of_the_first_page_that_finds_nothing_new_is_answered_by_its_tag(visitor: FlaskClient) -> None:
    visitor.get("/", headers=BROWSER)  # the form's cookie comes with the first page
    tag = visitor.get("/", headers=BROWSER).headers["ETag"]
    again = visitor.get("/", headers={**BROWSER, "If-None-Match": tag})
    assert again.status_code == 304 or again.headers["ETag"] != tag, "200 only where a minute has just ended"
    visitor.post("/demo/scan", headers=BROWSER)
    assert visitor.get("/", headers={**BROWSER, "If-None-Match": tag}).status_code == 200


def test_the_drawn_phone_can_become_a_volunteers(visitor: FlaskClient) -> None:
    answer = visitor.post("/demo/volunteer", headers=BROWSER)
    assert answer.location.startswith("/P/")
    assert visitor.get(answer.location, headers=BROWSER).status_code == 200


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("path", ["/", "/demo/phone"])
def test_the_page_speaks_three_languages(visitor: FlaskClient, path: str, language: str) -> None:
    answer = visitor.get(path, query_string={"lang": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.parametrize("path", ["/demo", "/demo/phone", "/demo/sample-flyer.pdf"])
def test_an_instance_of_ones_own_has_no_demonstration(made: Kiosk, path: str) -> None:
    client = made[0].test_client()
    assert client.get(path).status_code == 404
    assert client.post("/demo/scan").status_code == 404
    assert client.post("/demo/volunteer").status_code == 404
    assert "demo.css" not in client.get("/").text


def test_every_objective_of_the_reference_week_is_measured_and_reached(demonstration: tuple[Flask, Store, Path]) -> None:
    read = demonstration[1].read()
    rows = read.execute("SELECT o.* FROM objective o JOIN campaign c ON c.id = o.campaign WHERE c.code = 'WEEK2017' ORDER BY o.code").fetchall()
    found = outcomes_of(read, rows, now_ms())
    assert [(row["indicator"], found[row["id"]].actual) for row in rows] == [
        ("visits", 98), ("handed_out", 2064), ("reads", 1426), ("new_volunteers", 36),
    ]  # fmt: skip
    assert all(found[row["id"]].is_reached for row in rows)
