"""The sign-in sheet 簽到表: numbered rows, a code and four corner markers on every page, so that paper comes back in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from printables.checks import Mark, at_least, check_common, one_of, require, same_length
from printables.document import Document, Progress
from printables.errors import PrivateNumber, TooManyRows
from printables.layout import InSheets, draw_pages
from printables.markers import draw_corner_markers
from printables.page import A4, Paper
from printables.sheet import MARGIN, Column, Grid, PageCodes, draw_heading, draw_signature, heading_of
from printables.surface import MUTED, Surface
from printables.typesetting import Room, Setting, fit
from printables.words import Words

USUAL_COLUMNS = ("name", "unit", "phone4", "time", "signature", "remarks")
WEIGHTS: dict[str, float] = {
    "name": 28,
    "unit": 36,
    "phone4": 25,
    "time": 23,
    "time_out": 23,
    "signature": 30,
    "remarks": 26,
    "gender": 15,
    "age_band": 20,
    "resident": 24,
}
NUMBER_WEIGHT = 12.0
ROW_HEIGHT = 9.5
MOST_PORTRAIT_COLUMNS = 6
ROWS_PORTRAIT, ROWS_LANDSCAPE = 20, 12
SUBTOTAL_HEIGHT = 10.0
# The notice may go down to here from the sheet's foot: the page number stands below it.
NOTICE_FOOT = 12.0
# Between the bottom markers, whose white surround a reader needs.
NOTICE_INDENT = 21.0
_TOO_MANY_DIGITS = re.compile(r"\d{5}")


def rows_on_page(columns: tuple[str, ...], landscape: bool = False) -> int:
    """How many rows a page has; more than six columns turn the page by themselves."""
    return ROWS_LANDSCAPE if landscape or len(columns) > MOST_PORTRAIT_COLUMNS else ROWS_PORTRAIT


def pages_needed(columns: tuple[str, ...], people: int, landscape: bool = False) -> int:
    """How many pages, and so how many page codes, a sheet for so many people takes; never none."""
    return max(1, -(-people // rows_on_page(columns, landscape)))


def paper_of(columns: tuple[str, ...], landscape: bool = False) -> Paper:
    """Portrait, unless it was chosen otherwise or so many columns need the width."""
    return A4 if rows_on_page(columns, landscape) == ROWS_PORTRAIT else A4.landscape()


def grid_of(
    columns: tuple[str, ...], heading: Callable[[str], tuple[str, str]] = lambda _: ("", ""), landscape: bool = False
) -> Grid:
    """The ruled table of a page, its first column the row's number; a reader of photos needs no headings."""
    weights = {"number": NUMBER_WEIGHT} | {key: WEIGHTS[key] for key in columns}
    drawn = (Column(key, *heading(key), weight, "centre" if key == "number" else "left") for key, weight in weights.items())
    width = paper_of(columns, landscape).width - 2 * MARGIN
    return Grid(tuple(drawn), rows_on_page(columns, landscape), ROW_HEIGHT, width)


@dataclass(frozen=True)
class SignInSheet(InSheets):
    """A sheet of as many pages as there are codes; numbering runs on over the pages, from `first_page` on.

    `rows` may be filled in beforehand, each a mapping from column to text. Identity numbers, birth dates and full
    addresses have no column here on purpose. `notice` is three short paragraphs; by default a text in the leading
    language that names `retention_days`. More than six columns turn the page whatever `landscape` says.
    """

    languages: tuple[str, ...]
    title: str
    prefix: str
    codes: tuple[str, ...]
    date: str = ""
    place: str = ""
    host: str = ""
    columns: tuple[str, ...] = USUAL_COLUMNS
    rows: tuple[Mapping[str, str], ...] = field(default=(), repr=False)
    notice: str = ""
    retention_days: int = 90
    first_page: int = 1
    mark: Mark = ""
    landscape: bool = False

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(title=self.title, codes=self.codes, columns=self.columns)
        same_length(self.codes)
        at_least("first_page", self.first_page, 1)
        self.check_sheets()
        for key in (*self.columns, *(key for row in self.rows for key in row)):
            one_of("columns", key, WEIGHTS)
        if len(self.rows) > self.rows_per_page * len(self.codes):
            raise TooManyRows(rows=len(self.rows), pages=len(self.codes), per_page=self.rows_per_page)
        for number, row in enumerate(self.rows, start=self.first_number):
            if _TOO_MANY_DIGITS.search(row.get("phone4", "")):
                raise PrivateNumber(row=number)

    @property
    def document_title(self) -> str:
        return self.title

    @property
    def run_sheets(self) -> int:
        return len(self.codes)

    @property
    def first_number(self) -> int:
        """The number of the first row."""
        return (self.first_page - 1) * self.rows_per_page + 1

    @property
    def rows_per_page(self) -> int:
        return rows_on_page(self.columns, self.landscape)

    @property
    def paper(self) -> Paper:
        return paper_of(self.columns, self.landscape)

    def grid(self, words: Words) -> Grid:
        return grid_of(self.columns, lambda key: (words(f"sign_in.{key}"), words.second(f"sign_in.{key}")), self.landscape)

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        _Pages(self, document).draw(progress)


