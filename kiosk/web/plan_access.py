"""Who may open which record of the plan, and the way up from it: the same for every noun."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

from flask import Blueprint, url_for

from kiosk import languages, records
from kiosk.accounts import ROLES
from kiosk.errors import NotAllowed, NotFound
from kiosk.plan import forms, scope
from kiosk.plan.forms import FORMS, Form, Record
from kiosk.web.access import COORDINATOR, READING, current_account
from kiosk.web.context import config, language, store, t

blueprint = Blueprint("plan", __name__)
NOUNS = (
    "any(organisation, campaign, directive, event, booth, material, person, shift, roster, objective, statement, next_step, topic, equipment,"
    " media, post, project, act, co_organiser)"
)
"""The nouns of the plan as a part of an address."""
_LONGEST_TITLE = 60
"""A statement is called by its first words."""
PLACES = ("organisation", "campaign", "event")
"""Nouns with a page of their own; the others are shown in their parent's lists."""


@blueprint.context_processor
def words() -> dict[str, object]:
    """Give the plan's templates a date's and a week's words from their texts, and the zone that needs no mention."""
    return {"say_day": _say_day, "say_days": _say_days, "default_zone": config().zone, "say_words": _say_words}


def _say_words(kept: str) -> str:
    return languages.say_list(language(), records.split_words(kept))


def _say_day(day: str) -> str:
    return languages.say_date(language(), date.fromisoformat(day))


def _say_days(first: str, last: str) -> str:
    return _say_day(first) if first == last else t("plan.home.until", start=_say_day(first), end=_say_day(last))


def require_record(noun: str, id: str, roles: tuple[str, ...] = COORDINATOR) -> Record:
    """Return the record when the account holds one of ``roles`` over it; a sister's is NotFound, a wrong role NotAllowed."""
    form = FORMS[noun]
    record = forms.read_record(store().read(), form, id)
    if not may(form, record.row, roles):
        raise NotAllowed() if may(form, record.row, ROLES) or may(form, record.row, READING) else NotFound()
    return record


def may(form: Form, row: sqlite3.Row, roles: tuple[str, ...]) -> bool:
    """Tell whether the account holds one of ``roles`` over a record; who has an event in a campaign may read the campaign."""
    who = current_account()
    connection = store().read()
    organisation, event = scope.scope_of(connection, form, row)
    if who.may(roles, organisation, event):
        return True
    campaign = row["id"] if form.name == "campaign" else row["campaign"] if form.name in ("directive", "material", "topic") else ""
    return bool(campaign) and roles == READING and scope.has_event_in(connection, who, campaign)


def sees_names(form: Form, row: sqlite3.Row) -> bool:
    """Tell whether the account may read names of people here: only who coordinates; a district sees counts."""
    return may(form, row, COORDINATOR)


def url_of(form: Form, row: sqlite3.Row) -> str:
    """Return the address of a record's page, or of its form where it has none."""
    if form.name in PLACES:
        return place_url(form.name, row["id"])
    return url_for("plan.edit", noun=form.name, record_id=row["id"])


def place_url(noun: str, id: str) -> str:
    """Return the address of a campaign's, an event's or an organisation's page."""
    named: dict[str, Any] = {f"{noun}_id": id}
    return url_for(f"plan.{noun}", **named)


def trail(form: Form, row: sqlite3.Row, *last: str) -> list[tuple[str | None, str]]:
    """Return the way from the plan's first page down to a record, then to ``last``, for the breadcrumb."""
    steps: list[tuple[str | None, str]] = [(url_for("plan.home"), t("plan.title"))]
    if form.name == "organisation":
        steps.append((url_for("plan.organisations"), t("plan.organisations")))
    steps += _steps(form, row)
    if not last:
        return [*steps[:-1], (None, steps[-1][1])]
    return [*steps, (None, last[-1])]


def title_of(form: Form, row: sqlite3.Row) -> str:
    """Return what a record is called in the reader's language; people by their code, so that no trail names them."""
    if form.name in ("person", "shift", "roster"):
        return str(row["code"])
    said = _variant(row, form.names)
    return said if len(said) <= _LONGEST_TITLE else said[:_LONGEST_TITLE] + "…"


def _steps(form: Form, row: sqlite3.Row) -> list[tuple[str | None, str]]:
    own: tuple[str | None, str] = (url_of(form, row), title_of(form, row))
    if form.parent == "organisation":
        return [own]
    parent = FORMS[form.parent]
    return [*_steps(parent, records.get(store().read(), parent.noun, row[form.column])), own]


def _variant(row: sqlite3.Row, name: str) -> str:
    return records.variant_of(row, name, language())
