"""Pages for passers-by that belong to no code: the first page, typing a code, an event by its address, starting one's own."""

from __future__ import annotations

from base64 import b64decode

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.codes import ForgedCode, MistypedCode, clean, code_from_url
from kiosk.ids import is_id, now_ms
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import look_up
from kiosk.programme import events_on
from kiosk.responses import Visitor, record_shown
from kiosk.web import demo, public_erase, public_forms, public_leader, public_sign_in, public_tip, public_wall
from kiosk.web.access import public
from kiosk.web.codes import show_wrong_code
from kiosk.web.context import config, language, store
from kiosk.web.public_base import (
    SCAN_SECONDS,
    answer,
    blueprint,
    client_network,
    day_cookie,
    gates,
    get_event,
    is_preview,
    unsign,
)  # fmt: skip
from kiosk.web.public_landing import Visit, say_when, show_landing
from kiosk.web.security import client_address

__all__ = ["blueprint", "public_erase", "public_forms", "public_leader", "public_sign_in", "public_tip", "public_wall"]

_DOT = b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """Show what is on, and where a printed code can be typed; a demonstration shows itself first."""
    if config().demonstration and "plain" not in request.args:
        return demo.first_page()
    return show_programme()


def show_programme() -> Response:
    """Render the site's current and next events as a notice."""
    now, said = now_ms(), language()
    connection = store().read()
    events = [(event, say_when(event, said)) for event in events_on(connection, now)]
    organisations = records.all_of(connection, ORGANISATION)
    hosts = [row for row in organisations if row["parent"] is None] or organisations
    return answer(
        "public/home.html", events=events, organisation=hosts[0] if hosts else None, sign_in_url=url_for("accounts.sign_in")
    )


@blueprint.get("/code")
@public
def find_code() -> ResponseReturnValue:
    """Take a typed code to its page, or say at once that it is mistyped."""
    text = code_from_url(request.args.get("code", "").strip()[:200])
    if not text:
        return answer("public/type_code.html")
    try:
        look_up(store().read(), text[:80])
    except (MistypedCode, ForgedCode) as refusal:
        gates().wrong_codes.take(client_network())
        return show_wrong_code(text, refusal)
    return redirect(f"/F/{clean(text)}", 303)


@blueprint.get("/e/<event_id>")
@public
def landing(event_id: str) -> ResponseReturnValue:
    """Show an event's page to somebody who came by a link: nothing was scanned, so nothing is counted.

    An erase code typed in small letters comes here as well.
    """
    if public_erase.ERASE_CODE.match(clean(event_id)):
        return public_erase.erase_person(event_id)
    return show_landing(get_event(event_id), Visit())


@blueprint.get("/i/<token>")
@public
def image(token: str) -> ResponseReturnValue:
    """Answer the one picture of a landing page, which tells that the page was shown to somebody."""
    response_id = unsign("scan", token, SCAN_SECONDS).partition(".")[0]
    if is_id(response_id) and not is_preview():
        visitor = Visitor(day_cookie(), client_address(), request.headers.get("User-Agent", ""))
        store().write(lambda connection: record_shown(connection, response_id, visitor))
    answered = make_response(_DOT, 200 if response_id else 404)
    answered.mimetype = "image/gif"
    return answered


@blueprint.get("/own")
@public
def start_own() -> ResponseReturnValue:
    """Tell how to start an instance of one's own."""
    return answer("public/own.html")
