"""A chart as inline SVG in the text's own colour, so that it is right on light, dark and paper: no script, no style, nothing from outside."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from zlib import crc32

from printables.charts.kinds import Chart, say_all
from printables.charts.layout import WIDTH, lay_out
from printables.charts.shapes import MUTED, Block, Label, Shape, Strokes

_UNSEEN = dict.fromkeys((*range(9), *range(11, 13), *range(14, 32), *range(127, 160), *range(8234, 8239), *range(8294, 8298), 65534, 65535))
"""Control characters, which XML does not allow, and those that turn the direction of what follows."""


def to_svg(chart: Chart, language: str, width: float = WIDTH, tips: Mapping[str, str] | None = None) -> str:
    """Return the chart as SVG, ``width`` units wide: about as many pixels as it will have, so that its letters have the page's size.

    A screen reader hears the title and all labels with their figures, punctuated as ``language`` is.  ``tips`` says of a figure's address where it comes from, shown
    where somebody points at the figure.
    """
    drawing, said = lay_out(chart, width), say_all(chart.readings(), language)
    # Two charts on one page need ids of their own, and the same chart the same bytes each time.
    name = f"chart-{crc32(repr(chart).encode('utf-8', 'replace')):08x}"
    drawn = "".join(_as_svg(shape, tips or {}) for shape in drawing.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="inherit" fill="currentColor">'
        f'<title id="{name}-title">{_text(chart.title)}</title><desc id="{name}-desc">{_text(said)}</desc>{drawn}</svg>'
    )


def _as_svg(shape: Shape, tips: Mapping[str, str]) -> str:
    match shape:
        case Block():
            booth = f' class="booth-{shape.colour}" fill="var(--booth, currentColor)"' if shape.colour else ""
            return f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}" fill-opacity="{shape.ink}"{booth}/>'
        case Strokes():
            path = "".join(f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}" for x1, y1, x2, y2 in shape.lines)
            dashes = ' stroke-dasharray="4 3"' if shape.dashed else ""
            return f'<path d="{path}" stroke="currentColor" stroke-width="{_n(shape.weight)}" fill="none"{dashes}/>'
        case Label():
            return _label(shape, tips.get(shape.figure, ""))


def _label(label: Label, tip: str) -> str:
    bold = ' font-weight="bold"' if label.bold else ""
    muted = f' fill-opacity="{MUTED}"' if label.muted else ""
    shown = f"<title>{_text(tip)}</title>" if tip else ""
    return f'<text x="{_n(label.x)}" y="{_n(label.y)}" font-size="{_n(label.size)}"{bold}{muted} text-anchor="{label.anchor}" class="tabular">{_text(label.text)}{shown}</text>'


def _text(words: str) -> str:
    return escape(words.translate(_UNSEEN))


def _n(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")
