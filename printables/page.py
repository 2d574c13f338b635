"""Paper in millimetres: sizes, how many copies share a sheet, where the knife goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from printables.errors import FieldInvalid, ImpossibleLayout

POINTS_PER_MM = 72 / 25.4
# ISO 216 rounds down: two A5 sheets are 1 mm narrower than A4, and never wider.
TOLERANCE_MM = 0.01


@dataclass(frozen=True)
class Paper:
    name: str
    width: float
    height: float

    def landscape(self) -> Paper:
        return Paper(f"{self.name} landscape", self.height, self.width)


A4 = Paper("A4", 210, 297)
A5 = Paper("A5", 148, 210)
A6 = Paper("A6", 105, 148)
PAPERS = {paper.name: paper for paper in (A4, A5, A6)}

# (item, copies on a sheet) → sheet, columns, rows
LAYOUTS: dict[tuple[str, int], tuple[Paper, int, int]] = {
    ("A4", 1): (A4, 1, 1),
    ("A5", 1): (A5, 1, 1),
    ("A5", 2): (A4.landscape(), 2, 1),
    ("A6", 1): (A6, 1, 1),
    ("A6", 4): (A4, 2, 2),
}
USUAL_UP = {"A4": 1, "A5": 2, "A6": 4}


@dataclass(frozen=True)
class Slot:
    """One copy's place on a sheet, in mm from the sheet's top left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class CutMark:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Imposition:
    """Equal parts of a sheet, so that every cut goes right across it."""

    sheet: Paper
    item: Paper
    columns: int
    rows: int

    def __post_init__(self) -> None:
        too_wide = self.columns * self.item.width > self.sheet.width + TOLERANCE_MM
        too_high = self.rows * self.item.height > self.sheet.height + TOLERANCE_MM
        if self.columns < 1 or self.rows < 1 or too_wide or too_high:
            up = self.columns * self.rows
            raise ImpossibleLayout(up=up, item=self.item.name, sheet=self.sheet.name)

    @property
    def up(self) -> int:
        return self.columns * self.rows

    @property
    def slot_width(self) -> float:
        return self.sheet.width / self.columns

    @property
    def slot_height(self) -> float:
        return self.sheet.height / self.rows

    def slots(self) -> tuple[Slot, ...]:
        """Left to right, then down: the order in which piles are stacked after cutting."""
        width, height = self.slot_width, self.slot_height
        return tuple(
            Slot(column * width, row * height, width, height) for row in range(self.rows) for column in range(self.columns)
        )

    def cut_marks(self, length: float = 4.0) -> Iterator[CutMark]:
        """Short hairlines at the sheet's edges and a cross where cuts meet, clear of every copy's own margin."""
        xs = [column * self.slot_width for column in range(1, self.columns)]
        ys = [row * self.slot_height for row in range(1, self.rows)]
        for x in xs:
            yield CutMark(x, 0, x, length)
            yield CutMark(x, self.sheet.height - length, x, self.sheet.height)
        for y in ys:
            yield CutMark(0, y, length, y)
            yield CutMark(self.sheet.width - length, y, self.sheet.width, y)
        for x in xs:
            for y in ys:
                yield CutMark(x - length / 2, y, x + length / 2, y)
                yield CutMark(x, y - length / 2, x, y + length / 2)

    def sheets_for(self, copies: int) -> int:
        return -(-copies // self.up)

    def sheet_order(self, copies: int, stacked: bool) -> Iterator[tuple[int | None, ...]]:
        """For each sheet the copy number in each slot (None: left empty).

        Stacked (cut-and-stack): slot p of sheet s holds copy p · sheets + s, so that the cut piles laid on one another
        are in order and a bundle is a handful taken from the top. Otherwise copies run across each sheet.
        """
        sheets = self.sheets_for(copies)
        for sheet in range(sheets):
            numbers = (slot * sheets + sheet if stacked else sheet * self.up + slot for slot in range(self.up))
            yield tuple(number if number < copies else None for number in numbers)


def paper_named(name: str) -> Paper:
    """Raises FieldInvalid for a size that is not known here."""
    if name not in PAPERS:
        raise FieldInvalid(field="paper", value=name, allowed=", ".join(PAPERS))
    return PAPERS[name]


def impose(name: str, up: int | None = None) -> Imposition:
    """How `up` copies of a paper size share a sheet; by default as many as an A4 sheet holds.

    Raises FieldInvalid for an unknown size, ImpossibleLayout for a number that no sheet here can hold.
    """
    item = paper_named(name)
    wanted = USUAL_UP[name] if up is None else up
    layout = LAYOUTS.get((name, wanted))
    if layout is None:
        raise ImpossibleLayout(up=wanted, item=name, sheet="A4")
    sheet, columns, rows = layout
    return Imposition(sheet, item, columns, rows)
