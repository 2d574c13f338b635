"""The page to print first: is the scale right, does the paper hold the whole page, can a phone read what this printer makes?"""

from __future__ import annotations

from dataclasses import dataclass, field

from printables.checks import Mark, check_common, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.errors import FieldInvalid
from printables.page import A4, POINTS_PER_MM
from printables.qr import QrEncoder, Symbol
from printables.surface import INK, MUTED, PAPER, RULE, SEAL, WASH, Ink, Surface
from printables.typesetting import Room, fit, fit_headline
from printables.words import Words

MARGIN = 20.0
RULER_MM = 100
# What home printers can reach, and every sheet keeps to.
EDGE_MM = 5.0
# (name of its words, side in mm, ink): the usual code, the least one, and one that fades before the others do
CODES: tuple[tuple[str, float, Ink], ...] = (("usual", 25.0, INK), ("least", 20.0, INK), ("pale", 25.0, 0.55))
TINTS: tuple[Ink, ...] = (0.0, 0.3, 0.5, 0.7, 0.85, 0.95)
CAUSES = ("scale", "edge", "stripes", "pale", "none")
WIDTH = A4.width - 2 * MARGIN


@dataclass(frozen=True)
class TestPage:
    """One A4 page; `codes` are three, so that whoever looks at the kiosk sees which of them a phone could open."""

    __test__ = False  # no test of pytest's

    languages: tuple[str, ...]
    prefix: str
    codes: tuple[str, ...] = field(repr=False)
    title: str = ""
    mark: Mark = ""

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(codes=self.codes)
        same_length(self.codes)
        if len(self.codes) != len(CODES):
            raise FieldInvalid(field="codes", value=len(self.codes), allowed=str(len(CODES)))

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('test.title')} {self.title}".strip()

    @property
    def sheet_count(self) -> int:
        return 1

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        encoder = QrEncoder(self.prefix, len(self.codes[0]))
        for code in self.codes:
            encoder.check(code)
        surface, words = document.page(A4), document.words
        _draw_corners(surface)
        _draw_head(surface, words, self.title)
        _draw_scale(surface, words)
        self._draw_codes(document, surface, encoder)
        _draw_tints(surface, words)
        _draw_causes(surface, words)
        document.end_page()
        if progress:
            progress(1, 1)

    def _draw_codes(self, document: Document, surface: Surface, encoder: QrEncoder) -> None:
        words, top = document.words, 131.0
        _draw_step(surface, words, 3, "codes", top)
        mark = words.both(f"mark.{self.mark}") if self.mark else ""
        for place, ((name, side, ink), code) in enumerate(zip(CODES, self.codes, strict=True)):
            captions = tuple(filter(None, (words(f"test.{name}"), words.second(f"test.{name}"))))
            block = plan_block(document.type, captions, side, encoder.size, bool(mark), caption_size=9, code_size=9)
            block = block.moved(MARGIN + WIDTH * (2 * place + 1) / 6, top + 13)
            block.draw_frame(surface, mark)
            block.draw_code(surface, encoder.encode(code), code)
            if ink != INK:
                _fade(surface, block, encoder.encode(code), ink)


def _fade(surface: Surface, block: CodeBlock, symbol: Symbol, ink: Ink) -> None:
    """The same code again in grey, over the black one."""
    surface.box(block.qr_left, block.qr_top, block.size, block.size, fill=PAPER)
    module = block.size / symbol.size
    surface.cells(
        [
            (block.qr_left + column * module, block.qr_top + row * module, module, module)
            for row, line in enumerate(symbol.rows())
            for column, dark in enumerate(line)
            if dark
        ],
        ink,
    )


def _draw_corners(surface: Surface) -> None:
    """Angles that only a page which was not cut off shows whole."""
    right, bottom, arm = surface.width - EDGE_MM, surface.height - EDGE_MM, 12.0
    for x, y in ((EDGE_MM, EDGE_MM), (right, EDGE_MM), (right, bottom), (EDGE_MM, bottom)):
        across, down = (arm if x == EDGE_MM else -arm), (arm if y == EDGE_MM else -arm)
        surface.shape([(x + across, y), (x, y), (x, y + down)], line=INK, weight=0.4, closed=False)


def _draw_head(surface: Surface, words: Words, about: str) -> None:
    title = fit_headline("title", words("test.title"), surface.type, Room(WIDTH, 12, 26, 14, 1.2, bold=True, most_lines=1))
    bottom = surface.block(MARGIN, 15, title, bold=True)
    surface.cell("title", (MARGIN, bottom, WIDTH, 5), words.second("test.title"), 11, 7, align="left", ink=MUTED, padding=0)
    surface.cell("about", (MARGIN, 15, WIDTH, 11), about, 10, 6, align="right", ink=MUTED, padding=0)
    surface.rule(MARGIN, 34, MARGIN + WIDTH, 34, weight=0.5, ink=INK)


