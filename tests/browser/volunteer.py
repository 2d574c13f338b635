"""A volunteer's hands on the app: every act waits for what it brings before the next one, however slow the machine."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk import create_app
from tests.live import LiveServer, Near, serve_app
from tests.patience import PATIENCE_MS
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk

if TYPE_CHECKING:
    from playwright.sync_api import Page

READY = "#app .controls"
# An answer is on the whole screen for a moment only: it is written down, so that a slow test still finds it.
ANSWERS = """window.answers ??= (() => {
  const answers = [];
  new MutationObserver((changes) => {
    for (const one of changes.flatMap((change) => [...change.addedNodes])) {
      if (one.id === "result") answers.push({ kind: one.dataset.kind, text: one.textContent });
    }
  }).observe(document, { childList: true, subtree: true });
  return answers;
})()"""
ANSWERED = """([kinds, text]) => {
  const at = answers.findIndex((one) => kinds.includes(one.kind) && one.text.includes(text));
  if (at >= 0) answers.splice(0, at + 1);
  return at >= 0;
}"""
KEPT = """(key) => new Promise((done) => {
  const opening = indexedDB.open("kiosk-phone");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("kept").objectStore("kept").get(key);
    asked.onsuccess = () => { opening.result.close(); done(asked.result ?? null); };
  };
})"""
SHOWN = "() => document.getElementById('app')?.dataset.place === location.hash"


@contextmanager
def serve_street(folder: Path, **issued: int) -> Iterator[tuple[Near, Street]]:
    """Event B's street, served by this process as localhost: a secure context; so many A5 flyers issued to each booth."""
    with make_issued_street(folder, **issued) as street:
        app = create_app(street.store.path.parent)
        with serve_app(app) as url:
            yield Near(url), street
        app.extensions["kiosk"].store.close()


@contextmanager
def serve_street_as_in_life(folder: Path, **issued: int) -> Iterator[tuple[LiveServer, Street]]:
    """The same behind the real server."""
    with make_issued_street(folder, **issued) as street:
        server = LiveServer(street.store.path.parent)
        server.start()
        yield server, street
        server.stop()


@contextmanager
def make_issued_street(folder: Path, **issued: int) -> Iterator[Street]:
    street = make_street(*make_kiosk(folder))
    for booth, quantity in issued.items():
        street.issue(booth, "B-A5", quantity)
    yield street
    street.store.close()


def start(page: Page, url: str, street: Street, booth: str = "B1", role: str = "volunteer") -> None:
    """Scan the pairing code, tap once, and wait until the app is open."""
    pair(page, url, street.offer(booth, role=role))


def pair(page: Page, url: str, secret: str) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(ANSWERS)
    page.goto(f"{url}/P/{secret}")
    page.get_by_role("button", name="Let's start").click()
    page.wait_for_url("**/app/**")
    page.locator(READY).wait_for()


def kept(page: Page) -> None:
    """Wait until the app is stored on this phone."""
    page.locator("body[data-kept=yes]").wait_for()


def keeps(page: Page, key: str) -> Any:
    """What the app has kept on this phone under a name."""
    return page.evaluate(KEPT, key)


def figures(page: Page) -> None:
    """Wait until the kiosk's figures are on this phone."""
    until(lambda: (keeps(page, "snapshot") or {}).get("heard_at"))


def place(page: Page, where: str) -> None:
    """Go to a place of the app, and wait until it is shown."""
    page.evaluate("(where) => { location.hash = '#/' + where; }", where)
    page.wait_for_function(SHOWN)


def speak(page: Page, language: str) -> None:
    """Choose the phone's language."""
    place(page, "settings")
    page.locator(f".tongues [lang={language}]").click()
    page.locator(f".tongues [lang={language}][aria-pressed=true]").wait_for()


def tap(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=isinstance(name, str)).click()


def answered(page: Page, kind: str = "recorded", text: str = "") -> None:
    """Wait for the answer to the last act, also where it has gone by itself; then it is off the screen.

    A kiosk that takes long to answer makes "recorded" a "saved on this phone": both are an act that was done.
    """
    page.wait_for_function(ANSWERED, arg=[["recorded", "saved"] if kind == "recorded" else [kind], text])
    page.evaluate("document.getElementById('result')?.click()")


def act(page: Page, name: str | re.Pattern[str], kind: str = "recorded", text: str = "") -> None:
    """Tap, and wait for the answer."""
    tap(page, name)
    answered(page, kind, text)


def until(true: Callable[[], object], seconds: float = 60) -> None:
    """Wait for what the server comes to know."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.05)


def waiting(page: Page, count: int) -> None:
    """Wait until so many facts wait to be sent."""
    page.locator("#waiting", has_text=f"{count} to send").wait_for()


def all_sent(page: Page) -> None:
    """Wait until nothing waits any more; said before an act was answered it means nothing."""
    page.locator("#waiting", has_text="All sent").wait_for()
