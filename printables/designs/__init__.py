"""Flyer designs: each lays out a flyer once and says where every copy's own code goes.

Another design is another module with the same class shape, added to DESIGNS in printables/flyer.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from printables.code_block import CodeBlock
from printables.surface import Surface


@dataclass(frozen=True)
class Notice:
    """The words of one flyer, labels included, ready to be set."""

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


class Design(Protocol):
    block: CodeBlock

    def draw(self, surface: Surface) -> None:
        """All that is the same on every copy."""
