"""The code that is proposed for a further record of the plan: the first that is free."""

from __future__ import annotations

import sqlite3

from kiosk.records import Noun, find_by_code


def free_code(connection: sqlite3.Connection, noun: Noun, parent: str, stem: str) -> str:
    """Return ``stem`` or the first of ``stem2``, ``stem3`` … that no record of the parent has."""
    code, number = stem, 1
    while find_by_code(connection, noun, parent, code) is not None:
        number += 1
        code = f"{stem}{number}"
    return code


def next_code(connection: sqlite3.Connection, noun: Noun, parent: str, letters: str) -> str:
    """Return the code to propose for a further record: ``letters`` with the first free number above the count."""
    where, values = (f"WHERE {noun.parent} = ?", [parent]) if noun.parent else ("", [])
    number = connection.execute(f"SELECT count(*) FROM {noun.table} {where}", values).fetchone()[0] + 1
    while find_by_code(connection, noun, parent, f"{letters}{number}") is not None:
        number += 1
    return f"{letters}{number}"
