"""How pieces come on paper: for home and for a print shop, both sides, sheets once more."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from pypdf import PdfReader

from printables.demo import samples
from printables.document import Document, to_bytes
from printables.layout import LaidOut, TwoSided
from printables.page import BLANK_EDGE, BLEED, POINTS_PER_MM, SLUG, Mode, impose
from printables.surface import INK, Surface
from tests.printables.reading import Picture, render

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
BILINGUAL = [name for name in SAMPLES if name.endswith("-zh-Hant+en")]


def check_blank_edge(name: str) -> None:
    edge = BLANK_EDGE - (0.5 if name.startswith(TESTS_THE_EDGE) else 0.1)
    pictures = render(to_bytes(SAMPLES[name]), EDGE_DPI)
    assert [edge_of(picture, EDGE_DPI, edge) for picture in pictures] == [255] * len(pictures)


@pytest.mark.parametrize("name", BILINGUAL)
def test_no_ink_lies_where_an_office_printer_leaves_the_sheet_blank(name: str) -> None:
    check_blank_edge(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in BILINGUAL])
def test_no_ink_lies_at_the_sheets_edge_in_any_language(name: str) -> None:
    check_blank_edge(name)


@pytest.mark.parametrize("name", [name for name in BILINGUAL if name in LAID_OUT])
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
