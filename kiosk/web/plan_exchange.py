"""Files in and out: a list downloaded as CSV, and a file taken in after its difference was looked at."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import NotAllowed, NotFound
from kiosk.plan import forms, imports, scope
from kiosk.plan.files import MOST_BYTES, MOST_ROWS, Table, UnreadableFile, read_table
from kiosk.plan.forms import FORMS, Record
from kiosk.plan.imports import Difference
from kiosk.privacy import personal_data
from kiosk.privacy.access_log import log_look
from kiosk.web.access import COORDINATOR, READING, current_account, staff
from kiosk.web.context import language, page, store, t
from kiosk.web.plan_access import NOUNS, blueprint, require_record, sees_names, trail
from kiosk.web.plan_records import adds_events, require_parent
from kiosk.web.plan_tabs import OF_SUMMARY
from kiosk.web.plan_words import say_choice
from kiosk.web.waiting import Waiting

SHOWN_ROWS = 200
_NAME_PEOPLE = ("person", "roster", "shift")
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file that was looked at and waits to be taken in."""

    account: str
    noun: str
    parent: str
    table: Table
    seen: str


_waiting: Waiting[_Waiting] = Waiting()


@blueprint.route(f"/office/plan/<{NOUNS}:noun>/import/<parent_id>", methods=["GET", "POST"])
@staff(*COORDINATOR)
def take_in(noun: str, parent_id: str) -> ResponseReturnValue:
    """Choose a file; its difference is shown first."""
    _require_kind(noun, parent_id)
    if request.method != "POST":
        return _import_page(noun, parent_id)
    chosen = request.files.get("file")
    content = chosen.read(MOST_BYTES + 1) if chosen else b""
    if not chosen or not chosen.filename:
        return _import_page(noun, parent_id, refused=t("plan.problem.file_missing"))
    try:
        table = read_table(content)
        difference = imports.compare_file(store().read(), noun, parent_id, table, current_account())
    except UnreadableFile as refusal:
        return _import_page(noun, parent_id, refused=t(refusal.key, **refusal.values))
    token = "" if difference.troubles else _keep(noun, parent_id, table, difference)
    return _import_page(noun, parent_id, difference=difference, token=token)


@blueprint.post(f"/office/plan/<{NOUNS}:noun>/import/<parent_id>/apply")
@staff(*COORDINATOR)
def apply(noun: str, parent_id: str) -> ResponseReturnValue:
    """Take in a file whose difference was shown: all of it, and only if the difference is still the same."""
    _require_kind(noun, parent_id)
    who = current_account()
    waiting = _waiting.take(request.form.get("token", ""))
    if waiting is None or (waiting.account, waiting.noun, waiting.parent) != (who.id, noun, parent_id):
        return _import_page(noun, parent_id, refused=t("plan.import.gone"))
    now = imports.compare_file(store().read(), noun, parent_id, waiting.table, who)
    if _fingerprint(now) != waiting.seen:
        token = "" if now.troubles else _keep(noun, parent_id, waiting.table, now)
        return _import_page(noun, parent_id, difference=now, token=token, notice=t("plan.import.plan_moved"))
    try:
        done = store().write(lambda connection: imports.import_file(connection, noun, parent_id, waiting.table, who, now))
    except UnreadableFile as refusal:
        return _import_page(noun, parent_id, refused=t(refusal.key, **refusal.values))
    if not done.done:
        return _import_page(noun, parent_id, difference=done)
    flash(t("plan.import.done", new=len(done.new), changed=len(done.changed)), "good")
    return redirect(_list_of(noun, parent_id))


@blueprint.get(f"/office/plan/sample/<{NOUNS}:noun>.csv")
@staff(*READING)
def sample(noun: str) -> ResponseReturnValue:
    """A file to begin with."""
    if noun not in imports.NOUNS:
        raise NotFound()
    return _file(imports.sample_file(noun, language()), f"{noun}-sample")


