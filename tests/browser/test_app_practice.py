"""Practising in the app: a striped border, five lessons, no network, nothing in the ledger, and the coordinator's list learns of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kiosk.codes import practice_code
from tests.browser.volunteer import act, answered, figures, kept, place, serve_street, start, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Street]]:
    """Event B's street, served as localhost: a secure context."""
    with serve_street(tmp_path_factory.mktemp("practice"), B1=500) as running:
        yield running


def practise(page: Page) -> None:
    place(page, "practice")
    page.get_by_role("button", name="Start practising").click()
    page.locator("#coach").wait_for()


def lesson(page: Page, number: int) -> None:
    page.locator("#coach").get_by_text(re.compile(f"^{number}/5")).wait_for()


def test_five_lessons_are_learned_without_a_network_and_none_of_it_counts(
    phone: Watched, served: tuple[Address, Street]
) -> None:
    server, street = served
    page, before = phone.page, street.entries
    start(page, server.url, street)
    kept(page)
    figures(page)
    phone.context.set_offline(True)
    practise(page)
    lesson(page, 1)
    page.get_by_role("link", name="Scan", exact=True).click()
    page.locator("#practice-slip").click()
    act(page, re.compile("^Take out 50"), text="Practice: does not count")
    lesson(page, 2)
    page.get_by_role("link", name="Back to counting").click()
    act(page, "+1")
    lesson(page, 3)
    act(page, re.compile("Undo: handed out 1"))
    lesson(page, 4)
    page.locator(".controls").get_by_role("link", name="More").click()
    page.get_by_role("link", name="Return to the store").click()
    page.get_by_label("How many").fill("10")
    act(page, "Save")
    lesson(page, 5)
    page.locator(".controls").get_by_role("link", name="More").click()
    page.get_by_role("link", name="Close this booth").click()
    page.get_by_label("Practice flyer").fill("40")
    page.get_by_role("button", name="Show the difference").click()
    page.get_by_text("It adds up").wait_for()
    page.get_by_role("button", name="Close P").click()
    page.get_by_role("heading", name="You can do it").wait_for()
    page.get_by_role("button", name="To the real booth").click()
    page.get_by_text("All sent").wait_for()
    page.locator(".figures", has_text="500").wait_for()
    phone.context.set_offline(False)
    page.reload()
    page.locator("#app .controls").wait_for()
    place(page, "set-up")
    page.get_by_text("Practised on this phone").wait_for()
    told = "SELECT practised_at > 0 AND opened_at > 0 AND kept_at > 0 FROM device ORDER BY number DESC LIMIT 1"
    until(lambda: street.store.read().execute(told).fetchone()[0])
    assert street.entries == before


def test_a_striped_border_is_around_the_practice_and_never_around_the_real_day(
    phone: Watched, served: tuple[Address, Street]
) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    border = "getComputedStyle(document.body, '::after').borderImageSource"
    assert page.evaluate(border) == "none"
    practise(page)
    page.wait_for_function(f"() => {border}.includes('repeating-linear-gradient')")
    page.reload()  # whatever happens, a new start is the real day
    page.locator("#app .controls").wait_for()
    assert page.evaluate(border) == "none"


def test_practice_and_real_codes_are_told_apart_on_both_sides(phone: Watched, served: tuple[Address, Street]) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    place(page, f"code/{practice_code(0)}")
    answered(page, "not_ours", "Practice code")
    page.get_by_text("This is a practice code; it counts nothing.").last.wait_for()
    practise(page)
    place(page, f"code/{street.slips[0]}")
    page.get_by_text("This is a real code. Stop practising to use it.").last.wait_for()


def test_leaving_the_practice_goes_back_to_the_booth(phone: Watched, served: tuple[Address, Street]) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    practise(page)
    place(page, "leave")  # what belongs to the real phone alone is not within reach
    page.get_by_role("heading", name="Stop practising?").wait_for()
    page.get_by_role("button", name="Stop practising").click()
    page.get_by_text("All sent").wait_for()
    assert page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))") == ["kiosk-phone"]
