"""The volunteers of an event: who registered, what waits for a decision, who was planned, came or did not, and for how long."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.campaigns import BOOTH, EVENT
from kiosk.figures.live_event import LiveEvent
from kiosk.ids import new_id, now_ms
from kiosk.organisations import ORGANISATION
from kiosk.people import DUTIES
from kiosk.privacy.notices import find_notice, keep_notice, notice_bodies
from kiosk.privacy.personal_data import mask_phone
from kiosk.service_hours import on_shift
from kiosk.volunteers import Registration, TooYoung, register, registered_at
from kiosk.web.access import COORDINATOR, require_event, staff
from kiosk.web.context import config, language, page, store, t
from kiosk.web.inbox_view import say_cases
from kiosk.web.late import say_moment
from kiosk.web.leaves import asked_leaf
from kiosk.web.registration_form import form_values, sent_answers
from kiosk.web.staff_facts import checked_id
from kiosk.web.tallies_tables import clock

blueprint = Blueprint("volunteers", __name__)
PER_PAGE = 50
"""A line holds a form to plan a shift with: five hundred of them took a phone seconds to open."""
_MOST_CASES = 10


@blueprint.get("/office/volunteers/<event>")
@staff(*COORDINATOR)
def home(event: str) -> ResponseReturnValue:
    """Everything about an event's volunteers in one look; telephone numbers are masked."""
    require_event(event)
    seen = LiveEvent(store().read(), event, now_ms())
    cases = [said for said in say_cases(seen) if said.case.kind == "same_volunteer"]
    people = on_shift(store().read(), seen.row, seen.duty, seen.now)
    return page(
        "volunteers/event.html", event=seen.row, figures=seen.whole, registered=asked_leaf(registered_at(store().read(), event), PER_PAGE), cases=cases[:_MOST_CASES], cases_in_all=len(cases), people=people, new_id=new_id,
        planned={each.person for each in people if each.planned}, hours=seen.duty.hours(), booths=booth_choices(event), duties=duty_choices(),
        at=lambda moment: say_moment(seen.row, moment), clock=lambda moment: clock(moment, seen.row["zone"]), over=seen.now > seen.window.starts, mask=mask_phone,
    )  # fmt: skip


@blueprint.route("/office/volunteers/<event>/new", methods=["GET", "POST"])
@staff(*COORDINATOR)
def add(event: str) -> ResponseReturnValue:
    """Register somebody at the desk, from a sheet that was filled in by hand or by asking."""
    require_event(event)
    row = records.get(store().read(), EVENT, event)
    if request.method != "POST":
        return _form(row, {})
    id = checked_id(request.form.get("id", ""))
    try:
        answers, errors = sent_answers(agrees=True)
    except TooYoung as refusal:
        return _form(row, {"age": t(refusal.key)})
    if answers is None:
        return _form(row, errors)
    version = keep_volunteer_notice(row)
    wanted = Registration(id, answers, "paper", f"account:{require_event(event).id}", notice_version=version)
    volunteer = store().write(lambda connection: register(connection, row, wanted))
    flash(t("volunteers.registered", number=volunteer.number), "good")
    return redirect(url_for("volunteers_person.one", event=event, person=volunteer.person))


def _form(event: sqlite3.Row, errors: dict[str, str]) -> ResponseReturnValue:
    return page(
        "volunteers/new.html", 422 if errors else 200, event=event, id=request.form.get("id") or new_id(), notice=say_notice(event),
        **form_values(errors),
    )  # fmt: skip


def keep_volunteer_notice(event: sqlite3.Row) -> int:
    """Return the version of the notice that volunteers agree to, kept first where its words are new."""
    organisation, days = _organisation(event), config().retention_days
    known = find_notice(store().read(), organisation, days, language(), "volunteer")
    return known.version if known else store().write(lambda connection: keep_notice(connection, organisation, days, "volunteer"))


def say_notice(event: sqlite3.Row) -> str:
    """Return what volunteers are told before they agree, in the reader's language."""
    return notice_bodies(_organisation(event), config().retention_days, "volunteer")[language()]


def booth_choices(event: str) -> list[tuple[str, str]]:
    """Return the event's booths to choose from, none first."""
    rows = records.all_of(store().read(), BOOTH, event)
    return [("", t("volunteers.no_booth")), *((row["id"], f"{row['code']} {records.variant_of(row, 'name', language())}") for row in rows)]


def duty_choices() -> list[tuple[str, str]]:
    """Return what there is to do on a shift."""
    return [(duty, t(f"plan.choice.duty.{duty}")) for duty in DUTIES]


def _organisation(event: sqlite3.Row) -> sqlite3.Row:
    return records.get(store().read(), ORGANISATION, event["organisation"])
