"""Lying bars: by booth or topic, against targets, and two series side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from printables.charts.kinds import Bar, Pair, Pairs, Rows, Targets
from printables.charts.shapes import (
    LEADING,
    SOLID,
    WASH,
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

_WIDEST_LABEL, _WIDEST_FIGURE = 0.4, 0.35
"""Of the drawing's width; and for a figure."""
_CROWD = 20
"""From so many bars on they are set smaller."""
_SWATCH, _GAP = 9.0, 8.0


def lay_out_rows(chart: Rows, width: float) -> Drawing:
    """Return the drawing of lying bars."""
    small = len(chart.bars) > _CROWD
    size = 11.0 if small else 14.0
    bars = [replace(bar, said=one_line(bar.words, size + 1, width * _WIDEST_FIGURE, bold=True), note=one_line(bar.note, size, width * 0.2)) for bar in chart.bars]
    figures = max(width_of(bar.words, size + 1, bold=True) + (width_of(bar.note, size) + 4 if bar.note else 0) for bar in bars)
    codes = max(_code_width(bar, size) for bar in bars)
    names = min(max(width_of(bar.label, size) for bar in bars), width * _WIDEST_LABEL - codes)
    lines = [wrap(bar.label, size, names, 1 if small else 2) for bar in bars]
    most, least = max(0, *(bar.value for bar in bars)), min(0, *(bar.value for bar in bars))
    left, room = codes + names + _GAP, width - codes - names - 2 * _GAP - figures
    unit = room / ((most - least) or 1)
    zero = left - least * unit
    shapes: list[Shape] = []
    y = 0.0
    for bar, label in zip(bars, lines, strict=True):
        height = max(len(label) * size * LEADING, size * 1.2) + (5 if small else 8)
        shapes += _row(bar, label, (codes, zero, y, height), unit, size)
        y += height
    return Drawing(width, y + 2, (*shapes, Strokes(((zero, 0, zero, y + 2),))))


def _code_width(bar: Bar, size: float) -> float:
    return ((_SWATCH + 5 if bar.colour else 0) + width_of(bar.code, size, bold=True) + 6) if bar.code else 0.0


def _row(bar: Bar, label: Sequence[str], place: tuple[float, float, float, float], unit: float, size: float) -> Iterator[Shape]:
    """One bar; ``place`` is where its label begins, where zero is, the row's top and its height."""
    left, zero, top, height = place
    middle = top + height / 2
    baseline, thick = middle + size * 0.36, size * 1.1
    if bar.code:
        if bar.colour:
            yield Block(0, middle - _SWATCH / 2, _SWATCH, _SWATCH, 1.0, bar.colour)
        yield Label(_SWATCH + 5 if bar.colour else 0, baseline, bar.code, size, bold=True, anchor="start")
    yield from text_lines(label, left, baseline - (len(label) - 1) * size * LEADING / 2, size, "start")
    length = round(abs(bar.value) * unit, 1)
    if bar.value >= 0:
        yield Block(zero, middle - thick / 2, length, thick, SOLID)
    else:
        yield from filled("slashes", zero - length, middle - thick / 2, length, thick)
    after = zero + max(0.0, length if bar.value > 0 else 0.0) + 6
    yield Label(after, baseline, bar.words, size + 1, bold=True, anchor="start", figure=bar.figure)
    if bar.note:
        yield Label(after + width_of(bar.words, size + 1, bold=True) + 4, baseline, bar.note, size, anchor="start", muted=True)


