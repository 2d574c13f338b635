"""The tri-fold 折頁: A4 folded to three panels, a headline to pick it up by, three panels to read, a code on the back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from printables.cards import place_in
from printables.checks import Mark, check_common, check_range, require
from printables.code_block import CodeBlock, plan_block
from printables.copies import Copies, Side
from printables.document import Document, Progress
from printables.fonts import Typeface
from printables.page import FOLDS, POINTS_PER_MM, TRI_FOLD, Imposition, Slot
from printables.qr import QrEncoder
from printables.seal import check_seal, draw_seal
from printables.surface import INK, MUTED, PAPER, RULE, SEAL, Surface
from printables.typesetting import Room, Setting, fit, fit_headline, set_at

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
SEAL_MM = 16.0
LABEL = 8.0
FACTS_TOP, FOOT = 104.0, 24.0
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
    without a phone.
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
        outside = _Outside(self, document, encoder.size)
        inside = _Panels("panels", self.panels, document.type, INSIDE)
        for code in self.codes:
            encoder.check(code)
        sides = (
            Side(document.background(self.imposition, outside.draw), outside.block),
            Side(document.background(self.imposition, inside.draw), None),
        )
        self.draw_copies(document, encoder, sides, FRONT, progress)


class _Panels:
    """Panels of text of one size, their titles on one line of sight. Raises TextTooLong."""

    def __init__(self, name: str, panels: Sequence[Panel], type_: Typeface, places: Sequence[Slot]) -> None:
        self.places = places[: len(panels)]
        # the narrowest panel's measure for all of them
        width = FLAP.width - 2 * MARGIN
        room = Room(width, 26, 22, 14, spacing=1.25, bold=True, most_lines=2)
        titles = [fit_headline(name, panel.title, type_, room) for panel in panels if panel.title]
        size = min((title.size for title in titles), default=room.size)
        self.titles = [fit_headline(name, p.title, type_, replace(room, size=size)) if p.title else None for p in panels]
        head = max((title.height for title in self.titles if title), default=0)
        self.text_top = TOP + head + (7 if head else 0)
        body = Room(width, HEIGHT - self.text_top - 16, LARGEST, 8.5, spacing=1.65, gap=0.6)
        least = min(fit(name, panel.lines, type_, body).size for panel in panels)
        self.texts = [set_at(least, panel.lines, type_, body) for panel in panels]

    def draw(self, surface: Surface) -> None:
        for place, title, text in zip(self.places, self.titles, self.texts, strict=True):
            part = surface.part(place)
            if title:
                part.box(MARGIN, TOP - 5, 14, 1.2, fill=SEAL)
                part.block(MARGIN, TOP, title, bold=True)
            part.block(MARGIN, self.text_top, text)


class _Outside:
    """Flap, back with the code, front. Raises QrTooSmall, TextTooLong."""

    def __init__(self, fold: TriFold, document: Document, modules: int) -> None:
        self.fold, self.words = fold, document.words
        self.flap = _Panels("flap", (fold.flap,), document.type, (FLAP,))
        opens = (fold.opens,) if fold.opens else (self.words("flyer.opens"), self.words.second("flyer.opens"))
        block = plan_block(document.type, opens, QR_MM, modules, bool(fold.mark), caption_size=11, code_size=12)
        self.block: CodeBlock = place_in(block, BACK.left, TOP + 4, BACK.width)
        self._lay_front(document.type)
        self._lay_facts(document.type)

    def _lay_front(self, type_: Typeface) -> None:
        width = FRONT.width - 2 * MARGIN
        room = Room(width, HEADLINE_HEIGHT, 44, 22, spacing=1.25, bold=True, most_lines=4)
        self.headline = fit_headline("headline", self.fold.headline, type_, room)
        self.rule = HEADLINE_TOP + self.headline.height + 6
        room = Room(width, HEIGHT - BAND - 8 - self.rule - 7, 15, 9, spacing=1.5, gap=0.4)
        self.lines = fit("lines", self.fold.lines, type_, room) if self.fold.lines else None

    def _lay_facts(self, type_: Typeface) -> None:
        names = [name for name in ("when", "where", "contact") if getattr(self.fold, name)]
        room = Room(BACK.width - 2 * MARGIN, 19, 13, 9, spacing=1.35, bold=True, most_lines=3)
        settings = [fit(name, getattr(self.fold, name).splitlines(), type_, room) for name in names]
        self.facts: list[tuple[str, Setting]] = [
            (self.words.both(f"flyer.{name}"), setting) for name, setting in zip(names, settings, strict=True)
        ]

    def draw(self, surface: Surface) -> None:
        self.flap.draw(surface)
        self._draw_back(surface.part(BACK))
        self.block.draw_frame(surface, self.words.both(f"mark.{self.fold.mark}") if self.fold.mark else "")
        self._draw_front(surface.part(FRONT))

    def _draw_back(self, panel: Surface) -> None:
        right, top = panel.width - MARGIN, FACTS_TOP
        panel.rule(MARGIN, top, right, top, ink=RULE)
        label_height = LABEL * 1.4 / POINTS_PER_MM
        for label, setting in self.facts:
            panel.text(MARGIN, top + 5 + LABEL * 0.9 / POINTS_PER_MM, label, LABEL, ink=MUTED)
            top = panel.block(MARGIN, top + 5 + label_height, setting, bold=True)
        foot = HEIGHT - FOOT
        panel.rule(MARGIN, foot, right, foot, weight=0.5, ink=INK)
        organiser = (MARGIN, foot + 1, right - MARGIN, 9)
        panel.cell("organiser", organiser, self.fold.organiser, 11, 7, align="left", padding=0)

    def _draw_front(self, panel: Surface) -> None:
        right, seal = panel.width - MARGIN, self.fold.seal or self.words("flyer.seal")
        draw_seal(panel, seal, right - SEAL_MM, TOP, SEAL_MM)
        organiser = (MARGIN, TOP, right - SEAL_MM - 4 - MARGIN, SEAL_MM)
        panel.cell("organiser", organiser, self.fold.organiser, 12, 8, align="left", ink=MUTED, padding=0)
        panel.block(MARGIN, HEADLINE_TOP, self.headline, bold=True)
        panel.box(MARGIN, self.rule, 24, 1.6, fill=SEAL)
        if self.lines:
            panel.block(MARGIN, self.rule + 7, self.lines)
        self._draw_band(panel)

    def _draw_band(self, panel: Surface) -> None:
        """Colour from the fold to where ink may go; at home the same white frame on both sides of the panel."""
        left, _, right, bottom = panel.reach
        left, top = max(left, 0), HEIGHT - BAND
        panel.box(left, top, right - left, bottom - top, fill=SEAL)
        when = (MARGIN, top, panel.width - 2 * MARGIN, min(bottom, HEIGHT) - top)
        panel.cell("when", when, self.fold.when, 15, 8, True, "left", PAPER, padding=0)
