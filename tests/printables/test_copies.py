"""Runs of copies: backs behind their fronts, covers between bundles, sheets and serials once more."""

from __future__ import annotations

import io

import numpy as np
import pytest
import zxingcpp
from pypdf import PdfReader

from printables.bundle_slip import Bundle, BundleSlips
from printables.copies import Copies
from printables.document import Edge, to_bytes
from printables.errors import FieldInvalid
from printables.flyer import Flyer, FlyerBack
from printables.page import Slot
from printables.pile import write_pile
from printables.sign_in_sheet import SignInSheet
from tests.printables.reading import DPI, Picture, read_codes, read_with_zxing, render, text_of

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
BACK = FlyerBack(("en",), "Social workers make communities better", ("Leaflets are free.",))


def codes(count: int, block: str = "7K3Q") -> tuple[str, ...]:
    return tuple(f"{block}{number:06d}" for number in range(1, count + 1))


def flyer(**fields: object) -> Flyer:
    given: dict[str, object] = {"languages": ("zh-Hant",), "headline": "社工讓社區更美好", "prefix": PREFIX, "codes": codes(10)}
    return Flyer(**(given | fields))  # type: ignore[arg-type]


def slips(bundles: int, size: int) -> BundleSlips:
    bundle = [Bundle(n, code, size, (n - 1) * size + 1, n * size) for n, code in enumerate(codes(bundles, "8M4R"), start=1)]
    return BundleSlips(("zh-Hant", "en"), "A-B-A5-01", "A5 單張", PREFIX, tuple(bundle))


def slot_of(slots: tuple[Slot, ...], x: float, y: float) -> int:
    [found] = [n for n, slot in enumerate(slots) if 0 < x - slot.left < slot.width and 0 < y - slot.top < slot.height]
    return found


def placed(picture: Picture) -> dict[tuple[float, float], str]:
    """Each code by its centre in mm."""
    return {
        ((box[0] + box[2]) / 2 * 25.4 / DPI, (box[1] + box[3]) / 2 * 25.4 / DPI): text for text, box in read_with_zxing(picture)
    }


def through_the_paper(back: Picture, edge: Edge) -> Picture:
    """The back page as it lies behind the front once the sheet is turned: mirrored, which a decoder reads as well."""
    upright = back.shape[0] > back.shape[1]
    return np.ascontiguousarray(np.fliplr(back) if (edge == "long") == upright else np.flipud(back))


def by_slot(run: Copies, picture: Picture) -> dict[int, str]:
    slots = run.imposition.slots()
    return {slot_of(slots, x, y): text.removeprefix(PREFIX) for (x, y), text in placed(picture).items()}


@pytest.mark.parametrize(("paper", "first_slot"), [("A4", 1), ("A5", 1), ("A5", 2), ("A6", 1), ("A6", 2)])
@pytest.mark.parametrize("flip", [None, "long", "short"])
def test_every_back_lies_behind_its_own_front(paper: str, flip: Edge | None, first_slot: int) -> None:
    run = flyer(paper=paper, flip=flip, back=BACK, first_slot=first_slot)
    pages = render(to_bytes(run))
    assert len(pages) == 2 * run.sheet_count
    for front, back in zip(pages[::2], pages[1::2], strict=True):
        assert by_slot(run, front)
        assert by_slot(run, through_the_paper(back, run.edge)) == by_slot(run, front)


@pytest.mark.parametrize(
    ("paper", "flip", "asked", "upright"),
    [("A6", None, "Long", True), ("A5", None, "Short", True), ("A6", "short", "Short", False), ("A5", "long", "Long", False)],
)
def test_pieces_turn_like_the_page_of_a_book_over_either_edge(paper: str, flip: Edge, asked: str, upright: bool) -> None:
    pdf = to_bytes(flyer(paper=paper, flip=flip, back=BACK))
    assert f"/DuplexFlip{asked}Edge".encode() in pdf
    [found] = {round(angle) for angle in angles_of_back(pdf)}
    assert found == (0 if upright else 180)


def angles_of_back(pdf: bytes) -> list[float]:
    """How the codes of the first back page are turned, in degrees."""
    picture = render(pdf)[1]
    return [abs(code.orientation) for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def test_a_pile_with_one_sided_sheets_does_not_ask_for_both_sides() -> None:
    pile = io.BytesIO()
    write_pile([flyer(back=BACK), sign_in()], pile, "Saturday")
    assert b"/Duplex" not in pile.getvalue()


def test_front_and_back_speak_their_own_language_and_carry_one_code() -> None:
    run = flyer(back=BACK, codes=codes(1), when="3月24日")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(to_bytes(run))).pages]
    assert "社工讓社區更美好" in pages[0]
    assert "Scan for details" not in pages[0]
    assert "Scan for details" in pages[1]
    assert "3月24日" not in pages[1]
    assert read_codes(to_bytes(run)) == [[PREFIX + codes(1)[0]]] * 2


