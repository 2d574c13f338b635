"""Every page of every reader, at phone and laptop size, in three languages and both themes: axe-core finds nothing, nothing scrolls sideways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kiosk.web.context import LANGUAGE_COOKIE, PHONE_COOKIE, STAFF_COOKIE
from tests.browser.axe import sideways, violations
from tests.browser.conftest import LAPTOP, PHONE, sign_in, watch
from tests.browser.house import House, make_house, office_doors, phone_doors, public_doors, serve
from tests.matrices import first_quick

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Watched
    from tests.keying.papers import Made

LANGUAGES = ("zh-Hant", "zh-Hans", "en")
SIZES = {"phone": PHONE, "laptop": LAPTOP}
# The administrator sees every kind of page: at both sizes, each page in another language there; what the others see of it once more.
ROUNDS = [("admin", "phone", 0), ("admin", "laptop", 1), ("coordinator", "laptop", 2), ("printing", "phone", 1), ("case_worker", "phone", 0),
          ("case_worker", "laptop", 1), ("case_worker", "laptop", 2), ("district", "laptop", 0)]  # fmt: skip
# What Chromium says about a page whose status is a refusal; the page itself is looked at like any other.
REFUSED = "Failed to load resource: the server responded with a status of 4"
# A result goes back by itself after two seconds; the whole of it is a link, and the next page says the same beside its undo.
GOES_BACK = "critical meta-refresh"
# Two minutes of one core's time: where others want the cores too, more than the usual allowance.
WALK = pytest.mark.timeout(1200)
FORM = "main form[method=post]:has([required])"
SEND_EMPTY = """form => {
  for (const field of form.querySelectorAll("[required]")) /radio|checkbox/.test(field.type) ? field.checked = false : field.value = "";
  form.noValidate = true;
  form.requestSubmit();
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(tmp_path_factory.mktemp("house") / "demo")
    with serve(made):
        yield made


def look(watched: Watched, *, dark: bool = False) -> list[str]:
    """What is wrong with the open page."""
    page = watched.page
    found = [each for each in violations(page) if not (each.startswith(GOES_BACK) and page.query_selector("body.result"))]
    if dark:
        page.emulate_media(color_scheme="dark")
        found += [f"dark {each}" for each in violations(page, "color-contrast")]
        page.emulate_media(color_scheme="light")
    found += [f"too wide: {each}" for each in sideways(page)]
    found += [f"console: {each}" for each in watched.console_errors if not each.startswith(REFUSED)]
    watched.console_errors.clear()
    return found


def visit(watched: Watched, house: House, doors: list[str], turn: int, *, dark: bool = False) -> str:
    """Open each address, in one language after the other beginning with ``turn``, and look; send its form with nothing in it, and look again."""
    wrong: dict[str, list[str]] = defaultdict(list)
    for at, door in enumerate(doors):
        watched.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": LANGUAGES[(at + turn) % 3], "url": house.address}])
        watched.page.goto(house.address + door)
        wrong[door] += look(watched, dark=dark)
        if form := watched.page.query_selector(FORM):
            with watched.page.expect_navigation():
                form.evaluate(SEND_EMPTY)
            wrong[f"{door} sent empty"] += look(watched)
    return "\n".join(f"{door}\n    {each}" for door, found in wrong.items() for each in found)


def show(watched: Watched, house: House, **cookies: str) -> None:
    watched.context.add_cookies([{"name": name, "value": value, "url": house.address} for name, value in cookies.items()])

HANDFUL = ("/office/tallies/event/{event}", "/office/tallies/event/{event}/dashboard", "/office/tallies/event/{event}/projector", "/office/plan/event/{event}", "/e/{event}", "/e/{event}/ask", "/nowhere")


@pytest.mark.parametrize("size", first_quick(SIZES))
def test_a_handful_of_pages(browser: Browser, desk: tuple[Made, str], size: str) -> None:
    made, address = desk
    for watched in watch(browser, **SIZES[size]):
        sign_in(watched.context, made, address)
        found = {}
        for door in HANDFUL:
            watched.page.goto(address + door.format(event=made[2].event))
            found[door] = look(watched, dark=size == "laptop")
        assert {door: each for door, each in found.items() if each} == {}


@pytest.mark.slow
@WALK
@pytest.mark.parametrize(("who", "size", "turn"), ROUNDS)
def test_every_page_of_the_office(browser: Browser, house: House, who: str, size: str, turn: int) -> None:
    for watched in watch(browser, **SIZES[size]):
        show(watched, house, **{STAFF_COOKIE: house.session(who)})
        assert not (wrong := visit(watched, house, office_doors(house, who), turn, dark=size == "laptop")), wrong


@pytest.mark.slow
@WALK
@pytest.mark.parametrize(("size", "turn"), [("phone", 0), ("laptop", 1), ("phone", 2)])
def test_every_page_of_a_passer_by(browser: Browser, house: House, size: str, turn: int) -> None:
    for watched in watch(browser, **SIZES[size]):
        assert not (wrong := visit(watched, house, public_doors(house), turn)), wrong


@pytest.mark.slow
@WALK
@pytest.mark.parametrize(("size", "turn"), [("phone", 0), ("laptop", 1), ("phone", 2)])
def test_every_page_of_a_volunteers_phone(browser: Browser, house: House, size: str, turn: int) -> None:
    token = house.phone_token()
    for watched in watch(browser, **SIZES[size]):
        show(watched, house, **{PHONE_COOKIE: token})
        assert not (wrong := visit(watched, house, phone_doors(house, token), turn)), wrong
