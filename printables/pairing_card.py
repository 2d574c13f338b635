"""The card that pairs a volunteer's phone: one code, three steps, and no word of the four digits that guard it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from printables.cards import draw_card_head, draw_facts, draw_items, draw_steps, place_in
from printables.checks import Mark, check_common, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.layout import LaidOut
from printables.page import POINTS_PER_MM, USUAL_UP, Imposition
from printables.qr import QrEncoder
from printables.surface import RULE, Surface
from printables.typesetting import Room, fit
from printables.words import Words

MARGIN = 8.0
QR_MM = 34.0
DIGITS = 4
STEPS = ("pairing.step1", "pairing.step2", "pairing.step3")
STEP_MM = 13.5


@dataclass(frozen=True)
class PairingCard:
    """`token` is the one-time secret in the address; `holder` whom the card is meant for, if that is known."""

    token: str = field(repr=False)
    holder: str = ""


@dataclass(frozen=True)
class PairingCards(LaidOut):
    """Cards for one booth of an event. The four digits are told, never printed: a lost card alone opens nothing."""

    most_up: ClassVar[int] = USUAL_UP["A6"]
    languages: tuple[str, ...]
    event: str
    booth: str
    valid_until: str
    prefix: str
    cards: tuple[PairingCard, ...] = field(repr=False)
    mark: Mark = ""
    up: int = 4

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(event=self.event, valid_until=self.valid_until, cards=self.cards)
        same_length([card.token for card in self.cards])
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose("A6", self.up)

    @property
    def pieces(self) -> int:
        return len(self.cards)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('pairing.title')} {self.event}"

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        words = document.words
        encoder = QrEncoder(self.prefix, len(self.cards[0].token))
        # a secret of 26 characters is not for typing: no text under the code
        block = plan_block(document.type, (), QR_MM, encoder.size, bool(self.mark), code_size=0)
        for card in self.cards:
            encoder.check(card.token)
        cards = [partial(self._draw_card, words, encoder, block, card) for card in self.cards]
        draw_items(document, self, cards, progress)

    def _draw_card(self, words: Words, encoder: QrEncoder, block: CodeBlock, card: PairingCard, surface: Surface) -> None:
        width = surface.width - 2 * MARGIN
        draw_card_head(surface, words, "pairing.title", MARGIN)
        texts = {"event": self.event, "booth": self.booth, "holder": card.holder, "valid": self.valid_until}
        facts = [(name, words.both(f"pairing.{name}"), text) for name, text in texts.items()]
        draw_facts(surface, (MARGIN, 23.5, width), facts, height=7)
        place = place_in(block, MARGIN - block.quiet, 57 - block.quiet, block.width)
        place.draw_frame(surface, words.both(f"mark.{self.mark}") if self.mark else "")
        place.draw_code(surface, encoder.encode(card.token), "")
        left = MARGIN + QR_MM + 5.5
        draw_steps(surface, words, STEPS, (left, 57, surface.width - MARGIN - left, len(STEPS) * STEP_MM))
        self._draw_word(surface, words)

    def _draw_word(self, surface: Surface, words: Words) -> None:
        """Four boxes show what the phone will ask; the line says who knows it."""
        side, gap, top = 10.0, 2.5, 106.0
        total = DIGITS * side + (DIGITS - 1) * gap
        left = (surface.width - total) / 2
        surface.rule(MARGIN, top - 4, surface.width - MARGIN, top - 4, ink=RULE)
        for index in range(DIGITS):
            x = left + index * (side + gap)
            surface.box(x, top, side, side, line=RULE, weight=0.3, radius=1.5)
            surface.text(x + side / 2, top + side / 2 + 8 * 0.38 / POINTS_PER_MM, "●", 8, align="centre", ink=RULE)
        lines = [text for key in ("word", "once") for text in (words(f"pairing.{key}"), words.second(f"pairing.{key}")) if text]
        room = Room(surface.width - 2 * MARGIN, 21, 9, 6, spacing=1.4)
        surface.block(surface.width / 2, top + side + 2.5, fit("word", lines, surface.type, room), align="centre")
