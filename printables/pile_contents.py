"""The first sheet of a pile: what must be lying there when the printer stops, on which paper, each with a box to tick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from printables.checks import at_least, one_of, require
from printables.document import Document, Progress
from printables.handwriting import TICK_MM, draw_tick_box
from printables.page import A4
from printables.sheet import MARGIN, Column, Grid, draw_heading, draw_page_number, draw_signature, heading_of
from printables.surface import INK, MUTED, WASH, Align, Surface
from printables.words import Words

STACKS = ("A4", "A4-landscape", "A5", "A6", "A3", "labels", "cards")
"""What is put into the printer, in the order of printing; the paper is changed between two of them."""
ROWS_PER_PAGE = 21
ROW_HEIGHT = 9.5
WEIGHTS: dict[str, tuple[float, Align]] = {
    "tick": (12, "centre"),
    "pages": (24, "centre"),
    "item": (88, "left"),
    "run": (22, "centre"),
    "copies": (20, "right"),
    "sheets": (20, "right"),
}
COLUMN = {key: number for number, key in enumerate(WEIGHTS)}


@dataclass(frozen=True)
class PileItem:
    """One run of the pile: `stack` is its paper, `copies` what is cut or counted out of its `sheets`.

    `pages` are those of the file, where sheets have a back.
    """

    stack: str
    item: str
    run: str
    copies: int
    sheets: int
    pages: int = 0

    def __post_init__(self) -> None:
        one_of("stack", self.stack, STACKS)
        require(item=self.item)
        at_least("copies", self.copies, 1)
        at_least("sheets", self.sheets, 1)


@dataclass(frozen=True)
class _Line:
    """A row of the table: the heading of a stack (`item` is None), or one run with its first and last page."""

    stack: str
    sheets: int
    item: PileItem | None = None
    first: int = 0


@dataclass(frozen=True)
class PileContents:
    """A4 sheets that list `items` in the order of the pile; pages are counted from these sheets on."""

    languages: tuple[str, ...]
    title: str
    items: tuple[PileItem, ...] = field(repr=False)
    date: str = ""
    place: str = ""
    host: str = ""

    def __post_init__(self) -> None:
        Words(self.languages)
        require(title=self.title, items=self.items)

    @property
    def document_title(self) -> str:
        return self.title

    @property
    def sheet_count(self) -> int:
        stacks = [stack for stack, _ in groupby(self.items, lambda item: item.stack)]
        return -(-(len(self.items) + len(stacks)) // ROWS_PER_PAGE)

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        words, pages = document.words, self.sheet_count
        grid = _grid(words)
        form = document.form(A4.width, A4.height, lambda surface: self._draw_form(surface, words, grid))
        lines = list(self._lines(pages + 1))
        for page in range(pages):
            surface = document.page(A4)
            surface.stamp(form)
            _fill(surface, words, grid, lines[page * ROWS_PER_PAGE :][:ROWS_PER_PAGE])
            if page + 1 == pages:
                self._draw_total(surface, words, grid)
            draw_page_number(surface, words.both("pile.page", page=page + 1, pages=pages))
            document.end_page()
            if progress:
                progress(page + 1, pages)

    def _lines(self, first: int) -> Iterator[_Line]:
        for stack, items in groupby(self.items, lambda item: item.stack):
            inside = list(items)
            yield _Line(stack, sum(item.sheets for item in inside))
            for item in inside:
                yield _Line(stack, item.sheets, item, first)
                first += item.pages or item.sheets

    def _draw_form(self, surface: Surface, words: Words, grid: Grid) -> None:
        facts = [("date", self.date), ("place", self.place), ("host", self.host)]
        draw_heading(surface, heading_of(words, "pile", self.title, facts), None)
        grid.draw(surface)
        box = (MARGIN, grid.bottom + 2, grid.width * 0.64, 5.0)
        surface.cell("rule", box, words("pile.rule"), 8.5, 5, align="left", ink=MUTED, padding=0)
        below = (MARGIN, grid.bottom + 6.5, grid.width * 0.64, 4.0)
        surface.cell("rule", below, words.second("pile.rule"), 7.5, 5, align="left", ink=MUTED, padding=0)
        baseline = grid.bottom + 19
        draw_signature(surface, MARGIN, baseline, 86, words.both("pile.printed_by"))
        draw_signature(surface, grid.edges[-1] - 90, baseline, 90, words.both("pile.checked_by"))

    def _draw_total(self, surface: Surface, words: Words, grid: Grid) -> None:
        """What stands at the foot of the table: all sheets, these pages with them."""
        total = self.sheet_count + sum(item.sheets for item in self.items)
        text = words.both("pile.total", sheets=f"{total:,}")
        surface.text(grid.edges[-1], grid.bottom + 5, text, 10.5, bold=True, align="right")


def _grid(words: Words) -> Grid:
    columns = tuple(
        Column(key, words(f"pile.{key}"), words.second(f"pile.{key}"), weight, align) for key, (weight, align) in WEIGHTS.items()
    )
    return Grid(columns, ROWS_PER_PAGE, ROW_HEIGHT, A4.width - 2 * MARGIN)


def _fill(surface: Surface, words: Words, grid: Grid, lines: Sequence[_Line]) -> None:
    for row, line in enumerate(lines):
        if line.item is None:
            _draw_stack(surface, words, grid, row, line)
            continue
        left, top, width, height = grid.box(row, COLUMN["tick"])
        draw_tick_box(surface, left + (width - TICK_MM) / 2, top + (height - TICK_MM) / 2)
        last = line.first + (line.item.pages or line.sheets) - 1
        pages = f"{line.first}–{last}" if last > line.first else str(line.first)
        cells = {"pages": pages, "item": line.item.item, "run": line.item.run, "copies": f"{line.item.copies:,}"}
        for key, text in (cells | {"sheets": f"{line.sheets:,}"}).items():
            grid.fill(surface, row, COLUMN[key], text)


def _draw_stack(surface: Surface, words: Words, grid: Grid, row: int, line: _Line) -> None:
    """A band right across: which paper to put in, and for how many sheets."""
    _, top, _, height = grid.box(row, 0)
    left, right = grid.edges[0], grid.edges[-1]
    surface.box(left, top, right - left, height, fill=WASH)
    surface.rule(left, top + height, right, top + height, ink=INK)
    key = f"pile.stack_{line.stack.replace('-', '_')}"
    surface.cell("stack", (left, top, right - left - 40, height), words.both(key), 11, 7, bold=True, align="left", padding=2)
    surface.cell("stack", (right - 40, top, 40, height), f"{line.sheets:,}", 11, 7, bold=True, align="right", padding=1.2)
