"""Flyer designs: each lays out a flyer once and says where every copy's own code goes.

Another design is another module with the same class shape, added to DESIGNS in printables/look.py: built from the notice,
the typeface, the piece of paper and the ease (1: as it is meant; less: the headline and the picture give way to the text).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from printables.code_block import CodeBlock
from printables.colours import Palette
from printables.page import BLANK_EDGE
from printables.photos import Photo
from printables.surface import Surface

A6_WIDTH = 105


@dataclass(frozen=True)
class Piece:
    """One flyer's trimmed size in mm, and where colour and pictures end: so far inside the trim, or beyond it (negative).

    At home they end inside on all four sides, not only at the sheet's edge: the pieces of one sheet are alike, and the
    frame hides a cut that went askew.
    """

    width: float
    height: float
    edge: float = BLANK_EDGE

    @property
    def scale(self) -> float:
        """Designs are drawn for A6 and scaled up."""
        return self.width / A6_WIDTH

    @property
    def margin(self) -> float:
        """Between the trim and any text that stands on paper."""
        return 8 + (self.width - A6_WIDTH) * 0.1


@dataclass(frozen=True)
class Notice:
    """The words of one flyer, labels included, ready to be set, with its colours and pictures."""

    organiser: str
    headline: str
    lines: Sequence[str]
    facts: Sequence[tuple[str, str, str]]
    """(field, label, text): when, where, whom to call; an empty text is left out."""
    opens: Sequence[str]
    seal: str
    mark: str
    qr_mm: float
    modules: int
    colours: Palette
    sponsor: str = ""
    picture: Photo | None = None
    focus: str = "centre"
    logo: Photo | None = None


class Design(Protocol):
    block: CodeBlock

    def draw(self, surface: Surface) -> None:
        """All that is the same on every copy."""
