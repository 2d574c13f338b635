"""The tables as an Excel workbook: a sheet each, numbers and dates as such, the first line fixed, nothing that is calculated on opening."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from kiosk.exports.tables import Column, Table, Value, Word
from kiosk.languages import text

_FORMATS = {"integer": "#,##0", "number": "General", "money": "#,##0.00##", "date": "yyyy-mm-dd", "time": "hh:mm", "moment": "yyyy-mm-dd hh:mm"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINE, _HEAD = 15, 48
"""The heights of a line and of a heading in three lines."""
_NARROWEST, _WIDEST = 7, 48
_LOOKED_AT = 200
"""So many rows tell how wide a column is."""


def to_workbook(tables: Sequence[Table], language: str, title: str) -> bytes:
    """Return an .xlsx file; headings and words are in ``language``, moments are UTC."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = title, "outreach-kiosk"
    for table in tables:
        sheet = book.create_sheet(text(language, f"exports.table.{table.key}")[:31])
        _write(sheet, table, language)
        _lay_out(sheet, table, title)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _InMemory(book, archive).save()
    return target.getvalue()


class _InMemory(ExcelWriter):
    """openpyxl's own writer keeps each sheet in a temporary file, which on a full disk stays there and takes the last room from the database."""

    def write_worksheet(self, ws: Worksheet) -> None:
        out = io.BytesIO()
        writer = WorksheetWriter(ws, out)
        writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined]  # the stubs leave out what begins with _
        self._archive.writestr(ws.path[1:], out.getvalue())  # type: ignore[attr-defined]
        self.manifest.append(ws)


def _write(sheet: Worksheet, table: Table, language: str) -> None:
    for number, column in enumerate(table.columns, start=1):
        head, letter = sheet.cell(1, number, column.heading(language)), get_column_letter(number)
        head.font, head.alignment = Font(bold=True), _over(column)
        said = [_said(row[number - 1], language) for row in table.rows]
        sheet.column_dimensions[letter].width = _room(str(head.value), said, column, last=number == len(table.columns))
        for line, value in enumerate(said, start=2):
            if value is not None:
                _fill(sheet.cell(line, number), value, column)
    sheet.row_dimensions[1].height = _HEAD
    for line, row in enumerate(table.rows, start=2):
        lines = max(_lines(_said(value, language), column) for value, column in zip(row, table.columns, strict=True))
        if lines > 1:
            sheet.row_dimensions[line].height = lines * _LINE
    sheet.auto_filter.ref = sheet.dimensions


def _lay_out(sheet: Worksheet, table: Table, title: str) -> None:
    """The first line stays in sight; on paper each sheet is as wide as a page, with its headings on every one and without addresses."""
    if table.columns[-1].key == "address":
        sheet.print_area = f"A1:{get_column_letter(len(table.columns) - 1)}{len(table.rows) + 1}"
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None
    assert footer is not None
    header.left.text, header.right.text, footer.center.text = title.replace("&", "&&"), "&A", "&P / &N"


def _room(head: str, said: Sequence[Value], column: Column, *, last: bool) -> float:
    """Return how wide a column is: as its longest value, and as its heading in a few lines; an address at the end may run over."""
    if column.kind == "moment" or (column.key == "address" and last):
        return 17
    words = max(_width(word) / (1 if word.isascii() else 2) for word in head.split())
    longest = max([words + 4, *(_width(str(value)) + 2 for value in said[:_LOOKED_AT] if value is not None)])
    return min(_WIDEST, max(_NARROWEST, longest))


def _over(column: Column) -> Alignment:
    """A heading stands over what it heads."""
    return Alignment(vertical="top", wrap_text=True) if column.kind == "text" else Alignment(horizontal="right", vertical="top", wrap_text=True, indent=1)


def _lines(value: Value, column: Column) -> int:
    return -(-_width(value) // _WIDEST) if isinstance(value, str) and value and column.key != "address" else 1


def _said(value: Value, language: str) -> Value:
    return value.said(language) if isinstance(value, Word) else value


def _width(said: str) -> int:
    """Chinese characters take the room of two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in said)


def _fill(cell: Cell | MergedCell, value: Value, column: Column) -> None:
    """A text stays a text, even one that looks like a formula."""
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = _INVALID.sub("", value)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=_lines(value, column) > 1, vertical="top")
        return
    if column.kind == "moment" and isinstance(value, int):
        cell.value = (_EPOCH + timedelta(milliseconds=value)).replace(tzinfo=None)
    else:
        assert not isinstance(value, Word)
        cell.value = value
    cell.number_format = _FORMATS["integer" if column.kind == "number" and isinstance(value, int) else column.kind]
    cell.alignment = Alignment(horizontal="right", vertical="top", indent=1)
