"""The tri-fold: panels in the order in which it is opened, a code on the back, no text near a fold."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from printables.demo.scenery import street_at_dusk
from printables.document import to_bytes
from printables.errors import FieldEmpty, FieldInvalid, PrintError, TextTooLong
from printables.look import Look
from printables.page import POINTS_PER_MM
from printables.tri_fold import BACK, FLAP, FRONT, INSIDE, Panel, TriFold, share_out
from tests.printables.reading import read_codes, render

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
CODES = ("7K3QX9M2T0", "7K3QX9M2T1")
PANELS = tuple(Panel((f"第{n}欄說的話。",), f"第{n}欄") for n in "一二三")
MARGIN = 5


def fold(**fields: object) -> TriFold:
    given: dict[str, object] = {
        "languages": ("zh-Hant",),
        "headline": "社工讓社區更美好",
        "prefix": PREFIX,
        "codes": CODES,
        "panels": PANELS,
        "flap": Panel(("先看見的一面。",), "封裡"),
        "when": "3月24日",
        "where": "康寧社區門口",
        "contact": "到攤位詢問",
        "organiser": "旗民政局",
    }
    return TriFold(**(given | fields))  # type: ignore[arg-type]


def text_in(page: pdfium.PdfPage, left: float, width: float, inset: float = 0) -> str:
    """What stands between two folds; with an inset, what keeps clear of them."""
    edges = ((left + inset) * POINTS_PER_MM, 0, (left + width - inset) * POINTS_PER_MM, 1000)
    return page.get_textpage().get_text_bounded(*edges).replace("\r\n", "")


def test_the_panels_stand_in_the_order_in_which_it_is_opened() -> None:
    outside, inside, *_ = pdfium.PdfDocument(to_bytes(fold()))
    assert [panel.width for panel in (FLAP, BACK, FRONT)] == [97, 100, 100]
    assert [(panel.left, panel.width) for panel in INSIDE] == [(0, 100), (100, 100), (200, 97)]
    flap, back, front = (text_in(outside, panel.left, panel.width) for panel in (FLAP, BACK, FRONT))
    assert "封裡" in flap
    assert "社工讓社區更美好" in front
    for words in ("7K3QX 9M2T0", "3月24日", "康寧社區門口", "到攤位詢問", "旗民政局"):
        assert words in back
    assert [text_in(inside, panel.left, panel.width)[:3] for panel in INSIDE] == ["第一欄", "第二欄", "第三欄"]


def test_no_text_comes_near_a_fold() -> None:
    long = tuple(Panel(("社工聽您說，也陪您辦。" * 12,) * 2, "社工能幫您做什麼，這裡一次說清楚") for _ in range(3))
    outside, inside, *_ = pdfium.PdfDocument(to_bytes(fold(panels=long, lines=("資料免費取閱，歡迎索取。" * 3,))))
    for page, panels in ((outside, (FLAP, BACK, FRONT)), (inside, INSIDE)):
        clear = [text_in(page, panel.left, panel.width, MARGIN) for panel in panels]
        assert all(clear)
        assert clear == [text_in(page, panel.left, panel.width) for panel in panels]


def test_a_bundles_code_is_on_the_outside_of_each_copy_and_the_sheet_turns_over_its_short_edge() -> None:
    pdf = to_bytes(fold(copies_per_code=2, copies=3))
    assert read_codes(pdf) == [[PREFIX + CODES[0]], [], [PREFIX + CODES[0]], [], [PREFIX + CODES[1]], []]
    assert b"/DuplexFlipShortEdge" in pdf


def test_the_fronts_colour_and_picture_run_into_the_bleed_at_a_print_shop() -> None:
    look = Look(palette="ink", picture=street_at_dusk())
    page, _, *_ = render(to_bytes(fold(look=look, mode="shop")), 254)
    right, bottom = page.shape[1] - 70, page.shape[0] - 70
    assert page[bottom - 2, right - 2] < 64
    assert page[72, right - 2] < 250
    assert page[bottom - 400 : bottom + 5, right + 3].min() == 255
    assert page[bottom - 200, 10 * (10 + 197) - 3] == 255


def test_paragraphs_without_panels_are_shared_out_in_order() -> None:
    paragraphs = tuple(f"{n}" * 30 for n in range(6))
    panels = share_out(paragraphs)
    assert [len(panel.lines) for panel in panels] == [2, 2, 2]
    assert tuple(line for panel in panels for line in panel.lines) == paragraphs
    assert len(share_out(("一段",))) == 1
    assert share_out(()) == ()


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"panels": ()}, FieldEmpty),
        ({"panels": PANELS * 2}, FieldInvalid),
        ({"headline": ""}, FieldEmpty),
        ({"seal": "社會工作宣傳"}, FieldInvalid),
        ({"codes": ()}, FieldEmpty),
        ({"first_slot": 2}, FieldInvalid),
    ],
)
def test_a_fold_that_makes_no_sense_is_refused_when_it_is_described(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        fold(**fields)


@pytest.mark.parametrize(
    "fields", [{"panels": (Panel(("社" * 2000,)),)}, {"flap": Panel(("社" * 2000,))}, {"lines": ("社" * 900,)}]
)
def test_text_that_has_no_room_is_refused_with_what_to_cut(fields: dict[str, object]) -> None:
    with pytest.raises(TextTooLong) as refused:
        to_bytes(fold(**fields))
    assert refused.value.params["field"] in fields
