"""Bars by hour as a small SVG that a screen reader, a printer and a colour-blind reader all understand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from zlib import crc32

from printables.checks import require
from printables.errors import FieldInvalid

WIDTH, HEIGHT = 480, 220
TOP, BOTTOM = 30, 40
WIDEST_BAR = 64


@dataclass(frozen=True)
class Bar:
    """`label` stands under the bar (09–10), `note` under the label, such as how the figure was counted."""

    label: str
    value: int
    note: str = ""

    def __post_init__(self) -> None:
        if self.value < 0:
            raise FieldInvalid(field="value", value=self.value, allowed="0 or more")


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
    drawn = "".join(_bar(bar, index, len(bars), max(each.value for each in bars)) for index, bar in enumerate(bars))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="inherit" fill="currentColor">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(said)}</desc>'
        f'{drawn}<path d="M0 {base}.5H{WIDTH}" stroke="currentColor" fill="none"/></svg>'
    )


def _bar(bar: Bar, index: int, count: int, most: int) -> str:
    step = WIDTH / count
    width = min(WIDEST_BAR, step * 0.7)
    centre = round(step * (index + 0.5), 1)
    base = HEIGHT - BOTTOM
    height = round((base - TOP) * bar.value / most, 1) if most else 0
    note = _text(centre, HEIGHT - 5, bar.note, 12) if bar.note else ""
    return (
        f'<rect x="{centre - width / 2:.1f}" y="{base - height:.1f}" width="{width:.1f}" height="{height}" '
        f'fill-opacity="0.75"/>{_text(centre, base - height - 7, f"{bar.value:,}", 18, "bold")}'
        f"{_text(centre, base + 18, bar.label, 14)}{note}"
    )


def _text(x: float, y: float, text: str, size: int, weight: str = "normal") -> str:
    return (
        f'<text x="{x}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="middle" '
        f'class="tabular">{escape(text)}</text>'
    )
