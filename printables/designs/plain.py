"""The plain notice: paper, ink and one vermilion seal."""

from __future__ import annotations

from printables.code_block import plan_block
from printables.designs import Notice
from printables.fonts import Typeface
from printables.page import POINTS_PER_MM
from printables.seal import draw_seal
from printables.surface import INK, MUTED, RULE, Surface
from printables.typesetting import Room, Setting, fit, fit_headline, fit_line

A6_WIDTH = 105
SEAL_MM = 11.0
LABEL_SIZE = 7.0
LABEL_SPACING = 1.3


class PlainNotice:
    """Sized for A6 and scaled up. Raises TextTooLong, QrTooSmall while it is laid out."""

    def __init__(self, notice: Notice, type_: Typeface, width: float, height: float) -> None:
        self.notice = notice
        self.scale = width / A6_WIDTH
        self.width, self.height = width, height
        self.margin = 8 + (width - A6_WIDTH) * 0.1
        self._lay_code(type_)
        self._lay_head(type_)
        self._lay_body(type_)
        self._lay_facts(type_)

    def _lay_code(self, type_: Typeface) -> None:
        notice, scale = self.notice, self.scale
        block = plan_block(
            type_, notice.opens, notice.qr_mm, notice.modules, bool(notice.mark), 7.5 * scale**0.5, 10 * scale**0.5
        )
        bottom = self.height - self.margin
        centre = self.width - self.margin - block.size / 2
        self.block = block.moved(centre, bottom - block.height)
        self.foot_top = min(self.block.top - 3.5 * scale, bottom - 0.3 * self.height)
        # Where the foot is higher than the code, the code's caption still begins with the facts beside it.
        self.facts_width = self.block.centre - self.block.width / 2 - self.margin - 2

    def _lay_head(self, type_: Typeface) -> None:
        scale, inner = self.scale, self.width - 2 * self.margin
        self.seal_mm = SEAL_MM * scale if self.notice.seal else 0.0
        beside = inner - self.seal_mm - 3 * scale
        self.organiser = _line_or_none("organiser", self.notice.organiser, type_, beside, 8.5 * scale)
        room = Room(inner, 27 * scale, 26 * scale, 13 * scale, spacing=1.3, bold=True, most_lines=3)
        self.headline = fit_headline("headline", self.notice.headline, type_, room)
        self.head_top = self.margin + max(self.seal_mm, 5 * scale) + 3.5 * scale

    def _lay_body(self, type_: Typeface) -> None:
        scale = self.scale
        self.body_top = self.head_top + self.headline.height + 5 * scale
        height = self.foot_top - self.body_top - 3 * scale
        room = Room(self.width - 2 * self.margin, height, 14 * scale, 7.5 * scale, gap=0.3)
        self.body = fit("lines", self.notice.lines, type_, room) if self.notice.lines else None

    def _lay_facts(self, type_: Typeface) -> None:
        scale = self.scale
        facts = [fact for fact in self.notice.facts if fact[2]]
        height = self.height - self.margin - self.foot_top - 3.5 * scale
        each = height / max(len(facts), 1) - self._label_height - 1.2 * scale
        room = Room(self.facts_width, each, 9.5 * scale, 7 * scale**0.7, 1.3, bold=True)
        settings = [fit(field, text.splitlines(), type_, room) for field, _, text in facts]
        used = sum(setting.height + self._label_height for setting in settings)
        gap = min(5 * scale, (height - used) / max(len(facts) - 1, 1))
        top = self.foot_top + 3.5 * scale
        self.facts: list[tuple[float, str, Setting]] = []
        for (_, label, _), setting in zip(facts, settings, strict=True):
            self.facts.append((top, label, setting))
            top += self._label_height + setting.height + gap

    @property
    def _label_height(self) -> float:
        return LABEL_SIZE * self.scale * LABEL_SPACING / POINTS_PER_MM

    def draw(self, surface: Surface) -> None:
        margin, right = self.margin, self.width - self.margin
        self._draw_seal(surface)
        if self.organiser:
            surface.block(margin, margin, self.organiser, ink=MUTED)
        surface.block(margin, self.head_top, self.headline, bold=True)
        rule = self.body_top - 2.5 * self.scale
        surface.rule(margin, rule, right, rule, weight=0.5 * self.scale**0.5, ink=INK)
        if self.body:
            surface.block(margin, self.body_top, self.body)
        surface.rule(margin, self.foot_top, right, self.foot_top, ink=RULE)
        for top, label, setting in self.facts:
            size = LABEL_SIZE * self.scale
            surface.text(margin, top + size * 0.9 / POINTS_PER_MM, label, size, ink=MUTED)
            surface.block(margin, top + self._label_height, setting, bold=True)
        self.block.draw_frame(surface, self.notice.mark)

    def _draw_seal(self, surface: Surface) -> None:
        text, side = self.notice.seal, self.seal_mm
        if not text:
            return
        draw_seal(surface, text, self.width - self.margin - side, self.margin, side)


def _line_or_none(field: str, text: str, type_: Typeface, width: float, size: float) -> Setting | None:
    return fit_line(field, text, type_, Room(width, 20, size, size * 0.75)) if text else None
