"""Telling a social worker that somebody is in difficulty: no name, no diagnosis; a number to ask with, and what happens next."""

from __future__ import annotations

import sqlite3

from flask import Response, request
from flask.typing import ResponseReturnValue

from kiosk.features import has_feature
from kiosk.web.access import public
from kiosk.web.public_base import (
    NotOffered,
    answer,
    blueprint,
    get_event,
    new_form,
    organisation_row,
    public_code,
    sent_form,
    take_post,
)
from kiosk.web.tip_form import TipForm, keep_tip, looked_at_within, read_tip, tip_choices, tip_notice


@blueprint.get("/e/<event_id>/tip")
@public
def tip_form(event_id: str) -> ResponseReturnValue:
    """Show the form."""
    return _show(_event(event_id), TipForm())


@blueprint.post("/e/<event_id>/tip")
@public
def send_tip(event_id: str) -> ResponseReturnValue:
    """Keep the tip, sealed, and say what happens next.  No act is counted with the flyers: it would show that there was one."""
    event = _event(event_id)
    take_post()
    sent, form = sent_form(event_id, "tip"), read_tip()
    if form.errors:
        return _show(event, form, 422)
    number = keep_tip(form.to_tip(sent.id, event_id, "self", sent.notice_version or None, sent.erase_code))
    use = public_code(event)
    return answer(
        "public/tip_done.html", event=event, organisation=organisation_row(event), number=number, days=looked_at_within(),
        may_contact=form.may_contact == "yes", erase_code=sent.erase_code, code=use.code if use else "", scan=request.values.get("scan", ""),
    )  # fmt: skip


def _event(event_id: str) -> sqlite3.Row:
    event = get_event(event_id)
    if not has_feature(event, "referrals"):
        raise NotOffered(event=event)
    return event


def _show(event: sqlite3.Row, form: TipForm, status: int = 200) -> Response:
    notice, use = tip_notice(event), public_code(event)
    token = request.form.get("form") or new_form(event["id"], "tip", notice.version)
    return answer(
        "public/tip.html", status, event=event, organisation=organisation_row(event), token=token, notice=notice, sent=form,
        code=use.code if use else "", scan=request.values.get("scan", ""), **tip_choices(),
    )  # fmt: skip
