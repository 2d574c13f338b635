"""A sheet as people fill it in: which rows say what, and what a careful reader would say about each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from printables.sheet import Grid
from tests.paper import hands
from tests.paper.hands import PENS, Hand, Random, Stroke

Picture = NDArray[np.uint8]
COUNTED, EMPTY, STRUCK, UNSURE = "filled", "empty", "struck", "unsure"
PRINTED = ("name", "unit", "phone4")


@dataclass
class Writing:
    """The strokes of one sheet, and row by row (from 1) the truth; ``kinds`` says what was drawn there."""

    strokes: list[tuple[Stroke, Hand]] = field(default_factory=list)
    truth: dict[int, str] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)

    def add(self, hand: Hand, strokes: list[Stroke]) -> None:
        self.strokes += [(stroke, hand) for stroke in strokes]


class Writer:
    """Fills in a page of the grid; ``names`` are the rows with somebody's name printed in them."""

    def __init__(self, random: Random, grid: Grid, columns: tuple[str, ...], names: frozenset[int]) -> None:
        self.random, self.grid, self.columns, self.names = random, grid, columns, names
        self.writing = Writing()

    def fill(self) -> Writing:
        random, rows = self.random, self.grid.rows
        people = int(rows if random.random() < 0.15 else random.integers(0, rows + 1))
        if self.names:
            people = min(rows, max(people, len(self.names)))
        for row in range(1, rows + 1):
            kind = self._kind(row, people)
            self.writing.kinds[row] = kind
            getattr(self, f"_{kind}")(row)
        free = rows - people
        if free >= 3 and random.random() < 0.2:
            self._close_off(people + 1)
        return self.writing

    def _kind(self, row: int, people: int) -> str:
        draw = self.random.random()
        if row > people:
            return "bare" if draw > 0.012 else ("only_tick" if draw > 0.006 else "only_dash")
        if row in self.names:
            return "signed" if draw < 0.62 else "no_show" if draw < 0.93 else "signed_and_struck"
        return "entry" if draw < 0.84 else "short_entry" if draw < 0.9 else "skipped" if draw < 0.935 else "struck"

    # What a row may hold.

    def _bare(self, row: int) -> None:
        self.writing.truth[row] = EMPTY

    _skipped = _no_show = _bare

    def _entry(self, row: int) -> None:
        hand = self._hand(row)
        for key in self.columns:
            if key == "name" or self.random.random() < 0.82:
                self._cell(row, key, hand)
        self.writing.truth[row] = COUNTED

    def _short_entry(self, row: int) -> None:
        """Only the name, perhaps with a ditto mark or a signature."""
        hand = self._hand(row)
        self._cell(row, "name", hand)
        if "unit" in self.columns and self.random.random() < 0.5:
            left, top, width, height = self._box(row, "unit")
            self.writing.add(hand, hands.ditto(self.random, left + width * 0.4, top + height * 0.35))
        self.writing.truth[row] = COUNTED

    def _struck(self, row: int) -> None:
        self._entry(row)
        self._strike(row)

    def _signed(self, row: int) -> None:
        hand = self._hand(row)
        free = [key for key in self.columns if key not in PRINTED and key in ("time", "time_out", "signature")]
        sure = self.random.choice(free)
        for key in free:
            if key == sure or self.random.random() < 0.6:
                self._cell(row, key, hand)
        self.writing.truth[row] = COUNTED

    def _signed_and_struck(self, row: int) -> None:
        self._signed(row)
        self._strike(row)

    def _only_tick(self, row: int) -> None:
        left, top, _, height = self._box(row, self.columns[-2])
        self.writing.add(self._hand(row), hands.tick(self.random, left + 4, top + height * 0.25, self.random.uniform(3.5, 5.5)))
        self.writing.truth[row] = UNSURE

    def _only_dash(self, row: int) -> None:
        left, top, _, height = self._box(row, "name")
        self.writing.add(self._hand(row), hands.dash(self.random, left + 5, top + height / 2, self.random.uniform(5, 9)))
        self.writing.truth[row] = UNSURE

    def _strike(self, row: int) -> None:
        left, top, _, height = self.grid.box(row - 1, 1)
        right = self.grid.edges[-1]
        span = (left + self.random.uniform(-2, 8), right - self.random.uniform(2, 0.35 * (right - left)))
        pen = Hand.of(self.random)
        pen.pen = str(self.random.choice(["black", "blue", "red"]))
        self.writing.add(pen, hands.strike(self.random, *span, top, height))
        self.writing.truth[row] = STRUCK

    def _close_off(self, first: int) -> None:
        """A long line over the rows that stay free."""
        left, right = self.grid.edges[1] + 5, self.grid.edges[-1] - 8
        top, bottom = self._box(first, "name")[1] + 3, self.grid.bottom - 4
        pen = Hand.of(self.random)
        points = np.array([(right, top), ((left + right) / 2, (top + bottom) / 2), (left, bottom)]) + self.random.normal(
            0, 1.5, (3, 2)
        )
        self.writing.add(pen, [Stroke(hands.spline(points, 12))])

    # Cells.

    def _hand(self, row: int) -> Hand:
        """Now and then one person fills in for the next, too."""
        if self.writing.strokes and self.random.random() < 0.15:
            return self.writing.strokes[-1][1]
        return Hand.of(self.random)

    def _box(self, row: int, key: str) -> tuple[float, float, float, float]:
        return self.grid.box(row - 1, 1 + self.columns.index(key))

    def _cell(self, row: int, key: str, hand: Hand) -> None:
        random, (left, top, width, height) = self.random, self._box(row, key)
        size = min(hand.size, height * 0.86)
        y = top + (height - size) * random.uniform(0.25, 0.85)
        x, room = left + random.uniform(0.8, 3), width - 3
        self.writing.add(hand, _STYLES.get(key, _few)(random, hand, x, y, room, size, top, height))


