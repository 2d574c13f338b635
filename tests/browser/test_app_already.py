"""The result "already", with when and where: a bundle that is out, a code that lies in the tray, a page that was counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import qrcode

from tests.browser.volunteer import act, all_sent, answered, place, serve_street, start

if TYPE_CHECKING:
    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Street]]:
    """Event B's street, served as localhost: a secure context."""
    with serve_street(tmp_path_factory.mktemp("already")) as running:
        yield running


def test_a_bundle_that_is_out_here_says_since_when(phone: Watched, served: tuple[Address, Street]) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    place(page, f"code/{street.slips[0]}")
    act(page, "Take out 100")
    place(page, f"code/{street.slips[0]}")
    answered(page, "already", "Bundle 1 has been at booth B1 since")
    page.locator("#said").get_by_text("Bundle 1 has been at booth B1 since").wait_for()  # to read at leisure
    all_sent(page)
    [issue] = street.facts("issue")
    assert issue["quantity"] == 100


def test_the_same_slip_again_is_in_the_list_already(phone: Watched, served: tuple[Address, Street], tmp_path: Path) -> None:
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
    answered(page, "already", "It is in the list below.")
    assert page.locator("#tray [data-bundle]").count() == 1


def test_a_page_that_was_counted_says_when_and_a_new_count_replaces_it(phone: Watched, served: tuple[Address, Street]) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street, role="sign_in")
    for count, seen in (("12", False), ("14", True)):
        place(page, f"code/{street.sheet}")
        if seen:
            answered(page, "already", "12 people")
        page.get_by_label("Signatures on this page").fill(count)
        act(page, "Save")
    all_sent(page)
    assert [row["quantity"] for row in street.facts("sheet_total")] == [14]
