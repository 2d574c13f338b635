"""Takes a file of plan records in by their codes: shows what would change, then all of it or nothing, and never deletes."""

from __future__ import annotations

import difflib
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from kiosk import records
from kiosk.accounts import Account
from kiosk.errors import InvalidFields, NotFound
from kiosk.folding import fold
from kiosk.joining.keepers import kept_of
from kiosk.languages import LANGUAGES, catalogue, say_list, text
from kiosk.plan import forms, scope
from kiosk.plan.files import Row, Table, UnreadableFile, read_table, write_table
from kiosk.plan.forms import EVERY, FORMS, IDENTITY, Condition, Form, Record
from kiosk.privacy.personal_data import mask_phone
from kiosk.records import Field, Noun

NOUNS = (
    "organisation", "event", "booth", "material", "directive", "person", "shift", "roster", "objective", "statement", "next_step", "topic",
    "equipment", "media", "post", "project", "act", "co_organiser",
)  # fmt: skip
"""What a file may hold; its parent is an organisation for organisations and people, a campaign or an event for the others."""

_LISTED = "[、,，;；]"
"""What stands between the words of a list."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong in the file: where, and the sentence (catalogue key and values; a value may depend on the language)."""

    line: int
    column: str
    key: str
    values: dict[str, object]

    def say(self, language: str) -> str:
        """Return the sentence."""
        values = {name: value(language) if callable(value) else value for name, value in self.values.items()}
        return text(language, self.key, **values)


@dataclass(frozen=True, slots=True)
class Line:
    """One row that would do something: ``id`` is '' for a new record; ``before`` holds the old values of what changes;
    ``checked`` holds the values as they are stored."""

    line: int
    id: str
    code: str
    values: dict[str, str]
    before: dict[str, str]
    checked: dict[str, str]


@dataclass(slots=True)
class Difference:
    """What a file would do to the plan of version ``plan``, or did where ``done``: with any trouble it does nothing."""

    noun: str
    encoding: str
    delimiter: str
    plan: int
    new: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    unchanged: int = 0
    unmentioned: int = 0
    archived: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    done: bool = False


def import_file(
    connection: sqlite3.Connection, noun_name: str, parent_id: str, source: bytes | Path | Table, by: Account | None,
    compared: Difference | None = None,
) -> Difference:
    """Bring a file's records into the plan by their codes and return what was done; with any trouble nothing is.

    ``by`` limits which organisations the file may name (None: the command line, any).  ``compared`` is the file's difference as a
    reader found it: while the plan has not moved since, the writer, for whom phones wait, need not look for it again.
    UnreadableFile, NotFound.
    """  # fmt: skip
    difference = compared
    if difference is None or difference.plan != records.plan_version(connection):
        difference = compare_file(connection, noun_name, parent_id, source, by)
    if difference.troubles:
        return difference
    form = FORMS[noun_name]
    try:
        for line in difference.new:
            forms.add_checked(connection, form, parent_id, line.checked)
        for line in difference.changed:
            forms.change_checked(connection, form, line.id, line.checked)
    except InvalidFields as refusal:  # seen only when rows contradict each other; the caller's transaction is undone with it
        raise UnreadableFile("contradiction", line=line.line, fields=", ".join(refusal.fields)) from None
    difference.done = True
    return difference


def compare_file(
    connection: sqlite3.Connection, noun_name: str, parent_id: str, source: bytes | Path | Table, by: Account | None
) -> Difference:
    """Return what a file would change, without changing anything; UnreadableFile, NotFound."""
    if noun_name not in NOUNS:
        raise NotFound()
    form = FORMS[noun_name]
    records.get(connection, FORMS[form.parent].noun, parent_id)
    table = source if isinstance(source, Table) else read_table(source.read_bytes() if isinstance(source, Path) else source)
    difference = Difference(noun_name, table.encoding, table.delimiter, records.plan_version(connection))
    names = _read_headings(form, table, difference)
    if not difference.troubles:
        _compare_rows(connection, form, parent_id, table, names, difference, by)
    return difference


