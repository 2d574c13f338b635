"""The inbox in a real browser: one tap keeps, takes back or merges, and two impatient taps are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.figures.persons import count_persons
from tests.browser.conftest import LAPTOP, PHONE, Watched, sign_in
from tests.matrices import first_quick
from tests.tallies.cases import HISTORIES, Scene, play
from tests.tallies.street import street_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.keying.papers import Made

expect = pytest.importorskip("playwright.sync_api").expect


def open_inbox(watched: Watched, desk: tuple[Made, str], history: str, language: str = "en") -> tuple[Page, Scene]:
    """The inbox of a kiosk where this history has happened."""
    made, address = desk
    scene = play(street_of(made[1], made[2]), HISTORIES[history])
    sign_in(watched.context, made, address)
    watched.page.goto(f"{address}/office/inbox/{made[2].event}?lang={language}")
    return watched.page, scene


def handed_out(scene: Scene) -> int:
    row = scene.street.store.read().execute("SELECT sum(quantity) FROM tally WHERE measure = 'handed_out'").fetchone()
    return int(row[0] or 0)


def test_one_tap_keeps(desk: tuple[Made, str], phone: Watched) -> None:
    page, scene = open_inbox(phone, desk, "more handed out than held")
    page.get_by_role("button", name="Keep").tap()
    expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()
    assert handed_out(scene) == 60


def test_one_tap_takes_back_and_one_more_puts_back(desk: tuple[Made, str], phone: Watched) -> None:
    page, scene = open_inbox(phone, desk, "more handed out than held")
    row = page.locator(".case li", has_text="Handed out 15")
    row.get_by_role("button", name="Take back").tap()
    expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()
    assert handed_out(scene) == 45
    page.get_by_text("One case decided").tap()
    page.get_by_role("button", name="Reopen").tap()
    expect(page.get_by_text("Reopened: everything is as it was before.")).to_be_visible()
    assert handed_out(scene) == 60
    assert phone.console_errors == []


def test_one_tap_merges(desk: tuple[Made, str], laptop: Watched) -> None:
    page, scene = open_inbox(laptop, desk, "one name and one telephone ending")
    page.get_by_role("button", name="One person: merge").click()
    expect(page.get_by_text("Merged: they count as one person.")).to_be_visible()
    assert count_persons(scene.street.store.read(), [scene.street.event]) == 3


def test_two_impatient_taps_are_one_decision(desk: tuple[Made, str], phone: Watched) -> None:
    page, scene = open_inbox(phone, desk, "more handed out than held")
    page.locator(".case li", has_text="Handed out 15").get_by_role("button", name="Take back").dblclick()
    expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()
    voids = scene.street.store.read().execute("SELECT count(*) FROM entry WHERE kind = 'void'").fetchone()[0]
    decisions = scene.street.store.read().execute("SELECT count(*) FROM decision").fetchone()[0]
    assert (voids, decisions) == (1, 1)


def test_the_page_of_another_coordinator_follows_by_itself(desk: tuple[Made, str], laptop: Watched, phone: Watched) -> None:
    page, scene = open_inbox(laptop, desk, "one code at two gates")
    made, address = desk
    sign_in(phone.context, made, address)
    phone.page.goto(f"{address}/office/inbox/{made[2].event}?lang=en")
    phone.page.get_by_role("button", name="Keep").tap()
    expect(phone.page.get_by_text("Decided: it counts as it stands.")).to_be_visible()
    expect(page.get_by_text("Nothing waits for a decision")).to_be_visible()
    assert scene.cases() == ()


@pytest.mark.parametrize("language", first_quick(["en", "zh-Hant", "zh-Hans"]))
@pytest.mark.parametrize("size", first_quick([PHONE, LAPTOP]), ids=["phone", "laptop"])
def test_every_case_fits_the_screen(language: str, size: dict[str, object], desk: tuple[Made, str], browser: Browser) -> None:
    watched = Watched(browser.new_context(**size))  # type: ignore[arg-type]
    page, _ = open_inbox(watched, desk, "six odd facts are taken back together", language)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    small = page.evaluate("[...document.querySelectorAll('.case .button')].filter((one) => one.offsetHeight < 44).length")
    assert (wide, small) == (0, 0)
    watched.context.close()
