"""The summary's page in a real browser: what a figure says can be read whole, and its text goes into a chat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from kiosk import accounts
from kiosk.storage import Store
from kiosk.web.context import STAFF_COOKIE
from tests.browser.conftest import Watched
from tests.live import serve_app

if TYPE_CHECKING:
    from playwright.sync_api import Locator

INSIDE = """tip => {
  const at = tip.getBoundingClientRect();
  return at.width > 0 && at.left >= 0 && at.top >= 0 && at.right <= innerWidth && at.bottom <= innerHeight
    && tip.contains(document.elementFromPoint(at.right - 4, at.bottom - 4));
}"""


@pytest.fixture
def summary(demonstration: tuple[Flask, Store, Path]) -> Iterator[tuple[str, str, str]]:
    """Where event B's summary is, where the kiosk is, and a coordinator's session."""
    app, store, _ = demonstration
    event = store.read().execute("SELECT id FROM event WHERE code = 'B'").fetchone()["id"]
    coordinator = store.read().execute("SELECT id FROM account WHERE name = 'coordinator'").fetchone()["id"]
    secret = store.write(lambda connection: accounts.open_session(connection, coordinator))
    with serve_app(app) as address:
        yield f"{address}/office/tallies/event/{event}/summary?shape=sections&text=en&lang=en", address, secret


def opened(watched: Watched, summary: tuple[str, str, str]) -> Watched:
    page, address, secret = summary
    watched.context.add_cookies([{"name": STAFF_COOKIE, "value": secret, "url": address}])
    watched.page.goto(page)
    watched.page.locator("#copy").wait_for()  # shown by the page's script
    return watched


def whole(stated: Locator) -> bool:
    tip = stated.locator(".tip")
    tip.wait_for()
    return bool(tip.evaluate(INSIDE))


def test_what_a_figure_says_is_read_whole_on_a_laptop_and_goes_with_escape(laptop: Watched, summary: tuple[str, str, str]) -> None:
    page = opened(laptop, summary).page
    for stated in (page.locator("td .stated").nth(4), page.locator("tfoot .stated").last):
        stated.hover()
        assert whole(stated)
    page.keyboard.press("Escape")
    page.locator("tfoot .stated").last.locator(".tip").wait_for(state="hidden")


def test_what_a_figure_says_is_read_whole_on_a_phone_in_text_table_and_chart(phone: Watched, summary: tuple[str, str, str]) -> None:
    page = opened(phone, summary).page
    for stated in (page.locator("p .stated").nth(5), page.locator("td .stated").nth(4)):
        stated.tap()
        assert whole(stated)
    page.locator(".chart text:has(title)").first.tap()
    tip = page.locator(".tip[role=status]")
    tip.wait_for()
    assert tip.evaluate(INSIDE)


def test_a_browser_that_lets_no_page_copy_shows_the_text_ready_to_be_copied(phone: Watched, summary: tuple[str, str, str]) -> None:
    page = opened(phone, summary).page
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator("#copy").tap()
    field = page.locator("#copied textarea")
    field.wait_for()
    assert "2,064" in field.input_value()
    assert page.evaluate("document.activeElement.selectionEnd - document.activeElement.selectionStart") == len(field.input_value())


def test_what_is_typed_stays_when_another_box_is_saved_first_or_the_network_goes(phone: Watched, summary: tuple[str, str, str]) -> None:
    page = opened(phone, summary).page
    typed, saved = (page.locator(f"[id='edit-{block}']") for block in ("week", "event.B.stage"))
    typed.locator("summary").click()
    typed.locator("textarea").first.fill("Not saved yet.")
    saved.locator("summary").click()
    saved.locator("textarea").first.fill("The team danced, 16 of them.")
    saved.get_by_role("button", name="Save").click()
    page.locator("[id='block-event.B.stage'].rewritten").wait_for()
    typed.get_by_role("status").wait_for()
    assert typed.locator("textarea").first.input_value() == "Not saved yet."
    phone.context.set_offline(True)
    typed.get_by_role("button", name="Save").click()
    page.wait_for_url("chrome-error://**")
    phone.context.set_offline(False)
    page.goto(summary[0])
    typed.get_by_role("status").wait_for()
    typed.get_by_role("button", name="Save").click()
    page.locator("[id='block-week'].rewritten").get_by_text("Not saved yet.").first.wait_for()
    assert typed.get_by_role("status").count() == 0
    for block, edit in (("week", typed), ("event.B.stage", saved)):
        edit.locator("summary").click()
        edit.locator("[name=back]").click()
        page.locator(f"[id='block-{block}']:not(.rewritten)").wait_for()
