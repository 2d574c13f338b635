"""What a hand fills in or does to a card: boxes to tick, lines to write on, the line to fold or to tear along."""

from __future__ import annotations

from printables.page import POINTS_PER_MM
from printables.surface import CENTRE, INK, MUTED, PAPER, RULE, SEAL, Surface
from printables.typesetting import Room, fit

TICK_MM = 4.0


def draw_tick_box(surface: Surface, x: float, y: float, side: float = TICK_MM, ticked: bool = False) -> None:
    """An empty box with its top left corner at (x, y), or one ticked beforehand."""
    surface.box(x, y, side, side, line=INK, weight=0.3, radius=side * 0.1)
    if ticked:
        points = [(x + side * 0.2, y + side * 0.52), (x + side * 0.42, y + side * 0.76), (x + side * 0.84, y + side * 0.22)]
        surface.shape(points, line=INK, weight=side * 0.13, closed=False)


def draw_choice(surface: Surface, box: tuple[float, float, float, float], label: str, second: str = "", size: float = 10, lines: int = 1) -> None:
    """A tick box and what it stands for, in (x, y, width, height), on so many lines; the second language under it. Raises TextTooLong."""
    left, top, width, height = box
    draw_tick_box(surface, left, top + (height - TICK_MM) / 2)
    beside = left + TICK_MM + 1.8
    room = width - TICK_MM - 1.8
    upper = height * 0.62 if second else height
    setting = fit("choice", [label], surface.type, Room(room, upper, size, 6, spacing=1.1 if lines > 1 else 1.5, most_lines=lines))
    surface.block(beside, top + (upper - setting.height) / 2, setting)
    surface.cell("choice", (beside, top + upper, room, height - upper), second, size * 0.7, 5, align="left", ink=MUTED, padding=0)


def draw_lines(surface: Surface, box: tuple[float, float, float, float], step: float = 8.5) -> None:
    """As many lines as (x, y, width, height) holds at least `step` apart, the last one on its lower edge."""
    left, top, width, height = box
    count = max(int(height / step), 1)
    for number in range(1, count + 1):
        y = top + height * number / count
        surface.rule(left, y, left + width, y, ink=RULE)


def draw_fold(surface: Surface, y: float, label: str, size: float = 7.5) -> None:
    """A broken line across the paper that says on itself what it is for."""
    left, _, right, _ = surface.reach
    surface.dashes(left, y, right, y)
    width = surface.type.width(label, size) / POINTS_PER_MM + 4
    surface.box((surface.width - width) / 2, y - 2, width, 4, fill=PAPER)
    surface.text(surface.width / 2, y + CENTRE * size / POINTS_PER_MM, label, size, align="centre", ink=SEAL)
