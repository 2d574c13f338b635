"""What the office's forms share: centred title, facts on hairlines, a code at the top right, a ruled grid, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from printables.code_block import CodeBlock, plan_block
from printables.document import Document
from printables.page import POINTS_PER_MM
from printables.qr import QrEncoder
from printables.surface import FAINT, INK, MUTED, RULE, WASH, Align, Surface
from printables.typesetting import Room, fit_headline, fit_line
from printables.words import Words

MARGIN = 12.0
QR_MM = 25.0
BLOCK_TOP = 5.0
HEADER_BOTTOM = 51.0
HEADING_HEIGHT = 9.0
TITLE_SIZE, TITLE_LEAST = 21.0, 11.0
TITLE_MIDDLE, SECOND_HEIGHT = 14.0, 5.0
FACT_SIZE, FACT_LEAST = 11.0, 7.0
# The code stands between the title and the corner marker, its quiet zone clear of both.
QR_CENTRE_FROM_RIGHT = 6 + 10 + 4 + QR_MM / 2

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Heading:
    """What stands at the head of a page; `facts` are (field, label, text)."""

    title: str
    second_title: str
    facts: Sequence[tuple[str, str, str]]


def heading_of(words: Words, section: str, title: str, facts: Sequence[tuple[str, str]]) -> Heading:
    """The kind of sheet stands under its title, unless the title says it already. `facts` are (key, text)."""
    kind = words(f"{section}.title")
    second = words.second(f"{section}.title") if kind in title else words.both(f"{section}.title")
    return Heading(title, second, [(key, words.both(f"{section}.{key}"), text) for key, text in facts])


def draw_heading(surface: Surface, heading: Heading, block: CodeBlock | None) -> None:
    """`block` is the page's code; a sheet that nobody keys in has none. Raises TextTooLong."""
    code_left = block.centre - block.width / 2 if block else surface.width - MARGIN
    side = surface.width - code_left + 5
    width, second = surface.width - 2 * side, heading.second_title
    room = Room(width, 11.5 if second else 15, TITLE_SIZE, TITLE_LEAST, 1.3, bold=True, most_lines=2)
    title = fit_headline("title", heading.title, surface.type, room)
    top = TITLE_MIDDLE - (title.height + (SECOND_HEIGHT if second else 0)) / 2
    bottom = surface.block(surface.width / 2, top, title, bold=True, align="centre")
    if second:
        small = fit_line("title", second, surface.type, Room(width, SECOND_HEIGHT, 10, 7, 1.4))
        surface.block(surface.width / 2, bottom, small, align="centre", ink=MUTED)
    _draw_facts(surface, heading.facts, code_left - 3 if block else code_left)


def _draw_facts(surface: Surface, facts: Sequence[tuple[str, str, str]], right: float) -> None:
    label_width = max((surface.type.width(label, 9) for _, label, _ in facts), default=0) / POINTS_PER_MM + 3
    height = 7.6
    top = HEADER_BOTTOM - 3.5 - height * len(facts)
    for index, (field, label, text) in enumerate(facts):
        y = top + index * height
        surface.cell(field, (MARGIN, y, label_width, height), label, 9, align="left", ink=MUTED, padding=0)
        box = (MARGIN + label_width, y, right - MARGIN - label_width, height)
        surface.cell(field, box, text, FACT_SIZE, FACT_LEAST, align="left", padding=0.5)
        surface.rule(MARGIN + label_width, y + height - 0.8, right, y + height - 0.8, ink=RULE)


@dataclass(frozen=True)
class Column:
    """A column and its heading in one or two languages; `weight` is its share of the width."""

    key: str
    heading: str
    second: str
    weight: float
    align: Align = "left"


