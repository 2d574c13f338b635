"""The app on an unlucky day: paired again, left and back, tapped in haste, a broken address, a browser that keeps nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kiosk.devices import offer_pairing
from tests.browser.volunteer import READY, act, all_sent, answered, figures, kept, pair, place, serve_street, start, waiting
from tests.matrices import first_quick

if TYPE_CHECKING:
    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street

NO_STORE = """Object.defineProperty(window, "indexedDB", { value: { open() {
  const asked = {};
  setTimeout(() => { asked.error = new DOMException("broken", "UnknownError"); asked.onerror({}); }, 10);
  return asked;
} } })"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Street]]:
    """Event B's street, served as localhost: a secure context."""
    with serve_street(tmp_path_factory.mktemp("unlucky"), B1=1000, B2=1000, B3=1000) as running:
        yield running


def test_a_phone_that_is_paired_again_works_at_its_new_booth_and_loses_nothing(
    phone: Watched, served: tuple[Address, Street]
) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street, "B1")
    kept(page)
    second = phone.context.new_page()
    second.goto(f"{server.url}/app/")
    second.locator(READY).wait_for()
    figures(page)
    phone.context.set_offline(True)
    act(page, "+5", "saved")
    waiting(page, 1)
    phone.context.set_offline(False)
    pair(page, server.url, street.offer("B2"))
    page.locator(".band", has_text="B2").wait_for()
    second.locator(".band", has_text="B2").wait_for()
    act(page, "+1")
    page.reload()
    page.locator(".band", has_text="B2").wait_for()
    all_sent(page)
    assert (street.stock("B1")["handed_out"], street.stock("B2")["handed_out"]) == (5, 1)


def test_a_second_events_pairing_sends_the_first_ones_facts_to_the_first(
    phone: Watched, served: tuple[Address, Street]
) -> None:
    server, street = served
    page, before = phone.page, street.stock("B3").get("handed_out", 0)
    start(page, server.url, street, "B3")
    kept(page)
    figures(page)
    phone.context.set_offline(True)
    act(page, "+10", "saved")
    waiting(page, 1)
    phone.context.set_offline(False)
    other = street.ids.sister_event
    pair(page, server.url, street.store.write(lambda c: offer_pairing(c, other, by="test")))
    all_sent(page)
    assert street.stock("B3")["handed_out"] == before + 10
    scope = page.evaluate("""() => new Promise((done) => { indexedDB.open("kiosk-phone").onsuccess = (event) => {
      const kept = event.target.result.transaction("kept").objectStore("kept");
      kept.get("current").onsuccess = (current) => {
        kept.get("pairings").onsuccess = (all) => done(all.target.result[current.target.result].scope); }; }; })""")
    assert scope["event"] == other


def test_a_volunteer_who_left_without_a_network_comes_back(phone: Watched, served: tuple[Address, Street]) -> None:
    server, street = served
    page, before = phone.page, street.stock("B3").get("handed_out", 0)
    start(page, server.url, street, "B3")
    kept(page)
    figures(page)
    phone.context.set_offline(True)
    act(page, "+5", "saved")
    place(page, "leave")
    page.locator("input").first.fill("900")
    page.locator("button[type=submit]").click()
    act(page, "Leave and sign out", text="Some records still wait")
    page.get_by_role("heading", name="What is still on this phone").wait_for()
    phone.context.set_offline(False)
    pair(page, server.url, street.offer("B3"))
    all_sent(page)
    act(page, "+1")
    all_sent(page)
    page.reload()
    page.locator(".band", has_text="B3").wait_for()
    assert street.stock("B3")["handed_out"] == before + 6


def test_three_hasty_taps_close_a_booth_once(phone: Watched, served: tuple[Address, Street]) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street, "B2")
    page.locator(".figures", has_text=re.compile("999|1,000")).wait_for()
    place(page, "close")
    page.locator("input").first.fill("700")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name=re.compile("^Close B2")).evaluate("(one) => { one.click(); one.click(); one.click(); }")
    answered(page)
    all_sent(page)
    assert street.stock("B2")["returned"] == 700


def test_an_address_that_cannot_be_read_opens_the_start(phone: Watched, served: tuple[Address, Street]) -> None:
    server, street = served
    start(phone.page, server.url, street)
    kept(phone.page)
    phone.page.goto(f"{server.url}/app/#/code/%E0%A4%A")
    phone.page.reload()
    phone.page.locator(READY).wait_for()
    act(phone.page, "+1")
    all_sent(phone.page)


@pytest.mark.parametrize("language", first_quick(["zh-Hant", "zh-Hans", "en"]))
def test_a_browser_that_keeps_nothing_leads_to_the_pages_without_the_app(
    language: str, phone: Watched, served: tuple[Address, Street]
) -> None:
    server, street = served
    page = phone.page
    phone.context.add_init_script(f"{NO_STORE}; Object.defineProperty(navigator, 'languages', {{ value: ['{language}'] }});")
    page.goto(f"{server.url}/P/{street.offer('B1')}")
    page.locator("form.fields button, main form button").last.click()
    page.locator("#app a.button").click()
    page.wait_for_url("**/phone/")
    assert page.get_by_role("button", name="+5", exact=True).count() == 1


def test_topics_are_shown_in_the_phones_language_and_kept_under_the_campaigns_own_word(
    phone: Watched, served: tuple[Address, Street]
) -> None:
    server, street = served
    told = '{"topics": {"en": "Allowance Relief Volunteering Licence Care"}}'
    street.store.write(lambda c: c.execute("UPDATE campaign SET variants = ?", (told,)))
    page = phone.page
    start(page, server.url, street)
    place(page, "consult")
    page.get_by_role("link", name="Relief").click()
    act(page, re.compile("^Answered"), text="Relief")
    all_sent(page)
    assert "臨時救助" in street.facts("consultation")[-1]["data"]
