"""The coordinator's settings of an event's sign-in screens: the staff PIN, and whether sign-in asks for the code on the screen."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import screens
from kiosk.campaigns import EVENT
from kiosk.errors import InvalidFields
from kiosk.ids import now_ms
from kiosk.presence import PERIOD_MS, code_at, presence_secret, set_presence
from kiosk.records import get
from kiosk.web.access import COORDINATOR, require_event, staff
from kiosk.web.context import page, store, t
from kiosk.web.live import live
from kiosk.web.refusals import field_sentences

blueprint = Blueprint("screens", __name__)


@blueprint.get("/office/phones/<event>/screen")
@live
@staff(*COORDINATOR)
def one(event: str) -> ResponseReturnValue:
    """The settings of the event's sign-in screens, with the presence code of now."""
    require_event(event)
    return _show(event)


@blueprint.post("/office/phones/<event>/screen/pin")
@staff(*COORDINATOR)
def choose_pin(event: str) -> ResponseReturnValue:
    """Set the PIN that was typed, or make one and show it this once."""
    require_event(event)
    typed = request.form.get("pin", "")
    if not typed and request.form.get("make"):
        return _show(event, pin=store().write(lambda connection: screens.make_pin(connection, event)))
    try:
        store().write(lambda connection: screens.set_pin(connection, event, typed))
    except InvalidFields as refusal:
        return _show(event, field_sentences(refusal), 422)
    flash(t("screens.pin_saved"), "good")
    return redirect(url_for("screens.one", event=event), 303)


@blueprint.post("/office/phones/<event>/screen/presence")
@staff(*COORDINATOR)
def switch_presence(event: str) -> ResponseReturnValue:
    """Ask for the presence code from now on, or no longer."""
    require_event(event)
    on = request.form.get("on") == "yes"
    store().write(lambda connection: set_presence(connection, event, on=on))
    flash(t("screens.presence.now_on" if on else "screens.presence.now_off"), "good")
    return redirect(url_for("screens.one", event=event), 303)


def shown_code(event: str) -> str:
    """Return the event's presence code of now, '' while sign-in asks for none."""
    secret = presence_secret(store().read(), event)
    return code_at(secret, now_ms()) if secret else ""


def _show(event: str, errors: dict[str, str] | None = None, status: int = 200, pin: str = "") -> ResponseReturnValue:
    connection = store().read()
    return page(
        "screens/event.html", status, event=get(connection, EVENT, event), errors=errors or {}, pin=pin,
        has_pin=bool(screens.pin_hash(connection, event)), presence_code=shown_code(event), minutes=PERIOD_MS // 60_000,
    )  # fmt: skip
