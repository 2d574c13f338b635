"""Where the app has to make do: inside WeChat, on plain http, with a refused camera; and copies between two booths, told by both phones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import FLAGS, PHONE
from tests.browser.test_app_look import EVERYWHERE, faults
from tests.browser.volunteer import act, all_sent, answered, figures, kept, pair, place, serve_street, start, tap, waiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street

ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
WECHAT = f"{ANDROID} MicroMessenger/8.0.54.2760"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Street]]:
    """Event B's street, served as localhost: a secure context."""
    with serve_street(tmp_path_factory.mktemp("places"), B1=500, B2=500) as running:
        yield running


def with_agent(browser: Browser, agent: str) -> Page:
    return browser.new_context(**PHONE, user_agent=agent).new_page()  # type: ignore[arg-type]


def test_inside_wechat_the_pairing_page_shows_the_way_out_and_tapping_works_there(
    browser: Browser, served: tuple[Address, Street]
) -> None:
    server, street = served
    page, before = with_agent(browser, WECHAT), street.stock("B1").get("handed_out", 0)
    secret = street.offer("B1")
    page.goto(f"{server.url}/P/{secret}")
    page.get_by_text("Open in browser").wait_for()
    assert page.locator(".address").inner_text() == f"{server.url}/P/{secret}"
    assert faults(page, EVERYWHERE) == {}
    pair(page, server.url, secret)
    act(page, "+5")
    all_sent(page)
    assert street.stock("B1")["handed_out"] == before + 5
    place(page, "set-up")
    guide = page.locator(".guide[data-browser=wechat]").first
    guide.get_by_text("Open in browser").wait_for()
    assert page.get_by_label("Address of the app").input_value() == f"{server.url}/app/"
    page.context.close()


@pytest.mark.parametrize(("agent", "browser_name"), [(ANDROID, "android"), (IPHONE, "iphone"), (WECHAT, "wechat")])
def test_getting_ready_shows_each_browsers_own_way(
    browser: Browser, served: tuple[Address, Street], agent: str, browser_name: str
) -> None:
    server, street = served
    page = with_agent(browser, agent)
    start(page, server.url, street)
    place(page, "set-up")
    assert page.locator(".guide:visible").count() == 1  # the other browsers' ways are folded away
    assert page.locator(".guide:visible").get_attribute("data-browser") == browser_name
    page.get_by_text("Another phone or browser").click()
    assert page.locator(".guide:visible").count() == 3
    page.context.close()


@pytest.mark.slow
def test_a_refused_camera_shows_where_to_allow_it_before_the_home_screen(
    playwright_driver: Playwright, chromium_path: str, served: tuple[Address, Street]
) -> None:
    server, street = served
    flags = [*FLAGS, "--use-fake-device-for-media-stream", "--deny-permission-prompts"]
    browser = playwright_driver.chromium.launch(executable_path=chromium_path, args=flags)
    page = with_agent(browser, ANDROID)
    start(page, server.url, street)
    place(page, "set-up")
    page.get_by_role("button", name="Allow the camera").click()
    page.get_by_text("The camera is blocked for this page").wait_for()
    page.locator(".guide[data-browser=android]").get_by_text("Permissions").wait_for()
    page.get_by_role("link", name="Practise (90 seconds)").wait_for()  # the way goes on without it
    assert faults(page, EVERYWHERE) == {}
    browser.close()


def test_on_plain_http_everything_but_the_live_camera_works_and_the_page_says_so(
    phone: Watched, served: tuple[Address, Street]
) -> None:
    server, street = served
    page = phone.page
    start(page, f"http://booth.test:{server.port}", street, "B1")
    assert page.evaluate("isSecureContext") is False
    place(page, "set-up")
    page.get_by_role("button", name="Allow the camera").click()
    page.get_by_text("The live camera needs a secure address").wait_for()
    page.get_by_text("leave this page open").wait_for()
    figures(page)
    phone.context.set_offline(True)
    place(page, "")
    act(page, "+10", "saved")
    place(page, "practice")
    tap(page, "Start practising")
    page.locator("#coach").wait_for()
    page.locator("#coach a").click()
    tap(page, "Stop practising")
    waiting(page, 1)
    phone.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    all_sent(page)


def test_what_one_booth_gives_the_other_confirms_and_it_counts_once(
    phone: Watched, browser: Browser, served: tuple[Address, Street]
) -> None:
    server, street = served
    taker, giver = phone.page, with_agent(browser, ANDROID)
    start(taker, server.url, street, "B1")
    start(giver, server.url, street, "B2")
    before = street.stock("B1")["in_hand"]
    place(giver, "pass-on")
    giver.get_by_label("What", exact=True).select_option(street.ids.materials["B-A5"])
    giver.get_by_label("To", exact=True).select_option(f"booth:{street.ids.booths['B1']}")
    giver.get_by_label("How many").fill("50")
    act(giver, "Save")
    giver.locator(".transfer[data-state=open]").get_by_text("B1 has not confirmed 50 yet").wait_for()
    taker.evaluate("dispatchEvent(new Event('online'))")
    coming = taker.locator(".transfer[data-state=coming]")
    coming.get_by_text("B2 sent 50 here").wait_for()
    coming.get_by_role("link", name="Another number").click()
    taker.get_by_label("How many").fill("48")
    act(taker, "Confirm")
    taker.locator(".transfer[data-state=differs]").wait_for()
    all_sent(taker)
    giver.evaluate("dispatchEvent(new Event('online'))")
    giver.locator(".transfer[data-state=differs]").get_by_role("button", name="Correct to 48").click()
    answered(giver)
    giver.locator(".transfer[data-state=open]").get_by_text("B1 has not confirmed 48 yet").wait_for()
    all_sent(giver)
    taker.evaluate("dispatchEvent(new Event('online'))")
    act(taker, "Arrived: 48")
    taker.locator(".transfer").first.wait_for(state="detached")
    all_sent(taker)
    giver.evaluate("dispatchEvent(new Event('online'))")
    giver.locator(".transfer").first.wait_for(state="detached")
    assert street.stock("B1")["in_hand"] == before + 48
    giver.context.close()


def test_copies_that_both_recorded_without_a_network_are_counted_once(
    phone: Watched, browser: Browser, served: tuple[Address, Street]
) -> None:
    server, street = served
    taker, giver = phone.page, with_agent(browser, ANDROID)
    start(taker, server.url, street, "B1")
    start(giver, server.url, street, "B2")
    for page in (taker, giver):
        kept(page)
        figures(page)
        page.context.set_offline(True)
    before = street.stock("B1")["in_hand"]
    for page in (taker, giver):
        place(page, f"fetch/{street.ids.booths['B2']}/{street.ids.materials['B-A5']}")
        page.get_by_label("To", exact=True).select_option(f"booth:{street.ids.booths['B1']}")
        page.get_by_label("How many").fill("30")
        act(page, "Save", "saved")
    for page in (taker, giver):
        page.context.set_offline(False)
        all_sent(page)
    assert street.stock("B1")["in_hand"] == before + 60  # both are facts until somebody says that they are the same copies
    for page in (taker, giver):
        page.evaluate("dispatchEvent(new Event('online'))")
    giver.locator(".transfer[data-state=twice]").wait_for()
    act(taker, "Count once")
    taker.locator(".transfer").first.wait_for(state="detached")
    all_sent(taker)
    assert street.stock("B1")["in_hand"] == before + 30
    giver.context.close()
