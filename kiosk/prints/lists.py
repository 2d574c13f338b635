"""Lists that are typed or pasted into a form, a line for each: acts, groups, equipment; frozen in their run and offered again."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from typing import Any

from kiosk.errors import InvalidFields
from kiosk.prints.wishes import Wish

Lines = list[list[Any]]
LONGEST = 80
BLANK = "＿" * 8
"""A name to be written by hand."""
_BETWEEN = re.compile(r"[|｜\t]")
_NUMBER = re.compile(r"([0-9]{1,6}) ?[^0-9]{0,8}")


def read_lines(wish: Wish, name: str, columns: Sequence[int], most: int) -> Lines | None:
    """Return a field's lines, each cut at ``|`` or a tab: a column is a text (0) or a whole number up to what stands there, 0 for none.

    None when the field was not asked at all.  InvalidFields names the line that cannot be read.
    """
    said = wish.values(name)
    if not said:
        return None
    typed = [line for line in "\n".join(said).splitlines() if line.strip()]
    if len(typed) > most:
        raise InvalidFields({name: ("printing.lines.too_many", {"most": most})})
    return [_read_line(name, number, line, columns) for number, line in enumerate(typed, start=1)]


def _read_line(name: str, number: int, line: str, columns: Sequence[int]) -> list[Any]:
    said = [" ".join(part.split()) for part in _BETWEEN.split(line)]
    if len(said) > len(columns) or not said[0] or any(len(part) > LONGEST for part in said):
        raise InvalidFields({name: ("printing.lines.bad_line", {"line": number, "columns": len(columns), "longest": LONGEST})})
    said += [""] * (len(columns) - len(said))
    return [_read_number(name, number, part, most) if most else part for part, most in zip(said, columns, strict=True)]


def _read_number(name: str, line: int, typed: str, most: int) -> int:
    """Read 16, １６ or "16 people"."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", typed)) if typed else None
    if typed and (found is None or int(found[1]) > most):
        raise InvalidFields({name: ("printing.lines.bad_number", {"line": line, "value": typed, "most": most})})
    return int(found[1]) if found else 0


def layout_again(connection: sqlite3.Connection, event: str, kind: str, *, elsewhere: bool = False) -> dict[str, Any]:
    """Return what was frozen last for this event; with ``elsewhere``, else for another one of the same organisation; {} for nothing."""
    row = connection.execute(
        "SELECT r.layout FROM print_run r JOIN event e ON e.id = r.event WHERE r.kind = ?2 AND r.archived_at IS NULL AND (r.event = ?1"
        " OR (?3 AND e.organisation = (SELECT organisation FROM event WHERE id = ?1))) ORDER BY r.event = ?1 DESC, r.made_at DESC LIMIT 1",
        (event, kind, elsewhere),
    ).fetchone()
    return dict(json.loads(row["layout"])) if row else {}


def write_lines(lines: Lines) -> str:
    """Return a list as it is typed."""
    return "\n".join(" | ".join(str(part or "") for part in line).rstrip(" |") for line in lines)
