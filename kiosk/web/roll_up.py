"""Many communities side by side: what each brought, how it was counted, and whose report is missing; with a table for spreadsheets."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.errors import NotFound
from kiosk.figures.rates import WAYS
from kiosk.figures.roll_up import SORTED_BY, Community, RollUp, read_roll_up
from kiosk.ids import now_ms
from kiosk.joining.reports import Source, silent_kiosks, sources_of
from kiosk.languages import say_date
from kiosk.plan.files import write_table
from kiosk.records import variant_of
from kiosk.web.access import READING, current_account, staff
from kiosk.web.context import language, page, store, t
from kiosk.web.live import live
from kiosk.web.tallies_names import names
from kiosk.web.tallies_view import say_shown

blueprint = Blueprint("roll_up", __name__)
blueprint.context_processor(names)
ON_A_PAGE = 100
COLUMNS = ("issued", "handed_out", "returned", "spoiled", "unaccounted", "unique_responses", "visits", "persons", "consultations", "new_volunteers", "wishes", "wishes_claimed", "wishes_delivered")

_TONES = {"here": "quiet", "reported": "good", "late": "warn", "missing": "bad", "cut_short": "bad"}


@blueprint.get("/office/tallies/campaign/<campaign>/roll-up")
@live
@staff(*READING)
def home(campaign: str) -> ResponseReturnValue:
    """The communities of a campaign, a hundred at a time; ``?by=`` sorts all of them by a figure."""
    by = request.args.get("by", "")
    found, at_page = _read(campaign, by), max(1, request.args.get("page", 1, type=int))
    return page(
        "tallies/roll_up.html", found=found, shown=found.communities[(at_page - 1) * ON_A_PAGE : at_page * ON_A_PAGE], at_page=at_page,
        has_more=len(found.communities) > at_page * ON_A_PAGE, by=by if by in SORTED_BY else "place", ways=WAYS,
        sources=_sources(found), silent=silent_kiosks(store().read(), found.row),
    )  # fmt: skip


@blueprint.get("/office/tallies/campaign/<campaign>/roll-up.csv")
@staff(*READING)
def as_csv(campaign: str) -> ResponseReturnValue:
    """The same table for a spreadsheet, shares of the ways of counting included."""
    found = _read(campaign, "")
    heads = [t("common.noun.organisation"), t("common.code"), t("roll_up.events"), t("roll_up.closed"), *(t(f"figures.name.{name}") for name in COLUMNS), t("figures.name.referrals")]
    heads += [t(f"common.method.{way}") for way in WAYS] + [t("figures.name.estimates"), t("roll_up.owed"), t("reports.source_title")]
    said = _sources(found)
    rows = [[*_row(each, variant_of(each.row, "name", language())), said.get(each.row["id"], (t("reports.source.here"),))[0]] for each in found.communities]
    response = Response(write_table(heads, [*rows, [*_row(found.whole, t("common.total")), ""]]), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{found.row['code']}-roll-up.csv")
    return response


def _row(each: Community, name: str) -> list[object]:
    figures = [getattr(each.figures, column) for column in COLUMNS]
    said = each.published.figures.get("referrals", "")
    referrals = said if isinstance(said, int | str) else say_shown(said)
    owed = each.reported
    return [
        name, each.row["code"], f"{owed.held}/{owed.planned}", owed.closed, *("" if value is None else value for value in figures), referrals,
        *(each.ways[way] for way in WAYS), each.estimated or "", " ".join([*owed.silent, *owed.unclosed]),
    ]  # fmt: skip


def _sources(found: RollUp) -> dict[str, tuple[str, str]]:
    """Return community → (where its figures come from, tone); nothing where every community is counted here."""
    events = [event for each in found.communities for event in each.events]
    sources = sources_of(store().read(), found.row["id"], [each.row["id"] for each in found.communities], events, now_ms())
    if all(source.state == "here" for source in sources.values()):
        return {}
    return {id: (_say_source(source, events[0]["zone"]), _TONES[source.state]) for id, source in sources.items()}


def _say_source(source: Source, zone: str) -> str:
    day = say_date(language(), datetime.fromtimestamp(source.made_at / 1000, ZoneInfo(zone)).date(), "short") if source.made_at else ""
    return t(f"reports.source.{source.state}", name=source.kiosk, date=day)


def _read(campaign: str, by: str) -> RollUp:
    who = current_account()
    rows = records.all_of(store().read(), EVENT, campaign)
    only = {row["id"] for row in rows if who.may(READING, row["organisation"], row["id"])}
    if not only:
        raise NotFound()
    return read_roll_up(store().read(), campaign, now=now_ms(), only=only, by=by)
