"""The test page: its codes tell the office's screen that a phone could read them, and the likely cause when something is wrong."""

from __future__ import annotations

import pytest

from kiosk.errors import InvalidFields
from kiosk.printed_codes import TEST_KINDS
from kiosk.prints.pages import expected_codes
from kiosk.prints.printer_tests import Look, causes_of, passes, read_ruler
from tests.printables.reading import read_codes
from tests.prints.offices import Office

ALL = TEST_KINDS
USUAL, LEAST, PALE = TEST_KINDS
ENGLISH = {"Accept-Language": "en"}


def printed(office: Office) -> str:
    return office.plan("test_page").headers["Location"].rsplit("/", 1)[1]


@pytest.mark.parametrize(
    ("look", "causes"),
    [
        (Look(100.0, True, True, ALL), []),
        (Look(99.2, True, True, ALL), []),
        (Look(97.0, True, True, ALL), ["scale"]),
        (Look(104.0, False, True, ALL), ["scale", "edge"]),
        (Look(100.0, True, False, ALL), ["stripes"]),
        (Look(100.0, True, True, (USUAL, PALE)), ["stripes"]),
        (Look(100.0, True, True, (USUAL, LEAST)), ["pale"]),
        (Look(100.0, True, True, ()), ["none"]),
        (Look(100.0, True, False, ()), ["stripes"]),
    ],
)
def test_each_sign_has_its_likely_cause(look: Look, causes: list[str]) -> None:
    assert causes_of(look) == causes
    assert passes(look) == (not causes or causes == ["pale"])


def test_nothing_passes_unmeasured() -> None:
    assert not passes(Look(None, True, True, ALL))


@pytest.mark.parametrize("typed", ["0", "-100", "long", "1e9", "nan", "inf"])
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(InvalidFields):
        read_ruler(typed)


def test_the_screen_learns_which_codes_a_phone_opened(office: Office) -> None:
    run, desk = printed(office), office.desk("printing")
    [codes] = read_codes(desk.get(f"/office/print/run/{run}.pdf").data)
    assert sorted(codes) == sorted(expected_codes(office.store.read(), run))
    assert desk.get(f"/office/print/run/{run}/test.json").json == {"opened": 0}
    passer_by = office.app.test_client()
    for code in codes:
        answer = passer_by.get(code[len("HTTPS://KIOSK.EXAMPLE.ORG") :], headers=ENGLISH)
        assert "This code can be read" in answer.text
    assert desk.get(f"/office/print/run/{run}/test.json").json == {"opened": 3}
    judged = desk.get(f"/office/print/run/{run}?ruler=100", headers=ENGLISH).text
    assert "This printer passes" in judged
    assert office.store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 0


def test_a_scaled_page_is_told_what_to_choose(office: Office) -> None:
    run = printed(office)
    shown = office.desk("printing").get(f"/office/print/run/{run}?ruler=97", headers=ENGLISH).text
    assert "choose 100 %" in shown
    assert "This printer passes" not in shown
    assert 'id="ruler-error"' in office.desk("printing").get(f"/office/print/run/{run}?ruler=far").text


def test_a_preview_of_a_link_opens_nothing(office: Office) -> None:
    run = printed(office)
    [code, *_] = expected_codes(office.store.read(), run)
    office.app.test_client().get(code[len("HTTPS://KIOSK.EXAMPLE.ORG") :], headers={"Purpose": "prefetch"})
    assert office.desk("printing").get(f"/office/print/run/{run}/test.json").json == {"opened": 0}
