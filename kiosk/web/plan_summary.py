"""What the summary will quote, on one page of a campaign: objectives with what came of them, statements, next steps, terms."""

from __future__ import annotations

import json
import sqlite3

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import clock, records, summary_texts
from kiosk.campaigns import EVENT
from kiosk.errors import NotFound
from kiosk.figures import objectives
from kiosk.ids import new_id, now_ms
from kiosk.joining.keepers import kept_among
from kiosk.plan import forms, scope
from kiosk.plan.forms import FORMS, Record
from kiosk.proposed_codes import next_code
from kiosk.summary_texts import NEXT_STEP, STATEMENT_KINDS
from kiosk.web.access import COORDINATOR, READING, current_account, staff
from kiosk.web.context import config, language, page, store, t
from kiosk.web.plan_access import blueprint, may, require_record, trail
from kiosk.web.plan_kept import is_locked, kept
from kiosk.web.plan_records import adds_texts, in_own_name, refuse_foreign_id, require_parent
from kiosk.web.plan_tabs import tabs_of

Listed = list[tuple[Record, bool]]
"""Records with whether the account may change them."""


@blueprint.get("/office/plan/campaign/<campaign_id>/summary")
@staff(*READING)
def for_summary(campaign_id: str) -> ResponseReturnValue:
    """Everything that the summary quotes, each organisation's own; ``?event=`` shows one event's alone."""
    campaign = require_record("campaign", campaign_id, READING).row
    found = {noun: _records(noun, campaign_id) for noun in ("objective", "statement", "next_step")}
    rows = [record.row for record, _writes in found["objective"]]
    return page(
        "plan/summary.html", row=campaign, found=found, kinds=STATEMENT_KINDS, terms=_records("topic", campaign_id), today=_today(),
        outcomes=objectives.outcomes_of(store().read(), rows, now_ms()), adds=adds_texts(campaign) and not campaign["archived_at"],
        defines=may(FORMS["campaign"], campaign, COORDINATOR) and not campaign["archived_at"], only=_chosen_event(campaign_id),
        of=_of(campaign_id), trail=trail(FORMS["campaign"], campaign, t("plan.list.summary")), tabs=tabs_of(FORMS["campaign"], campaign_id, "summary"),
    )  # fmt: skip


@blueprint.get("/office/plan/campaign/<campaign_id>/library")
@staff(*COORDINATOR)
def library(campaign_id: str) -> ResponseReturnValue:
    """Texts to begin with, by kind; each is added as it stands and then edited."""
    campaign = require_parent(FORMS["statement"], campaign_id).row
    kind = request.args.get("kind", "")
    ready = summary_texts.library()
    shown = [each for each in ready if kind in ("", each.kind)]
    return page(
        "plan/library.html", row=campaign, shown=shown, new_id=new_id, only=_chosen_event(campaign_id), kinds=[each for each in STATEMENT_KINDS if any(text.kind == each for text in ready)], kind=kind,
        trail=[*trail(FORMS["campaign"], campaign)[:-1], (url_for("plan.for_summary", campaign_id=campaign_id), t("plan.list.summary")), (None, t("week.library"))],
    )  # fmt: skip


@blueprint.post("/office/plan/campaign/<campaign_id>/library")
@staff(*COORDINATOR)
def take_text(campaign_id: str) -> ResponseReturnValue:
    """Add a statement with a text of the library in all three languages, and open it for editing."""
    form, id = FORMS["statement"], request.form.get("id", "")
    campaign = require_parent(form, campaign_id).row
    refuse_foreign_id(form, campaign_id, id)
    taken = summary_texts.ready_text(request.form.get("text", ""))
    if taken is None:
        raise NotFound()
    values = {"kind": taken.kind, "language": language(), "event": request.form.get("event", "")}
    values |= {"text" if each == language() else f"text@{each}": said for each, said in taken.texts.items()}
    values = in_own_name(form, campaign, values)

    def work(connection: sqlite3.Connection) -> str:
        code = next_code(connection, form.noun, campaign_id, form.letters)
        return forms.add_record(connection, form, campaign_id, values | {"code": code}, by=current_account(), id=id)

    return redirect(url_for("plan.edit", noun="statement", record_id=store().write(work)))


@blueprint.post("/office/plan/next-step/<next_step_id>/done")
@staff(*COORDINATOR)
def mark_done(next_step_id: str) -> ResponseReturnValue:
    """Say that a next step is done today, or that it is not done after all."""
    row = require_record("next_step", next_step_id).row
    done_on = "" if request.form.get("undo") else _today()
    store().write(lambda connection: records.change(connection, NEXT_STEP, next_step_id, {"done_on": done_on}))
    flash(t("plan.saved"), "good")
    return redirect(url_for("plan.for_summary", campaign_id=row["campaign"]) + "#next_step")


def _records(noun: str, campaign: str) -> Listed:
    """What of the campaign the account may see, of one event where the address names one."""
    form, who, connection = FORMS[noun], current_account(), store().read()
    only = _chosen_event(campaign) if form.owned else None
    found = forms.read_records(connection, form, campaign, only=scope.visible_in(form, who))
    there = kept_among(connection, noun, [record.row["id"] for record in found])
    locked = {record.row["id"] for record in found if record.row["id"] in there and is_locked(form, kept(form, record))}
    return [(record, may(form, record.row, COORDINATOR) and record.row["id"] not in locked) for record in found if only is None or record.row["event"] == only["id"]]


def _chosen_event(campaign: str) -> sqlite3.Row | None:
    """Return the event whose own texts are asked for; None for all."""
    event = records.find_by_code(store().read(), EVENT, campaign, request.args.get("event", ""))
    return event if event is not None and may(FORMS["event"], event, READING) else None


def _of(campaign: str) -> dict[str, str]:
    """Return the names of events and organisations that the texts speak of, by id, in the reader's language."""
    connection = store().read()
    names = {row["id"]: records.variant_of(row, "title", language()) for row in records.all_of(connection, EVENT, campaign, archived=True)}
    sql = "SELECT id, name, variants FROM organisation WHERE id IN (SELECT value FROM json_each(?))"
    own = json.dumps(sorted(current_account().organisations(READING)))
    return names | {row["id"]: records.variant_of(row, "name", language()) for row in connection.execute(sql, (own,)).fetchall()}


def _today() -> str:
    return clock.today(config().zone).isoformat()
