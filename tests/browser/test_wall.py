"""The wall in a real browser: a note left on the tablet, looked over by keyboard, arrives on the large screen; a wish gets its ribbon and turns."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from kiosk import devices, wall, wishes
from kiosk.campaigns import EVENT
from kiosk.ids import new_id
from kiosk.records import change
from tests.browser.conftest import Watched, sign_in, watch
from tests.keying.papers import Made

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

expect = pytest.importorskip("playwright.sync_api").expect
TELEVISION = {"viewport": {"width": 1920, "height": 1080}}
LYING = {"viewport": {"width": 1024, "height": 768}}


def hang(made: Made, words: str, sort: str = "message") -> int:
    event = made[2].event

    def work(connection: sqlite3.Connection) -> int:
        number = wall.leave(connection, new_id(), event, sort, wall.Words(words), wall.Source(language="zh-Hant"))
        wall.show(connection, wall.get_note(connection, event, number), "test")
        return number

    return made[1].write(work)


def shown(page: Page) -> list[str]:
    return page.locator(".card:not(.away)").evaluate_all("cards => cards.map(card => card.dataset.note)")


def claim(made: Made, number: int) -> None:
    made[1].write(lambda c: wishes.claim(c, wall.get_note(c, made[2].event, number), new_id(), wishes.Claimant("舞蹈隊", "13800005678")))


def deliver(made: Made, number: int) -> None:
    made[1].write(lambda c: wishes.step(c, wall.get_note(c, made[2].event, number), "deliver", new_id(), "test", days=0))


def leave_on_the_tablet(page: Page, made: Made, address: str) -> None:
    """A visitor writes a note with a number first, is told kindly, and takes it out."""
    secret = made[1].write(lambda c: devices.offer_pairing(c, made[2].event, by="test", booth=made[2].booths["B1"], role="kiosk"))
    page.goto(f"{address}/P/{secret}")
    page.get_by_role("button", name="Let's start").click()
    page.locator(".screen.idle").wait_for()
    page.get_by_role("button", name="EN", exact=True).click()
    page.locator(".tongues [lang=en][aria-pressed=true]").wait_for()
    page.get_by_role("button", name="Leave a note on the wall").click()
    page.get_by_label("Wish").check()
    page.get_by_label("Your words").fill("想要一副老花鏡 一三八零零零零一二三四")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("This seems to hold a telephone number").wait_for()
    page.get_by_label("Your words").fill("想要一副老花鏡")
    page.get_by_role("button", name="Send").click()
    page.locator(".screen.done").wait_for()
    assert "老花鏡" not in page.content()


def test_a_note_goes_from_the_tablet_over_the_desk_to_the_large_screen(desk: tuple[Made, str], laptop: Watched, browser: Browser) -> None:
    made, address = desk
    made[1].write(lambda c: change(c, EVENT, made[2].event, {"features": "wall"}))
    for place in range(12):
        hang(made, f"鄰里一家親，第 {place} 張" if place else "想請一位熱心鄰居教我把手機的字調大")
    sign_in(laptop.context, made, address)
    office = laptop.page
    office.goto(f"{address}/office/wall/{made[2].event}?lang=en")
    for television in watch(browser, locale="zh-TW", **TELEVISION):
        sign_in(television.context, made, address)
        screen = television.page
        screen.goto(f"{address}/office/wall/{made[2].event}/screen?lang=zh-Hant")
        expect(screen.locator(".dots li")).to_have_count(2)
        assert shown(screen) == [str(number) for number in range(12, 3, -1)]
        assert screen.evaluate("document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth")
        for tablet in watch(browser, locale="en-US", **LYING):
            leave_on_the_tablet(tablet.page, made, address)
        office.get_by_text("想要一副老花鏡").wait_for()
        office.keyboard.press("a")
        office.get_by_text("No. 13 is on the wall").wait_for()
        card = screen.locator("[data-note='13']")
        expect(card).to_be_visible()
        assert shown(screen)[0] == "13"
        claim(made, 13)
        expect(card.locator(".ribbon")).to_contain_text("已認領")
        expect(card.locator(".ribbon")).not_to_contain_text("舞蹈隊")  # what a claimant calls themselves is looked over first
        deliver(made, 13)
        expect(screen.locator("[data-note='13'].stage-delivered .ribbon")).to_contain_text("舞蹈隊")
        screen.keyboard.press("ArrowRight")
        expect(screen.locator("[data-note='1']")).to_be_visible()
        assert "手機的" in screen.locator("[data-note='1'] .words.by-word").inner_html().split("<wbr>"), "its lines end between words"
        assert television.console_errors == []
    assert laptop.console_errors == []
