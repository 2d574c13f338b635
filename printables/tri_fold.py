"""The tri-fold 折頁: A4 folded to three panels, a headline to pick it up by, three panels to read, a code on the back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from printables.cards import place_in
from printables.checks import Mark, check_common, check_range, require
from printables.code_block import CodeBlock, plan_block
from printables.copies import Copies, Side
from printables.designs import Notice
from printables.designs.parts import Facts, Frame, Organiser, frame
from printables.document import Document, Progress
from printables.fonts import Typeface
from printables.look import PLAIN, Look
from printables.notices import notice_of
from printables.page import FOLDS, TRI_FOLD, Imposition, Slot
from printables.qr import QrEncoder
from printables.seal import check_seal, draw_seal
from printables.surface import INK, RULE, Ink, Surface
from printables.typesetting import Room, fit, fit_headline, set_at

HEIGHT = TRI_FOLD.height
FOLD_IN, OPENING = FOLDS[TRI_FOLD.name]
# The outside from left to right: what folds in, the back, the front. Behind them, so in the other order, the inside.
FLAP = Slot(0, 0, FOLD_IN, HEIGHT)
BACK = Slot(FOLD_IN, 0, OPENING - FOLD_IN, HEIGHT)
FRONT = Slot(OPENING, 0, TRI_FOLD.width - OPENING, HEIGHT)
INSIDE = tuple(Slot(TRI_FOLD.width - panel.left - panel.width, 0, panel.width, HEIGHT) for panel in (FRONT, BACK, FLAP))

MARGIN, TOP = 10.0, 20.0
QR_MM = 36.0
HEADLINE_TOP, HEADLINE_HEIGHT = 58.0, 72.0
BAND = 30.0
PICTURE_BOTTOM = 86.0
SEAL_MM = 16.0
FACTS_TOP, FACTS_SCALE, FOOT = 104.0, 1.3, 24.0
# Text grows to this where a panel has little to say: people read it at arm's length.
LARGEST = 17.0


@dataclass(frozen=True)
class Panel:
    """What one panel says: a title, which may be left out, and paragraphs."""

    lines: tuple[str, ...]
    title: str = ""


def share_out(paragraphs: Sequence[str]) -> tuple[Panel, ...]:
    """Paragraphs without titles over the three inside panels in order, as evenly as they come."""
    total, done = sum(map(len, paragraphs)), 0
    shares: list[list[str]] = [[], [], []]
    for paragraph in paragraphs:
        middle = done + len(paragraph) / 2
        shares[min(int(3 * middle / max(total, 1)), 2)].append(paragraph)
        done += len(paragraph)
    return tuple(Panel(tuple(share)) for share in shares if share)


@dataclass(frozen=True)
class TriFold(Copies):
    """A run of tri-folds, printed on both sides and turned over the short edge; `panels` are the inside from the left.

    `flap` is the first that is seen on opening. `lines` stand under the headline on the front, `contact` is for people
    without a phone. Of the `look` its colours, picture and logo count: a tri-fold has one design.
    """

    languages: tuple[str, ...]
    headline: str
    prefix: str
    codes: Sequence[str] = field(repr=False)
    panels: tuple[Panel, ...] = ()
    flap: Panel = Panel(())
    lines: tuple[str, ...] = ()
    when: str = ""
    where: str = ""
    contact: str = ""
    organiser: str = ""
    opens: str = ""
    seal: str = ""
    look: Look = PLAIN
    mark: Mark = ""

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(headline=self.headline, panels=self.panels)
        check_range("panels", (1, len(self.panels)), len(INSIDE))
        check_seal(self.seal)
        self.check_copies()

    @property
    def document_title(self) -> str:
        return self.headline

    @property
    def imposition(self) -> Imposition:
        return self.impose(TRI_FOLD.name)

    @property
    def two_sided(self) -> bool:
        return True

    @property
    def run_codes(self) -> Sequence[str]:
        return self.codes

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        encoder = QrEncoder(self.prefix, len(self.codes[0]))
        notice = notice_of(self, document.words, QR_MM, encoder.size)
        outside = _Outside(notice, self.flap, self.when, document.type, self.imposition.bleed)
        inside = _Panels("panels", self.panels, document.type, INSIDE, notice.colours.ground)
        for code in self.codes:
            encoder.check(code)
        sides = (
            Side(document.background(self.imposition, outside.draw), outside.block),
            Side(document.background(self.imposition, inside.draw), None),
        )
        self.draw_copies(document, encoder, sides, FRONT, progress)


class _Panels:
    """Panels of text of one size, their titles in one line. Raises TextTooLong."""

    def __init__(self, name: str, panels: Sequence[Panel], type_: Typeface, places: Sequence[Slot], ink: Ink) -> None:
        self.places, self.ink = places[: len(panels)], ink
        # the narrowest panel's measure for all of them
        width = FLAP.width - 2 * MARGIN
        room = Room(width, 26, 22, 14, spacing=1.25, bold=True, most_lines=2)
        titles = [fit_headline(name, panel.title, type_, room) for panel in panels if panel.title]
        room = replace(room, size=min((title.size for title in titles), default=room.size))
        self.titles = [fit_headline(name, panel.title, type_, room) if panel.title else None for panel in panels]
        head = max((title.height for title in self.titles if title), default=0)
        self.text_top = TOP + head + (7 if head else 0)
        body = Room(width, HEIGHT - self.text_top - 16, LARGEST, 8.5, spacing=1.65, gap=0.6)
        least = min(fit(name, panel.lines, type_, body).size for panel in panels)
        self.texts = [set_at(least, panel.lines, type_, body) for panel in panels]

    def draw(self, surface: Surface) -> None:
        for place, title, text in zip(self.places, self.titles, self.texts, strict=True):
            part = surface.part(place)
            if title:
                part.box(MARGIN, TOP - 5, 14, 1.2, fill=self.ink)
                part.block(MARGIN, TOP, title, bold=True)
            part.block(MARGIN, self.text_top, text)


class _Outside:
    """Flap, back with the code, front. Raises QrTooSmall, TextTooLong, PictureTooSmall."""

    def __init__(self, notice: Notice, flap: Panel, when: str, type_: Typeface, bleed: float) -> None:
        self.notice, self.when = notice, when
        self.flap = _Panels("flap", (flap,), type_, (FLAP,), notice.colours.ground)
        block = plan_block(type_, notice.opens, notice.qr_mm, notice.modules, bool(notice.mark), caption_size=11, code_size=12)
        self.block: CodeBlock = place_in(block, BACK.left, TOP + 4, BACK.width)
        width = BACK.width - 2 * MARGIN
        self.facts = Facts(notice, type_, width, HEIGHT - FOOT - FACTS_TOP - 9, FACTS_SCALE)
        self.sender = Organiser(replace(notice, logo=None), type_, width, 11, 9)
        self._lay_front(type_, bleed)

    def _lay_front(self, type_: Typeface, bleed: float) -> None:
        """A picture fills the upper half to where ink may go; the headline then begins under it."""
        notice, width, left = self.notice, FRONT.width - 2 * MARGIN, max(-bleed, 0)
        self.organiser = Organiser(notice, type_, width - (0 if notice.picture else SEAL_MM + 4), 12, 11)
        self.picture: Frame | None = None
        self.organiser_top = TOP + (SEAL_MM - self.organiser.height) / 2
        headline_top, height = HEADLINE_TOP, HEADLINE_HEIGHT
        if notice.picture:
            box = (left, -bleed, FRONT.width + bleed - left, PICTURE_BOTTOM + bleed)
            self.picture = frame(notice.picture, box, notice.focus)
            self.organiser_top = PICTURE_BOTTOM + 6
            headline_top = self.organiser_top + self.organiser.height + 4
            height = HEIGHT - BAND - 30 - headline_top
        room = Room(width, height, 44, 22, spacing=1.25, bold=True, most_lines=4)
        self.headline, self.headline_top = fit_headline("headline", notice.headline, type_, room), headline_top
        self.rule = headline_top + self.headline.height + 5
        room = Room(width, HEIGHT - BAND - 4 - self.rule - 6, 15, 9, spacing=1.5, gap=0.3)
        self.lines = fit("lines", notice.lines, type_, room) if notice.lines else None

    def draw(self, surface: Surface) -> None:
        self.flap.draw(surface)
        self._draw_back(surface.part(BACK))
        self.block.draw_frame(surface, self.notice.mark)
        self._draw_front(surface.part(FRONT))

    def _draw_back(self, panel: Surface) -> None:
        right, foot = panel.width - MARGIN, HEIGHT - FOOT
        if self.facts.facts:
            panel.rule(MARGIN, FACTS_TOP, right, FACTS_TOP, ink=RULE)
            self.facts.draw(panel, MARGIN, FACTS_TOP + 5)
        if self.notice.organiser:
            panel.rule(MARGIN, foot, right, foot, weight=0.5, ink=INK)
            self.sender.draw(panel, MARGIN, foot + 3, INK)

    def _draw_front(self, panel: Surface) -> None:
        notice, right = self.notice, panel.width - MARGIN
        if self.picture:
            self.picture.draw(panel)
        draw_seal(panel, notice.seal, right - SEAL_MM, TOP, SEAL_MM, notice.colours.ground, notice.colours.on)
        self.organiser.draw(panel, MARGIN, self.organiser_top)
        panel.block(MARGIN, self.headline_top, self.headline, bold=True)
        panel.box(MARGIN, self.rule, 24, 1.6, fill=notice.colours.ground)
        if self.lines:
            panel.block(MARGIN, self.rule + 6, self.lines)
        self._draw_band(panel)

    def _draw_band(self, panel: Surface) -> None:
        """Colour from the fold to where ink may go; at home the same white frame on both sides of the panel."""
        left, _, right, bottom = panel.reach
        left, top = max(left, 0), HEIGHT - BAND
        panel.box(left, top, right - left, bottom - top, fill=self.notice.colours.ground)
        box = (MARGIN, top, panel.width - 2 * MARGIN, min(bottom, HEIGHT) - top)
        panel.cell("when", box, self.when, 15, 8, True, "left", self.notice.colours.on, padding=0)