def sample_file(noun_name: str, language: str) -> bytes:
    """Return a file with one made-up row per noun, headed in the reader's language."""
    form = FORMS[noun_name]
    sample = {name: text(language, f"plan.sample.{noun_name}.{name}") for name in _sampled(noun_name, language)}
    return write_table([label(form, name, language) for name in sample], [list(sample.values())])


def export_file(
    connection: sqlite3.Connection,
    noun_name: str,
    parent_id: str,
    language: str,
    *,
    names: bool,
    phones: dict[str, str] | None = None,
    only: Condition = EVERY,
) -> bytes:
    """Return a parent's records as a file that can be read in again; people's names only with ``names``, their numbers masked
    except those in ``phones`` (subject → number)."""
    form = FORMS[noun_name]
    columns = [name for name in columns_of(form) if names or name not in IDENTITY]
    found = forms.read_records(connection, form, parent_id, only=only)
    rows = [[_exported(form, record, name, language, phones or {}) for name in columns] for record in found]
    return write_table([label(form, name, language) for name in columns], rows)


def columns_of(form: Form) -> list[str]:
    """Return every column that a file of this noun may have: fields, each followed by its texts in the three languages."""
    variants: dict[str, list[str]] = {}
    for name, varied, _ in records.variant_fields(form.as_typed):
        variants.setdefault(varied.name, []).append(name)
    return [name for each in form.fields for name in (each.name, *variants.get(each.name, []))]


def label(form: Form, name: str, language: str) -> str:
    """Return a column's heading in ``language``; a text in a further language says which after an @."""
    plain, mark, variant = name.partition("@")
    return text(language, f"plan.label.{form.name}.{plain}") + mark + variant


_NAMED_ELSEWHERE = {"language": "common.language", "design": "looks.designs", "palette": "looks.palettes"}


def say_choice(each: Field, value: str, language: str) -> str:
    """Return the words for a field's value or values of a closed set; any other value as it is."""
    if not each.choices:
        return value
    if each.name in _NAMED_ELSEWHERE:
        return text(language, f"{_NAMED_ELSEWHERE[each.name]}.{value}") if value in each.choices else value
    if each.kind != "words":
        return text(language, f"plan.choice.{each.name}.{value}") if value in each.choices else value
    words = [text(language, f"plan.choice.{each.name}.{word}") if word in each.choices else word for word in value.split()]
    return text(language, "common.list.comma").join(words)


def _sampled(noun_name: str, language: str) -> list[str]:
    prefix = f"plan.sample.{noun_name}."
    found = {key.removeprefix(prefix) for key in catalogue(language) if key.startswith(prefix)}
    return [name for name in columns_of(FORMS[noun_name]) if name in found]


def _exported(form: Form, record: Record, name: str, language: str, phones: dict[str, str]) -> str:
    value = record.values.get(name, "")
    if name == "phone" and form.noun.table in ("person", "roster"):
        return phones.get(record.row["subject"], mask_phone(value))
    return value if "@" in name else say_choice(form.field(name), value, language)


@cache
def _headings(form_name: str) -> dict[str, str]:
    """Every heading that is understood, folded: the field's own name, and its label in each language."""
    form = FORMS[form_name]
    names = columns_of(form)
    known = {_key(label(form, name, language)): name for name in names for language in LANGUAGES}
    return known | {_key(name): name for name in names}


@cache
def _choices(form_name: str, field_name: str) -> dict[str, str]:
    """Every word that is understood for a value of a closed set, folded."""
    each = FORMS[form_name].field(field_name)
    known = {fold(say_choice(each, choice, language)): choice for choice in each.choices for language in LANGUAGES}
    return known | {fold(choice): choice for choice in each.choices}


def _key(heading: str) -> str:
    return fold(heading.partition("@")[0]) + heading.partition("@")[2].casefold()


