"""How an event stands, changed in two taps from a phone: one for the new status, one to confirm it with a reason."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import campaigns, records
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import now_ms
from kiosk.languages import text
from kiosk.plan.forms import FORMS
from kiosk.web.access import COORDINATOR, staff
from kiosk.web.context import page, store, t
from kiosk.web.plan_access import blueprint, require_record, title_of, trail
from kiosk.web.plan_kept import require_own
from kiosk.web.refusals import field_sentences

STEPS = {"postpone": "postponed", "move": "moved", "cancel": "cancelled", "end": "ended", "resume": "planned"}
"""What a coordinator does → the status that it sets; "planned" leaves the rest to the clock."""


@blueprint.route("/office/plan/event/<event_id>/status/<any(postpone, move, cancel, end, resume):step>", methods=["GET", "POST"])
@staff(*COORDINATOR)
def status(event_id: str, step: str) -> ResponseReturnValue:
    """Say that an event is postponed, moved, cancelled, over, or on again; public pages and phones read it live."""
    form = FORMS["event"]
    record = require_record("event", event_id)
    require_own("event", record, "status")
    values = {name: request.form.get(name, record.row[name]) for name in ("place", "day", "outcome")}
    values["reason"] = request.form.get("reason", "")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _set_status(event_id, step, values)
        except InvalidFields as refusal:
            errors = field_sentences(refusal)
        else:
            state = campaigns.status_at(records.get(store().read(), campaigns.EVENT, event_id), now_ms())
            flash(t("plan.status.said", status=t(f"common.status.{state}")), "good")
            return redirect(url_for("plan.event", event_id=event_id))
    heading = t(f"plan.status.{step}")
    return page(
        "plan/status.html", 422 if errors else 200, record=record, row=record.row, step=step, values=values, errors=errors,
        heading=heading, trail=trail(form, record.row, heading), title=title_of(form, record.row),
    )  # fmt: skip


def _set_status(event_id: str, step: str, values: dict[str, str]) -> None:
    if step not in STEPS:
        raise NotFound()
    before = records.get(store().read(), campaigns.EVENT, event_id)
    place = values["place"].strip() if step == "move" and values["place"].strip() != before["place"] else ""
    day = values["day"] if step in ("postpone", "resume") and values["day"] != before["day"] else ""
    if step == "move" and not place:
        raise InvalidFields({"place": ("plan.status.same_place", {})})
    outcome = {"outcome": values["outcome"]} if step == "end" else {}
    reason = values["reason"] if step != "postpone" or day else _without_new_day(values["reason"], before["language"])
    store().write(
        lambda connection: campaigns.set_status(
            connection, event_id, STEPS[step], reason, place=place, day=day, **outcome
        )
    )


def _without_new_day(reason: str, spoken: str) -> str:
    """Say in the event's language that the new day is not known yet: the page goes on showing the old one."""
    open_day = text(spoken, "plan.status.open_day")
    return reason if open_day in reason else f"{reason.strip()} {open_day}".strip()
