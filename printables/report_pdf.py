"""A report as a PDF of an office's own look, on the same page as the Word file: A4 after GB/T 9704, flowing over as many pages as it needs.

A heading stays with what follows it, no paragraph leaves one line alone, a table that runs on repeats its heads.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from printables.breaking import clusters
from printables.charts import paper
from printables.document import Document
from printables.errors import TextTooLong
from printables.page import A4, POINTS_PER_MM
from printables.report import (
    Block,
    Cell,
    Chart,
    Heading,
    Paragraph,
    Photo,
    Report,
    Table,
    in_rows,
    scale_of,
    set_title,
    signature_insets,
    stays_with_next,
    widths_of,
)
from printables.surface import CENTRE, HAIRLINE, INK, MUTED, RULE, Align, Ink, Surface
from printables.typesetting import Room, break_lines, fit_headline, quotes_of

TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
"""Margins in mm (GB/T 9704-2012, 5.2)."""
MEASURE, FOOT = A4.width - LEFT - RIGHT, A4.height - BOTTOM
LINE = (FOOT - TOP) / 22
"""22 lines to a page."""
BODY, SMALL, TABLE_SIZE = MEASURE * POINTS_PER_MM / 28, 9.5, 11.0
"""Type sizes in points: 28 characters to a line."""
CELL_PADDING, CELL_LINE = 1.6, 5.2
_SHARE, _HIGHEST = 0.72, 205.0
"""Of the measure, for a chart; and how high one may be, in mm, under its caption."""
_MOST_SPREAD = 0.13
"""In ems, between two characters: more would tear a line apart."""
_SHORT_TABLE = 90.0
"""A table no higher than this, in mm, is not torn on two pages."""
_SHORT_TEXT = 3
"""Lines that are not torn on two pages where they end a report."""
_SHORT_WORD = 4
"""Characters that a line can spare without being torn apart."""
_PHOTO_HEIGHT, _GAP = 62.0, 6.0


@dataclass(frozen=True, slots=True)
class _Set:
    """How one sort of paragraph is set: size in points, lines and gaps in mm; ``indent`` and ``inset``, from the left and the right, in characters."""

    size: float = BODY
    leading: float = LINE
    before: float = 0
    after: float = 0
    bold: bool = False
    indent: int = 0
    inset: float = 0
    align: Align = "left"
    ink: Ink = INK
    marked: bool = False


def to_pdf(report: Report) -> bytes:
    """Return the report's PDF; the same report gives the same bytes.  Raises MissingGlyphs before the first page is drawn."""
    target = io.BytesIO()
    document = Document(target, report.title, (report.language,))
    _Flow(document, report).draw()
    document.save()
    return target.getvalue()


