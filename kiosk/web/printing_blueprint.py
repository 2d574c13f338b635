"""The pages of printing staff: one blueprint for all their modules, and what these share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date

from flask import Blueprint, request

from kiosk import campaigns, records
from kiosk.accounts import Account
from kiosk.config import is_local_address
from kiosk.errors import NotFound
from kiosk.ids import is_id
from kiosk.languages import LANGUAGES, say_date
from kiosk.prints.kinds import kind_of
from kiosk.prints.lists import write_lines
from kiosk.prints.names import Names
from kiosk.prints.wishes import Asked, Wish, read_number
from kiosk.web.access import current_account
from kiosk.web.context import config, language, public_url, store, t

blueprint = Blueprint("printing", __name__)


@blueprint.context_processor
def _say_day() -> dict[str, Callable[..., object]]:
    return {"say_day": lambda day: say_date(language(), date.fromisoformat(day)), "kind_of": kind_of, "write_lines": write_lines,
            "ask_first": ask_first}  # fmt: skip


def ask_first(event: sqlite3.Row) -> str:
    """Return why somebody should ask before this event's paper is printed: archived, cancelled, postponed or moved; '' for no reason."""
    if event["archived_at"] is not None:
        return "archived"
    return str(event["status"]) if event["status"] in ("cancelled", "postponed", "moved") else ""


PAIRS = ("zh-Hans en", "zh-Hant en", "zh-Hans zh-Hant")


def typed_number(name: str, default: int, least: int = 1, most: int = 100_000) -> int:
    """Return a whole number from the form or the address; InvalidFields."""
    return read_number(name, request.values.get(name, ""), default, least, most)


def language_options() -> list[tuple[str, str]]:
    """Return the languages that a sheet may speak: one, or two beside each other."""
    said = {language: t(f"common.language.{language}") for language in LANGUAGES}
    return [*said.items(), *((pair, " + ".join(said[each] for each in pair.split())) for pair in PAIRS)]


def asked(account: Account, language: str = "") -> Asked:
    """Return what the form says about every kind of sheet."""
    values: Asked = {
        "by": account.id,
        "base_url": public_url(),
        "sample": "sample" in request.form,
        "local_confirmed": "local_confirmed" in request.form,
        "id": form_id(),
    }
    if request.form.get("language") or language:
        values["language"] = request.form.get("language") or language
    return values


def wish(account: Account) -> Wish:
    """Return what the form asks for, of whatever kind."""
    return Wish(asked(account), request.form.to_dict(flat=False), config().retention_days)


def address_state() -> str:
    """Return what may be printed now: '' (anything), local (after confirming), or none (only samples)."""
    address = public_url()
    return "none" if not address else "local" if is_local_address(address) else ""


def my_events(roles: tuple[str, ...]) -> list[sqlite3.Row]:
    """Return the events over which the account holds one of ``roles``, the newest day first."""
    who = current_account()
    rows = store().read().execute("SELECT * FROM event WHERE archived_at IS NULL ORDER BY day DESC, code").fetchall()
    return [row for row in rows if who.may(roles, row["organisation"], row["id"])]


def event_row(event: str) -> sqlite3.Row:
    """Return an event; NotFound."""
    return records.get(store().read(), campaigns.EVENT, event)


def form_id() -> str:
    """Return the id that was made when the form was rendered, '' when none was sent; NotFound for what is no id."""
    id = request.form.get("id", "")
    if id and not is_id(id):
        raise NotFound()
    return id


def run_name(run: sqlite3.Row) -> str:
    """Return what a run prints, in the reader's language."""
    return Names(store().read(), [run], language()).of(run)
