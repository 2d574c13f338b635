"""The sign-in screen on a tablet: start, form, saved, back by itself with nothing of the person before; offline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.ids import now_ms, short_of_id
from kiosk.presence import PERIOD_MS, code_at, presence_secret, set_presence
from kiosk.privacy.personal_data import hash_secret
from kiosk.screens import set_pin
from tests.browser.conftest import watch
from tests.browser.test_phone import TOO_WIDE
from tests.browser.volunteer import figures, keeps, kept, serve_street, until
from tests.matrices import first_quick

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street

LYING = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
STANDING = {"viewport": {"width": 810, "height": 1080}, "has_touch": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
ERASE_CODE = re.compile(r"^(?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]$")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Street]]:
    """Event B while it is on, served."""
    with serve_street(tmp_path_factory.mktemp("screen")) as (server, street):
        first, last = (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(hours=hours) for hours in (-1, 3))
        hours = {"day": f"{first:%Y-%m-%d}", "starts": f"{first:%H:%M}", "ends": f"{last:%H:%M}"}
        street.store.write(lambda c: records.change(c, EVENT, street.ids.event, hours))
        street.store.write(lambda c: set_pin(c, street.ids.event, "2468"))
        yield server, street


@pytest.fixture
def tablet(browser: Browser) -> Iterator[Watched]:
    """A tablet lying on the table, with a clock that the test can turn."""
    for watched in watch(browser, locale="en-US", **LYING):
        watched.page.clock.install()
        yield watched


def start(page: Page, served: tuple[Address, Street], booth: str = "B1") -> None:
    """Scan the pairing code, tap once; the visitors' language is English here."""
    server, street = served
    page.goto(f"{server.url}/P/{street.offer(booth, role='kiosk')}")
    page.get_by_role("button", name="Let's start").click()
    page.locator(".screen.idle").wait_for()
    figures(page)
    english(page)


def english(page: Page) -> None:
    page.get_by_role("button", name="EN", exact=True).click()
    page.locator(".tongues [lang=en][aria-pressed=true]").wait_for()


def stop_clock(page: Page) -> None:
    """From now on only the test turns the clock, however slow the machine is."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 10)


def fill(page: Page, name: str, phone: str = "") -> None:
    page.get_by_role("button", name="Sign in on this screen").click()
    page.get_by_label("Name or nickname").fill(name)
    if phone:
        page.get_by_label("Telephone number").fill(phone)


def send(page: Page) -> None:
    page.locator(".screen form").get_by_role("button", name="Sign in").click()


def count(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator(".so-far").inner_text()))


def counts(page: Page, visits: int) -> None:
    """Wait until the screen's count is this one."""
    page.locator(".so-far", has_text=re.compile(rf"(?<!\d){visits}(?!\d)")).wait_for()


def identity(street: Street, name: str) -> dict[str, object]:
    row = street.store.read().execute("SELECT * FROM identity WHERE name = ?", (name,)).fetchone()
    return dict(row)


def test_somebody_signs_in_and_the_screen_comes_back_by_itself_with_nothing_of_them(
    tablet: Watched, served: tuple[Address, Street]
) -> None:
    _, street = served
    page = tablet.page
    start(page, served)
    before = count(page)
    fill(page, "王小明", "13800000001")
    page.get_by_label("Yes").check()
    stop_clock(page)
    assert "uses what you leave here only for this activity" in page.locator(".notice").inner_text()
    send(page)
    page.locator(".screen.done").wait_for()
    page.clock.run_for(100)  # it is sent
    page.locator(".number .big").wait_for()
    assert int(page.locator(".number .big").inner_text()) >= 1
    erase_code = page.locator(".erase-code").inner_text()
    assert ERASE_CODE.match(erase_code)
    assert "王小明" not in page.locator("body").inner_text()
    page.clock.fast_forward(7_000)
    assert page.locator(".screen.done").count() == 1
    page.clock.fast_forward(1_500)
    page.locator(".screen.idle").wait_for()
    assert page.locator("html").get_attribute("lang") == "zh-Hant", "back in the event's own language"
    counts(page, before + 1)
    english(page)
    page.get_by_role("button", name="Sign in on this screen").click()
    assert page.get_by_label("Name or nickname").input_value() == ""
    assert page.get_by_label("Telephone number").input_value() == ""
    assert not page.get_by_label("Yes").is_checked()
    assert page.locator(".screen input[autocomplete=off]").count() == 2
    kept = identity(street, "王小明")
    assert (kept["phone_end"], kept["notice_version"], kept["erase_hash"]) == (
        "0001",
        1,
        hash_secret(erase_code.replace("-", "")),
    )
    fact = next(row for row in street.facts("check_in") if row["person"] == kept["subject"])
    assert (fact["method"], fact["booth"], json.loads(fact["data"])["resident"]) == ("self", street.ids.booths["B1"], True)
    assert tablet.console_errors == []


