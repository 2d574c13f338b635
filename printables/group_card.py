"""A partner group's card: what it performs and when, a box to tick for each delegate, a code for its leader's phone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from printables.cards import draw_card_head, draw_facts, draw_items, place_in
from printables.checks import Mark, check_common, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.errors import FieldInvalid
from printables.handwriting import draw_choice
from printables.layout import LaidOut
from printables.page import USUAL_UP, Imposition
from printables.qr import QrEncoder
from printables.sheet import draw_signature
from printables.surface import INK, MUTED, Surface
from printables.typesetting import Room, fit
from printables.words import Words

MARGIN, QR_MM = 8.0, 26.0
MOST_DELEGATES, ACROSS = 40, 10
BOXES_TOP, BOXES_HEIGHT = 67.0, 33.0
FOOT = 104.0


@dataclass(frozen=True)
class GroupCard:
    """`delegates` is how many are expected; `act`, `slot` and `leader` may be left out."""

    name: str
    code: str
    delegates: int
    act: str = ""
    slot: str = ""
    leader: str = ""

    def __post_init__(self) -> None:
        require(name=self.name)
        if not 1 <= self.delegates <= MOST_DELEGATES:
            raise FieldInvalid(field="delegates", value=self.delegates, allowed=f"1 to {MOST_DELEGATES}")


@dataclass(frozen=True)
class GroupCards(LaidOut):
    """A card for each group, four to a sheet or one (`up`); `prefix` stands before every code."""

    most_up: ClassVar[int] = USUAL_UP["A6"]
    languages: tuple[str, ...]
    event: str
    prefix: str
    cards: tuple[GroupCard, ...] = field(repr=False)
    mark: Mark = ""
    up: int = 4

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(event=self.event, cards=self.cards)
        same_length([card.code for card in self.cards])
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose("A6", self.up)

    @property
    def pieces(self) -> int:
        return len(self.cards)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('group.title')} {self.event}"

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        words, encoder = document.words, QrEncoder(self.prefix, len(self.cards[0].code))
        block = plan_block(document.type, (), QR_MM, encoder.size, bool(self.mark), code_size=8.5)
        for card in self.cards:
            encoder.check(card.code)
        cards = [partial(self._draw_card, words, encoder, block, card) for card in self.cards]
        draw_items(document, self, cards, progress)

    def _draw_card(self, words: Words, encoder: QrEncoder, block: CodeBlock, card: GroupCard, surface: Surface) -> None:
        draw_card_head(surface, words, "group.title", MARGIN)
        texts = {"name": card.name, "act": card.act, "slot": card.slot, "leader": card.leader, "event": self.event}
        facts = [(key, words.both(f"group.{key}"), text) for key, text in texts.items()]
        draw_facts(surface, (MARGIN, 23.5, surface.width - 2 * MARGIN), facts, height=7, keep_empty=True)
        self._draw_delegates(surface, words, card)
        place = place_in(block, MARGIN - block.quiet, FOOT - block.quiet, block.width)
        place.draw_frame(surface, words.both(f"mark.{self.mark}") if self.mark else "")
        place.draw_code(surface, encoder.encode(card.code), card.code)
        self._draw_foot(surface, words, MARGIN + QR_MM + 6)

    def _draw_delegates(self, surface: Surface, words: Words, card: GroupCard) -> None:
        """Numbered boxes, ten in a row, as high as the number of rows lets them be."""
        width = surface.width - 2 * MARGIN
        heading = f"{words.both('group.delegates')} · {card.delegates}"
        surface.cell("delegates", (MARGIN, BOXES_TOP - 6, width * 0.6, 5), heading, 9, 6, True, "left", padding=0)
        hint = (MARGIN + width * 0.6, BOXES_TOP - 6, width * 0.4, 5)
        surface.cell("hint", hint, words("group.delegates_hint"), 8, 5, align="right", ink=MUTED, padding=0)
        side = width / ACROSS
        rows = -(-card.delegates // ACROSS)
        height = min(BOXES_HEIGHT / rows, 10)
        for number in range(card.delegates):
            x, y = MARGIN + number % ACROSS * side, BOXES_TOP + number // ACROSS * height
            surface.box(x + 0.5, y + 0.4, side - 1, height - 0.9, line=INK, weight=0.25, radius=0.6)
            surface.text(x + 1.3, y + 2.9, str(number + 1), 5, ink=MUTED)

    def _draw_foot(self, surface: Surface, words: Words, left: float) -> None:
        width = surface.width - MARGIN - left
        texts = [text for text in (words("group.scan"), words.second("group.scan")) if text]
        y = surface.block(left, FOOT - 1, fit("scan", texts, surface.type, Room(width, 10, 12, 7, 1.3, True)), bold=True)
        hints = [text for text in (words("group.scan_hint"), words.second("group.scan_hint")) if text]
        surface.block(left, y + 0.5, fit("hint", hints, surface.type, Room(width, FOOT + 19 - y, 8.5, 5, 1.35)), ink=MUTED)
        here = (left, FOOT + 20, width, 7)
        draw_choice(surface, here, words("group.leader_here"), words.second("group.leader_here"))
        draw_signature(surface, left, FOOT + 33, width, words.both("group.present"))
