"""How long personal data are kept: the rules, what goes when, what was deleted, each with its certificate, and the notices of then."""

from __future__ import annotations

import io
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from kiosk.accounts import ADMINISTRATOR
from kiosk.daily import KEPT_BACKUPS
from kiosk.errors import NotFound
from kiosk.languages import say_date, say_time
from kiosk.prints.deletion_certificates import certificate_pdf, say_check, say_line, say_organisation
from kiosk.privacy import retention
from kiosk.privacy.deletions import Deletion, Line, deletions_of, get_deletion
from kiosk.privacy.notices import kept_notice, notice_made_at
from kiosk.web.access import COORDINATOR, current_account, require_organisation, staff
from kiosk.web.context import config, language, page, store, t

blueprint = Blueprint("retention", __name__)


@blueprint.get("/office/settings/retention")
@staff(*COORDINATOR)
def home() -> ResponseReturnValue:
    """The rules, what would go today and soon, and what was deleted."""
    connection, settings = store().read(), config()
    rules = [(rule.key, rule.days(connection, settings), rule.setting) for rule in retention.RULES]
    due = [(*say_line(connection, Line(each.rule.key, each.event, 0), language()), each) for each in retention.due_by_rule(connection, settings) if _mine(each)]
    photos = [line for line in retention.kept_photos_due(connection, settings) if _sees_event(line.event)]
    return page(
        "privacy/retention.html", rules=rules, due=due, photos=[(*say_line(connection, line, language()), line.count) for line in photos],
        kept=retention.housekeeping(connection, settings), exempt=settings.demonstration, ahead=retention.AHEAD_DAYS,
        deletions=[(each, say_moment(each.at)) for each in deletions_of(connection, _organisations())],
    )  # fmt: skip


@blueprint.get("/office/settings/retention/<deletion>")
@staff(*COORDINATOR)
def one(deletion: str) -> ResponseReturnValue:
    """One deletion on record, with the notices under which the data had been left."""
    found, connection = _require(deletion), store().read()
    lines = [(*say_line(connection, line, language()), line.count) for line in found.lines]
    return page(
        "privacy/deletion.html", deletion=found, lines=lines, when=say_moment(found.at), organisation=say_organisation(connection, found, language()),
        check=say_check(found, language()), days=KEPT_BACKUPS,
    )  # fmt: skip


@blueprint.get("/office/settings/retention/<deletion>/certificate.pdf")
@staff(*COORDINATOR)
def pdf(deletion: str) -> ResponseReturnValue:
    """Its certificate, on one page."""
    found = _require(deletion)
    made = certificate_pdf(store().read(), found, language(), config().zone, KEPT_BACKUPS)
    return send_file(io.BytesIO(made), "application/pdf", download_name=f"{found.number}.pdf")


@blueprint.get("/office/settings/notices/<int:notice>")
@staff(*COORDINATOR)
def notice(notice: int) -> ResponseReturnValue:
    """A version of the privacy notice as people read it then; these words were public."""
    found = kept_notice(store().read(), notice, language())
    if found is None:
        raise NotFound()
    return page("privacy/notice.html", notice=found, when=say_moment(notice_made_at(store().read(), notice)))


def say_moment(at: int) -> str:
    """Return an instant in the reader's words, on this place's clock."""
    here = datetime.fromtimestamp(at / 1000, ZoneInfo(config().zone))
    return t("common.date.and_time", date=say_date(language(), here.date()), time=say_time(language(), here))


def _require(id: str) -> Deletion:
    found = get_deletion(store().read(), id)
    if found.organisation:
        require_organisation(found.organisation)
    elif not current_account().has(*ADMINISTRATOR):
        raise NotFound()
    return found


def _organisations() -> set[str]:
    who = current_account()
    return {*who.organisations(COORDINATOR), *([""] if who.has(*ADMINISTRATOR) else ())}


def _mine(due: retention.Due) -> bool:
    """Tell whether the account may know of it: a deputy of the own event alone, and of no people of the plan."""
    return _sees_event(due.event) if due.event else due.organisation in _organisations()


def _sees_event(event: str) -> bool:
    row = store().read().execute("SELECT organisation FROM event WHERE id = ?", (event,)).fetchone()
    return row is not None and current_account().may(COORDINATOR, row["organisation"], event)