def test_the_next_visitor_under_the_same_name_counts_as_another(tablet: Watched, served: tuple[Address, Street]) -> None:
    page = tablet.page
    start(page, served)
    numbers = []
    for _ in range(2):
        fill(page, "Anna")
        send(page)
        page.locator(".number .big").wait_for()
        numbers.append(int(page.locator(".number .big").inner_text()))
        page.get_by_role("button", name="Done, next person").click()
        english(page)
    assert numbers[1] == numbers[0] + 1


def test_words_that_arrive_late_leave_a_visitors_language_alone(tablet: Watched, served: tuple[Address, Street]) -> None:
    held: list[Route] = []
    tablet.page.route("**/words/zh-Hans.json", lambda route: held.append(route))
    with tablet.page.expect_request("**/words/zh-Hans.json"):
        start(tablet.page, served)
    for one in held:
        one.continue_()
    tablet.page.locator(".tongues [lang=zh-Hans]").wait_for()
    assert tablet.page.locator("html").get_attribute("lang") == "en"
    assert tablet.page.locator(".tongues [lang=en]").get_attribute("aria-pressed") == "true"


def test_words_that_arrive_under_a_finger_lose_no_tap(tablet: Watched, served: tuple[Address, Street]) -> None:
    held: list[Route] = []
    page = tablet.page
    page.add_init_script("{ const later = setTimeout; window.setTimeout = (work, ms) => later(work, ms === 1000 ? 60000 : ms); }")  # a finger may rest
    page.route("**/words/zh-Hans.json", lambda route: held.append(route))
    with page.expect_request("**/words/zh-Hans.json"):
        start(page, served)
    page.locator(".screen .here .primary").hover()
    page.mouse.down()
    with page.expect_request_finished(lambda asked: asked.url.endswith("/words/zh-Hans.json")):
        held[0].continue_()
    page.wait_for_timeout(200)
    page.mouse.up()
    page.locator(".screen.filling").wait_for()


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(tablet: Watched, served: tuple[Address, Street]) -> None:
    page = tablet.page
    start(page, served)
    fill(page, "A123456789", "12")
    send(page)
    page.get_by_text("This looks like an identity card number").wait_for()
    page.get_by_text("This does not look like a telephone number").wait_for()
    assert page.get_by_label("Name or nickname").input_value() == "A123456789"
    page.locator(".tongues").get_by_text("简").click()
    page.get_by_text("这看起来像身份证号码").wait_for()
    assert page.locator(".screen form input").first.input_value() == "A123456789", "another language loses nothing"


def test_a_form_that_nobody_touches_is_cleared_after_a_minute(tablet: Watched, served: tuple[Address, Street]) -> None:
    page = tablet.page
    start(page, served)
    stop_clock(page)
    fill(page, "half a na")
    page.clock.fast_forward(44_000)
    assert page.get_by_text("Still there?").count() == 0
    page.clock.fast_forward(2_000)
    page.get_by_text("Still there?").wait_for()
    page.get_by_label("Name or nickname").press("m")
    page.clock.fast_forward(59_000)
    assert page.get_by_label("Name or nickname").input_value() == "half a nam"
    page.clock.fast_forward(2_000)
    page.locator(".screen.idle").wait_for()
    english(page)
    page.get_by_role("button", name="Sign in on this screen").click()
    assert page.get_by_label("Name or nickname").input_value() == ""


