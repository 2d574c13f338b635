"""A flyer that begins with what a post says, and names it as its source."""

from __future__ import annotations

import json
import sqlite3

from kiosk import records
from kiosk.campaigns import MATERIAL
from kiosk.posts import POST
from kiosk.proposed_codes import free_code


def make_flyer(connection: sqlite3.Connection, post: str, *, id: str) -> str:
    """Make a flyer from a post and return its id; the same ``id`` twice makes one."""
    if connection.execute("SELECT 1 FROM material WHERE id = ?", (id,)).fetchone():
        return id
    row = records.get(connection, POST, post)
    code = free_code(connection, MATERIAL, row["campaign"], f"{row['code'][:18]}-FLY")
    values = {"code": code, "derived_from": post} | {name: row[name] for name in ("title", "topics", "target_groups", "language")}
    return records.add(connection, MATERIAL, row["campaign"], values | _other_titles(row), id=id)


def _other_titles(post: sqlite3.Row) -> dict[str, str]:
    variants: dict[str, dict[str, str]] = json.loads(post["variants"])
    return {f"title@{language}": title for language, title in variants.get("title", {}).items()}
