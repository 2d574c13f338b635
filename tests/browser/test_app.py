"""The volunteers' app in a real browser: paired in one scan, counting without a network, and never losing or doubling a fact."""

from __future__ import annotations

import contextlib
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import qrcode

from tests.app.bad_network import bad_network
from tests.browser.conftest import FLAGS, PHONE, QUICK_LANGUAGES
from tests.browser.test_phone import NARROW, TOO_SMALL, TOO_WIDE
from tests.browser.volunteer import (
    ANSWERS,
    READY,
    act,
    all_sent,
    figures,
    kept,
    pair,
    place,
    serve_street_as_in_life,
    speak,
    start,
    tap,
    until,
    waiting,
)
from tests.patience import allowed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Playwright

    from tests.browser.conftest import Watched
    from tests.live import LiveServer
    from tests.phone.street import Street

HOLDS = """() => new Promise((done) => {
  const opening = indexedDB.open("kiosk-phone");
  opening.onsuccess = () => {
    const counting = opening.result.transaction("own").objectStore("own").count();
    counting.onsuccess = () => { opening.result.close(); done(counting.result); };
  };
})"""
# Somebody who looks at the phone again and again: it tries at once each time.
SENT_AT_LAST = """() => new Promise((done) => {
  dispatchEvent(new Event("online"));
  setTimeout(() => done(document.getElementById("waiting").textContent.includes("All sent")), 500);
})"""
FIRST_LOAD_BYTES = 500_000
WHOLE_APP_BYTES = 550_000
COUNT_UP = """async (times) => {
  const hold = (ms) => new Promise((done) => setTimeout(done, ms));
  for (let done = 0; done < times; done++) {
    document.querySelector(".button.count").click();
    await hold(4);
  }
  document.body.dataset.finished = "yes";
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Street]]:
    """Event B's street behind the real server, as localhost: a secure context."""
    with serve_street_as_in_life(tmp_path_factory.mktemp("app"), B1=1000, B2=1000, B3=1000) as running:
        yield running


def test_a_phone_is_paired_in_one_scan_and_counts(phone: Watched, served: tuple[LiveServer, Street]) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    act(page, "+5")
    all_sent(page)
    assert street.stock("B1")["handed_out"] == 5
    act(page, re.compile("Undo: handed out 5"), text="Taken back")
    all_sent(page)
    assert "handed_out" not in street.stock("B1")
    assert [said for said in phone.console_errors if "Cross-Origin-Opener-Policy" not in said] == []


def test_the_network_goes_right_after_the_first_load(phone: Watched, served: tuple[LiveServer, Street]) -> None:
    """Counting works, what has not come yet says so and how to go on, and it is there with the next network."""
    server, street = served
    page, context = phone.page, phone.context
    come_later = re.compile(r"/app/(v/[^/]*/(views/(later|tip|note)|words/zh-)|sw\.js)")
    context.route(come_later, lambda route: route.abort())
    pair(page, server.url, street.offer("B3"))
    place(page, "settings")
    assert page.locator(".tongues button").count() == 1
    figures(page)
    context.set_offline(True)
    place(page, "")
    act(page, "+5", "saved", "Saved on this phone")
    for name in ("note", "tip", "register", "groups"):
        place(page, name)
        page.get_by_text("This page is still to come").wait_for()
    context.unroute(come_later)
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("heading", name="Acts and groups").wait_for()
    kept(page)
    place(page, "settings")
    page.locator(".tongues button[lang=zh-Hant]").wait_for()
    all_sent(page)


def weigh(url: str) -> int:
    """The bytes that a browser on a secure address gets for a file."""
    asked = urllib.request.Request(url, headers={"Accept-Encoding": "gzip, deflate, br"})
    with urllib.request.urlopen(asked, timeout=10) as said:
        return len(said.read())