@dataclass(frozen=True)
class Grid:
    """A ruled table; lengths in mm, column widths shared out by weight."""

    columns: tuple[Column, ...]
    rows: int
    row_height: float
    width: float
    left: float = MARGIN
    top: float = HEADER_BOTTOM

    @cached_property
    def edges(self) -> list[float]:
        scale = self.width / sum(column.weight for column in self.columns)
        edges = [self.left]
        for column in self.columns:
            edges.append(edges[-1] + column.weight * scale)
        return edges

    @property
    def body_top(self) -> float:
        return self.top + HEADING_HEIGHT

    @property
    def bottom(self) -> float:
        return self.body_top + self.rows * self.row_height

    def box(self, row: int, column: int) -> Box:
        left, right = self.edges[column], self.edges[column + 1]
        return (left, self.body_top + row * self.row_height, right - left, self.row_height)

    def draw(self, surface: Surface) -> None:
        """Headings and rules: strong above and below, hairlines inside. Raises TextTooLong."""
        right = self.edges[-1]
        surface.box(self.left, self.top, self.width, HEADING_HEIGHT, fill=WASH)
        self._draw_headings(surface)
        for row in range(1, self.rows):
            y = self.body_top + row * self.row_height
            surface.rule(self.left, y, right, y, ink=RULE)
        for x in self.edges[1:-1]:
            surface.rule(x, self.top, x, self.bottom, ink=FAINT)
        for y, weight in ((self.top, 0.5), (self.body_top, 0.25), (self.bottom, 0.5)):
            surface.rule(self.left, y, right, y, weight=weight, ink=INK)

    def _draw_headings(self, surface: Surface) -> None:
        for index, column in enumerate(self.columns):
            left, right = self.edges[index], self.edges[index + 1]
            height = HEADING_HEIGHT * (0.6 if column.second else 1)
            box = (left, self.top, right - left, height)
            surface.cell("columns", box, column.heading, 9.5, 5, bold=True, padding=0.7)
            box = (left, self.top + height * 0.9, right - left, HEADING_HEIGHT - height * 0.9)
            surface.cell("columns", box, column.second, 6.5, 4, ink=MUTED, padding=0.7)

    def fill(self, surface: Surface, row: int, column: int, text: str, size: float = 10.5) -> None:
        """Raises TextTooLong."""
        what = self.columns[column]
        surface.cell(what.key, self.box(row, column), text, size, 6, align=what.align, padding=1.2)


def draw_signature(surface: Surface, x: float, y: float, width: float, label: str) -> None:
    """A label and the line to sign on; `y` is the baseline."""
    surface.text(x, y, label, 9, ink=MUTED)
    start = x + surface.type.width(label, 9) / POINTS_PER_MM + 2
    surface.rule(start, y + 1, x + width, y + 1, ink=RULE)


def draw_page_number(surface: Surface, text: str) -> None:
    """ "Page n of m" at the foot."""
    surface.text(surface.width / 2, surface.height - 6.5, text, 8, align="centre", ink=MUTED)


class PageCodes:
    """One form's codes, one a page, each block at the top right. Raises QrTooSmall, WrongCodeLength, TextTooLong.

    `section` names the labels: key_in above the code, page at the foot.
    """

    def __init__(self, document: Document, section: str, prefix: str, codes: Sequence[str], mark: str) -> None:
        self.words = document.words
        self._section = section
        self._codes = codes
        self._encoder = QrEncoder(prefix, len(codes[0]))
        for code in codes:
            self._encoder.check(code)
        self._mark = self.words.both(f"mark.{mark}") if mark else ""
        captions = (self.words(f"{section}.key_in"), self.words.second(f"{section}.key_in"))
        self._plan = plan_block(document.type, captions, QR_MM, self._encoder.size, bool(mark), caption_size=7, code_size=9)

    def block(self, surface: Surface) -> CodeBlock:
        return self._plan.moved(surface.width - QR_CENTRE_FROM_RIGHT, BLOCK_TOP)

    def draw_frame(self, surface: Surface) -> None:
        self.block(surface).draw_frame(surface, self._mark)

    def draw(self, surface: Surface, page: int, added_after: int = 0) -> None:
        """The code of page 0, 1, 2 … and "page n of m" at the foot; of pages `added_after` others nobody knows m."""
        code = self._codes[page]
        self.block(surface).draw_code(surface, self._encoder.encode(code), code)
        key = f"{self._section}.{'page_added' if added_after else 'page'}"
        draw_page_number(surface, self.words.both(key, page=added_after + page + 1, pages=len(self._codes)))
