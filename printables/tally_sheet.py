"""The 正字 tally sheet: boxes by hour and item for a booth whose phones are dead, with a code to key it in later."""

from __future__ import annotations

from dataclasses import dataclass

from printables.checks import Mark, check_common, require, same_length
from printables.document import Document, Progress
from printables.errors import FieldInvalid, TooManyRows
from printables.layout import InSheets, draw_pages
from printables.page import A4
from printables.sheet import (
    HEADER_BOTTOM,
    HEADING_HEIGHT,
    MARGIN,
    Box,
    Column,
    Grid,
    PageCodes,
    draw_heading,
    draw_signature,
    heading_of,
)
from printables.surface import FAINT, MUTED, Surface
from printables.typesetting import Room, fit
from printables.words import Words

MOST_HOURS = 8
ITEMS_PER_PAGE = 6
PAPER = A4.landscape()
FOOT_HEIGHT = 26.0
ITEM_WEIGHT, TOTAL_WEIGHT = 34.0, 22.0
# A box for one 正: five strokes of a pencil held outdoors need 6 mm.
BOX_MM = 6.6
BOX_GAP = 0.6


@dataclass(frozen=True)
class TallySheet(InSheets):
    """`hours` head the columns, `items` the rows; each page of six items has a code of its own."""

    languages: tuple[str, ...]
    title: str
    prefix: str
    codes: tuple[str, ...]
    hours: tuple[str, ...]
    items: tuple[str, ...]
    booth: str = ""
    date: str = ""
    place: str = ""
    mark: Mark = ""

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(title=self.title, codes=self.codes, hours=self.hours, items=self.items)
        same_length(self.codes)
        if len(self.hours) > MOST_HOURS:
            raise FieldInvalid(field="hours", value=len(self.hours), allowed=f"up to {MOST_HOURS}")
        if len(self.items) > ITEMS_PER_PAGE * len(self.codes):
            raise TooManyRows(rows=len(self.items), pages=len(self.codes), per_page=ITEMS_PER_PAGE)
        self.check_sheets()

    @property
    def document_title(self) -> str:
        return self.title

    @property
    def run_sheets(self) -> int:
        return len(self.codes)

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        pages = PageCodes(document, "tally", self.prefix, self.codes, self.mark)
        forms = [
            document.form(PAPER.width, PAPER.height, _Page(self, document.words, items, pages).draw)
            for items in self.items_by_page()
        ]

        def draw(surface: Surface, page: int) -> None:
            surface.stamp(forms[page])
            pages.draw(surface, page)

        draw_pages(document, self, PAPER, draw, progress)

    def items_by_page(self) -> list[tuple[str, ...]]:
        """As many pages as there are codes, items spread in order; a page may be left blank for what comes."""
        return [self.items[at * ITEMS_PER_PAGE :][:ITEMS_PER_PAGE] for at in range(len(self.codes))]


class _Page:
    def __init__(self, sheet: TallySheet, words: Words, items: tuple[str, ...], codes: PageCodes) -> None:
        self.sheet, self.words, self.items, self.codes = sheet, words, items, codes
        rows = max(len(items), 1)
        height = (PAPER.height - HEADER_BOTTOM - HEADING_HEIGHT - FOOT_HEIGHT) / rows
        width = PAPER.width - 2 * MARGIN
        share = (width - ITEM_WEIGHT - TOTAL_WEIGHT) / len(sheet.hours)
        first = Column("items", words("tally.item"), words.second("tally.item"), ITEM_WEIGHT)
        last = Column("total", words("tally.total"), words.second("tally.total"), TOTAL_WEIGHT)
        hours = [Column("hours", hour, "", share) for hour in sheet.hours]
        self.grid = Grid((first, *hours, last), rows, height, width)

    def draw(self, surface: Surface) -> None:
        sheet, words = self.sheet, self.words
        facts = [("booth", sheet.booth), ("date", sheet.date), ("place", sheet.place)]
        draw_heading(surface, heading_of(words, "tally", sheet.title, facts), self.codes.block(surface))
        self.codes.draw_frame(surface)
        self.grid.draw(surface)
        for row, item in enumerate(self.items):
            self._draw_item(surface, row, item)
            for hour in range(len(sheet.hours)):
                _draw_boxes(surface, self.grid.box(row, hour + 1))
        self._draw_foot(surface)

    def _draw_item(self, surface: Surface, row: int, item: str) -> None:
        left, top, width, height = self.grid.box(row, 0)
        room = Room(width - 3, height - 2, 12, 7, spacing=1.35, bold=True)
        setting = fit("items", item.splitlines(), surface.type, room)
        surface.block(left + 1.5, top + (height - setting.height) / 2, setting, bold=True)

    def _draw_foot(self, surface: Surface) -> None:
        words, bottom = self.words, self.grid.bottom
        room = Room(self.grid.width, 6, 8.5, 6, spacing=1.4, most_lines=1)
        how = fit("how", [words("tally.how")], surface.type, room)
        surface.block(MARGIN, bottom + 1.5, how, ink=MUTED)
        right = PAPER.width - MARGIN
        draw_signature(surface, right - 170, bottom + 12, 80, words.both("tally.recorder"))
        draw_signature(surface, right - 80, bottom + 12, 80, words.both("tally.checker"))


def _draw_boxes(surface: Surface, cell: Box) -> None:
    """As many faint boxes as the cell holds, centred in it."""
    left, top, width, height = cell
    step = BOX_MM + BOX_GAP
    across, down = int((width - 2 + BOX_GAP) / step), int((height - 2 + BOX_GAP) / step)
    start_x = left + (width - across * step + BOX_GAP) / 2
    start_y = top + (height - down * step + BOX_GAP) / 2
    for row in range(down):
        for column in range(across):
            surface.box(start_x + column * step, start_y + row * step, BOX_MM, BOX_MM, line=FAINT)
