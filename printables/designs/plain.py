"""The plain notice: paper, ink and one seal of colour."""

from __future__ import annotations

from printables.designs import Notice, Piece
from printables.designs.parts import Facts, Organiser, Telling, fit_sponsor, plan_code
from printables.fonts import Typeface
from printables.seal import draw_seal
from printables.surface import INK, MUTED, RULE, Surface
from printables.typesetting import Room, fit_headline

SEAL_MM = 11.0


class PlainNotice:
    """Sized for A6 and scaled up. Raises TextTooLong, MissingGlyphs, QrTooSmall, PictureTooSmall while it is laid out."""

    def __init__(self, notice: Notice, type_: Typeface, piece: Piece, ease: float = 1.0) -> None:
        self.notice, self.ease = notice, ease
        self.scale, self.margin = piece.scale, piece.margin
        self.right, self.bottom = piece.width - piece.margin, piece.height - piece.margin
        self._lay_code(type_, piece)
        self._lay_head(type_)
        self._lay_body(type_)
        self._lay_facts(type_)

    def _lay_code(self, type_: Typeface, piece: Piece) -> None:
        block = plan_code(self.notice, type_, self.scale)
        self.block = block.moved(self.right - block.size / 2, self.bottom - block.height)
        self.foot_top = min(self.block.top - 3.5 * self.scale, self.bottom - 0.3 * piece.height)
        # Where the foot is higher than the code, the code's caption still begins with the facts beside it.
        self.facts_width = self.block.centre - self.block.width / 2 - self.margin - 2

    def _lay_head(self, type_: Typeface) -> None:
        scale, inner = self.scale, self.right - self.margin
        self.seal_mm = SEAL_MM * scale if self.notice.seal else 0.0
        self.organiser = Organiser(self.notice, type_, inner - self.seal_mm - 3 * scale, 8.5 * scale, SEAL_MM * scale)
        most = 26 * self.ease * scale
        room = Room(inner, 27 * self.ease * scale, most, 13 * scale, spacing=1.3, bold=True, most_lines=3)
        self.headline = fit_headline("headline", self.notice.headline, type_, room)
        self.head_top = self.margin + max(self.seal_mm, self.organiser.height, 5 * scale) + 3.5 * scale

    def _lay_body(self, type_: Typeface) -> None:
        self.body_top = self.head_top + self.headline.height + 5 * self.scale
        height = self.foot_top - self.body_top - 3 * self.scale
        box = (self.margin, self.body_top, self.right - self.margin, height)
        self.telling = Telling(self.notice, type_, box, self.scale, self.ease)

    def _lay_facts(self, type_: Typeface) -> None:
        self.sponsor = fit_sponsor(self.notice, type_, self.facts_width, self.scale)
        below = self.sponsor.height + 2.5 * self.scale if self.sponsor else 0.0
        self.facts_top = self.foot_top + 3.5 * self.scale
        self.facts = Facts(self.notice, type_, self.facts_width, self.bottom - below - self.facts_top, self.scale)

    def draw(self, surface: Surface) -> None:
        self._draw_head(surface)
        rule = self.body_top - 2.5 * self.scale
        surface.rule(self.margin, rule, self.right, rule, weight=0.5 * self.scale**0.5, ink=self.notice.colours.accent)
        self.telling.draw(surface)
        surface.rule(self.margin, self.foot_top, self.right, self.foot_top, ink=RULE)
        self.facts.draw(surface, self.margin, self.facts_top)
        if self.sponsor:
            surface.block(self.margin, self.bottom - self.sponsor.height, self.sponsor, ink=MUTED)
        self.block.draw_frame(surface, self.notice.mark)

    def _draw_head(self, surface: Surface) -> None:
        colours, side = self.notice.colours, self.seal_mm
        if side:
            draw_seal(surface, self.notice.seal, self.right - side, self.margin, side, colours.ground, colours.on)
        self.organiser.draw(surface, self.margin, self.margin)
        surface.block(self.margin, self.head_top, self.headline, bold=True, ink=INK)
