"""A summary as it stands: composed from the records, with what somebody wrote into it; the same on the page, in a file and in a pack."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from kiosk.figures.provenance import Reader, parse
from kiosk.languages import say_number
from kiosk.summary.compose import compose
from kiosk.summary.edits import Edit, Edited, apply_edits, read_edits
from kiosk.summary.named import name_summary
from kiosk.summary.scope import Scope
from printables.report import Report


def read_draft(connection: sqlite3.Connection, scope: Scope, shape: str, language: str, now: int, *, rounded: bool = False) -> Edited:
    """Compose the summary of ``scope`` and put in what was written into it; ``now`` is ms UTC."""
    report = compose(connection, scope, shape, language, now, rounded=rounded)
    return with_edits(connection, report, read_edits(connection, name_summary(scope, shape, language)), now)


def with_edits(connection: sqlite3.Connection, report: Report, kept: Mapping[str, Edit], now: int) -> Edited:
    """Return the report as it was edited; figures that it no longer states itself are read anew."""
    stated = dict(report.figures())
    reader, say = Reader(connection, now), {}
    for span in (span for each in kept.values() for span in each.spans if span.figure and span.figure not in stated):
        value = reader.value(parse(span.figure))
        if isinstance(value, int):
            say[span.figure] = say_number(report.language, value)
    return apply_edits(report, kept, say)
