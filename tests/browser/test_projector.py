"""The large figures in a real browser: they move by themselves, say since when they are old, stay apart, keep the screen on and let go with Escape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kiosk.campaigns import EVENT
from kiosk.records import change
from tests.browser.conftest import Watched, sign_in, watch
from tests.matrices import first_quick
from tests.tallies.street import Street, street_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.keying.papers import Made

expect = pytest.importorskip("playwright.sync_api").expect
LARGE = {"viewport": {"width": 1920, "height": 1080}}
BEAMER = {"viewport": {"width": 1024, "height": 768}}
# The browser's own lock, and whether the page holds it.
SEEN = """(() => {
  const ask = WakeLock.prototype.request;
  WakeLock.prototype.request = async function (...what) { return (window.lock = await ask.apply(this, what)); };
})()"""
OVER_ONE_ANOTHER = """() => {
  const parts = [...document.querySelectorAll('h1, .large b, .large span, footer > *')].map((part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    const { left, right } = part.matches('h1') ? part.getBoundingClientRect() : range.getBoundingClientRect();
    const { top, bottom } = part.getBoundingClientRect();
    return { left, right, top, bottom, of: part.closest('li') ?? part, said: part.textContent.trim().slice(0, 20) };
  });
  const over = (a, b) => a.of !== b.of && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return [
    ...parts.flatMap((a, at) => parts.slice(at + 1).filter((b) => over(a, b)).map((b) => `${a.said} | ${b.said}`)),
    ...parts.filter(({ right, bottom }) => right > innerWidth || bottom > innerHeight).map(({ said }) => `${said} stands out`),
    ...(new Set([...document.querySelectorAll('.large li')].map((each) => each.offsetWidth)).size > 1 ? ['a figure takes the room of another'] : []),
  ];
}"""


def hand_out(street: Street, booth: str, copies: int) -> None:
    """So many copies go to a booth and from there to the public, in facts of at most a hundred thousand."""
    for start in range(0, copies, 100_000):
        part = min(100_000, copies - start)
        street.record("issue", 1, source="store", target=f"booth:{street.ids.booths[booth]}", material="B-A5", quantity=part)
        street.record("hand_out", 2, source=f"booth:{street.ids.booths[booth]}", target="public", material="B-A5", quantity=part)


def opened(watched: Watched, desk: tuple[Made, str]) -> tuple[Page, Street]:
    made, address = desk
    street = street_of(made[1], made[2])
    hand_out(street, "B1", 7)
    sign_in(watched.context, made, address)
    watched.page.add_init_script(SEEN)
    watched.page.goto(f"{address}/office/tallies/event/{made[2].event}/projector?lang=en")
    return watched.page, street


def test_the_figures_move_say_since_when_they_are_old_and_come_back(desk: tuple[Made, str], laptop: Watched) -> None:
    page, street = opened(laptop, desk)
    figure, said = page.locator("[data-figure=handed_out]"), page.locator("[data-live-status]")
    expect(figure).to_have_text("7")
    page.wait_for_function("() => window.lock && !window.lock.released")
    laptop.context.set_offline(True)
    expect(said).to_have_class(re.compile("lost"))
    expect(page.locator("footer")).to_contain_text(re.compile(r"figures as of\s+\d\d:\d\d"))
    hand_out(street, "B2", 5)
    laptop.context.set_offline(False)
    expect(figure).to_have_text("12")
    expect(said).not_to_have_class(re.compile("lost"))
    page.keyboard.press("Escape")
    page.wait_for_url("**/dashboard")


@pytest.mark.parametrize("screen", first_quick([LARGE, BEAMER]), ids=["large", "beamer"])
def test_seven_digits_and_a_long_title_stay_apart(desk: tuple[Made, str], browser: Browser, screen: dict[str, object]) -> None:
    made, street = desk[0], street_of(desk[0][1], desk[0][2])
    made[1].write(lambda c: change(c, EVENT, made[2].event, {"title": "困難羣眾臨時救助政策進社區" * 4}))
    hand_out(street, "B2", 1_234_500)
    for minute in range(3):
        street.record("consultation", minute, topic="低保", booth=made[2].booths["B1"])
        street.record("check_in", minute)
    for watched in watch(browser, **screen):
        page, _ = opened(watched, desk)
        expect(page.locator("[data-figure=handed_out]")).to_have_text("1,234,507")
        assert page.evaluate(OVER_ONE_ANOTHER) == []
