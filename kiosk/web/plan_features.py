"""What an event has beside plan, paper, phones and counts: one page of switches."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.features import FEATURES, PRESETS, features_of
from kiosk.plan.forms import FORMS
from kiosk.web.access import COORDINATOR, staff
from kiosk.web.context import page, store, t
from kiosk.web.plan_access import blueprint, require_record, trail
from kiosk.web.plan_kept import require_own


@blueprint.get("/office/plan/event/<event_id>/features")
@staff(*COORDINATOR)
def features(event_id: str) -> ResponseReturnValue:
    """Every switch with what it brings; what is usual for an event of this kind is marked."""
    record = require_record("event", event_id)
    require_own("event", record, "features")
    return page(
        "plan/features.html", row=record.row, every=FEATURES, chosen=features_of(record.row), usual=PRESETS.get(record.row["kind"], ()),
        trail=trail(FORMS["event"], record.row, t("plan.label.event.features")),
    )  # fmt: skip


@blueprint.post("/office/plan/event/<event_id>/features")
@staff(*COORDINATOR)
def set_features(event_id: str) -> ResponseReturnValue:
    """Switch on what is ticked and off what is not; what was recorded before stays on record."""
    require_record("event", event_id)
    values = {"features": " ".join(request.form.getlist("features"))}
    store().write(lambda connection: records.change(connection, EVENT, event_id, values))
    flash(t("plan.saved"), "good")
    return redirect(url_for("plan.event", event_id=event_id))
