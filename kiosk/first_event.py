"""From four fields to a whole event: campaign, booth, flyer and print run with defaults that can all be changed later."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kiosk import campaigns, languages, records
from kiosk.errors import InvalidFields
from kiosk.prints.pages import CannotPrint, plan_printable
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import RunPlan
from kiosk.prints.street import USUAL_BUNDLE, booth_sign_plan, flyer_plan
from kiosk.prints.wishes import Asked
from kiosk.proposed_codes import free_code
from kiosk.records import find_by_code

USUAL_COPIES = 100
USUAL_PAPER = "A6"
_FIELD_OF_SHEET = {"headline": "title", "lines": "line", "where": "place", "organiser": "organisation", "contact": "contact"}


@dataclass(frozen=True, slots=True)
class FirstEvent:
    """What the page asks, and what it need not ask.  ``id`` is made when the form is rendered: sent twice, it is one event."""

    id: str
    organisation: str
    by: str
    base_url: str
    title: str
    place: str
    day: str
    line: str
    language: str
    zone: str
    campaign: str = ""
    starts: str = ""
    ends: str = ""
    contact: str = ""
    copies: int = USUAL_COPIES
    paper: str = USUAL_PAPER
    local_confirmed: bool = False
    retention_days: int = 90

    @property
    def values(self) -> dict[str, str]:
        """The event's own fields, as typed."""
        names = ("title", "place", "day", "line", "starts", "ends", "contact", "language", "zone")
        return {name: getattr(self, name) for name in names}


def make_first_event(connection: sqlite3.Connection, wish: FirstEvent) -> str:
    """Make the event with all that it needs and return the id of its run of flyers; the same id again changes nothing.

    InvalidFields, AddressNeeded, LocalAddress.  Must run inside ``Store.write``: nothing is kept when the flyer cannot be printed.
    """
    known = connection.execute(
        "SELECT id FROM print_run WHERE event = ? AND kind = 'flyer' ORDER BY made_at", (wish.id,)
    ).fetchone()
    if known is not None:
        return str(known["id"])
    records.clean_values(campaigns.EVENT, {"code": "1", **wish.values})  # every wrong field at once, before anything is made
    campaign = wish.campaign or _add_campaign(connection, wish)
    code = free_letter(connection, campaign)
    records.add(connection, campaigns.EVENT, campaign, {"code": code, **wish.values}, id=wish.id, organisation=wish.organisation)
    name = languages.text(wish.language, "printing.first.booth")
    booth = {"code": f"{code}1", "name": name, "colour": "1", "language": wish.language}
    records.add(connection, campaigns.BOOTH, wish.id, booth)
    flyer = {"code": free_code(connection, campaigns.MATERIAL, campaign, f"{code}-{wish.paper}"), "title": wish.title, "body": wish.line,
             "paper": wish.paper, "language": wish.language}  # fmt: skip
    material = records.add(connection, campaigns.MATERIAL, campaign, flyer)
    plan = flyer_plan(
        connection, wish.id, material, by=wish.by, base_url=wish.base_url, copies=wish.copies,
        bundle_size=min(USUAL_BUNDLE, max(wish.copies, 1)), local_confirmed=wish.local_confirmed,
    )  # fmt: skip
    return _plan_runs(connection, wish, plan)[0]


def _plan_runs(connection: sqlite3.Connection, wish: FirstEvent, flyers: RunPlan) -> list[str]:
    asked: Asked = {"by": wish.by, "base_url": wish.base_url, "local_confirmed": wish.local_confirmed, "language": wish.language}
    sheet = sign_in_plan(connection, wish.id, retention_days=wish.retention_days, asked=asked)
    signs = [
        booth_sign_plan(connection, booth["id"], asked=asked) for booth in records.all_of(connection, campaigns.BOOTH, wish.id)
    ]
    try:
        return [plan_printable(connection, plan) for plan in (flyers, sheet, *signs)]
    except CannotPrint as refusal:  # told beside its field; the transaction keeps nothing
        field = _FIELD_OF_SHEET.get(str(refusal.values.get("field")), "title")
        raise InvalidFields({field: (refusal.key, refusal.values)}) from refusal


def free_letter(connection: sqlite3.Connection, campaign: str) -> str:
    """Return the first of A … Z that no event of the campaign has as its code, else E27 and on."""
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if find_by_code(connection, campaigns.EVENT, campaign, letter) is None:
            return letter
    return free_code(connection, campaigns.EVENT, campaign, "E27")


def _add_campaign(connection: sqlite3.Connection, wish: FirstEvent) -> str:
    code = free_code(connection, campaigns.CAMPAIGN, "", f"C{wish.day.replace('-', '')}")
    values = {"code": code, "title": wish.title, "starts_on": wish.day, "ends_on": wish.day, "language": wish.language}
    return records.add(connection, campaigns.CAMPAIGN, "", values, organisation=wish.organisation)
