"""The coordinator's desk in a real browser: keying by keyboard alone, without JavaScript, and the screen that sees a phone come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kiosk import devices
from tests.browser.conftest import LAPTOP, Watched, sign_in
from tests.keying.papers import Made, path_of, print_sign_in, visits
from tests.tallies.street import Street

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_page_is_keyed_with_the_keyboard_alone(desk: tuple[Made, str], laptop: Watched) -> None:
    made, address = desk
    sign_in(laptop.context, made, address)
    page = laptop.page
    page.goto(f"{address}{path_of(made, print_sign_in(made))}?lang=en")
    page.focus("#name-1")
    for name, ending in (("王小明", "0001"), ("李大文", "0002")):
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type(ending)
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_text("Page 1 has been saved.").wait_for()
    assert visits(made[1], made[2].event) == 2
    signed = made[1].read().execute("SELECT count(*) FROM entry WHERE json_extract(data, '$.signed') = 1").fetchone()[0]
    assert signed == 2


def test_a_page_is_keyed_without_javascript(desk: tuple[Made, str], browser: Browser) -> None:
    made, address = desk
    context = browser.new_context(**LAPTOP, java_script_enabled=False)  # type: ignore[arg-type]
    sign_in(context, made, address)
    page = context.new_page()
    page.goto(f"{address}{path_of(made, print_sign_in(made))}?lang=en")
    page.fill("#subtotal", "12")
    page.get_by_role("button", name="Save the page").click()
    page.wait_for_url("**/office/keying/*")
    assert visits(made[1], made[2].event) == 12
    context.close()


def test_the_screen_sees_the_phone_come(desk: tuple[Made, str], laptop: Watched) -> None:
    made, address = desk
    _, store, ids = made
    sign_in(laptop.context, made, address)
    page = laptop.page
    page.goto(f"{address}/office/phones/{ids.event}?lang=en")
    page.get_by_role("button", name="Show the code").click()
    secret = re.search(r"/P/([0-9A-Z]{26})", page.locator(".pairing code").inner_text())
    assert secret
    store.write(lambda c: devices.redeem_pairing(c, secret[1], name="陳靜"))
    page.get_by_text("this is phone 1 now").wait_for()
    page.get_by_role("link", name="Done").click()
    page.get_by_text("1 陳靜").wait_for()
    assert laptop.console_errors == []


def test_the_desk_keeps_up_and_leaves_a_reason_that_is_being_typed(desk: tuple[Made, str], laptop: Watched) -> None:
    made, address = desk
    street = Street(made[1], made[2], made[2].event)
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=50)
    sign_in(laptop.context, made, address)
    page = laptop.page
    page.goto(f"{address}/office/tallies/event/{street.event}/desk?lang=en")
    page.locator("#check-difference summary").click()
    page.fill("#text-difference", "blown away")
    page.locator("h1").click()  # the field has lost the focus, and is still being used
    street.record("hand_out", 9, source="booth:B1", target="public", material="B-A5", quantity=46)
    page.evaluate("document.dispatchEvent(new Event('kiosk:refresh'))")
    page.locator("#sum .difference", has_text="4").wait_for()
    assert page.input_value("#text-difference") == "blown away"
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The figures have just changed").wait_for()
    assert laptop.console_errors == []
