"""A volunteer's phone in a real browser: paired by a link, counting, taking back, closing; legible and one-handed on every page."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import qrcode

from kiosk import create_app
from kiosk.campaigns import set_status
from tests.browser.conftest import QUICK_LANGUAGES
from tests.live import Near, serve_app
from tests.patience import allowed
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watched

NARROW = {"width": 320, "height": 568}
FINGER = 63.5
# The page that answers goes back by itself: what it said is written down, so that a slow test still finds it.
SAID = "addEventListener('DOMContentLoaded', () => { sessionStorage.said = (sessionStorage.said ?? '') + document.body.innerText; })"
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((part) => part.outerHTML.slice(0, 80))"""
TOO_SMALL = f"""() => [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden]):not([type=radio]):not([type=checkbox])')]
  .filter((part) => part.checkVisibility() && part.getBoundingClientRect().height < {FINGER})
  .map((part) => part.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def served_street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Near, Street]]:
    """Event B's street, reached by name over plain http as on a booth's network."""
    folder = tmp_path_factory.mktemp("street")
    street = make_street(*make_kiosk(folder))
    for material, quantity in (("B-A5", 500), ("B-TRI", 300)):
        street.issue("B1", material, quantity)
    app = create_app(folder / "instance")
    with serve_app(app) as url:
        yield Near(url.replace("127.0.0.1", "booth.test")), street
    app.extensions["kiosk"].store.close()
    street.store.close()


def pair(page: Page, server: Near, street: Street, booth: str = "B1", role: str = "volunteer") -> None:
    page.add_init_script(SAID)
    page.goto(f"{server.url}/P/{street.offer(booth, role=role)}")
    page.get_by_label("What shall we call you?").fill("小李")
    page.get_by_role("button", name="Let's start").click()
    page.wait_for_url("**/app/**")
    page.goto(f"{server.url}/phone/")  # the pages that do without scripts


def answered(page: Page, text: str) -> None:
    """Wait until a page has said this, and the counting page is back by itself."""
    page.wait_for_function("(text) => (sessionStorage.said ?? '').includes(text)", arg=text)
    page.wait_for_url("**/phone/")


def test_a_volunteer_pairs_counts_undoes_and_closes(phone: Watched, served_street: tuple[Near, Street]) -> None:
    server, street = served_street
    page = phone.page
    pair(page, server, street)
    page.get_by_role("link", name="什麼是社會工作").click()
    page.get_by_role("button", name="+5", exact=True).click()
    answered(page, "Recorded")
    assert street.stock("B1")["handed_out"] == 5
    page.get_by_role("button", name=re.compile("Undo: handed out 5")).click()
    answered(page, "Undone")
    assert "handed_out" not in street.stock("B1")
    page.goto(f"{server.url}/phone/close")
    page.get_by_label("什麼是社會工作").fill("498")
    page.get_by_label("社會救助政策").fill("300")
    page.get_by_role("button", name="Show the difference").click()
    page.get_by_text("2 copies are missing").wait_for()
    page.get_by_role("button", name="Close B1").click()
    page.wait_for_function("() => sessionStorage.said.includes('798 copies go back to the store')")
    assert street.stock("B1") == {"issued": 500, "returned": 498, "in_hand": 2}
    # Chromium says so itself on every page of plain http
    assert [said for said in phone.console_errors if "Cross-Origin-Opener-Policy" not in said] == []


def test_a_double_click_in_a_real_browser_is_one_fact(phone: Watched, served_street: tuple[Near, Street]) -> None:
    server, street = served_street
    street.issue("B2", "B-A5", 100)
    pair(phone.page, server, street, "B2")
    phone.page.get_by_role("button", name="+10", exact=True).dblclick()
    answered(phone.page, "Recorded")
    assert street.stock("B2")["handed_out"] == 10


def test_a_photo_of_a_code_is_read_on_plain_http(
    phone: Watched, served_street: tuple[Near, Street], tmp_path: Path
) -> None:
    server, street = served_street
    pair(phone.page, server, street, "B2")
    picture = tmp_path / "slip.png"
    with picture.open("wb") as file:
        qrcode.make(f"HTTPS://EXAMPLE.ORG/F/{street.slips[6]}").save(file)
    phone.page.get_by_role("link", name="Scan").click()
    assert phone.page.evaluate("isSecureContext") is False
    phone.page.locator("input[type=file]").set_input_files(picture)
    phone.page.get_by_text("This bundle has not been issued yet").wait_for()
    assert phone.page.get_by_role("heading").first.inner_text().startswith("Bundle 7")


def test_a_cancelled_event_shows_within_ten_seconds_and_keeps_what_is_typed(
    phone: Watched, served_street: tuple[Near, Street]
) -> None:
    server, street = served_street
    pair(phone.page, server, street, "B3")
    second = phone.context.new_page()
    second.goto(f"{server.url}/phone/head-count")
    second.get_by_label("How many people").fill("300")
    street.store.write(lambda c: set_status(c, street.ids.event, "cancelled", "大風"))
    began = time.monotonic()
    try:
        for page in (phone.page, second):
            page.get_by_text("This event is cancelled").wait_for()
        assert time.monotonic() - began < allowed(10)
        assert second.get_by_label("How many people").input_value() == "300"
    finally:
        street.store.write(lambda c: set_status(c, street.ids.event, "open", ""))


@pytest.mark.parametrize("language", QUICK_LANGUAGES)
def test_every_page_fits_a_narrow_phone_and_a_thumb(
    phone: Watched, served_street: tuple[Near, Street], language: str
) -> None:
    server, street = served_street
    page, ids = phone.page, street.ids
    pair(page, server, street, "B1")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    material = ids.materials["B-A5"]
    for address in (f"/?material={material}", f"/code/{street.slips[3]}", "/", "/more", "/stock", "/booths", f"/code/{street.signs['B2']}",
                    "/scan", "/scan?code=7K3QX", "/pass-on", "/return", "/spoil", "/run-out", "/consultation", "/consultation?topic=低保",
                    "/check-in", "/head-count", f"/code/{street.sheet}", "/wrong-booth", "/close", f"/close?check=1&count-{material}=1",
                    "/leave", "/code/7K3QX9M2TD"):  # fmt: skip
        page.goto(f"{server.url}/phone{address}{'&' if '?' in address else '?'}lang={language}")
        assert page.evaluate(TOO_WIDE) == [], address
        assert page.evaluate(TOO_SMALL) == [], address
