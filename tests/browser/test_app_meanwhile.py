"""What happens late takes nobody away from where they have gone meanwhile, and nothing that comes by itself loses what is half typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kiosk import records
from kiosk.campaigns import EVENT
from tests.browser.volunteer import all_sent, answered, figures, kept, place, serve_street, speak, start, tap

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street

# What is written is on the disk only after `diskMs`, and with `diskFull` not at all.
DISK = """(() => {
  const set = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, "oncomplete").set;
  Object.defineProperty(IDBTransaction.prototype, "oncomplete", { set(act) {
    set.call(this, (event) => (this.mode === "readwrite" && window.diskMs ? setTimeout(act, window.diskMs, event) : act(event)));
  } });
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...what) {
    if (window.diskFull) throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, what);
  };
})()"""
# The kiosk's figures come only after `letGo`.
HELD = """(() => {
  const [ask, opened] = [window.fetch, new Promise((open) => (window.letGo = open))];
  window.fetch = async (...what) => {
    if (String(what[0]).endsWith("/snapshot")) await opened;
    return ask(...what);
  };
})()"""
SLOW = "window.diskMs = 1500"
QUICK = "window.diskMs = 0"
FULL = "window.diskFull = true"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Street]]:
    """Event B's street, served; B3 has got nothing yet."""
    with serve_street(tmp_path_factory.mktemp("meanwhile"), B1=1000, B2=1000) as running:
        yield running


@pytest.fixture
def page(phone: Watched) -> Page:
    phone.page.add_init_script(DISK)
    return phone.page


def shown(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def test_an_act_that_is_kept_late_leaves_the_volunteer_where_they_are(page: Page, served: tuple[Address, Street]) -> None:
    server, street = served
    before = street.stock("B1").get("handed_out", 0)
    start(page, server.url, street)
    page.evaluate(SLOW)
    tap(page, "+5")
    place(page, "heads")
    page.get_by_label("How many people").fill("120")
    answered(page)
    assert (shown(page), page.get_by_label("How many people").input_value()) == ("#/heads", "120")
    page.evaluate(QUICK)
    all_sent(page)
    assert street.stock("B1")["handed_out"] == before + 5


def test_the_same_place_opened_again_is_not_left_either(page: Page, served: tuple[Address, Street]) -> None:
    server, street = served
    start(page, server.url, street)
    place(page, "heads")
    page.get_by_label("How many people").fill("7")
    page.get_by_label("Counted").check()
    page.evaluate(SLOW)
    tap(page, "Save")
    place(page, "more")
    place(page, "heads")
    page.get_by_label("How many people").fill("8")
    answered(page)
    assert (shown(page), page.get_by_label("How many people").input_value()) == ("#/heads", "8")


def test_nobody_who_stayed_is_left_on_the_form(page: Page, served: tuple[Address, Street]) -> None:
    server, street = served
    start(page, server.url, street)
    place(page, "heads")
    page.get_by_label("How many people").fill("9")
    page.get_by_label("Counted").check()
    page.evaluate(SLOW)
    tap(page, "Save")
    answered(page)
    assert shown(page) == "#/"


def test_a_new_plan_keeps_what_is_half_typed_and_the_cursor(page: Page, served: tuple[Address, Street]) -> None:
    server, street = served
    start(page, server.url, street)
    place(page, "heads")
    page.get_by_label("How many people").fill("450")
    page.get_by_label("Estimated").check()
    page.get_by_label("How many people").focus()
    old = page.locator("#app").element_handle()
    street.store.write(lambda c: records.change(c, EVENT, street.ids.event, {"room": "Hall 7"}))
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_function("(old) => !old.isConnected", arg=old)
    page.keyboard.type("1")
    assert page.get_by_label("How many people").input_value() == "4501"
    assert page.get_by_label("Estimated").is_checked()


def test_another_language_loses_nothing_of_a_half_filled_form(page: Page, served: tuple[Address, Street]) -> None:
    server, street = served
    start(page, server.url, street)
    place(page, "spoil")
    page.get_by_label("How many").fill("12")
    page.get_by_label("Wet").check()
    page.get_by_label("What", exact=True).select_option(street.ids.materials["B-TRI"])
    speak(page, "zh-Hant")
    page.get_by_role("link", name="回到沒填完的那一頁").click()
    page.get_by_role("heading", name="登記損毀").wait_for()
    assert page.locator("[name=quantity]").input_value() == "12"
    assert page.locator("[name=why][value=wet]").is_checked()
    assert page.locator("[name=material]").input_value() == street.ids.materials["B-TRI"]
    place(page, "")
    place(page, "spoil")
    assert page.locator("[name=quantity]").input_value() == ""


def test_closing_before_the_figures_have_come_waits_for_them_and_loses_no_count(
    page: Page, served: tuple[Address, Street]
) -> None:
    server, street = served
    page.add_init_script(HELD)
    start(page, server.url, street, "B2")
    place(page, "close")
    page.get_by_text("still on their way").wait_for()
    page.locator("[name^=count]").first.fill("900")
    page.evaluate("letGo()")
    page.get_by_text("Count what is left on the table").wait_for()
    [count] = page.locator("[name^=count]").all()
    assert count.input_value() == "900"
    tap(page, "Show the difference")
    page.get_by_text("100 copies are missing").wait_for()


def test_without_a_network_and_without_figures_a_booth_is_counted_and_closed(
    phone: Watched, page: Page, served: tuple[Address, Street]
) -> None:
    server, street = served
    page.add_init_script(HELD)
    start(page, server.url, street, "B2")
    kept(page)
    phone.context.set_offline(True)
    place(page, "close")
    page.locator("[name^=count]").first.fill("950")
    tap(page, "Show the difference")
    page.get_by_text("the coordinator sees the difference").wait_for()
    tap(page, "Close B2")
    answered(page, "saved")
    phone.context.set_offline(False)
    page.evaluate("letGo()")
    all_sent(page)
    assert street.stock("B2")["returned"] == 950


def test_leaving_before_the_figures_have_come_counts_what_is_held(page: Page, served: tuple[Address, Street]) -> None:
    server, street = served
    page.add_init_script(HELD)
    start(page, server.url, street, "B3")
    place(page, "leave")
    page.get_by_text("Your figures are still on their way").wait_for()
    page.evaluate("letGo()")
    page.get_by_text("By the records you hold nothing").wait_for()


def test_a_full_disk_is_said_when_somebody_begins_at_another_booth(page: Page, served: tuple[Address, Street]) -> None:
    server, street = served
    start(page, server.url, street)
    figures(page)
    place(page, f"booth-sign/{street.ids.booths['B2']}")
    page.evaluate(FULL)
    tap(page, "I work here")
    answered(page, "not_ours", "Not saved")
    page.locator(".band", has_text="B1").wait_for()
    page.evaluate("window.diskFull = false")
    place(page, f"booth-sign/{street.ids.booths['B2']}")
    tap(page, "I work here")
    answered(page, text="B2")
    page.locator(".band", has_text="B2").wait_for()
