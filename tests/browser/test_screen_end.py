"""A borrowed tablet is given back: behind the PIN the sign-in screen ends, once the kiosk has everything, and holds nothing afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kiosk.devices import devices_of
from tests.browser.conftest import watch
from tests.browser.test_app_roster import STORE
from tests.browser.test_screen import LYING, fill, identity, send, served, start
from tests.browser.test_screen_pin import enter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.live import Address
    from tests.phone.street import Street

__all__ = ["served"]


@pytest.fixture
def screen(browser: Browser, served: tuple[Address, Street]) -> Iterator[Page]:
    for watched in watch(browser, locale="en-US", **LYING):
        start(watched.page, served)
        yield watched.page



def test_a_screen_ends_on_the_tablet_itself_and_leaves_nothing_on_it(screen: Page, served: tuple[Address, Street]) -> None:
    page, street = screen, served[1]
    fill(page, "余國強", "13800000002")
    screen.context.set_offline(True)
    send(page)
    page.locator(".screen.done").wait_for()
    page.evaluate("location.hash = '#/staff'")
    page.locator(".pad .keys").wait_for()
    enter(page, "2468")
    page.locator("a[href='#/end-screen']").click()
    page.locator(".button.danger").click()
    page.locator("#result", has_text="還沒有結束").or_(page.locator("#result", has_text="Not ended yet")).wait_for()
    assert "余國強" in page.evaluate(STORE)["text"], "nothing is lost for want of a network"
    screen.context.set_offline(False)
    page.locator("#result").wait_for(state="detached")
    page.locator(".button.danger").click()
    page.locator("a[href='#/take-over']").wait_for()
    held = page.evaluate(STORE)
    assert (held["queued"], [key for key in held["keys"] if key != "prefs"]) == (0, []), held["keys"]
    assert identity(street, "余國強")["name"] == "余國強"
    newest = max(devices_of(street.store.read(), street.ids.event), key=lambda one: one["number"])
    assert newest["left_at"]
    page.reload()
    page.locator("a[href='#/take-over']").wait_for()
