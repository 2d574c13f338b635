"""What a page hears by itself takes nothing from under a hand: a click, a choice and a tap that is on its way outlast a late answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kiosk import wall
from kiosk.campaigns import EVENT
from kiosk.ids import new_id
from kiosk.records import change
from tests.browser.conftest import Watched, sign_in
from tests.browser.test_inbox import handed_out, open_inbox
from tests.keying.papers import Made
from tests.paper.desk import photos_path
from tests.phone.street import make_street

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

expect = pytest.importorskip("playwright.sync_api").expect
# Timers run twenty-five times as fast.
HASTE = "{ const [interval, timeout] = [setInterval, setTimeout]; window.setInterval = (work, ms) => interval(work, ms / 25); window.setTimeout = (work, ms) => timeout(work, ms / 25); }"
HEARD = "window.heard = 0; document.addEventListener('kiosk:heard', () => { window.heard += 1; })"


def hears(page: Page, times: int = 1) -> None:
    """Wait until the page has taken in so many more answers."""
    page.wait_for_function("(count) => heard >= count", arg=page.evaluate("heard") + times)


def test_a_button_that_is_pressed_is_still_there_when_it_is_let_go(desk: tuple[Made, str], laptop: Watched) -> None:
    laptop.page.add_init_script(HASTE + HEARD)
    page, scene = open_inbox(laptop, desk, "more handed out than held")
    page.evaluate("Date.now = () => 0")  # nobody presses too long on a slow machine
    page.get_by_role("button", name="Keep").hover()
    page.mouse.down()
    make_street(*desk[0]).issue("B2", "B-A5", 10)
    hears(page, 2)
    page.mouse.up()
    expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()
    assert handed_out(scene) == 60


def test_what_was_left_out_while_a_field_was_in_use_is_asked_for_again(desk: tuple[Made, str], laptop: Watched) -> None:
    page = laptop.page
    statuses: list[int] = []
    page.add_init_script(HASTE + HEARD)
    open_inbox(laptop, desk, "more handed out than held")
    page.evaluate("document.querySelector('[data-live]').append(Object.assign(document.createElement('input'), { id: 'used' })); used.focus()")
    make_street(*desk[0]).issue("B2", "B-A5", 10)
    page.on("response", lambda answer: statuses.append(answer.status) if answer.request.resource_type == "fetch" else None)
    hears(page, 3)  # one may have been on its way, one brings the news, one asks again
    assert statuses[-1] == 200, "not 304: what has changed is not shown yet"
    page.evaluate("used.blur()")
    expect(page.locator("#used")).to_have_count(0)


def test_a_key_falls_on_the_note_that_was_chosen(desk: tuple[Made, str], laptop: Watched) -> None:
    made, address = desk
    event = made[2].event
    made[1].write(lambda c: change(c, EVENT, event, {"features": "wall"}))
    for words in ("一", "二", "三"):
        note = (new_id(), event, "message", wall.Words(words), wall.Source(language="zh-Hant"))
        made[1].write(lambda c, note=note: wall.leave(c, *note))
    sign_in(laptop.context, made, address)
    page = laptop.page
    page.add_init_script(HASTE)
    page.goto(f"{address}/office/wall/{event}?lang=en")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".desk-note.chosen")).to_have_attribute("data-note", "2")
    made[1].write(lambda c: wall.show(c, wall.get_note(c, event, 1), "another"))
    expect(page.locator(".desk-note")).to_have_count(2)
    page.keyboard.press("a")
    expect(page.get_by_text("No. 2 is on the wall")).to_be_visible()


def test_a_page_that_is_chosen_for_a_photo_stays_chosen(desk: tuple[Made, str], laptop: Watched) -> None:
    made, address = desk
    held: list[Route] = []

    def answer(route: Route) -> None:
        """The page as while photos are read, with one that nobody could place; what is asked for afterwards waits."""
        if route.request.resource_type == "fetch":
            held.append(route)
            return
        said = route.fetch()
        route.fulfill(response=said, body=re.sub(r'(<div id="waiting")([^>]*>)', r'\1 data-reading\2<select><option></option><option>7</option></select>', said.text()))

    sign_in(laptop.context, made, address)
    page = laptop.page
    page.add_init_script(HASTE)
    page.route(f"**{photos_path(made)}*", answer)
    page.goto(f"{address}{photos_path(made)}?lang=en")
    page.wait_for_function("document.querySelector('#waiting[data-reading]')")
    while not held:
        page.wait_for_timeout(20)
    page.locator("#waiting select").select_option("7")
    with page.expect_request_finished(lambda asked: asked.resource_type == "fetch"):
        held[0].continue_()
    page.wait_for_timeout(200)
    assert page.locator("#waiting select").input_value() == "7"


def test_a_tap_that_is_on_its_way_is_not_called_back_by_newer_figures(desk: tuple[Made, str], phone: Watched) -> None:
    made, address = desk
    street = make_street(*made)
    street.issue("B1", "B-A5", 100)
    page = phone.page
    held: list[Route] = []
    page.goto(f"{address}/P/{street.offer('B1')}")
    page.get_by_role("button", name="Let's start").click()
    page.wait_for_url("**/app/**")
    page.add_init_script(HASTE)
    page.goto(f"{address}/phone/?material={made[2].materials['B-A5']}")
    page.route(lambda url: True, lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="+5", exact=True).click(no_wait_after=True)
    while not held:
        page.wait_for_timeout(20)
    street.issue("B1", "B-A5", 10)
    for _ in range(2):
        page.wait_for_event("response", lambda answer: answer.url.endswith("/pulse") and answer.status == 200)
    held[0].continue_()
    page.get_by_text("Recorded").wait_for()
    assert street.stock("B1")["handed_out"] == 5
