"""Bars with their figures, which a screen reader, a printer and a colour-blind reader all understand: one drawing as SVG, in a PDF, and as
a picture for Word."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from zlib import crc32

from printables.checks import require
from printables.document import Document
from printables.errors import FieldInvalid
from printables.page import Paper
from printables.report import Chart
from printables.surface import INK, Surface

WIDTH, HEIGHT = 480, 220
TOP, BOTTOM = 30, 40
WIDEST_BAR = 64
_GREY = 0.25
"""How light the bars are on paper: what three quarters of black on white give."""
_POINTS_PER_MM = 72 / 25.4
_SHARPNESS = 3
"""Pixels per unit of the drawing in a picture: 1,440 across, 230 per inch at the width of a page's text."""


@dataclass(frozen=True)
class Bar:
    """`label` stands under the bar (09–10), `note` under the label, such as how the figure was counted."""

    label: str
    value: int
    note: str = ""

    def __post_init__(self) -> None:
        if self.value < 0:
            raise FieldInvalid(field="value", value=self.value, allowed="0 or more")


@dataclass(frozen=True, slots=True)
class _Block:
    """A filled rectangle, from its upper left corner, in units of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Label:
    """A text centred on x, its baseline on y."""

    x: float
    y: float
    text: str
    size: int
    bold: bool = False


def bars_by_hour_svg(bars: Sequence[Bar], title: str, description: str = "", unit: str = "") -> str:
    """An inline SVG, drawn in the text's colour, without script, style or reference to anything outside.

    Every bar carries its figure, so nothing is read from colour or from an axis; a screen reader hears title and
    description, by default all labels with their figures. Raises FieldEmpty, FieldInvalid.
    """
    require(bars=bars, title=title)
    said = description or "; ".join(f"{bar.label}: {bar.value:,}{unit}" for bar in bars)
    # Two charts on one page need ids of their own, and the same chart the same bytes each time.
    name = f"chart-{crc32(repr((title, said, bars)).encode()):08x}"
    base = HEIGHT - BOTTOM
    drawn = "".join(_as_svg(shape) for shape in _shapes(bars))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="inherit" fill="currentColor">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(said)}</desc>'
        f'{drawn}<path d="M0 {base}.5H{WIDTH}" stroke="currentColor" fill="none"/></svg>'
    )


def bars_of(chart: Chart) -> list[Bar]:
    """The bars of a report's chart."""
    return [Bar(column.label, column.value, column.note) for column in chart.columns]


def draw_bars(surface: Surface, left: float, top: float, width: float, bars: Sequence[Bar]) -> float:
    """Draw the same chart `width` mm wide, and return where it ends, in mm from the top. Raises FieldEmpty, MissingGlyphs."""
    require(bars=bars)
    unit = width / WIDTH
    for shape in _shapes(bars):
        if isinstance(shape, _Block):
            surface.box(left + shape.x * unit, top + shape.y * unit, shape.width * unit, shape.height * unit, fill=_GREY)
        else:
            surface.text(left + shape.x * unit, top + shape.y * unit, shape.text, shape.size * unit * _POINTS_PER_MM, shape.bold, "centre")
    base = top + (HEIGHT - BOTTOM) * unit
    surface.rule(left, base, left + width, base, weight=0.4, ink=INK)
    return top + HEIGHT * unit


def bars_png(bars: Sequence[Bar], language: str) -> bytes:
    """The same chart as a PNG. Raises FieldEmpty, MissingGlyphs."""
    import pypdfium2

    target, paper = io.BytesIO(), Paper("chart", WIDTH / _POINTS_PER_MM, HEIGHT / _POINTS_PER_MM)
    document = Document(target, "chart", (language,))
    draw_bars(document.page(paper), 0, 0, paper.width, bars)
    document.end_page()
    document.save()
    drawn = pypdfium2.PdfDocument(target.getvalue())
    picture = io.BytesIO()
    drawn[0].render(scale=_SHARPNESS, grayscale=True).to_pil().save(picture, "PNG", optimize=True)
    return picture.getvalue()


def _shapes(bars: Sequence[Bar]) -> Iterator[_Block | _Label]:
    most, step, base = max(bar.value for bar in bars), WIDTH / len(bars), HEIGHT - BOTTOM
    width = min(WIDEST_BAR, step * 0.7)
    for index, bar in enumerate(bars):
        centre = round(step * (index + 0.5), 1)
        height = round((base - TOP) * bar.value / most, 1) if most else 0
        yield _Block(centre - width / 2, base - height, width, height)
        yield _Label(centre, base - height - 7, f"{bar.value:,}", 18, bold=True)
        yield _Label(centre, base + 18, bar.label, 14)
        if bar.note:
            yield _Label(centre, HEIGHT - 5, bar.note, 12)


def _as_svg(shape: _Block | _Label) -> str:
    if isinstance(shape, _Block):
        return f'<rect x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height}" fill-opacity="0.75"/>'
    return (
        f'<text x="{shape.x}" y="{shape.y:.1f}" font-size="{shape.size}" font-weight="{"bold" if shape.bold else "normal"}" text-anchor="middle" '
        f'class="tabular">{escape(shape.text)}</text>'
    )
