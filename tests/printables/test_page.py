"""Paper geometry: equal parts, cuts right across, impossible sheets refused."""

from __future__ import annotations

import pytest

from printables.errors import FieldInvalid, ImpossibleLayout
from printables.page import A4, A5, A6, PAPERS, Imposition, impose


def order_of(layout: Imposition, copies: int, stacked: bool) -> list[tuple[int | None, ...]]:
    return [layout.numbers_on(sheet, copies, stacked) for sheet in range(layout.sheets_for(copies))]


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


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_can_be_shared_as_usual_and_printed_alone(paper: str) -> None:
    layout, alone = impose(paper), impose(paper, 1)
    assert all(slot.width >= layout.item.width and slot.height >= layout.item.height for slot in layout.slots())
    assert (alone.up, alone.sheet) == (1, PAPERS[paper])


def test_ten_cards_keep_their_size_in_the_middle_of_the_sheet_with_marks_outside() -> None:
    layout = impose("card")
    slots = layout.slots()
    assert len(slots) == 10
    assert {(slot.width, slot.height) for slot in slots} == {(90, 54)}
    assert (slots[0].left, slots[0].top) == (15, 13.5)
    assert (slots[-1].left, slots[-1].top) == (105, 229.5)
    marks = list(layout.cut_marks())
    assert len(marks) == 2 * (3 + 6)
    assert all(not (15 < x < 195 and 13.5 < y < 283.5) for m in marks for x, y in ((m.x1, m.y1), (m.x2, m.y2)))
    assert all(0 < x < A4.width and 0 < y < A4.height for m in marks for x, y in ((m.x1, m.y1), (m.x2, m.y2)))


@pytest.mark.parametrize("first_slot", [0, 11])
def test_a_slot_that_is_not_on_the_sheet_is_refused(first_slot: int) -> None:
    with pytest.raises(FieldInvalid) as refused:
        impose("card", first_slot=first_slot)
    assert refused.value.params["allowed"] == "1 to 10"


def test_a_part_used_sheet_begins_at_the_slot_that_is_asked_for() -> None:
    first, second = order_of(impose("card", first_slot=8), 5, stacked=False)
    assert first == (None,) * 7 + (0, 1, 2)
    assert second == (3, 4) + (None,) * 8


def test_piles_of_a_part_used_sheet_are_in_order_too() -> None:
    sheets = order_of(impose("A6", first_slot=3), 10, stacked=True)
    assert [sheet[slot] for slot in range(4) for sheet in sheets if sheet[slot] is not None] == list(range(10))
    assert sheets[0][:2] == (None, None)


@pytest.mark.parametrize("copies", [0, 1, 3, 4, 5, 11, 2000])
@pytest.mark.parametrize("stacked", [True, False])
@pytest.mark.parametrize("first_slot", [1, 3, 4])
def test_every_copy_is_printed_once(copies: int, stacked: bool, first_slot: int) -> None:
    layout = impose("A6", first_slot=first_slot)
    sheets = order_of(layout, copies, stacked)
    assert len(sheets) == layout.sheets_for(copies)
    assert sorted(number for sheet in sheets for number in sheet if number is not None) == list(range(copies))