def test_the_first_load_is_small_and_later_starts_ask_for_nothing(phone: Watched, served: tuple[LiveServer, Street]) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    kept(page)
    first, later = (re.findall(r'"(/app/[^"]*)"', line) for line in page.request.get(f"{server.url}/app/sw.js").text().splitlines()[1:3])
    weighs = {name: weigh(server.url + name) for name in first + later}
    spoken = max(weight for name, weight in weighs.items() if "/words/" in name)
    assert sum(weighs[name] for name in first) + spoken <= FIRST_LOAD_BYTES
    assert sum(weighs.values()) <= WHOLE_APP_BYTES
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    phone.context.set_offline(True)
    page.reload()
    page.locator(READY).wait_for()
    phone.context.set_offline(False)


@pytest.fixture
def profile(playwright_driver: Playwright, chromium_path: str, tmp_path: Path) -> Iterator[list[BrowserContext]]:
    """A browser with a profile on disk; the test closes it and opens it again through the last element."""
    opened: list[BrowserContext] = []

    def launch() -> BrowserContext:
        context = playwright_driver.chromium.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=chromium_path, args=FLAGS, **PHONE
        )
        opened.append(context)
        return context

    launch()
    opened[0].launch = launch  # type: ignore[attr-defined]
    yield opened
    for context in opened:
        with contextlib.suppress(Exception):
            context.close()


def test_counting_goes_on_without_a_network_and_after_the_browser_was_closed(
    profile: list[BrowserContext], served: tuple[LiveServer, Street]
) -> None:
    server, street = served
    context = profile[0]
    page = context.new_page()
    start(page, server.url, street, "B2")
    kept(page)
    figures(page)
    context.set_offline(True)
    for _ in range(3):
        act(page, "+10", "saved", "Saved on this phone")
    waiting(page, 3)
    page.locator(".figures", has_text="970").wait_for()
    context.close()
    again = context.launch()  # type: ignore[attr-defined]
    again.set_offline(True)
    page = again.new_page()
    page.goto(f"{server.url}/app/")
    waiting(page, 3)
    page.locator(".figures", has_text="970").wait_for()
    tap(page, "+1")
    waiting(page, 4)
    assert "handed_out" not in street.stock("B2")
    again.set_offline(False)
    all_sent(page)
    assert street.stock("B2")["handed_out"] == 31


@pytest.mark.parametrize("taps", [40, pytest.param(200, marks=pytest.mark.slow)])
def test_every_tap_in_two_tabs_over_a_bad_network_is_one_fact(
    phone: Watched, served: tuple[LiveServer, Street], taps: int
) -> None:
    """peers.md j, h: no doubled id, no retry that looks like fraud; never two flushes at once."""
    server, street = served
    before, counted = street.entries, street.stock("B3").get("handed_out", 0)
    with bad_network(server.port) as network:
        first = phone.page
        start(first, network.url, street, "B3")
        kept(first)
        figures(first)
        second = phone.context.new_page()
        second.goto(f"{network.url}/app/")
        second.locator(READY).wait_for()
        for tab in (first, second):
            tab.evaluate(f"void ({COUNT_UP})({taps})")
        phone.context.set_offline(True)
        first.wait_for_timeout(1_500)
        until(lambda: network.under_way == 0)  # what the cut left half done does not meet what is sent again
        phone.context.set_offline(False)
        for tab in (first, second):
            tab.locator("body[data-finished]").wait_for()
        until(lambda: first.evaluate(HOLDS) >= 2 * taps)  # a tap counts once it is on the phone's disk, and that is when the phone says so
        phone.context.set_offline(True)
        until(lambda: network.under_way == 0)
        first.reload()
        first.locator(READY).wait_for()
        phone.context.set_offline(False)
        until(lambda: first.evaluate(SENT_AT_LAST), allowed(60))
        assert network.most_at_once == 1
        assert network.lost_before + network.lost_after > 0
        assert network.carried >= 2 * taps / 50
    assert street.entries - before == 2 * taps
    assert street.stock("B3")["handed_out"] == counted + 2 * taps


