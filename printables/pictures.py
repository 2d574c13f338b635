"""Four line drawings of how a flyer is scanned and counted, legible at three centimetres: ink, with a ring on what to tap."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

from printables.surface import FAINT, INK, PAPER, RULE, SEAL, WASH, Surface

# Every drawing fills a box of this size; lengths in mm, from its top left corner.
WIDTH, HEIGHT = 30.0, 26.0
PEN = 0.45
PHONE_WIDTH, PHONE_HEIGHT = 14.0, 25.0

Draw = Callable[[Surface, float, float], None]


def draw_phone(surface: Surface, x: float, y: float) -> tuple[float, float, float, float]:
    """A phone with its top left corner at (x, y); returns its screen (x, y, width, height)."""
    surface.box(x, y, PHONE_WIDTH, PHONE_HEIGHT, fill=PAPER, line=INK, weight=PEN, radius=2)
    surface.rule(x + 5.5, y + 1.2, x + 8.5, y + 1.2, weight=0.4, ink=INK)
    screen = (x + 1.2, y + 2.4, PHONE_WIDTH - 2.4, PHONE_HEIGHT - 4.8)
    surface.box(*screen, line=RULE, weight=0.2)
    return screen


def draw_finger(surface: Surface, x: float, y: float) -> None:
    """A fingertip at (x, y) that comes from the lower right, in a ring that says: here."""
    surface.circle(x, y, 3.1, line=SEAL, weight=0.7)
    radius, reach = 1.7, 8.5
    # half a circle around the tip, then two straight sides down to the right
    tip = [(x + radius * cos(pi * step / 8 + pi * 0.75), y + radius * sin(pi * step / 8 + pi * 0.75)) for step in range(9)]
    first, last = tip[0], tip[-1]
    shift = reach / 2**0.5
    outline = [(first[0] + shift, first[1] + shift), *tip, (last[0] + shift, last[1] + shift)]
    surface.shape(outline, fill=PAPER, line=INK, weight=PEN, closed=False)


def draw_code(surface: Surface, x: float, y: float, side: float) -> None:
    """What a code looks like from afar: three corners and a few cells; no reader takes it for one."""
    cell = side / 9
    for column, row in ((0, 0), (6, 0), (0, 6)):
        left, top = x + column * cell, y + row * cell
        surface.box(left + cell * 0.25, top + cell * 0.25, cell * 2.5, cell * 2.5, line=INK, weight=cell * 0.6)
        surface.box(left + cell, top + cell, cell, cell, fill=INK)
    spots = ((4, 0), (4, 2), (3, 4), (5, 4), (8, 4), (4, 6), (6, 6), (8, 6), (7, 7), (5, 8), (8, 8), (0, 4))
    surface.cells([(x + column * cell, y + row * cell, cell, cell) for column, row in spots])


def draw_open_camera(surface: Surface, x: float, y: float) -> None:
    left, top, width, _ = draw_phone(surface, x + 7, y)
    for row in range(2):
        surface.box(left + 1.2, top + 1.5 + row * 3.2, width - 2.4, 2, fill=WASH)
    middle, button = left + width / 2, top + 13
    surface.box(middle - 4, button - 2.8, 8, 5.8, fill=INK, radius=1)
    surface.box(middle - 1.5, button - 3.7, 3, 1.6, fill=INK, radius=0.4)
    surface.circle(middle, button + 0.1, 1.7, line=PAPER, weight=0.5)
    draw_finger(surface, middle + 3.2, button + 2)


def draw_hold_over_code(surface: Surface, x: float, y: float) -> None:
    surface.box(x + 0.5, y + 3, 18, 22, fill=PAPER, line=INK, weight=PEN, radius=0.5)
    for row, length in enumerate((11, 8, 8, 6)):
        surface.rule(x + 3, y + 7 + row * 3.2, x + 3 + length, y + 7 + row * 3.2, weight=0.7, ink=FAINT)
    left, top, width, height = draw_phone(surface, x + 15.5, y)
    side = 7.0
    code_x, code_y = left + (width - side) / 2, top + (height - side) / 2
    draw_code(surface, code_x, code_y, side)
    low, high, arm = -1.3, side + 1.3, 2.2
    for across, down in ((low, low), (high, low), (high, high), (low, high)):
        turn_x, turn_y = (arm if across == low else -arm), (arm if down == low else -arm)
        corner_x, corner_y = code_x + across, code_y + down
        bracket = [(corner_x + turn_x, corner_y), (corner_x, corner_y), (corner_x, corner_y + turn_y)]
        surface.shape(bracket, line=SEAL, weight=0.6, closed=False)


def draw_tap_count(surface: Surface, x: float, y: float) -> None:
    left, top, width, _ = draw_phone(surface, x + 7, y)
    surface.text(left + width / 2, top + 6.5, "438", 13, bold=True, align="centre")
    one, half = (left + 0.8, top + 9, width - 1.6, 4.8), (width - 2.1) / 2
    buttons = {"+1": one, "+5": (left + 0.8, top + 14.3, half, 4.2), "+10": (left + 1.3 + half, top + 14.3, half, 4.2)}
    for label, button in buttons.items():
        surface.box(*button, fill=WASH, line=INK, weight=0.25, radius=0.7)
        shown = (one[0], one[1], 5.5, one[3]) if button is one else button
        surface.cell("button", shown, label, 9 if button is one else 6.5, 4, bold=True, padding=0.1)
    draw_finger(surface, left + width - 3, top + 11.6)


def draw_see_tick(surface: Surface, x: float, y: float) -> None:
    left, top, width, height = draw_phone(surface, x + 8, y)
    surface.box(left, top, width, height, fill=INK)
    middle_x, middle_y = left + width / 2, top + height / 2
    tick = [(middle_x - 3.6, middle_y + 0.3), (middle_x - 1, middle_y + 3), (middle_x + 3.8, middle_y - 3)]
    surface.shape(tick, line=PAPER, weight=1.5, closed=False)


FOUR: tuple[Draw, ...] = (draw_open_camera, draw_hold_over_code, draw_tap_count, draw_see_tick)
