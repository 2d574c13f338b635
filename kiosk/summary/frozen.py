"""A report as JSON and back, so that a version that was handed in can be made into any format again, byte for byte.

Photos stay in their own table, by key: a picture whose consent was withdrawn is gone from every version.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from printables import charts
from printables.report import Block, Cell, Chart, Heading, Paragraph, Photo, Report, Span, Table


def to_json(report: Report) -> str:
    """Return the report as one line of JSON, always the same for the same report."""
    head = {name: getattr(report, name) for name in ("language", "title", "subtitle", "issuer", "issued", "mark", "missing")}
    return json.dumps(head | {"blocks": [_say_block(block) for block in report.blocks]}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(said: str, picture: Callable[[str], bytes | None] = lambda key: None) -> Report:
    """Return the report; ``picture`` gives a photo's JPEG by its key, None where it is gone."""
    read: dict[str, Any] = json.loads(said)
    blocks = tuple(block for each in read.pop("blocks") for block in [_read_block(each, picture)] if block is not None)
    return Report(**(read | {"missing": tuple(read["missing"])}), blocks=blocks)


def _say_block(block: Block) -> dict[str, Any]:
    match block:
        case Photo():
            said = {"key": block.key, "width": block.width, "height": block.height, "caption": block.caption, "alt": block.alt}
        case Chart():
            said = {"key": block.key, "kind": {"is": type(block.kind).__name__, **asdict(block.kind)}}
        case _:
            said = asdict(block)
    return {"is": type(block).__name__, **said}


def _read_block(said: dict[str, Any], picture: Callable[[str], bytes | None]) -> Block | None:
    sort = said.pop("is")
    match sort:
        case "Heading":
            return Heading(**said)
        case "Paragraph":
            return Paragraph(said["key"], tuple(Span(**span) for span in said["spans"]), said["kind"])
        case "Table":
            cells = {name: tuple(Cell(**cell) for cell in said[name]) for name in ("heads", "total")}
            rows = tuple(tuple(Cell(**cell) for cell in row) for row in said["rows"])
            return Table(**(said | cells | {"rows": rows}))
        case "Chart":
            return Chart(said["key"], _read_chart(said["kind"]) if "kind" in said else _read_first_chart(said))
        case _:
            jpeg = picture(said["key"])
            return Photo(said["key"], jpeg, said["width"], said["height"], said["caption"], said.get("alt", "")) if jpeg else None


_CHARTS: dict[str, tuple[Any, str, Any]] = {
    "Columns": (charts.Columns, "bars", charts.Bar), "Rows": (charts.Rows, "bars", charts.Bar), "Strip": (charts.Strip, "shares", charts.Share),
    "Targets": (charts.Targets, "goals", charts.Goal), "Pairs": (charts.Pairs, "pairs", charts.Pair),
}  # fmt: skip
"""The kinds of charts by name, with what each is a row of."""


def _read_chart(said: dict[str, Any]) -> charts.Chart:
    kind, row, of = _CHARTS[said.pop("is")]
    made: charts.Chart = kind(**(said | {row: tuple(of(**each) for each in said[row])}))
    return made


def _read_first_chart(said: dict[str, Any]) -> charts.Chart:
    """Return a chart as versions hold it that were handed in while hours were the only kind."""
    return charts.Columns(said["caption"], tuple(charts.Bar(**column) for column in said["columns"]))
