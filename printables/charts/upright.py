"""Upright bars in the order of time; many of them go on in a second row on the same scale, so that each keeps its figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from printables.charts.kinds import Bar, Columns
from printables.charts.shapes import (
    LEADING,
    SOLID,
    Block,
    Drawing,
    Label,
    Shape,
    Strokes,
    filled,
    one_line,
    text_lines,
    width_of,
    wrap,
)

TOP, PLOT, LEAST_PLOT = 30.0, 150.0, 60.0
"""Above the tallest bar, and how high it is: alone, and at least in each of several rows."""
WIDEST_BAR, GAP = 64.0, 4.0
_FIGURE_SIZES = (18.0, 16.0, 14.0, 12.0, 11.0)
_MOST_ROWS = 6


def lay_out(chart: Columns, width: float) -> Drawing:
    """Return the drawing of upright bars."""
    bars = [replace(bar, said=one_line(bar.words, _FIGURE_SIZES[-1], width * 0.9, bold=True)) for bar in chart.bars]
    size, each = _fit(bars, width)
    rows = [bars[at : at + each] for at in range(0, len(bars), each)]
    plot = PLOT if len(rows) == 1 else max(LEAST_PLOT, PLOT / len(rows))
    shapes: list[Shape] = []
    y = 0.0
    for row in rows:
        drawn = _Row(bars, row, width, each, size, plot)
        shapes += drawn.shapes(y)
        y += drawn.height
    return Drawing(width, y, tuple(shapes))


def _fit(bars: Sequence[Bar], width: float) -> tuple[float, int]:
    """Return the size of the figures and how many bars stand in a row, as even as they get."""
    for size in _FIGURE_SIZES:
        if (_widest(bars, size) + GAP) * len(bars) <= width:
            return size, len(bars)
    room = max(1, int(width / (_widest(bars, _FIGURE_SIZES[-1]) + GAP)))
    rows = min(_MOST_ROWS, ceil(len(bars) / room))
    return _FIGURE_SIZES[-1], ceil(len(bars) / rows)


def _widest(bars: Sequence[Bar], size: float) -> float:
    figures = max(width_of(bar.words, size, bold=True) for bar in bars)
    # An hour is not broken: 11–11:30 takes the room it needs, at three quarters of the figure's size.
    labels = max(width_of(bar.label, _label_size(size)) if len(bar.label) <= len("11–11:30") else 0 for bar in bars)
    return max(figures, labels)


def _label_size(size: float) -> float:
    return min(14.0, size * 0.8 + 0.4)


class _Row:
    """One row of bars: ``each`` is how many have room, ``bars`` all of the chart, which give the scale."""

    def __init__(self, bars: Sequence[Bar], row: Sequence[Bar], width: float, each: int, size: float, plot: float) -> None:
        self.row, self.width, self.size, self.plot = row, width, size, plot
        self.step = width / each
        self.label_size = _label_size(size)
        self.most, self.least = max(0, *(bar.value for bar in bars)), min(0, *(bar.value for bar in bars))
        self.labels = [wrap(bar.name, self.label_size, self.step - GAP) for bar in row]
        self.foot = size + 8 if self.least < 0 else 0.0
        self.noted = any(bar.note for bar in row)

    @property
    def base(self) -> float:
        """How far down the row zero is."""
        reach = self.most - self.least
        return TOP + (self.plot * self.most / reach if reach else self.plot)

    @property
    def height(self) -> float:
        """All of the row, with labels and notes."""
        lines = max(map(len, self.labels))
        return TOP + self.plot + self.foot + self.label_size * (1.3 + LEADING * (lines - 1)) + (18 if self.noted else 0) + 10

    def shapes(self, top: float) -> Iterator[Shape]:
        shown = self._with_room()
        for index, bar in enumerate(self.row):
            centre = round(self.step * (index + 0.5), 1)
            yield from self._bar(bar, centre, top, figure=index in shown)
            below = top + TOP + self.plot + self.foot + self.label_size * 1.3
            yield from text_lines(self.labels[index], centre, below, self.label_size, "middle")
            if bar.note:
                yield Label(centre, top + self.height - 6, one_line(bar.note, 12, self.step), 12)
        yield Strokes(((0, top + self.base + 0.5, self.width, top + self.base + 0.5),))

    def _bar(self, bar: Bar, centre: float, top: float, *, figure: bool) -> Iterator[Shape]:
        width, base = min(WIDEST_BAR, self.step * 0.7), top + self.base
        reach = (self.most - self.least) or 1
        height = round(self.plot * abs(bar.value) / reach, 1)
        if bar.value >= 0:
            yield Block(centre - width / 2, base - height, width, height, SOLID)
        else:
            yield from filled("slashes", centre - width / 2, base, width, height)
        if figure:
            above = base - height - 7 if bar.value >= 0 else base + height + self.size
            yield Label(centre, above, bar.words, self.size, bold=True, figure=bar.figure)

    def _with_room(self) -> set[int]:
        """Return which bars show their figure: all, or in a crowd the highest first as long as they have room."""
        shown: set[int] = set()
        for index in sorted(range(len(self.row)), key=lambda at: -abs(self.row[at].value)):
            need = width_of(self.row[index].words, self.size, bold=True)
            if all(abs(index - other) * self.step >= (need + width_of(self.row[other].words, self.size, bold=True)) / 2 for other in shown):
                shown.add(index)
        return shown
