"""A record of the plan: its fields and their rules, and the one way in which it is added, changed, archived and copied."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Literal
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import new_id, now_ms
from kiosk.languages import LANGUAGES

FieldKind = Literal["text", "long_text", "code", "date", "time", "integer", "money", "choice", "zone", "words", "person", "booth"]
Problem = tuple[str, dict[str, object]]
Values = Mapping[str, str]

_CODE = re.compile(r"[0-9A-Za-z\u3400-\u9fff][0-9A-Za-z\u3400-\u9fff._-]{0,23}\Z")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a plan record.  ``varies``: a hand-typed text per language may stand beside it."""

    name: str
    kind: FieldKind = "text"
    required: bool = False
    longest: int = 200
    choices: tuple[str, ...] = ()
    default: str = ""
    varies: bool = False


@dataclass(frozen=True, slots=True)
class Noun:
    """One table of the plan.  ``parent`` is the column of the record that it belongs to ('' for none)."""

    table: str
    parent: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """Return the field called ``name``; KeyError when there is none."""
        return next(field for field in self.fields if field.name == name)


def clean_values(noun: Noun, values: Values, *, partial: bool = False) -> dict[str, object]:
    """Return the columns for ``values`` as typed in a form or a file; InvalidFields names every wrong one.

    ``partial`` checks only what is given (a change); otherwise absent fields take their default.  ``title@en`` is the English variant
    of ``title``.
    """
    columns: dict[str, object] = {}
    problems: dict[str, Problem] = {}
    for field in noun.fields:
        if partial and field.name not in values:
            continue
        raw = values.get(field.name, field.default).strip()
        try:
            columns[field.name] = _clean_field(field, raw or field.default)
        except _Wrong as wrong:
            problems[field.name] = (wrong.key, wrong.values)
    if problems:
        raise InvalidFields(problems)
    return columns


def clean_variants(noun: Noun, values: Values, before: str = "{}") -> str:
    """Return the ``variants`` JSON with the ``field@language`` values merged in; an emptied variant disappears."""
    variants: dict[str, dict[str, str]] = json.loads(before)
    for field in (field for field in noun.fields if field.varies):
        for language in LANGUAGES:
            typed = values.get(f"{field.name}@{language}")
            if typed is None:
                continue
            if len(typed) > field.longest:
                raise InvalidFields({f"{field.name}@{language}": ("errors.too_long", {"longest": field.longest})})
            variants.setdefault(field.name, {}).pop(language, None)
            if typed.strip():
                variants[field.name][language] = typed.strip()
    return json.dumps({name: texts for name, texts in variants.items() if texts}, ensure_ascii=False, sort_keys=True)


def add(connection: sqlite3.Connection, noun: Noun, parent: str, values: Values, /, **columns: object) -> str:
    """Add a record under ``parent`` and return its id; InvalidFields when a value is wrong or the code is taken."""
    row = clean_values(noun, values)
    if any(field.varies for field in noun.fields):
        row["variants"] = clean_variants(noun, values)
    row |= {"id": new_id(), "made_at": now_ms(), **columns}
    if noun.parent:
        row[noun.parent] = parent
    _refuse_taken_code(connection, noun, parent, row.get("code"), str(row["id"]))
    Database(connection).table(noun.table).insert(row, pk="id")
    touch_plan(connection)
    return str(row["id"])


def change(connection: sqlite3.Connection, noun: Noun, id: str, values: Values, /, **columns: object) -> None:
    """Change the given fields of a record; NotFound, InvalidFields."""
    before = get(connection, noun, id)
    row = clean_values(noun, values, partial=True) | columns
    if any(field.varies for field in noun.fields):
        row["variants"] = clean_variants(noun, values, before["variants"])
    if "code" in row:
        _refuse_taken_code(connection, noun, before[noun.parent] if noun.parent else "", row["code"], id)
    if row:
        Database(connection).table(noun.table).update(id, row)
    touch_plan(connection)


def archive(connection: sqlite3.Connection, noun: Noun, id: str, *, back: bool = False) -> None:
    """Put a record away (or bring it back); nothing of the plan is ever deleted."""
    get(connection, noun, id)
    Database(connection).table(noun.table).update(id, {"archived_at": None if back else now_ms()})
    touch_plan(connection)