class _Pages:
    """One sheet being drawn: the form is set once, each page adds its numbers, names and code."""

    def __init__(self, sheet: SignInSheet, document: Document) -> None:
        self.sheet = sheet
        self.document = document
        self.words = document.words
        self.codes = PageCodes(document, "sign_in", sheet.prefix, sheet.codes, sheet.mark)
        self.grid = sheet.grid(self.words)
        self.background = document.form(sheet.paper.width, sheet.paper.height, self._draw_form)

    def _draw_form(self, surface: Surface) -> None:
        sheet = self.sheet
        facts = [("date", sheet.date), ("place", sheet.place), ("host", sheet.host)]
        draw_corner_markers(surface)
        draw_heading(surface, heading_of(self.words, "sign_in", sheet.title, facts), self.codes.block(surface))
        self.codes.draw_frame(surface)
        self.grid.draw(surface)
        self._draw_foot(surface)

    def _draw_foot(self, surface: Surface) -> None:
        words, right = self.words, self.grid.edges[-1]
        top = self.grid.bottom
        baseline = top + SUBTOTAL_HEIGHT * 0.62
        draw_signature(surface, MARGIN, baseline, 46, words.both("sign_in.subtotal"))
        surface.text(MARGIN + 47, baseline, words.both("sign_in.people"), 9, ink=MUTED)
        draw_signature(surface, right - 80, baseline, 80, words.both("sign_in.in_charge"))
        notice = self._fit_notice(surface)
        surface.block(NOTICE_INDENT, top + SUBTOTAL_HEIGHT + 1, notice, ink=MUTED)

    def _fit_notice(self, surface: Surface) -> Setting:
        sheet = self.sheet
        height = surface.height - NOTICE_FOOT - self.grid.bottom - SUBTOTAL_HEIGHT - 1
        room = Room(surface.width - 2 * NOTICE_INDENT, height, 8, 6, spacing=1.35)
        return fit("notice", sheet.notice.strip().splitlines() or self._usual_notice(), surface.type, room)

    def _usual_notice(self) -> list[str]:
        """Three paragraphs, or one in each language."""
        leading, second = (
            say("sign_in.notice", days=self.sheet.retention_days).strip().splitlines() for say in (self.words, self.words.second)
        )
        return ["".join(leading), " ".join(second)] if second else leading

    def draw(self, progress: Progress | None) -> None:
        draw_pages(self.document, self.sheet, self.sheet.paper, self._draw_page, progress)

    def _draw_page(self, surface: Surface, page: int) -> None:
        surface.stamp(self.background)
        self._draw_rows(surface, page * self.sheet.rows_per_page)
        self.codes.draw(surface, page, added_after=self.sheet.first_page - 1)

    def _draw_rows(self, surface: Surface, done: int) -> None:
        sheet = self.sheet
        for row in range(sheet.rows_per_page):
            self.grid.fill(surface, row, 0, str(sheet.first_number + done + row), 9)
            if done + row < len(sheet.rows):
                for column, key in enumerate(sheet.columns, start=1):
                    self.grid.fill(surface, row, column, sheet.rows[done + row].get(key, ""))
