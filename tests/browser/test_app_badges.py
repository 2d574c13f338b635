"""A volunteer's badge before the app's camera: in and out with one tap each, with the network off and on, and hours count once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from kiosk.ids import new_secret
from kiosk.people import SHIFT
from kiosk.records import add
from printables.document import Printable, to_bytes
from printables.sign_in_slip import SignInSlip, SignInSlips
from printables.volunteer_badge import Badge, VolunteerBadges
from tests.app import videos
from tests.browser.test_app_scan import filmed
from tests.browser.volunteer import READY, act, all_sent, kept, place, serve_street, start
from tests.phone.test_faces import print_kind

if TYPE_CHECKING:
    from PIL import Image
    from playwright.sync_api import Playwright

    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street

PREFIX = "HTTPS://EXAMPLE.ORG/F/"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Street, list[str]]]:
    """Event B's street with two volunteers' badges, as localhost: a secure context."""
    with serve_street(tmp_path_factory.mktemp("badges")) as (server, street):
        badges = print_kind(street, "badge")
        person = street.store.read().execute("SELECT id FROM person WHERE code = 'V1'").fetchone()[0]
        shift = {"code": "S1", "person": person, "booth": street.ids.booths["B3"]}
        street.store.write(lambda c: add(c, SHIFT, street.ids.event, shift))
        yield server, street, badges


def picture(printable: Printable, parts: int) -> Image.Image:
    """The upper left piece of the printed page, ``parts`` rows on it."""
    page = pypdfium2.PdfDocument(io.BytesIO(to_bytes(printable)))[0].render(scale=150 / 72).to_pil().convert("RGB")
    return page.crop((0, 0, page.width // 2, page.height // parts))


def test_a_badge_signs_in_without_a_network_and_out_with_one(
    served: tuple[Address, Street, list[str]], playwright_driver: Playwright, chromium_path: str, tmp_path: Path
) -> None:
    server, street, badges = served
    badge = picture(VolunteerBadges(("zh-Hant",), "街頭宣傳", PREFIX, (Badge("白雪梅", "V001", badges[0]),)), 5)
    film = videos.write_video(lambda pages: (videos.on_table(pages[0], turn, 1.2) for turn in range(-6, 7)), [badge], tmp_path / "film.mjpeg")
    with filmed(playwright_driver, chromium_path, film) as page:
        start(page, server.url, street, "B1", role="sign_in")
        kept(page)
        page.context.set_offline(True)
        page.reload()
        page.locator(READY).wait_for()
        place(page, "scan")
        page.get_by_text("Not at work now").wait_for()
        act(page, "Work begins", "saved", "V1")
        page.get_by_text("At work since").wait_for()  # back at the camera, which still sees the badge
        page.context.set_offline(False)
        all_sent(page)
        act(page, "Work ends", text="work ends")
        all_sent(page)
    [come], [go] = street.facts("shift_in"), street.facts("shift_out")
    assert come["person"] == go["person"] != ""
    assert come["booth"] == street.ids.booths["B3"]  # where the plan has them, wherever the phone is
    assert street.facts("check_in") == []


@pytest.mark.slow
def test_a_slip_with_its_stub_on_opens_as_the_slip(
    served: tuple[Address, Street, list[str]], playwright_driver: Playwright, chromium_path: str, tmp_path: Path
) -> None:
    server, street, _ = served
    slips = SignInSlips(("zh-Hant",), "街頭宣傳", PREFIX, "HTTPS://EXAMPLE.ORG/E/", (SignInSlip(1, street.sheet, new_secret(128)),))
    film = videos.write_video(lambda pages: (videos.on_table(pages[0], turn, 1.2) for turn in range(-4, 5)), [picture(slips, 3)], tmp_path / "film.mjpeg")
    with filmed(playwright_driver, chromium_path, film) as page:
        start(page, server.url, street, "B1", role="sign_in")
        place(page, "scan")
        page.get_by_label("Signatures on this page").wait_for()
        assert "not_ours" not in page.content()


def test_a_visitors_stub_alone_is_handed_back(served: tuple[Address, Street, list[str]], phone: Watched) -> None:
    server, street, _ = served
    start(phone.page, server.url, street)
    phone.page.evaluate(
        "(keys) => keys.forEach((key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))",
        [*f"HTTPS://EXAMPLE.ORG/E/{new_secret(128)}", "Enter"],
    )
    phone.page.get_by_text("Please give the stub back to the visitor.").wait_for()
