"""Many communities side by side: what each brought, how it was counted, and whose report is missing; with a table for spreadsheets."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.errors import NotFound
from kiosk.exports.communities import communities_table, read_told
from kiosk.exports.files import to_csv
from kiosk.exports.formats import FORMATS
from kiosk.exports.tables import Table
from kiosk.figures.rates import WAYS
from kiosk.figures.roll_up import SORTED_BY, Community, RollUp, read_roll_up
from kiosk.ids import now_ms
from kiosk.joining.origins import HERE, OWING, Origins, Source, say_all_sources, say_source
from kiosk.records import variant_of
from kiosk.web.access import READING, current_account, staff
from kiosk.web.context import language, page, store
from kiosk.web.leaves import asked_leaf
from kiosk.web.live import live
from kiosk.web.tallies_names import names

blueprint = Blueprint("roll_up", __name__)
blueprint.context_processor(names)
TONES = {"late": "warn", "missing": "bad", "cut_short": "bad"}


@blueprint.get("/office/tallies/campaign/<campaign>/roll-up")
@live
@staff(*READING)
def home(campaign: str) -> ResponseReturnValue:
    """The communities of a campaign, a hundred at a time; ``?by=`` sorts all of them by a figure."""
    by = request.args.get("by", "")
    found = read_roll_up(store().read(), campaign, now=now_ms(), only=_only(campaign), by=by)
    leaf = asked_leaf(found.communities)
    return page(
        "tallies/roll_up.html", found=found, leaf=leaf, by=by if by in SORTED_BY else "place", ways=WAYS, sources=_sources(found, leaf.shown), filled=_filled(found),
    )  # fmt: skip


@blueprint.get("/office/tallies/campaign/<campaign>/roll-up.csv")
@staff(*READING)
def as_csv(campaign: str) -> ResponseReturnValue:
    """The same table for a spreadsheet, with what each kiosk still owes."""
    return _send(campaign, "csv", "text/csv", lambda table, _title: to_csv(table, language()))


@blueprint.get("/office/tallies/campaign/<campaign>/roll-up.xlsx")
@staff(*READING)
def as_workbook(campaign: str) -> ResponseReturnValue:
    """The same table as an Excel file."""
    from kiosk.exports.workbook import to_workbook  # the library of Excel is large

    return _send(campaign, "xlsx", FORMATS["xlsx"], lambda table, title: to_workbook([table], language(), title))


def _send(campaign: str, written: str, media_type: str, write: Callable[[Table, str], bytes]) -> Response:
    told = read_told(store().read(), campaign, now=now_ms(), only=_only(campaign))
    content = write(communities_table(told, language(), total=True), variant_of(told.found.row, "title", language()))
    response = Response(content, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"{told.found.row['code']}-roll-up.{written}")
    return response


def _filled(found: RollUp) -> dict[str, bool]:
    """Tell which of the columns that only some campaigns need hold anything."""
    figures, published = found.whole.figures, found.whole.published.figures
    return {"new_volunteers": figures.new_volunteers is not None, "wishes": bool(figures.wishes), "referrals": bool(published)}


def _sources(found: RollUp, shown: Sequence[Community]) -> dict[str, tuple[str, str, str]]:
    """Return community → (state, tone, where its figures come from) of those that are shown; nothing where every community is counted here."""
    origins = Origins(store().read(), found.row["id"], now_ms())
    if not origins.is_told:
        return {}
    sources = {each.row["id"]: origins.of_organisation(each.row["id"], each.events) for each in shown}
    zone = found.whole.events[0]["zone"]
    return {id: (gravest.state if gravest.state in OWING else "", TONES.get(gravest.state, ""), _say(each, zone)) for id, each in sources.items() for gravest in each[:1]}


def _say(sources: tuple[Source, ...], zone: str) -> str:
    return say_all_sources(language(), sources, zone) or say_source(language(), HERE, zone)


def _only(campaign: str) -> set[str]:
    """Return a campaign's events that the reader may see; NotFound where that is none of it."""
    who = current_account()
    rows: list[sqlite3.Row] = records.all_of(store().read(), EVENT, campaign)
    only = {row["id"] for row in rows if who.may(READING, row["organisation"], row["id"])}
    if not only:
        raise NotFound()
    return only
