"""The result "already", with when and where: a bundle that is out, a code that lies in the tray, a page that was counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import qrcode

from tests.browser.test_app import all_sent, place, start
from tests.live import LiveServer
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import Watched


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Street]]:
    """Event B's street behind the real server, as localhost: a secure context."""
    street = make_street(*make_kiosk(tmp_path_factory.mktemp("already")))
    server = LiveServer(street.store.path.parent)
    server.start()
    yield server, street
    server.stop()
    street.store.close()


def already(phone: Watched) -> Locator:
    shown = phone.page.locator("#result[data-kind=already]")
    shown.wait_for()
    return shown


def gone(phone: Watched) -> None:
    phone.page.locator("#result").wait_for(state="detached")


def test_a_bundle_that_is_out_here_says_since_when(phone: Watched, served: tuple[LiveServer, Street]) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    place(page, f"code/{street.slips[0]}")
    page.get_by_role("button", name="Take out 100").click()
    page.locator("#result[data-kind=recorded]").wait_for()
    gone(phone)
    place(page, f"code/{street.slips[0]}")
    already(phone).get_by_text("Bundle 1 has been at booth B1 since").wait_for()
    gone(phone)
    page.locator("#said").get_by_text("Bundle 1 has been at booth B1 since").wait_for()  # to read at leisure
    all_sent(page)
    [issue] = street.facts("issue")
    assert issue["quantity"] == 100


def test_the_same_slip_again_is_in_the_list_already(phone: Watched, served: tuple[LiveServer, Street], tmp_path: Path) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    place(page, "scan")
    picture = tmp_path / "slip.png"
    with picture.open("wb") as file:
        qrcode.make(f"HTTPS://EXAMPLE.ORG/F/{street.slips[5]}").save(file)
    page.locator("input[type=file]").set_input_files(picture)
    page.locator("[data-bundle='6']").wait_for()
    page.locator("input[type=file]").set_input_files(picture)
    already(phone).get_by_text("It is in the list below.").wait_for()
    assert page.locator("#tray [data-bundle]").count() == 1


def test_a_page_that_was_counted_says_when_and_a_new_count_replaces_it(phone: Watched, served: tuple[LiveServer, Street]) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street, role="sign_in")
    for count, seen in (("12", False), ("14", True)):
        place(page, f"code/{street.sheet}")
        if seen:
            already(phone).get_by_text("12 people").wait_for()
            gone(phone)
        page.get_by_label("Signatures on this page").fill(count)
        page.get_by_role("button", name="Save").click()
        page.locator("#result[data-kind=recorded]").wait_for()
        gone(phone)
    all_sent(page)
    assert [row["quantity"] for row in street.facts("sheet_total")] == [14]
