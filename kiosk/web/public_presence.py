"""At the sign-in form: the presence code while the event asks for one, and the large code of a sign-in screen that led there."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import NotFound, TooMany
from kiosk.ids import now_ms
from kiosk.presence import is_shown, presence_secret
from kiosk.screens import screen_of_path
from kiosk.web.access import public
from kiosk.web.context import store, t
from kiosk.web.public_base import blueprint, client_network, gates, get_event

FIELD = "presence"


@blueprint.get("/K/<screen>")
@blueprint.get("/k/<screen>")
@public
def open_screen_code(screen: str) -> ResponseReturnValue:
    """Lead from a screen's large code to the sign-in form; no flyer was scanned, so no response is counted."""
    event = get_event(screen_of_path(store().read(), screen).event)
    if "sign_in" not in str(event["buttons"]).split():
        return redirect(url_for("public.landing", event_id=event["id"]))
    return redirect(url_for("public.sign_in_form", event_id=event["id"], screen=screen.upper()))


def booth_of_screen(event: sqlite3.Row) -> str:
    """Return the booth of the screen whose code led to this form, '' for none."""
    try:
        screen = screen_of_path(store().read(), request.values.get("screen", ""))
    except NotFound:
        return ""
    return screen.booth or "" if screen.event == event["id"] and screen.state == "active" else ""


def asks_presence(event: sqlite3.Row) -> bool:
    """Tell whether the form of this event asks for the code on the screen."""
    return bool(presence_secret(store().read(), event["id"]))


def presence_problem(event: sqlite3.Row) -> str:
    """Return what is wrong with the code that was typed, '' for nothing.

    Only wrong codes are counted: so a whole booth behind one address signs in as fast as it can type, while somebody who
    tries all codes is stopped, from one network or from many.
    """
    secret, typed = presence_secret(store().read(), event["id"]), request.form.get(FIELD, "")[:40]
    if not secret:
        return ""
    if not typed.strip():
        return t("public.presence.missing")
    tries = ((gates().wrong_presence, f"{event['id']} {client_network()}"), (gates().wrong_presence_of_event, event["id"]))
    if any(gate.is_spent(key) for gate, key in tries):
        return t("public.presence.too_many")
    if is_shown(secret, typed, now_ms()):
        return ""
    with suppress(TooMany):  # somebody else's wrong code was quicker by a blink: this form is kept all the same
        for gate, key in tries:
            gate.take(key)
    return t("public.presence.wrong")
