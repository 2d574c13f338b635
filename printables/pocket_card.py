"""The volunteer's pocket card: four pictures of how to scan on one side, what to do when something goes wrong on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from printables import pictures
from printables.checks import at_least, one_of
from printables.document import Document, Progress
from printables.layout import TwoSided, draw_both_sides, draw_pieces
from printables.page import USUAL_UP, Imposition, Slot
from printables.surface import FAINT, INK, MUTED, PAPER, RULE, SEAL, Surface
from printables.typesetting import Room, fit, set_at
from printables.words import Words

MARGIN = 5.5
STEPS = ("step1", "step2", "step3", "step4")
CASES = ("dead", "rain", "run_out", "wrong_booth")
# layout → what one piece is before it is folded
LAYOUTS = {"fold": "A6 landscape", "duplex": "A7"}
HEAD, CASES_TOP, CALL_TOP = 15.0, 18.5, 80.0


@dataclass(frozen=True)
class PocketCards(TwoSided):
    """A7 cards that are all alike; `copies` of them, by default as many as fill a sheet.

    ``fold``: four a sheet, printed on one side, pictures beside advice, folded in the middle. ``duplex``: eight a sheet,
    the emergency card on the back of the pocket card. `contact` is whom to ask, `phone` the number to call; what is left
    out is a line to write on.
    """

    most_up: ClassVar[int] = max(USUAL_UP[name] for name in LAYOUTS.values())
    languages: tuple[str, ...]
    contact: str = ""
    phone: str = ""
    event: str = ""
    layout: str = "fold"
    copies: int | None = None

    def __post_init__(self) -> None:
        Words(self.languages)
        one_of("layout", self.layout, LAYOUTS)
        if self.copies is not None:
            at_least("copies", self.copies, 1)
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose(LAYOUTS[self.layout])

    @property
    def two_sided(self) -> bool:
        return self.layout == "duplex"

    @property
    def pieces(self) -> int:
        return self.copies or self.imposition.up

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('pocket.title')} {self.event}".strip()

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        words, imposition = document.words, self.imposition
        if self.two_sided:
            front = document.background(imposition, lambda surface: self._draw_front(surface, words))
            back = document.background(imposition, lambda surface: self._draw_back(surface, words))
            draw_both_sides(document, self, lambda copy, _: copy.stamp(front), lambda copy, _: copy.stamp(back), progress)
        else:
            both = document.background(imposition, lambda surface: self._draw_folded(surface, words))
            draw_pieces(document, self, lambda copy, _: copy.stamp(both), progress)

    def _draw_folded(self, surface: Surface, words: Words) -> None:
        """Advice left, pictures right: folded behind each other, both stand upright."""
        half, (_, top, _, bottom) = surface.width / 2, surface.reach
        surface.dashes(half, top, half, bottom, weight=0.15, ink=FAINT)
        self._draw_back(surface.part(Slot(0, 0, half, surface.height)), words)
        self._draw_front(surface.part(Slot(half, 0, half, surface.height)), words)

    def _draw_front(self, surface: Surface, words: Words) -> None:
        width = surface.width - 2 * MARGIN
        surface.cell("title", (MARGIN, 4.5, width, 8), words.both("pocket.title"), 14, 7, True, "left", padding=0)
        surface.rule(MARGIN, HEAD - 1.5, surface.width - MARGIN, HEAD - 1.5, weight=0.5, ink=INK)
        column, row = width / 2, (surface.height - HEAD - 10) / 2
        room = Room(column - 7, row - pictures.HEIGHT - 3, 9, 5, spacing=1.25, bold=True)
        captions = [_caption(words, f"pocket.{key}") for key in STEPS]
        size = min(fit("step", texts, surface.type, room).size for texts in captions)
        for index, texts in enumerate(captions):
            left, top = MARGIN + index % 2 * column, HEAD + 1.5 + index // 2 * row
            pictures.FOUR[index](surface, left + (column - pictures.WIDTH) / 2, top)
            surface.text(left + 0.5, top + pictures.HEIGHT + 5, str(index + 1), 14, bold=True, ink=SEAL)
            caption = set_at(size, texts, surface.type, room)
            surface.block(left + 5, top + pictures.HEIGHT + 1.3, caption, bold=True)
        foot = (MARGIN, surface.height - 8, width, 4)
        surface.cell("event", foot, self.event, 6.5, 5, align="left", ink=MUTED, padding=0)

    def _draw_back(self, surface: Surface, words: Words) -> None:
        width = surface.width - 2 * MARGIN
        surface.box(MARGIN, 5.5, width, 9, fill=INK)
        surface.cell("title", (MARGIN, 5.5, width, 9), words.both("emergency.title"), 13, 7, True, ink=PAPER)
        each = (CALL_TOP - CASES_TOP) / len(CASES)
        room = Room(width, each - 7.6, 9.5, 5, spacing=1.3)
        keys = [f"emergency.{case}_do" for case in CASES]
        advice = [[text for text in (words(key), words.second(key)) if text] for key in keys]
        size = min(fit("advice", texts, surface.type, room).size for texts in advice)
        for index, case in enumerate(CASES):
            top = CASES_TOP + index * each
            heading = (MARGIN, top - 1, width, 5.5)
            surface.cell("case", heading, words.both(f"emergency.{case}"), 11.5, 7, True, "left", padding=0)
            surface.block(MARGIN, top + 4.7, set_at(size, advice[index], surface.type, room))
            if index:
                surface.rule(MARGIN, top - 2, surface.width - MARGIN, top - 2, ink=RULE)
        self._draw_call(surface, words, width)

    def _draw_call(self, surface: Surface, words: Words, width: float) -> None:
        top, height = CALL_TOP, surface.height - CALL_TOP - 5.5
        surface.box(MARGIN, top, width, height, line=SEAL, weight=0.6, radius=1)
        label = (MARGIN + 2, top + 1, width - 4, 4)
        surface.cell("call", label, words.both("emergency.call"), 7.5, 5, align="left", ink=MUTED, padding=0)
        name = (MARGIN + 2, top + 5, width - 4, 6)
        surface.cell("contact", name, self.contact, 12, 7, bold=True, align="left", padding=0)
        number = (MARGIN + 2, top + 10.8, width - 4, height - 11.5)
        surface.cell("phone", number, self.phone, 18, 9, bold=True, align="left", ink=SEAL, padding=0)
        for text, (left, y, right, high) in ((self.contact, name), (self.phone, number)):
            if not text.strip():
                surface.rule(left, y + high - 1, left + right, y + high - 1, ink=RULE)


def _caption(words: Words, key: str) -> list[str]:
    """One language is broken where it is spoken; two have no room for that."""
    second = words.second(key)
    return [words(key).replace("\n", ""), second.replace("\n", "")] if second else words(key).splitlines()
