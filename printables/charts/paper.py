"""A chart on a page of a PDF and as a picture for Word: the same shapes as on the screen, black on white."""

from __future__ import annotations

import io
from collections.abc import Mapping

from printables.charts.kinds import Chart
from printables.charts.layout import lay_out
from printables.charts.shapes import MUTED, Block, Label, Shape, Strokes
from printables.document import Document
from printables.page import POINTS_PER_MM, Paper
from printables.surface import INK, Align, Surface
from printables.typesetting import quotes_of

_SHARPNESS = 3
"""Pixels per unit of the drawing in a picture: 1,440 across, 230 per inch at the width of a page's text."""
_ALIGN: dict[str, Align] = {"start": "left", "middle": "centre", "end": "right"}


def height_of(chart: Chart, width: float) -> float:
    """Return how high the chart is when it is ``width`` mm wide."""
    drawing = lay_out(chart)
    return width * drawing.height / drawing.width


def draw(surface: Surface, left: float, top: float, width: float, chart: Chart, language: str) -> float:
    """Draw the chart ``width`` mm wide; return where it ends, in mm from the top.  A character that no typeface has is shown as □."""
    drawing = lay_out(chart)
    unit = width / drawing.width
    for shape in drawing.shapes:
        _draw(surface, left, top, unit, shape, quotes_of(language))
    return top + drawing.height * unit


def to_png(chart: Chart, language: str) -> bytes:
    """Return the chart as a PNG."""
    import pypdfium2

    drawing = lay_out(chart)
    target, paper = io.BytesIO(), Paper("chart", drawing.width / POINTS_PER_MM, drawing.height / POINTS_PER_MM)
    document = Document(target, "chart", (language,))
    draw(document.page(paper), 0, 0, paper.width, chart, language)
    document.end_page()
    document.save()
    drawn = pypdfium2.PdfDocument(target.getvalue())
    picture = io.BytesIO()
    drawn[0].render(scale=_SHARPNESS, grayscale=True).to_pil().save(picture, "PNG", optimize=True)
    return picture.getvalue()


def _draw(surface: Surface, left: float, top: float, unit: float, shape: Shape, quotes: Mapping[int, int]) -> None:
    match shape:
        case Block(colour=0):
            surface.box(left + shape.x * unit, top + shape.y * unit, shape.width * unit, shape.height * unit, fill=1 - shape.ink)
        case Strokes():
            line = surface.dashes if shape.dashed else surface.rule
            for x1, y1, x2, y2 in shape.lines:
                line(left + x1 * unit, top + y1 * unit, left + x2 * unit, top + y2 * unit, shape.weight * unit, INK)
        case Label():
            text = surface.type.shown(shape.text.translate(quotes))
            at = left + shape.x * unit, top + shape.y * unit
            surface.text(*at, text, shape.size * unit * POINTS_PER_MM, shape.bold, _ALIGN[shape.anchor], 1 - MUTED if shape.muted else INK)
