"""What the summary's page shows beside the text: where each figure comes from, and what has changed since it was handed in."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kiosk.figures.provenance import Explained, Reader, parse
from kiosk.joining.origins import say_sources
from kiosk.languages import say_date, say_list
from kiosk.summary.edits import Edit, Edited, text_of
from kiosk.summary.versions import Change, Source, Version
from kiosk.web.context import config, language, t
from kiosk.web.tallies_tables import MARKS
from printables.charts import to_svg
from printables.report import Chart, Report

_CHART_WIDTH = 400
"""Between what a phone and the sheet on a laptop have, so that a chart's letters are read on both."""


@dataclass(frozen=True, slots=True)
class SummaryView:
    """One summary's page; ``tips`` is address → what is said of the figure, ``charts`` block → drawing, ``changes`` the lines since it was
    handed in, ``left_out`` the blocks that somebody emptied, with what the records say there."""

    report: Report
    edited: Edited
    tips: dict[str, str]
    charts: dict[str, Markup]
    versions: Sequence[Version]
    changes: Sequence[str]
    shapes: Sequence[str]
    languages: Sequence[str]
    formats: Sequence[str]
    left_out: Sequence[tuple[str, str]]
    seen: Mapping[str, str]


def draw_charts(report: Report, tips: Mapping[str, str]) -> dict[str, Markup]:
    """Return block → its chart as SVG, whose figures say where they come from."""
    return {
        block.key: Markup(to_svg(block.kind, _CHART_WIDTH, tips))  # noqa: S704 - our own drawing, escaped by the drawer
        for block in report.blocks if isinstance(block, Chart)
    }  # fmt: skip


def left_out(generated: Report, edits: Mapping[str, Edit]) -> list[tuple[str, str]]:
    """Return the blocks that somebody emptied, with what the records say there."""
    return [(block.key, text_of(block)) for block in generated.blocks if block.key in edits and not edits[block.key].spans]


def tips_of(connection: sqlite3.Connection, report: Report, now: int) -> dict[str, str]:
    """Return address → formula, records and how it was counted, for every figure that the report states."""
    reader = Reader(connection, now)
    return {address: say_explained(reader.explain(parse(address))) for address in dict.fromkeys(address for address, _words in report.figures())}


def say_explained(one: Explained) -> str:
    """Say what a figure is called, how it is worked out, from how many records, and how they were counted."""
    lines = [t("tallies.counted_how", figure=t(f"figures.name.{one.address.figure}"), how=t(f"figures.formula.{one.address.figure}"))]
    lines += [t("figures.records", what=t(f"figures.record.{name}"), count=count) for name, count in one.facts.items()] or [t("figures.no_records")]
    if one.methods:
        ways = Counter[str]()
        for name, count in one.methods.items():
            ways[MARKS.get(name, "count")] += count
        lines.append(say_list(language(), [f"{t(f'common.method.{way}')} {count:,}" for way, count in ways.items()]))
    lines += say_sources(language(), one.sources, config().zone)
    return "\n".join(lines)


def change_lines(changes: Iterable[Change]) -> list[str]:
    """Return "handed out: +40 (phone 7, 25 March)" for each figure that has changed."""
    return [
        t("summaries.change", figure=t(f"figures.name.{one.address.figure}"), where=_where(one), difference=f"{one.difference:+,}".replace("-", "−"),
          sources=say_list(language(), [_say_source(each) for each in one.sources]) or t("summaries.corrected"))
        for one in changes
    ]  # fmt: skip


def _where(change: Change) -> str:
    parts = [change.address.event, change.address.booth, change.address.material, change.address.detail]
    return " ".join(part for part in parts if part) or change.address.organisation or change.address.campaign


def _say_source(source: Source) -> str:
    who = t("tallies.phone_number", number=source.phone) if source.phone else t("summaries.office")
    return t("summaries.source", who=who, day=say_date(language(), source.day, "short"))
