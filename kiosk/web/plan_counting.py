"""How hand-outs are counted at each booth for each material."""

from __future__ import annotations

import sqlite3

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import campaigns, records
from kiosk.plan.forms import FORMS
from kiosk.web.access import COORDINATOR, READING, staff
from kiosk.web.context import page, store, t
from kiosk.web.plan_access import blueprint, may, require_record, trail
from kiosk.web.plan_tabs import tabs_of


@blueprint.get("/office/plan/event/<event_id>/counting")
@staff(*READING)
def counting(event_id: str) -> ResponseReturnValue:
    """The counting mode of every booth × material."""
    form = FORMS["event"]
    record = require_record("event", event_id, READING)
    booths, materials, modes = _read(event_id, record.row["campaign"])
    return page(
        "plan/counting.html", row=record.row, booths=booths, materials=materials, modes=modes, all_modes=campaigns.MODES,
        writes=may(form, record.row, COORDINATOR), trail=trail(form, record.row, t("plan.list.counting")),
        tabs=tabs_of(form, event_id, "counting"),
    )  # fmt: skip


@blueprint.post("/office/plan/event/<event_id>/counting")
@staff(*COORDINATOR)
def set_counting(event_id: str) -> ResponseReturnValue:
    """Save the counting modes; only this event's booths and this campaign's materials have a name in the form."""
    record = require_record("event", event_id)
    booths, materials, modes = _read(event_id, record.row["campaign"])
    chosen = {
        (booth["id"], material["id"]): request.form.get(f"{booth['code']}/{material['code']}", "")
        for booth in booths
        for material in materials
    }
    changed = {key: mode for key, mode in chosen.items() if mode in campaigns.MODES and mode != modes.get(key, "tapped")}

    def work(connection: sqlite3.Connection) -> None:
        for (booth, material), mode in changed.items():
            campaigns.set_counting_mode(connection, event_id, booth, material, mode)

    store().write(work)
    flash(t("plan.counting.saved"), "good")
    return redirect(url_for("plan.counting", event_id=event_id))


def _read(event_id: str, campaign_id: str) -> tuple[list[sqlite3.Row], list[sqlite3.Row], dict[tuple[str, str], str]]:
    connection = store().read()
    booths = records.all_of(connection, campaigns.BOOTH, event_id)
    materials = records.all_of(connection, campaigns.MATERIAL, campaign_id)
    return booths, materials, campaigns.counting_modes(connection, event_id)
