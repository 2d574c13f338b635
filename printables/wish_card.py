"""The wish card 微心願卡: one of four boxes to tick, lines to write on, a code to key it in by, and no phone number."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from printables.cards import draw_items, place_in
from printables.checks import Mark, check_common, one_of, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.handwriting import draw_choice, draw_lines
from printables.layout import LaidOut
from printables.page import USUAL_UP, Imposition
from printables.qr import QrEncoder
from printables.sheet import draw_signature
from printables.surface import MUTED, SEAL, Surface
from printables.words import Words

KINDS = ("message", "hope", "improvement", "wish")
# size → its name for the imposition, the code's side in mm, the distance of the lines
LAYOUTS = {"A7": ("A7 landscape", 20.0, 7.0), "A6": ("A6", 25.0, 9.0)}
MARGIN, TOP = 7.0, 5.5
# what nickname and warning take at the foot, as a share of the card's height beyond what they need
FOOT, FOOT_SHARE = 13.7, 0.034


@dataclass(frozen=True)
class WishCards(LaidOut):
    """A card a code, eight A7 or four A6 on a sheet. `event` stands small under the title."""

    most_up: ClassVar[int] = max(USUAL_UP[name] for name, *_ in LAYOUTS.values())
    languages: tuple[str, ...]
    prefix: str
    codes: tuple[str, ...] = field(repr=False)
    event: str = ""
    paper: str = "A7"
    mark: Mark = ""
    up: int | None = None

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        one_of("paper", self.paper, LAYOUTS)
        require(codes=self.codes)
        same_length(self.codes)
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose(LAYOUTS[self.paper][0], self.up)

    @property
    def pieces(self) -> int:
        return len(self.codes)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('wish.title')} {self.event}".strip()

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        _, qr_mm, step = LAYOUTS[self.paper]
        words, encoder = document.words, QrEncoder(self.prefix, len(self.codes[0]))
        # on the smaller card a caption would cost one of three lines to write on
        captions = (words("wish.key_in"), words.second("wish.key_in")) if self.paper == "A6" else ()
        block = plan_block(document.type, captions, qr_mm, encoder.size, bool(self.mark), caption_size=6.5, code_size=8)
        for code in self.codes:
            encoder.check(code)
        background = document.background(self.imposition, lambda surface: self._draw_card(surface, words, block, step))
        cards = [partial(self._draw_copy, background, encoder, block, code) for code in self.codes]
        draw_items(document, self, cards, progress)

    def _draw_copy(self, background: str, encoder: QrEncoder, block: CodeBlock, code: str, surface: Surface) -> None:
        surface.stamp(background)
        _place(block, surface).draw_code(surface, encoder.encode(code), code)

    def _draw_card(self, surface: Surface, words: Words, block: CodeBlock, step: float) -> None:
        place = _place(block, surface)
        place.draw_frame(surface, words.both(f"mark.{self.mark}") if self.mark else "", ink=MUTED)
        width = surface.width - MARGIN - block.width - 5 - MARGIN
        surface.cell("title", (MARGIN, TOP, width, 8), words.both("wish.title"), 17, 9, True, "left", padding=0)
        surface.cell("event", (MARGIN, TOP + 8, width, 5), self.event, 8, 5, align="left", ink=MUTED, padding=0)
        each = (place.top + place.height - TOP - 15) / 2
        each, left = min(each, 10), width * 0.57
        for index, kind in enumerate(KINDS):
            x, across = (MARGIN + left, width - left) if index % 2 else (MARGIN, left - 3)
            box = (x, TOP + 15 + index // 2 * each, across, each)
            draw_choice(surface, box, words(f"wish.{kind}"), words.second(f"wish.{kind}"), size=11)
        self._draw_lines(surface, words, place.top + place.height, step)

    def _draw_lines(self, surface: Surface, words: Words, top: float, step: float) -> None:
        gap = surface.height * FOOT_SHARE
        width, bottom = surface.width - 2 * MARGIN, surface.height - FOOT - gap
        draw_lines(surface, (MARGIN, top, width, bottom - top), step)
        draw_signature(surface, MARGIN, bottom + 3.5 + gap, width, words.both("wish.nickname"))
        box = (MARGIN, bottom + 5 + gap, width, 4)
        surface.cell("warning", box, words.both("wish.warning"), 8, 5, bold=True, align="left", ink=SEAL, padding=0)


def _place(block: CodeBlock, surface: Surface) -> CodeBlock:
    return place_in(block, surface.width - MARGIN - block.width + block.quiet, TOP - 0.5, block.width)
