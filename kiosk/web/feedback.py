"""What people thought of an event: the office's page, where cards of paper are keyed too."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.campaigns import EVENT, event_window
from kiosk.errors import InvalidFields
from kiosk.feedback import SCORES, mean_of, read_cards, read_feedback, record_cards, take_back_cards
from kiosk.figures.tallies import figures_of
from kiosk.figures.week import load_week
from kiosk.ids import new_id, now_ms
from kiosk.plan.forms import FORMS
from kiosk.web.access import COORDINATOR, require_event, staff
from kiosk.web.context import page, store, t
from kiosk.web.plan_access import trail, words
from kiosk.web.refusals import field_sentences
from kiosk.web.staff_facts import checked_id, staff_sender

blueprint = Blueprint("feedback", __name__)
blueprint.context_processor(words)


@blueprint.get("/office/feedback/<event>")
@staff(*COORDINATOR)
def one(event: str) -> ResponseReturnValue:
    """Scores, what people knew before and after, their sentences, and the cards that were keyed."""
    require_event(event)
    return _page(records.get(store().read(), EVENT, event))


@blueprint.post("/office/feedback/<event>/cards")
@staff(*COORDINATOR)
def key_cards(event: str) -> ResponseReturnValue:
    """Key in how many cards of each score came back."""
    sender = staff_sender(event)
    row = records.get(store().read(), EVENT, event)
    form = checked_id(request.form.get("id", ""))
    try:
        cards = read_cards(request.form)
    except InvalidFields as refusal:
        return _page(row, 422, errors=field_sentences(refusal), form=form)
    at = min(now_ms(), event_window(row).ends)
    store().write(lambda connection: record_cards(connection, event, form, cards, sender.device, at))
    flash(t("feedback.keyed", count=sum(cards.values())), "good")
    return redirect(url_for("feedback.one", event=event))


@blueprint.post("/office/feedback/<event>/take-back")
@staff(*COORDINATOR)
def take_back(event: str) -> ResponseReturnValue:
    """Take a batch of keyed cards back."""
    sender = staff_sender(event)
    batch = checked_id(request.form.get("batch", ""))
    store().write(lambda connection: take_back_cards(connection, event, batch, sender.device))
    flash(t("feedback.taken_back"), "good")
    return redirect(url_for("feedback.one", event=event))


def _page(event: sqlite3.Row, status: int = 200, *, errors: dict[str, str] | None = None, form: str = "") -> ResponseReturnValue:
    connection = store().read()
    found = read_feedback(connection, event["id"])
    return page(
        "feedback/event.html", status, event=event, found=found, scores=SCORES, errors=errors or {}, typed=request.form, form=form or new_id(),
        came=figures_of(load_week(connection, [event["id"]]), event=event["id"]).visits, before=mean_of(found.before), after=mean_of(found.after),
        trail=trail(FORMS["event"], event, t("plan.choice.features.feedback")),
    )  # fmt: skip
