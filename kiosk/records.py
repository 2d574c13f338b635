"""A record of the plan: its fields and their rules, and the one way in which it is added, changed, archived and copied."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from zoneinfo import ZoneInfo

from kiosk.errors import InvalidFields, NotFound
from kiosk.folding import fold
from kiosk.ids import new_id, now_ms
from kiosk.joining.keepers import refuse_kept
from kiosk.languages import LANGUAGES
from kiosk.storage.upsert import upsert

FieldKind = Literal[
    "text", "long_text", "code", "date", "time", "integer", "money", "choice", "zone", "words",
    "phone", "person", "booth", "organisation", "event", "post", "group", "unit",
]  # fmt: skip
Problem = tuple[str, dict[str, object]]
Values = Mapping[str, str]

REFERENCES = ("person", "booth", "organisation", "event", "post", "group", "unit")
"""Kinds of field that name another record: its id in the table, its code in forms and files."""
_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?\Z")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?::00)?\Z")
_YEARS = range(1900, 2200)
"""Days outside cannot be reckoned with in every zone (9999-12-31 has no next day), and one such event would break every list."""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
UNSEEN = "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
"""What comes along when a text is copied from a chat or a document: nobody sees it, no sheet can print it, a search stumbles over it."""
_unseen = re.compile(UNSEEN)
CONTROLS_IN_LONG_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of surrogate pairs and what XML, and so Word and Excel, cannot hold; a long text may hold line ends and tabs."""
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


LANGUAGE_FIELD = Field("language", "choice", choices=LANGUAGES, default="zh-Hans")
"""In which language a record's texts are typed; the other ones stand beside them."""


@dataclass(frozen=True, slots=True)
class Noun:
    """One table of the plan.  ``parent`` is the column of the record that it belongs to ('' for none).

    ``searched``: the fields, beside the code, by which the search box finds a record.  ``check`` names what is wrong with the
    whole record where no single field can tell.
    """

    table: str
    parent: str
    fields: tuple[Field, ...]
    searched: tuple[str, ...] = ()
    check: Callable[[Mapping[str, object]], dict[str, Problem]] | None = None

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
        if not (partial and field.name not in values):
            given = values.get(field.name)
            emptied = given is not None and field.kind == "words"  # an emptied list is empty, not the default again
            _clean_into(columns, problems, field.name, field, (given or "") if emptied else given or field.default)
    if problems:
        raise InvalidFields(problems)
    return columns


def clean_variants(noun: Noun, values: Values, before: str = "{}") -> str:
    """Return the ``variants`` JSON with the ``field@language`` values merged in; an emptied variant disappears."""
    variants: dict[str, dict[str, str]] = json.loads(before)
    problems: dict[str, Problem] = {}
    for name, field, language in variant_fields(noun):
        if name not in values:
            continue
        texts = variants.setdefault(field.name, {})
        texts.pop(language, None)
        if values[name].strip():
            typed: dict[str, object] = {}
            _clean_into(typed, problems, name, field, values[name])
            texts[language] = str(typed.get(name, ""))
    if problems:
        raise InvalidFields(problems)
    return json.dumps({name: texts for name, texts in variants.items() if texts}, ensure_ascii=False, sort_keys=True)


def variant_fields(noun: Noun) -> list[tuple[str, Field, str]]:
    """Return (``title@en``, the field, the language) for every text that may stand in a further language."""
    return [(f"{field.name}@{language}", field, language) for field in noun.fields if field.varies for language in LANGUAGES]


def clean_row(noun: Noun, values: Values, before: sqlite3.Row | None = None) -> dict[str, object]:
    """Return the columns to write for a new record, or for a change of ``before``; InvalidFields names everything wrong at once."""
    problems: dict[str, Problem] = {}
    row: dict[str, object] = {}
    try:
        row = clean_values(noun, values, partial=before is not None)
    except InvalidFields as refusal:
        problems |= refusal.fields
    try:
        if any(field.varies for field in noun.fields):
            row["variants"] = clean_variants(noun, values, before["variants"] if before else "{}")
    except InvalidFields as refusal:
        problems |= refusal.fields
    if noun.check is not None and not problems:
        problems |= noun.check((dict(before) if before else {}) | row)
    if problems:
        raise InvalidFields(problems)
    return row


