"""The browser fixtures catch what they are for, and the vendored reader decodes a code in a real page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import qrcode

from kiosk.frontend import VENDOR

if TYPE_CHECKING:
    from tests.browser.conftest import Watched

PAGE = """<!doctype html><meta name="viewport" content="width=device-width"><title>Reader</title>"""
READ_CODE = """async () => {
  const { prepareZXingModule, readBarcodes } = await import("/zxing-wasm/reader/index.js");
  const locateFile = (name) => `/zxing-wasm/reader/${name}`;
  await prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  const picture = await (await fetch("/code.png")).blob();
  return (await readBarcodes(picture, { formats: ["QRCode"] })).map((found) => found.text);
}"""


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the test's own output is what matters."""


@pytest.fixture
def vendor_site(tmp_path: Path) -> Iterator[str]:
    """The vendored files beside one picture of a code, on the loopback address."""
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "zxing-wasm").symlink_to(VENDOR / "zxing-wasm", target_is_directory=True)
    with (tmp_path / "code.png").open("wb") as picture:
        qrcode.make("HTTPS://EXAMPLE.ORG/F/7K3QX9M2TD").save(picture)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(tmp_path))) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()
        thread.join()


def test_the_vendored_reader_reads_a_code_and_asks_no_other_machine(phone: Watched, vendor_site: str) -> None:
    phone.page.goto(f"{vendor_site}/index.html")
    assert phone.page.evaluate(READ_CODE) == ["HTTPS://EXAMPLE.ORG/F/7K3QX9M2TD"]


def test_a_request_to_another_machine_is_seen(laptop: Watched, vendor_site: str) -> None:
    laptop.page.goto(f"{vendor_site}/index.html")
    laptop.page.route("http://elsewhere.invalid/**", lambda route: route.abort())
    laptop.page.evaluate("() => fetch('http://elsewhere.invalid/x').catch(() => null)")
    seen = laptop.outside_requests.copy()
    laptop.outside_requests.clear()
    assert seen == ["http://elsewhere.invalid/x"]


def test_an_error_on_a_page_is_seen(phone: Watched, vendor_site: str) -> None:
    phone.page.goto(f"{vendor_site}/index.html")
    with phone.page.expect_console_message():
        phone.page.evaluate("() => console.error('broken')")
    assert "broken" in phone.console_errors


def test_the_phone_and_the_laptop_have_the_screens_they_stand_for(phone: Watched, laptop: Watched, vendor_site: str) -> None:
    size = "() => [innerWidth, innerHeight, devicePixelRatio, navigator.maxTouchPoints > 0]"
    for device, screen in ((phone, [390, 844, 2, True]), (laptop, [1280, 800, 1, False])):
        device.page.goto(f"{vendor_site}/index.html")
        assert device.page.evaluate(size) == screen