def _read_headings(form: Form, table: Table, difference: Difference) -> list[str]:
    """Return the field of each column; troubles name an unknown, doubled or missing heading and suggest the right one."""
    known = _headings(form.name)
    names: list[str] = []
    for heading in table.headings:
        name = known.get(_key(heading), "")
        if not name:
            difference.troubles.append(_unknown_heading(form, heading, known))
        elif name in names:
            difference.troubles.append(Trouble(1, heading, "plan.trouble.heading_twice", {"heading": heading}))
        names.append(name)
    if "code" not in names:
        difference.troubles.append(Trouble(1, "", "plan.trouble.no_code_column", {"headings": partial(_all_labels, form)}))
    return names


def _unknown_heading(form: Form, heading: str, known: dict[str, str]) -> Trouble:
    near = difflib.get_close_matches(_key(heading), known, n=1, cutoff=0.5)
    if not near:
        return Trouble(
            1, heading[:40], "plan.trouble.unknown_heading", {"heading": heading[:40], "headings": partial(_all_labels, form)}
        )
    suggested = partial(label, form, known[near[0]])
    return Trouble(1, heading[:40], "plan.trouble.heading_like", {"heading": heading[:40], "suggested": suggested})


def _all_labels(form: Form, language: str) -> str:
    return say_list(language, [label(form, each.name, language) for each in form.fields])


def _compare_rows(
    connection: sqlite3.Connection, form: Form, parent: str, table: Table, names: Sequence[str], difference: Difference, by: Account | None
) -> None:
    present = {
        record.values["code"].upper(): record for record in forms.read_records(connection, form, parent, archived=True)
    }
    elsewhere = _codes_elsewhere(connection, form, parent)
    seen: dict[str, int] = {}
    for row in table.rows:
        if len(row.cells) != len(names):
            values: dict[str, object] = {"cells": len(row.cells), "headings": len(names)}
            difference.troubles.append(Trouble(row.line, "", "plan.trouble.ragged", values))
            continue
        typed = _read_cells(form, names, row)
        code = typed["code"].upper()
        if code and code in seen:
            difference.troubles.append(
                Trouble(row.line, "code", "plan.trouble.code_twice", {"code": typed["code"], "first": seen[code]})
            )
            continue
        seen[code] = row.line
        if code in elsewhere:
            difference.troubles.append(Trouble(row.line, "code", "errors.code_taken", {"code": typed["code"]}))
            continue
        _compare_row(connection, form, parent, row, typed, present.get(code), difference, by)
    difference.troubles += _people_twice(form, difference)
    active = {code for code, record in present.items() if record.row["archived_at"] is None}
    difference.unmentioned = len(active - seen.keys())


def _compare_row(
    connection: sqlite3.Connection, form: Form, parent: str, row: Row, typed: dict[str, str], record: Record | None, difference: Difference, by: Account | None
) -> None:
    if record is not None and not _may_change(connection, form, record, by):
        difference.troubles.append(Trouble(row.line, "code", "errors.code_taken", {"code": typed["code"]}))
        return
    if record is not None and record.row["archived_at"] is not None:
        difference.archived.append(typed["code"])
        return
    if record is None and form.owned and by is not None and not typed.get("organisation"):
        typed |= _own_name(connection, form, parent, by)
    try:
        if record is not None:
            typed = {name: value for name, value in typed.items() if not _is_same(form, record, name, value)}
        checked = forms.check_values(connection, form, parent, typed, before=record, by=by) if typed else {}
    except InvalidFields as refusal:
        difference.troubles += [Trouble(row.line, name, key, values) for name, (key, values) in refusal.fields.items()]
        return
    if record is not None and (kept := _kept_elsewhere(connection, form, row, typed, record)):
        difference.troubles += kept
    elif record is None:
        difference.new.append(Line(row.line, "", typed["code"], typed, {}, checked))
    elif typed:
        before = {name: record.values.get(name, "") for name in typed}
        difference.changed.append(Line(row.line, record.row["id"], record.values["code"], typed, before, checked))
    else:
        difference.unchanged += 1


def _kept_elsewhere(connection: sqlite3.Connection, form: Form, row: Row, typed: Mapping[str, str], record: Record) -> list[Trouble]:
    """Return a trouble for each value that another kiosk keeps and the file says otherwise."""
    kept = kept_of(connection, form.noun.table, record.row) if typed else None
    if kept is None:
        return []
    key = "joining.row_kept" if kept.by == "plan" else "joining.row_told"
    changed = [name for name in typed if kept.keeps(name)]
    return [Trouble(row.line, name, key, {"code": record.values["code"], "name": kept.name, "value": partial(_said, form, record, name)}) for name in changed]