def contents(pdf: bytes) -> list[bytes]:
    """What each page draws, to the byte."""
    return [page.get_contents().get_data() for page in PdfReader(io.BytesIO(pdf)).pages]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "fields",
    [{}, {"stacked": False}, {"copies_per_code": 4}, {"back": BACK}, {"covers": slips(2, 5)}, {"paper": "A5"}, {"mode": "shop"}],
)
@pytest.mark.parametrize("sheets", [(1, 1), (2, 3), (3, 3)])
def test_a_sheet_printed_again_is_the_same_to_the_byte(fields: dict[str, object], sheets: tuple[int, int]) -> None:
    run, again = flyer(**fields), flyer(**fields, sheets=sheets)
    sides = 2 if run.two_sided else 1
    whole, part = contents(to_bytes(run)), contents(to_bytes(again))
    assert again.sheet_count == sheets[1] - sheets[0] + 1
    assert part == whole[(sheets[0] - 1) * sides : sheets[1] * sides]


def test_a_sheet_says_which_serials_it_costs() -> None:
    run = flyer(codes=codes(40), sheets=(3, 4))
    assert run.run_sheets == 10
    assert run.serials_on(3) == [3, 13, 23, 33]
    read = [int(text[-6:]) for page in read_codes(to_bytes(run)) for text in page]
    assert read == run.serials_on(3) + run.serials_on(4)


def test_serials_printed_again_are_laid_out_anew_with_their_own_codes() -> None:
    run = flyer(codes=codes(4), copies_per_code=10, serials=(9, 12))
    assert (run.pieces, run.total, run.sheet_count) == (4, 40, 1)
    assert run.serials_on(1) == [9, 10, 11, 12]
    assert [text[-1] for text in read_codes(to_bytes(run))[0]] == ["1", "1", "2", "2"]


def test_cut_and_stacked_every_bundle_lies_under_its_own_cover() -> None:
    run = flyer(codes=codes(30), covers=slips(3, 10))
    sheets = [by_slot(run, picture) for picture in render(to_bytes(run))]
    stack = [sheet[slot] for slot in range(4) for sheet in sheets if slot in sheet]
    covers = codes(3, "8M4R")
    expected = [code for n, cover in enumerate(covers) for code in (cover, *codes(30)[n * 10 : n * 10 + 10])]
    assert stack == expected


def test_a_cover_says_which_bundle_it_heads() -> None:
    text = text_of(to_bytes(flyer(codes=codes(20), covers=slips(2, 10), sheets=(1, 6))))
    for words in ("A-B-A5-01", "1 / 2", "2 / 2", "1–10", "11–20", "第 2 捆，共 2 捆", "Not for handing out"):
        assert words in text


def test_serials_printed_again_bring_the_covers_of_bundles_that_begin_there() -> None:
    run = flyer(codes=codes(30), covers=slips(3, 10), serials=(15, 25), stacked=False)
    found = [text.removeprefix(PREFIX) for page in read_codes(to_bytes(run)) for text in page]
    assert found == [*codes(30)[14:20], codes(3, "8M4R")[2], *codes(30)[20:25]]


@pytest.mark.parametrize(
    "fields",
    [
        {"sheets": (0, 1)},
        {"sheets": (2, 1)},
        {"sheets": (1, 4)},
        {"serials": (0, 3)},
        {"serials": (3, 11)},
        {"covers": slips(2, 10)},
        {"mode": "office"},
        {"flip": "side"},
        {"first_slot": 5},
    ],
)
def test_a_part_that_the_run_does_not_have_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(FieldInvalid) as refused:
        flyer(**fields)
    assert refused.value.params["field"] in fields


def sign_in(**fields: object) -> SignInSheet:
    return SignInSheet(("zh-Hant",), "社區活動", PREFIX, codes(3), **fields)  # type: ignore[arg-type]


def test_a_page_of_a_sign_in_sheet_is_printed_again_with_its_own_rows() -> None:
    assert contents(to_bytes(sign_in(sheets=(2, 2)))) == contents(to_bytes(sign_in()))[1:2]
    assert sign_in(sheets=(2, 3)).sheet_count == 2
    with pytest.raises(FieldInvalid):
        sign_in(sheets=(3, 4))
