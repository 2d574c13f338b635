"""The staff's PIN on a sign-in screen: nobody leaves without it, wrong tries take time, and a screen taken out keeps its queue behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.devices import revoke_device
from tests.browser.conftest import watch
from tests.browser.test_screen import LYING, english, fill, send, served, start, stop_clock, tablet
from tests.browser.volunteer import kept, serve_street

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street

__all__ = ["served", "tablet"]


def enter(page: Page, pin: str) -> None:
    for digit in pin:
        page.locator(".keys").get_by_role("button", name=digit, exact=True).click()
    page.locator(".keys .primary").click()


def test_nobody_leaves_without_the_pin_and_wrong_tries_take_time(tablet: Watched, served: tuple[Address, Street]) -> None:
    page = tablet.page
    start(page, served)
    kept(page)
    for place in ("queue", "settings", "set-up", "hand-over", "leave", "more", "scan"):
        page.evaluate("(to) => { location.hash = `#/${to}`; }", place)
        page.locator(f"#app[data-place='#/{place}'] .pad .keys").wait_for()
    page.evaluate("location.hash = '#/'")
    page.locator(".screen.idle").wait_for()
    english(page)
    tablet.context.set_offline(True)
    page.get_by_role("link", name="Staff").click()
    for wrong in ("1111", "2222", "33333333"):
        enter(page, wrong)
        page.clock.run_for(100)
        page.locator(".pad .error", has_text=re.compile("not right|wrong tries")).wait_for()
    page.reload()
    page.locator(".pad .error:not(:empty)").wait_for()
    enter(page, "2468")
    page.clock.run_for(100)
    assert page.locator(".pad").count() == 1, "even the right one has to wait, also after a reload"
    page.clock.fast_forward(16_000)
    enter(page, "2468")
    page.clock.run_for(100)
    page.get_by_role("heading", name=re.compile("For staff|工作人員專用")).wait_for()
    page.evaluate("location.hash = '#/queue'")
    page.locator("h1", has_text=re.compile("still on this phone|還在手機裡的記錄")).wait_for()
    page.clock.fast_forward(121_000)
    page.locator(".screen.idle").wait_for()
    page.evaluate("location.hash = '#/queue'")
    page.locator(".pad .keys").wait_for()
    tablet.context.set_offline(False)


def test_a_keyboard_that_types_forty_pins_at_once_gets_no_more_tries_than_a_hand(
    tablet: Watched, served: tuple[Address, Street]
) -> None:
    page = tablet.page
    start(page, served)
    english(page)
    page.get_by_role("link", name="Staff").click()
    page.locator(".pad .keys").wait_for()
    page.evaluate("""() => { for (let pin = 2430; pin < 2470; pin++) for (const key of [...String(pin), "Enter"])
      document.dispatchEvent(new KeyboardEvent("keydown", { key })); }""")
    page.clock.run_for(2_000)
    page.locator(".pad .error", has_text="not right").wait_for()
    assert page.locator(".pad").count() == 1


def test_over_plain_http_the_pin_is_checked_as_well(browser: Browser, served: tuple[Address, Street]) -> None:
    server, street = served
    for watched in watch(browser, locale="en-US", **LYING):
        page = watched.page
        page.goto(f"http://booth.test:{server.port}/P/{street.offer('B1', role='kiosk')}")
        page.get_by_role("button", name="Let's start").click()
        page.locator(".screen.idle").wait_for()
        assert not page.evaluate("isSecureContext")
        page.locator("footer a").click()
        page.locator(".pad .keys").wait_for()
        page.keyboard.type("2469")
        page.keyboard.press("Enter")
        page.locator(".pad .error", has_text="密碼不對").wait_for()
        page.keyboard.type("2468")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="工作人員專用").wait_for()
        assert watched.console_errors == []


@pytest.fixture
def past_event(tmp_path: Path) -> Iterator[tuple[Address, Street]]:
    """Event B as it was in 2017, without a PIN."""
    with serve_street(tmp_path) as running:
        yield running


def test_a_screen_of_an_event_without_a_pin_cannot_be_left(tablet: Watched, past_event: tuple[Address, Street]) -> None:
    page = tablet.page
    start(page, past_event)
    page.get_by_text("Sign-in is closed").wait_for()
    assert page.get_by_role("button", name="Sign in on this screen").count() == 0
    page.evaluate("location.hash = '#/settings'")
    page.get_by_text("No PIN has been set for this event").wait_for()
    assert page.locator(".keys").count() == 0


def test_a_screen_taken_out_says_so_and_keeps_its_queue_behind_the_pin(
    tablet: Watched, served: tuple[Address, Street]
) -> None:
    _, street = served
    page = tablet.page
    start(page, served)
    fill(page, "half a na")
    stop_clock(page)  # else the screen may ask for figures, and hear of it, before anything is sent
    row = street.store.read().execute("SELECT id FROM device ORDER BY paired_at DESC, number DESC LIMIT 1").fetchone()
    street.store.write(lambda c: revoke_device(c, row["id"]))
    send(page)
    page.locator(".screen.done").wait_for()
    page.clock.run_for(100)  # it is sent
    page.get_by_role("heading", name="This pairing is over").wait_for()
    page.evaluate("location.hash = '#/queue'")
    page.locator(".pad .keys").wait_for()
