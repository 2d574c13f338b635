"""Rows of roof tiles in tints of one colour: what fills the place of a picture that nobody has."""

from __future__ import annotations

from printables.colours import Palette
from printables.surface import PAPER, Surface

# Radius by the tile's own, and how much of the colour is left in the ring.
RINGS = ((1.0, 1.0), (0.8, 0.72), (0.6, 1.0), (0.4, 0.5), (0.2, 1.0))


def draw_scales(surface: Surface, box: tuple[float, float, float, float], width: float, colours: Palette) -> None:
    """Tiles about `width` mm wide, each row half hidden by the next one below it; as many as fill the box evenly."""
    left, top, box_width, height = box
    radius = box_width / max(round(box_width / width), 1) / 2
    rows = int(height / (radius / 2)) + 3
    with surface.clipped(*box):
        surface.box(*box, fill=colours.ground)
        for row in range(rows):
            y = top + row * radius / 2
            for column in range(int(box_width / radius / 2) + 2):
                x = left + 2 * radius * column + (radius if row % 2 else 0) - radius
                _draw_tile(surface, x, y + radius / 2, radius, colours)


def _draw_tile(surface: Surface, x: float, y: float, radius: float, colours: Palette) -> None:
    for share, tint in RINGS:
        surface.circle(x, y, radius * share, fill=colours.tint(tint), line=PAPER if share == 1.0 else None, weight=0.35)
