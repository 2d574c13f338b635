"""What another kiosk says of its plan and its books, looked at before anything of it is written: no more than this kiosk's own forms take.

A signature tells who wrote a file, not that it was written well: one day that no calendar has would break every list of the district's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kiosk import records
from kiosk.campaigns import STATUSES
from kiosk.records import CONTROLS_IN_LONG_TEXT, Field, Noun
from kiosk.summary.edits import read_parts
from kiosk.summary.frozen import from_json

LAST_MOMENT = 7_258_118_400_000
"""The end of the year 2199 in ms UTC, as far as a record's day may lie ahead."""
LAST_SEEN = 2 * 8_640_000_000_000
"""The latest that a phone's clock and its correction together can say of a fact, in ms UTC (kiosk/entries.py)."""
_MOST_NUMBER = 2**53
_LONGEST = 8_000
_LONGEST_BOOK = 256 * 1024
_NUMBERS = {"score": (1, 5), "days": (0, 100_000)}
_MOMENTS = ("made_at", "archived_at", "status_at", "paired_at", "left_at", "revoked_at", "last_seen_at", "waiting_since", "at", "undone_at")
_OTHERS: Mapping[str, Noun] = {
    "print_run": Noun("print_run", "event", (Field("code", "code", required=True), Field("unit_cost", "money"), records.LANGUAGE_FIELD)),
    "post_reading": Noun("post_reading", "post", (Field("read_on", "date", required=True), Field("source", varies=True))),
}
"""What has no form of its own, as far as a page reads more out of it than a text."""


def check_row(noun: Noun | None, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plan record as its form would have written it; InvalidFields, or ValueError for what no kiosk writes."""
    _check_values(row.values(), _LONGEST)
    if any(row.get(name) is not None and not 0 <= row[name] < LAST_MOMENT for name in _MOMENTS):
        raise ValueError(table)
    if "status" in row and row["status"] not in STATUSES:
        raise ValueError(table)
    known = noun or _OTHERS.get(table)
    return dict(row) if known is None else dict(row) | _read_fields(known, row) | _read_variants(known, row)


def _read_fields(noun: Noun, row: Mapping[str, Any]) -> dict[str, object]:
    fields = [each for each in noun.fields if each.name in row and each.kind not in records.REFERENCES]
    return records.clean_values(noun, {each.name: _known(each, "" if row[each.name] is None else str(row[each.name])) for each in fields}, partial=True)


def _known(field: Field, said: str) -> str:
    """Return a value without what only a newer kiosk has to choose from."""
    if field.kind == "words" and field.choices:
        return " ".join(each for each in said.split() if each in field.choices)
    return "" if field.kind == "choice" and said not in field.choices else said


def _read_variants(noun: Noun, row: Mapping[str, Any]) -> dict[str, str]:
    if "variants" not in row:
        return {}
    said = {f"{name}@{language}": text for name, texts in json.loads(row["variants"]).items() for language, text in texts.items()}
    if not all(isinstance(text, str) for text in said.values()) or said.keys() - {name for name, _field, _language in records.variant_fields(noun)}:
        raise ValueError(noun.table)
    return {"variants": records.clean_variants(noun, said)}


def check_data(data: Any) -> None:
    """Look at a fact's own public fields, as far as a tally reads a number out of them; TypeError, ValueError."""
    for name, (least, most) in _NUMBERS.items():
        said = data.get(name) if isinstance(data, dict) else "no object"
        if said is not None and (type(said) is not int or not least <= said <= most):
            raise ValueError(name)


def check_books(lines: Iterable[Mapping[str, Any]]) -> None:
    """Look at closed books and summaries; KeyError, TypeError or ValueError for what cannot be read again."""
    for line in lines:
        _check_values(line["row"].values(), _LONGEST_BOOK)
        _READ_BOOK[line["table"]](line["row"])


def _read_closing(row: Mapping[str, Any]) -> None:
    if row["act"] == "close" and not isinstance(json.loads(row["figures"])["figures"], dict):
        raise TypeError("closing")


def _read_edit(row: Mapping[str, Any]) -> None:
    read_parts(row["parts"])


def _read_version(row: Mapping[str, Any]) -> None:
    from_json(row["report"])
    if not all(isinstance(value, int) for value in json.loads(row["said"]).values()):
        raise TypeError("summary_version")


_READ_BOOK = {"closing": _read_closing, "summary_edit": _read_edit, "summary_version": _read_version}


def _check_values(values: Iterable[Any], longest: int) -> None:
    for value in values:
        if isinstance(value, str):
            if len(value) > longest or CONTROLS_IN_LONG_TEXT.search(value):
                raise ValueError(longest)
        elif value is not None and (type(value) is not int or abs(value) >= _MOST_NUMBER):
            raise TypeError(type(value))
