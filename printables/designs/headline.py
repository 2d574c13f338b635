"""The big headline: Chinese in columns down a band of colour, like a scroll beside a door; other text stacked on a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from printables import vertical
from printables.breaking import clusters
from printables.designs import Notice, Piece
from printables.designs.parts import Box, Facts, Organiser, Telling, fit_sponsor, plan_code
from printables.errors import TextTooLong
from printables.fonts import Typeface
from printables.page import POINTS_PER_MM
from printables.seal import draw_seal
from printables.surface import MUTED, RULE, Surface
from printables.typesetting import Room, Setting, fit_headline
from printables.vertical import Columns, fit_columns

SEAL_MM = 9.0
WIDEST_BAND, DEEPEST_FIELD = 0.43, 0.46
# From this type size on (on A6) the facts may stand beside the code; else they take the whole measure over it.
BESIDE_SIZE = 8.0
NARROWEST = 24.0
MOST_TEXT = 16.0
LEAST_STACKED = 15.0


class Field(Protocol):
    """The colour with the headline on it; `paper` is the box that it leaves for everything else."""

    @property
    def paper(self) -> Box: ...

    def draw(self, surface: Surface) -> None: ...


@dataclass(frozen=True)
class Band:
    """Down the left side, the seal at its foot as a painter signs."""

    notice: Notice
    piece: Piece
    columns: Columns
    top: float
    padding: float

    @property
    def right(self) -> float:
        return max(self.piece.edge, 0) + self.columns.width + 2 * self.padding

    @property
    def paper(self) -> Box:
        left = self.right + 5 * self.piece.scale
        margin = self.piece.margin
        return left, margin, self.piece.width - margin - left, self.piece.height - 2 * margin

    def draw(self, surface: Surface) -> None:
        edge, colours = self.piece.edge, self.notice.colours
        surface.box(edge, edge, self.right - edge, self.piece.height - 2 * edge, fill=colours.ground)
        left = max(edge, 0) + self.padding
        with surface.spoken(self.notice.headline):
            self.columns.draw(surface, left, self.top, colours.on)
        if self.notice.seal:
            side = SEAL_MM * self.piece.scale
            x = left + (self.columns.em - side) / 2 if self.columns.em > side else left
            draw_seal(surface, self.notice.seal, x, self.piece.height - self.top - side, side, colours.on, colours.ground)


def lay_band(notice: Notice, type_: Typeface, piece: Piece, ease: float) -> Band:
    """Raises TextTooLong, MissingGlyphs."""
    scale, shown = piece.scale, max(piece.edge, 0.0)
    padding = 5.0 * scale
    top = max(shown + padding, piece.margin)
    below = (SEAL_MM + 4) * scale if notice.seal else 0.0
    width = WIDEST_BAND * ease * piece.width - shown - 2 * padding
    sizes = (62 * ease * scale, 15 * scale)
    columns = fit_columns("headline", notice.headline, type_, width, piece.height - 2 * top - below, sizes)
    return Band(notice, piece, columns, top, padding)


@dataclass(frozen=True)
class Stack:
    """Across the top, the lines as large as the field takes them."""

    notice: Notice
    piece: Piece
    lines: Setting
    inset: float

    @property
    def bottom(self) -> float:
        return self.top + self.lines.height + 5 * self.piece.scale

    @property
    def top(self) -> float:
        return max(self.piece.edge, 0) + 5 * self.piece.scale

    @property
    def paper(self) -> Box:
        top, margin = self.bottom + 5 * self.piece.scale, self.piece.margin
        return self.inset, top, self.piece.width - margin - self.inset, self.piece.height - margin - top

    def draw(self, surface: Surface) -> None:
        edge, colours = self.piece.edge, self.notice.colours
        surface.box(edge, edge, self.piece.width - 2 * edge, self.bottom - edge, fill=colours.ground)
        surface.block(self.inset, self.top, self.lines, bold=True, ink=colours.on)


def lay_stack(notice: Notice, type_: Typeface, piece: Piece, ease: float) -> Stack:
    """Raises TextTooLong, MissingGlyphs."""
    scale = piece.scale
    inset = max(piece.margin, max(piece.edge, 0.0) + 5 * scale)
    width, depth = piece.width - 2 * inset, DEEPEST_FIELD * ease * piece.height - 10 * scale
    most = max(min(46 * ease * scale, _whole_words(notice.headline, type_, width)), LEAST_STACKED * scale)
    room = Room(width, depth, most, LEAST_STACKED * scale, 1.12, bold=True)
    return Stack(notice, piece, fit_headline("headline", notice.headline, type_, room), inset)


def _whole_words(text: str, type_: Typeface, width: float) -> float:
    """The size at which the longest word still fits on a line, unbroken."""
    type_.check("".join(text.splitlines()))
    widest = max(type_.width(word.strip(), 1, bold=True) for line in text.splitlines() for word in clusters(line))
    return width * POINTS_PER_MM / widest


class HeadlineNotice:
    """Sized for A6 and scaled up. Raises TextTooLong, MissingGlyphs, QrTooSmall, PictureTooSmall while it is laid out."""

    def __init__(self, notice: Notice, type_: Typeface, piece: Piece, ease: float = 1.0) -> None:
        self.notice, self.scale, self.ease = notice, piece.scale, ease
        lay = lay_band if vertical.stands(notice.headline) else lay_stack
        self.field: Field = lay(notice, type_, piece, ease)
        self.left, self.top, self.width, height = self.field.paper
        self.bottom = self.top + height
        self._lay_foot(type_)
        self._lay_upper(type_)

    def _lay_foot(self, type_: Typeface) -> None:
        """The facts and the thanks beside the code, or over it where that would make them small."""
        scale = self.scale
        block = plan_code(self.notice, type_, scale)
        self.block = block.moved(self.left + self.width - block.size / 2, self.bottom - block.height)
        beside = self._beside(type_, self.block.centre - self.block.width / 2 - self.left - 2)
        self.facts, self.sponsor = beside or self._over(type_)
        thanks = self.sponsor.height if self.sponsor else 0.0
        if beside:
            self.facts_top, self.sponsor_top = self.block.top, self.bottom - thanks
        else:
            self.sponsor_top = self.block.top - 3.5 * scale - thanks
            self.facts_top = self.sponsor_top - (2.5 * scale if self.sponsor else 0) - self.facts.height
        self.foot_top = self.facts_top - 3.5 * scale

    def _over(self, type_: Typeface) -> tuple[Facts, Setting | None]:
        facts = Facts(self.notice, type_, self.width, 34 * self.scale, self.scale)
        return facts, fit_sponsor(self.notice, type_, self.width, self.scale)

    def _beside(self, type_: Typeface, width: float) -> tuple[Facts, Setting | None] | None:
        if width < NARROWEST * self.scale:
            return None
        try:
            sponsor = fit_sponsor(self.notice, type_, width, self.scale)
            below = sponsor.height + 2.5 * self.scale if sponsor else 0.0
            facts = Facts(self.notice, type_, width, self.block.height - below, self.scale)
        except TextTooLong:
            return None
        large = facts.size >= BESIDE_SIZE * self.ease * self.scale**0.7
        return (facts, sponsor) if large or not facts.facts else None

    def _lay_upper(self, type_: Typeface) -> None:
        scale = self.scale
        self.organiser = Organiser(self.notice, type_, self.width, 8.5 * scale, 9 * scale)
        below = self.organiser.height + 4 * scale if self.organiser.height else 0.0
        top = self.top + below
        box = (self.left, top, self.width, self.foot_top - 3 * scale - top)
        self.telling = Telling(self.notice, type_, box, scale, self.ease, MOST_TEXT)

    def draw(self, surface: Surface) -> None:
        self.field.draw(surface)
        self.organiser.draw(surface, self.left, self.top)
        self.telling.draw(surface)
        surface.rule(self.left, self.foot_top, self.left + self.width, self.foot_top, ink=RULE)
        self.facts.draw(surface, self.left, self.facts_top)
        if self.sponsor:
            surface.block(self.left, self.sponsor_top, self.sponsor, ink=MUTED)
        self.block.draw_frame(surface, self.notice.mark)
