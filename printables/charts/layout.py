"""Lays a chart out as one list of shapes, the same for the screen, the page and the picture."""

from __future__ import annotations

from printables.charts import lying, strip, upright
from printables.charts.kinds import Chart, Columns, Pairs, Rows, Strip, Targets
from printables.charts.shapes import Drawing

WIDTH = 480.0
"""Units across, unless the place is narrower: a phone's 360."""


def lay_out(chart: Chart, width: float = WIDTH) -> Drawing:
    """Return the drawing of any chart, as high as it needs."""
    match chart:
        case Columns():
            return upright.lay_out(chart, width)
        case Rows():
            return lying.lay_out_rows(chart, width)
        case Strip():
            return strip.lay_out(chart, width)
        case Targets():
            return lying.lay_out_targets(chart, width)
        case Pairs():
            return lying.lay_out_pairs(chart, width)
