"""What administrators look after: colleagues' accounts, their roles over the tree of organisations, and who looked at numbers."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import accounts
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import is_id, new_id
from kiosk.languages import say_date
from kiosk.privacy.personal_data import mask_name
from kiosk.web.access import current_account, staff
from kiosk.web.context import config, language, page, say_moment, store, t
from kiosk.web.refusals import field_sentences

blueprint = Blueprint("people", __name__)
_EMPTY: dict[str, str] = {"name": "", "role": "coordinator", "organisation": "", "event": "", "until": ""}


@blueprint.get("/office/settings/accounts")
@staff(*accounts.ADMINISTRATOR)
def home() -> ResponseReturnValue:
    """The list of colleagues, and the form for one more."""
    return _list_page({}, _EMPTY)


@blueprint.post("/office/settings/accounts")
@staff(*accounts.ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """Add an account with its first role; its random password is shown once, on the page that answers."""
    who, form, id = current_account(), request.form, request.form.get("id", "")
    if not is_id(id):
        raise NotFound()
    password = accounts.first_password(config().secret_key, f"{who.id} {id}")

    def work(connection: sqlite3.Connection) -> None:
        if not accounts.has_password(connection, id, password):  # the same form again: the account is there
            accounts.add_account(connection, form.get("name", ""), password, id=id)
            accounts.give_role(connection, who, id, _typed_role(form))

    try:
        store().write(work)
    except InvalidFields as refusal:
        return _list_page(field_sentences(refusal), form)
    return page("accounts/first_password.html", name=form["name"].strip(), password=password)


@blueprint.get("/office/settings/accounts/<id>")
@staff(*accounts.ADMINISTRATOR)
def one(id: str) -> ResponseReturnValue:
    """One colleague: roles, a new password, closing the account."""
    return _account_page(id, {}, _EMPTY)


@blueprint.post("/office/settings/accounts/<id>/roles")
@staff(*accounts.ADMINISTRATOR)
def give_role(id: str) -> ResponseReturnValue:
    """Give a role: over an organisation and all below, or as deputy for one event until a date."""
    who = current_account()
    accounts.look_after(store().read(), who, id)
    try:
        typed = _typed_role(request.form)
        store().write(lambda connection: accounts.give_role(connection, who, id, typed))
    except InvalidFields as refusal:
        return _account_page(id, field_sentences(refusal), request.form)
    flash(t("accounts.grant.given"), "good")
    return redirect(url_for("accounts.people.one", id=id))


@blueprint.post("/office/settings/accounts/<id>/roles/<role>/revoke")
@staff(*accounts.ADMINISTRATOR)
def revoke_role(id: str, role: str) -> ResponseReturnValue:
    """Take a role back."""
    who = current_account()
    store().write(lambda connection: accounts.revoke_grant(connection, who, role))
    flash(t("accounts.grant.revoked"), "good")
    return redirect(url_for("accounts.people.one", id=id))


@blueprint.post("/office/settings/accounts/<id>/password")
@staff(*accounts.ADMINISTRATOR)
def renew_password(id: str) -> ResponseReturnValue:
    """Give a colleague a new random password, shown once; the sign-ins that are open end."""
    who, password = current_account(), accounts.new_password()

    def work(connection: sqlite3.Connection) -> str:
        row = accounts.look_after(connection, who, id, wholly=True)
        accounts.set_password(connection, id, password)
        return str(row["name"])

    return page("accounts/first_password.html", name=store().write(work), password=password)


@blueprint.post("/office/settings/accounts/<id>/close")
@staff(*accounts.ADMINISTRATOR)
def close(id: str) -> ResponseReturnValue:
    """Close an account; what it recorded stays."""
    who = current_account()
    store().write(lambda connection: accounts.archive_account(connection, who, id))
    flash(t("accounts.people.closed_now"), "good")
    return redirect(url_for("accounts.people.home"))


@blueprint.get("/office/settings/reveals")
@staff(*accounts.ADMINISTRATOR)
def reveals() -> ResponseReturnValue:
    """Who looked at a full telephone number, when, and why."""
    rows = accounts.reveals_within(store().read(), current_account())
    shown = [(say_moment(row["at"]), row["account"], mask_name(row["name"]), row["why"]) for row in rows]
    return page("accounts/reveals.html", reveals=shown)


def _typed_role(form: Mapping[str, str]) -> accounts.WantedRole:
    """Return the role of a form; InvalidFields when its date is none."""
    role, organisation, event = (form.get(name, "") for name in ("role", "organisation", "event"))
    return accounts.WantedRole(role, organisation, event, _end_of_day(form.get("until", "")))


def _end_of_day(typed: str) -> int | None:
    """Return the instant at which a day given as YYYY-MM-DD is over here, or None for no limit; InvalidFields."""
    if not typed.strip():
        return None
    try:
        after = date.fromisoformat(typed.strip()) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise InvalidFields({"until": ("errors.bad_date", {"value": typed})}) from None
    return int(datetime.combine(after, time(), ZoneInfo(config().zone)).timestamp() * 1000)


def _list_page(errors: dict[str, str], typed: Mapping[str, str]) -> ResponseReturnValue:
    connection, who = store().read(), current_account()
    people = [(row, describe_roles(connection, row["id"])) for row in accounts.accounts_within(connection, who)]
    return page("accounts/people.html", 422 if errors else 200, people=people, errors=errors, typed=typed, id=new_id(), **_choices())


def _account_page(id: str, errors: dict[str, str], typed: Mapping[str, str]) -> ResponseReturnValue:
    connection, who = store().read(), current_account()
    row, mine = accounts.look_after(connection, who, id), who.organisations(accounts.ADMINISTRATOR)
    roles = [(held, _until(held["until"]), held["organisation"] in mine) for held in accounts.roles_of(connection, id)]
    return page(
        "accounts/person.html", 422 if errors else 200, person=row, roles=roles, errors=errors, typed=typed,
        is_self=id == who.id, wholly=all(inside for _, _, inside in roles), **_choices(),
    )  # fmt: skip


def describe_roles(connection: sqlite3.Connection, account: str) -> list[tuple[sqlite3.Row, str]]:
    """Return the roles an account holds now, each with its last day in words ('' for no end)."""
    return [(held, _until(held["until"])) for held in accounts.roles_of(connection, account)]


def _choices() -> dict[str, object]:
    """Return what can be chosen in the form for a role: the administrator's own part of the tree."""
    connection, mine = store().read(), current_account().organisations(accounts.ADMINISTRATOR)
    tree = connection.execute(
        "WITH RECURSIVE tree (id, name, depth, path) AS (SELECT id, name, 0, code FROM organisation WHERE parent IS NULL"
        " UNION ALL SELECT o.id, o.name, t.depth + 1, t.path || '/' || o.code FROM organisation o JOIN tree t ON o.parent = t.id)"
        " SELECT * FROM tree ORDER BY path"
    ).fetchall()
    events = connection.execute(
        "SELECT id, code, title, day, organisation FROM event WHERE archived_at IS NULL ORDER BY day DESC, code"
    ).fetchall()
    said = [
        (row["id"], f"{row['code']} {row['title']} · {_short_day(row['day'])}") for row in events if row["organisation"] in mine
    ]
    return {
        "role_choices": [(role, t(f"accounts.role.{role}")) for role in reversed(accounts.ROLES)],
        "organisation_choices": [(row["id"], "\u3000" * row["depth"] + row["name"]) for row in tree if row["id"] in mine],
        "event_choices": [("", t("accounts.grant.every_event")), *said],
    }


def _until(until: int | None) -> str:
    """Return the last whole day of a role that ends, in words."""
    if until is None:
        return ""
    return say_date(language(), datetime.fromtimestamp(until / 1000 - 1, ZoneInfo(config().zone)).date(), "long")


def _short_day(day: str) -> str:
    return say_date(language(), date.fromisoformat(day), "short")
