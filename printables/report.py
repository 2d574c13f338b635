"""A written report as blocks: headings, paragraphs, tables, charts and photos, each writer makes its own file of.

The same report becomes Word (report_word.py), PDF (report_pdf.py), Markdown and plain text (report_text.py) and a page; nothing
here draws, so that whoever composes one loads no library of any format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from printables import charts

Kind = Literal["body", "statement", "item", "lead", "note", "sign"]
"""Body text; what somebody says and nobody measured; one of a list; the compendium's opening; small print; who signs and when."""


_WHOLE = 12
"""In half-width characters, as all widths of columns: a text no longer than this stays on one line."""
_MEASURE, _PADDING, _TIGHT = 78, 5, 3.5
"""How many stand on a line of a table, and what a cell leaves blank: a number's less, where a text would be squeezed."""
_NAME, _SMALLEST = 20, 0.87
"""What a text column has at least, as far as its texts are so long, and how small a table may be set for it."""
_BOLD = 1.15
"""How much wider than half a Chinese character a bold Latin letter is, in the widest of the typefaces that stand in for one another."""
_FIRST_ROWS, _LAST_ROWS = 3, 2
"""How many rows stand with a table's heads, and how many at least where it ends on another page."""
_INSET = 2
_SCRIPTS_MEET = re.compile("(?<=[0-9A-Za-z])(?=[\u2e80-\u9fff])|(?<=[\u2e80-\u9fff])(?=[0-9A-Za-z])")
_TITLE_SIZES = (22.0, 21.0, 20.0, 19.0, 18.0)
_BESIDE_NAMES = re.compile("(?=[「《“])|(?<=[」》”])(?=[\u2e80-\u9fff])")
_PIECE = re.compile(r"[^\s\u2e80-\uffef]+|[\u2e80-\uffef]")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words.  ``figure`` is the address of the figure that it states, '' for plain words; ``typed`` marks a figure that
    a person typed over."""

    text: str
    figure: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 is a part of the report, 4 the finest, 0 the title of one of several summaries; its number (一、 （一） 1. （1）) is part of the text."""

    key: str
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``key`` names the block whatever it says, so that an edit finds it again when the report is made anew."""

    key: str
    spans: tuple[Span, ...]
    kind: Kind = "body"

    @property
    def text(self) -> str:
        """All words in a row."""
        return "".join(span.text for span in self.spans)

    @property
    def lines(self) -> tuple[tuple[Span, ...], ...]:
        """The spans of each of its paragraphs: where somebody broke a line another begins."""
        lines: list[list[Span]] = [[]]
        for span in self.spans:
            first, *rest = (replace(span, text=part) for part in span.text.split("\n"))
            lines[-1].append(first)
            lines += [[part] for part in rest]
        return tuple(tuple(line) for line in lines if any(span.text.strip() for span in line))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; a number is set right, and ``figure`` is the address of the figure that it states."""

    text: str
    figure: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``total`` is the last line, () where nothing is summed."""

    key: str
    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing that says each of its figures in print, so that nothing is read from colour."""

    key: str
    kind: charts.Chart

    @property
    def caption(self) -> str:
        """What it is of."""
        return self.kind.title


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as JPEG bytes, of which consent is on record, with its caption; ``alt`` is what is said of one that has none."""

    key: str
    jpeg: bytes = field(repr=False)
    width: int
    height: int
    caption: str = ""
    alt: str = ""

    @property
    def said(self) -> str:
        """What somebody hears who does not see it."""
        return self.caption or self.alt

    def size_within(self, width: float, height: float) -> tuple[float, float]:
        """Return the largest width and height of the picture's own shape that fit, in the same unit."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


def widths_of(table: Table) -> list[float]:
    """Return each column's share of the measure.

    Numbers take what they need, so that no word of a head is broken; texts take what they need of the rest; what is left goes to all alike.
    """
    lines = [table.heads, *table.rows, *([table.total] if table.total else [])]
    columns = range(len(table.heads))
    numbers = [any(row[column].number for row in table.rows) for column in columns]
    longest = [max(_longest(line[column].text) for line in lines) for column in columns]
    names = sum(min(max(_wide(line[column].text) for line in lines), _NAME) + _PADDING for column in columns if not numbers[column])
    if names + sum(longest[column] + _TIGHT for column in columns if numbers[column]) > _MEASURE:
        longest = [max(_longest(line[column].text, 0) if line[column].text.isascii() else longest[column] for line in lines) for column in columns]
    blank = (_MEASURE - names - sum(longest[column] for column in columns if numbers[column])) / max(1, sum(numbers))
    needs = [longest[column] + (min(_PADDING, max(_TIGHT, blank)) if numbers[column] else _PADDING) for column in columns]
    wants = [needs[column] if numbers[column] else max(_wide(line[column].text) for line in lines) + _PADDING for column in columns]
    taken = sum(needs[column] for column in columns if numbers[column])
    room = max(_MEASURE - taken, min(names, _MEASURE / _SMALLEST - taken))
    wanted = sum(wants[column] for column in columns if not numbers[column])
    shares = [needs[column] if numbers[column] else max(needs[column], min(wants[column], wants[column] * room / wanted)) for column in columns]
    spare = max(0.0, _MEASURE - sum(shares)) / len(shares)
    return [share + spare for share in shares]


