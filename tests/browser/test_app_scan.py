"""The camera of the app, shown videos of our own print: read at once, several together, also turned, moving and in bad light."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.app import videos
from tests.browser.conftest import FLAGS, PHONE
from tests.browser.volunteer import act, all_sent, answered, place, serve_street, start
from tests.patience import allowed

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street

Film = Callable[[Sequence[Image.Image]], Iterator[Image.Image]]
FIRST_DECODE_SECONDS = 2.0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Street]]:
    """Event B's street, served as localhost: a secure context."""
    with serve_street(tmp_path_factory.mktemp("scan")) as running:
        yield running


@pytest.fixture(scope="module")
def pages(served: tuple[Address, Street]) -> list[Image.Image]:
    """The printed slips of the street's bundles."""
    return videos.print_slips(served[1].slips[:8])


@pytest.fixture(scope="module")
def film_of(pages: list[Image.Image], tmp_path_factory: pytest.TempPathFactory) -> Callable[[Film], Path]:
    """The file of a film: each is made once."""

    @cache
    def write(film: Film) -> Path:
        return videos.write_video(film, pages, tmp_path_factory.mktemp(film.__name__) / "film.mjpeg")

    return write


@contextmanager
def filmed(driver: Playwright, chromium: str, film: Path, *, allowed: bool = True) -> Iterator[Page]:
    """A phone whose camera sees the film."""
    flags = [*FLAGS, "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    flags += ["--use-fake-ui-for-media-stream"] if allowed else ["--deny-permission-prompts"]
    browser = driver.chromium.launch(executable_path=chromium, args=flags)
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    try:
        yield context.new_page()
    finally:
        browser.close()


def time_first_code(page: Page) -> float:
    """Seconds from the running camera to the first bundle in the tray."""
    place(page, "scan")
    page.locator("body[data-camera=running]").wait_for()
    began = time.monotonic()
    page.locator("#tray [data-bundle]").first.wait_for()
    return time.monotonic() - began


@pytest.mark.parametrize("film", [videos.moving, *(pytest.param(film, marks=pytest.mark.slow) for film in (videos.dusk, videos.eight_at_once))], ids=lambda film: film.__name__)
def test_a_code_is_read_within_two_seconds(
    film: Film, served: tuple[Address, Street], film_of: Callable[[Film], Path], playwright_driver: Playwright, chromium_path: str
) -> None:
    server, street = served
    with filmed(playwright_driver, chromium_path, film_of(film)) as page:
        start(page, server.url, street)
        assert time_first_code(page) <= allowed(FIRST_DECODE_SECONDS)


@pytest.mark.slow
def test_eight_slips_in_one_picture_are_taken_out_with_one_tap(
    served: tuple[Address, Street], film_of: Callable[[Film], Path], playwright_driver: Playwright, chromium_path: str
) -> None:
    server, street = served
    with filmed(playwright_driver, chromium_path, film_of(videos.eight_at_once)) as page:
        start(page, server.url, street, "B2")
        time_first_code(page)
        act(page, "Take out 800 (8)")
        all_sent(page)
    assert sorted(row["bundle"] for row in street.facts("issue") if row["booth"] == "store") == list(range(1, 9))
    assert street.stock("B2") == {"issued": 800, "in_hand": 800}


def test_a_refused_camera_says_what_to_do(
    served: tuple[Address, Street], film_of: Callable[[Film], Path], playwright_driver: Playwright, chromium_path: str
) -> None:
    server, street = served
    with filmed(playwright_driver, chromium_path, film_of(videos.moving), allowed=False) as page:
        start(page, server.url, street)
        place(page, "scan")
        page.get_by_text("The camera is blocked for this page").wait_for()
        page.get_by_label("Type the code").fill(street.slips[9][:5] + " " + street.slips[9][5:].lower())
        page.get_by_role("button", name="Open").click()
        page.get_by_role("heading", name="Bundle 10").wait_for()


@pytest.mark.slow
def test_leaving_the_page_turns_the_camera_off(
    served: tuple[Address, Street], film_of: Callable[[Film], Path], playwright_driver: Playwright, chromium_path: str
) -> None:
    server, street = served
    with filmed(playwright_driver, chromium_path, film_of(videos.moving)) as page:
        start(page, server.url, street)
        page.evaluate(
            "() => { const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
            " navigator.mediaDevices.getUserMedia = async (how) => (window.seen = await ask(how)); }"
        )
        time_first_code(page)
        assert page.evaluate("() => seen.getTracks().map((track) => track.readyState)") == ["live"]
        place(page, "more")
        page.wait_for_function("() => seen.getTracks().every((track) => track.readyState === 'ended')")


def test_a_keyboard_scanner_opens_what_it_reads(served: tuple[Address, Street], phone: Watched) -> None:
    server, street = served
    start(phone.page, server.url, street)
    # the keys are made in the page: over the wire from a busy machine they would come at a person's pace
    phone.page.evaluate(
        "(keys) => keys.forEach((key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))",
        [*f"HTTPS://EXAMPLE.ORG/F/{street.slips[10]}", "Enter"],
    )
    phone.page.get_by_role("heading", name="Bundle 11").wait_for()


def test_a_forged_or_foreign_code_is_told_on_the_whole_screen(served: tuple[Address, Street], phone: Watched) -> None:
    server, street = served
    start(phone.page, server.url, street)
    place(phone.page, "scan")
    phone.page.get_by_label("Type the code").fill("7K3QX 9M2TX")
    phone.page.get_by_role("button", name="Open").click()
    answered(phone.page, "not_ours", "This code is mistyped")


@pytest.mark.slow
def test_the_button_stays_while_the_camera_goes_on_looking(
    served: tuple[Address, Street], film_of: Callable[[Film], Path], playwright_driver: Playwright, chromium_path: str
) -> None:
    server, street = served
    with filmed(playwright_driver, chromium_path, film_of(videos.eight_at_once)) as page:
        start(page, server.url, street, "B3")
        place(page, "scan")
        page.locator("#tray [data-bundle]").nth(7).wait_for()
        button = page.locator(".gathered button").element_handle()
        page.wait_for_timeout(1_000)  # a dozen looks on a usual machine, at least one on a busy one
        assert button.evaluate("(one) => one.isConnected")