def add(connection: sqlite3.Connection, noun: Noun, parent: str, values: Values, /, **columns: object) -> str:
    """Add a record under ``parent`` and return its id; InvalidFields when a value is wrong or the code is taken."""
    row = clean_row(noun, values) | {"id": new_id(), "made_at": now_ms(), **columns}
    if noun.parent:
        row[noun.parent] = parent
    _refuse_taken_code(connection, noun, parent, row.get("code"), str(row["id"]))
    connection.execute(f"INSERT INTO {noun.table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    _keep_search_key(connection, noun, row)
    touch_plan(connection)
    return str(row["id"])


def change(connection: sqlite3.Connection, noun: Noun, id: str, values: Values, /, **columns: object) -> None:
    """Change the given fields of a record; NotFound, InvalidFields."""
    before = get(connection, noun, id)
    row = clean_row(noun, values, before) | columns
    if "code" in row:
        _refuse_taken_code(connection, noun, before[noun.parent] if noun.parent else "", row["code"], id)
    if row:
        refuse_kept(connection, noun.table, before, row)
        _update(connection, noun, id, row)
        _keep_search_key(connection, noun, dict(get(connection, noun, id)))
    touch_plan(connection)


def archive(connection: sqlite3.Connection, noun: Noun, id: str, *, back: bool = False) -> None:
    """Put a record away (or bring it back); nothing of the plan is ever deleted."""
    row = {"archived_at": None if back else now_ms()}
    refuse_kept(connection, noun.table, get(connection, noun, id), row)
    _update(connection, noun, id, row)
    touch_plan(connection)


def follow(connection: sqlite3.Connection, noun: Noun, row: Mapping[str, Any]) -> None:
    """Write a whole record as the kiosk that keeps it says it, under the id that it has everywhere, new or known; IntegrityError."""
    upsert(connection, noun.table, row)
    _keep_search_key(connection, noun, dict(get(connection, noun, row["id"])))
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


def all_of(connection: sqlite3.Connection, noun: Noun, parent: str | list[str] = "", *, archived: bool = False) -> list[sqlite3.Row]:
    """Return the records of a parent (or of several) in their kept order, archived ones only when asked for."""
    named, value = ("= ?", parent) if isinstance(parent, str) else ("IN (SELECT value FROM json_each(?))", json.dumps(parent))
    where = f"WHERE {noun.parent} {named}" if noun.parent else "WHERE ? = ''"
    hidden = "" if archived else " AND archived_at IS NULL"
    order = "position, code" if any(field.name == "position" for field in noun.fields) else "code"
    return connection.execute(f"SELECT * FROM {noun.table} {where}{hidden} ORDER BY {order}", (value,)).fetchall()


def variant_of(row: sqlite3.Row | Mapping[str, Any], field: str, language: str) -> str:
    """Return the hand-typed text of ``field`` in ``language``, else the original as typed (never converted)."""
    return variant_typed(row, field, language) or str(row[field])


def variant_typed(row: sqlite3.Row | Mapping[str, Any], field: str, language: str) -> str:
    """Return the hand-typed text of ``field`` in ``language``, '' where there is none beside the original."""
    variants: dict[str, dict[str, str]] = json.loads(row["variants"])
    return variants.get(field, {}).get(language, "")


def touch_plan(connection: sqlite3.Connection) -> None:
    """Move the plan's version on, so that live pages and caches see the change."""
    connection.execute("INSERT INTO setting VALUES ('plan_version', '1') ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1")


def plan_version(connection: sqlite3.Connection) -> int:
    """Return the plan's version: it grows with every change of the plan."""
    row = connection.execute("SELECT value FROM setting WHERE key = 'plan_version'").fetchone()
    return int(row[0]) if row else 0


def visible(raw: str) -> str:
    """Return a text without the marks of direction, width and byte order that a copied text brings along."""
    return _unseen.sub("", raw)


def split_words(raw: str) -> list[str]:
    """Return the items of a list as typed or as kept: between commas and the like where there are any, else between spaces.

    English items have spaces of their own ("social assistance"), Chinese ones have none.
    """
    items = re.split(r"[,，、;；\n]" if re.search(r"[,，、;；\n]", raw) else r"\s", raw)
    return [" ".join(item.split()) for item in items if item.strip()]


def join_words(words: Iterable[str]) -> str:
    """Return a list of items as it is kept, so that ``split_words`` finds them again; each once."""
    once = list(dict.fromkeys(words))
    return ("、" if any(" " in word for word in once) else " ").join(once) + ("、" if len(once) == 1 and " " in once[0] else "")


class _Wrong(Exception):
    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = f"errors.{key}"
        self.values = values


def _clean_into(columns: dict[str, object], problems: dict[str, Problem], name: str, field: Field, raw: str) -> None:
    try:
        columns[name] = _clean_field(field, visible(raw).strip() or (field.default if field.kind != "words" else ""))
    except _Wrong as wrong:
        problems[name] = (wrong.key, wrong.values)


def _clean_field(field: Field, raw: str) -> object:
    if not raw:
        if field.required:
            raise _Wrong("required")
        return None if field.kind in REFERENCES else 0 if field.kind == "integer" else ""
    if field.kind == "long_text":
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    if len(raw) > field.longest:
        raise _Wrong("too_long", longest=field.longest)
    if (CONTROLS_IN_LONG_TEXT if field.kind == "long_text" else _CONTROLS).search(raw):
        raise _Wrong("control_characters")
    return _READERS.get(field.kind, _as_is)(field, raw)


def _as_is(field: Field, raw: str) -> object:
    return raw


def _read_code(field: Field, raw: str) -> object:
    if not _CODE.match(raw):
        raise _Wrong("bad_code")
    return raw


def _read_date(field: Field, raw: str) -> object:
    """Read 2017-03-24, and what spreadsheets make of it: 2017/3/24, 2017.3.24, 2017年3月24日."""
    found = _DATE.match(unicodedata.normalize("NFKC", raw))
    try:
        day = date(*map(int, found.groups())) if found else date.fromisoformat(raw)
    except ValueError:
        raise _Wrong("bad_date", value=raw) from None
    if day.year not in _YEARS:  # a slip of the hand, and sums with dates need room on both sides
        raise _Wrong("bad_date", value=raw)
    return day.isoformat()


def _read_time(field: Field, raw: str) -> object:
    """Read 09:00, and what spreadsheets make of it: 9:00, 9:00:00, 9：00."""
    found = _TIME.match(unicodedata.normalize("NFKC", raw))
    try:
        moment = time(int(found[1]), int(found[2])) if found else time.fromisoformat(raw)
    except ValueError:
        raise _Wrong("bad_time", value=raw) from None
    return moment.strftime("%H:%M")


def _read_phone(field: Field, raw: str) -> object:
    digits = re.sub(r"[\s()+\-–（）]", "", unicodedata.normalize("NFKC", raw))
    if not digits.isascii() or not digits.isdigit() or not 3 <= len(digits) <= 20:
        raise _Wrong("bad_phone", value=raw)
    return digits


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
    words = re.split(r"[\s,，、;；]+", raw) if field.choices else split_words(raw)
    if field.choices and any(word not in field.choices for word in words if word):
        raise _Wrong("bad_choice", value=raw)
    return join_words(word for word in words if word)


_READERS: dict[str, Callable[[Field, str], object]] = {
    "code": _read_code, "date": _read_date, "time": _read_time, "integer": _read_integer,
    "money": _read_money, "choice": _read_choice, "zone": _read_zone, "words": _read_words, "phone": _read_phone,
}  # fmt: skip


def _refuse_taken_code(connection: sqlite3.Connection, noun: Noun, parent: str, code: object, id: str) -> None:
    taken = find_by_code(connection, noun, parent, str(code)) if code else None
    if taken is not None and taken["id"] != id:
        raise InvalidFields({"code": ("errors.code_taken", {"code": code})})


def _update(connection: sqlite3.Connection, noun: Noun, id: str, row: Mapping[str, object]) -> None:
    connection.execute(f"UPDATE {noun.table} SET {', '.join(f'{column} = ?' for column in row)} WHERE id = ?", (*row.values(), id))


def _keep_search_key(connection: sqlite3.Connection, noun: Noun, row: Mapping[str, object]) -> None:
    if not noun.searched:
        return
    varies = any(field.varies for field in noun.fields)
    variants: dict[str, dict[str, str]] = json.loads(str(row["variants"])) if varies else {}
    texts = [row["code"]]
    for name in noun.searched:
        texts += [row[name], *variants.get(name, {}).values()]
    folded = "\n".join(dict.fromkeys(fold(str(text)) for text in texts if text))
    connection.execute("INSERT INTO search_key VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET folded = excluded.folded", (noun.table, row["id"], folded))


def field_names(fields: Iterable[Field]) -> tuple[str, ...]:
    """Return the names of ``fields``, in order."""
    return tuple(field.name for field in fields)