def scale_of(table: Table) -> float:
    """Return how much smaller than usual the table is set, so that no word of its heads is broken: 1 where there is room."""
    return min(1.0, _MEASURE / sum(widths_of(table)))


def stays_with_next(table: Table) -> list[bool]:
    """Return for each line, heads first, whether it stands on one page with the next one.

    The heads keep their first rows, and neither the last row nor the sum stands alone on the next page.
    """
    rows = len(table.rows) + bool(table.total)
    last = _LAST_ROWS + bool(table.total)
    return [line < rows and (line < _FIRST_ROWS or rows - line < last) for line in range(rows + 1)]


def signature_insets(report: Report, between: float = 0) -> tuple[float, float]:
    """Return how far from the right edge who signs and the day end, in characters (GB/T 9704-2012, 7.3.5.2).

    Who signs ends two characters before it and the day begins two to the right of that name; a long day pushes both.  ``between`` is
    what a word processor puts between a figure and a Chinese character.
    """
    if report.language == "en":
        return 0.0, 0.0
    name, day = (_wide(line) / 2 + between * len(_SCRIPTS_MEET.findall(line)) for line in (report.issuer, report.issued))
    inset = max(_INSET, name - day)
    return (inset + day + _INSET - name if report.issuer else _INSET), inset


def set_title(title: str, width: float, width_of: Callable[[str, float], float]) -> tuple[list[str], float]:
    """Return the lines and the size of a report's title; ``width_of`` says how wide words are at a size, in the unit of ``width``.

    One that is a little too long for a line is set a little smaller; a longer one breaks beside a name in quotes, where each half fits
    (GB/T 9704-2012, 7.3.1: no line may tear what belongs together).  Where neither helps it is one line, for the caller to break.
    """
    for size in _TITLE_SIZES:
        if width_of(title, size) <= width:
            return [title], size
    halves = [(title[: place.start()], title[place.start() :]) for place in _BESIDE_NAMES.finditer(title) if place.start()]
    widest = {half: max(width_of(line, _TITLE_SIZES[0]) for line in half) for half in halves}
    best = min(widest, key=widest.__getitem__, default=None)
    return ([*best] if best and widest[best] <= width else [title]), _TITLE_SIZES[0]


def _longest(text: str, whole: int = _WHOLE) -> float:
    """How wide the widest piece is that should not be broken, in bold: a short text whole, else its longest word."""
    pieces = [text] if _wide(text) <= whole else _PIECE.findall(text)
    return max((_wide(piece) * (_BOLD if piece.isascii() else 1) for piece in pieces), default=0)


def _wide(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


Block = Heading | Paragraph | Table | Chart | Photo


@dataclass(frozen=True, slots=True)
class Report:
    """One document in one language.

    ``missing`` are the plan texts without a variant in it, said first; ``mark`` says that it is demonstration data or a draft, on
    every page; ``issuer`` and ``issued`` stand at the end on the right.
    """

    language: str
    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    issuer: str = ""
    issued: str = ""
    mark: str = ""
    missing: tuple[str, ...] = ()

    @property
    def has_parts(self) -> bool:
        """Whether several summaries stand in it, each under its title."""
        return any(isinstance(block, Heading) and block.level == 0 for block in self.blocks)

    @property
    def has_typed(self) -> bool:
        """Whether a person typed a figure over."""
        return any(isinstance(block, Paragraph) and any(span.typed for span in block.spans) for block in self.blocks)

    def figures(self) -> Iterator[tuple[str, str]]:
        """Yield each figure that is stated: its address and the words that state it."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from ((span.figure, span.text) for span in block.spans if span.figure)
            elif isinstance(block, Table):
                cells = (cell for row in (*block.rows, block.total) for cell in row)
                yield from ((cell.figure, cell.text) for cell in cells if cell.figure)
            elif isinstance(block, Chart):
                yield from ((reading.figure, f"{reading.value:,}") for reading in block.kind.readings() if reading.figure)


def in_rows(blocks: Iterable[Block]) -> Iterator[Block | tuple[Photo, ...]]:
    """Yield the blocks in order, photos that follow one another two and two."""
    waiting: list[Photo] = []
    for block in blocks:
        if isinstance(block, Photo):
            waiting.append(block)
        if waiting and (len(waiting) == 2 or not isinstance(block, Photo)):
            yield tuple(waiting)
            waiting = []
        if not isinstance(block, Photo):
            yield block
    if waiting:
        yield tuple(waiting)
