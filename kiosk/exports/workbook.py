"""The tables as an Excel workbook: a sheet each, numbers and dates as such, the first line fixed, nothing that is calculated on opening."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.exports.tables import Column, Table, Value
from kiosk.languages import text

_FORMATS = {"integer": "#,##0", "number": "#,##0.##", "date": "yyyy-mm-dd", "time": "hh:mm", "moment": "yyyy-mm-dd hh:mm"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDEST = 48


def to_workbook(tables: Sequence[Table], language: str, title: str) -> bytes:
    """Return an .xlsx file; headings are in ``language``, moments are UTC."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = title, "outreach-kiosk"
    for table in tables:
        _write(book.create_sheet(text(language, f"exports.table.{table.key}")[:31]), table, language)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write(sheet: Worksheet, table: Table, language: str) -> None:
    heads = [column.heading(language) for column in table.columns]
    for number, (head, column) in enumerate(zip(heads, table.columns, strict=True), start=1):
        sheet.cell(1, number, head).font = Font(bold=True)
        longest = max([_width(head) + 3, *(_width(str(row[number - 1])) for row in table.rows[:200] if row[number - 1] is not None)])
        sheet.column_dimensions[get_column_letter(number)].width = 17 if column.kind == "moment" else min(_WIDEST, longest + 2)
    for line, row in enumerate(table.rows, start=2):
        for number, (value, column) in enumerate(zip(row, table.columns, strict=True), start=1):
            if value is not None:
                _fill(sheet.cell(line, number), value, column)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _width(said: str) -> int:
    """Chinese characters take the room of two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in said)


def _fill(cell: Cell | MergedCell, value: Value, column: Column) -> None:
    """A text stays a text, even one that looks like a formula."""
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = _INVALID.sub("", value)
        cell.data_type = "s"
    elif column.kind == "moment" and isinstance(value, int):
        cell.value = (_EPOCH + timedelta(milliseconds=value)).replace(tzinfo=None)
    else:
        cell.value = value
    if column.kind in _FORMATS:
        cell.number_format = _FORMATS[column.kind]
