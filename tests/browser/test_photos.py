"""A photographed sheet in a real browser: sent, looked at strip by strip, corrected, confirmed, counted."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("cv2", reason="kiosk[paper] is not installed")

from playwright.sync_api import expect

from tests.browser.conftest import Watched, sign_in
from tests.keying.papers import Made, print_sign_in, visits_by_method
from tests.paper.desk import photos_path
from tests.paper.uploads import photograph_page

LONE_DASH = 15
"""A seed whose page has a row with nothing but a dash in it: the program leaves it to a person."""


@pytest.mark.slow
def test_a_photo_is_sent_corrected_and_confirmed_as_paper(desk: tuple[Made, str], laptop: Watched) -> None:
    made, address = desk
    sign_in(laptop.context, made, address)
    taken = photograph_page(made, print_sign_in(made), seed=LONE_DASH)
    page = laptop.page
    page.goto(f"{address}{photos_path(made)}?lang=en")
    page.set_input_files("#photos", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": taken.picture})
    page.get_by_role("button", name="Read the photos").click()
    page.get_by_role("link", name="Check and confirm").click(timeout=120_000)
    unsure = page.locator(".strips li.says-unsure")
    expect(unsure.first.locator("img")).to_be_visible()
    button = page.locator("button[data-confirm]")
    expect(button).to_have_text(f"Confirm {taken.count}")
    unsure.first.get_by_role("checkbox").check()
    expect(button).to_have_text(f"Confirm {taken.count + 1}")
    button.click()
    page.wait_for_url(re.compile(r"/office/keying/[^/]+$"))
    assert visits_by_method(made[1], made[2].event) == {"paper": taken.count + 1}
    page.goto(f"{address}/office/tallies/event/{made[2].event}?lang=en")
    expect(page.locator("main")).to_contain_text(str(taken.count + 1))
    assert laptop.console_errors == []