def _draw_step(surface: Surface, words: Words, number: int, key: str, top: float) -> None:
    surface.circle(MARGIN + 3.5, top + 3.5, 3.5, fill=SEAL)
    surface.text(MARGIN + 3.5, top + 3.5 + 11 * 0.36 / POINTS_PER_MM, str(number), 11, bold=True, align="centre", ink=PAPER)
    left, width = MARGIN + 10, WIDTH - 10
    surface.cell(key, (left, top, width, 7), words(f"test.{key}"), 12, 7, bold=True, align="left", padding=0)
    surface.cell(key, (left, top + 6, width, 5), words.second(f"test.{key}"), 9, 6, align="left", ink=MUTED, padding=0)


def _draw_scale(surface: Surface, words: Words) -> None:
    _draw_step(surface, words, 1, "scale", 39)
    _draw_dialog(surface, words, MARGIN + 10, 53)
    _draw_step(surface, words, 2, "ruler", 92)
    left, top = MARGIN + (WIDTH - RULER_MM) / 2, 108.0
    for mm in range(RULER_MM + 1):
        length = 6.0 if mm % 10 == 0 else 4.5 if mm % 5 == 0 else 3.0
        surface.rule(left + mm, top, left + mm, top + length, weight=0.25 if mm % 10 == 0 else 0.12, ink=INK)
        if mm % 10 == 0:
            surface.text(left + mm, top + 10, str(mm), 8, align="centre")
    surface.rule(left, top, left + RULER_MM, top, weight=0.25, ink=INK)
    surface.text(left + RULER_MM + 4, top + 10, "mm", 8, ink=MUTED)


def _draw_dialog(surface: Surface, words: Words, left: float, top: float) -> None:
    """What the print dialog must say, and what it must not."""
    width = (WIDTH - 20) / 2
    for place, (key, good) in enumerate((("actual", True), ("fit", False))):
        x = left + place * (width + 10)
        surface.box(x, top, width, 31, fill=WASH, line=RULE, weight=0.25, radius=1.5)
        surface.box(x, top, width, 6, fill=RULE if not good else INK, radius=1.5)
        surface.cell("print", (x, top, width, 6), words("test.print"), 8, 5, bold=True, ink=PAPER)
        for row, option in enumerate(("actual", "fit")):
            y = top + 12.5 + row * 9.5
            surface.circle(x + 8, y, 2.2, fill=PAPER, line=INK, weight=0.3)
            if option == key:
                surface.circle(x + 8, y, 1.1, fill=INK)
            surface.cell(
                option, (x + 12, y - 4, width - 34, 8), words(f"test.{option}"), 10.5, 5, option == key, "left", padding=0
            )
            second = words.second(f"test.{option}")
            surface.cell(option, (x + 12, y + 1.8, width - 34, 4), second, 7, 5, align="left", ink=MUTED, padding=0)
        _draw_verdict(surface, x + width - 11, top + 18.5, good)


def _draw_verdict(surface: Surface, x: float, y: float, good: bool) -> None:
    if good:
        surface.shape([(x - 6, y), (x - 1.5, y + 5), (x + 7, y - 6)], line=INK, weight=1.8, closed=False)
        return
    for side in (-1, 1):
        surface.shape([(x - 5, y - 5 * side), (x + 5, y + 5 * side)], line=SEAL, weight=1.8, closed=False)


def _draw_tints(surface: Surface, words: Words) -> None:
    top, each = 200.0, (WIDTH - 10) / len(TINTS)
    _draw_step(surface, words, 4, "tints", top)
    for place, tint in enumerate(TINTS):
        surface.box(MARGIN + 10 + place * each, top + 13, each, 10, fill=tint)
    surface.box(MARGIN + 10, top + 13, WIDTH - 10, 10, line=INK, weight=0.2)


def _draw_causes(surface: Surface, words: Words) -> None:
    """What goes wrong, the likely cause, and what to do."""
    top, height = 229.0, 9.6
    surface.rule(MARGIN, top, MARGIN + WIDTH, top, weight=0.5, ink=INK)
    for row, cause in enumerate(CAUSES):
        y = top + 1 + row * height
        sign = Room(58, height - 1, 9.5, 6, 1.25, bold=True)
        cure = Room(WIDTH - 62, height - 1, 9, 5.5, 1.25)
        for x, room, key, ink in ((MARGIN, sign, "sign", INK), (MARGIN + 62, cure, "cure", INK)):
            said = [words(f"test.{key}_{cause}"), words.second(f"test.{key}_{cause}")]
            setting = fit(f"{key}_{cause}", [line for line in said if line], surface.type, room)
            surface.block(x, y + (height - setting.height) / 2, setting, bold=room.bold, ink=ink)
        surface.rule(MARGIN, y + height, MARGIN + WIDTH, y + height, ink=RULE)
