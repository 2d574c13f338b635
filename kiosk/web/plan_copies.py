"""Copies of an event or a whole campaign, with dates shifted."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import campaigns, records
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import is_id, new_id
from kiosk.plan import copies
from kiosk.plan.forms import FORMS
from kiosk.proposed_codes import free_code
from kiosk.web.access import COORDINATOR, staff
from kiosk.web.context import page, store, t
from kiosk.web.plan_access import blueprint, require_record, trail
from kiosk.web.refusals import field_sentences

_A_WEEK = timedelta(days=7)
_A_YEAR = timedelta(weeks=52)
"""What a copy proposes: the same day of the week, next week or next year."""


@blueprint.route("/office/plan/event/<event_id>/copy", methods=["GET", "POST"])
@staff(*COORDINATOR)
def copy_event(event_id: str) -> ResponseReturnValue:
    """Copy an event to another day."""
    row = require_record("event", event_id).row
    code = free_code(store().read(), campaigns.EVENT, row["campaign"], row["code"])
    values = {
        "code": request.form.get("code", code),
        "day": request.form.get("day", (date.fromisoformat(row["day"]) + _A_WEEK).isoformat()),
    }
    if request.method != "POST":
        return _copy_page("event", event_id, values, {})
    require_record("campaign", row["campaign"])
    if _is_made(campaigns.EVENT):
        return redirect(url_for("plan.event", event_id=request.form["id"]))
    try:
        copied = store().write(lambda connection: copies.copy_event(connection, event_id, **values, id=request.form["id"]))
    except InvalidFields as refusal:
        return _copy_page("event", event_id, values, field_sentences(refusal))
    flash(t("plan.copy.done"), "good")
    return redirect(url_for("plan.event", event_id=copied))


@blueprint.route("/office/plan/campaign/<campaign_id>/copy", methods=["GET", "POST"])
@staff(*COORDINATOR)
def copy_campaign(campaign_id: str) -> ResponseReturnValue:
    """Copy a campaign with all that is planned in it, every date moved by the same number of days."""
    row = require_record("campaign", campaign_id).row
    starts = (date.fromisoformat(row["starts_on"]) + _A_YEAR).isoformat()
    code = free_code(store().read(), campaigns.CAMPAIGN, "", row["code"].replace(row["starts_on"][:4], starts[:4]))
    proposed = {"code": code, "title": row["title"], "starts_on": starts}
    values = {name: request.form.get(name, value) for name, value in proposed.items()}
    if request.method != "POST":
        return _copy_page("campaign", campaign_id, values, {})
    if _is_made(campaigns.CAMPAIGN):
        return redirect(url_for("plan.campaign", campaign_id=request.form["id"]))
    try:
        copied = store().write(lambda connection: copies.copy_campaign(connection, campaign_id, **values, id=request.form["id"]))
    except InvalidFields as refusal:
        return _copy_page("campaign", campaign_id, values, field_sentences(refusal))
    flash(t("plan.copy.done"), "good")
    return redirect(url_for("plan.campaign", campaign_id=copied))


def _is_made(noun: records.Noun) -> bool:
    """Tell whether the form was sent before and its copy is there; NotFound when it carries no id."""
    id = request.form.get("id", "")
    if not is_id(id):
        raise NotFound()
    return store().read().execute(f"SELECT 1 FROM {noun.table} WHERE id = ?", (id,)).fetchone() is not None


def _copy_page(noun: str, id: str, values: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    form = FORMS[noun]
    record = require_record(noun, id)
    heading = t(f"plan.copy.{noun}")
    return page(
        "plan/copy.html", 422 if errors else 200, form=form, row=record.row, values=values, errors=errors, heading=heading,
        trail=trail(form, record.row, heading), id=request.form.get("id") or new_id(),
    )  # fmt: skip
