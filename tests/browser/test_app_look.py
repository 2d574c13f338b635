"""Every place of the app in three languages: for a thumb, in the sun, on a narrow phone; measured from what the browser draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kiosk import sync
from kiosk.codes import practice_code
from kiosk.ids import new_id, now_ms
from tests.browser.axe import violations
from tests.browser.conftest import QUICK_LANGUAGES
from tests.browser.looks import CLIPPED, LOW_CONTRAST, OUT_OF_REACH, OVERLAPPING, TOO_NARROW
from tests.browser.test_phone import NARROW, TOO_SMALL, TOO_WIDE
from tests.browser.volunteer import figures, place, serve_street, speak, start
from tests.plan_fixtures import staff_sender

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street

LANGUAGES = ("zh-Hant", "zh-Hans", "en")
USUAL = {"width": 390, "height": 844}
EVERYWHERE = {
    "too wide": TOO_WIDE,
    "too low": TOO_SMALL,
    "too narrow": TOO_NARROW,
    "contrast": LOW_CONTRAST,
    "clipped": CLIPPED,
    "overlapping": OVERLAPPING,
}

# In one go: the result's screen goes by itself, on a busy machine between any two questions.
RESULT = f"""(kind) => {{
  const screen = document.querySelector(`#result[data-kind=${{kind}}]`);
  if (!screen) return null;
  const faults = [({TOO_WIDE})(), ({LOW_CONTRAST})(), ({CLIPPED})()];
  const seen = {{ faults, colour: getComputedStyle(screen).backgroundColor, sign: screen.querySelector(".sign").innerHTML }};
  screen.click();
  return seen;
}}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Street]]:
    """Event B's street, served, with copies on their way between two booths."""
    with serve_street(tmp_path_factory.mktemp("look"), B1=1234, B2=1234) as (server, street):
        for booth in ("B1", "B2"):
            street.issue(booth, "B-TRI", 300)
        give(street, "B2", "B1", 50)
        yield server, street


def give(street: Street, giver: str, taker: str, quantity: int) -> None:
    """A transfer that the giving booth recorded and nobody has confirmed."""
    item = {
        "id": new_id(), "kind": "transfer", "event": "B", "seen_at": now_ms(), "from": f"booth:{giver}", "to": f"booth:{taker}", "material": "B-A5",
        "quantity": quantity, "data": {"booth": giver, "side": "gives"},
    }  # fmt: skip
    street.store.write(lambda c: sync.record_one(c, staff_sender(street.ids), item))


def places_of(street: Street) -> list[str]:
    """Every place that a volunteer's phone can go to."""
    material, booths = street.ids.materials["B-A5"], street.ids.booths
    return [
        "", "set-up", "hand-over", "practice", "practice-slip", "help", "settings", "queue", "more", "stock", "booths", "scan", "pass-on", "return",
        "spoil", "run-out", f"run-out/{material}", f"fetch/{booths['B2']}/{material}", f"fetch/{booths['B3']}/{material}", "consult", "consult/0",
        "let-in", "heads", "wrong-booth", f"wrong-booth/{booths['B1']}/{booths['B2']}/00%3A01", "close", "leave", "sign-in", "shifts",
        f"bundle/{street.slips[3]}", f"booth-sign/{booths['B2']}", f"sheet/{street.sheet}", f"code-problem/unknown_code/{street.slips[3]}",
        f"code-problem/practice_code/{practice_code(0)}", f"return/{material}/{street.slips[3]}",
    ]  # fmt: skip


def faults(page: Page, measures: dict[str, str]) -> dict[str, object]:
    found = {name: page.evaluate(script) for name, script in measures.items()}
    return {name: what for name, what in found.items() if what}


@pytest.mark.parametrize("language", QUICK_LANGUAGES)
def test_every_place_is_legible_and_within_a_thumbs_reach(
    phone: Watched, served: tuple[Address, Street], language: str
) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    speak(page, language)
    figures(page)
    wrong: dict[str, object] = {}
    for where in places_of(street):
        place(page, where)
        for size, more in ((USUAL, {"out of reach": OUT_OF_REACH}), (NARROW, {})):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            if found := faults(page, EVERYWHERE | more):
                wrong[f"{where} {size['width']}"] = found
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_at_any_place(phone: Watched, served: tuple[Address, Street], language: str) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    speak(page, language)
    figures(page)
    wrong: dict[str, list[str]] = {}
    for where in places_of(street):
        place(page, where)
        wrong[where] = violations(page)
    assert {where: found for where, found in wrong.items() if found} == {}


@pytest.mark.parametrize("language", QUICK_LANGUAGES)
def test_every_step_of_the_practice_is_legible(phone: Watched, served: tuple[Address, Street], language: str) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    speak(page, language)
    figures(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    place(page, "practice")
    page.locator(".controls .primary").click()
    page.locator("#coach").wait_for()
    for where in ("", "scan", "more", "return", "close", "practice-stop", f"bundle/{practice_code(0)}"):
        place(page, where)
        assert faults(page, EVERYWHERE) == {}, where


@pytest.mark.parametrize("language", QUICK_LANGUAGES)
def test_the_four_results_are_legible(phone: Watched, served: tuple[Address, Street], language: str) -> None:
    server, street = served
    page = phone.page
    start(page, server.url, street)
    speak(page, language)
    figures(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    slip = street.slips[4 + LANGUAGES.index(language)]
    place(page, f"bundle/{slip}")
    page.locator(".controls .primary").click()
    seen = [result_of(page, "recorded")]
    place(page, f"code/{slip}")
    seen.append(result_of(page, "already"))
    place(page, "code/7K3QX9M2TX")
    seen.append(result_of(page, "not_ours"))
    phone.context.set_offline(True)
    place(page, "consult/0")
    page.locator(".controls .primary").click()
    seen.append(result_of(page, "saved"))
    phone.context.set_offline(False)
    assert len({colour for colour, _ in seen}) == len({sign for _, sign in seen}) == 4


def result_of(page: Page, kind: str) -> tuple[str, str]:
    """The colour and the sign of the result's screen, after measuring it."""
    seen = page.wait_for_function(RESULT, arg=kind).json_value()
    assert seen["faults"] == [[], [], []], kind
    return seen["colour"], seen["sign"]