def lay_out_targets(chart: Targets, width: float) -> Drawing:
    """Return the drawing of bars against targets: the ground reaches as far as the target, and a thick line marks it."""
    shapes: list[Shape] = []
    y = 0.0
    for goal in chart.goals:
        said, aim = one_line(goal.words, 16, width * _WIDEST_FIGURE, bold=True), one_line(goal.beside, 14, width * 0.55)
        figure, beside = width_of(said, 16, bold=True), width_of(aim, 14)
        apart = width_of(goal.label, 14) + figure + beside + 18 > width
        lines = wrap(goal.label, 14, width, 3)
        y += 17
        shapes += text_lines(lines, 0, y, 14, "start")
        y += (len(lines) - 1) * 14 * LEADING + (22 if apart else 0)
        shapes.append(Label(width - beside - 6, y, said, 16, bold=True, anchor="end", figure=goal.figure))
        shapes.append(Label(width, y, aim, 14, anchor="end", muted=True))
        y += 10
        unit = (width - 2) / (max(goal.target, goal.value) or 1)
        shapes += [Block(0, y, goal.target * unit, 18, WASH), Block(0, y + 4, max(0, goal.value) * unit, 10, SOLID)]
        if goal.target:
            at = goal.target * unit
            shapes.append(Strokes(((at, y - 4, at, y + 22),), weight=3))
        y += 32
    return Drawing(width, y - 8, tuple(shapes))


def lay_out_pairs(chart: Pairs, width: float) -> Drawing:
    """Return the drawing of two series: now full, before hatched; what is below zero has its figure and no bar."""
    names = min(max(width_of(pair.label, 14) for pair in chart.pairs), width * _WIDEST_LABEL)
    pairs = [_short(pair, width * _WIDEST_FIGURE) for pair in chart.pairs]
    figures = max(max(_now_width(pair), width_of(pair.words_before, 13)) for pair in pairs)
    left, room = names + _GAP, width - names - 2 * _GAP - figures
    legend, top = _legend(chart, width)
    shapes: list[Shape] = list(legend)
    y = top
    for pair in pairs:
        lines = wrap(pair.label, 14, names, 3)
        height = max(len(lines) * 14 * LEADING, 34.0) + 10
        most = max(1, *(_most(each) for each in (pairs if chart.one_scale else (pair,))))
        shapes += text_lines(lines, 0, y + height / 2 + 5 - (len(lines) - 1) * 7 * LEADING, 14, "start")
        shapes += _pair(pair, left, y + (height - 32) / 2, room / most)
        y += height
    return Drawing(width, y, (*shapes, Strokes(((left, top, left, y),))))


def _short(pair: Pair, width: float) -> Pair:
    before = "" if pair.before is None else one_line(pair.words_before, 13, width)
    return replace(pair, said=one_line(pair.words, 15, width, bold=True), said_before=before)


def _most(pair: Pair) -> int:
    return max(pair.value, pair.before or 0)


def _now_width(pair: Pair) -> float:
    return width_of(pair.words, 15, bold=True) + (6 + width_of(pair.change, 13) if pair.change else 0)


def _pair(pair: Pair, left: float, top: float, unit: float) -> Iterator[Shape]:
    now, before = round(max(0, pair.value) * unit, 1), round(max(0, pair.before or 0) * unit, 1)
    yield Block(left, top, now, 15, SOLID)
    yield Label(left + now + 6, top + 13, pair.words, 15, bold=True, anchor="start", figure=pair.figure)
    if pair.change:
        yield Label(left + now + 12 + width_of(pair.words, 15, bold=True), top + 13, pair.change, 13, anchor="start", muted=True)
    yield from filled("slashes", left, top + 18, before, 12)
    yield Label(left + before + 6, top + 29, pair.words_before, 13, anchor="start", muted=True)


def _legend(chart: Pairs, width: float) -> tuple[list[Shape], float]:
    """Return which bar is which, and where it ends: on one line where that has room for both."""
    shapes: list[Shape] = []
    x = y = 0.0
    for name, pattern in ((chart.now, "solid"), (chart.before, "slashes")):
        lines = wrap(name, 13, width - 22, 2)
        need = 22 + max(width_of(line, 13) for line in lines)
        if x and x + need > width:
            x, y = 0.0, y + 18
        shapes += [*filled("solid" if pattern == "solid" else "slashes", x, y + 3, 16, 12), *text_lines(lines, x + 22, y + 14, 13, "start")]
        x, y = (x + need + 20, y) if len(lines) == 1 else (0.0, y + 18 * len(lines))
    return shapes, y + (24 if x else 6)
