"""An event's service projects: what is needed, who signed up, and signing somebody up at the desk by number."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import projects, records
from kiosk.campaigns import EVENT
from kiosk.errors import NotFound
from kiosk.people import PERSON
from kiosk.projects import PROJECT
from kiosk.web import community
from kiosk.web.access import COORDINATOR, require_event, staff
from kiosk.web.context import page, store, t
from kiosk.web.public_proof import say_day

blueprint = Blueprint("projects", __name__)
community.PAGES["projects"] = ("projects.one", "list")


@blueprint.get("/office/projects/<event>")
@staff(*COORDINATOR)
def one(event: str) -> ResponseReturnValue:
    """Every project of an event with who signed up."""
    require_event(event)
    connection = store().read()
    return page(
        "volunteers/projects.html", event=records.get(connection, EVENT, event), projects=records.all_of(connection, PROJECT, event),
        signed_up=projects.signed_up(connection, event), say_day=say_day,
    )  # fmt: skip


@blueprint.post("/office/projects/<event>/<project>/sign-up")
@staff(*COORDINATOR)
def sign_up(event: str, project: str) -> ResponseReturnValue:
    """Sign somebody up at the desk: their volunteer's number was typed."""
    who = require_event(event)
    row, number = _project(event, project), request.form.get("number", "").strip()[:24]
    organisation = records.get(store().read(), EVENT, event)["organisation"]
    person = records.find_by_code(store().read(), PERSON, organisation, number)
    if person is None or person["archived_at"] is not None:
        flash(t("volunteers.no_such_number", number=number), "bad")
        return redirect(url_for("projects.one", event=event))
    store().write(lambda connection: projects.sign_up(connection, row, person["id"], by=f"account:{who.id}", method="count"))
    flash(t("volunteers.signed_up", number=person["code"]), "good")
    return redirect(url_for("projects.one", event=event))


@blueprint.post("/office/projects/<event>/<project>/<person>/withdraw")
@staff(*COORDINATOR)
def withdraw(event: str, project: str, person: str) -> ResponseReturnValue:
    """Take a sign-up back."""
    who, row = require_event(event), _project(event, project)
    if not any(each.person == person for each in projects.signed_up(store().read(), event).get(project, [])):
        raise NotFound()
    store().write(lambda connection: projects.withdraw(connection, row, person, by=f"account:{who.id}"))
    flash(t("volunteers.withdrawn"), "good")
    return redirect(url_for("projects.one", event=event))


def _project(event: str, project: str) -> sqlite3.Row:
    row = records.get(store().read(), PROJECT, project)
    if row["event"] != event:
        raise NotFound()
    return row
