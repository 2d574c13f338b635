"""Signing in and out, and what staff set for themselves: password and language."""

from __future__ import annotations

import re
import sqlite3

from flask import Blueprint, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from kiosk import accounts
from kiosk.errors import InvalidFields
from kiosk.languages import LANGUAGES
from kiosk.web import accounts_people
from kiosk.web.access import COORDINATOR, current_account, public, staff
from kiosk.web.context import LANGUAGE_COOKIE, STAFF_COOKIE, YEAR_SECONDS, account, opens, page, store, t
from kiosk.web.refusals import field_sentences
from kiosk.web.security import RateLimit, client_address

blueprint = Blueprint("accounts", __name__)
blueprint.register_blueprint(accounts_people.blueprint)

_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*\Z")


class _WrongTries(RateLimit):
    """Counts wrong tries only: a right one is given back, so that a whole office may sign in at nine o'clock."""

    def give_back(self, key: str) -> None:
        """Take back one counted try."""
        with self._lock:
            left, then = self._left.get(key, (float(self.most), 0.0))
            self._left[key] = (min(float(self.most), left + 1), then)


_LIMITS = {"pair": _WrongTries(8, 240), "address": _WrongTries(40, 240), "name": _WrongTries(60, 240)}
"""One name from one address: 8 wrong tries, then one in 30 seconds.  A name from everywhere: one in 4 seconds after 60, so
that whoever guesses at a colleague's name keeps the colleague waiting for seconds, not for the day."""


@blueprint.get("/office/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The form; whoever is signed in already goes on."""
    who = account()
    if who is not None:
        return redirect(_where_next(who.id))
    return page("accounts/sign_in.html", next=request.args.get("next", ""), errors={}, name="")


@blueprint.post("/office/sign-in")
@public
def open_sign_in() -> ResponseReturnValue:
    """Check name and password; a wrong name and a wrong password answer the same."""
    name = request.form.get("name", "").strip()[:200]
    keys = {"pair": f"{name.casefold()} {client_address()}", "address": client_address(), "name": name.casefold()}
    for kind, limit in _LIMITS.items():
        limit.take(keys[kind])
    try:
        found = accounts.find_account(store().read(), name, request.form.get("password", ""))
    except accounts.WrongPassword as refusal:
        errors = {"name": t(refusal.key)}
        return page("accounts/sign_in.html", 401, next=request.form.get("next", ""), errors=errors, name=name)
    for kind, limit in _LIMITS.items():
        limit.give_back(keys[kind])
    session.clear()  # form tokens made before the sign-in are worth nothing after it
    return _begin(redirect(_where_next(found)), found)


@blueprint.post("/office/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this sign-in; harmless when it has ended already."""
    _end_session()
    session.clear()
    response = redirect(url_for("accounts.sign_in"))
    response.delete_cookie(STAFF_COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


@blueprint.get("/office/settings")
@staff()
def settings() -> ResponseReturnValue:
    """One's own password and language, and the way to what administrators look after."""
    return _settings_page({})


@blueprint.post("/office/settings/password")
@staff()
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other sign-in of this account ends."""
    who, form = current_account(), request.form
    _LIMITS["pair"].take(f"own password {who.id}")
    try:
        accounts.find_account(store().read(), who.name, form.get("current", ""))
        _refuse_unlike(form.get("password", ""), form.get("again", ""))
        store().write(lambda connection: accounts.set_password(connection, who.id, form.get("password", "")))
    except accounts.WrongPassword:
        return _settings_page({"current": t("accounts.password.wrong")})
    except InvalidFields as refusal:
        return _settings_page(field_sentences(refusal))
    flash(t("accounts.password.changed"), "good")
    return _begin(redirect(url_for("accounts.settings")), who.id)


@blueprint.post("/office/settings/language")
@staff()
def change_language() -> ResponseReturnValue:
    """Choose the language that pages speak to this account."""
    who, wanted = current_account(), request.form.get("language", "")
    if wanted not in LANGUAGES:
        return _settings_page({"language": t("errors.bad_choice", value=wanted)})
    store().write(lambda connection: accounts.set_language(connection, who.id, wanted))
    response = redirect(url_for("accounts.settings"))
    response.set_cookie(LANGUAGE_COOKIE, wanted, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure, httponly=True)
    return response


def _settings_page(errors: dict[str, str]) -> ResponseReturnValue:
    who = current_account()
    return page(
        "accounts/settings.html", 422 if errors else 200, errors=errors, shortest=accounts.SHORTEST_PASSWORD,
        roles=accounts_people.describe_roles(store().read(), who.id), is_administrator=who.has(*accounts.ADMINISTRATOR),
        may_erase=who.has(*COORDINATOR, *accounts.ADMINISTRATOR),
        address_url=url_for("printing.address") if opens("printing.address") else None,
    )  # fmt: skip


def _refuse_unlike(password: str, again: str) -> None:
    if password != again:
        raise InvalidFields({"again": ("accounts.password.unlike", {})})


def _begin(response: Response, who: str) -> Response:
    """Give the browser a new secret; the one it came with, if any, ends."""
    old = request.cookies.get(STAFF_COOKIE)

    def work(connection: sqlite3.Connection) -> str:
        if old:
            accounts.close_session(connection, old)
        return accounts.open_session(connection, who)

    response.set_cookie(
        STAFF_COOKIE, store().write(work), max_age=accounts.SESSION_MS // 1000,
        httponly=True, samesite="Lax", secure=request.is_secure,
    )  # fmt: skip
    return response


def _end_session() -> None:
    token = request.cookies.get(STAFF_COOKIE)
    if token:
        store().write(lambda connection: accounts.close_session(connection, token))


def _where_next(who: str) -> str:
    """Return the path asked for when it is one of ours, else the first page of the office that ``who`` may open."""
    wanted = request.values.get("next", "")
    if _OWN_PATH.match(wanted):
        return wanted
    if {row["role"] for row in accounts.roles_of(store().read(), who)} == {"case_worker"}:
        return url_for("community.home")
    return url_for("plan.home" if "plan.home" in current_app.view_functions else "accounts.settings")
