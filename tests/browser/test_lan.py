"""The event's certificate in a real browser: its store trusts the kiosk by name as a whole site, and no other name signed by it."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.lan.certificates import Names, sign_for_server
from tests.browser.axe import violations
from tests.browser.conftest import FLAGS, LAPTOP, PHONE
from tests.lan.serving import LanServer, write_pem
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright

OTHER = "other.test"
REGISTERED = "async () => (await navigator.serviceWorker.ready).active !== null"


@pytest.fixture(scope="module")
def certutil() -> str:
    """The tool that fills a browser's store of authorities."""
    found = shutil.which("certutil")
    if found is not None:
        return found
    reason = "certutil is not installed (Debian: libnss3-tools), so Chromium cannot be told to trust the certificate"
    if os.environ.get("KIOSK_REQUIRE_BROWSER"):
        pytest.fail(f"KIOSK_REQUIRE_BROWSER is set, and {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LanServer, Street]]:
    street = make_street(*make_kiosk(tmp_path_factory.mktemp("lan")))
    street.issue("B1", "B-A5", 1000)
    server = LanServer(street.store.path.parent)
    server.start()
    yield server, street
    server.stop()
    street.store.close()


@contextmanager
def phone_at(driver: Playwright, chromium: str, home: Path) -> Iterator[BrowserContext]:
    """A phone that finds every name on this machine, with the store of authorities under `home`."""
    rules = "--host-resolver-rules=MAP *.local 127.0.0.1, MAP *.test 127.0.0.1"
    flags = [flag for flag in FLAGS if not flag.startswith("--host-resolver-rules")]
    context = driver.chromium.launch_persistent_context(
        str(home / "profile"), executable_path=chromium, args=[*flags, rules], env=os.environ | {"HOME": str(home)}, **PHONE
    )
    yield context
    context.close()


@pytest.fixture
def trusting_home(certutil: str, served: tuple[LanServer, Street], tmp_path: Path) -> Path:
    """A home whose store holds the certificate, fetched over plain http as a phone fetches it."""
    store, fetched = tmp_path / ".pki" / "nssdb", tmp_path / "kiosk.crt"
    store.mkdir(parents=True)
    fetched.write_bytes(served[0].fetch_certificate())
    subprocess.run([certutil, "-N", "-d", f"sql:{store}", "--empty-password"], check=True)
    subprocess.run([certutil, "-A", "-d", f"sql:{store}", "-n", "kiosk", "-t", "C,,", "-i", str(fetched)], check=True)
    return tmp_path


@contextmanager
def another_server(server: LanServer, names: Names, folder: Path) -> Iterator[int]:
    """A site whose certificate is signed with the kiosk's own key, for other names."""
    listening = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(
        write_pem(folder, sign_for_server(server.authority, names, server.authority.root.not_valid_before_utc))
    )
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield int(listening.server_address[1])
    listening.shutdown()
    thread.join()
    listening.server_close()


def why_refused(page: Page, url: str) -> str:
    """'' where the address opens, else Chromium's own reason."""
    from playwright.sync_api import Error

    try:
        page.goto(url)
    except Error as error:
        return error.message
    return ""


def test_the_kiosks_own_name_is_a_secure_context_with_a_service_worker(
    playwright_driver: Playwright, chromium_path: str, served: tuple[LanServer, Street], trusting_home: Path
) -> None:
    server, street = served
    own = f"https://{server.authority.names.host}:{server.port}"
    with phone_at(playwright_driver, chromium_path, trusting_home) as phone:
        page = phone.new_page()
        page.goto(f"{own}/P/{street.offer('B1')}")
        page.get_by_role("button", name="Let's start").click()
        page.wait_for_url("**/app/**")
        assert page.evaluate("isSecureContext")
        page.locator("body[data-kept=yes]").wait_for()
        assert page.evaluate(REGISTERED)
        phone.set_offline(True)
        page.reload()
        page.locator("#app .controls").wait_for()


def test_another_name_signed_with_the_same_key_is_refused(
    playwright_driver: Playwright, chromium_path: str, served: tuple[LanServer, Street], trusting_home: Path
) -> None:
    server, _ = served
    own = server.authority.names
    with phone_at(playwright_driver, chromium_path, trusting_home) as phone:
        page = phone.new_page()
        with another_server(server, own, trusting_home) as port:
            assert "ERR_CERT" not in why_refused(page, f"https://{own.host}:{port}/"), (
                "signed for its own name it would be believed"
            )
        with another_server(server, Names((), OTHER), trusting_home) as port:
            assert "ERR_CERT_" in why_refused(page, f"https://{OTHER}:{port}/")
        with another_server(server, Names(own.addresses, OTHER), trusting_home) as port:
            assert "ERR_CERT_" in why_refused(page, f"https://127.0.0.1:{port}/")


def test_without_the_certificate_the_kiosk_does_not_open(
    playwright_driver: Playwright, chromium_path: str, served: tuple[LanServer, Street], tmp_path: Path
) -> None:
    server, _ = served
    with phone_at(playwright_driver, chromium_path, tmp_path) as phone:
        assert "ERR_CERT_AUTHORITY_INVALID" in why_refused(phone.new_page(), f"{server.url}/")


def test_the_page_of_the_certificate_fits_a_narrow_phone_and_leads_to_the_kiosk(
    playwright_driver: Playwright, chromium_path: str, served: tuple[LanServer, Street], trusting_home: Path
) -> None:
    server, _ = served
    with phone_at(playwright_driver, chromium_path, trusting_home) as phone:
        page = phone.new_page()
        page.set_viewport_size({"width": 320, "height": 640})
        for language in ("zh-Hant", "zh-Hans", "en"):
            page.goto(f"{server.install_url}/?lang={language}")
            for summary in page.locator("summary").all():
                if not summary.evaluate("each => each.parentElement.open"):
                    summary.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, language
            for size in (PHONE["viewport"], LAPTOP["viewport"]):
                page.set_viewport_size(size)
                assert violations(page) == [], language
            page.set_viewport_size({"width": 320, "height": 640})
        page.get_by_role("link", name="Open the kiosk").click()
        page.wait_for_url(f"{server.url}/**")