def _name(random: Random, hand: Hand, x: float, y: float, room: float, size: float, *_: float) -> list[Stroke]:
    if random.random() < 0.15:
        return hands.latin(random, hand, x, y, room, size)
    return hands.chinese(random, hand, x, y, int(random.integers(2, 4)), size, room)


def _unit(random: Random, hand: Hand, x: float, y: float, room: float, size: float, *_: float) -> list[Stroke]:
    if random.random() < 0.15:
        return hands.ditto(random, x + room * 0.4, y + size * 0.3)
    return hands.chinese(random, hand, x, y, int(random.integers(2, 7)), size, room)


def _phone(random: Random, hand: Hand, x: float, y: float, room: float, size: float, *_: float) -> list[Stroke]:
    return hands.figures(random, hand, f"{random.integers(0, 10000):04}", x, y, min(size, room / 2.9))


def _time(random: Random, hand: Hand, x: float, y: float, room: float, size: float, *_: float) -> list[Stroke]:
    text = f"{random.integers(8, 18)}:{random.integers(0, 60):02}"
    return hands.figures(random, hand, text, x, y, min(size, room / 3.2))


def _signature(
    random: Random, hand: Hand, x: float, y: float, room: float, size: float, top: float, height: float
) -> list[Stroke]:
    if random.random() < 0.1:
        return hands.tick(random, x + 4, y, size * 0.8)
    if random.random() < 0.22:  # down into the row below
        return hands.signature(random, hand, x, top + height * random.uniform(0, 0.12), room, height * random.uniform(1.0, 1.45))
    return hands.signature(random, hand, x, top + height * random.uniform(0, 0.25), room, height * random.uniform(0.6, 0.95))


def _few(random: Random, hand: Hand, x: float, y: float, room: float, size: float, *_: float) -> list[Stroke]:
    return hands.chinese(random, hand, x, y, int(random.integers(1, 3)), size, room)


_STYLES = {"name": _name, "unit": _unit, "phone4": _phone, "time": _time, "time_out": _time, "signature": _signature}


def draw_writing(page: Picture, writing: Writing, pixels_per_mm: float, random: Random) -> None:
    """Put the ink on a page drawn at so many pixels a millimetre (RGB), in place: uneven pressure, darker where strokes cross."""
    for pen in sorted({hand.pen for _, hand in writing.strokes}):
        colour, cover = PENS[pen]
        mask = np.zeros(page.shape[:2], np.uint8)
        for stroke, hand in writing.strokes:
            if hand.pen == pen:
                _draw_stroke(mask, stroke, hand, pixels_per_mm, random)
        grain = random.normal(1, 0.16 if pen == "pencil" else 0.05, (mask.shape[0] // 2 + 1, mask.shape[1] // 2 + 1)).astype(
            np.float32
        )
        alpha = mask.astype(np.float32) / 255 * cover
        alpha *= cv2.resize(grain, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
        alpha = np.clip(alpha, 0, 1)[..., None]
        page[:] = (page * (1 - alpha) + np.array(colour, np.float32) * alpha).astype(np.uint8)


def _draw_stroke(mask: Picture, stroke: Stroke, hand: Hand, scale: float, random: Random) -> None:
    for part in _parts(stroke.points):
        force = stroke.pressure * hand.pressure * random.uniform(0.85, 1.1)
        thickness = max(1, round(hand.width * scale * min(1.15, force)))
        where = np.round(part * scale * 16).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(mask, [where], False, int(min(255, 255 * (0.55 + 0.45 * min(1.0, force)))), thickness, cv2.LINE_AA, 4)


def _parts(points: hands.Points) -> Iterator[hands.Points]:
    step = 9
    for start in range(0, max(1, len(points) - 1), step):
        yield points[start : start + step + 1]
