"""A row that comes from elsewhere: written anew, or over the one that has its key already."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any


def upsert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any], key: tuple[str, ...] = ("id",)) -> None:
    """Write the columns of a row; columns that it does not name stay as they are, or take their default.  IntegrityError."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in key)
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}",
        tuple(row.values()),
    )
