"""What joining a plan would do, as a person reads it before saying yes: by kind of record, each field before and after, folded where it is much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk import languages
from kiosk.joining.plan_file import Planned
from kiosk.joining.plans import Coming, Differences
from kiosk.plan.forms import FORMS
from kiosk.web.context import language, t
from kiosk.web.plan_words import say_choice

_MOST_OPEN = 3
"""So many records show their fields at once; more of them are opened one by one."""
_MOST_LINES = 100
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field: what it is called, its text here, and its text in the plan."""

    label: str
    here: str
    planned: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record: its code, what it is called, where an event is, and what would change in it."""

    code: str
    called: str
    detail: str
    fields: tuple[FieldLine, ...] = ()
    url_of: tuple[str, str] = ("", "")
    """The noun and the id of the record here that stands in the way."""


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one kind; ``left_out`` are those beyond what a page shows."""

    noun: str
    lines: tuple[RecordLine, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Part:
    """What would be new, or changed, or put away, or brought back, or stay as it is."""

    key: str
    count: int
    groups: tuple[Group, ...]

    @property
    def open(self) -> bool:
        """Whether it is little enough to show its fields at once."""
        return self.count <= _MOST_OPEN


def parts_of(coming: Coming) -> list[Part]:
    """Return what would come, what changes first; parts with nothing in them are left out."""
    changes = {"changed": coming.changed, "put_away": coming.put_away, "brought_back": coming.brought_back, "new": coming.new}
    found = [_part(key, [(planned, _line(planned, coming.differs.get(planned.id, ()))) for planned in all_of]) for key, all_of in changes.items()]
    found.append(_part("stays", [(planned, _line(planned, differs)) for planned, differs in coming.stays]))
    return [part for part in found if part.count]


def clashes_of(coming: Coming) -> list[RecordLine]:
    """Return this kiosk's own records whose codes the plan needs, each with all in which the two differ."""
    return [
        RecordLine(
            clash.row["code"], t(f"plan.noun.{clash.planned.noun.table}"), "", _fields(clash.planned, clash.differs), (clash.planned.noun.table, clash.row["id"])
        )
        for clash in coming.clashes[:_MOST_LINES]
    ]


def _part(key: str, found: Iterable[tuple[Planned, RecordLine]]) -> Part:
    by_noun: dict[str, list[RecordLine]] = {}
    for planned, line in found:
        by_noun.setdefault(planned.noun.table, []).append(line)
    groups = tuple(Group(noun, tuple(lines[:_MOST_LINES]), max(0, len(lines) - _MOST_LINES)) for noun, lines in by_noun.items())
    return Part(key, sum(len(lines) for lines in by_noun.values()), groups)


def _line(planned: Planned, differs: Differences) -> RecordLine:
    called = _said(planned, FORMS[planned.noun.table].names)
    detail = f"{_word(planned, 'day', planned.values['day'])} {planned.values['starts']} · {_said(planned, 'place')}" if planned.noun.table == "event" else ""
    return RecordLine(planned.values["code"], called if len(called) <= _LONGEST else called[:_LONGEST] + "…", detail, _fields(planned, differs))


def _said(planned: Planned, name: str) -> str:
    return planned.values.get(f"{name}@{language()}") or planned.values[name]


def _fields(planned: Planned, differs: Differences) -> tuple[FieldLine, ...]:
    return tuple(FieldLine(_label(planned, each.name), _word(planned, each.name, each.here), _word(planned, each.name, each.planned)) for each in differs)


def _label(planned: Planned, name: str) -> str:
    base, _mark, spoken = name.partition("@")
    label = t("plan.status.title" if base == "status" else f"plan.label.{planned.noun.table}.{base}")
    return f"{label} · {t(f'common.language.{spoken}')}" if spoken in languages.LANGUAGES else label


def _word(planned: Planned, name: str, value: str) -> str:
    if "@" in name or name == "status_reason" or not value:
        return value
    if name == "status":
        return t(f"common.status.{value}")
    if planned.noun.field(name).kind == "date":
        return languages.say_date(language(), date.fromisoformat(value))
    return say_choice(FORMS[planned.noun.table], name, value)
