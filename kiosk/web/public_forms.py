"""Asking, offering to help, wishing, following: small forms, each sent once and ending with what happens next."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from flask import Response, request
from flask.typing import ResponseReturnValue

from kiosk.campaigns import next_event
from kiosk.errors import InvalidFields
from kiosk.features import has_feature
from kiosk.feedback import Opinion, fact_id, is_same_form, record_opinion
from kiosk.ids import now_ms
from kiosk.privacy.notices import MOST_NAME, MOST_NOTE, MOST_PHONE, clean_personal
from kiosk.records import variant_of
from kiosk.responses import Left, record_action
from kiosk.web import public_volunteer
from kiosk.web.access import public
from kiosk.web.context import config, language, store, t
from kiosk.web.public_base import (
    CARD_FORMS,
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
    take_post,
    typed,
)  # fmt: skip
from kiosk.web.public_landing import say_when
from kiosk.web.public_sign_in import participant_of_this_phone
from kiosk.web.public_wall import send_note, show_note_form
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
    """Show a small form; where volunteers register, or notes hang on a wall, their own."""
    if which == "volunteer" and has_feature(event := get_event(event_id), "volunteers"):
        return public_volunteer.show_form(event)
    event = _event_with(event_id, which)
    return show_note_form(event) if is_note(event, which) else _show_form(event, which)


@blueprint.post("/e/<event_id>/<any(ask, volunteer, wish, follow, feedback):which>")
@public
def send_form(event_id: str, which: str) -> ResponseReturnValue:
    """Record what somebody did, keep apart what they left, and say what happens next."""
    if which == "volunteer" and has_feature(event := get_event(event_id), "volunteers"):
        return public_volunteer.take_form(event)
    event = _event_with(event_id, which)
    take_post()
    if is_note(event, which):
        return send_note(event)
    sent, ask = sent_form(event_id, which), FORMS[which]
    errors: dict[str, str] = {}
    if which == "feedback":
        errors |= _opinion_errors()
    try:
        values = clean_personal(request.form, ask.longest, ask.required)
    except InvalidFields as refusal:
        errors |= field_sentences(refusal)
    if errors:
        return _show_form(event, which, typed("score", "before", "after", "quote", *ask.longest), errors, 422)
    left = Left(**values, erase_code=sent.erase_code, notice_version=sent.notice_version or None)
    if which == "feedback" and not _record_opinion(event, sent.id, left):
        return answer("public/spoken.html", event=event, organisation=organisation_row(event))
    if which != "feedback":
        origin = origin_of_request(event)
        store().write(lambda connection: record_action(connection, sent.id, which, origin, left))
    return _show_done(event, which, left, sent)


def _opinion_errors() -> dict[str, str]:
    """Return what is wrong with the choices of a feedback form: one of five, and where they are asked one of five each."""
    errors = {} if request.form.get("score") in SCORES else {"score": t("public.feedback.missing")}
    asked = ("before", "after")
    return errors | {name: t("public.feedback.missing") for name in asked if request.form.get(name, "") not in ("", *SCORES)}


def _record_opinion(event: sqlite3.Row, form: str, left: Left) -> bool:
    """Record an opinion once per form, and once per phone that signed in here; False where it was given before by that phone."""
    asked = request.form
    known = participant_of_this_phone(event)
    id = fact_id(form, event["id"], known.id if known else "", config().secret_key)
    opinion = Opinion(int(asked["score"]), int(asked.get("before") or 0), int(asked.get("after") or 0), asked.get("quote") == "1")
    origin = origin_of_request(event)
    recorded = store().write(
        lambda connection: record_opinion(connection, form, id, opinion, origin, left, attended=known is not None)
    )
    return recorded or is_same_form(store().read(), id, form)


def is_note(event: sqlite3.Row, which: str) -> bool:
    """Tell whether this form leaves a note on the event's wall; without a wall a wish is read by the organisers alone."""
    return which == "wish" and has_feature(event, "wall")


def _event_with(event_id: str, which: str) -> sqlite3.Row:
    """Return the event when this button is switched on there, or the visitor holds the card of this form; NotOffered."""
    event = get_event(event_id)
    if which in str(event["buttons"]).split() or has_feature(event, which) or is_note(event, which):
        return event
    use = public_code(event)
    if use is None or which != use.kind or which not in CARD_FORMS:
        raise NotOffered(event=event)
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
        about=variant_of(event, "awareness", language()) if which == "feedback" and event["awareness"] else "",
    )  # fmt: skip


def _show_done(event: sqlite3.Row, which: str, left: Left, sent: Form) -> Response:
    follows = next_event(store().read(), event, now_ms()) if which == "follow" else None
    use = public_code(event)
    return answer(
        "public/done.html", event=event, organisation=organisation_row(event), which=which, has_phone=bool(left.phone),
        erase_code="" if left.is_empty() else sent.erase_code, code=use.code if use else "", scan=request.values.get("scan", ""),
        follows=follows, follows_when=say_when(follows, language()) if follows else None,
    )  # fmt: skip
