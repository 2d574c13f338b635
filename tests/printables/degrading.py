"""What happens to a page between the press and a phone: out of focus, askew, in bad light, copied, dirty. All drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tests.decoders import Box
from tests.printables.reading import DPI, Picture

Random = np.random.Generator
PIXELS_PER_MM = DPI / 25.4
TILT = np.radians(40)
# how far the phone is from the page, in page heights: nearer, and perspective is stronger
DISTANCE = 1.6
HIDDEN = 0.10
CONTRAST, GRAIN = 0.55, 0.125


def blur(picture: Picture, random: Random, _: Sequence[Box]) -> Picture:
    """Out of focus: a point becomes a spot of 0.25 to 0.35 mm (standard deviation), a third of a module and more."""
    return _soften(picture, random.uniform(0.25, 0.35) * PIXELS_PER_MM)


def tilt(picture: Picture, random: Random, _: Sequence[Box]) -> Picture:
    """The page leans 40° from the camera, about an axis of any direction, and is turned up to 15° in the picture."""
    height, width = picture.shape
    corners = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
    axis, turn = random.uniform(0, 2 * np.pi), np.radians(random.uniform(-15, 15))
    leaning = corners @ _rotation(axis)
    depth = 1 + leaning[:, 1] * np.sin(TILT) / (DISTANCE * height)
    seen = np.column_stack([leaning[:, 0], leaning[:, 1] * np.cos(TILT)]) / depth[:, None] @ _rotation(turn - axis)
    seen -= seen.min(axis=0)
    right, bottom = seen.max(axis=0)
    size = (int(right) + 1, int(bottom) + 1)
    transform = _perspective(seen, corners + np.array([width, height]) / 2)
    image = Image.fromarray(picture).transform(
        size, Image.Transform.PERSPECTIVE, transform, Image.Resampling.BICUBIC, fillcolor=120
    )
    return np.asarray(image)


def noise(picture: Picture, random: Random, _: Sequence[Box]) -> Picture:
    """A dim evening: half the contrast, a shadow across the page, and grain of an eighth of that contrast in every pixel.

    No dead pixels: cameras take them out, and where they do not, larger codes suffer more than small ones.
    """
    grain = random.standard_normal(picture.shape, dtype=np.float32) * (255 * CONTRAST * GRAIN)
    dim = (60 + _soften(picture, 0.6) * np.float32(CONTRAST) + grain) * _shade(picture.shape, random, 0.75, 1.0)
    return _to_grey(dim)


def photocopy(picture: Picture, random: Random, _: Sequence[Box]) -> Picture:
    """A worn copier: strokes spread or thinned, grey ground, hard contrast, specks of toner and of nothing."""
    spread = ImageFilter.MinFilter(3) if random.random() < 0.5 else ImageFilter.GaussianBlur(0.8)
    page = np.asarray(Image.fromarray(picture).filter(spread)).astype(np.float32)
    page = page * _shade(picture.shape, random, 0.8, 1.0) + random.standard_normal(picture.shape, dtype=np.float32) * 8
    level = random.uniform(90, 150)
    copied = np.clip((page - level) * 6 + 128, 25, 235)
    for tone, share in ((25, 0.0015), (235, 0.0015)):
        copied[_specks(picture.shape, random, share)] = tone
    return _to_grey(copied)


def hide(picture: Picture, random: Random, codes: Sequence[Box]) -> Picture:
    """A tenth of every code under a drop, a strip of tape or its own folded corner; the finders stay in sight."""
    hidden = picture.copy()
    for left, top, right, bottom in codes:
        side = min(right - left, bottom - top)
        patch = hidden[top : top + side, left : left + side]
        patch[_cover(side, random)] = random.choice([0, 110, 255])
    return hidden


DEGRADATIONS: dict[str, Callable[[Picture, Random, Sequence[Box]], Picture]] = {
    "blur": blur,
    "tilt": tilt,
    "noise": noise,
    "photocopy": photocopy,
    "hidden": hide,
}


def _cover(side: int, random: Random) -> NDArray[np.bool_]:
    """A tenth of a square.

    No band from edge to edge: in a code of 29 modules a tenth of the rows is a part of every third code word, and level H
    mends three in ten at the most. Three in four of those are read, and no way of printing them would change that.
    """
    rows, columns = np.mgrid[0:side, 0:side] / side
    kind = random.integers(5)
    if kind == 0:
        return rows + columns > 2 - np.sqrt(2 * HIDDEN)
    finders = _finders(rows, columns)
    while True:
        x, y = random.uniform(0.15, 0.85, 2)
        spot = _drop(rows - y, columns - x) if kind < 3 else _tape(rows - y, columns - x, random)
        if abs(spot.mean() - HIDDEN) < 0.01 and not (spot & finders).any():
            return spot


def _drop(rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.bool_]:
    return rows**2 + columns**2 < HIDDEN / np.pi


def _tape(rows: NDArray[np.float64], columns: NDArray[np.float64], random: Random) -> NDArray[np.bool_]:
    """Twice as long as it is wide, in any direction."""
    angle, width = random.uniform(0, np.pi), np.sqrt(HIDDEN / 2)
    along = columns * np.cos(angle) + rows * np.sin(angle)
    across = rows * np.cos(angle) - columns * np.sin(angle)
    return (np.abs(along) < width) & (np.abs(across) < width / 2)


def _finders(rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where the three finders of the smallest symbol printed here stand: seven of 25 modules."""
    first, last = 7 / 25, 18 / 25
    return ((rows < first) & ((columns < first) | (columns > last))) | ((rows > last) & (columns < first))


def _soften(picture: Picture, pixels: float) -> Picture:
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(pixels)))


def _rotation(angle: float) -> NDArray[np.float64]:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _perspective(seen: NDArray[np.float64], flat: NDArray[np.float64]) -> tuple[float, ...]:
    """Pillow's eight numbers that take a place in the photograph back to its place on the page."""
    rows = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return tuple(np.linalg.solve(np.array(rows), flat.ravel()))


def _shade(shape: tuple[int, ...], random: Random, darkest: float, lightest: float) -> NDArray[np.float32]:
    """Light that falls off evenly from one side of the page to another."""
    angle = random.uniform(0, 2 * np.pi)
    rows, columns = np.ogrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    along = (rows * np.sin(angle) + columns * np.cos(angle) + 1.42) / 2.84
    return (darkest + along * (lightest - darkest)).astype(np.float32)


def _specks(shape: tuple[int, ...], random: Random, share: float) -> NDArray[np.bool_]:
    """Dots of two pixels' width that cover about `share` of the page."""
    seeds = random.random((shape[0] // 2 + 1, shape[1] // 2 + 1), dtype=np.float32) < share
    return np.repeat(np.repeat(seeds, 2, axis=0), 2, axis=1)[: shape[0], : shape[1]]


def _to_grey(picture: NDArray[np.floating]) -> Picture:
    return np.clip(picture, 0, 255).astype(np.uint8)
