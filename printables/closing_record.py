"""The closing record 日結單: what was taken out and what became of it, what was checked and explained, and two signatures; one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from printables.checks import at_least, require
from printables.document import Document, Progress
from printables.errors import TextTooLong
from printables.page import A4
from printables.sheet import draw_signature
from printables.surface import INK, MUTED, RULE, Align, Surface
from printables.typesetting import Room, Setting, fit, fit_line, set_at
from printables.words import Words

MARGIN = 20.0
WIDTH = A4.width - 2 * MARGIN
MOST_PLACES, MOST_FIGURES, MOST_CHECKS = 12, 12, 10
ROW_MM, CHECKS_END, SIGN_AT, FOOT = 6.2, 252.0, 266.0, 281.0
_PLACES = (("booth", 34.0), ("material", 41.0), ("issued", 15.0), ("moved", 15.0), ("handed_out", 15.0), ("returned", 15.0), ("spoiled", 15.0), ("difference", 20.0))
_CHECKS = (24.0, 62.0, WIDTH - 86.0)
_SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)


@dataclass(frozen=True)
class Place:
    """A line of the table, each cell as it is to be read; the total leaves `material` empty."""

    booth: str
    material: str
    issued: str
    moved: str
    handed_out: str
    returned: str
    spoiled: str
    difference: str

    def cells(self) -> tuple[str, ...]:
        return (self.booth, self.material, self.issued, self.moved, self.handed_out, self.returned, self.spoiled, self.difference)


@dataclass(frozen=True)
class Checked:
    """One check: what about, what was found, and why where it was explained."""

    about: str
    found: str
    reason: str = ""


@dataclass(frozen=True)
class ClosingRecord:
    """One page in one language.  `rows` are at most twelve: the caller sums up what is more.  `sentence` is the sum in full; `closed`
    says who closed it and when, `basis` the ledger's position and the record's hash."""

    languages: tuple[str, ...]
    number: str
    facts: tuple[tuple[str, str], ...]
    sentence: str
    rows: tuple[Place, ...]
    total: Place | None
    figures: tuple[tuple[str, str], ...]
    checks: tuple[Checked, ...]
    closed: str
    basis: str
    note: str = ""

    def __post_init__(self) -> None:
        Words(self.languages)
        require(number=self.number, facts=self.facts, checks=self.checks, closed=self.closed)
        at_least("rows", MOST_PLACES - len(self.rows), 0)
        at_least("figures", MOST_FIGURES - len(self.figures), 0)
        at_least("checks", MOST_CHECKS - len(self.checks), 0)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('closing.title')} {self.number}"

    @property
    def sheet_count(self) -> int:
        return 1

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        words, surface = document.words, document.page(A4)
        y = self._draw_head(surface, words)
        headings = iter(("first", "second", "third"))
        if self.total is not None:
            y = _draw_heading(surface, _title(words, next(headings), "copies"), y)
            y = _draw_places(surface, words, self._draw_sentence(surface, y), (*self.rows, self.total)) + 5
        if self.figures:
            y = _draw_figures(surface, _draw_heading(surface, _title(words, next(headings), "figures"), y), self.figures) + 5
        _draw_checks(surface, words, _draw_heading(surface, _title(words, next(headings), "checks"), y), self.checks)
        self._draw_foot(surface, words)
        document.end_page()
        if progress:
            progress(1, 1)

    def _draw_head(self, surface: Surface, words: Words) -> float:
        title = fit_line("title", words("closing.title"), surface.type, Room(WIDTH, 14, 24, 16, bold=True))
        surface.block(surface.width / 2, 18, title, bold=True, align="centre")
        surface.cell("number", (MARGIN, 30, WIDTH, 5), words("closing.number", number=self.number), 9.5, 6, ink=MUTED, padding=0)
        y, half = 39.0, WIDTH / 2
        for index, (label, value) in enumerate(self.facts):
            left = MARGIN + half * (index % 2)
            surface.text(left, y + 4, label, 9, ink=MUTED)
            surface.cell(label, (left + 18, y, half - 20, 5.6), value, 10.5, 6, align="left", padding=0)
            y += 6.4 * (index % 2)
        y += 6.4 * (len(self.facts) % 2)
        surface.rule(MARGIN, y + 1, MARGIN + WIDTH, y + 1, weight=0.6, ink=INK)
        return y + 3

    def _draw_sentence(self, surface: Surface, y: float) -> float:
        return surface.block(MARGIN, y, fit("sentence", [self.sentence], surface.type, Room(WIDTH, 12, 12.5, 7, bold=True)), bold=True) + 2

    def _draw_foot(self, surface: Surface, words: Words) -> None:
        half = WIDTH / 2 - 6
        for left, label in ((MARGIN, "closing.filled_by"), (MARGIN + half + 12, "closing.in_charge")):
            draw_signature(surface, left, SIGN_AT, half * 0.62, words(label))
            draw_signature(surface, left + half * 0.66, SIGN_AT, half * 0.34, words("closing.date"))
        surface.rule(MARGIN, FOOT - 4, MARGIN + WIDTH, FOOT - 4, ink=RULE)
        surface.block(MARGIN, FOOT - 2.5, fit("closed", [" ".join(filter(None, (self.closed, self.note)))], surface.type, Room(WIDTH, 5, 8.5, 5.5)))
        surface.block(MARGIN, FOOT + 2.5, fit("basis", [self.basis], surface.type, Room(WIDTH, 5, 7, 5)), ink=MUTED)


def _title(words: Words, number: str, key: str) -> str:
    return words(f"closing.{number}", title=words(f"closing.{key}"))


def _draw_heading(surface: Surface, text: str, y: float) -> float:
    surface.text(MARGIN, y + 4.2, text, 11, bold=True)
    return y + 7


def _draw_row(surface: Surface, y: float, texts: Sequence[str], *, head: bool = False, bold: bool = False) -> None:
    left, ink = MARGIN, MUTED if head else INK
    for (name, width), text in zip(_PLACES, texts, strict=True):
        align: Align = "left" if name in ("booth", "material") else "right"
        surface.cell(name, (left, y, width, ROW_MM), text, 8.5 if head else 9.5, 5, bold, align, ink, 0.8)
        left += width


def _draw_places(surface: Surface, words: Words, top: float, rows: Sequence[Place]) -> float:
    """The heads, the lines and, last, the total."""
    y = top
    _draw_row(surface, y, [words(f"closing.{name}") for name, _width in _PLACES], head=True)
    surface.rule(MARGIN, y, MARGIN + WIDTH, y, weight=0.5, ink=INK)
    for row in rows:
        y += ROW_MM
        surface.rule(MARGIN, y, MARGIN + WIDTH, y, ink=INK if row is rows[0] or row is rows[-1] else RULE)
        _draw_row(surface, y, row.cells(), bold=row is rows[-1])
    surface.rule(MARGIN, y + ROW_MM, MARGIN + WIDTH, y + ROW_MM, weight=0.5, ink=INK)
    return y + ROW_MM


def _draw_figures(surface: Surface, y: float, figures: Sequence[tuple[str, str]]) -> float:
    width = WIDTH / 4
    for index, (label, value) in enumerate(figures):
        left = MARGIN + width * (index % 4)
        surface.cell("figure", (left, y, width * 0.62, ROW_MM), label, 9, 5.5, align="left", ink=MUTED, padding=0)
        surface.cell("figure", (left + width * 0.62, y, width * 0.3, ROW_MM), value, 10.5, 6, True, "right", padding=0)
        if index % 4 == 3 or index == len(figures) - 1:
            y += ROW_MM
    return y


def _draw_checks(surface: Surface, words: Words, y: float, checks: Sequence[Checked]) -> None:
    """As many lines as each check needs, all in the largest size that fits. Raises TextTooLong."""
    heads = tuple(words(f"closing.{name}") for name in ("about", "found", "reason"))
    settings = _set_checks(surface, [heads, *((one.about, one.found, one.reason) for one in checks)], CHECKS_END - y)
    surface.rule(MARGIN, y, MARGIN + WIDTH, y, weight=0.5, ink=INK)
    for number, row in enumerate(settings):
        left, height = MARGIN, _height_of(row)
        for width, setting in zip(_CHECKS, row, strict=True):
            if setting is not None:
                surface.block(left + 0.8, y + 1.2, setting, ink=MUTED if number == 0 else INK)
            left += width
        y += height
        surface.rule(MARGIN, y, MARGIN + WIDTH, y, ink=INK if number in (0, len(settings) - 1) else RULE)


def _set_checks(surface: Surface, rows: Sequence[tuple[str, ...]], height: float) -> list[tuple[Setting | None, ...]]:
    surface.type.check("".join(text for row in rows for text in row))
    for size in _SIZES:
        settings = [tuple(_set(surface, text, size, width) for text, width in zip(row, _CHECKS, strict=True)) for row in rows]
        if sum(_height_of(row) for row in settings) <= height:
            return settings
    longest = max((row[2] for row in rows), key=len)
    raise TextTooLong(field="checks", characters=len(longest), cut=longest[-40:])


def _set(surface: Surface, text: str, size: float, width: float) -> Setting | None:
    return set_at(size, [text], surface.type, Room(width - 2, CHECKS_END, size, size, spacing=1.3)) if text else None


def _height_of(row: Sequence[Setting | None]) -> float:
    return max(setting.height for setting in row if setting is not None) + 2.4
