"""Handwriting made of strokes, so that no two rows look alike: pseudo-Chinese characters, Latin scribbles, figures, signatures.

Everything is synthetic.  Lengths are millimetres on the page, y grows downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Random = np.random.Generator

PENS: dict[str, tuple[tuple[int, int, int], float]] = {
    "black": ((35, 33, 38), 0.92),
    "blue": ((32, 58, 150), 0.9),
    "dark blue": ((24, 34, 92), 0.92),
    "red": ((186, 38, 44), 0.88),
    "pencil": ((98, 98, 102), 0.62),
}
"""A pen's colour and how much of the paper it covers."""
FIGURES = {
    "0": [[(0.5, 0), (0.1, 0.3), (0.15, 0.8), (0.5, 1), (0.85, 0.7), (0.85, 0.25), (0.5, 0)]],
    "1": [[(0.35, 0.2), (0.55, 0), (0.5, 1)]],
    "2": [[(0.15, 0.25), (0.5, 0), (0.8, 0.3), (0.15, 1), (0.9, 0.95)]],
    "3": [[(0.15, 0.1), (0.7, 0.05), (0.4, 0.45), (0.8, 0.7), (0.4, 1), (0.1, 0.9)]],
    "4": [[(0.6, 0), (0.1, 0.65), (0.9, 0.65)], [(0.65, 0.35), (0.6, 1)]],
    "5": [[(0.25, 0), (0.2, 0.45), (0.7, 0.5), (0.7, 0.9), (0.15, 1)], [(0.25, 0.02), (0.85, 0)]],
    "6": [[(0.7, 0), (0.2, 0.5), (0.2, 0.9), (0.6, 1), (0.75, 0.7), (0.25, 0.65)]],
    "7": [[(0.1, 0.05), (0.9, 0), (0.4, 1)]],
    "8": [[(0.6, 0.05), (0.2, 0.25), (0.75, 0.75), (0.4, 1), (0.2, 0.75), (0.75, 0.25), (0.55, 0.02)]],
    "9": [[(0.75, 0.3), (0.4, 0.45), (0.25, 0.15), (0.6, 0), (0.75, 0.3), (0.6, 1)]],
    ":": [[(0.45, 0.3), (0.5, 0.36)], [(0.45, 0.75), (0.5, 0.82)]],
}


@dataclass
class Stroke:
    """One movement of the pen."""

    points: Points
    pressure: float = 1.0


@dataclass
class Hand:
    """How somebody writes: pen, size, slant, haste."""

    pen: str
    width: float
    size: float
    slant: float
    wobble: float
    haste: float
    pressure: float
    strokes: list[Stroke] = field(default_factory=list)

    @classmethod
    def of(cls, random: Random) -> Hand:
        pen = random.choice(list(PENS), p=[0.42, 0.22, 0.2, 0.06, 0.1])
        widths = {"pencil": (0.35, 0.55)}.get(str(pen), (0.3, 0.75))
        return cls(
            str(pen), random.uniform(*widths), random.uniform(4.2, 7.4), random.normal(0, 0.12), random.uniform(0.01, 0.05),
            random.beta(2, 3), random.uniform(0.8, 1.0),
        )  # fmt: skip


def spline(points: Points, steps: int = 6) -> Points:
    """A smooth curve through the points (Catmull-Rom)."""
    if len(points) < 3:
        return points
    whole = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(whole, whole[1:], whole[2:], whole[3:]):
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*parts, points[-1:]])


def _shaped(random: Random, hand: Hand, shape: Points, x: float, y: float, width: float, height: float) -> Points:
    """A stroke of the unit square as this hand draws it in the box."""
    shaky = shape + random.normal(0, hand.wobble, shape.shape)
    curve = spline(shaky)
    return np.column_stack([x + width * (curve[:, 0] + hand.slant * (1 - curve[:, 1])), y + height * curve[:, 1]])


