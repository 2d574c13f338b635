"""The plan's pages to look at: campaigns and events by date, one campaign, one event, the tree of organisations."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import campaigns, languages, records
from kiosk.co_organisers import say_jointly
from kiosk.consultations import say_topics
from kiosk.features import features_of
from kiosk.groups import leader_of
from kiosk.ids import now_ms
from kiosk.observances import say_occasion
from kiosk.organisations import self_reference
from kiosk.plan import forms, scope
from kiosk.plan.forms import FORMS, Form, Record
from kiosk.summary_texts import show_number, slogans_of
from kiosk.web import (
    plan_calling_off,
    plan_copies,
    plan_counting,
    plan_exchange,
    plan_features,
    plan_groups,
    plan_looks,
    plan_moves,
    plan_posts,
    plan_records,
    plan_status,
    plan_summary,
    plan_venue,
)
from kiosk.web.access import COORDINATOR, READING, current_account, staff
from kiosk.web.community import feature_links
from kiosk.web.context import language, page, store, t
from kiosk.web.joining import HANDING_ON
from kiosk.web.plan_access import blueprint, may, require_record, sees_names, trail
from kiosk.web.plan_kept import is_locked, kept, line_of, words_before_of
from kiosk.web.plan_tabs import tabs_of
from kiosk.web.plan_words import say_choice

__all__ = ["blueprint", "plan_copies", "plan_counting", "plan_exchange", "plan_features", "plan_groups", "plan_looks", "plan_posts", "plan_status", "plan_summary", "plan_venue"]

_ONWARD = (
    ("printing.event_runs", "nav.print", "printer"),
    ("phones.one", "nav.scan", "phone"),
    ("tallies.event", "nav.tally", "method-scan"),
)


@blueprint.get("/office/plan")
@staff(*READING)
def home() -> ResponseReturnValue:
    """Campaigns and events by date; where there are none, the way to the first."""
    connection, who = store().read(), current_account()
    archived = "archived" in request.args
    found = scope.visible_campaigns(connection, who, archived=archived)
    events = scope.visible_events(connection, who, archived=archived)
    by_campaign: dict[str, list[sqlite3.Row]] = {row["id"]: [] for row in found}
    for event in events:
        by_campaign.setdefault(event["campaign"], []).append(event)
    return page(
        "plan/home.html",
        campaigns=[(row, by_campaign[row["id"]]) for row in found],
        several=len({row["organisation"] for row in (*found, *events)}) > 1,
        status_of=_status_of,
        organiser=organiser,
        writes=scope.coordinated_organisations(connection, who),
        five_minutes=_five_minutes(),
        archived=archived,
        joins=bool(who.organisations(("coordinator", "district"))),
    )


@blueprint.get("/office/plan/campaign/<campaign_id>")
@staff(*READING)
def campaign(campaign_id: str) -> ResponseReturnValue:
    """One campaign: what it is, and its events by date."""
    form = FORMS["campaign"]
    record = require_record("campaign", campaign_id, READING)
    connection = store().read()
    return page(
        "plan/campaign.html",
        record=record,
        row=record.row,
        events=scope.visible_events(
            connection, current_account(), campaign=campaign_id, archived="archived" in request.args
        ),
        archived="archived" in request.args,
        status_of=_status_of,
        organiser=organiser,
        topics=languages.say_list(language(), list(say_topics(record.row, language()).values())),
        occasion=say_occasion(record.row, language()),
        documents=[
            (records.variant_of(each, "issuer", language()), show_number(records.variant_of(each, "number", language())))
            for each in records.all_of(connection, campaigns.DIRECTIVE, campaign_id)
        ],
        slogans=slogans_of(record.row, language()),
        choice=say_choice,
        form=form,
        writes=may(form, record.row, COORDINATOR),
        **_who_keeps(form, record),
        adds_events=plan_records.adds_events(record.row),
        trail=trail(form, record.row),
        tabs=tabs_of(form, campaign_id, "overview"),
    )


@blueprint.get("/office/plan/event/<event_id>")
@staff(*READING)
def event(event_id: str) -> ResponseReturnValue:
    """One event: how it stands, in two taps to another status, and what it has."""
    form = FORMS["event"]
    record = require_record("event", event_id, READING)
    connection = store().read()
    counts = {noun: forms.count_records(connection, FORMS[noun], event_id) for noun in ("booth", "shift", "roster")} | {
        "material": forms.count_records(connection, FORMS["material"], record.row["campaign"])
    }
    return page(
        "plan/event.html",
        record=record,
        row=record.row,
        booths=forms.read_records(connection, FORMS["booth"], event_id),
        counts=counts,
        state=_status_of(record.row),
        writes=may(form, record.row, COORDINATOR),
        **_who_keeps(form, record),
        **_calling_off(record),
        names=sees_names(form, record.row),
        trail=trail(form, record.row),
        tabs=tabs_of(form, event_id, "overview"),
        choice=say_choice,
        form=form,
        onward=[*_onward(record.row), *feature_links(record.row, current_account())],
        features=features_of(record.row),
        crowding=plan_venue.crowding_of(record.row),
        texts=_count_texts(record.row),
        jointly=say_jointly(connection, event_id, language()),
        before=words_before_of(form, record),
    )


@blueprint.get("/office/plan/organisations")
@staff(*READING)
def organisations() -> ResponseReturnValue:
    """The tree of organisations as far as the account sees it."""
    connection, who = store().read(), current_account()
    form = FORMS["organisation"]
    found = scope.visible_organisations(connection, who)
    held = who.organisations(COORDINATOR)
    shown = [(depth, row) for depth, row in found if row["archived_at"] is None or "archived" in request.args]
    steps = [(url_for("plan.home"), t("plan.title")), (None, t("plan.organisations"))]
    return page(
        "plan/organisations.html", found=shown, held=held, trail=steps, form=form, choice=say_choice,
        archived="archived" in request.args,
    )  # fmt: skip


@blueprint.get("/office/plan/organisation/<organisation_id>")
@staff(*READING)
def organisation(organisation_id: str) -> ResponseReturnValue:
    """One organisation, and where its people and its own parts are."""
    form: Form = FORMS["organisation"]
    record = require_record("organisation", organisation_id, READING)
    return page(
        "plan/organisation.html",
        record=record,
        row=record.row,
        writes=may(form, record.row, COORDINATOR),
        **_who_keeps(form, record),
        trail=trail(form, record.row),
        tabs=tabs_of(form, organisation_id, "overview"),
        choice=say_choice,
        form=form,
        self_reference=self_reference(record.row, language()),
        leader=leader_of(store().read(), organisation_id) if record.row["kind"] == "partner" else None,
        above=plan_moves.superior(record.row),
        moves=plan_moves.may_move(record.row),
    )


def _who_keeps(form: Form, record: Record) -> dict[str, Any]:
    """Say who else keeps what of a record, and what of it may be done here all the same."""
    found = kept(form, record)
    return {"kept": found, "line": line_of(found) if found else "", "locked": is_locked(form, found)}


def _calling_off(record: Record) -> dict[str, Any]:
    """Say what may be said of how an event stands, which kiosk has yet to learn it, and whether whoever reads may make the plan file for it."""
    campaign = records.get(store().read(), campaigns.CAMPAIGN, record.row["campaign"])
    learner = plan_calling_off.learner_of(record.row) if plan_calling_off.has_to_learn(record.row) else ""
    hands_on = campaign if learner and current_account().may(HANDING_ON, campaign["organisation"]) else None
    return {"steps": plan_calling_off.steps_of(record.row), "learner": learner, "hands_on": hands_on}


def organiser(row: sqlite3.Row) -> str:
    """Return the name of a campaign's or an event's organisation in the reader's language."""
    variants: dict[str, dict[str, str]] = json.loads(row["organisation_variants"])
    return variants.get("name", {}).get(language()) or str(row["organisation_name"])


def _status_of(row: sqlite3.Row) -> str:
    return "archived" if row["archived_at"] is not None else campaigns.status_at(row, now_ms())


def _count_texts(event: sqlite3.Row) -> int:
    """Return how many objectives, statements and next steps speak of an event."""
    only = ("x.event = :event", {"event": event["id"]})
    return sum(forms.count_records(store().read(), FORMS[noun], event["campaign"], only) for noun in ("objective", "statement", "next_step"))


def _onward(event: sqlite3.Row) -> list[tuple[str, str, str]]:
    """Where an event goes on: to paper, to phones, to figures, as far as the account may go there."""
    views, found = current_app.view_functions, []
    for endpoint, key, mark in _ONWARD:
        roles = getattr(views.get(endpoint), "access", ("", ()))[1]
        if roles and current_account().may(roles, event["organisation"], event["id"]):
            found.append((url_for(endpoint, event=event["id"]), t(key), mark))
    return found


def _five_minutes() -> str:
    return url_for("printing.five_minutes") if "printing.five_minutes" in current_app.view_functions else ""
