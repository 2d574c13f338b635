"""The site's address, asked for before the first real run: what every printed code carries."""

from __future__ import annotations

import sqlite3

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.config import check_public_url, is_local_address
from kiosk.errors import InvalidFields, NotAllowed, SetupError
from kiosk.settings import write_setting
from kiosk.web.access import PRINTING, current_account, require_event, staff
from kiosk.web.context import config, page, public_url, store, t
from kiosk.web.printing_blueprint import blueprint
from kiosk.web.refusals import field_sentences
from printables.qr import svg

SETTING = "public_url"


@blueprint.get("/office/print/address")
@staff(*PRINTING)
def address() -> ResponseReturnValue:
    """The address as it is, a code to try it from a phone, and a field to set it."""
    return _show(public_url(), {})


@blueprint.post("/office/print/address")
@staff(*PRINTING)
def set_address() -> ResponseReturnValue:
    """Set the address: the first time by whoever prints, later by an administrator."""
    if not may_set_address():
        raise NotAllowed()
    typed = request.form.get("address", "")
    try:
        wanted = read_address(typed)
    except InvalidFields as refusal:
        return _show(typed, field_sentences(refusal), 422)
    store().write(lambda c: save_address(c, wanted))
    flash(t("printing.address.saved"), "good")
    event = request.form.get("event", "")
    if event:
        require_event(event, PRINTING)
    return redirect(url_for("printing.address", event=event or None), 303)


def read_address(typed: str) -> str:
    """Return the address as it is printed; InvalidFields when it is none."""
    try:
        checked = check_public_url(typed)
    except SetupError as error:
        raise InvalidFields({"address": (error.key, error.values)}) from error
    if not checked:
        raise InvalidFields({"address": ("errors.required", {})})
    return checked


def save_address(connection: sqlite3.Connection, wanted: str) -> None:
    """Keep the address among the settings, which travel with a backup."""
    write_setting(connection, SETTING, wanted)


def may_set_address() -> bool:
    """Tell whether the reader may: never while the configuration names one; a first one by anybody here."""
    return not config().public_url and (not public_url() or current_account().has("administrator"))


def _show(typed: str, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    known = public_url()
    return page(
        "printing/address.html", status, typed=typed, known=known, errors=errors, local=bool(known) and is_local_address(known),
        qr=svg(f"{known.upper()}/", known) if known else "", may=may_set_address(), fixed=bool(config().public_url), lan=bool(config().install_url),
        event=request.values.get("event", ""),
    )  # fmt: skip
