"""Signing in to an event with one's own phone, or at a kiosk that many people use."""

from __future__ import annotations

import sqlite3

from flask import Response, request
from flask.typing import ResponseReturnValue

from kiosk.attendance import Arrival, Participant, get_participant, sign_in
from kiosk.campaigns import is_sign_in_open
from kiosk.devices import Device
from kiosk.errors import InvalidFields
from kiosk.ids import derive_id, now_ms
from kiosk.privacy.notices import MOST_NAME, MOST_PHONE, clean_personal
from kiosk.responses import record_action
from kiosk.web.access import public
from kiosk.web.context import device, language, store
from kiosk.web.public_base import (
    Form,
    NotOffered,
    answer,
    blueprint,
    current_notice,
    get_event,
    new_form,
    organisation_row,
    origin_of_request,
    public_code,
    sent_form,
    set_cookie,
    sign,
    take_post,
    typed,
    unsign,
)  # fmt: skip
from kiosk.web.public_landing import sign_in_hours
from kiosk.web.public_presence import FIELD, asks_presence, booth_of_screen, presence_problem
from kiosk.web.refusals import field_sentences

_REMEMBERED_SECONDS = 7 * 86_400
_FIELDS = {"name": MOST_NAME, "phone": MOST_PHONE}


@blueprint.get("/e/<event_id>/sign_in")
@public
def sign_in_form(event_id: str) -> ResponseReturnValue:
    """Show the form; to a phone that has signed in, its number."""
    event = _event_with_sign_in(event_id)
    known = participant_of_this_phone(event)
    if known and not request.args.get("other"):
        return _show_number(event, known, again=True)
    return _show_form(event)


@blueprint.post("/e/<event_id>/sign_in")
@public
def send_sign_in(event_id: str) -> ResponseReturnValue:
    """Sign one person in and tell the running number."""
    event = _event_with_sign_in(event_id)
    take_post()
    sent = sent_form(event_id, "sign_in")
    known = participant_of_this_phone(event)
    if known and known.id != derive_id(sent.id, "person") and not request.form.get("other"):
        return _show_number(event, known, again=True)
    if not is_sign_in_open(event, now_ms()):
        return _show_closed(event, 409)
    errors = _presence_errors(event, sent)
    try:
        values = clean_personal(request.form, _FIELDS, ("name",))
    except InvalidFields as refusal:
        errors |= field_sentences(refusal)
    if errors:
        return _show_form(event, typed("name", "phone", "resident", FIELD), errors, 422)
    participant = _record(event, sent, values)
    response = _show_number(event, participant, erase_code=sent.erase_code)
    if not shared_device(event) and not (known and request.form.get("other")):
        set_cookie(response, _cookie_name(event), sign(f"participant {event['id']}", participant.id), _REMEMBERED_SECONDS)
    return response


def _event_with_sign_in(event_id: str) -> sqlite3.Row:
    event = get_event(event_id)
    if "sign_in" not in str(event["buttons"]).split():
        raise NotOffered(event=event)
    return event


def _presence_errors(event: sqlite3.Row, sent: Form) -> dict[str, str]:
    """Return what is wrong with the presence code.  A paired phone stands at the event itself; and who has arrived already, with an
    answer that was lost, is not asked for a code that has changed since."""
    if shared_device(event) or get_participant(store().read(), event["id"], derive_id(sent.id, "person")):
        return {}
    problem = presence_problem(event)
    return {FIELD: problem} if problem else {}


def _record(event: sqlite3.Row, sent: Form, values: dict[str, str]) -> Participant:
    shared, origin = shared_device(event), origin_of_request(event)
    arrival = Arrival(
        sent.id, values["name"], values["phone"], {"yes": True, "no": False}.get(request.form.get("resident", "")),
        booth=(shared.booth if shared else None) or origin.booth or booth_of_screen(event), device=shared.id if shared else "public",
        method="volunteer" if shared and shared.role != "kiosk" else "self", erase_code=sent.erase_code,
        notice_version=sent.notice_version or None,
    )  # fmt: skip

    def work(connection: sqlite3.Connection) -> Participant:
        if shared is None:  # what staff do on their own devices is no action of the public
            record_action(connection, derive_id(sent.id, "action"), "sign_in", origin)
        return sign_in(connection, event, arrival)

    return store().write(work)


def shared_device(event: sqlite3.Row) -> Device | None:
    """Return the kiosk or the volunteer's phone of this event that asks: many people sign in there, it is never one person's."""
    paired = device()
    return paired if paired is not None and paired.state == "active" and paired.event == event["id"] else None


def participant_of_this_phone(event: sqlite3.Row) -> Participant | None:
    """Return who signed in to this event with this phone, None where nobody did or many people use it."""
    if shared_device(event):
        return None
    id = unsign(f"participant {event['id']}", request.cookies.get(_cookie_name(event)), _REMEMBERED_SECONDS)
    return get_participant(store().read(), event["id"], id) if id else None


def _cookie_name(event: sqlite3.Row) -> str:
    return f"kiosk_me_{event['id'][-12:]}"


def _show_form(
    event: sqlite3.Row, values: dict[str, str] | None = None, errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    if not is_sign_in_open(event, now_ms()):
        return _show_closed(event, 200)
    notice = current_notice(event)
    use = public_code(event)
    return answer(
        "public/sign_in.html", status, event=event, organisation=organisation_row(event), notice=notice, values=values or {}, errors=errors or {},
        form=request.form.get("form") or new_form(event["id"], "sign_in", notice.version), code=use.code if use else "",
        scan=request.values.get("scan", ""), other=request.values.get("other", ""), shared=shared_device(event),
        screen=request.values.get("screen", "")[:26], asks_presence=asks_presence(event) and not shared_device(event),
    )  # fmt: skip


def _show_closed(event: sqlite3.Row, status: int) -> Response:
    use = public_code(event)
    return answer(
        "public/sign_in_closed.html", status, event=event, organisation=organisation_row(event), hours=sign_in_hours(event, language()),
        code=use.code if use else "", scan=request.values.get("scan", ""),
    )  # fmt: skip


def _show_number(event: sqlite3.Row, participant: Participant, *, erase_code: str = "", again: bool = False) -> Response:
    use = public_code(event)
    return answer(
        "public/signed_in.html", event=event, organisation=organisation_row(event), participant=participant, erase_code=erase_code, again=again,
        shared=shared_device(event), code=use.code if use else "", scan=request.values.get("scan", ""), screen=request.values.get("screen", "")[:26],
    )  # fmt: skip
