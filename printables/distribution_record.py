"""The distribution record 發放登記表: batch by batch, what was issued, handed out, returned, spoiled, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from printables.checks import Mark, check_common, require, same_length
from printables.document import Document, Progress
from printables.errors import TooManyRows
from printables.layout import InSheets, draw_pages
from printables.page import A4
from printables.sheet import MARGIN, Column, Grid, PageCodes, draw_heading, draw_signature, heading_of
from printables.surface import MUTED, Align, Surface
from printables.words import Words

ROWS_PER_PAGE = 12
ROW_HEIGHT = 9.5
PAPER = A4.landscape()
WEIGHTS: dict[str, tuple[float, Align]] = {
    "batch": (26, "left"),
    "item": (50, "left"),
    "printed": (20, "right"),
    "issued": (20, "right"),
    "holder": (38, "left"),
    "handed_out": (20, "right"),
    "returned": (20, "right"),
    "spoiled": (20, "right"),
    "difference": (22, "right"),
    "checked_by": (32, "left"),
}


@dataclass(frozen=True)
class DistributionRow:
    """One line, each cell as it is to be read; empty cells are written in by hand."""

    batch: str = ""
    item: str = ""
    printed: str = ""
    issued: str = ""
    holder: str = ""
    handed_out: str = ""
    returned: str = ""
    spoiled: str = ""
    difference: str = ""
    checked_by: str = ""

    def cells(self) -> list[str]:
        return [getattr(self, each.name) for each in fields(self)]


@dataclass(frozen=True)
class DistributionRecord(InSheets):
    """A page for every code, twelve rows a page, some of them filled in beforehand."""

    languages: tuple[str, ...]
    title: str
    prefix: str
    codes: tuple[str, ...]
    rows: tuple[DistributionRow, ...] = field(default=(), repr=False)
    event: str = ""
    date: str = ""
    host: str = ""
    mark: Mark = ""

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(title=self.title, codes=self.codes)
        same_length(self.codes)
        if len(self.rows) > ROWS_PER_PAGE * len(self.codes):
            raise TooManyRows(rows=len(self.rows), pages=len(self.codes), per_page=ROWS_PER_PAGE)
        self.check_sheets()

    @property
    def document_title(self) -> str:
        return self.title

    @property
    def run_sheets(self) -> int:
        return len(self.codes)

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        pages = PageCodes(document, "distribution", self.prefix, self.codes, self.mark)
        grid = _grid(document.words)
        form = document.form(PAPER.width, PAPER.height, lambda surface: self._draw_form(surface, grid, pages))

        def draw(surface: Surface, page: int) -> None:
            surface.stamp(form)
            _fill(surface, grid, self.rows[page * ROWS_PER_PAGE :][:ROWS_PER_PAGE])
            pages.draw(surface, page)

        draw_pages(document, self, PAPER, draw, progress)

    def _draw_form(self, surface: Surface, grid: Grid, pages: PageCodes) -> None:
        words = pages.words
        facts = [("event", self.event), ("date", self.date), ("host", self.host)]
        draw_heading(surface, heading_of(words, "distribution", self.title, facts), pages.block(surface))
        pages.draw_frame(surface)
        grid.draw(surface)
        grid.fill(surface, ROWS_PER_PAGE, 0, words("distribution.total"), 9)
        surface.text(MARGIN, grid.bottom + 5, words.both("distribution.rule"), 8.5, ink=MUTED)
        right, baseline = grid.edges[-1], grid.bottom + 12
        draw_signature(surface, right - 170, baseline, 80, words.both("distribution.filled_by"))
        draw_signature(surface, right - 80, baseline, 80, words.both("distribution.in_charge"))


def _grid(words: Words) -> Grid:
    """One more row than can be filled, for the page's total."""
    columns = tuple(
        Column(key, words(f"distribution.{key}"), words.second(f"distribution.{key}"), weight, align)
        for key, (weight, align) in WEIGHTS.items()
    )
    return Grid(columns, ROWS_PER_PAGE + 1, ROW_HEIGHT, PAPER.width - 2 * MARGIN)


def _fill(surface: Surface, grid: Grid, rows: tuple[DistributionRow, ...]) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row.cells()):
            grid.fill(surface, number, column, text)
