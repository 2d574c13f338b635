"""The flyer beside its form: drawn anew while one types, with the picture that was just chosen, and in sight on a phone too."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.browser.conftest import sign_in
from tests.browser.volunteer import until
from tests.matrices import first_quick
from tests.printables.samples_of_pictures import halves

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watched
    from tests.keying.papers import Made

RED, PINE, GREY = (254, 0, 0), (0, 90, 70), "#808080"


def open_look(watched: Watched, desk: tuple[Made, str]) -> Page:
    made, address = desk
    ids = made[2]
    sign_in(watched.context, made, address)
    watched.page.goto(f"{address}/office/plan/material/{ids.materials['B-A5']}/look?lang=zh-Hant")
    return watched.page


def sheet_of(page: Page) -> Image.Image:
    source = page.get_attribute("img.sheet", "src") or ""
    return Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))).convert("RGB")


def shows(sheet: Image.Image, wanted: tuple[int, int, int]) -> bool:
    """Whether a good part of the drawing is of this colour, or nearly."""
    colours = {colour for count, colour in sheet.getcolors(1 << 24) or [] if count > 9_000}
    return any(max(abs(a - b) for a, b in zip(one, wanted, strict=True)) < 12 for one in colours)


def wait_for_another(page: Page, before: str) -> None:
    page.wait_for_function("before => document.querySelector('img.sheet').src !== before", arg=before)


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"label:has(input[name={name}][value={value}])").click()


@pytest.mark.parametrize("screen", first_quick(["phone", "laptop"]))
def test_the_flyer_beside_the_form_follows_what_is_typed(
    screen: str, request: pytest.FixtureRequest, desk: tuple[Made, str], tmp_path: Path
) -> None:
    watched: Watched = request.getfixturevalue(screen)
    page = open_look(watched, desk)
    (tmp_path / "photo.jpg").write_bytes(halves(2400, 1600, "red", "red"))
    choose(page, "design", "picture")
    choose(page, "palette", "pine")
    page.set_input_files("#picture", tmp_path / "photo.jpg")
    until(lambda: all(shows(sheet_of(page), colour) for colour in (RED, PINE)))  # a slow hand is drawn for between two choices too
    before = page.get_attribute("img.sheet", "src") or ""
    page.fill("#headline", "社工讓社區更美好")
    wait_for_another(page, before)
    assert page.locator("img.sheet").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("form.look button.primary")
    page.wait_for_selector(".tone-good")
    assert page.input_value("#headline") == "社工讓社區更美好"
    assert page.is_checked("input[name=design][value=picture]")
    assert watched.console_errors == []


def test_a_colour_that_hides_its_text_is_named_and_one_tap_takes_the_nearest(laptop: Watched, desk: tuple[Made, str]) -> None:
    page = open_look(laptop, desk)
    page.fill("#accent", GREY)
    page.wait_for_selector(".problem:not([hidden])")
    assert GREY in page.inner_text(".problem")
    page.click("button.nearest")
    page.wait_for_selector(".problem[hidden]", state="attached")
    assert page.input_value("#accent") not in (GREY, "")
    assert page.is_checked("input[name=palette][value=own]")


def test_what_was_typed_stays_when_the_network_is_cut(laptop: Watched, desk: tuple[Made, str]) -> None:
    page = open_look(laptop, desk)
    laptop.context.set_offline(True)
    page.fill("#headline", "網絡斷了也不要緊")
    page.wait_for_selector(".problem:not([hidden])")
    assert "都還在" in page.inner_text(".problem")
    laptop.context.set_offline(False)
    before = page.get_attribute("img.sheet", "src") or ""
    page.fill("#body", "又通了")
    wait_for_another(page, before)
    assert page.locator(".problem").is_hidden()
    assert page.input_value("#headline") == "網絡斷了也不要緊"
