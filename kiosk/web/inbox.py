"""The inbox of an event: what does not fit together, each with one tap to keep, take back or merge, and one to reopen."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.figures.live_event import LiveEvent
from kiosk.ids import new_id, now_ms
from kiosk.inbox.decisions import DecidedMeanwhile, decide, reopen, verdict_of
from kiosk.web.access import COORDINATOR, require_event, staff
from kiosk.web.context import page, store, t
from kiosk.web.inbox_view import say_cases, say_decisions
from kiosk.web.live import live
from kiosk.web.staff_facts import checked_id, staff_sender
from kiosk.web.tallies_view import say_no_limit

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/office/inbox/<event>")
@live
@staff(*COORDINATOR)
def one(event: str) -> ResponseReturnValue:
    """What waits for a decision, and what was decided."""
    require_event(event)
    seen = LiveEvent(store().read(), event, now_ms())
    return page("inbox/event.html", event=seen, cases=say_cases(seen), decisions=say_decisions(seen), no_limit=say_no_limit(seen), new_id=new_id)


@blueprint.post("/office/inbox/<event>/decide")
@staff(*COORDINATOR)
def settle(event: str) -> ResponseReturnValue:
    """Decide one case with one tap."""
    sender, form = staff_sender(event), request.form
    id = checked_id(form.get("id", ""))

    def work() -> str:
        if not verdict_of(store().read(), event, id):
            inbox = LiveEvent(store().read(), event, now_ms()).inbox
            case, choice = inbox.find(form.get("case", ""), form.get("says", ""), form.get("fact", ""))
            store().write(lambda connection: decide(connection, sender, event, case, choice, id=id))
        return t(f"inbox.done.{verdict_of(store().read(), event, id)}")

    return _tell(event, work)


@blueprint.post("/office/inbox/<event>/reopen")
@staff(*COORDINATOR)
def ask_again(event: str) -> ResponseReturnValue:
    """Put back what a decision did, and ask again."""
    sender, form = staff_sender(event), request.form
    id = checked_id(form.get("id", ""))

    def work() -> str:
        store().write(lambda connection: reopen(connection, sender, event, form.get("decision", ""), id=id))
        return t("inbox.done.reopen")

    return _tell(event, work)


def _tell(event: str, work: Callable[[], str]) -> ResponseReturnValue:
    """Do the work and show the inbox, with what was done, or that somebody else was faster."""
    try:
        flash(work(), "good")
    except DecidedMeanwhile as refusal:
        flash(t(refusal.key), "warn")
    back = "volunteers.home" if request.form.get("back") == "volunteers" else "inbox.one"
    return redirect(url_for(back, event=event))
