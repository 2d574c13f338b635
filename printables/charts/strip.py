"""One whole as a strip in its parts by method: each has its pattern, its mark and its word, and an estimate stands beside, never within."""

from __future__ import annotations

from collections.abc import Iterator

from printables.charts.kinds import MARKS, Share, Strip
from printables.charts.shapes import (
    LEADING,
    Drawing,
    Label,
    Pattern,
    Shape,
    filled,
    one_line,
    outline,
    text_lines,
    width_of,
    wrap,
)

_PATTERNS: dict[str, Pattern] = {"scan": "solid", "count": "slashes", "paper": "lines", "remainder": "empty", "estimate": "dots"}
_TOP, _THICK, _BETWEEN = 20.0, 28.0, 2.0
_SIZE, _SWATCH = 14.0, 22.0


def lay_out(chart: Strip, width: float) -> Drawing:
    """Return the drawing of a strip, an estimate's on the same scale under it, and what each part is."""
    longest = max(chart.total, *(share.value for share in chart.beside), 1)
    shapes: list[Shape] = []
    y = 0.0
    if chart.counted:
        shapes += _strip(chart, y, (width - 2) / longest)
        y += _TOP + _THICK
    for share in chart.beside:
        shapes += _part(share, 1, y + 2, share.value * (width - 2) / longest)
        y += _TOP + _THICK
    y += 12
    for share in chart.shares:
        height, drawn = _line(chart, share, y, width)
        shapes += drawn
        y += height
    return Drawing(width, y, tuple(shapes))


def _strip(chart: Strip, top: float, unit: float) -> Iterator[Shape]:
    if not chart.total:
        yield outline(1, top + _TOP, 120, _THICK)
    left = 1.0
    for share in chart.counted:
        length = share.value * unit
        yield from _part(share, left, top, length)
        left += length


def _part(share: Share, left: float, top: float, length: float) -> Iterator[Shape]:
    """One part under its mark, where that has room; the blank between two parts is taken from the longer ones."""
    shown = length - _BETWEEN if length > 3 * _BETWEEN else length
    yield from filled(_PATTERNS[share.method], left, top + _TOP, shown, _THICK)
    if shown >= 16:
        yield Label(left + shown / 2, top + _TOP - 6, MARKS[share.method], _SIZE)


def _line(chart: Strip, share: Share, top: float, width: float) -> tuple[float, list[Shape]]:
    """Return what one part is: pattern, mark, word, figure and per cent, and how high that is."""
    part = chart.part(share)
    parts = width_of("100%", _SIZE) + 8
    said = one_line(share.words, _SIZE + 1, width * 0.35, bold=True)
    figure = width_of(said, _SIZE + 1, bold=True)
    words = wrap(share.word, _SIZE, width - _SWATCH - 26 - figure - parts - 10, 2)
    baseline = top + 15
    shapes: list[Shape] = [*filled(_PATTERNS[share.method], 1, top + 3, _SWATCH, 14), Label(_SWATCH + 18, baseline, MARKS[share.method], _SIZE)]
    shapes += text_lines(words, _SWATCH + 32, baseline, _SIZE, "start")
    shapes.append(Label(width - parts, baseline, said, _SIZE + 1, bold=True, anchor="end", figure=share.figure))
    if part:
        shapes.append(Label(width, baseline, part, _SIZE, anchor="end", muted=True))
    return 8 + len(words) * _SIZE * LEADING, shapes
