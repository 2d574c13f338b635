"""A picture and a logo drawn for the samples, so that no photograph of anybody is shipped."""

from __future__ import annotations

from functools import cache
from math import sin

from PIL import Image, ImageDraw

from printables.photos import to_jpeg, to_png

SKY, HAZE = (243, 214, 170), (250, 240, 222)
HILLS = ((196, 178, 160), (150, 158, 150), (98, 130, 120), (52, 94, 86))
WALL, ROOF, LAMP = (247, 240, 226), (74, 62, 58), (236, 178, 72)


@cache
def street_at_dusk(width: int = 2600, height: int = 1700) -> bytes:
    """A JPEG: hills behind one another, a low sun, a row of houses."""
    image = Image.linear_gradient("L").resize((width, height))
    image = Image.composite(Image.new("RGB", (width, height), HAZE), Image.new("RGB", (width, height), SKY), image)
    draw = ImageDraw.Draw(image)
    radius = height // 9
    centre = (width * 0.68, height * 0.3)
    draw.ellipse((centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius), fill=(214, 84, 50))
    for index, hill in enumerate(HILLS):
        base = height * (0.42 + 0.1 * index)
        ridge = [(x, base + _ridge(x / width, index) * height) for x in range(0, width + 1, 8)]
        draw.polygon([(0, height), *ridge, (width, height)], fill=hill)
    for house in range(9):
        _draw_house(draw, width * (house / 8.2 - 0.03), height * (0.86 + 0.02 * (house % 3)), width / 8, height)
    return to_jpeg(image)


def _ridge(x: float, index: int) -> float:
    return 0.06 * sin(5 * x + 2.1 * index) + 0.03 * sin(13 * x + index)


def _draw_house(draw: ImageDraw.ImageDraw, left: float, top: float, width: float, bottom: float) -> None:
    draw.rectangle((left, top, left + width * 0.92, bottom), fill=WALL)
    eaves = [(left - width * 0.08, top), (left + width * 0.46, top - width * 0.34), (left + width, top)]
    draw.polygon(eaves, fill=ROOF)
    for column in (0.18, 0.58):
        x = left + width * column
        draw.rectangle((x, top + width * 0.16, x + width * 0.16, top + width * 0.4), fill=LAMP)


@cache
def house_mark() -> bytes:
    """A PNG with transparency: a roof over two people, in one circle."""
    image = Image.new("RGBA", (800, 800))
    draw = ImageDraw.Draw(image)
    green = (0, 90, 70, 255)
    draw.ellipse((10, 10, 790, 790), outline=green, width=44)
    draw.polygon([(150, 400), (400, 170), (650, 400), (590, 440), (400, 262), (210, 440)], fill=green)
    for x in (300, 500):
        draw.ellipse((x - 52, 400, x + 52, 504), fill=green)
        draw.pieslice((x - 96, 520, x + 96, 760), 180, 360, fill=green)
    return to_png(image)
