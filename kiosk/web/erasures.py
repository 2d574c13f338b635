"""Erasing somebody who asks for it at the office: find them, see what goes, erase; the record says when and by whom, never who."""

from __future__ import annotations

import io
import json

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from kiosk.accounts import Account
from kiosk.campaigns import EVENT
from kiosk.daily import KEPT_BACKUPS
from kiosk.ids import now_ms
from kiosk.privacy import erasures
from kiosk.privacy.access_log import log_look
from kiosk.privacy.deletions import home_of
from kiosk.privacy.disclosures import disclose
from kiosk.privacy.erasures import Subject
from kiosk.privacy.personal_data import mask_phone
from kiosk.records import get, variant_of
from kiosk.web.access import COORDINATOR, current_account, require_event, require_organisation, staff
from kiosk.web.context import config, language, organisation_of, page, store, t
from kiosk.web.disclosure_view import say_hours, say_notices, say_records
from kiosk.web.retention import say_moment

blueprint = Blueprint("erasures", __name__)
_LONGEST = 100


@blueprint.get("/office/settings/erasures")
@staff(*COORDINATOR)
def home() -> ResponseReturnValue:
    """Ask whose data are to go, and show what was erased on request before."""
    return _home_page("", None)


@blueprint.post("/office/settings/erasures")
@staff(*COORDINATOR)
def search() -> ResponseReturnValue:
    """Look for a name or a number; a POST, so that neither stands in an address or a history."""
    typed, who = request.form.get("typed", "").strip()[:_LONGEST], current_account()
    found = erasures.search_subjects(store().read(), typed, who.organisations(COORDINATOR), _own_events(who))
    store().write(lambda connection: log_look(connection, f"account:{who.id}", "search", quantity=len(found)))
    return _home_page(typed, found)


@blueprint.get("/office/settings/erasures/<person>")
@staff(*COORDINATOR)
def confirm(person: str) -> ResponseReturnValue:
    """Show what would go; only the button erases."""
    same, elsewhere = _same_person(person)
    return page(
        "accounts/erase.html", subjects=[_said(each) for each in same], id=person, elsewhere=elsewhere, days=KEPT_BACKUPS,
        is_erased=all(each.erased and not each.name for each in same),
    )  # fmt: skip


@blueprint.post("/office/settings/erasures/<person>/held")
@staff(*COORDINATOR)
def held(person: str) -> ResponseReturnValue:
    """Everything held about the person, as a page to print or as a file; that it was given out is on record."""
    same, elsewhere = _same_person(person)
    who, ids, connection = f"account:{current_account().id}", [each.id for each in same], store().read()
    organisation, event = home_of(connection, person)
    store().write(lambda c: log_look(c, who, "disclosure", organisation=organisation, event=event, quantity=1))
    found = disclose(connection, ids)
    if request.form.get("as") == "json":
        content = json.dumps(found, ensure_ascii=False, indent=1).encode()
        return send_file(io.BytesIO(content), "application/json", as_attachment=True, download_name="personal-data.json")
    return page(
        "privacy/held.html", id=person, elsewhere=elsewhere, when=say_moment(now_ms()), records=say_records(found), hours=say_hours(found),
        notices=say_notices(found),
    )  # fmt: skip


@blueprint.post("/office/settings/erasures/<person>")
@staff(*COORDINATOR)
def erase(person: str) -> ResponseReturnValue:
    """Erase the person, from finished PDFs and the write-ahead log too."""
    same, _ = _same_person(person)
    ids, who = [each.id for each in same], current_account()
    erasures.erase_for_good(store(), config().instance, ids, who.id)
    flash(t("accounts.erasures.done"), "good")
    return redirect(url_for("erasures.home"))


def _own_events(who: Account) -> set[str]:
    """Return the events that an account looks after as a deputy."""
    return {grant.event for grant in who.grants if grant.event and grant.role in (*COORDINATOR, "administrator")}


def _same_person(id: str) -> tuple[list[Subject], int]:
    """Return who is asked for with everybody confirmed to be the same as far as the account may erase them, and how many it may not."""
    found = erasures.same_as(store().read(), id)
    if found[0].organisation:
        require_organisation(found[0].organisation)
    else:
        require_event(found[0].event)
    mine = [each for each in found if _may_erase(each)]
    return mine, len(found) - len(mine)


def _may_erase(subject: Subject) -> bool:
    who = current_account()
    if subject.organisation:
        return who.may(COORDINATOR, subject.organisation)
    return who.may(COORDINATOR, organisation_of(subject.event), subject.event)


def _home_page(typed: str, found: list[Subject] | None) -> ResponseReturnValue:
    who = current_account()
    rows = erasures.erasures_on_record(store().read(), who.organisations(COORDINATOR), _own_events(who))
    record = [(say_moment(row.at), row.by, _where(row.event)) for row in rows]
    return page(
        "accounts/erasures.html", typed=typed, found=None if found is None else [(each, _said(each)) for each in found],
        most=erasures.MOST_FOUND, record=record,
    )  # fmt: skip


def _said(subject: Subject) -> tuple[str, str, str]:
    """Return name, masked number, and where they stand: the plan's code, or the event and the running number."""
    name = t("plan.erased") if subject.erased and not subject.name else subject.name or t("accounts.erasures.nameless")
    return name, mask_phone(subject.phone), subject.code or _where(subject.event, subject.number)


def _where(event: str, number: int = 0) -> str:
    if not event:
        return t("accounts.erasures.in_plan")
    row = get(store().read(), EVENT, event)
    title = f"{row['code']} {variant_of(row, 'title', language())}"
    return f"{title} · {t('accounts.erasures.number', number=number)}" if number else title
