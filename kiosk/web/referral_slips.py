"""Keying in closed paper slips: under the slip's own number, by a case worker alone, and once."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import records, referrals
from kiosk.campaigns import EVENT
from kiosk.codes import code_from_url
from kiosk.errors import Refusal
from kiosk.ids import new_id
from kiosk.printed_codes import CodeUse, look_up
from kiosk.prints.handouts import erase_code_of_slip, find_tip_slip, number_of_slip
from kiosk.web.access import CASE_WORKER, require_event, staff
from kiosk.web.context import page, store, t
from kiosk.web.staff_facts import checked_id
from kiosk.web.tip_form import TipForm, keep_tip, read_tip, tip_choices

blueprint = Blueprint("slips", __name__)


@blueprint.get("/office/referrals/event/<event>/slip")
@staff()
def slip(event: str) -> ResponseReturnValue:
    """Ask for the slip's number or code, then for what stands on it."""
    require_event(event, CASE_WORKER)
    typed = request.args.get("slip", "").strip()
    if not typed:
        return _ask(event)
    use = _find(event, typed)
    if use is None:
        return _ask(event, typed, t("referrals.slip.unknown"))
    known = referrals.find_slip(store().read(), use.code)
    if known:
        return _ask(event, typed, t("referrals.keyed_before"), known)
    return _form(event, use, TipForm())


@blueprint.post("/office/referrals/event/<event>/slip")
@staff()
def key_slip(event: str) -> ResponseReturnValue:
    """Keep what stands on the slip, sealed.  SlipKeyedBefore."""
    require_event(event, CASE_WORKER)
    id, use = checked_id(request.form.get("id", "")), _find(event, request.form.get("slip", ""))
    if use is None:
        return _ask(event, request.form.get("slip", "")[:40], t("referrals.slip.unknown"))
    sent = read_tip()
    if sent.errors:
        return _form(event, use, sent, id)
    number, erase_code = number_of_slip(store().read(), use), erase_code_of_slip(store().read(), use)
    keep_tip(sent.to_tip(id, event, "paper", erase_code=erase_code, slip=use.code, number=number))
    flash(t("referrals.slip.kept", number=number), "good")
    return redirect(url_for("referrals.queue", event=event))


def _find(event: str, typed: str) -> CodeUse | None:
    """Return the tip slip of this event that a code or a number such as T-012 names; None for anything else."""
    connection = store().read()
    try:
        use = find_tip_slip(connection, event, typed) or look_up(connection, code_from_url(typed[:200]))
    except Refusal:
        return None
    return use if use and use.kind == "tip" and use.event == event else None


def _ask(event: str, typed: str = "", problem: str = "", known: str = "") -> ResponseReturnValue:
    return page("referrals/slip.html", 422 if problem else 200, event=_row(event), typed=typed[:40], problem=problem, known=known)


def _form(event: str, use: CodeUse, sent: TipForm, id: str = "") -> ResponseReturnValue:
    number = number_of_slip(store().read(), use)
    return page(
        "referrals/slip_form.html", 422 if sent.errors else 200, event=_row(event), use=use, number=number, sent=sent, id=id or new_id(), **tip_choices()
    )


def _row(event: str) -> sqlite3.Row:
    return records.get(store().read(), EVENT, event)