def _said(form: Form, record: Record, name: str, language: str) -> str:
    value = record.values.get(name, "")
    return (value if "@" in name else say_choice(form.field(name), value, language)) or text(language, "plan.import.empty_value")


def _may_change(connection: sqlite3.Connection, form: Form, record: Record, by: Account | None) -> bool:
    """In a campaign that many share a file changes only what is its sender's, also the campaign owner's file."""
    if by is None or not form.owned:
        return True
    organisation, event = scope.scope_of(connection, form, record.row)
    return by.may(scope.COORDINATOR, organisation, event)


def _own_name(connection: sqlite3.Connection, form: Form, campaign: str, by: Account) -> dict[str, str]:
    """What a file adds to somebody else's campaign is its sender's."""
    if by.may(scope.COORDINATOR, records.get(connection, FORMS["campaign"].noun, campaign)["organisation"]):
        return {}
    return {"organisation": scope.own_organisation_in(connection, by, campaign) or ""}


def _read_cells(form: Form, names: Sequence[str], row: Row) -> dict[str, str]:
    return {name: _read_cell(form, name, cell) for name, cell in zip(names, row.cells)}


def _read_cell(form: Form, name: str, cell: str) -> str:
    """A value of a closed set may be written with the word that people read, in any of the three languages."""
    each = None if "@" in name else form.field(name)
    if each is None or not each.choices:
        return cell
    known = _choices(form.name, name)
    if each.kind != "words":
        return known.get(fold(cell), cell)
    parts = re.split(f"{_LISTED}+", cell) if re.search(_LISTED, cell) or fold(cell) in known else cell.split()
    return " ".join(_words_in([part.strip() for part in parts if part.strip()], {_bare(word): value for word, value in known.items()}))


def _words_in(parts: Sequence[str], known: Mapping[str, str]) -> Iterator[str]:
    """Yield the values of a list's words; a word may hold a comma itself, so that the longest that is known is taken."""
    start = 0
    while start < len(parts):
        stops = (stop for stop in range(len(parts), start, -1) if _bare("".join(parts[start:stop])) in known)
        stop = next(stops, start + 1)
        yield known.get(_bare("".join(parts[start:stop])), parts[start])
        start = stop


def _bare(word: str) -> str:
    return re.sub(rf"{_LISTED}|\s", "", fold(word))


def _is_same(form: Form, record: Record, name: str, value: str) -> bool:
    before = record.values.get(name, "")
    if "@" in name:
        return value.strip() == before
    if record.erased and name in IDENTITY:
        return True
    if name == "phone" and form.field(name).kind == "phone" and value == mask_phone(before):
        return True  # as we export it: nobody typed this
    each = form.field(name)
    if each.kind in records.REFERENCES or name == "code":
        return value.upper() == before.upper()
    try:
        cleaned = records.clean_values(Noun(form.name, "", (each,)), {name: value})[name]
    except InvalidFields:
        return False
    return ("" if cleaned is None else str(cleaned)) == before


def _codes_elsewhere(connection: sqlite3.Connection, form: Form, parent: str) -> set[str]:
    """Codes that other parents hold, where they are unique over all of them (organisations)."""
    if form.noun.parent:
        return set()
    rows = connection.execute(f"SELECT code FROM {form.name} WHERE {form.column} IS NOT ?", (parent,)).fetchall()
    return {row["code"].upper() for row in rows}


def _people_twice(form: Form, difference: Difference) -> Iterator[Trouble]:
    """Somebody stands on a roster once, whatever the code."""
    first: dict[str, int] = {}
    for line in difference.new if form.name == "roster" else []:
        person = line.values.get("person", "").upper()
        if person and first.setdefault(person, line.line) != line.line:
            yield Trouble(line.line, "person", "plan.problem.already_on_roster", {})
