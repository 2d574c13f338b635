"""The tables as CSV (one file each, in a ZIP), as JSON and as a SQLite file that opens in Datasette."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import sqlite_utils

from kiosk.exports.tables import Column, Table, Value, Word
from kiosk.plan.files import write_table

_SAME_DAY = (1980, 1, 1, 0, 0, 0)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TYPES = {"text": str, "integer": int, "number": float, "money": float, "date": str, "time": str, "moment": str}


def to_csv_files(tables: Sequence[Table], language: str) -> bytes:
    """Return a ZIP of CSV files that spreadsheets open, headings in ``language``; the same tables give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for table in tables:
            packed.writestr(zipfile.ZipInfo(f"{table.key}.csv", _SAME_DAY), to_csv(table, language), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def to_csv(table: Table, language: str) -> bytes:
    """Return one table as a CSV file that spreadsheets open, headings in ``language``."""
    heads = [column.heading(language) for column in table.columns]
    return write_table(heads, [["" if value is None else _typed(value, column, language) for value, column in _pairs(table, row)] for row in table.rows])


def to_json(tables: Sequence[Table]) -> bytes:
    """Return one object: table → its rows as objects; moments and days as ISO 8601, null where nothing can be said."""
    said = {table.key: [{column.key: _plain(value, column) for value, column in _pairs(table, row)} for row in table.rows] for table in tables}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def to_sqlite(tables: Sequence[Table]) -> bytes:
    """Return a SQLite file: typed columns, keys, and foreign keys that lead from figures to events."""
    with closing(sqlite3.connect(":memory:")) as connection:  # no temporary file, which a full disk would cut short
        database = sqlite_utils.Database(connection)
        for table in tables:
            _create(database, table)
        connection.commit()
        connection.execute("VACUUM")
        return connection.serialize()


def _create(database: sqlite_utils.Database, table: Table) -> None:
    there = set(database.table_names())
    split = [(column, *target.split(".")) for column, target in (table.foreign or {}).items()]
    leads = [(column, other, key) for column, other, key in split if other in there]
    made = database.table(table.key)
    made.create({column.key: _TYPES[column.kind] for column in table.columns}, pk=table.primary or None, foreign_keys=leads)
    made.insert_all({column.key: _plain(value, column) for value, column in _pairs(table, row)} for row in table.rows)


def _pairs(table: Table, row: tuple[Value, ...]) -> list[tuple[Value, Column]]:
    return list(zip(row, table.columns, strict=True))


def _plain(value: Value, column: Column) -> str | int | float | None:
    if value is None or (isinstance(value, int | float) and column.kind != "moment"):
        return value
    return float(value) if isinstance(value, Decimal) else _said(value, column)


def _typed(value: Value, column: Column, language: str) -> str | int | float | Decimal | None:
    """People read words instead of codes, and an amount of money keeps its cents: 540.00."""
    if isinstance(value, Word):
        return value.said(language)
    return value if isinstance(value, Decimal) else _plain(value, column)


def _said(value: Value, column: Column) -> str:
    if column.kind == "moment" and isinstance(value, int):
        return (_EPOCH + timedelta(milliseconds=value)).isoformat(timespec="minutes").replace("+00:00", "Z")
    if isinstance(value, Word):
        return value.code
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
