"""The volunteer's badge 志願者證: a name to be read at arm's length, number, team and code; no phone and no ID number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from printables.cards import draw_items, place_in
from printables.checks import Mark, check_common, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.errors import PrivateNumber
from printables.layout import TwoSided, draw_both_sides
from printables.page import CARD, POINTS_PER_MM, USUAL_UP, Imposition
from printables.qr import QrEncoder
from printables.surface import INK, MUTED, RULE, SEAL, Surface
from printables.typesetting import Room, fit, fit_headline
from printables.words import Words

MARGIN = 5.0
QR_MM = 20.0
HEAD = 12.0
FACT_HEIGHT = 5.6
# A badge's number is short; seven digits in a row are a telephone or an identity number.
_PRIVATE = re.compile(r"\d(?:[\s-]?\d){6}")


@dataclass(frozen=True)
class Badge:
    """`number` is the volunteer's own in the plan; `code` signs the volunteer in and out."""

    name: str
    number: str
    code: str
    team: str = ""


@dataclass(frozen=True)
class BadgeBack:
    """What is the same on the back of every badge: where to bring a lost one, and whom to call, a line to write on where that is left out."""

    keeper: str
    place: str = ""
    contact: str = ""

    def __post_init__(self) -> None:
        require(keeper=self.keeper)


@dataclass(frozen=True)
class VolunteerBadges(TwoSided):
    """Cards of 90 × 54 mm, ten on A4, or one a page (`up` 1) for a card printer; with a `back` printed on both sides."""

    most_up: ClassVar[int] = USUAL_UP[CARD.name]
    languages: tuple[str, ...]
    event: str
    prefix: str
    badges: tuple[Badge, ...] = field(repr=False)
    organiser: str = ""
    valid_until: str = ""
    mark: Mark = ""
    up: int = 10
    back: BadgeBack | None = None

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(event=self.event, badges=self.badges)
        for row, badge in enumerate(self.badges, start=1):
            require(name=badge.name, number=badge.number)
            if any(_PRIVATE.search(text) for text in (badge.name, badge.number, badge.team)):
                raise PrivateNumber(row=row)
        same_length([badge.code for badge in self.badges])
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose(CARD.name, self.up)

    @property
    def two_sided(self) -> bool:
        return self.back is not None

    @property
    def pieces(self) -> int:
        return len(self.badges)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('badge.title')} {self.event}"

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        encoder = QrEncoder(self.prefix, len(self.badges[0].code))
        for badge in self.badges:
            encoder.check(badge.code)
        block = plan_block(document.type, (), QR_MM, encoder.size, bool(self.mark), code_size=8)
        block = place_in(block, CARD.width - MARGIN + block.quiet - block.width, HEAD + 1 - block.quiet / 2, block.width)
        background = document.background(self.imposition, partial(self._draw_form, document.words, block))
        cards = [partial(self._draw_badge, document.words, background, encoder, block, badge) for badge in self.badges]
        if self.back:
            back = document.background(self.imposition, partial(self._draw_back, document.words, self.back))
            draw_both_sides(document, self, lambda surface, number: cards[number](surface), lambda surface, _: surface.stamp(back), progress)
        else:
            draw_items(document, self, cards, progress)

    def _draw_form(self, words: Words, block: CodeBlock, surface: Surface) -> None:
        title, second = words("badge.title"), words.second("badge.title")
        surface.text(MARGIN, 8.6, title, 13, bold=True, ink=SEAL)
        left = MARGIN + surface.type.width(title, 13, True) / POINTS_PER_MM + 1.5
        if second:
            surface.text(left, 8.6, second, 7.5, bold=True, ink=SEAL)
            left += surface.type.width(second, 7.5, True) / POINTS_PER_MM + 1.5
        right = surface.width - MARGIN
        surface.cell("event", (left, 3.5, right - left, 7), self.event, 8, 5, align="right", ink=MUTED, padding=0)
        surface.rule(MARGIN, HEAD - 1, right, HEAD - 1, weight=0.5, ink=SEAL)
        block.draw_frame(surface, words.both(f"mark.{self.mark}") if self.mark else "")
        valid = words("badge.valid", until=self.valid_until) if self.valid_until else ""
        foot = "　".join(filter(None, (self.organiser, valid)))
        surface.cell("valid", (MARGIN, 47, right - MARGIN, 4), foot, 7, 5, align="left", ink=MUTED, padding=0)

    def _draw_back(self, words: Words, back: BadgeBack, surface: Surface) -> None:
        """Whom to call stands largest: it is read in a hurry."""
        width, right = surface.width - 2 * MARGIN, surface.width - MARGIN
        surface.cell("call", (MARGIN, 4, width, 4.5), words.both("badge.call"), 8, 5, align="left", ink=MUTED, padding=0)
        if back.contact:
            room = Room(width, 13, 19, 9, spacing=1.2, bold=True, most_lines=2)
            contact = fit("contact", [back.contact], surface.type, room)
            surface.block(MARGIN, 9 + (13 - contact.height) / 2, contact, bold=True, ink=SEAL)
        else:
            surface.rule(MARGIN, 20, right, 20, ink=RULE)
        surface.rule(MARGIN, 24, right, 24, weight=0.5, ink=SEAL)
        surface.cell("found", (MARGIN, 26, width, 4.5), words.both("badge.found"), 8, 5, align="left", ink=MUTED, padding=0)
        keeper = fit("keeper", list(filter(None, (back.keeper, back.place))), surface.type, Room(width, 10.5, 11, 6, spacing=1.25, bold=True))
        surface.block(MARGIN, 31, keeper, bold=True, ink=INK)
        hint = [text for text in (words("badge.scan"), words.second("badge.scan")) if text]
        setting = fit("scan", hint, surface.type, Room(width, 6.5, 7.5, 5, spacing=1.25))
        surface.block(MARGIN, 49.5 - setting.height, setting, ink=MUTED)

    def _draw_badge(
        self, words: Words, background: str, encoder: QrEncoder, block: CodeBlock, badge: Badge, surface: Surface
    ) -> None:
        surface.stamp(background)
        block.draw_code(surface, encoder.encode(badge.code), badge.code)
        width = block.centre - block.width / 2 - MARGIN
        facts = [
            (key, words.both(f"badge.{key}"), text) for key, text in (("number", badge.number), ("team", badge.team)) if text
        ]
        top = 46 - FACT_HEIGHT * len(facts)
        room = Room(width, top - HEAD - 1.5, 30, 13, spacing=1.2, bold=True, most_lines=2)
        name = fit_headline("name", badge.name, surface.type, room)
        surface.block(MARGIN, HEAD + (top - HEAD - name.height) / 2, name, bold=True, ink=INK)
        label_width = max(surface.type.width(label, 7.5) for _, label, _ in facts) / POINTS_PER_MM + 2.5
        for index, (key, label, text) in enumerate(facts):
            y = top + index * FACT_HEIGHT
            surface.cell(key, (MARGIN, y, label_width, FACT_HEIGHT), label, 7.5, align="left", ink=MUTED, padding=0)
            box = (MARGIN + label_width, y, width - label_width, FACT_HEIGHT)
            surface.cell(key, box, text, 11, 6, bold=True, align="left", padding=0)
