"""How pieces lie on paper: one rule for every kind, taken from what the library can lay out, in the form as on the command line."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from kiosk.prints.kinds import KINDS
from kiosk.prints.pages import expected_codes
from printables.demo import samples
from printables.layout import LaidOut
from tests.prints.offices import Office
from tests.prints.reading import read_all, read_pages

MM = 72 / 25.4


def planned(office: Office, kind: str, **form: object) -> tuple[str, bytes]:
    answer = office.plan(kind, **form)
    assert answer.status_code == 303, answer.text
    run = answer.headers["Location"].rsplit("/", 1)[1]
    return run, office.desk("printing").get(f"/office/print/run/{run}.pdf").data


def test_a_class_says_how_many_share_a_sheet_at_most() -> None:
    most: dict[type, int] = {}
    for _, sample in samples():
        if isinstance(sample, LaidOut):
            most[type(sample)] = max(most.get(type(sample), 1), sample.imposition.up)
    assert {made.__name__: up for made, up in most.items()} == {made.__name__: made.most_up for made in most}


def test_a_form_asks_for_what_the_library_can_lay_out_and_for_nothing_else(office: Office) -> None:
    office.furnish()
    asked = {}
    for kind in ("wish_card", "sign_in_slip", "badge", "pocket_card", "flyer", "room_poster", "sign_in", "test_page"):
        page = office.desk("printing").get(f"/office/print/{office.ids.event}/new?kind={kind}").text
        asked[kind] = [name for name in ("mode", "first_slot", "flip") if f'name="{name}"' in page]
    assert asked == {
        "wish_card": ["mode", "first_slot"], "sign_in_slip": ["mode", "first_slot"], "badge": ["mode", "first_slot", "flip"],
        "pocket_card": ["mode", "first_slot", "flip"], "flyer": ["mode", "flip"], "room_poster": ["mode"], "sign_in": [], "test_page": [],
    }  # fmt: skip
    assert (KINDS["wish_card"].slots, KINDS["badge"].slots, KINDS["flyer"].slots, KINDS["record"].slots) == (8, 10, 1, 1)


def test_cards_begin_on_a_part_used_sheet_and_go_to_a_print_shop(office: Office) -> None:
    run, pdf = planned(office, "wish_card", copies="4", first_slot="7")
    assert [len(page) for page in read_pages(pdf)] == [2, 2]
    run, pdf = planned(office, "wish_card", copies="2", mode="shop", first_slot="7")
    assert read_all(pdf) == set(expected_codes(office.store.read(), run))
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    assert [round(edge / MM) for edge in page.get_trimbox()] == [10, 10, 115, 84]
    _, pdf = planned(office, "programme", copies="2", mode="shop", paper="A5")
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf))) == 2


def test_a_single_card_is_printed_again_where_a_part_used_sheet_is_free(office: Office) -> None:
    run, _ = planned(office, "feedback_card", copies="4", first_slot="3")
    desk, pdf = office.desk("printing"), f"/office/print/run/{run}.pdf"
    assert 'name="first_slot"' in desk.get(f"/office/print/run/{run}").text
    places = {slot: desk.get(f"{pdf}?first=2&last=2&first_slot={slot}").data for slot in (1, 2, 3, 4)}
    assert len(set(places.values())) == 4
    assert {code for each in places.values() for code in read_all(each)} == set(expected_codes(office.store.read(), run, 2, 2))
    assert desk.get(f"{pdf}?first_slot=5").status_code == 422


@pytest.mark.parametrize("slot", ["0", "5", "9", "two"])
def test_a_slot_that_the_sheet_does_not_have_is_refused_beside_its_field(office: Office, slot: str) -> None:
    answer = office.plan("sign_in_slip", copies="2", up="4", first_slot=slot)
    assert answer.status_code == 422
    assert 'id="first_slot-error"' in answer.text
    assert office.store.read().execute("SELECT count(*) FROM print_run").fetchone()[0] == 0


def test_a_badge_has_a_back_that_says_whom_to_call_and_the_printer_turns_it(office: Office) -> None:
    office.furnish()
    _, pdf = planned(office, "badge", whom="roster", back="1", contact="王站長 0470-000 0000", language="zh-Hant")
    front, back = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf)))
    assert back.count("王站長 0470-000 0000") == back.count("拾到請交到") == 3
    assert "范文靜" in front
    assert "范文靜" not in back
    assert b"/DuplexFlipLongEdge" in pdf
    assert b"/DuplexFlipShortEdge" in planned(office, "badge", whom="roster", back="1", flip="short")[1]
