"""Settings that people change while the product runs; they travel with a backup."""

from __future__ import annotations

import sqlite3


def read_setting(connection: sqlite3.Connection, key: str, default: str = "") -> str:
    """Return a setting, or ``default`` where nobody has set it."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return str(row["value"]) if row else default


def write_setting(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set a setting."""
    connection.execute("INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value))
