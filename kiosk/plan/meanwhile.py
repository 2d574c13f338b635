"""Two people with the same form open: what one changes the other's form does not undo, and where both changed a field it says so."""

from __future__ import annotations

import hashlib
import re
import sqlite3

from kiosk.accounts import Account
from kiosk.errors import InvalidFields
from kiosk.plan import forms
from kiosk.plan.forms import Form, Record, show_value
from kiosk.records import Problem, Values


class ChangedMeanwhile(InvalidFields):
    """Somebody else changed the same fields since the form was opened; nothing was saved."""


def marks_of(record: Record) -> str:
    """Return what a form carries of the record as it was opened: a short mark of each field, and none of its words."""
    return " ".join(f"{name}:{_mark(show_value(record, name))}" for name in sorted(record.values))


def change_unless_moved(connection: sqlite3.Connection, form: Form, id: str, values: Values, marks: str, *, by: Account | None) -> None:
    """Change a record as a form says that was opened when its fields had these ``marks``; NotFound, InvalidFields, ChangedMeanwhile."""
    forms.change_record(connection, form, id, _merge(forms.read_record(connection, form, id), values, marks), by=by)


def _merge(now: Record, values: Values, marks: str) -> dict[str, str]:
    """Return what to change: a field that a colleague changed and this form left alone stays the colleague's."""
    opened = dict(mark.split(":", 1) for mark in marks.split() if ":" in mark)
    kept, problems = dict(values), dict[str, Problem]()
    for name, typed in values.items() if marks else ():
        said = show_value(now, name) if name in now.values else ""
        before, after, mine = opened.get(name, _mark("")), _mark(said), _mark(typed)
        if mine == before != after:
            del kept[name]
        elif after not in (before, mine):
            problems[name] = ("plan.problem.changed_meanwhile", {"value": said or "–"})
    if problems:
        raise ChangedMeanwhile(problems)
    return kept


def _mark(text: str) -> str:
    """Return the same for what a browser sends back unchanged: it writes line ends its own way."""
    return hashlib.sha256(re.sub(r"\s+", " ", text).strip().encode()).hexdigest()[:10]
