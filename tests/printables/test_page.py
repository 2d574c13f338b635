"""Paper geometry: equal parts, cuts right across, impossible sheets refused."""

from __future__ import annotations

import pytest

from printables.errors import ImpossibleLayout
from printables.page import A4, A5, A6, Imposition, impose


def test_four_a6_fill_an_a4_sheet_exactly() -> None:
    slots = impose("A6").slots()
    assert [(slot.left, slot.top) for slot in slots] == [(0, 0), (105, 0), (0, 148.5), (105, 148.5)]
    assert sum(slot.width * slot.height for slot in slots) == A4.width * A4.height


def test_two_a5_lie_side_by_side_on_a4() -> None:
    layout = impose("A5")
    assert (layout.sheet.width, layout.sheet.height, layout.up) == (297, 210, 2)


@pytest.mark.parametrize(("paper", "columns", "rows"), [(A5, 2, 2), (A4, 2, 1), (A6, 3, 1), (A6, 0, 1)])
def test_an_impossible_sheet_is_refused(paper: object, columns: int, rows: int) -> None:
    with pytest.raises(ImpossibleLayout) as refused:
        Imposition(A4, paper, columns, rows)  # type: ignore[arg-type]
    assert refused.value.reason == "impossible_layout"


def test_cut_marks_stand_only_where_a_knife_goes() -> None:
    assert list(impose("A4").cut_marks()) == []
    marks = list(impose("A6").cut_marks())
    assert len(marks) == 6
    assert all(105 in (mark.x1, mark.x2) or 148.5 in (mark.y1, mark.y2) for mark in marks)


@pytest.mark.parametrize("copies", [1, 3, 4, 5, 11, 2000])
@pytest.mark.parametrize("stacked", [True, False])
def test_every_copy_is_printed_once(copies: int, stacked: bool) -> None:
    layout = impose("A6")
    sheets = list(layout.sheet_order(copies, stacked))
    assert len(sheets) == layout.sheets_for(copies)
    assert sorted(number for sheet in sheets for number in sheet if number is not None) == list(range(copies))
