"""Asking, offering to help, wishing, following: small forms, each sent once and ending with what happens next."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from flask import Response, request
from flask.typing import ResponseReturnValue

from kiosk.campaigns import next_event
from kiosk.errors import InvalidFields, NotFound
from kiosk.features import has_feature
from kiosk.ids import now_ms
from kiosk.notices import MOST_NAME, MOST_NOTE, MOST_PHONE, clean_personal
from kiosk.responses import Left, record_action, record_feedback
from kiosk.web.access import public
from kiosk.web.context import language, store, t
from kiosk.web.public_base import (
    CARD_FORMS,
    Form,
    answer,
    blueprint,
    current_notice,
    get_event,
    new_form,
    organisation_row,
    origin_of_request,
    public_code,
    sent_form,
    take_post,
    typed,
)  # fmt: skip
from kiosk.web.public_landing import say_when
from kiosk.web.refusals import field_sentences


@dataclass(frozen=True, slots=True)
class Ask:
    """What one form asks for: the longest text per field, and which fields must be filled in."""

    longest: dict[str, int] = field(default_factory=dict)
    required: tuple[str, ...] = ()


FORMS = {
    "ask": Ask({"note": MOST_NOTE, "phone": MOST_PHONE}, ("note",)),
    "volunteer": Ask({"name": MOST_NAME, "phone": MOST_PHONE}, ("name", "phone")),
    "wish": Ask({"note": MOST_NOTE}, ("note",)),
    "follow": Ask(),
    "feedback": Ask({"note": MOST_NOTE}),
}
SCORES = ("5", "4", "3", "2", "1")


@blueprint.get("/e/<event_id>/<any(ask, volunteer, wish, follow, feedback):which>")
@public
def form(event_id: str, which: str) -> ResponseReturnValue:
    """Show a small form."""
    return _show_form(_event_with(event_id, which), which)


@blueprint.post("/e/<event_id>/<any(ask, volunteer, wish, follow, feedback):which>")
@public
def send_form(event_id: str, which: str) -> ResponseReturnValue:
    """Record what somebody did, keep apart what they left, and say what happens next."""
    event = _event_with(event_id, which)
    take_post()
    sent, ask = sent_form(event_id, which), FORMS[which]
    errors: dict[str, str] = {}
    if which == "feedback" and request.form.get("score") not in SCORES:
        errors["score"] = t("public.feedback.missing")
    try:
        values = clean_personal(request.form, ask.longest, ask.required)
    except InvalidFields as refusal:
        errors |= field_sentences(refusal)
    if errors:
        return _show_form(event, which, typed("score", *ask.longest), errors, 422)
    left = Left(**values, erase_code=sent.erase_code, notice_version=sent.notice_version or None)
    _record(event, which, sent.id, left)
    return _show_done(event, which, left, sent)


def _record(event: sqlite3.Row, which: str, id: str, left: Left) -> None:
    origin = origin_of_request(event)
    if which == "feedback":
        score = int(request.form["score"])
        store().write(lambda connection: record_feedback(connection, id, score, origin, left))
    else:
        store().write(lambda connection: record_action(connection, id, which, origin, left))


def _event_with(event_id: str, which: str) -> sqlite3.Row:
    """Return the event when this button is switched on there, or the visitor holds the card of this form; NotFound."""
    event = get_event(event_id)
    if which in str(event["buttons"]).split() or has_feature(event, which):
        return event
    use = public_code(event)
    if use is None or which != use.kind or which not in CARD_FORMS:
        raise NotFound()
    return event


def _show_form(
    event: sqlite3.Row, which: str, values: dict[str, str] | None = None, errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    notice = current_notice(event) if FORMS[which].longest else None
    token = request.form.get("form") or new_form(event["id"], which, notice.version if notice else 0)
    use = public_code(event)
    return answer(
        "public/form.html", status, event=event, organisation=organisation_row(event), which=which, form=token, notice=notice,
        values=values or {}, errors=errors or {}, code=use.code if use else "", scan=request.values.get("scan", ""),
        longest=FORMS[which].longest, required=FORMS[which].required, scores=SCORES if which == "feedback" else (),
    )  # fmt: skip


def _show_done(event: sqlite3.Row, which: str, left: Left, sent: Form) -> Response:
    follows = next_event(store().read(), event, now_ms()) if which == "follow" else None
    use = public_code(event)
    return answer(
        "public/done.html", event=event, organisation=organisation_row(event), which=which, has_phone=bool(left.phone),
        erase_code="" if left.is_empty() else sent.erase_code, code=use.code if use else "", scan=request.values.get("scan", ""),
        follows=follows, follows_when=say_when(follows, language()) if follows else None,
    )  # fmt: skip
