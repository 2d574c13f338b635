"""Tables as offices keep them: CSV read in whatever spelling a spreadsheet writes, and written so that it opens safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.errors import Refusal

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
DELIMITERS = (",", ";", "\t")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class UnreadableFile(Refusal):
    """The whole file cannot be taken; the reason names why."""

    area = "plan.file"
    status = 422

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        super().__init__(**values)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file and the line that it begins on, counted from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: how it was written, its headings and its rows that hold anything."""

    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(content: bytes) -> Table:
    """Return the table in ``content``; UnreadableFile.

    UTF-8 with or without a mark, UTF-16 with one, GB18030 and Big5 are told apart; so are comma, semicolon and tab, and the
    ``sep=`` line that Excel understands.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFile("too_large", most=MOST_BYTES // 1024 // 1024)
    if content.startswith((_ZIP, _OLD_EXCEL)):
        raise UnreadableFile("workbook")
    encoding, text = _decode(content)
    if "\0" in text:
        raise UnreadableFile("nul_bytes")
    delimiter, text = _find_delimiter(text)
    rows = _read_rows(text, delimiter)
    if not rows:
        raise UnreadableFile("empty")
    return Table(encoding, delimiter, rows[0].cells, tuple(rows[1:]))


def write_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file that spreadsheets open: UTF-8 with a mark, no text of ours read as a formula; numbers stay numbers."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([neutralise(cell) for cell in headings])
    writer.writerows([neutralise(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def neutralise(cell: str) -> str:
    """Return ``cell`` with a ' before what a spreadsheet would calculate."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    """Undo ``neutralise``, so that a file of ours read again is the same."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _decode(content: bytes) -> tuple[str, str]:
    for mark, codec, name in (
        (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
        (b"\xff\xfe", "utf-16-le", "UTF-16"),
        (b"\xfe\xff", "utf-16-be", "UTF-16"),
    ):
        if content.startswith(mark):
            return name, _decode_as(content[len(mark) :], codec)
    try:
        return "UTF-8", content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_chinese(content)


def _decode_as(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        raise UnreadableFile("unknown_encoding") from None


def _decode_chinese(content: bytes) -> tuple[str, str]:
    """Tell GB18030 from Big5 by which of them reads everyday characters: each reads much of the other as rare ones."""
    read: list[tuple[float, str, str]] = []
    for name, codec in (("GB18030", "gb18030"), ("Big5", "cp950"), ("Big5", "big5hkscs")):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        read.append((_everyday_share(text, name), name, text))
    if not read:
        raise UnreadableFile("unknown_encoding")
    _, name, text = max(read, key=lambda each: each[0])
    return name, text


def _everyday_share(text: str, name: str) -> float:
    """The share of characters beyond ASCII that stand in the first level of the encoding's own standard."""
    codec, first, last = ("gb2312", 0xB0, 0xD7) if name == "GB18030" else ("big5", 0xA4, 0xC6)
    beyond = [letter for letter in text[:20_000] if ord(letter) > 127]
    codes = (letter.encode(codec, "ignore") for letter in beyond)
    everyday = sum(1 for code in codes if len(code) == 2 and (first <= code[0] <= last or code[0] in (0xA1, 0xA3)))
    return everyday / len(beyond) if beyond else 0.0


def _find_delimiter(text: str) -> tuple[str, str]:
    head, _, rest = text.partition("\n")
    named = head.strip().strip('"')
    if named.lower().startswith("sep=") and named[4:] in DELIMITERS:
        return named[4:], "\n" + rest  # the line stays, empty, so that lines are counted as the file has them
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count), text


def _read_rows(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise UnreadableFile("too_many_columns", most=MOST_COLUMNS)
            if any(cell.strip() for cell in cells):
                rows.append(Row(line, tuple(_plain(cell.strip(" \u3000")) for cell in cells)))
            if len(rows) > MOST_ROWS + 1:
                raise UnreadableFile("too_many_rows", most=f"{MOST_ROWS:,}")
            line = reader.line_num + 1
    except csv.Error:
        raise UnreadableFile("broken_quotes", line=line) from None
    return rows
