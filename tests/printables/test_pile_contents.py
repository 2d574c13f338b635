"""The list on top of a pile: nothing is missing from it, and its page numbers are those of the pile."""

from __future__ import annotations

import pytest

from printables.document import to_bytes
from printables.errors import FieldEmpty, FieldInvalid
from printables.pile_contents import ROWS_PER_PAGE, PileContents, PileItem
from tests.printables.reading import render, text_of

ITEMS = (PileItem("A4", "簽到表", "S1", 4, 4), PileItem("A4", "攤位牌", "P1", 1, 1), PileItem("A3", "海報", "W1", 2, 2))


def test_the_list_names_each_run_with_its_pages_and_each_paper_with_its_sheets() -> None:
    contents = PileContents(("zh-Hant",), "街頭活動", ITEMS)
    text = text_of(to_bytes(contents))
    for said in ("A4 紙，豎版", "2–5", "簽到表", "S1", "6", "A3 紙", "7–8", "連同本清單共 8 張"):
        assert said in text


def test_a_long_list_goes_on_and_its_pages_are_counted_before_the_others() -> None:
    items = tuple(PileItem("A4", f"item {number}", f"S{number}", 1, 1) for number in range(1, ROWS_PER_PAGE + 1))
    contents = PileContents(("en",), "Street", items)
    assert contents.sheet_count == len(list(render(to_bytes(contents)))) == 2
    text = text_of(to_bytes(contents))
    assert f"item {ROWS_PER_PAGE}" in text
    assert text.count(f"{ROWS_PER_PAGE + 2} sheets in all") == 1


def test_an_unknown_paper_and_an_empty_list_are_refused() -> None:
    with pytest.raises(FieldInvalid):
        PileItem("B5", "sheet", "S1", 1, 1)
    with pytest.raises(FieldEmpty):
        PileContents(("en",), "Street", ())