def test_a_new_plan_loses_nothing_that_is_half_typed(tablet: Watched, served: tuple[Address, Street]) -> None:
    _, street = served
    page = tablet.page
    start(page, served)
    fill(page, "half a na")
    street.store.write(lambda c: records.change(c, EVENT, street.ids.event, {"room": "Hall 7"}))
    page.clock.run_for(7_000)
    until(lambda: keeps(page, "plan")["event"]["room"] == "Hall 7")
    assert page.get_by_label("Name or nickname").input_value() == "half a na"
    page.get_by_role("button", name="Back to the start").click()
    page.get_by_text("Hall 7").wait_for()


def test_a_day_without_a_network_counts_its_own_and_sends_them_later(tablet: Watched, served: tuple[Address, Street]) -> None:
    _, street = served
    page = tablet.page
    start(page, served)
    kept(page)
    before, facts = count(page), len(street.facts("check_in"))
    tablet.context.set_offline(True)
    page.reload()
    page.locator(".screen.idle").wait_for()
    page.locator(".large-code").evaluate("image => image.decode()")  # a picture that did not come fails here
    english(page)
    for name in ("Offline one", "Offline two"):
        fill(page, name)
        send(page)
        page.get_by_text("Saved on this tablet").wait_for()
        page.clock.fast_forward(9_000)
        page.locator(".screen.idle").wait_for()
        english(page)
    counts(page, before + 2)
    page.get_by_text("2 not sent yet").wait_for()
    assert len(street.facts("check_in")) == facts
    tablet.context.set_offline(False)
    page.clock.run_for(5_000)
    page.get_by_text("All sent").wait_for()
    assert len(street.facts("check_in")) == facts + 2
    counts(page, before + 2)


def test_the_count_moves_with_what_others_sign_in(tablet: Watched, served: tuple[Address, Street]) -> None:
    _, street = served
    page = tablet.page
    start(page, served)
    before = count(page)
    street.phone("B2").tap("/phone/check-in", "/phone/check-in")
    page.clock.run_for(4_000)
    counts(page, before + 1)


def test_the_presence_code_is_shown_large_and_changes_without_a_network(
    tablet: Watched, served: tuple[Address, Street]
) -> None:
    _, street = served
    page = tablet.page
    street.store.write(lambda c: set_presence(c, street.ids.event, on=True))
    secret = presence_secret(street.store.read(), street.ids.event)
    start(page, served)
    shown = page.locator(".presence b")
    until(lambda: shown.inner_text() in {code_at(secret, now_ms() + late) for late in (-PERIOD_MS, 0, PERIOD_MS)})
    first = shown.inner_text()
    tablet.context.set_offline(True)
    page.clock.fast_forward(PERIOD_MS)
    page.clock.run_for(1_000)
    until(lambda: shown.inner_text() in {code_at(secret, now_ms() + PERIOD_MS + late) for late in (-PERIOD_MS, 0, PERIOD_MS)} - {first})
    tablet.context.set_offline(False)
    street.store.write(lambda c: set_presence(c, street.ids.event, on=False))
    page.clock.run_for(12_000)
    page.locator(".presence").wait_for(state="hidden")


@pytest.mark.parametrize("how", first_quick([LYING, STANDING, LAPTOP]), ids=["lying", "standing", "laptop"])
def test_the_code_is_large_and_opens_the_form_of_this_event(
    browser: Browser, served: tuple[Address, Street], how: dict[str, object]
) -> None:
    server, street = served
    for watched in watch(browser, **how):
        page = watched.page
        start(page, served, "B3")
        page.locator(".large-code").evaluate("image => image.decode()")
        box = page.locator(".large-code").bounding_box()
        assert box is not None
        viewport = page.viewport_size
        assert viewport is not None
        assert min(box["width"], box["height"]) >= 0.4 * min(viewport["width"], viewport["height"])
        assert page.evaluate(TOO_WIDE) == []
        assert page.evaluate("document.documentElement.scrollHeight") <= viewport["height"], "everything is seen at once"
        row = street.store.read().execute("SELECT id FROM device ORDER BY paired_at DESC, number DESC LIMIT 1").fetchone()
        [code] = zxingcpp.read_barcodes(Image.open(BytesIO(page.screenshot())))
        assert code.text == f"{server.url}/K/{short_of_id(row['id'])}".upper()
        visitor = browser.new_page()
        visitor.goto(code.text)
        assert f"/e/{street.ids.event}/sign_in" in visitor.url
        visitor.close()