@blueprint.get(f"/office/plan/<{NOUNS}:noun>/of/<parent_id>.csv")
@staff(*READING)
def export(noun: str, parent_id: str) -> ResponseReturnValue:
    """A list as a file, telephone numbers masked; people's names only for those who coordinate."""
    if noun not in imports.NOUNS:
        raise NotFound()
    form = FORMS[noun]
    parent = require_record(form.parent, parent_id, READING)
    names = sees_names(FORMS[form.parent], parent.row)
    if names and noun in _NAME_PEOPLE:
        organisation, event = scope.scope_of(store().read(), FORMS[form.parent], parent.row)
        who = f"account:{current_account().id}"
        store().write(lambda connection: log_look(connection, who, "export", organisation=organisation, event=event or ""))
    return _file(
        imports.export_file(
            store().read(), noun, parent_id, language(), names=names, only=scope.visible_in(form, current_account())
        ),
        f"{noun}-{parent.row['code']}",
    )


@blueprint.post(f"/office/plan/<{NOUNS}:noun>/of/<parent_id>.csv")
@staff(*COORDINATOR)
def export_numbers(noun: str, parent_id: str) -> ResponseReturnValue:
    """A list of people with full telephone numbers; each number given out is on record."""
    form = FORMS[noun]
    parent = require_record(form.parent, parent_id)
    if noun not in ("person", "roster"):
        raise NotAllowed()
    who, why = current_account(), t("plan.why.list", code=parent.row["code"])

    def work(connection: sqlite3.Connection) -> dict[str, str]:
        subjects = [record.row["subject"] for record in forms.read_records(connection, form, parent_id)]
        return personal_data.reveal_phones(connection, subjects, by=who.id, why=why)

    phones = store().write(work)
    content = imports.export_file(store().read(), noun, parent_id, language(), names=True, phones=phones)
    return _file(content, f"{noun}-{parent.row['code']}")


def _require_kind(noun: str, parent_id: str) -> None:
    if noun not in imports.NOUNS:
        raise NotFound()
    _require_importable(noun, parent_id)


def _require_importable(noun: str, parent_id: str) -> Record:
    """Return the parent of a list that the account may send a file for: who takes part in a campaign, one of its own records."""
    form = FORMS[noun]
    if form.owned and form.name in OF_SUMMARY:
        campaign = require_record("campaign", parent_id, READING)
        return campaign if adds_events(campaign.row) else require_record("campaign", parent_id)
    return require_parent(form, parent_id)


def _list_of(noun: str, parent_id: str) -> str:
    if noun == "event":
        return url_for("plan.campaign", campaign_id=parent_id)
    return url_for("plan.listing", noun=noun, parent_id=parent_id)


def _keep(noun: str, parent: str, table: Table, difference: Difference) -> str:
    return _waiting.keep(_Waiting(current_account().id, noun, parent, table, _fingerprint(difference)))


def _fingerprint(difference: Difference) -> str:
    lines = [
        (line.id, line.line, sorted(line.values.items()), sorted(line.before.items()))
        for line in (*difference.new, *difference.changed)
    ]
    return hashlib.sha256(repr((lines, len(difference.troubles))).encode()).hexdigest()


def _file(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="text/csv")
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-" for letter in name)
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}.csv"'
    return response


def _import_page(
    noun: str, parent_id: str, *, difference: Difference | None = None, token: str = "", refused: str = "", notice: str = ""
) -> ResponseReturnValue:
    form = FORMS[noun]
    parent = _require_importable(noun, parent_id)
    wrong = bool(refused or (difference and difference.troubles))
    return page(
        "plan/import.html", 422 if wrong else 200, form=form, parent=parent.row, difference=difference, token=token,
        refused=refused, notice=notice, columns=[(field.name, t(f"plan.label.{noun}.{field.name}")) for field in form.fields],
        said=lambda name, value: _said(noun, name, value), label=lambda name: _label(noun, name), shown=SHOWN_ROWS,
        delimiter=t(f"plan.import.{_DELIMITERS[difference.delimiter]}") if difference else "",
        megabytes=MOST_BYTES // 1024 // 1024, most_rows=MOST_ROWS, back=_list_of(noun, parent_id),
        trail=trail(FORMS[form.parent], parent.row, t("plan.import.title")),
    )  # fmt: skip


def _label(noun: str, name: str) -> str:
    """A column's words; what is no field of the noun is shown as the file has it."""
    form = FORMS[noun]
    return imports.label(form, name, language()) if name in imports.columns_of(form) else name


def _said(noun: str, name: str, value: str) -> str:
    form = FORMS[noun]
    if not value:
        return t("plan.import.empty_value")
    if name == "phone" and noun in ("person", "roster"):
        return personal_data.mask_phone(value)
    return value if "@" in name else say_choice(form, name, value)
