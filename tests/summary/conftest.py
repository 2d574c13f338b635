"""The reference week, made once, and its summaries in every shape and language, composed when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from kiosk.storage import Store, open_store
from kiosk.summary.compose import write_report
from kiosk.summary.reading import read_records
from kiosk.summary.records import Records
from kiosk.summary.scope import find_scope
from printables.report import Heading, Paragraph, Report, Table

NOW = 1_491_000_000_000
"""Some days after the week."""
SCOPES: dict[str, dict[str, object]] = {
    "A": {"campaign": "WEEK2017", "organisation": "A"},
    "B": {"campaign": "WEEK2017", "organisation": "B"},
    "C": {"campaign": "WEEK2017", "organisation": "C"},
    "whole": {"campaign": "WEEK2017"},
    "compendium": {"campaign": "WEEK2017", "collected": True},
}


class Summaries:
    """Every summary of one kiosk's reference week."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.records = cache(self._records)
        self.report = cache(self._report)

    def _records(self, scope: str) -> Records:
        connection = self.store.read()
        return read_records(connection, find_scope(connection, **SCOPES[scope]), NOW)  # type: ignore[arg-type]

    def _report(self, scope: str, shape: str, language: str, *, rounded: bool = False) -> Report:
        return write_report(self.records(scope), shape, language, NOW, rounded=rounded)

    def text(self, scope: str, shape: str, language: str) -> str:
        return text_of(self.report(scope, shape, language))


def text_of(report: Report) -> str:
    """All that a report says, a line for each block and each row."""
    lines = [report.title]
    for block in report.blocks:
        if isinstance(block, Heading | Paragraph):
            lines.append(block.text)
        elif isinstance(block, Table):
            lines += [block.caption, *(" ".join(cell.text for cell in row if cell.text) for row in (block.heads, *block.rows, block.total))]
    return "\n".join(lines)


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory, copy_of_the_week: Callable[[Path], Path]) -> Iterator[Summaries]:
    folder = copy_of_the_week(tmp_path_factory.mktemp("summaries") / "demo")
    store = open_store(folder / "kiosk.db")
    yield Summaries(store)
    store.close()
