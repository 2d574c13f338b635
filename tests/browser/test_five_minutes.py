"""Five minutes: from the signed-in home to a PDF with everything, in at most six fields and four clicks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.codes import read_code
from tests.live import ADMIN_NAME, ADMIN_PASSWORD, Near, serve_new_app
from tests.prints.reading import read_pages

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watched

MOST_FIELDS, MOST_CLICKS = 6, 4


class Counted:
    """A page on which every field filled and every click is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.fields = 0
        self.clicks = 0

    def fill(self, name: str, value: str) -> None:
        self.fields += 1
        self.page.fill(f"[name={name}]", value)

    def tick(self, name: str) -> None:
        """A box to tick is a field, and ticking it is a click."""
        self.fields += 1
        self.clicks += 1
        self.page.check(f"[name={name}]")

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.click(selector)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Near]:
    with serve_new_app(tmp_path_factory.mktemp("minutes")) as running:
        yield running


@pytest.fixture
def counted(laptop: Watched, server: Near) -> Iterator[Counted]:
    """A coordinator who has just signed in on a fresh instance, in front of the first page."""
    page = laptop.page
    page.goto(f"{server.url}/office/sign-in?lang=zh-Hant")
    page.fill("[name=name]", ADMIN_NAME)
    page.fill("[name=password]", ADMIN_PASSWORD)
    with page.expect_navigation(url=lambda url: "/sign-in" not in url):
        page.click("main button")
    yield Counted(page)
    assert laptop.console_errors == []


def test_a_newcomer_holds_a_pdf_with_everything_after_six_fields_and_four_clicks(counted: Counted, tmp_path: Path) -> None:
    page = counted.page
    counted.click("a[href='/office/new'] >> nth=0")
    counted.fill("title", "社工宣傳日")
    counted.fill("place", "康寧社區廣場")
    counted.fill("day", "2026-12-05")
    counted.fill("line", "認識社會工作，認識身邊的社工。")
    page.wait_for_function("() => document.querySelector('[name=address]').value.startsWith('http://127.0.0.1')")  # filled in once the page's script has come
    counted.tick("local_confirmed")
    counted.click("form.preview-source button.primary")
    with page.expect_download() as started:
        counted.click("a[href$='.pdf']")
    path = tmp_path / "everything.pdf"
    started.value.save_as(path)
    assert counted.fields <= MOST_FIELDS
    assert counted.clicks <= MOST_CLICKS
    check_pack(path, page)


def check_pack(path: Path, page: Page) -> None:
    """100 flyers on 25 sheets, two slips on one, a sign-in sheet, a booth sign and a pairing card; every code is sealed."""
    pages = read_pages(path)
    assert [len(codes) for codes in pages] == [4] * 25 + [2, 1, 2, 1]
    texts = {text for codes in pages for text in codes}
    places = {re.fullmatch(r"(HTTP://127\.0\.0\.1:\d+/[FP])/([0-9A-Z]+)", text) for text in texts}
    assert None not in places
    printed = [place[2] for place in places if place and place[1].endswith("/F")]
    assert len(printed) == 2 + 2 + 1 + 2
    for code in printed:
        assert read_code(code).text == code
        page.goto(page.url.split("/office")[0] + f"/office/print/code/{code}")
        assert page.locator(".facts a").inner_text().split("-")[0] == "A"


@pytest.mark.slow  # the designs' page has the like
def test_the_flyer_beside_the_form_follows_what_is_typed(counted: Counted) -> None:
    page = counted.page
    page.goto(page.url.split("/office")[0] + "/office/new?lang=en")
    for name, value in (("title", "Meet your social workers"), ("day", "2026-12-05"), ("title", "")):
        before = page.get_attribute("img.sheet", "src")
        page.fill(f"[name={name}]", value)
        page.wait_for_function("before => document.querySelector('img.sheet').src !== before", arg=before)
