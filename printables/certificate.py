"""What every certificate of one page shares: its measure, a table with a total, and who issues it, with room for the seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from printables.page import A4
from printables.surface import INK, MUTED, RULE, Surface
from printables.typesetting import Room, fit

MARGIN = 28.0
WIDTH = A4.width - 2 * MARGIN
ROW_MM, HEAD_MM = 9.0, 8.0
_ISSUER_MM = 68.0


@dataclass(frozen=True)
class Columns:
    """Three columns: what a refusal calls each, the width of the first and of the last in mm; the last holds numbers."""

    names: tuple[str, str, str]
    first_mm: float
    last_mm: float

    @property
    def edges(self) -> tuple[float, ...]:
        return (MARGIN, MARGIN + self.first_mm, MARGIN + WIDTH - self.last_mm, MARGIN + WIDTH)


def draw_table(surface: Surface, columns: Columns, top: float, rows: Sequence[tuple[str, str, str]]) -> float:
    """Draw the heads (the first row), the lines and the total (the last row) from `top` on, and return where the table ends, in mm.

    Raises TextTooLong.
    """
    heads, *lines, total = rows
    _draw_row(surface, columns, top, heads, head=True)
    y = top + HEAD_MM
    for line in lines:
        _draw_row(surface, columns, y, line)
        y += ROW_MM
        surface.rule(MARGIN, y, MARGIN + WIDTH, y, ink=RULE)
    _draw_row(surface, columns, y, total, bold=True)
    for edge, weight in ((top, 0.5), (top + HEAD_MM, 0.3), (y + ROW_MM, 0.5)):
        surface.rule(MARGIN, edge, MARGIN + WIDTH, edge, weight=weight, ink=INK)
    return y + ROW_MM


def _draw_row(surface: Surface, columns: Columns, top: float, texts: tuple[str, str, str], *, head: bool = False, bold: bool = False) -> None:
    height, ink, size = (HEAD_MM, MUTED, 9.5) if head else (ROW_MM, INK, 11.0)
    *others, last = columns.names
    for name, left, right, text in zip((*others, last), columns.edges, columns.edges[1:], texts, strict=False):
        surface.cell(name, (left, top, right - left, height), text, size, 6, bold, "right" if name == last else "left", ink)


def draw_issuer(surface: Surface, top: float, organisation: str, issued: str, seal: str) -> None:
    """Draw who issues it, on which day, and where the seal goes, on the right from `top` on. Raises TextTooLong."""
    left = MARGIN + WIDTH - _ISSUER_MM
    name = fit("organisation", [organisation], surface.type, Room(_ISSUER_MM, 16, 12.5, 8, spacing=1.35, bold=True, most_lines=3))
    bottom = surface.block(left + _ISSUER_MM / 2, top, name, bold=True, align="centre")
    surface.cell("issued", (left, bottom + 1, _ISSUER_MM, 7), issued, 11, 7)
    surface.cell("seal", (left, bottom + 9, _ISSUER_MM, 6), seal, 9, 6, ink=MUTED)
