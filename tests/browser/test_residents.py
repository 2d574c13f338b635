"""Every form of a resident and of a group's leader as a real browser sends it: inside WeChat, without a script, on a phone."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from kiosk import wall
from kiosk.ids import new_id
from tests.browser.conftest import PHONE, watch
from tests.groups.conftest import Stage, stage
from tests.public.street import BROWSER, Street

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["stage"]


@pytest.fixture
def show(stage: Stage) -> Iterator[tuple[Stage, str]]:
    """A show with everything switched on, a wish on its wall, and its address."""
    Street(stage.app, stage.ids).change(features="volunteers feedback wall referrals programme")

    def hang(connection: sqlite3.Connection) -> None:
        number = wall.leave(connection, new_id(), stage.ids.event, "wish", wall.Words("一副老花鏡"), wall.Source(language="zh-Hant"))
        wall.show(connection, wall.get_note(connection, stage.ids.event, number), "test")

    stage.store.write(hang)
    server = make_server("127.0.0.1", 0, stage.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield stage, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _volunteer(page: Page) -> None:
    page.fill("[name=name]", "于小范")
    page.fill("[name=phone]", "１３８ 0000 0001")
    for box in ("age][value='18'", "tasks][value=visit", "agree"):
        page.check(f"[name={box}]")


def _tip(page: Page) -> None:
    for box in ("about][value=other", "help][value=daily", "may_contact][value=no"):
        page.check(f"[name={box}]")
    page.fill("[name=note]", "樓下的老人")


def _note(page: Page) -> None:
    page.check("[name=sort][value=hope]")
    page.fill("[name=words]", "希望多種樹")


FORMS: dict[str, tuple[Callable[[Page], None], str]] = {
    "volunteer": (_volunteer, "registration"),
    "wish": (_note, "note"),
    "tip": (_tip, "referral"),
    "feedback": (lambda page: page.check("[name=score][value='5']"), "feedback"),
    "ask": (lambda page: page.fill("[name=note]", "請問"), "action"),
    "sign_in": (lambda page: page.fill("[name=name]", "余安"), "check_in"),
    "wall/1": (lambda page: page.fill("[name=phone]", "13800005678"), "wish"),
}


@pytest.mark.slow
def test_every_form_is_sent_by_a_browser_without_scripts_and_back_shows_no_tip(show: tuple[Stage, str], browser: Browser, tmp_path: Path) -> None:
    made, address = show
    for watched in watch(browser, user_agent=BROWSER, java_script_enabled=False, locale="zh-TW", **PHONE):
        page = watched.page
        for which, (fill, kind) in FORMS.items():
            page.goto(f"{address}/e/{made.ids.event}/{which}")
            fill(page)
            with page.expect_navigation() as sent:
                page.locator("main form button.primary").last.click()
            assert sent.value.status == 200, which
            assert made.store.read().execute("SELECT 1 FROM entry WHERE kind = ?", (kind,)).fetchone(), which
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), which
            if which == "tip":
                page.go_back()
                assert page.input_value("[name=note]") == "", "whoever takes the phone next does not read it"
        page.goto(address + made.link("N2"))
        for form in ("here", "answer"):
            with page.expect_navigation() as sent:
                page.locator(f"form[action$='/{form}'] button").click()
            assert sent.value.status == 200, form
        assert made.here() == {"G2": 20}
        assert watched.failed_requests == []
