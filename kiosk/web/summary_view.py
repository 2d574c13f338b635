"""What the summary's page shows beside the text: where each figure comes from, and what has changed since it was handed in."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kiosk.figures.provenance import Explained, Reader, parse
from kiosk.joining.origins import say_sources
from kiosk.languages import say_list
from kiosk.summary.edits import Edit, Edited, basis_of, text_of
from kiosk.summary.stood import to_form
from kiosk.summary.supplement import name_figure, say_change_sources, say_difference
from kiosk.summary.versions import Change, Version
from kiosk.web.context import config, language, t
from kiosk.web.tallies_tables import MARKS
from printables.charts import to_svg
from printables.report import Chart, Report

_CHART_WIDTH = 400
"""Between what a phone and the sheet on a laptop have, so that a chart's letters are read on both."""


@dataclass(frozen=True, slots=True)
class SummaryView:
    """One summary's page; ``tips`` is address → what is said of the figure, ``charts`` block → drawing, ``changes`` the lines since it was
    handed in, ``has_small`` whether the next version would tell one of them beside the last, ``left_out`` the blocks that somebody emptied,
    with what the records say there, ``seen`` block → the edit that holds, ``stood`` what its form carries of it."""

    report: Report
    edited: Edited
    tips: dict[str, str]
    charts: dict[str, Markup]
    versions: Sequence[Version]
    changes: Sequence[str]
    has_small: bool
    shapes: Sequence[str]
    languages: Sequence[str]
    formats: Sequence[str]
    left_out: Sequence[tuple[str, str]]
    seen: Mapping[str, str]
    stood: Mapping[str, str]


def draw_charts(report: Report, tips: Mapping[str, str]) -> dict[str, Markup]:
    """Return block → its chart as SVG, whose figures say where they come from."""
    return {
        block.key: Markup(to_svg(block.kind, report.language, _CHART_WIDTH, tips))  # noqa: S704 - our own drawing, escaped by the drawer
        for block in report.blocks if isinstance(block, Chart)
    }  # fmt: skip


def left_out(generated: Report, edits: Mapping[str, Edit]) -> list[tuple[str, str]]:
    """Return the blocks that somebody emptied, with what the records say there."""
    return [(block.key, text_of(block)) for block in generated.blocks if block.key in edits and not edits[block.key].spans]


def stood_in(shown: Report, generated: Report) -> dict[str, str]:
    """Return block → what its form carries of it."""
    basis = {block.key: basis_of(block) for block in generated.blocks}
    return {block.key: to_form(block, basis.get(block.key, "")) for block in shown.blocks}


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


def change_lines(connection: sqlite3.Connection, version: Version, changes: Iterable[Change]) -> list[str]:
    """Return "handed out: +40 (phone 7, 25 March)" for each figure that has changed."""
    return [
        t("summaries.change_small", figure=name_figure(connection, one.address, language(), bool(version.named.event))) if one.is_small else
        t("summaries.change_alone" if one.beside_small else "summaries.change", figure=name_figure(connection, one.address, language(), bool(version.named.event)), difference=say_difference(one, language()), sources=say_change_sources(one, language()))
        for one in changes
    ]  # fmt: skip
