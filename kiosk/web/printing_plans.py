"""Forms that plan something to print for an event: first which kind of paper, then the little that this kind asks."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from kiosk import campaigns, people, records
from kiosk.accounts import Account
from kiosk.acts import running_order
from kiosk.errors import InvalidFields
from kiosk.groups import partner_groups
from kiosk.ids import new_id
from kiosk.languages import LANGUAGES
from kiosk.prints import packs
from kiosk.prints import people as print_people
from kiosk.prints import runs as print_runs
from kiosk.prints.areas import plan_kind
from kiosk.prints.jobs import keep_pdf
from kiosk.prints.kinds import GROUPS, KINDS, PAIRING, Kind, kind_of
from kiosk.prints.pages import CannotPrint, draw_all, keep_plans
from kiosk.prints.plans import NothingToPrint, chosen_booths, materials_for
from kiosk.prints.runs import LocalAddress, RunPlan
from kiosk.prints.street import FLYER_PAPERS, ups_of
from kiosk.prints.wishes import Wish
from kiosk.web.access import COORDINATOR, PRINTING, require_event, staff
from kiosk.web.context import config, language, page, public_url, store, t
from kiosk.web.printing_blueprint import address_state, asked, blueprint, event_row, form_id, language_options, typed_number, wish
from kiosk.web.refusals import field_sentences, sentence_of

USUAL_CARDS = 4
"""Pairing cards for each booth."""


@blueprint.get("/office/print/<event>/new")
@staff(*PRINTING)
def new_run(event: str) -> ResponseReturnValue:
    """Every kind of paper to choose from, or the form for one; the address is asked for first where nobody has said it."""
    who = require_event(event, PRINTING)
    if address_state() == "none" and "sample" not in request.args:
        flash(t("printing.address.first"), "info")
        return redirect(url_for("printing.address", event=event))
    kind = request.args.get("kind", "")
    return _form(who, event, kind_of(kind), {}) if kind else _choose(who, event)


@blueprint.post("/office/print/<event>/new")
@staff(*PRINTING)
def plan_new_run(event: str) -> ResponseReturnValue:
    """Plan what the form asks for; nothing is kept that cannot be printed."""
    kind = kind_of(request.form.get("kind", ""))
    who = require_event(event, COORDINATOR if kind.name == PAIRING else PRINTING)
    try:
        return _make_cards(who, event) if kind.name == PAIRING else _keep(event, kind, plan_kind(store().read(), event, kind.name, wish(who)))
    except InvalidFields as refusal:
        errors = field_sentences(refusal)
    except NothingToPrint as refusal:
        errors = {"kind": t(refusal.key)}
    except LocalAddress as refusal:
        errors = {"local_confirmed": t(refusal.key, **refusal.values)}
    except CannotPrint as refusal:
        errors = {"material" if kind.of == "material" else "language": sentence_of(refusal)}
    return _form(who, event, kind, errors, 422)


def _keep(event: str, kind: Kind, plans: Sequence[RunPlan]) -> Response:
    if address_state() == "none" and not all(plan.sample for plan in plans):
        return redirect(url_for("printing.address", event=event), 303)
    runs = store().write(lambda connection: keep_plans(connection, kind.name, plans))
    if kind.of != "booth":
        return redirect(url_for("printing.run_page", run=runs[0]), 303)
    flash(t("printing.plan.made", count=len(runs)), "good")
    return redirect(url_for("printing.event_runs", event=event), 303)


def _make_cards(who: Account, event: str) -> ResponseReturnValue:
    """Cards hold secrets that are kept nowhere: they are made into a PDF at once, and their words are shown once."""
    said = asked(who)
    mark = print_runs.mark_for(said["base_url"], sample=said["sample"], local_confirmed=said["local_confirmed"])
    count = typed_number("cards", USUAL_CARDS, 1, packs.MOST_CARDS)
    booths = chosen_booths(store().read(), event, wish(who))
    cards = store().write(lambda c: [packs.offer_cards(c, event, booth, count, who.id) for booth in booths])
    base, spoken = public_url() or print_runs.FALLBACK_ADDRESS, said.get("language", language())
    file = io.BytesIO()
    draw_all([packs.cards_printable(store().read(), event, each, base, spoken, mark) for each in cards], file)
    job = keep_pdf(config().instance, event, COORDINATOR, file.getvalue())
    return page("printing/cards.html", event=event_row(event), cards=cards, job=job, booths=booths_by_id(event))


def booths_by_id(event: str) -> dict[str, sqlite3.Row]:
    """Return the event's booths by id."""
    return {row["id"]: row for row in records.all_of(store().read(), campaigns.BOOTH, event)}


def _may(who: Account, event: sqlite3.Row, kind: Kind) -> bool:
    return kind.name != PAIRING or who.may(COORDINATOR, event["organisation"], event["id"])


def _choose(who: Account, event: str) -> ResponseReturnValue:
    row = event_row(event)
    groups = {group: [kind for kind in KINDS.values() if kind.group == group and _may(who, row, kind)] for group in GROUPS}
    return page("printing/choose.html", event=row, groups=groups, sample=address_state() == "none")


def _form(who: Account, event: str, kind: Kind, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    row, connection = event_row(event), store().read()
    usual, missing = _usual(who, event, kind)
    return page(
        "printing/new.html", status, event=row, kind=kind, usual=usual, missing=missing, errors=errors, typed=request.form,
        id=form_id() or new_id(), materials=materials_for(connection, event, kind.name), booths=list(booths_by_id(event).values()),
        layouts=_layouts(), language_options=language_options(), spoken=_spoken(row, usual), columns=print_people.COLUMNS,
        badge_groups={whom: len(found) for whom, found in print_people.badge_groups(connection, event).items()},
        address=address_state(), sample="sample" in request.values or address_state() == "none",
        order=running_order(connection, row), register=partner_groups(connection, row["organisation"]),
        invited=len(records.all_of(connection, people.ROSTER, event)),
        dresses=who.may(COORDINATOR, records.get(connection, campaigns.CAMPAIGN, row["campaign"])["organisation"], None),
    )  # fmt: skip


def _usual(who: Account, event: str, kind: Kind) -> tuple[RunPlan | None, str]:
    """Return the run that a form sent as it is would make, or what the plan must have before there can be one."""
    material = {"material": [request.values["material"]]} if request.values.get("material") else {}
    try:
        if kind.name == PAIRING:
            chosen_booths(store().read(), event, Wish(asked(who)))
            return None, ""
        return plan_kind(store().read(), event, kind.name, Wish({**asked(who), "id": ""}, material, config().retention_days))[0], ""
    except NothingToPrint as refusal:
        return None, t(refusal.key)
    except InvalidFields as refusal:
        return None, " ".join(field_sentences(refusal).values())


def _spoken(event: sqlite3.Row, usual: RunPlan | None) -> str:
    wanted = request.form.get("language") or (usual.language if usual else "") or event["language"]
    return str(wanted if wanted in LANGUAGES or " " in wanted else event["language"])


def _layouts() -> list[tuple[str, str]]:
    """Return the papers of flyers, the usual numbers of copies on a sheet first."""
    return [(f"{paper}/{up}", t(f"printing.layout.{paper}-{up}")) for paper in reversed(FLYER_PAPERS) for up in ups_of(paper)]
