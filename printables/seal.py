"""The one vermilion seal: a square of one, two or four characters, or a short Latin word."""

from __future__ import annotations

from printables.errors import FieldInvalid
from printables.page import POINTS_PER_MM
from printables.surface import PAPER, SEAL, Ink, Surface

LONGEST = 4


def check_seal(text: str) -> None:
    """Raises FieldInvalid."""
    if len(text) > LONGEST:
        raise FieldInvalid(field="seal", value=text, allowed=f"up to {LONGEST} characters")


def draw_seal(surface: Surface, text: str, left: float, top: float, side: float, ground: Ink = SEAL, ink: Ink = PAPER) -> None:
    """A square of `side` mm with its top left corner at (left, top)."""
    surface.box(left, top, side, side, fill=ground, radius=side * 0.08)
    inset = side * 0.07
    surface.box(left + inset, top + inset, side - 2 * inset, side - 2 * inset, line=ink, weight=side * 0.025)
    for box, part in seal_parts(text, left + 1.6 * inset, top + 1.6 * inset, side - 3.2 * inset):
        size = min(box[2] * POINTS_PER_MM / max(surface.type.width(part, 1, True), 0.01), box[3] * POINTS_PER_MM)
        surface.cell("seal", box, part, size * 0.99, 1, bold=True, ink=ink, padding=0)


def seal_parts(text: str, left: float, top: float, side: float) -> list[tuple[tuple[float, float, float, float], str]]:
    """Chinese: one or two characters down, or four in a square read right to left. Latin: one line across."""
    half = side / 2
    if text.isascii() or len(text) == 1:
        return [((left, top, side, side), text)]
    if len(text) == 2:
        return [((left, top + index * half, side, half), part) for index, part in enumerate(text)]
    columns = [(left + half, text[:2]), (left, text[2:4])]
    return [((x, top + row * half, half, half), part) for x, pair in columns for row, part in enumerate(pair)]
