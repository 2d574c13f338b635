"""The keying page of the volunteer's registration sheet: one person a page, once."""

from __future__ import annotations

import sqlite3

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import sheets
from kiosk.campaigns import EVENT
from kiosk.ids import new_id
from kiosk.records import get
from kiosk.sheets import PageChanged, Sheet
from kiosk.volunteers import Answers, Registration, TooYoung, Volunteer, get_volunteer, register
from kiosk.web.access import current_account
from kiosk.web.context import page, store, t
from kiosk.web.keying_desk import say_moment
from kiosk.web.registration_form import form_values, sent_answers
from kiosk.web.staff_facts import checked_id
from kiosk.web.volunteers import keep_volunteer_notice, say_notice


def show(sheet: Sheet, number: int, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    """The page shaped like the form, or who was keyed from it already."""
    connection = store().read()
    event, facts = get(connection, EVENT, sheet.event), sheets.facts_of_page(connection, sheet, number)
    return page(
        "keying/registration.html", 422 if errors else 200, event=event, sheet=sheet, number=number, mark=sheets.mark_of(facts),
        keyed=get_volunteer(connection, facts[0]["person"]) if facts else None, id=request.form.get("id") or new_id(), notice=say_notice(event),
        at=lambda moment: say_moment(event, moment), **form_values(errors),
    )  # fmt: skip


def save(sheet: Sheet, number: int) -> ResponseReturnValue:
    """Register the person on the sheet; a page that somebody else keyed meanwhile is shown as it is."""
    id = checked_id(request.form.get("id", ""))
    try:
        answers, errors = sent_answers(agrees=True)
    except TooYoung as refusal:
        return show(sheet, number, {"age": t(refusal.key)})
    if answers is None:
        return show(sheet, number, errors)
    try:
        volunteer = _register(sheet, number, id, answers)
    except PageChanged as refusal:
        flash(t(refusal.key), "warn")
        return redirect(url_for("keying.one", event=sheet.event, run=sheet.run, number=number))
    flash(t("volunteers.registered", number=volunteer.number), "good")
    return redirect(url_for("keying.home"))


def _register(sheet: Sheet, number: int, id: str, answers: Answers) -> Volunteer:
    event = get(store().read(), EVENT, sheet.event)
    version = sheet.layout.get("notice") or keep_volunteer_notice(event)
    wanted = Registration(
        id, answers, "paper", f"account:{current_account().id}", run=sheet.run, page=number, notice_version=version
    )

    def work(connection: sqlite3.Connection) -> Volunteer:
        if any(fact["id"] != id for fact in sheets.facts_of_page(connection, sheet, number)):
            raise PageChanged()
        return register(connection, event, wanted)

    return store().write(work)