def character(random: Random, hand: Hand, x: float, y: float, size: float) -> list[Stroke]:
    """A character that nobody can read, built like a Chinese one: one or two parts, each of a few strokes."""
    layout = random.choice(["whole", "beside", "above"], p=[0.3, 0.45, 0.25])
    split = random.uniform(0.35, 0.6)
    boxes = {
        "whole": [(0.0, 0.0, 1.0, 1.0)],
        "beside": [(0.0, 0.0, split - 0.05, 1.0), (split, 0.0, 1 - split, 1.0)],
        "above": [(0.0, 0.0, 1.0, split - 0.05), (0.0, split, 1.0, 1 - split)],
    }[str(layout)]
    strokes: list[Stroke] = []
    for left, top, width, height in boxes:
        for shape in _part(random):
            box = (x + left * size, y + top * size, width * size, height * size)
            strokes.append(Stroke(_shaped(random, hand, shape, *box), random.uniform(0.8, 1.1)))
    return _run_together(random, hand, strokes)


def _part(random: Random) -> list[Points]:
    shapes: list[Points] = []
    for _ in range(random.integers(2, 6)):
        a, b, c = random.uniform(0.05, 0.95, 3)
        kind = random.choice(["across", "down", "left", "right", "dot", "corner"], p=[0.3, 0.2, 0.15, 0.12, 0.11, 0.12])
        raw = {
            "across": [(0.05 + 0.3 * a, b), (0.65 + 0.3 * c, b - 0.06)],
            "down": [(a, 0.3 * b), (a + 0.02, 0.65 + 0.35 * c)],
            "left": [(0.3 + 0.5 * a, 0.25 * b), (0.3 + 0.3 * a, 0.5), (0.15 * c, 0.7 + 0.3 * c)],
            "right": [(0.3 * a + 0.2, 0.3 * b), (0.6, 0.6), (0.8 + 0.2 * c, 0.95)],
            "dot": [(a, b), (min(1.0, a + 0.12), min(1.0, b + 0.14))],
            "corner": [(0.1, 0.3 * b), (0.85, 0.3 * b - 0.04), (0.8, 0.6 + 0.3 * c)],
        }[str(kind)]
        shapes.append(np.array(raw, float))
    return shapes


def _run_together(random: Random, hand: Hand, strokes: list[Stroke]) -> list[Stroke]:
    """Haste leaves a thin trace between strokes."""
    joined = []
    for stroke, following in pairwise(strokes):
        if random.random() < hand.haste * 0.6:
            joined.append(Stroke(np.vstack([stroke.points[-1:], following.points[:1]]), 0.5))
    return strokes + joined


def chinese(random: Random, hand: Hand, x: float, y: float, count: int, size: float, room: float) -> list[Stroke]:
    """So many characters on a line, squeezed when the cell is narrow."""
    step = min(size * random.uniform(0.95, 1.15), room / count)
    strokes: list[Stroke] = []
    for index in range(count):
        drift = random.normal(0, 0.25)
        strokes += character(random, hand, x + index * step, y + drift, min(size, step * 1.05))
    return strokes


def latin(random: Random, hand: Hand, x: float, y: float, room: float, size: float) -> list[Stroke]:
    """Joined writing: loops of uneven height, now and then a stroke up or down."""
    length = min(room, random.uniform(12, 26))
    letters = max(3, int(length / (size * 0.42)))
    base, points = y + size * 0.8, []
    for index in range(letters):
        at, wide = x + index * length / letters, length / letters
        up = size * (random.uniform(0.7, 0.85) if index == 0 or random.random() < 0.2 else random.uniform(0.25, 0.42))
        down = size * random.uniform(0.15, 0.3) if random.random() < 0.12 else 0
        points += [
            (at, base - 0.1 * size),
            (at + 0.4 * wide, base - up),
            (at + 0.55 * wide, base - 0.5 * up),
            (at + 0.7 * wide, base + down),
        ]
    slanted = [(px + (base - py) * (0.25 + hand.slant), py) for px, py in points]
    break_at = random.integers(letters, letters * 3) if random.random() < 0.6 else len(slanted)
    parts = [np.array(part) for part in (slanted[:break_at], slanted[break_at:]) if len(part) > 1]
    return [Stroke(spline(part + random.normal(0, 0.1, part.shape))) for part in parts]


