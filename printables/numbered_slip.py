"""What tip and referral slips share: a number instead of a name, a fold that hides the writing, a stub to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from printables.cards import place_in
from printables.checks import require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document
from printables.errors import FieldInvalid
from printables.handwriting import draw_fold
from printables.qr import QrEncoder
from printables.sheet import Box
from printables.surface import INK, MUTED, RULE, SEAL, Surface, group_code
from printables.typesetting import Room, fit, fit_headline
from printables.words import Words

PAPER = "A5"
MARGIN, QR_MM = 9.0, 25.0
# Two halves of one height, so that the upper one covers the writing on the lower; below them the stub.
FOLD, TEAR = 81.0, 162.0
BODY_TOP = 48.0
# More than an ordinary number needs, and short of any telephone or identity number.
LONGEST_NUMBER = 8


@dataclass(frozen=True)
class NumberedSlip:
    """`number` is what people read out, such as T-012; `code` is what staff scan to key the slip in; `erase_code` stands on the stub
    alone, for whoever wants it all removed."""

    number: str
    code: str
    erase_code: str = field(default="", repr=False)


def check_slips(slips: Sequence[NumberedSlip]) -> None:
    """Raises FieldEmpty, FieldInvalid."""
    require(slips=slips)
    same_length([slip.code for slip in slips])
    for slip in slips:
        require(number=slip.number)
        if len(slip.number) > LONGEST_NUMBER:
            raise FieldInvalid(field="number", value=slip.number, allowed=f"up to {LONGEST_NUMBER} characters")


class SlipFrame:
    """The parts that stand on every slip. Raises QrTooSmall, WrongCodeLength, TextTooLong."""

    def __init__(self, document: Document, section: str, prefix: str, slips: Sequence[NumberedSlip], mark: str) -> None:
        self.words, self.section = document.words, section
        self.encoder = QrEncoder(prefix, len(slips[0].code))
        for slip in slips:
            self.encoder.check(slip.code)
        self.mark = self.words.both(f"mark.{mark}") if mark else ""
        captions = (self.words("slip.staff"), self.words.second("slip.staff"))
        self._block = plan_block(document.type, captions, QR_MM, self.encoder.size, bool(mark), caption_size=6.5, code_size=9)

    def draw(self, surface: Surface, slip: NumberedSlip) -> None:
        """Code, title and number at the head, the two broken lines; the caller fills the two halves and the stub."""
        block = self._place(surface)
        block.draw_frame(surface, self.mark, ink=MUTED)
        block.draw_code(surface, self.encoder.encode(slip.code), slip.code)
        self._draw_title(surface, slip, block.centre - block.width / 2 - MARGIN - 3)
        draw_fold(surface, FOLD, self.words.both("slip.fold"))
        draw_fold(surface, TEAR, self.words.both("slip.tear"))

    def _place(self, surface: Surface) -> CodeBlock:
        width = self._block.width
        return place_in(self._block, surface.width - MARGIN - width + self._block.quiet, 6, width)

    def _draw_title(self, surface: Surface, slip: NumberedSlip, width: float) -> None:
        words, section = self.words, self.section
        room = Room(width, 16, 19, 12, spacing=1.25, bold=True, most_lines=2)
        title = fit_headline("title", words(f"{section}.title"), surface.type, room)
        bottom = surface.block(MARGIN, 8, title, bold=True)
        second = (MARGIN, bottom, width, 5)
        surface.cell("title", second, words.second(f"{section}.title"), 9, 6, align="left", ink=MUTED, padding=0)
        self.draw_number(surface, slip, (MARGIN, BODY_TOP - 19, width, 15), 30)

    def draw_number(self, surface: Surface, slip: NumberedSlip, box: Box, size: float) -> None:
        left, top, width, height = box
        surface.cell("number", (left, top, width, 4), self.words.both("slip.number"), 8, 6, align="left", ink=MUTED, padding=0)
        surface.cell("number", (left, top + 3.5, width, height - 3.5), slip.number, size, 14, True, "left", padding=0)

    def draw_stub(self, surface: Surface, slip: NumberedSlip, facts: Sequence[tuple[str, str]]) -> None:
        """`facts` are (label, text); an empty text leaves a line to write on."""
        top, middle, right = TEAR + 6, surface.width * 0.42, surface.width - MARGIN
        keep = (MARGIN, top, middle - MARGIN - 3, 6)
        surface.cell("keep", keep, self.words.both("slip.keep"), 11, 6, True, "left", SEAL, padding=0)
        self.draw_number(surface, slip, (MARGIN, top + 9, middle - MARGIN - 3, 19), 36)
        if slip.erase_code:
            width = middle - MARGIN - 3
            label = self.words.both("sign_in_slip.erase_code")
            surface.cell("label", (MARGIN, top + 27.5, width, 4), label, 7.5, 5, align="left", ink=MUTED, padding=0)
            surface.cell("erase_code", (MARGIN, top + 31.5, width, 5), group_code(slip.erase_code), 9, 6, align="left", padding=0)
        for index, (label, text) in enumerate(facts):
            y, label_width = top + index * 8, 18.0
            surface.cell("label", (middle, y, label_width, 7), label, 8, 5, align="left", ink=MUTED, padding=0)
            box = (middle + label_width, y, right - middle - label_width, 7)
            surface.cell("fact", box, text, 10, 6, True, "left", padding=0)
            surface.rule(middle + label_width, y + 7, right, y + 7, ink=RULE)
        y = top + 8 * len(facts) + 1.5
        key = f"{self.section}.next"
        texts = [text for text in (self.words(key), self.words.second(key)) if text]
        room = Room(right - middle, surface.height - 5 - y, 8.5, 5, spacing=1.4)
        surface.block(middle, y, fit("next", texts, surface.type, room), ink=INK)

    def draw_warning(self, surface: Surface) -> float:
        """What must not be written, at the head of the lower half; returns its bottom."""
        key = f"{self.section}.warning"
        texts = [text for text in (self.words(key), self.words.second(key)) if text]
        room = Room(surface.width - 2 * MARGIN, 11, 10, 7, spacing=1.35, bold=True)
        return surface.block(MARGIN, FOLD + 5, fit("warning", texts, surface.type, room), bold=True, ink=SEAL)


def draw_question(surface: Surface, words: Words, key: str, y: float) -> float:
    """A small heading over lines to write on, the second language beside it; returns its bottom."""
    box = (MARGIN, y, surface.width - 2 * MARGIN, 5)
    surface.cell(key, box, words.both(key), 9, 6, bold=True, align="left", padding=0)
    return y + 5
