"""The plan in a browser: made without JavaScript, changed in two taps from a phone, seen by a passer-by at once."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.live import ADMIN_NAME, ADMIN_PASSWORD, Near, serve_new_app
from tests.matrices import first_quick
from tests.patience import allowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Watched

LIVE_SECONDS = 10
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Near]:
    with serve_new_app(tmp_path_factory.mktemp("plan")) as running:
        yield running


def sign_in(page: Page, server: Near, language: str = "zh-Hant") -> None:
    page.goto(f"{server.url}/office/sign-in?lang={language}")
    page.fill("[name=name]", ADMIN_NAME)
    page.fill("[name=password]", ADMIN_PASSWORD)
    with page.expect_navigation(url=lambda url: "/sign-in" not in url):
        page.click("main button")
    page.goto(f"{server.url}/office/plan")


def organisation_of(page: Page, server: Near) -> str:
    page.goto(f"{server.url}/office/plan/organisations")
    link = page.locator("tbody th a").first.get_attribute("href")
    assert link is not None
    return link.rsplit("/", 1)[1]


def make_campaign(page: Page, server: Near, title: str) -> str:
    """Make a campaign in its form and return its page's address."""
    page.goto(f"{server.url}/office/plan/campaign/new/{organisation_of(page, server)}")
    page.fill("[name=title]", title)
    page.fill("[name=starts_on]", TODAY.isoformat())
    page.fill("[name=ends_on]", (TODAY + timedelta(days=6)).isoformat())
    page.click("form.record button.primary")
    page.wait_for_url("**/office/plan/campaign/*")
    return page.url


def make_event(page: Page, campaign: str, title: str) -> str:
    """Make an event for tomorrow in a campaign's form and return its page's address."""
    page.goto(campaign.replace("/campaign/", "/event/new/"))
    page.fill("[name=title]", title)
    page.fill("[name=place]", "康寧社區")
    page.fill("[name=day]", (TODAY + timedelta(days=1)).isoformat())
    page.click("form.record button.primary")
    page.wait_for_url(re.compile("/office/plan/event/[^/]+$"))
    return page.url


def test_a_plan_is_made_and_found_without_javascript(browser: Browser, server: Near) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, server)
    event = make_event(page, make_campaign(page, server, "匯賢里宣傳週"), "街頭宣傳")
    page.goto(f"{event}/edit")
    page.click("details.other-languages summary >> nth=0")
    page.fill("[name='title@en']", "Street outreach")
    page.click("form.record button.primary")
    page.wait_for_url(event)
    page.goto(f"{server.url}/office/plan?lang=en")
    assert "Street outreach" in page.inner_text("main")
    page.fill("[name=q]", "汇贤")
    page.press("[name=q]", "Enter")
    page.wait_for_url("**/office/search?**")
    assert "匯賢里宣傳週" in page.inner_text("main")
    context.close()


def test_a_file_is_looked_at_and_taken_in(laptop: Watched, server: Near, tmp_path: Path) -> None:
    page = laptop.page
    sign_in(page, server)
    page.goto(f"{server.url}/office/plan/person/import/{organisation_of(page, server)}")
    file = tmp_path / "名單.csv"
    file.write_bytes("代號,姓名,電話\nV1,王芳,13800000001\nV2,于洋,13800000002\n".encode("big5"))
    page.set_input_files("[name=file]", file)
    page.click("main button.primary")
    page.locator("main", has_text="Big5").wait_for()
    page.click("main button.primary")
    page.wait_for_url("**/office/plan/person/of/*")
    shown = page.inner_text("main tbody")
    assert "王芳" in shown
    assert "138****0002" in shown
    assert laptop.console_errors == []


def test_two_taps_on_a_phone_cancel_an_event_and_a_passer_by_reads_it_within_ten_seconds(
    phone: Watched, browser: Browser, server: Near
) -> None:
    page = phone.page
    sign_in(page, server)
    event = make_event(page, make_campaign(page, server, "雨中宣傳週"), "雨中宣傳")
    passer_by = browser.new_context(locale="zh-TW", java_script_enabled=False)
    landing = passer_by.new_page()
    landing.goto(f"{server.url}/e/{event.rsplit('/', 1)[1]}")
    assert "已取消" not in landing.inner_text("body")
    page.goto(event)
    page.click(".statuses a[href$='/cancel']")  # one tap
    page.fill("[name=reason]", "暴雨")
    page.click("main button.primary")  # and one more
    said = time.monotonic()
    page.wait_for_url(event)
    landing.reload()
    assert "已取消" in landing.inner_text("body")
    assert "暴雨" in landing.inner_text("body")
    assert time.monotonic() - said < allowed(LIVE_SECONDS)
    passer_by.close()


@pytest.mark.parametrize(("size", "colours"), first_quick([((390, 844), "dark"), ((1280, 800), "light"), ((1280, 800), "dark"), ((390, 844), "light")]))
def test_no_page_of_the_plan_is_wider_than_its_screen(browser: Browser, server: Near, size: tuple[int, int], colours: str) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=colours)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, server)
    campaign = make_campaign(page, server, f"很長很長的宣傳活動名稱 {size[0]} {colours} with a long tail of words")
    event = make_event(page, campaign, "場")
    organisation = organisation_of(page, server)
    id = event.rsplit("/", 1)[1]
    addresses = [event, campaign, f"{event}/edit", f"{event}/counting", f"{event}/status/postpone"]
    addresses += [f"{server.url}/office/plan{rest}" for rest in ("", "/organisations", f"/person/of/{organisation}")]
    addresses += [f"{server.url}/office/plan/{noun}/of/{id}" for noun in ("booth", "shift", "roster")]
    addresses += [f"{server.url}/office/plan/person/import/{organisation}", f"{server.url}/office/search?q=場"]
    for address in addresses:
        for language in ("zh-Hant", "zh-Hans", "en"):
            page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], f"{address} {language}"
    context.close()
