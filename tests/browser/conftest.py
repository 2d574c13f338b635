"""A real Chromium, watched: a request that leaves the machine fails the test that caused it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from kiosk import accounts
from kiosk.web.context import STAFF_COOKIE
from tests.live import serve_app
from tests.matrices import first_quick
from tests.patience import PATIENCE_MS
from tests.plan_fixtures import make_kiosk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

    from tests.keying.papers import Made

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Names under .test are this machine over plain http: an insecure context, as on a booth's LAN.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,  # as on a phone, a page without a viewport tag is laid out 980 pixels wide
}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
# English is the longest and breaks a line first; the slow tests look at the others.
QUICK_LANGUAGES = first_quick(["en", "zh-Hant", "zh-Hans"])
LOCAL_SCHEMES = {"about", "blob", "data", "chrome-error"}


def find_chromium() -> str | None:
    """The first browser that runs: some systems put a stub on PATH that only asks to be installed."""
    named = [os.environ.get("KIOSK_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    for name in filter(None, named):
        found = shutil.which(name)
        if found is None:
            continue
        if subprocess.run([found, "--version"], capture_output=True, check=False, timeout=30).returncode == 0:
            return found
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = find_chromium()
    if found is not None:
        return found
    reason = "no Chromium was found (chromium, chromium-browser, google-chrome or $KIOSK_CHROMIUM)"
    if os.environ.get("KIOSK_REQUIRE_BROWSER"):
        pytest.fail(f"KIOSK_REQUIRE_BROWSER is set, and {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def playwright_driver(chromium_path: str) -> Iterator[Playwright]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright, chromium_path: str) -> Iterator[Browser]:
    """One browser per session; every context made from it is a profile of its own."""
    launched = playwright_driver.chromium.launch(executable_path=chromium_path, args=FLAGS)
    yield launched
    launched.close()


class Watched:
    """A browser context and what went wrong in it; `page` is its first page."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.outside_requests: list[str] = []
        self.failed_requests: list[str] = []
        self.console_errors: list[str] = []
        context.on("request", self._see_request)
        context.on("requestfailed", lambda request: self.failed_requests.append(request.url))
        context.on("console", self._hear_console)
        context.on("weberror", lambda thrown: self.console_errors.append(str(thrown.error)))
        context.set_default_timeout(PATIENCE_MS)
        self.page: Page = context.new_page()

    def _hear_console(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.console_errors.append(said.text)

    def _see_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        host = address.hostname or ""
        local = host in {"127.0.0.1", "localhost"} or host.endswith(".test")
        if not local and address.scheme not in LOCAL_SCHEMES:
            self.outside_requests.append(request.url)


def watch(browser: Browser, **options: object) -> Iterator[Watched]:
    """A watched context of its own; at its end, requests to other machines fail the test."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    watched = Watched(context)
    yield watched
    context.close()
    assert watched.outside_requests == [], "pages asked other machines"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Watched]:
    """A volunteer's or passer-by's phone, 390 × 844 with touch."""
    yield from watch(browser, **PHONE)


@pytest.fixture
def laptop(browser: Browser) -> Iterator[Watched]:
    """A coordinator's laptop, 1280 × 800."""
    yield from watch(browser, **LAPTOP)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Made, str]]:
    """A kiosk with event B, served on the loopback address with form tokens on, and its address."""
    made = make_kiosk(tmp_path)
    made[0].config["WTF_CSRF_ENABLED"] = True
    with serve_app(made[0]) as address:
        yield made, address
    made[1].close()


def sign_in(context: BrowserContext, made: Made, address: str) -> None:
    _, store, ids = made
    secret = store.write(lambda c: accounts.open_session(c, ids.accounts["coordinator"]))
    context.add_cookies([{"name": STAFF_COOKIE, "value": secret, "url": address}])
