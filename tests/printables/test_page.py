"""Paper geometry: equal parts, cuts right across, impossible sheets refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printables.errors import FieldInvalid, ImpossibleLayout
from printables.page import (
    A4,
    A5,
    A6,
    BLANK_EDGE,
    BLEED,
    LAYOUTS,
    MODES,
    PAPERS,
    TOLERANCE_MM,
    CutMark,
    Imposition,
    Mode,
    Slot,
    impose,
)


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


def overlap(one: Slot, other: Slot) -> bool:
    apart = (
        one.left + one.width <= other.left + TOLERANCE_MM
        or other.left + other.width <= one.left + TOLERANCE_MM
        or one.top + one.height <= other.top + TOLERANCE_MM
        or other.top + other.height <= one.top + TOLERANCE_MM
    )
    return not apart


def inside(slot: Slot, mark: CutMark, beyond: float) -> bool:
    """Whether a mark runs through the copy itself, or through its bleed."""
    x, y = (mark.x1 + mark.x2) / 2, (mark.y1 + mark.y2) / 2
    across = slot.left - beyond + TOLERANCE_MM < x < slot.left + slot.width + beyond - TOLERANCE_MM
    return across and slot.top - beyond + TOLERANCE_MM < y < slot.top + slot.height + beyond - TOLERANCE_MM


@given(
    name=st.sampled_from(sorted(PAPERS)),
    up=st.none() | st.integers(-1, 24),
    first_slot=st.integers(-1, 12),
    mode=st.sampled_from(MODES),
)
def test_a_layout_fits_its_sheet_or_is_refused_by_name(name: str, up: int | None, first_slot: int, mode: Mode) -> None:
    if mode == "home" and up not in (None, 1) and (name, up) not in LAYOUTS:
        with pytest.raises(ImpossibleLayout) as impossible:
            impose(name, up, first_slot, mode)
        assert impossible.value.params == {"up": up, "item": name, "sheet": "A4"}
    elif not 1 <= first_slot <= impose(name, up, mode=mode).up:
        with pytest.raises(FieldInvalid) as invalid:
            impose(name, up, first_slot, mode)
        assert invalid.value.params["field"] == "first_slot"
    else:
        check_that_all_fits(impose(name, up, first_slot, mode))


def check_that_all_fits(layout: Imposition) -> None:
    slots, edge = layout.slots(), max(layout.bleed, 0)
    assert len(slots) == layout.up
    for slot in slots:
        assert slot.width >= layout.item.width
        assert slot.height >= layout.item.height
        assert slot.left >= edge
        assert slot.top >= edge
        assert slot.left + slot.width + edge <= layout.sheet.width + TOLERANCE_MM
        assert slot.top + slot.height + edge <= layout.sheet.height + TOLERANCE_MM
    assert not any(overlap(one, other) for n, one in enumerate(slots) for other in slots[:n])
    assert not any(inside(slot, mark, edge) for slot in slots for mark in layout.cut_marks())


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("mode", MODES)
def test_no_mark_stands_where_nothing_can_be_printed(name: str, mode: Mode) -> None:
    layout = impose(name, mode=mode)
    edge = BLANK_EDGE if mode == "home" else 0
    for mark in (*layout.cut_marks(), *layout.fold_marks(), *layout.fold_marks(back=True)):
        assert all(edge <= x <= layout.sheet.width - edge for x in (mark.x1, mark.x2))
        assert all(edge <= y <= layout.sheet.height - edge for y in (mark.y1, mark.y2))


@pytest.mark.parametrize("name", PAPERS)
def test_backs_lie_where_their_fronts_do_once_the_sheet_is_turned(name: str) -> None:
    layout = impose(name)
    for front, back in zip(layout.slots(), layout.back_slots(), strict=True):
        assert back.left == pytest.approx(layout.sheet.width - front.left - front.width)
        assert back.top == front.top
    assert [slot.left for slot in layout.back_slots()[: layout.columns]] == sorted(
        (slot.left for slot in layout.slots()[: layout.columns]), reverse=True
    )


def test_the_panel_that_folds_in_is_the_narrow_one_on_both_sides() -> None:
    layout = impose("tri-fold")
    folds = sorted({mark.x1 for mark in layout.fold_marks()})
    behind = sorted({mark.x1 for mark in layout.fold_marks(back=True)})
    assert [right - left for left, right in pairwise([0, *folds, 297])] == [97, 100, 100]
    assert [right - left for left, right in pairwise([0, *behind, 297])] == [100, 100, 97]


def test_a_print_shops_folds_are_marked_outside_the_bleed() -> None:
    layout = impose("tri-fold", mode="shop")
    [slot] = layout.slots()
    for mark in layout.fold_marks():
        assert all(y < slot.top - BLEED or y > slot.top + slot.height + BLEED for y in (mark.y1, mark.y2))
