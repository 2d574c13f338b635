"""How pieces come on paper: for home and for a print shop, both sides, sheets once more."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from pypdf import PdfReader

from printables.demo import samples
from printables.document import Document, to_bytes
from printables.errors import FieldInvalid, ImpossibleLayout, PrintError
from printables.layout import LaidOut, TwoSided
from printables.page import BLANK_EDGE, BLEED, POINTS_PER_MM, SLUG, Mode, impose
from printables.surface import INK, Surface
from tests.printables.expected import payloads_of
from tests.printables.reading import Picture, read_codes, render

# Its corner marks stand on the very line that an office printer must reach: they are what it tests.
TESTS_THE_EDGE = "test-page"


def boxes(pdf: bytes) -> list[dict[str, list[float]]]:
    """Each page's boxes in mm."""
    names = ("mediabox", "trimbox", "bleedbox")
    return [
        {name: [round(float(edge) / POINTS_PER_MM, 2) for edge in getattr(page, name)] for name in names}
        for page in PdfReader(io.BytesIO(pdf)).pages
    ]


def edge_of(picture: Picture, dpi: int, edge_mm: float) -> int:
    """The darkest point of the sheet's edge."""
    edge = int(edge_mm * dpi / 25.4)
    return min(int(side.min()) for side in (picture[:edge], picture[-edge:], picture[:, :edge], picture[:, -edge:]))


EDGE_DPI = 100
SAMPLES = dict(samples())
LAID_OUT = {name: printable for name, printable in SAMPLES.items() if isinstance(printable, LaidOut)}
FOR_HOME = [name for name in SAMPLES if name not in LAID_OUT or LAID_OUT[name].mode == "home"]
BILINGUAL = "-zh-Hant+en"
SHARED = [name for name in LAID_OUT if name in FOR_HOME and LAID_OUT[name].imposition.up > 1]


def in_pair(names: Iterable[str]) -> list[str]:
    """The bilingual samples are the fullest: they stand for all languages in the quick suite."""
    return [name for name in names if name.endswith(BILINGUAL)]


def check_blank_edge(name: str) -> None:
    edge = BLANK_EDGE - (0.5 if name.startswith(TESTS_THE_EDGE) else 0.1)
    pictures = render(to_bytes(SAMPLES[name]), EDGE_DPI)
    assert [edge_of(picture, EDGE_DPI, edge) for picture in pictures] == [255] * len(pictures)


@pytest.mark.parametrize("name", in_pair(FOR_HOME))
def test_no_ink_lies_where_an_office_printer_leaves_the_sheet_blank(name: str) -> None:
    check_blank_edge(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in FOR_HOME if not name.endswith(BILINGUAL)])
def test_no_ink_lies_at_the_sheets_edge_in_any_language(name: str) -> None:
    check_blank_edge(name)


@pytest.mark.parametrize("name", in_pair(LAID_OUT))
def test_a_print_shop_gets_one_piece_a_page_with_bleed_and_boxes(name: str) -> None:
    printable = replace(LAID_OUT[name], mode="shop")
    item = printable.imposition.item
    sides = 2 if isinstance(printable, TwoSided) and printable.two_sided else 1
    assert boxes(to_bytes(printable)) == [
        {
            "mediabox": [0, 0, item.width + 2 * SLUG, item.height + 2 * SLUG],
            "trimbox": [SLUG, SLUG, SLUG + item.width, SLUG + item.height],
            "bleedbox": [SLUG - BLEED, SLUG - BLEED, SLUG + item.width + BLEED, SLUG + item.height + BLEED],
        }
    ] * (printable.pieces * sides)


def flood(mode: Mode) -> Picture:
    """One A6 piece whose colour is drawn to where ink may go, as a page in grey."""
    target = io.BytesIO()
    document = Document(target, "flood", ("en",))
    imposition = impose("A6", 1, mode=mode)

    def draw(surface: Surface) -> None:
        left, top, right, bottom = surface.reach
        surface.box(left, top, right - left, bottom - top, fill=INK)

    background = document.background(imposition, draw)
    sheet = document.sheet(imposition)
    sheet.part(imposition.slots()[0]).stamp(background)
    document.end_page()
    document.save()
    [picture] = render(target.getvalue(), 254)
    return picture