def figures(random: Random, hand: Hand, text: str, x: float, y: float, size: float) -> list[Stroke]:
    """Figures as in 0912 or 9:05."""
    strokes = []
    for mark in text:
        wide = size * (0.3 if mark == ":" else 0.55)
        for shape in FIGURES[mark]:
            strokes.append(Stroke(_shaped(random, hand, np.array(shape, float), x, y + random.normal(0, 0.15), wide, size)))
        x += wide + size * 0.16
    return strokes


def signature(random: Random, hand: Hand, x: float, y: float, room: float, height: float) -> list[Stroke]:
    """A name written in one breath, perhaps with a flourish below it."""
    count = random.integers(7, 14)
    along = np.sort(random.uniform(0, min(room, random.uniform(16, 30)), count)) + random.normal(0, 1.0, count)
    heights = height * np.clip(random.normal(0.5, 0.28, count), -0.05, 1.05)
    strokes = [Stroke(spline(np.column_stack([x + along, y + heights]), 8), random.uniform(0.8, 1))]
    if random.random() < 0.4:
        end = x + along.max()
        tail = np.array(
            [
                (end, y + height * 0.6),
                (x + random.uniform(2, 6), y + height * random.uniform(0.8, 1)),
                (end + 3, y + height * 0.85),
            ]
        )
        strokes.append(Stroke(spline(tail, 8), 0.7))
    return strokes


def tick(random: Random, x: float, y: float, size: float) -> list[Stroke]:
    """✓"""
    return [
        Stroke(spline(np.array([(x, y + size * 0.55), (x + size * 0.35, y + size), (x + size * random.uniform(0.9, 1.2), y)])))
    ]


def dash(random: Random, x: float, y: float, length: float) -> list[Stroke]:
    """A stroke for "none"."""
    return [Stroke(np.array([(x, y), (x + length / 2, y + random.normal(0, 0.2)), (x + length, y + random.normal(0, 0.3))]))]


def ditto(random: Random, x: float, y: float) -> list[Stroke]:
    """〃"""
    return [Stroke(np.array([(x + shift, y), (x + shift - 0.4, y + random.uniform(1.6, 2.4))])) for shift in (0, 1.4)]


def line_through(random: Random, left: float, right: float, y: float, bow: float = 0.5) -> Stroke:
    """A line as it is drawn across a row, without a ruler."""
    xs = np.linspace(left, right, 7)
    ys = y + np.cumsum(random.normal(0, bow / 3, 7)) + np.linspace(0, random.normal(0, 0.8), 7)
    return Stroke(spline(np.column_stack([xs, np.clip(ys, y - 2.6, y + 2.6)])), random.uniform(0.85, 1.1))


def strike(random: Random, left: float, right: float, top: float, height: float) -> list[Stroke]:
    """A row crossed out: one line, two lines, a wavy line or a long cross."""
    middle = top + height * random.uniform(0.42, 0.6)
    kind = random.choice(["one", "two", "wave", "cross"], p=[0.5, 0.25, 0.15, 0.1])
    if kind == "one":
        return [line_through(random, left, right, middle)]
    if kind == "two":
        return [line_through(random, left, right, middle + shift) for shift in (-1.0, 1.0)]
    if kind == "wave":
        xs = np.arange(left, right, 2.5)
        ys = middle + 1.4 * np.where(np.arange(len(xs)) % 2, 1, -1) * random.uniform(0.6, 1.2, len(xs))
        return [Stroke(spline(np.column_stack([xs, ys])))]
    ends = (top + height * 0.12, top + height * 0.88)
    return [
        Stroke(np.array([(left, a), ((left + right) / 2, (a + b) / 2 + random.normal(0, 0.3)), (right, b)]))
        for a, b in (ends, ends[::-1])
    ]
