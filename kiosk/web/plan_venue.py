"""What an event needs where it takes place: the room and whom it holds, equipment, what is shown, topics and invited groups."""

from __future__ import annotations

import sqlite3

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import clock, records, summary_texts, venues
from kiosk.campaigns import status_at
from kiosk.ids import now_ms
from kiosk.plan import forms
from kiosk.plan.forms import FORMS
from kiosk.venues import EQUIPMENT
from kiosk.web import community
from kiosk.web.access import COORDINATOR, PRINTING, READING, current_account, staff
from kiosk.web.context import language, page, store, t
from kiosk.web.plan_access import blueprint, may, require_record, trail
from kiosk.web.plan_tabs import tabs_of
from kiosk.web.plan_words import say_choice

community.PAGES["media"] = ("plan.venue", "list")


@blueprint.get("/office/plan/event/<event>/venue")
@staff(*READING)
def venue(event: str) -> ResponseReturnValue:
    """One page for it all; each list can also be kept as a file."""
    form, record = FORMS["event"], require_record("event", event, READING)
    connection = store().read()
    found = {noun: forms.read_records(connection, FORMS[noun], event) for noun in ("equipment", "media")}
    return page(
        "plan/venue.html", row=record.row, found=found, crowding=crowding_of(record.row),
        terms=summary_texts.define_topics(connection, record.row["campaign"], language()), choice=say_choice, forms=FORMS,
        topics=records.split_words(records.variant_of(record.row, "topics", language())),
        writes=may(form, record.row, COORDINATOR) and not record.row["archived_at"], trail=trail(form, record.row, t("plan.choice.features.media")),
        tabs=tabs_of(form, event, "venue"), print_url=_print_url(record.row),
    )  # fmt: skip


def crowding_of(event: sqlite3.Row) -> dict[str, int]:
    """Return what of an event's plan exceeds its room; nothing once it is over or called off."""
    ahead = status_at(event, now_ms()) in ("planned", "open", "moved")
    return venues.crowding_in_plan(store().read(), event) if ahead else {}


def _print_url(event: sqlite3.Row) -> str:
    """Return where the equipment's checklist is printed, for who may print it."""
    may_print = current_account().may(PRINTING, event["organisation"], event["id"])
    return url_for("printing.new_run", event=event["id"], kind="equipment") if may_print else ""


@blueprint.post("/office/plan/equipment/<equipment_id>/returned")
@staff(*COORDINATOR)
def mark_returned(equipment_id: str) -> ResponseReturnValue:
    """Say that a thing is back in its place today, or that it is not after all."""
    row = require_record("equipment", equipment_id).row
    event = records.get(store().read(), FORMS["event"].noun, row["event"])
    today = clock.today(event["zone"]).isoformat()
    values = {"returned_on": "" if request.form.get("undo") else today}
    store().write(lambda connection: records.change(connection, EQUIPMENT, equipment_id, values))
    flash(t("plan.saved"), "good")
    return redirect(url_for("plan.venue", event=row["event"]))
