"""What a request knows: the store, the settings, who asks, in which language, and how pages are rendered for them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk import languages, records, settings
from kiosk.accounts import Account, account_of_session
from kiosk.config import Config
from kiosk.devices import Device, device_of_token
from kiosk.errors import NotFound
from kiosk.storage import Store

STAFF_COOKIE = "kiosk_staff"
PHONE_COOKIE = "kiosk_phone"
LANGUAGE_COOKIE = "kiosk_language"
YEAR_SECONDS = 31_536_000


@dataclass(frozen=True, slots=True)
class Kiosk:
    """What one running app is made of."""

    config: Config
    store: Store


def kiosk() -> Kiosk:
    """Return this app's parts."""
    return cast(Kiosk, current_app.extensions["kiosk"])


def store() -> Store:
    """Return this app's database."""
    return kiosk().store


def config() -> Config:
    """Return this instance's settings."""
    return kiosk().config


def account() -> Account | None:
    """Return who of the staff asks, or None."""
    if "account" not in g:
        token = request.cookies.get(STAFF_COOKIE)
        g.account = account_of_session(store().read(), token) if token else None
    return cast("Account | None", g.account)


def device() -> Device | None:
    """Return the paired phone that asks, whatever its state, or None."""
    if "device" not in g:
        token = request.cookies.get(PHONE_COOKIE)
        g.device = device_of_token(store().read(), token) if token else None
    return cast("Device | None", g.device)


def language() -> str:
    """Return the language to answer in: asked for in the address, chosen before, the account's, else the browser's."""
    if "language" not in g:
        who = account() if g.get("audience") == "office" else None
        wanted = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or (who.language if who else None)
        g.language = languages.choose(request.headers.get("Accept-Language", ""), wanted, config().default_language)
    return cast(str, g.language)


def t(key: str, /, **values: object) -> str:
    """Return a text in the reader's language."""
    return languages.text(language(), key, **values)


def public_url() -> str:
    """Return the address that printed codes carry: a setting, never taken from a request; '' when nobody has said it yet."""
    if config().public_url:
        return config().public_url
    return settings.read_setting(store().read(), "public_url")


def organisation_of(event: str) -> str:
    """Return the organisation that owns an event; NotFound."""
    row = store().read().execute("SELECT organisation FROM event WHERE id = ?", (event,)).fetchone()
    if row is None:
        raise NotFound()
    return str(row["organisation"])


def page(template: str, /, status: int = 200, **values: object) -> ResponseReturnValue:
    """Render a page for the reader."""
    return render_template(template, **values), status


def switch_language_url(wanted: str) -> str:
    """Return this page's address in another language."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.path}?{urlencode([*kept, ('lang', wanted)])}"


def plan_text(row: sqlite3.Row | Mapping[str, Any], field: str) -> str | Markup:
    """Return a text of the plan for a page; one that nobody typed in the page's language says which it is in, for voices and fonts."""
    text = records.variant_of(row, field, language())
    if not text or "language" not in row.keys() or row["language"] == language() or records.variant_typed(row, field, language()):  # noqa: SIM118 - of a Row
        return text
    return Markup('<span lang="{}">{}</span>').format(row["language"], text)


def static_url(filename: str) -> str:
    """Return the address of a file of ours, with a hash of its content so that it may be kept for ever."""
    return url_for("static", filename=filename, v=_hash_of(Path(current_app.static_folder or "") / filename))


@cache
def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "missing"


def add_context(app: Flask) -> None:
    """Give every template the names that the base templates expect."""

    @app.context_processor
    def names() -> dict[str, object]:
        said = language()
        who = account() if g.get("audience") == "office" else None
        nav = _navigation(app, who) if who else []
        return {
            "t": t,
            "language": said,
            "languages": languages.LANGUAGES,
            "say_number": lambda number: languages.say_number(said, number),
            "say_date": lambda day, form="long": languages.say_date(said, day, form),
            "say_time": lambda moment: languages.say_time(said, moment),
            "variant": lambda row, field: records.variant_of(row, field, said),
            "plan_text": plan_text,
            "switch_language_url": switch_language_url,
            "static": static_url,
            "demonstration": config().demonstration,
            "start_own_url": url_for("public.start_own") if "public.start_own" in app.view_functions else None,
            "audience": g.get("audience", "public"),
            "account": who,
            "nav": nav,
            "settings_url": url_for("accounts.settings") if who and "accounts.settings" in app.view_functions else None,
            "sign_out_url": url_for("accounts.sign_out") if who else None,
            "opens": opens,
            "search_url": url_for("search.results") if who and "search.results" in app.view_functions else None,
            "home_url": (nav[0][0] if nav else url_for("accounts.settings")) if who else "/",
        }


NAVIGATION = (
    ("plan.home", "nav.plan", ("plan.", "search.", "joining.")),
    ("printing.home", "nav.print", ("printing.",)),
    ("phones.home", "nav.scan", ("phones.", "screens.", "lan.", "keying.", "keying_photos.", "slips.")),
    ("tallies.home", "nav.tally", ("tallies.", "dashboard.", "desk.", "roll_up.", "reports.", "summary.", "exports.", "inbox.")),
    ("community.home", "features.community", ("community.", "wall.", "feedback.", "event_photos.", "programme.", "referrals.", "volunteers", "projects.")),
)
"""Never more than five: the endpoint, its word, and which endpoints belong to it.  Settings stand in the account's menu."""


def _navigation(app: Flask, who: Account) -> list[tuple[str, str, bool]]:
    """Return the entries that ``who`` may open; the last one only where an event has something to look after."""
    here = request.endpoint or ""
    return [
        (url_for(endpoint), t(key), here.startswith(prefixes))
        for endpoint, key, prefixes in NAVIGATION
        if endpoint in app.view_functions and _may_open(app, endpoint, who)
    ]


def opens(endpoint: str) -> bool:
    """Tell whether whoever is signed in holds a role for a page: no link leads where the door is shut."""
    who = account()
    return who is not None and endpoint in current_app.view_functions and _may_open(current_app, endpoint, who)


def _may_open(app: Flask, endpoint: str, who: Account) -> bool:
    view = app.view_functions[endpoint]
    roles: tuple[str, ...] = getattr(view, "access", ("", ()))[1]
    opens: Callable[[Account], bool] | None = getattr(view, "opens", None)
    return who.has(*roles) and (opens is None or opens(who))


def say_moment(at: int) -> str:
    """Return an instant (milliseconds UTC) as a date and a time in the instance's zone."""
    here = datetime.fromtimestamp(at / 1000, ZoneInfo(config().zone))
    return t("common.date.and_time", date=languages.say_date(language(), here.date()), time=languages.say_time(language(), here))
