"""The charts of a summary: by hour, booth and topic, how people signed in, and goals against what came of them; each where there is something to compare."""

from __future__ import annotations

from kiosk.figures.tallies import figures_of
from kiosk.figures.week import hours_of
from kiosk.summary.closing import UNITS
from kiosk.summary.records import Event, Figure, Part
from kiosk.summary.results import SIGNED_IN_BY, topics_of
from kiosk.summary.voice import Voice
from printables.charts import Bar, Columns, Goal, Method, Rows, Share, Strip, Targets
from printables.report import Chart

_MOST = 30
"""Rows: more are read in a table."""
_MARKS: dict[str, Method] = {"paper": "paper", "self": "scan", "volunteer": "count"}
"""How somebody signed in → the mark that says so: by one's own phone is a scan, on a volunteer's phone a count."""


def hours_chart(voice: Voice, event: Event, prefix: str = "") -> Chart | None:
    """Return how many were handed out in each hour, drawn; nothing where that has no hours."""
    spans = street_hours(event)
    if len(spans) < 2:
        return None
    bars = []
    for name, first, last in spans:
        handed_out = figures_of(event.week, event=event.id, hours=(first, last)).handed_out or 0
        bars.append(Bar(voice.hour(name[11:16]), handed_out, figure=str(event.counted.address.of("handed_out", hour=name))))
    return Chart(f"{prefix}chart.hours.{event.code}", Columns(_caption(voice, "table.hours", event), tuple(bars)))


def street_hours(event: Event) -> list[tuple[str, int, int]]:
    """Return the local hours in which anything was handed out: name, start and end in ms UTC."""
    hours = hours_of(event.week, event.id, str(event.starts.tzinfo))
    return [(name, first, last) for name, first, last in hours if figures_of(event.week, event=event.id, hours=(first, last)).handed_out]


def booths_chart(voice: Voice, event: Event, prefix: str = "") -> Chart | None:
    """Return how many were handed out at each booth."""
    figures = [(voice.text(booth.name), booth.counted.of("handed_out")) for booth in event.booths if booth.counted.of("handed_out")]
    if not 2 <= len(figures) <= _MOST:
        return None
    bars = tuple(Bar(name, figure.number, figure=figure.address) for name, figure in figures)
    return Chart(f"{prefix}chart.booths.{event.code}", Rows(_caption(voice, "chart.booths", event), bars))


def topics_chart(voice: Voice, part: Part, prefix: str = "") -> Chart | None:
    """Return about what people asked for advice, the most frequent first."""
    topics = topics_of(voice, part)
    if not 2 <= len(topics) <= _MOST:
        return None
    bars = tuple(Bar(topic, figure.number, figure=figure.address) for topic, figure in topics)
    return Chart(f"{prefix}chart.topics", Rows(voice.word("chart.topics"), bars))


def ways_chart(voice: Voice, part: Part, prefix: str = "") -> Chart | None:
    """Return how people signed in, and beside it what somebody estimated, where it was one event."""
    ways = [(way, part.counted.by("visits_by", way)) for way in SIGNED_IN_BY if part.counted.by("visits_by", way)]
    if len(ways) < 2:
        return None
    shares = [Share(voice.word(f"chart.way.{way}"), _MARKS[way], figure.number, _exact(voice, "visits", figure), figure.address) for way, figure in ways]
    seen = part.held[0].head_count if len(part.held) == 1 else None
    if seen and seen.is_estimate:
        figure = part.held[0].counted.other("head_count", seen.people)
        shares.append(Share(voice.word("chart.way.estimate"), "estimate", seen.people, _exact(voice, "persons", figure), figure.address))
    return Chart(f"{prefix}chart.ways", Strip(voice.word("chart.ways"), tuple(shares)))


def targets_chart(voice: Voice, part: Part, prefix: str = "") -> Chart | None:
    """Return the goals that have a target, with what there is now."""
    goals = [(each, each.actual) for each in part.objectives if each.target]
    drawn = tuple(
        Goal(voice.bare(each.text), actual.number, each.target, _exact(voice, UNITS[each.indicator], actual),
             _exact(voice, UNITS[each.indicator], Figure(each.target, "")), actual.address)
        for each, actual in goals if actual is not None
    )  # fmt: skip
    return Chart(f"{prefix}chart.targets", Targets(voice.word("chart.targets"), drawn)) if drawn else None


def _exact(voice: Voice, unit: str, figure: Figure) -> str:
    """Say a figure with its measure word, never rounded: a chart is as exact as a table."""
    return "".join(span.text for span in Voice(voice.language).count(unit, figure))


def _caption(voice: Voice, name: str, event: Event) -> str:
    return voice.word(name, title=voice.text(event.title))
