"""Paper in millimetres: sizes, how many copies share a sheet, where the knife goes, what a print shop gets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from printables.errors import FieldInvalid, ImpossibleLayout

POINTS_PER_MM = 72 / 25.4
# ISO 216 rounds down: two A5 sheets are 1 mm narrower than A4, and never wider.
TOLERANCE_MM = 0.01

# Home: several copies on the office printer's own sheet. Shop: one copy a page, with bleed, boxes and marks.
Mode = Literal["home", "shop"]
MODES: tuple[Mode, ...] = ("home", "shop")
# An office printer leaves 4 to 5 mm at the sheet's edge unprinted.
BLANK_EDGE = 5.0
# Colour runs on beyond the cut, so that a knife a little off shows no white.
BLEED = 3.0
# What a print shop's page has around the trimmed copy: bleed, a gap, cut marks.
SLUG = 10.0


@dataclass(frozen=True)
class Paper:
    name: str
    width: float
    height: float

    def landscape(self) -> Paper:
        return Paper(f"{self.name} landscape", self.height, self.width)


A3 = Paper("A3", 297, 420)
A4 = Paper("A4", 210, 297)
A5 = Paper("A5", 148, 210)
A6 = Paper("A6", 105, 148)
A7 = Paper("A7", 74, 105)
# a third of an A4 sheet's height: slips of one person each
SIXTH = Paper("A4/6", 105, 99)
# the business card of China: holders and label sheets are sold for it
CARD = Paper("card", 90, 54)
# the tri-fold's whole sheet, folded at FOLDS
TRI_FOLD = Paper("tri-fold", 297, 210)
PAPERS = {paper.name: paper for paper in (A3, A4, A5, A6, A6.landscape(), A7, A7.landscape(), SIXTH, CARD, TRI_FOLD)}

# (item, copies on a sheet) → sheet, columns, rows; one copy is always a page of its own size
LAYOUTS: dict[tuple[str, int], tuple[Paper, int, int]] = {
    ("A5", 2): (A4.landscape(), 2, 1),
    ("A6", 4): (A4, 2, 2),
    ("A6 landscape", 4): (A4.landscape(), 2, 2),
    ("A4/6", 6): (A4, 2, 3),
    ("A7", 8): (A4.landscape(), 4, 2),
    ("A7 landscape", 8): (A4, 2, 4),
    ("card", 10): (A4, 2, 5),
}
USUAL_UP: dict[str, int] = {"A3": 1, "A4": 1, "tri-fold": 1, **dict(LAYOUTS.keys())}
# Items that keep their own size in the middle of the sheet; all others share the whole of it in equal parts.
TRUE_SIZE = frozenset({"card"})
# Where an item is folded, in mm from its left edge as its outside lies: the panel that folds in is 3 mm narrower.
FOLDS: dict[str, tuple[float, ...]] = {"tri-fold": (97, 197)}
# between a copy, or its bleed, and the mark that shows where it ends
MARK_GAP, SHOP_MARK_GAP = 1.5, BLEED + 1
MARK_LENGTH, SHOP_MARK_LENGTH = 4.0, 5.0


@dataclass(frozen=True)
class Slot:
    """One copy's place on a sheet, in mm from the sheet's top left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class CutMark:
    """A line from (x1, y1) to (x2, y2) in mm from the sheet's top left corner."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Imposition:
    """Copies side by side without gaps, so that every cut goes right across the sheet.

    They share the whole sheet in equal parts or, `true_size`, keep the item's size in the middle of it. `first_slot`
    (1 is the top left) is where the first sheet begins: the slots before it are used up, as on a sheet of labels.
    For a print shop the sheet is one copy of true size with `SLUG` around it.
    """

    sheet: Paper
    item: Paper
    columns: int
    rows: int
    true_size: bool = False
    first_slot: int = 1
    mode: Mode = "home"

    def __post_init__(self) -> None:
        too_wide = self.columns * self.item.width > self.sheet.width + TOLERANCE_MM
        too_high = self.rows * self.item.height > self.sheet.height + TOLERANCE_MM
        if self.columns < 1 or self.rows < 1 or too_wide or too_high:
            up = self.columns * self.rows
            raise ImpossibleLayout(up=up, item=self.item.name, sheet=self.sheet.name)
        if not 1 <= self.first_slot <= self.up:
            raise FieldInvalid(field="first_slot", value=self.first_slot, allowed=f"1 to {self.up}")

    @property
    def up(self) -> int:
        return self.columns * self.rows

    @property
    def slot_width(self) -> float:
        return self.item.width if self.true_size else self.sheet.width / self.columns

    @property
    def slot_height(self) -> float:
        return self.item.height if self.true_size else self.sheet.height / self.rows

    @property
    def left(self) -> float:
        return (self.sheet.width - self.columns * self.slot_width) / 2

    @property
    def top(self) -> float:
        return (self.sheet.height - self.rows * self.slot_height) / 2

    def slots(self) -> tuple[Slot, ...]:
        """Left to right, then down: the order in which piles are stacked after cutting."""
        width, height = self.slot_width, self.slot_height
        return tuple(
            Slot(self.left + column * width, self.top + row * height, width, height)
            for row in range(self.rows)
            for column in range(self.columns)
        )

    def back_slots(self) -> tuple[Slot, ...]:
        """Where each slot's back lies once the sheet is turned like a page of a book: columns mirrored."""
        return tuple(replace(slot, left=self.sheet.width - slot.left - slot.width) for slot in self.slots())

    @property
    def bleed(self) -> float:
        """How far beyond a copy's edge its ink may run; negative: how far inside it must end (see Surface.reach)."""
        return BLEED if self.mode == "shop" else -BLANK_EDGE

    def cut_marks(self) -> Iterator[CutMark]:
        """Short hairlines where the knife goes, and never within `BLANK_EDGE` of an office printer's sheet."""
        if self.mode == "shop":
            return self._marks_around(SHOP_MARK_GAP, SHOP_MARK_LENGTH)
        return self._marks_around(MARK_GAP, MARK_LENGTH) if self.true_size else self._marks_between(MARK_LENGTH)

    def _marks_around(self, gap: float, length: float) -> Iterator[CutMark]:
        """In the margin only, a little off the copies: one that is cut askew shows no line."""
        right, bottom = self.sheet.width - self.left, self.sheet.height - self.top
        for column in range(self.columns + 1):
            x = self.left + column * self.slot_width
            yield CutMark(x, self.top - gap - length, x, self.top - gap)
            yield CutMark(x, bottom + gap, x, bottom + gap + length)
        for row in range(self.rows + 1):
            y = self.top + row * self.slot_height
            yield CutMark(self.left - gap - length, y, self.left - gap, y)
            yield CutMark(right + gap, y, right + gap + length, y)

    def _marks_between(self, length: float) -> Iterator[CutMark]:
        """At both ends of each cut and where cuts meet, clear of every copy's own margin."""
        xs = [column * self.slot_width for column in range(1, self.columns)]
        ys = [row * self.slot_height for row in range(1, self.rows)]
        edge, right, bottom = BLANK_EDGE, self.sheet.width - BLANK_EDGE, self.sheet.height - BLANK_EDGE
        for x in xs:
            yield CutMark(x, edge, x, edge + length)
            yield CutMark(x, bottom - length, x, bottom)
        for y in ys:
            yield CutMark(edge, y, edge + length, y)
            yield CutMark(right - length, y, right, y)
        for x in xs:
            for y in ys:
                yield CutMark(x - length / 2, y, x + length / 2, y)
                yield CutMark(x, y - length / 2, x, y + length / 2)

    def fold_marks(self, back: bool = False) -> Iterator[CutMark]:
        """At both ends of each fold: outside the bleed for a print shop, else in the margin between edge and text."""
        shop = self.mode == "shop"
        start, length = (-SHOP_MARK_GAP, -SHOP_MARK_LENGTH) if shop else (BLANK_EDGE, MARK_LENGTH)
        for slot in self.back_slots() if back else self.slots():
            for fold in FOLDS.get(self.item.name, ()):
                x = slot.left + (slot.width - fold if back else fold)
                for y, down in ((slot.top + start, length), (slot.top + slot.height - start, -length)):
                    yield CutMark(x, y, x, y + down)

    @property
    def _used(self) -> int:
        return self.first_slot - 1

    def sheets_for(self, copies: int) -> int:
        return -(-(copies + self._used) // self.up) if copies else 0

    def numbers_on(self, sheet: int, copies: int, stacked: bool) -> tuple[int | None, ...]:
        """The copy number in each slot (None: left empty) of a sheet, both counted from 0.

        Stacked (cut-and-stack): slot p of sheet s holds copy p · sheets + s, so that the cut piles laid on one another
        are in order and a bundle is a handful taken from the top. Otherwise copies run across each sheet. Either way
        the used slots of the first sheet are passed over.
        """
        sheets, used = self.sheets_for(copies), self._used
        numbers = [
            slot * sheets + sheet - min(slot + 1, used) if stacked else sheet * self.up + slot - used for slot in range(self.up)
        ]
        passed = used if sheet == 0 else 0
        return tuple(number if slot >= passed and number < copies else None for slot, number in enumerate(numbers))


def paper_named(name: str) -> Paper:
    """Raises FieldInvalid for a size that is not known here."""
    if name not in PAPERS:
        raise FieldInvalid(field="paper", value=name, allowed=", ".join(PAPERS))
    return PAPERS[name]


def impose(name: str, up: int | None = None, first_slot: int = 1, mode: Mode = "home") -> Imposition:
    """How `up` copies of a paper size share a sheet; by default as many as an A4 sheet holds (A3: one).

    A print shop imposes by itself: it gets one copy a page, whatever `up` says. Raises FieldInvalid for an unknown size
    or a first slot that is not on the sheet, ImpossibleLayout for a number of copies that no sheet here can hold.
    """
    item = paper_named(name)
    if mode == "shop":
        sheet = Paper(f"{name} with bleed", item.width + 2 * SLUG, item.height + 2 * SLUG)
        return Imposition(sheet, item, 1, 1, True, first_slot, mode)
    wanted = USUAL_UP[name] if up is None else up
    if wanted == 1:
        return Imposition(item, item, 1, 1, first_slot=first_slot)
    layout = LAYOUTS.get((name, wanted))
    if layout is None:
        raise ImpossibleLayout(up=wanted, item=name, sheet="A4")
    sheet, columns, rows = layout
    return Imposition(sheet, item, columns, rows, true_size=name in TRUE_SIZE, first_slot=first_slot)
