"""Charts of five kinds, drawn once for the screen (SVG), a page (PDF) and Word (PNG), readable without colour.

Say what is to be seen as frozen records, and hand them to a writer::

    from printables.charts import Bar, Columns, to_svg

    hours = Columns("各時段發放份數", (Bar("09–10", 702, said="702份"), Bar("10–11", 931, said="931份")))
    Markup(to_svg(hours, "zh-Hant", width=360))

- `Columns(title, bars)`: upright, by hour.  Up to about ten stand in one row, more go on below on the same scale.
- `Rows(title, bars)`: lying, by booth or topic; `Bar.code` and `Bar.colour` (1–8) are a booth's.  Long labels wrap, then end in ….
- `Strip(title, shares)`: one whole in its parts by method (scan ◎, count +, paper ▤, remainder −); an estimate ≈ is drawn beside, never within.
- `Targets(title, goals)`: bars against targets, each on a scale of its own, with per cent, also above 100.
- `Pairs(title, now, before, pairs)`: two series, this campaign and the last; `before=None` where it was not counted then.

`said` is a figure with its measure word as the reader's language prints it (702份, ¥5.63); without it the bare number stands there.
`figure` is the address under which the figure's records can be seen; `to_svg(…, tips={address: words})` says it where somebody points.
All texts are escaped.  Negative values are hatched to the other side of zero.  An empty chart is refused (FieldEmpty): leave it out.

`to_svg(chart, language, width=480)` takes about as many units as the place has pixels: 360 on a phone and in a column, 480 beside a text, 640 on a projector.
It is drawn in currentColor and needs one rule of CSS: `.chart { display: block; width: 100%; height: auto; }`.  For paper there are
`charts.paper.draw`, `charts.paper.height_of` (mm) and `charts.paper.to_png`; a written report takes any chart as `report.Chart(key, chart)`.
`chart.readings()` gives the same in words, for a table or a screen reader.  Nothing here but `charts.paper` loads a library.
"""

from printables.charts.kinds import (
    COLON,
    MARKS,
    Bar,
    Chart,
    Columns,
    Goal,
    Method,
    Pair,
    Pairs,
    Reading,
    Rows,
    Share,
    Strip,
    Targets,
    say_all,
)
from printables.charts.svg import to_svg

__all__ = [
    "COLON", "MARKS", "Bar", "Chart", "Columns", "Goal", "Method", "Pair", "Pairs", "Reading", "Rows", "Share", "Strip", "Targets", "say_all", "to_svg",
]  # fmt: skip
