"""The reconciliation desk: does an event's day add up, what is missing where, explaining it, closing the day; and a campaign's closings."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from kiosk.books import closings
from kiosk.books.reconciliation import ChangedMeanwhile, StillOpen, close_day, look
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import new_id, now_ms
from kiosk.prints.closing_records import closing_pdf
from kiosk.web.access import COORDINATOR, READING, current_account, require_event, staff
from kiosk.web.context import config, language, organisation_of, page, store, t
from kiosk.web.desk_campaign import campaign_view
from kiosk.web.desk_parts import parts_view
from kiosk.web.desk_view import desk_view
from kiosk.web.live import live
from kiosk.web.staff_facts import checked_id
from kiosk.web.tallies_names import names

blueprint = Blueprint("desk", __name__)
blueprint.context_processor(names)


@blueprint.get("/office/tallies/event/<event>/desk")
@live
@staff(*READING)
def one(event: str) -> ResponseReturnValue:
    """One event: the sum, the checks, and the way down to bundles and people."""
    require_event(event, READING)
    return _show(event)


@blueprint.post("/office/tallies/event/<event>/desk/explain")
@staff(*COORDINATOR)
def explain(event: str) -> ResponseReturnValue:
    """Keep why something does not add up."""
    who, form = require_event(event), request.form
    id, key, said = checked_id(form.get("id", "")), form.get("check", ""), form.get("text", "")
    try:
        line = closings.clean_explanation(said)
    except InvalidFields as refusal:
        problem, values = refusal.fields["text"]
        return _show(event, 422, {key: (said, t(problem, **values))})

    def work() -> None:
        check = look(store().read(), event).find(key, form.get("basis", ""))
        store().write(lambda c: closings.explain(c, event, key, check.value, check.basis, line, by=f"account:{who.id}", id=id))

    return _tell(event, work, "explain", f"check-{key}")


@blueprint.post("/office/tallies/event/<event>/desk/close")
@staff(*COORDINATOR)
def close(event: str) -> ResponseReturnValue:
    """Close the day with the figures that were shown."""
    who, form = require_event(event), request.form
    id = checked_id(form.get("id", ""))
    return _tell(event, lambda: close_day(store(), event, shown=form.get("mark", ""), by=f"account:{who.id}", id=id), "close")


@blueprint.post("/office/tallies/event/<event>/desk/reopen")
@staff(*COORDINATOR)
def reopen(event: str) -> ResponseReturnValue:
    """Open the day again."""
    who, id = require_event(event), checked_id(request.form.get("id", ""))
    return _tell(event, lambda: store().write(lambda c: closings.open_books(c, event, by=f"account:{who.id}", id=id)), "reopen")


@blueprint.get("/office/tallies/event/<event>/desk/<closing>.pdf")
@staff(*READING)
def record(event: str, closing: str) -> ResponseReturnValue:
    """The closing record on one page, with the figures as frozen."""
    require_event(event, READING)
    found = closings.get_closing(store().read(), event, closing)
    made, name = closing_pdf(store().read(), found, language(), demonstration=config().demonstration)
    return send_file(io.BytesIO(made), "application/pdf", download_name=name)


@blueprint.get("/office/tallies/campaign/<campaign>/desk")
@live
@staff(*READING)
def campaign(campaign: str) -> ResponseReturnValue:
    """A campaign: which events are closed, and what is open at the others."""
    rows = store().read().execute("SELECT * FROM event WHERE campaign = ? ORDER BY day, starts, code", (campaign,)).fetchall()
    readable = [row for row in rows if current_account().may(READING, row["organisation"], row["id"])]
    if not readable:
        raise NotFound()
    return page("desk/campaign.html", view=campaign_view(store().read(), campaign, readable, now_ms()))


def _show(event: str, status: int = 200, wrong: dict[str, tuple[str, str]] | None = None) -> ResponseReturnValue:
    """Show the desk; ``wrong`` is check → (what was typed, what is wrong with it)."""
    desk, may_decide = look(store().read(), event), current_account().may(COORDINATOR, organisation_of(event), event)
    return page(
        "desk/event.html", status, desk=desk, view=desk_view(desk, may_decide=may_decide), parts=parts_view(desk, request.args, names=may_decide),
        may_decide=may_decide, wrong=wrong or {}, new_id=new_id,
    )  # fmt: skip


def _tell(event: str, work: Callable[[], object], done: str, anchor: str = "day") -> ResponseReturnValue:
    """Do the work and show the desk, with what was done, or that somebody else was faster."""
    try:
        work()
        flash(t(f"desk.done.{done}"), "good")
    except (ChangedMeanwhile, StillOpen, closings.ClosedMeanwhile) as refusal:
        flash(t(refusal.key, **refusal.values), "warn")
    return redirect(url_for("desk.one", event=event, _anchor=anchor))