def get(connection: sqlite3.Connection, noun: Noun, id: str) -> sqlite3.Row:
    """Return the record with this id; NotFound."""
    row = connection.execute(f"SELECT * FROM {noun.table} WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise NotFound()
    return row  # type: ignore[no-any-return]


def find_by_code(connection: sqlite3.Connection, noun: Noun, parent: str, code: str) -> sqlite3.Row | None:
    """Return the record with this human code within its parent, or None."""
    where, values = (f"{noun.parent} = ? AND ", [parent]) if noun.parent else ("", [])
    return connection.execute(  # type: ignore[no-any-return]
        f"SELECT * FROM {noun.table} WHERE {where}code = ? COLLATE NOCASE", [*values, code]
    ).fetchone()


def all_of(connection: sqlite3.Connection, noun: Noun, parent: str = "", *, archived: bool = False) -> list[sqlite3.Row]:
    """Return the records of a parent in their kept order, archived ones only when asked for."""
    where = f"WHERE {noun.parent} = ?" if noun.parent else "WHERE ? = ''"
    hidden = "" if archived else " AND archived_at IS NULL"
    order = "position, code" if any(field.name == "position" for field in noun.fields) else "code"
    return connection.execute(f"SELECT * FROM {noun.table} {where}{hidden} ORDER BY {order}", (parent,)).fetchall()


def free_code(connection: sqlite3.Connection, noun: Noun, parent: str, stem: str) -> str:
    """Return ``stem`` or the first of ``stem2``, ``stem3`` … that no record of the parent has."""
    code, number = stem, 1
    while find_by_code(connection, noun, parent, code) is not None:
        number += 1
        code = f"{stem}{number}"
    return code


def variant_of(row: sqlite3.Row, field: str, language: str) -> str:
    """Return the hand-typed text of ``field`` in ``language``, else the original as typed (never converted)."""
    variants: dict[str, dict[str, str]] = json.loads(row["variants"])
    return variants.get(field, {}).get(language) or str(row[field])


def touch_plan(connection: sqlite3.Connection) -> None:
    """Move the plan's version on, so that live pages and caches see the change."""
    connection.execute(
        "INSERT INTO setting VALUES ('plan_version', '1') ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1"
    )


def plan_version(connection: sqlite3.Connection) -> int:
    """Return the plan's version: it grows with every change of the plan."""
    row = connection.execute("SELECT value FROM setting WHERE key = 'plan_version'").fetchone()
    return int(row[0]) if row else 0


class _Wrong(Exception):
    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = f"errors.{key}"
        self.values = values


def _clean_field(field: Field, raw: str) -> object:
    if not raw:
        if field.required:
            raise _Wrong("required")
        return None if field.kind in ("person", "booth") else 0 if field.kind == "integer" else ""
    if len(raw) > field.longest:
        raise _Wrong("too_long", longest=field.longest)
    if field.kind != "long_text" and any(ord(letter) < 32 for letter in raw):
        raise _Wrong("control_characters")
    return _READERS.get(field.kind, _as_is)(field, raw)


def _as_is(field: Field, raw: str) -> object:
    return raw


def _read_code(field: Field, raw: str) -> object:
    if not _CODE.match(raw):
        raise _Wrong("bad_code")
    return raw


def _read_date(field: Field, raw: str) -> object:
    try:
        return date.fromisoformat(raw).isoformat()
    except ValueError:
        raise _Wrong("bad_date", value=raw) from None


def _read_time(field: Field, raw: str) -> object:
    try:
        return time.fromisoformat(raw.zfill(5)).strftime("%H:%M")
    except ValueError:
        raise _Wrong("bad_time", value=raw) from None


def _read_integer(field: Field, raw: str) -> object:
    if not raw.isascii() or not raw.isdigit() or int(raw) > 1_000_000:
        raise _Wrong("bad_number", value=raw)
    return int(raw)


def _read_money(field: Field, raw: str) -> object:
    try:
        amount = Decimal(raw)
    except InvalidOperation:
        raise _Wrong("bad_money", value=raw) from None
    if not amount.is_finite() or amount < 0 or amount > 1_000_000:
        raise _Wrong("bad_money", value=raw)
    return str(amount)


def _read_choice(field: Field, raw: str) -> object:
    if raw not in field.choices:
        raise _Wrong("bad_choice", value=raw)
    return raw


def _read_zone(field: Field, raw: str) -> object:
    try:
        return ZoneInfo(raw).key
    except (ValueError, OSError, KeyError):
        raise _Wrong("bad_zone", value=raw) from None


def _read_words(field: Field, raw: str) -> object:
    words = [word for word in re.split(r"[\s,，、;；]+", raw) if word]
    if field.choices and any(word not in field.choices for word in words):
        raise _Wrong("bad_choice", value=raw)
    return " ".join(dict.fromkeys(words))


_READERS: dict[str, Callable[[Field, str], object]] = {
    "code": _read_code, "date": _read_date, "time": _read_time, "integer": _read_integer,
    "money": _read_money, "choice": _read_choice, "zone": _read_zone, "words": _read_words,
}  # fmt: skip


def _refuse_taken_code(connection: sqlite3.Connection, noun: Noun, parent: str, code: object, id: str) -> None:
    taken = find_by_code(connection, noun, parent, str(code)) if code else None
    if taken is not None and taken["id"] != id:
        raise InvalidFields({"code": ("errors.code_taken", {"code": code})})


def field_names(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return the names of ``fields``, in order."""
    return tuple(field.name for field in fields)
