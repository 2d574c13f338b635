"""Led by a picture: it fills the top to the edges, the headline stands on a band of colour under it."""

from __future__ import annotations

from printables.designs import Notice, Piece
from printables.designs.parts import Facts, Frame, Organiser, fit_sponsor, fit_story, frame, least_text, most_text, plan_code
from printables.designs.scales import draw_scales
from printables.fonts import Typeface
from printables.seal import draw_seal
from printables.surface import MUTED, PAPER, RULE, Surface
from printables.typesetting import Room, fit_headline

LEAST_PICTURE, MOST_PICTURE = 0.26, 0.5
SEAL_MM = 11.0
# the facts' height on A6, where the code beside them is lower
LEAST_FACTS = 32.0


class PictureNotice:
    """Without a picture, a pattern of roof tiles stands in its place.

    Sized for A6 and scaled up. Raises TextTooLong, MissingGlyphs, QrTooSmall, PictureTooSmall while it is laid out.
    """

    def __init__(self, notice: Notice, type_: Typeface, piece: Piece, ease: float = 1.0) -> None:
        self.notice, self.piece, self.ease = notice, piece, ease
        self.scale, self.margin = piece.scale, piece.margin
        self.shown = max(piece.edge, 0.0)
        # text on colour stands a little further in than the colour's own edge
        self.inset = max(self.margin, self.shown + 5 * self.scale)
        self.right, self.bottom = piece.width - self.margin, piece.height - self.margin
        self._lay_foot(type_)
        self._lay_band(type_)
        self._lay_picture(type_)

    def _lay_foot(self, type_: Typeface) -> None:
        scale = self.scale
        block = plan_code(self.notice, type_, scale)
        self.block = block.moved(self.right - block.size / 2, self.bottom - block.height)
        width = self.block.centre - self.block.width / 2 - self.inset - 2
        self.sponsor = fit_sponsor(self.notice, type_, width, scale)
        below = self.sponsor.height + 2.5 * scale if self.sponsor else 0.0
        top = min(self.block.top, self.bottom - below - LEAST_FACTS * scale)
        self.foot_top = top - 3.5 * scale
        self.facts = Facts(self.notice, type_, width, self.bottom - below - top, scale)

    def _lay_band(self, type_: Typeface) -> None:
        scale = self.scale
        most = 26 * self.ease * scale
        room = Room(self.piece.width - 2 * self.inset, most, most, 13 * scale, spacing=1.25, bold=True, most_lines=3)
        self.headline = fit_headline("headline", self.notice.headline, type_, room)
        self.band_height = self.headline.height + 7 * scale

    def _lay_picture(self, type_: Typeface) -> None:
        """The text takes what it needs, the picture the rest."""
        scale, height = self.scale, self.piece.height
        free = self.foot_top - self.shown - self.band_height - (7 * scale if self.notice.lines else 0)
        room = Room(
            self.piece.width - 2 * self.inset,
            free - LEAST_PICTURE * self.ease * height,
            most_text(self.notice.lines, 12.5) * scale,
            least_text(self.ease) * scale,
            gap=0.3,
        )
        self.body = fit_story(self.notice.lines, type_, room)
        high = min(free - (self.body.height if self.body else 0), MOST_PICTURE * height)
        self.band_top = self.shown + high
        edge, width = self.piece.edge, self.piece.width - 2 * self.piece.edge
        self.place = (edge, edge, width, self.band_top - edge)
        self.picture: Frame | None = None
        if self.notice.picture:
            self.picture = frame(self.notice.picture, self.place, self.notice.focus)
        self._lay_plate(type_)

    def _lay_plate(self, type_: Typeface) -> None:
        width = self.piece.width - 2 * self.inset - (SEAL_MM + 9) * self.scale
        self.organiser = Organiser(self.notice, type_, width, 8.5 * self.scale, 9 * self.scale)

    def draw(self, surface: Surface) -> None:
        self._draw_picture(surface)
        self._draw_band(surface)
        if self.body:
            self.body.draw(surface, self.inset, self.band_top + self.band_height + 4 * self.scale, self.notice.colours.accent)
        surface.rule(self.inset, self.foot_top, self.right, self.foot_top, ink=RULE)
        self.facts.draw(surface, self.inset, self.foot_top + 3.5 * self.scale)
        if self.sponsor:
            surface.block(self.inset, self.bottom - self.sponsor.height, self.sponsor, ink=MUTED)
        self.block.draw_frame(surface, self.notice.mark)

    def _draw_picture(self, surface: Surface) -> None:
        if self.picture:
            self.picture.draw(surface)
        else:
            draw_scales(surface, self.place, 13 * self.scale, self.notice.colours)
        self._draw_plate(surface)

    def _draw_plate(self, surface: Surface) -> None:
        """The organiser on white in the upper corner, the seal in the other."""
        edge, scale, colours = self.piece.edge, self.scale, self.notice.colours
        top, side = self.shown + 3.5 * scale, SEAL_MM * scale
        if self.organiser.height:
            high = top + self.organiser.height + 2.5 * scale - edge
            over = edge - 0.3  # no hair of the picture may show along its edge
            surface.box(over, over, self.inset + self.organiser.width + 4 * scale - over, high + 0.3, fill=PAPER)
            self.organiser.draw(surface, self.inset, top)
        if self.notice.seal:
            left = self.piece.width - self.inset - side
            draw_seal(surface, self.notice.seal, left, top, side, colours.ground, colours.on)

    def _draw_band(self, surface: Surface) -> None:
        edge, colours = self.piece.edge, self.notice.colours
        surface.box(edge, self.band_top, self.piece.width - 2 * edge, self.band_height, fill=colours.ground)
        surface.block(self.inset, self.band_top + 3.5 * self.scale, self.headline, bold=True, ink=colours.on)
