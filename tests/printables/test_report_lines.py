"""A table as lines of a chat: each figure after its head as one says it, words in brackets, what nobody asked for left out."""

from __future__ import annotations

import pytest

from printables.report import Cell, Report, Table
from printables.report_text import to_plain_text


@pytest.mark.parametrize(
    ("language", "heads", "line"),
    [
        ("zh-Hant", ("領出", "去向不明", "新增", "9時"), "門口：領出800，去向不明（無法核算），9時 251"),
        ("en", ("Issued", "Unaccounted for", "New", "09:00"), "門口: issued 800, unaccounted for (無法核算), 09:00: 251"),
    ],
)
def test_a_row_reads_as_one_says_it(language: str, heads: tuple[str, ...], line: str) -> None:
    cells = (Cell("門口"), *(Cell(words, number=True) for words in ("800", "無法核算", "—", "251")))
    table = Table("t", "x", (Cell("攤位"), *(Cell(head, number=True) for head in heads)), (cells,))
    assert to_plain_text(Report(language, "x", (table,))).splitlines()[-1] == line
