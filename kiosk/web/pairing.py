"""Pairing a volunteer's phone by a one-time code: looking consumes nothing, the button pairs (architecture.md §5)."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, datetime, time
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from kiosk import devices
from kiosk.campaigns import BOOTH, EVENT
from kiosk.devices import Device, Pairing, PairingEnded
from kiosk.ids import new_secret, now_ms
from kiosk.languages import say_day_and_time
from kiosk.records import get, variant_of
from kiosk.web.access import public
from kiosk.web.context import PHONE_COOKIE, device, language, page, public_url, store, t
from kiosk.web.security import RateLimit

blueprint = Blueprint("pairing", __name__)

_TOKEN_BITS = 160
_TOKEN = re.compile(r"[0-9A-Z]{32}\Z")
_TRIES = RateLimit(30, 60)
"""Per pairing code, never per address: a whole team pairs behind one address."""


@blueprint.get("/P/<secret>")
@public
def look(secret: str) -> ResponseReturnValue:
    """Show what a pairing code opens: the event, the booth and the role."""
    try:
        return _form(secret, devices.look_at_pairing(store().read(), secret.upper()))
    except PairingEnded:
        return _ended()


@blueprint.post("/P/<secret>")
@public
def redeem(secret: str) -> ResponseReturnValue:
    """Pair this phone and give it its cookie."""
    secret = secret.upper()
    _TRIES.take(secret)
    token = _token_of_form()
    before = devices.device_of_token(store().read(), token)
    if before is not None and before.state == "active":  # the same page sent twice
        return _let_in(before, token)
    try:
        word = _digits(request.form.get("word", ""))
        if not store().write(lambda connection: devices.check_word(connection, secret, word)):
            wrong = t("errors.wrong_word" if word else "errors.word_needed")
            return _form(secret, devices.look_at_pairing(store().read(), secret), 422, {"word": wrong})
        return _let_in(*store().write(lambda connection: _redeem(connection, secret, token)))
    except PairingEnded:
        before = devices.device_of_token(store().read(), token)  # the other tap of a double tap was quicker
        return _let_in(before, token) if before is not None and before.state == "active" else _ended()


@blueprint.post("/P/<secret>/ask")
@public
def ask(secret: str) -> ResponseReturnValue:
    """Ask the coordinator to let this phone in without the card's word."""
    secret = secret.upper()
    _TRIES.take(secret)
    try:
        store().write(lambda connection: devices.ask_approval(connection, secret))
    except PairingEnded:
        return _ended()
    session["name"] = request.form.get("name", "")[:40]  # kept in the phone's own cookie: an address is seen by others
    return redirect(url_for("pairing.look", secret=secret, asked=1))


def _redeem(connection: sqlite3.Connection, secret: str, token: str) -> tuple[Device, str]:
    return devices.redeem_pairing(connection, secret, name=request.form.get("name", ""), known=device(), token=token)


def _token_of_form() -> str:
    """Return the secret that was made with the page, so that a double tap pairs one phone once."""
    token = request.form.get("token", "")
    return token if _TOKEN.match(token) else new_secret(_TOKEN_BITS)


def _digits(typed: str) -> str:
    return "".join(str(int(letter)) for letter in typed if letter.isdecimal())


def _let_in(phone: Device, token: str) -> Response:
    session.pop("name", None)
    response = make_response(redirect(url_for("app.shell", _anchor="/start"), 303))
    response.set_cookie(
        PHONE_COOKIE, token, max_age=max(0, (phone.expires_at - now_ms()) // 1000), httponly=True, samesite="Lax",
        secure=request.is_secure,
    )  # fmt: skip
    return response


def _form(secret: str, pairing: Pairing, status: int = 200, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    connection = store().read()
    phone, event = device(), get(connection, EVENT, pairing.event)
    name = request.form.get("name") or str(session.get("name", "")) or (phone.name if phone else "")
    return page(
        "phone/pair.html", status, secret=secret, pairing=pairing, event=event, errors=errors or {}, when=_say_when(event),
        booth=_mark(get(connection, BOOTH, pairing.booth)) if pairing.booth else None, token=new_secret(_TOKEN_BITS), name=name,
        asked="asked" in request.args and pairing.needs_word, in_wechat="MicroMessenger" in request.headers.get("User-Agent", ""),
        address=f"{public_url() or request.host_url.rstrip('/')}/P/{quote(secret)}",
    )  # fmt: skip


def _mark(booth: sqlite3.Row) -> dict[str, object]:
    return {"code": booth["code"], "name": variant_of(booth, "name", language()), "colour": booth["colour"] or 1}


def _say_when(event: sqlite3.Row) -> str:
    day = date.fromisoformat(event["day"])
    starts, ends = (datetime.combine(day, time.fromisoformat(event[clock])) for clock in ("starts", "ends"))
    return say_day_and_time(language(), starts, ends)


def _ended() -> ResponseReturnValue:
    phone = device()
    return page("phone/pairing_ended.html", 410, booth=None, paired=phone is not None and phone.state == "active")