@pytest.mark.parametrize(("mode", "width", "first", "last"), [("shop", 125, 7, 118), ("home", 105, 5, 100)])
def test_colour_runs_into_the_bleed_and_at_home_ends_inside_the_blank_edge(mode: Mode, width: int, first: int, last: int) -> None:
    picture = flood(mode)
    assert abs(picture.shape[1] - 10 * width) <= 1
    [dark] = np.nonzero(picture[picture.shape[0] // 2] < 128)
    assert abs(dark[0] - 10 * first) <= 1
    assert abs(dark[-1] + 1 - 10 * last) <= 1


def test_a_print_shops_marks_stand_outside_the_bleed_and_show_the_trim() -> None:
    layout = impose("A6", mode="shop")
    marks = list(layout.cut_marks())
    assert len(marks) == 8
    for mark in marks:
        upright = mark.x1 == mark.x2
        assert (mark.x1 in (SLUG, SLUG + 105)) if upright else (mark.y1 in (SLUG, SLUG + 148))
        ends, length = ((mark.y1, mark.y2), layout.sheet.height) if upright else ((mark.x1, mark.x2), layout.sheet.width)
        assert all(0 < end < SLUG - BLEED or length - SLUG + BLEED < end < length for end in ends)


def check_start_slot(printable: LaidOut) -> None:
    """The slots before the first are blank on the first sheet, and nothing is lost."""
    up = printable.imposition.up
    later = replace(printable, first_slot=up)
    assert later.run_sheets == -(-(printable.pieces + up - 1) // up)
    pdf = to_bytes(later)
    picture, *_ = render(pdf, EDGE_DPI)
    for slot in later.imposition.slots()[:-1]:
        # inside the cut marks, which reach 2 mm into a slot's corner and 9 mm along its edge
        left, top, right, bottom = slot.left + 1, slot.top + 1, slot.left + slot.width - 1, slot.top + slot.height - 1
        left, top, right, bottom = (int(edge * EDGE_DPI / 25.4) + 1 for edge in (left, top, right, bottom))
        assert int(picture[top : bottom - 1, left : right - 1].min()) == 255
    assert sorted(text for page in read_codes(pdf) for text in page) == payloads_of(printable)


@pytest.mark.parametrize("name", ["wish-cards-A7-en", "flyer-both-sides-en", "sign-in-slips-6-en", "volunteer-badges-en"])
def test_a_part_used_sheet_of_labels_is_used_up(name: str) -> None:
    check_start_slot(LAID_OUT[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", in_pair(SHARED))
def test_every_piece_that_shares_a_sheet_can_start_at_any_slot(name: str) -> None:
    check_start_slot(LAID_OUT[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", in_pair(LAID_OUT))
def test_every_piece_is_read_back_from_a_print_shops_file(name: str) -> None:
    printable = replace(LAID_OUT[name], mode="shop")
    assert sorted(text for page in read_codes(to_bytes(printable)) for text in page) == payloads_of(printable)


def relaid(printable: LaidOut, up: int) -> LaidOut | PrintError:
    try:
        return replace(printable, mode="home", up=up)  # type: ignore[call-arg]  # those that have the field
    except PrintError as refused:
        return refused


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in in_pair(LAID_OUT) if hasattr(LAID_OUT[name], "up")])
@pytest.mark.parametrize("up", range(1, 11))
def test_any_number_on_a_sheet_is_refused_by_name_or_read_back(name: str, up: int) -> None:
    printable = relaid(LAID_OUT[name], up)
    if isinstance(printable, PrintError):
        assert isinstance(printable, (ImpossibleLayout, FieldInvalid))
        assert str(up) in str(printable)
        return
    assert sorted(text for page in read_codes(to_bytes(printable)) for text in page) == payloads_of(printable)
