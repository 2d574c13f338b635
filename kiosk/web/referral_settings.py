"""What an administrator sets for referrals, and who looked at which case; nothing of what was told."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import referrals
from kiosk.accounts import ADMINISTRATOR, looks_within
from kiosk.languages import say_date, say_time
from kiosk.referrals import DUE_DAYS
from kiosk.sealing import read_keys
from kiosk.web.access import current_account, staff
from kiosk.web.context import config, language, page, store, t

blueprint = Blueprint("desk", __name__)
_MOST_DAYS = {"kept": 3650}


@blueprint.get("/office/settings/referrals")
@staff(*ADMINISTRATOR)
def show() -> ResponseReturnValue:
    """Days until a step is due, how long texts are kept, whether the keys are there, and the log of looks."""
    return _show({}, {})


@blueprint.post("/office/settings/referrals")
@staff(*ADMINISTRATOR)
def save() -> ResponseReturnValue:
    """Set the days."""
    typed = {name: request.form.get(name, "").strip() for name in (*DUE_DAYS, "kept")}
    errors = {name: t("referrals.settings.days", most=_MOST_DAYS.get(name, 365)) for name, raw in typed.items() if not _is_days(name, raw)}
    if errors:
        return _show(typed, errors)
    store().write(lambda connection: referrals.set_days(connection, {name: int(raw) for name, raw in typed.items()}))
    flash(t("plan.saved"), "good")
    return redirect(url_for("referrals.desk.show"))


def _is_days(name: str, raw: str) -> bool:
    return raw.isascii() and raw.isdigit() and len(raw) <= 4 and 1 <= int(raw) <= _MOST_DAYS.get(name, 365)


def _show(typed: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    connection = store().read()
    days = {name: str(referrals.due_days(connection, name)) for name in DUE_DAYS} | {"kept": str(referrals.kept_days(connection))}
    ring = read_keys(config().instance)
    looks = [(_moment(row["at"]), row["account"], row["number"], row["event"]) for row in looks_within(connection, current_account())]
    missing, unread = referrals.missing_keys(connection, ring)
    return page(
        "referrals/settings.html", 422 if errors else 200, values=days | typed, errors=errors, looks=looks, keys=ring.names, missing=missing, unread=unread
    )


def _moment(at: int) -> str:
    here = datetime.fromtimestamp(at / 1000, ZoneInfo(config().zone))
    return t("common.date.and_time", date=say_date(language(), here.date(), "short"), time=say_time(language(), here))
