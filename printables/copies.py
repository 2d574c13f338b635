"""A run of copies that carry codes: which code is on which copy, covers between the bundles, some serials once more."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from printables.bundle_cover import BundleCover
from printables.bundle_slip import BundleSlips
from printables.checks import at_least, check_range, require, same_length
from printables.code_block import CodeBlock
from printables.document import Document, Progress
from printables.errors import FieldInvalid
from printables.layout import DrawPiece, TwoSided, draw_both_sides, draw_pieces
from printables.page import Slot
from printables.qr import QrEncoder
from printables.surface import Surface


@dataclass(frozen=True)
class Side:
    """One side of every copy: the form of what is the same, and where the copy's own code goes, if it has one here."""

    background: str
    block: CodeBlock | None


@dataclass(frozen=True, kw_only=True)
class Copies(TwoSided):
    """A run in which every copy carries a code; its serials are 1, 2, 3 … in order.

    Each code is printed on `copies_per_code` copies in a row: 1 for a code per copy, the bundle's size for a code per
    bundle; `copies` ends the run early, for a last bundle that is not full. `serials` (first, last) prints only these,
    laid out anew; `sheets` repeats sheets as they were. With `covers` a cover of the copies' own size comes before the
    first copy of each bundle, so that after cutting it lies where the bundle begins.
    """

    copies_per_code: int = 1
    copies: int | None = None
    serials: tuple[int, int] | None = None
    covers: BundleSlips | None = None
    stacked: bool = True

    @property
    @abstractmethod
    def run_codes(self) -> Sequence[str]:
        """The codes of the whole run."""

    @property
    def total(self) -> int:
        """Copies of the whole run."""
        return self.copies or len(self.run_codes) * self.copies_per_code

    @cached_property
    def order(self) -> Sequence[int]:
        """What lies on what: copies, counted from 0, and before a bundle's first copy its cover as -1, -2, …"""
        first, last = self.serials or (1, self.total)
        copies = range(first - 1, last)
        heads = {bundle.first - 1: -1 - index for index, bundle in enumerate(self.covers.bundles)} if self.covers else {}
        return [piece for copy in copies for piece in ([heads[copy], copy] if copy in heads else [copy])] if heads else copies

    @property
    def pieces(self) -> int:
        return len(self.order)

    def serials_on(self, sheet: int) -> list[int]:
        """The serials that a sheet (counted from 1) carries, in its slots' order: what a spoiled sheet costs."""
        pieces = [self.order[number] for number in self.pieces_on(sheet) if number is not None]
        return [piece + 1 for piece in pieces if piece >= 0]

    def check_copies(self) -> None:
        """Raises FieldEmpty, FieldInvalid, ImpossibleLayout."""
        require(codes=self.run_codes)
        same_length(self.run_codes)
        at_least("copies_per_code", self.copies_per_code, 1)
        if self.copies is not None and not 1 <= self.copies <= len(self.run_codes) * self.copies_per_code:
            raise FieldInvalid(field="copies", value=self.copies, allowed="no more than there are codes for")
        if self.serials:
            check_range("serials", self.serials, self.total)
        for bundle in self.covers.bundles if self.covers else ():
            check_range("covers", (bundle.first, bundle.last), self.total)
        self.check_layout()

    def draw_copies(
        self, document: Document, encoder: QrEncoder, sides: Sequence[Side], cover_place: Slot, progress: Progress | None
    ) -> None:
        """Every copy with one side or two; a cover stands on `cover_place` of a copy's front, its back stays blank."""
        cover = BundleCover(self.covers, document, cover_place) if self.covers else None
        order = self.order
        front, *others = [self._draw_side(side, encoder) for side in sides]

        def draw_front(surface: Surface, number: int) -> None:
            piece = order[number]
            if piece >= 0:
                front(surface, piece)
            elif cover:
                cover.draw(surface, -1 - piece)

        def draw_back(surface: Surface, number: int) -> None:
            if order[number] >= 0:
                others[0](surface, order[number])

        if others:
            draw_both_sides(document, self, draw_front, draw_back, progress)
        else:
            draw_pieces(document, self, draw_front, progress)

    def _draw_side(self, side: Side, encoder: QrEncoder) -> DrawPiece:
        codes, each, background, block = self.run_codes, self.copies_per_code, side.background, side.block

        def draw(surface: Surface, copy: int) -> None:
            surface.stamp(background)
            if block:
                code = codes[copy // each]
                block.draw_code(surface, encoder.encode(code), code)

        return draw
