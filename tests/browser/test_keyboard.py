"""The main act of each family of screens by keyboard alone: the focus is always seen, nothing traps it, what opens closes again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kiosk.web.context import LANGUAGE_COOKIE, STAFF_COOKIE
from tests.browser.house import House, make_house, serve
from tests.browser.keyboard import Hands
from tests.phone.browsing import Phone

if TYPE_CHECKING:
    from tests.browser.conftest import Watched

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(tmp_path_factory.mktemp("keyboard") / "demo")
    with serve(made):
        yield made


def sit_down(watched: Watched, house: House, who: str = "") -> Hands:
    cookies = {LANGUAGE_COOKIE: "en"} | ({STAFF_COOKIE: house.session(who)} if who else {})
    watched.context.add_cookies([{"name": name, "value": value, "url": house.address} for name, value in cookies.items()])
    return Hands(watched.page)


def count(house: House, sql: str) -> int:
    return int(house.store.read().execute(sql).fetchone()[0])


def test_signing_in_and_planning_an_event(laptop: Watched, house: House) -> None:
    hands, page = sit_down(laptop, house), laptop.page
    page.goto(f"{house.address}/office/sign-in")
    hands.write("Name", "coordinator")
    hands.write("Password", house.passwords["coordinator"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    campaign = house.store.read().execute("SELECT campaign FROM event WHERE id = ?", (house.event,)).fetchone()["campaign"]
    page.goto(f"{house.address}/office/plan/campaign/{campaign}")
    assert (hands.tab() or {})["name"] == "Skip to the content"
    page.keyboard.press("Enter")
    assert (hands.tab() or {})["within"] == "main", "the skip link leads past the head of the page"
    hands.press("Add an event")
    hands.write("Title", "Keyboard talk")
    hands.write("Place", "Room 2")
    hands.press("Save")
    assert count(house, "SELECT count(*) FROM event WHERE title = 'Keyboard talk'") == 1


def test_the_account_menu_opens_and_closes_and_gives_the_focus_back(laptop: Watched, house: House) -> None:
    hands, page = sit_down(laptop, house, "coordinator"), laptop.page
    page.goto(f"{house.address}/office/plan")
    hands.to("coordinator")
    page.keyboard.press("Enter")
    assert (hands.tab() or {})["name"] == "Settings"
    page.keyboard.press("Escape")
    assert page.locator(".account[open]").count() == 0
    assert (hands.stop() or {})["name"].startswith("coordinator")
    page.keyboard.press("Space")
    hands.to("Sign out")
    hands.tab()
    assert page.locator(".account[open]").count() == 0, "it does not lie over what has the focus"


def test_a_note_is_looked_over(laptop: Watched, house: House) -> None:
    hands, page = sit_down(laptop, house, "coordinator"), laptop.page
    page.goto(f"{house.address}/office/wall/{house.event}")
    waiting = f"SELECT count(*) FROM wall_note WHERE event = '{house.event}' AND state = 'waiting'"
    before = count(house, waiting)
    assert before > 0
    hands.press("Put on the wall")
    assert count(house, waiting) == before - 1


def test_a_referral_moves_on(laptop: Watched, house: House) -> None:
    hands, page = sit_down(laptop, house, "case_worker"), laptop.page
    page.goto(f"{house.address}/e/{house.event}/tip")
    for choice in ("A neighbour", "Daily life", "Yes"):
        hands.to(choice)
        page.keyboard.press("Space")
    hands.press("Tell the social worker")
    case = house.store.read().execute("SELECT id FROM referral_case WHERE event = ?", (house.event,)).fetchone()["id"]
    page.goto(f"{house.address}/office/referrals/case/{case}")
    steps = f"SELECT count(*) FROM referral_note WHERE of_case = '{case}'"
    before = count(house, steps)
    hands.to("Contacted the person")
    page.keyboard.press("Enter")
    hands.write("Remark", "Called at ten")
    hands.tab()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert count(house, steps) == before + 1


def test_a_passer_by_registers_and_leaves_feedback(phone: Watched, house: House) -> None:
    hands, page = sit_down(phone, house), phone.page
    page.goto(f"{house.address}/e/{house.event}/volunteer")
    before = count(house, "SELECT count(*) FROM volunteer")
    hands.write("Name", "余大同")
    hands.write("Telephone", "13800005678")
    hands.to("under 14")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
        hands.stop()
    hands.to("I have read")
    page.keyboard.press("Space")
    hands.tab()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert count(house, "SELECT count(*) FROM volunteer") == before + 1
    answers = count(house, "SELECT count(*) FROM entry WHERE kind = 'feedback'")
    page.goto(f"{house.address}/e/{house.event}/feedback")
    hands.to("Very happy")
    page.keyboard.press("Space")
    hands.press("Send")
    assert count(house, "SELECT count(*) FROM entry WHERE kind = 'feedback'") == answers + 1


def test_two_registrations_are_found_to_be_one_person(laptop: Watched, house: House) -> None:
    hands, page = sit_down(laptop, house, "coordinator"), laptop.page
    for _ in range(2):
        house.register(Phone(house.app), "歐陽曉東", "13900004321")
    page.goto(f"{house.address}/office/inbox/{house.event}")
    merged = "SELECT count(*) FROM same_person WHERE undone_at IS NULL"
    before = count(house, merged)
    hands.press("One person: merge")
    assert count(house, merged) > before


def test_hand_outs_are_counted_in_the_app(phone: Watched, house: House) -> None:
    hands, page = sit_down(phone, house), phone.page
    page.goto(f"{house.address}/P/{house.pairing()}")
    hands.to("Let's start")
    page.keyboard.press("Enter")
    page.locator("#app .controls").wait_for()
    page.evaluate("() => document.body.focus()")
    hands.to("+1")
    for count_so_far in (1, 2):
        page.keyboard.press("Enter")
        page.locator("#result[data-kind]").wait_for()
        page.locator("#result").wait_for(state="detached")
        assert (hands.stop() or {})["name"].startswith("+1"), f"the focus stays after {count_so_far}"
