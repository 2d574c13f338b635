"""The cover of a bundle: cut in one stroke with its flyers, it lies where the bundle begins and says which one it is."""

from __future__ import annotations

from printables.bundle_slip import Bundle, BundleSlips
from printables.cards import draw_facts, place_in
from printables.code_block import plan_block
from printables.document import Document
from printables.page import A6, Slot
from printables.qr import QrEncoder
from printables.surface import INK, MUTED, PAPER, Surface
from printables.typesetting import Room, fit
from printables.words import Words

# Lengths for A6, scaled up for larger flyers.
MARGIN, BAND, FACTS_TOP, FOOT = 8.0, 31.0, 36.0, 8.0
FACT_MM = 8.0
QR_MM = 27.0


class BundleCover:
    """All covers of a run, each on its `place` of a copy's front. Raises QrTooSmall, WrongCodeLength, TextTooLong."""

    def __init__(self, slips: BundleSlips, document: Document, place: Slot) -> None:
        self.slips, self.words, self.place = slips, Words(slips.languages), place
        self.scale = min(place.width / A6.width, place.height / A6.height)
        self.margin = MARGIN * self.scale
        self.encoder = QrEncoder(slips.prefix, len(slips.bundles[0].code))
        for bundle in slips.bundles:
            self.encoder.check(bundle.code)
        larger, modules = self.scale**0.5, self.encoder.size
        captions = (self.words("bundle.staff"), self.words.second("bundle.staff"))
        block = plan_block(document.type, captions, QR_MM * larger, modules, bool(slips.mark), 8 * larger, 10 * larger)
        self.foot = place.height - self.margin - FOOT * self.scale
        left = place.width - self.margin - block.width + block.quiet
        self.block = place_in(block, left, self.foot - block.height - 2 * self.scale, block.width)

    def draw(self, copy: Surface, index: int) -> None:
        surface, bundle = copy.part(self.place), self.slips.bundles[index]
        self._draw_band(surface, bundle)
        texts = [(name, self.words.both(f"bundle.{name}"), getattr(self.slips, name)) for name in ("run", "material", "event")]
        box = (self.margin, FACTS_TOP * self.scale, surface.width - 2 * self.margin)
        bottom = draw_facts(surface, box, texts, FACT_MM * self.scale, 11 * self.scale)
        self._draw_figures(surface, bundle, bottom + 5 * self.scale)
        self.block.draw_frame(surface, self.words.both(f"mark.{self.slips.mark}") if self.slips.mark else "")
        self.block.draw_code(surface, self.encoder.encode(bundle.code), bundle.code)
        self._draw_foot(surface)

    def _draw_band(self, surface: Surface, bundle: Bundle) -> None:
        """Dark as far as ink may go: a pile of bundles shows from its side where each begins."""
        words, scale, margin = self.words, self.scale, self.margin
        left, top, right, _ = surface.reach
        surface.box(left, top, right - left, BAND * scale - top, fill=INK)
        width = surface.width - 2 * margin
        total = self.slips.total or len(self.slips.bundles)
        title = (margin, margin, width, 6 * scale)
        surface.cell("title", title, words.both("cover.title"), 10 * scale, 6, align="left", ink=PAPER, padding=0)
        number = (margin, margin + 6 * scale, width, 14 * scale)
        surface.cell("number", number, f"{bundle.number} / {total}", 42 * scale, 12, True, "left", PAPER, padding=0)
        said = (margin + width * 0.5, margin + 13 * scale, width * 0.5, 6 * scale)
        text = words.both("bundle.number", number=bundle.number, total=total)
        surface.cell("number", said, text, 9 * scale, 5, align="right", ink=PAPER, padding=0)

    def _draw_figures(self, surface: Surface, bundle: Bundle, top: float) -> None:
        scale, margin = self.scale, self.margin
        width = self.block.centre - self.block.width / 2 - margin - 2 * scale
        figures = (("quantity", f"{bundle.quantity:,}", 44), ("range", f"{bundle.first:,}–{bundle.last:,}", 24))
        for name, text, size in figures:
            label = (margin, top, width, 4 * scale)
            surface.cell(name, label, self.words.both(f"bundle.{name}"), 8 * scale, 5, align="left", ink=MUTED, padding=0)
            height = size * 0.42 * scale
            surface.cell(name, (margin, top + 4.5 * scale, width, height), text, size * scale, 10, True, "left", padding=0)
            top += height + 9 * scale

    def _draw_foot(self, surface: Surface) -> None:
        scale, margin, right = self.scale, self.margin, surface.width - self.margin
        surface.rule(margin, self.foot, right, self.foot, weight=0.5 * scale, ink=INK)
        texts = [text for text in (self.words("cover.keep"), self.words.second("cover.keep")) if text]
        room = Room(right - margin, FOOT * scale - 1, 9 * scale, 5, spacing=1.3)
        surface.block(margin, self.foot + 1.5 * scale, fit("keep", texts, surface.type, room))
