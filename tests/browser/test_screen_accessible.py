"""The sign-in screen and the places behind its PIN, at tablet and phone size: axe-core finds nothing, nothing scrolls sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import sideways, violations
from tests.browser.conftest import PHONE, watch
from tests.browser.test_screen import LYING, served, start
from tests.browser.test_screen_pin import enter
from tests.matrices import first_quick

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.live import Address
    from tests.phone.street import Street

__all__ = ["served"]
BEHIND = ("staff", "settings", "booths", "queue", "end-screen")


@pytest.mark.parametrize("size", first_quick(["tablet", "phone"]))
def test_everybody_can_use_the_sign_in_screen(browser: Browser, served: tuple[Address, Street], size: str) -> None:
    wrong: dict[str, list[str]] = {}

    def look(page: Page, place: str) -> None:
        wrong[place] = violations(page) + [f"too wide: {each}" for each in sideways(page)]

    for watched in watch(browser, **{"tablet": LYING, "phone": PHONE}[size], locale="en-US"):
        page = watched.page
        start(page, served)
        look(page, "idle")
        page.get_by_role("button", name="Sign in on this screen").click()
        page.get_by_label("Name or nickname").wait_for()
        look(page, "form")
        page.get_by_role("button", name="Back to the start").click()
        page.locator("footer a").click()
        page.locator(".pad .keys").wait_for()
        look(page, "pin")
        enter(page, "2468")
        page.locator("a[href='#/end-screen']").wait_for()
        for place in BEHIND:
            page.evaluate(f"location.hash = '#/{place}'")
            page.locator(f"#app[data-place='#/{place}']").wait_for()
            look(page, place)
        assert watched.console_errors == []
    assert {place: each for place, each in wrong.items() if each} == {}
