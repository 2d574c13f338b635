"""How the pieces of a printable come on paper, one rule for all: side by side or for a print shop, both sides, part of a run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from printables.checks import check_range, one_of
from printables.document import Document, Edge, Progress
from printables.page import MODES, Imposition, Mode, Paper, Slot, impose
from printables.surface import Surface

# Draws a piece, known by its number from 0 on.
DrawPiece = Callable[[Surface, int], None]
Numbers = tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class InSheets(ABC):
    """A printable of several sheets.

    `sheets` (first, last) prints only these of the whole run, exactly as they were: the ones that a paper jam spoiled.
    """

    sheets: tuple[int, int] | None = None

    @property
    @abstractmethod
    def run_sheets(self) -> int:
        """Sheets of paper of the whole run."""

    @property
    def sheet_range(self) -> tuple[int, int]:
        """The first and the last sheet to print, counted from 1."""
        return self.sheets or (1, self.run_sheets)

    @property
    def sheet_count(self) -> int:
        """Sheets of paper that are printed."""
        first, last = self.sheet_range
        return last - first + 1

    def check_sheets(self) -> None:
        """Raises FieldInvalid."""
        if self.sheets:
            check_range("sheets", self.sheets, self.run_sheets)


@dataclass(frozen=True, kw_only=True)
class LaidOut(InSheets):
    """A printable whose pieces share sheets.

    `mode`: ``home``, several on an office printer's sheet, or ``shop``, one a page with 3 mm bleed, boxes and marks.
    `first_slot` (1 is the top left) is where a part-used sheet of labels begins. `stacked` is cut-and-stack order (see
    Imposition.numbers_on). `most_up` is how many share a sheet in the smallest of its sizes.
    """

    most_up: ClassVar[int] = 1
    mode: Mode = "home"
    first_slot: int = 1
    stacked: bool = False

    @property
    @abstractmethod
    def imposition(self) -> Imposition: ...

    @property
    @abstractmethod
    def pieces(self) -> int:
        """How many the whole run has."""

    @property
    def run_sheets(self) -> int:
        """Sheets of paper of the whole run."""
        return self.imposition.sheets_for(self.pieces)

    def pieces_on(self, sheet: int) -> Numbers:
        """The piece in each slot of a sheet; sheets are counted from 1, pieces from 0."""
        return self.imposition.numbers_on(sheet - 1, self.pieces, self.stacked)

    def impose(self, name: str, up: int | None = None) -> Imposition:
        """Raises FieldInvalid, ImpossibleLayout."""
        return impose(name, up, self.first_slot, self.mode)

    def check_layout(self) -> None:
        """Raises FieldInvalid, ImpossibleLayout."""
        one_of("mode", self.mode, MODES)
        self.imposition  # noqa: B018  # raises where it is impossible
        self.check_sheets()


@dataclass(frozen=True, kw_only=True)
class TwoSided(LaidOut):
    """Pieces with a back, which are turned like the page of a book.

    `flip` is the edge over which the printer turns a sheet: by default the one that keeps backs upright on their sheet;
    with the other one the whole back sheet is turned round.
    """

    flip: Edge | None = None

    @property
    @abstractmethod
    def two_sided(self) -> bool:
        """Whether there are backs to print: two pages of the file for each sheet."""

    @property
    def edge(self) -> Edge:
        return self.flip or self._upright_edge

    @property
    def backs_turned(self) -> bool:
        return self.mode == "home" and self.edge != self._upright_edge

    @property
    def _upright_edge(self) -> Edge:
        sheet = self.imposition.sheet
        return "long" if sheet.height > sheet.width else "short"

    def check_layout(self) -> None:
        """Raises FieldInvalid, ImpossibleLayout."""
        super().check_layout()
        one_of("flip", self.flip, (None, "long", "short"))


def draw_pieces(document: Document, laid: LaidOut, front: DrawPiece, progress: Progress | None = None) -> None:
    """Every piece on its own part of the paper, with cut marks; `progress` counts sheets."""
    draw_sides = [_front_side(document, laid.imposition, front)]
    _draw_sheets(document, laid, draw_sides, progress)


def draw_both_sides(
    document: Document, laid: TwoSided, front: DrawPiece, back: DrawPiece, progress: Progress | None = None
) -> None:
    """The same with every piece's back behind it, on a page of its own after each front."""
    draw_sides = [_front_side(document, laid.imposition, front), _back_side(document, laid, back)]
    with document.both_sides(laid.edge):
        _draw_sheets(document, laid, draw_sides, progress)


DrawSide = Callable[[Numbers], None]


def draw_pages(document: Document, printable: InSheets, paper: Paper, draw: DrawPiece, progress: Progress | None = None) -> None:
    """One page a sheet, each drawn by its number from 0 on."""
    for page in _sheets_of(printable, progress):
        draw(document.page(paper), page)
        document.end_page()


def _draw_sheets(document: Document, laid: LaidOut, draw_sides: list[DrawSide], progress: Progress | None) -> None:
    imposition, pieces = laid.imposition, laid.pieces
    for sheet in _sheets_of(laid, progress):
        numbers = imposition.numbers_on(sheet, pieces, laid.stacked)
        for draw_side in draw_sides:
            draw_side(numbers)
            document.end_page()


def _sheets_of(printable: InSheets, progress: Progress | None) -> Iterator[int]:
    """The sheets to print, counted from 0; progress is told when the next one is asked for."""
    first, last = printable.sheet_range
    for sheet in range(first - 1, last):
        yield sheet
        if progress:
            progress(sheet - first + 2, last - first + 1)


def _front_side(document: Document, imposition: Imposition, draw: DrawPiece) -> DrawSide:
    slots, marks = imposition.slots(), _keep_marks(document, imposition)

    def draw_side(numbers: Numbers) -> None:
        sheet = document.sheet(imposition)
        if marks:
            sheet.stamp(marks)
        _draw_slots(sheet, slots, numbers, draw)

    return draw_side


def _back_side(document: Document, laid: TwoSided, draw: DrawPiece) -> DrawSide:
    """Marks only for a print shop: an office cuts from the front, and no printer lays both sides on one another exactly."""
    imposition = laid.imposition
    marks = _keep_marks(document, imposition, back=True) if imposition.mode == "shop" else ""

    def draw_side(numbers: Numbers) -> None:
        sheet = document.sheet(imposition)
        if laid.backs_turned:
            sheet.turn_round()
        if marks:
            sheet.stamp(marks)
        _draw_slots(sheet, imposition.back_slots(), numbers, draw)

    return draw_side


def _draw_slots(sheet: Surface, slots: Iterable[Slot], numbers: Numbers, draw: DrawPiece) -> None:
    for slot, number in zip(slots, numbers, strict=True):
        if number is not None:
            draw(sheet.part(slot), number)


def _keep_marks(document: Document, imposition: Imposition, back: bool = False) -> str:
    """Cut and fold marks of a sheet as one form, "" where it has none."""
    cuts, folds = [*imposition.cut_marks()], [*imposition.fold_marks(back)]

    def draw(surface: Surface) -> None:
        surface.cut_marks(cuts)
        surface.fold_marks(folds)

    return document.form(imposition.sheet.width, imposition.sheet.height, draw) if cuts or folds else ""