def test_plain_http_counts_too_and_says_what_is_missing(
    phone: Watched, served: tuple[LiveServer, Street], tmp_path: Path
) -> None:
    server, street = served
    url = f"http://booth.test:{server.port}"
    page = phone.page
    start(page, url, street, "B1")
    assert page.evaluate("isSecureContext") is False
    place(page, "settings")
    page.get_by_text("Over plain http the app cannot be kept").wait_for()
    place(page, "scan")
    page.get_by_text("The live camera needs a secure address").wait_for()
    picture = tmp_path / "slip.png"
    with picture.open("wb") as file:
        qrcode.make(f"HTTPS://EXAMPLE.ORG/F/{street.slips[8]}").save(file)
    page.locator("input[type=file]").set_input_files(picture)
    page.locator("[data-bundle='9']").wait_for()
    act(page, re.compile("^Take out 100"))
    all_sent(page)
    assert [row["quantity"] for row in street.facts("issue") if row["bundle"] == 9] == [100]


def test_a_revoked_phone_says_so_and_hands_over_what_it_holds(phone: Watched, served: tuple[LiveServer, Street]) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street, "B1")
    kept(page)
    figures(page)
    phone.context.set_offline(True)
    tap(page, "+1")
    waiting(page, 1)
    street.store.write(lambda c: c.execute("UPDATE device SET revoked_at = 1 WHERE number = (SELECT max(number) FROM device)"))
    phone.context.set_offline(False)
    page.get_by_text("The coordinator has taken this phone out").wait_for()
    held = street.store.read().execute("SELECT flags FROM entry WHERE held = 1 ORDER BY seq DESC").fetchone()
    assert held["flags"] == "quarantined"


@pytest.mark.parametrize("language", QUICK_LANGUAGES)
def test_every_place_fits_a_narrow_phone_and_a_thumb(
    phone: Watched, served: tuple[LiveServer, Street], language: str
) -> None:
    server, street = served
    page, ids = phone.page, street.ids
    start(page, server.url, street)
    figures(page)
    speak(page, language)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    material = ids.materials["B-A5"]
    for where in ("", f"code/{street.slips[3]}", "more", "stock", "booths", f"code/{street.signs['B2']}", "scan", "pass-on", "return",
                  "spoil", "run-out", f"run-out/{material}", "consult", "consult/0", "let-in", "heads", f"code/{street.sheet}", "wrong-booth",
                  f"wrong-booth/{ids.booths['B1']}/{ids.booths['B2']}/00%3A01", "close", "leave", "queue", "settings", "set-up", "hand-over", "code/7K3QX9M2TD"):  # fmt: skip
        place(page, where)
        assert page.evaluate(TOO_WIDE) == [], where
        assert page.evaluate(TOO_SMALL) == [], where
        assert page.evaluate("document.documentElement.lang") == language


def test_the_app_on_the_home_screen_takes_over_with_six_digits(
    phone: Watched, browser: Browser, served: tuple[LiveServer, Street]
) -> None:
    """Another context stands for the home screen's own storage, as on an iPhone (not seen on a device)."""
    server, street = served
    page = phone.page
    start(page, server.url, street, "B1")
    act(page, "+5")
    place(page, "set-up")
    page.get_by_role("link", name="Go on in the app on the home screen").click()
    page.get_by_role("button", name="Show the six digits").click()
    six = page.locator("#six").inner_text()  # what waited has been sent before there are any
    before = street.stock("B1")["handed_out"]
    installed = browser.new_context(**PHONE)
    app = installed.new_page()
    app.add_init_script(ANSWERS)
    app.goto(f"{server.url}/app/")
    app.get_by_role("link", name="Go on from the browser").click()
    app.get_by_label("Six digits").fill("12")
    app.get_by_role("button", name="Go on here").click()
    app.get_by_text("Please type all six digits").wait_for()
    app.get_by_label("Six digits").fill(six)
    app.get_by_role("button", name="Go on here").click()
    app.get_by_role("button", name=re.compile("Undo: handed out 5")).wait_for()
    act(app, "+1")
    all_sent(app)
    assert street.stock("B1")["handed_out"] == before + 1
    installed.close()
    page.reload()
    page.get_by_text("The app on the home screen goes on in place of this page").wait_for()
