"""The tip slip 線索單: a resident tells of a neighbour in difficulty, unnamed, unseen, and keeps the number."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from printables.cards import draw_items, draw_steps
from printables.checks import Mark, check_common, require
from printables.document import Document, Progress
from printables.handwriting import draw_lines
from printables.layout import LaidOut
from printables.numbered_slip import (
    BODY_TOP,
    FOLD,
    MARGIN,
    PAPER,
    TEAR,
    NumberedSlip,
    SlipFrame,
    check_slips,
    draw_question,
)
from printables.page import USUAL_UP, Imposition
from printables.surface import MUTED, Surface
from printables.words import Words

STEPS = ("tip.step1", "tip.step2", "tip.step3")


@dataclass(frozen=True)
class TipSlips(LaidOut):
    """One slip a number, two A5 on a sheet. `contact` is where the giver can ask what became of it."""

    most_up: ClassVar[int] = USUAL_UP[PAPER]
    languages: tuple[str, ...]
    event: str
    prefix: str
    slips: tuple[NumberedSlip, ...] = field(repr=False)
    contact: str = ""
    mark: Mark = ""
    up: int = 2

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(event=self.event)
        check_slips(self.slips)
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose(PAPER, self.up)

    @property
    def pieces(self) -> int:
        return len(self.slips)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('tip.title')} {self.event}"

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        frame = SlipFrame(document, "tip", self.prefix, self.slips, self.mark)
        slips = [partial(self._draw_slip, frame, slip) for slip in self.slips]
        draw_items(document, self, slips, progress)

    def _draw_slip(self, frame: SlipFrame, slip: NumberedSlip, surface: Surface) -> None:
        words, width = frame.words, surface.width - 2 * MARGIN
        frame.draw(surface, slip)
        draw_steps(surface, words, STEPS, (MARGIN, BODY_TOP, width, 24), size=11)
        urgent = (MARGIN, FOLD - 8, width, 5)
        surface.cell("urgent", urgent, words.both("tip.urgent"), 8, 5, align="left", ink=MUTED, padding=0)
        y = draw_question(surface, words, "tip.where", frame.draw_warning(surface) + 2.5)
        draw_lines(surface, (MARGIN, y, width, 9.5))
        y = draw_question(surface, words, "tip.what", y + 13)
        draw_lines(surface, (MARGIN, y, width, TEAR - 6 - y))
        facts = [(words("slip.event"), self.event), (words("slip.contact"), self.contact)]
        frame.draw_stub(surface, slip, facts)
