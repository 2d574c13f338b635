"""The access log: who looked at personal data, when, what and where, for administrators; whose they were is not shown."""

from __future__ import annotations

import json

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import accounts
from kiosk.privacy.access_log import HOLDER, KINDS, Look, Wanted, looks
from kiosk.records import variant_of
from kiosk.web.access import current_account, staff
from kiosk.web.context import language, page, store, t
from kiosk.web.retention import say_moment

blueprint = Blueprint("access_log", __name__)
_MOST_PAGES = 10_000


@blueprint.get("/office/settings/access-log")
@staff(*accounts.ADMINISTRATOR)
def home() -> ResponseReturnValue:
    """A page of the log, newest first, by kind, event and colleague as asked."""
    connection, who = store().read(), current_account()
    mine = who.organisations(accounts.ADMINISTRATOR)
    colleagues = {row["id"]: row["name"] for row in accounts.accounts_within(connection, who)}
    events = _events(mine)
    wanted = _wanted(colleagues, events)
    found, more = looks(connection, mine, colleagues, wanted)
    return page(
        "privacy/access_log.html", looks=[_said(look, events) for look in found], wanted=wanted,
        kinds=[("", t("privacy.log.all_kinds")), *((kind, t(f"privacy.look.{kind}")) for kind in KINDS)],
        events=[("", t("privacy.log.all_events")), *events.items()], accounts=[("", t("privacy.log.all_accounts")), *colleagues.items()],
        newer=_address(wanted, wanted.page - 1) if wanted.page > 1 else "", older=_address(wanted, wanted.page + 1) if more else "",
    )  # fmt: skip


def _wanted(colleagues: dict[str, str], events: dict[str, str]) -> Wanted:
    """Return what the address asks for; a choice that is none is no choice."""
    kind, event, account = (request.args.get(name, "") for name in ("kind", "event", "account"))
    at = min(max(request.args.get("page", 1, type=int), 1), _MOST_PAGES)
    return Wanted(kind if kind in KINDS else "", event if event in events else "", account if account in colleagues else "", at)


def _events(organisations: frozenset[str] | set[str]) -> dict[str, str]:
    rows = store().read().execute(
        "SELECT * FROM event WHERE organisation IN (SELECT value FROM json_each(?)) ORDER BY day DESC, code", (json.dumps(sorted(organisations)),)
    ).fetchall()  # fmt: skip
    return {row["id"]: f"{row['code']} {variant_of(row, 'title', language())}" for row in rows}


def _said(look: Look, events: dict[str, str]) -> tuple[str, str, str, str, int, str]:
    why = look.why or t(f"privacy.why.{look.kind}")
    return say_moment(look.at), _reader(look), t(f"privacy.look.{look.kind}"), events.get(look.event, ""), look.quantity, why


def _reader(look: Look) -> str:
    if look.who == HOLDER:
        return t("privacy.log.holder")
    if look.phone:
        return t("privacy.log.phone_named" if look.name else "privacy.log.phone", number=look.phone, name=look.name)
    return look.name


def _address(wanted: Wanted, at: int) -> str:
    return url_for("access_log.home", kind=wanted.kind, event=wanted.event, account=wanted.account, page=at)