class _Flow:
    """One report being set: ``y`` is how far down the page it is, in mm, ``tail`` how much must stand
    on one page with the block's last lines: who signs never stands alone."""

    def __init__(self, document: Document, report: Report) -> None:
        self.document = document
        self.report = report
        self.words = document.words
        self.chinese = report.language != "en"
        self.quotes = quotes_of(report.language)
        self.page = 0
        self.y = TOP
        self.tail = 0.0
        self.surface: Surface = self._new_page()

    def draw(self) -> None:
        """Set everything in order."""
        self._draw_title()
        rows = list(in_rows(self.report.blocks))
        for index, row in enumerate(rows):
            self.tail = self._tail_after(rows[index:])
            if isinstance(row, tuple):
                self._draw_photos(row)
            else:
                self._draw_block(row, rows[index + 1] if index + 1 < len(rows) else None)
        self._draw_end()
        self._end_page()

    def _draw_title(self) -> None:
        said, type_ = self.report.title.translate(self.quotes), self.document.type
        lines, size = set_title(said, MEASURE * POINTS_PER_MM, lambda words, size: type_.width(words, size, bold=True))
        try:
            title = fit_headline("title", "\n".join(lines), type_, Room(MEASURE, 40, size, 14, spacing=1.45, bold=True, most_lines=4))
            self.y = self.surface.block(LEFT + MEASURE / 2, self.y, title, bold=True, align="centre") + 2
        except TextTooLong:
            self._draw_text(said, _Set(14, 7.5, after=2, bold=True, align="centre"))
        if self.report.subtitle:
            self._draw_text(self.report.subtitle, _Set(align="centre"))
        if self.report.missing:
            texts = self.words("report.between").join(self.report.missing)
            self._draw_text(self.words("report.missing", texts=texts), _Set(SMALL, 4.6, 1, 1, ink=MUTED))
        self.y += 4

    def _draw_block(self, block: Block, following: Block | tuple[Photo, ...] | None) -> None:
        match block:
            case Heading():
                self._draw_text(block.text, self._heading(block.level), follows=self._begins(following))
            case Paragraph():
                self._draw_text(_with_marks(block, "＊" if self.chinese else "*"), self._setting(block))
            case Table():
                self._draw_table(block)
            case Chart():
                self._draw_chart(block)

    def _begins(self, block: Block | tuple[Photo, ...] | None) -> int:
        """Return how many lines of what follows stand with its heading."""
        if isinstance(block, Paragraph):
            lines = len(self._lines(block.text, self._setting(block)))
            return lines if lines <= _SHORT_TEXT else 2
        return 5

    def _heading(self, level: int) -> _Set:
        indent = 2 if self.chinese else 0
        if level == 0:
            return _Set(18, before=6, after=2, bold=True, align="centre")
        return _Set(BODY, before=(3, 1.5, 0, 0)[level - 1], bold=level < 4, indent=indent) if self.chinese or level > 1 else _Set(BODY + 1, before=4, bold=True)

    def _setting(self, block: Paragraph) -> _Set:
        indent, after = (2, 0.0) if self.chinese else (0, 2.0)
        match block.kind:
            case "note":
                return _Set(SMALL, 4.6, 1, 2, ink=MUTED)
            case "sign":
                return _Set(align="right")
            case "lead":
                return _Set(indent=indent, after=3)
            case kind:
                return _Set(indent=indent, after=after, marked=kind == "statement")

    def _tail_after(self, rows: Sequence[Block | tuple[Photo, ...]]) -> float:
        """Return what must stand on one page with the last lines of the first: a heading goes with a short text that ends the report."""
        match rows:
            case [Heading(), Paragraph() as text, *rest] if len(self._lines(text.text, self._setting(text))) <= _SHORT_TEXT:
                return self._ends_with(rest)
            case [_, *rest]:
                return self._ends_with(rest)
        return 0.0

    def _ends_with(self, rest: Sequence[Block | tuple[Photo, ...]]) -> float:
        """Return how high the end is, with small print before it; 0 while something else comes first."""
        notes = [block for block in rest if isinstance(block, Paragraph) and block.kind == "note"]
        if len(notes) < len(rest) or not self._signed:
            return 0.0
        style = _Set(SMALL)
        return sum(4.6 * len(self._lines(note.text, style)) + 3 for note in notes) + LINE * (len(self._signed) + 1)

    @property
    def _signed(self) -> list[str]:
        return [line for line in (self.report.issuer, self.report.issued) if line]

    def _draw_end(self) -> None:
        self.tail, ends = 0.0, self._signed
        if ends:
            self._need(LINE * (len(ends) + 1))
            self.y += LINE
        for line, inset in zip((self.report.issuer, self.report.issued), signature_insets(self.report), strict=True):
            if line:
                self._draw_text(line, _Set(align="right", inset=inset))
        if self.report.has_typed:
            self._draw_text(self.words("report.typed_note"), _Set(SMALL, 4.6, 2, ink=MUTED))

    # paragraphs

    def _draw_text(self, text: str, style: _Set, follows: int = 0) -> None:
        """Set a paragraph line by line; ``follows`` lines must have room after it on the same page."""
        lines = [line for part in text.split("\n") if part.strip() or not text for line in self._lines(part, style)]
        self.y += style.before if self.y > TOP else 0
        for index, line in enumerate(lines):
            left = len(lines) - index
            together = left + follows if follows else min(left, _SHORT_TEXT) if index == 0 and left <= _SHORT_TEXT else 2 if index == 0 or left == 2 else 1
            self._need(style.leading * together + (self.tail if left <= 2 else 0))
            self._draw_line(line, style, runs_on=left > 1)
        self.y += style.after

    def _lines(self, text: str, style: _Set) -> list[str]:
        """An indent is full-width spaces, so that a line breaks as it is printed."""
        if not text:
            return [""]
        words = "\u3000" * style.indent + text.translate(self.quotes)
        lines = break_lines(words, self.document.type, style.size, MEASURE, style.bold, whole_brackets=False)
        return _with_company(lines) if self.chinese else lines

    def _draw_line(self, line: str, style: _Set, *, runs_on: bool) -> None:
        x = {"left": LEFT, "centre": LEFT + MEASURE / 2, "right": LEFT + MEASURE - style.inset * style.size / POINTS_PER_MM}[style.align]
        baseline = self.y + style.leading / 2 + CENTRE * style.size / POINTS_PER_MM
        spacing = self._spread(line, style) if runs_on and style.align == "left" and self.chinese else 0
        self.surface.text(x, baseline, line, style.size, style.bold, style.align, style.ink, spacing)
        if style.marked:
            self.surface.rule(LEFT - 3, self.y, LEFT - 3, self.y + style.leading, weight=0.8, ink=RULE)
        self.y += style.leading

    def _spread(self, line: str, style: _Set) -> float:
        """How many points more between the characters bring the line to the right edge."""
        missing = MEASURE * POINTS_PER_MM - self.document.type.width(line, style.size, style.bold)
        return missing / (len(line) - 1) if 0 < missing < _MOST_SPREAD * style.size * (len(line) - 1) else 0

    # tables

    def _draw_table(self, table: Table) -> None:
        shares, size = widths_of(table), TABLE_SIZE * scale_of(table)
        widths = [MEASURE * share / sum(shares) for share in shares]
        head = self._row(table.heads, widths, size, bold=True)
        rows = [self._row(row, widths, size) for row in table.rows]
        if table.total:
            rows.append(self._row(table.total, widths, size, bold=True))
        blocks = self._blocks_of(table, [head, *rows])
        whole = sum(map(_height, [head, *rows]))
        self._need(10 + (whole + self.tail if whole < _SHORT_TABLE else blocks[0]))
        self._draw_text(table.caption, _Set(11, 6, 3, 0.5, bold=True, align="centre"))
        self._draw_row(head, table.heads, widths, size, bold=True, head=True)
        top = self.y
        cells = [*table.rows, *([table.total] if table.total else [])]
        for lines, row, needed in zip(rows, cells, blocks[1:], strict=True):
            if self.y + needed > FOOT and self.y > top:
                self._break_page()
                self._draw_text(table.caption + self.words("report.continued"), _Set(11, 6, 0, 0.5, bold=True, align="centre"))
                self._draw_row(head, table.heads, widths, size, bold=True, head=True)
                top = self.y
            self._draw_row(lines, row, widths, size, bold=row is table.total)
        self.surface.rule(LEFT, self.y, LEFT + MEASURE, self.y, weight=0.5, ink=INK)
        self.y += 2
        if table.note:
            self._draw_text(table.note, _Set(SMALL, 4.6, ink=MUTED))
        self.y += 2

    def _blocks_of(self, table: Table, lines: Sequence[Sequence[Sequence[str]]]) -> list[float]:
        """Return for each line how high it is with those that stand on one page with it, the end of the report with the last ones."""
        stays, needed, below = stays_with_next(table), [0.0] * len(lines), self.tail
        for index in range(len(lines) - 1, -1, -1):
            below = needed[index] = _height(lines[index]) + (below if index == len(lines) - 1 or stays[index] else 0.0)
        return needed

    def _row(self, cells: Sequence[Cell], widths: Sequence[float], size: float, *, bold: bool = False) -> list[list[str]]:
        return [
            break_lines(cell.text.translate(self.quotes), self.document.type, size, width - 2 * CELL_PADDING, bold) or [""] for cell, width in zip(cells, widths, strict=True)
        ]

    def _draw_row(self, lines: Sequence[Sequence[str]], cells: Sequence[Cell], widths: Sequence[float], size: float, *, bold: bool, head: bool = False) -> None:
        height = _height(lines)
        self.surface.rule(LEFT, self.y, LEFT + MEASURE, self.y, weight=0.5 if head else HAIRLINE, ink=INK if head else RULE)
        left = LEFT
        for cell, text, width in zip(cells, lines, widths, strict=True):
            align: Align = "centre" if head else "right" if cell.number else "left"
            x = {"left": left + CELL_PADDING, "centre": left + width / 2, "right": left + width - CELL_PADDING}[align]
            top = self.y + (height - CELL_LINE * len(text)) / 2
            for index, line in enumerate(text):
                baseline = top + CELL_LINE * (index + 0.5) + CENTRE * size / POINTS_PER_MM
                self.surface.text(x, baseline, line, size, bold, align)
            left += width
        self.y += height

    # charts and photos

    def _draw_chart(self, chart: Chart) -> None:
        """One that is higher than a page is drawn smaller."""
        width = MEASURE * _SHARE
        height = paper.height_of(chart.kind, width)
        if height > _HIGHEST:
            width, height = width * _HIGHEST / height, _HIGHEST
        self._draw_text(chart.caption, _Set(11, 6, 3, 0.5, bold=True, align="centre"), follows=int((height + self.tail) / 6) + 1)
        self.y = paper.draw(self.surface, LEFT + (MEASURE - width) / 2, self.y, width, chart.kind, self.report.language) + 3

    def _draw_photos(self, photos: Sequence[Photo]) -> None:
        """Two and two, each over its caption."""
        room = (MEASURE - _GAP) / 2
        sizes = [photo.size_within(room, _PHOTO_HEIGHT) for photo in photos]
        captions = [break_lines(photo.caption.translate(self.quotes), self.document.type, SMALL, room) for photo in photos]
        height = max(size[1] for size in sizes)
        self._need(height + 2 + 4.6 * max(map(len, captions)) + 2 + self.tail)
        self.y += 2 if self.y > TOP else 0
        left = LEFT + (MEASURE - room * len(photos) - _GAP * (len(photos) - 1)) / 2
        for photo, (width, own), lines in zip(photos, sizes, captions, strict=True):
            self.surface.picture(left + (room - width) / 2, self.y + height - own, width, own, photo.jpeg)
            for index, line in enumerate(lines):
                self.surface.text(left + room / 2, self.y + height + 4.6 * (index + 1), line, SMALL, align="centre")
            left += room + _GAP
        self.y += height + 4.6 * max(map(len, captions)) + 4

    # pages

    def _need(self, height: float) -> None:
        """Go on on a new page unless so many mm are left on this one."""
        if self.y + height > FOOT + 0.01 and self.y > TOP:
            self._break_page()

    def _break_page(self) -> None:
        self._end_page()
        self.surface = self._new_page()
        self.y = TOP

    def _new_page(self) -> Surface:
        self.page += 1
        surface = self.document.page(A4)
        if self.report.mark:
            surface.text(A4.width / 2, 24, self.report.mark, SMALL, align="centre", ink=MUTED)
        surface.text(A4.width / 2, FOOT + 13, f"— {self.page} —", 12, align="centre")
        return surface

    def _end_page(self) -> None:
        self.document.end_page()


def _height(lines: Sequence[Sequence[str]]) -> float:
    return max(map(len, lines)) * CELL_LINE + 2.2


def _with_company(lines: list[str]) -> list[str]:
    """No single character ends a paragraph on a line of its own: the one before goes with it."""
    if len(lines) < 2 or len(clusters(lines[-1])) > 1 or lines[-1].isascii():
        return lines
    *before, last = clusters(lines[-2], whole_brackets=False)
    return [*lines[:-2], "".join(before), last + lines[-1]] if before and len(last) <= _SHORT_WORD else lines


def _with_marks(block: Paragraph, mark: str) -> str:
    return "".join(f"{span.text}{mark}" if span.typed else span.text for span in block.spans)
