"""The card that pairs a volunteer's phone: one code, three steps, and no word of the four digits that guard it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from printables.cards import draw_facts, draw_items, place_in
from printables.checks import Mark, check_common, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.page import POINTS_PER_MM, impose
from printables.qr import QrEncoder
from printables.surface import INK, MUTED, RULE, SEAL, Surface
from printables.typesetting import Room, fit, set_at
from printables.words import Words

MARGIN = 8.0
QR_MM = 34.0
DIGITS = 4
STEP_MM = 13.0


@dataclass(frozen=True)
class PairingCard:
    """`token` is the one-time secret in the address; `holder` whom the card is meant for, if that is known."""

    token: str = field(repr=False)
    holder: str = ""


@dataclass(frozen=True)
class PairingCards:
    """Cards for one booth of an event. The four digits are told, never printed: a lost card alone opens nothing."""

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
        impose("A6", self.up)

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
        draw_items(document, impose("A6", self.up), cards, progress)

    def _draw_card(self, words: Words, encoder: QrEncoder, block: CodeBlock, card: PairingCard, surface: Surface) -> None:
        width = surface.width - 2 * MARGIN
        surface.cell("title", (MARGIN, 8, width, 9), words("pairing.title"), 16, 9, True, "left", padding=0)
        second = (MARGIN, 16, width, 5)
        surface.cell("title", second, words.second("pairing.title"), 9, 6, align="left", ink=MUTED, padding=0)
        surface.rule(MARGIN, 22.5, surface.width - MARGIN, 22.5, weight=0.5, ink=INK)
        texts = {"event": self.event, "booth": self.booth, "holder": card.holder, "valid": self.valid_until}
        facts = [(name, words.both(f"pairing.{name}"), text) for name, text in texts.items()]
        draw_facts(surface, (MARGIN, 23.5, width), facts, height=7)
        place = place_in(block, MARGIN - block.quiet, 57 - block.quiet, block.width)
        place.draw_frame(surface, words.both(f"mark.{self.mark}") if self.mark else "")
        place.draw_code(surface, encoder.encode(card.token), "")
        self._draw_steps(surface, words, MARGIN + QR_MM + 5.5)
        self._draw_word(surface, words)

    def _draw_steps(self, surface: Surface, words: Words, left: float) -> None:
        room = Room(surface.width - MARGIN - left - 6, STEP_MM, 9.5, 5, spacing=1.35)
        steps = [
            [text for text in (words(f"pairing.step{number}"), words.second(f"pairing.step{number}")) if text]
            for number in (1, 2, 3)
        ]
        size = min(fit("step", texts, surface.type, room).size for texts in steps)
        for index, texts in enumerate(steps):
            top = 56.5 + index * (STEP_MM + 0.5)
            surface.text(left, top + 4.5, str(index + 1), 13, bold=True, ink=SEAL)
            surface.block(left + 6, top + 0.7, set_at(size, texts, surface.type, room))

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
