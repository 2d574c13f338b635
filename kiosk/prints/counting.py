"""Paper on which a street is counted by hand, planned and made: 正字 tally sheets and the distribution record."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk import campaigns, languages, records
from kiosk.campaigns import Window, event_window
from kiosk.prints.parts import Part, codes_of
from kiosk.prints.plans import Maker, NothingToPrint, Planner, chosen_booths, pages_plan
from kiosk.prints.runs import RunPlan
from kiosk.prints.texts import EventFacts
from kiosk.prints.wishes import Asked, Wish
from kiosk.records import variant_of
from printables.distribution_record import DistributionRecord, DistributionRow
from printables.document import Printable
from printables.tally_sheet import TallySheet

ITEMS_PER_PAGE, MOST_HOURS, RECORD_ROWS = 6, 8, 12
CONSULTATIONS = "consultation"
"""The last row of a tally sheet: no material, what people asked at the booth."""


def plan_tally_sheets(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: booths."""
    return [tally_sheet_plan(connection, booth, asked=wish.each) for booth in chosen_booths(connection, event, wish)]


def tally_sheet_plan(connection: sqlite3.Connection, booth: str, *, asked: Asked) -> RunPlan:
    """Return the plan of a booth's 正字 tally sheet: the event's hours across, the campaign's materials and the consultations down.

    Hours and rows are frozen: the sheet is keyed back as it was printed.  NothingToPrint.
    """
    row = records.get(connection, campaigns.BOOTH, booth)
    event = records.get(connection, campaigns.EVENT, row["event"])
    items = [item["id"] for item in records.all_of(connection, campaigns.MATERIAL, event["campaign"])]
    if not items:
        raise NothingToPrint("material")
    items.append(CONSULTATIONS)
    layout = {"hours": hours_of(event_window(event), event["zone"]), "items": items, "items_per_page": ITEMS_PER_PAGE}
    return pages_plan(event["id"], "tally_sheet", -(-len(items) // ITEMS_PER_PAGE), layout, asked, booth=booth)


def hours_of(window: Window, zone: str) -> list[str]:
    """Return where the columns of a tally sheet begin, HH:MM in the event's zone: whole hours, longer steps beyond eight."""
    starts, ends = (
        datetime.fromtimestamp(moment / 1000, UTC).astimezone(ZoneInfo(zone)) for moment in (window.starts, window.ends)
    )
    first = starts.replace(minute=0)
    hours = max(1, -(-int((ends - first).total_seconds()) // 3600))
    step = -(-hours // MOST_HOURS)
    return [f"{max(starts, first + timedelta(hours=hour)):%H:%M}" for hour in range(0, hours, step)]


def make_tally_sheets(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    facts, layout = EventFacts(connection, part.run), part.layout
    booth = records.get(connection, campaigns.BOOTH, part.run["booth"])
    names = tuple(_item_name(connection, facts, item) for item in layout["items"])
    return [TallySheet(
        facts.languages, facts.title, part.prefix, codes_of(connection, part, "tally_sheet"), tuple(layout["hours"]), names,
        f"{booth['code']} {variant_of(booth, 'name', facts.language)}", facts.when, facts.place, part.mark,
    )]  # fmt: skip


def _item_name(connection: sqlite3.Connection, facts: EventFacts, item: str) -> str:
    if item == CONSULTATIONS:
        return "\n".join(facts.said(lambda language: languages.text(language, "printing.consultations")))
    row = records.get(connection, campaigns.MATERIAL, item)
    return f"{row['code']}\n{variant_of(row, 'title', facts.language)}"


def plan_record(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Return the plan of the event's distribution record: a row for each booth and material, frozen."""
    return [record_plan(connection, event, asked=wish.asked)]


def record_plan(connection: sqlite3.Connection, event: str, *, asked: Asked) -> RunPlan:
    """Return the plan of the event's distribution record: a row for each booth and material, frozen."""
    row = records.get(connection, campaigns.EVENT, event)
    booths = records.all_of(connection, campaigns.BOOTH, event)
    materials = records.all_of(connection, campaigns.MATERIAL, row["campaign"])
    rows = [{"booth": booth["id"], "material": material["id"]} for booth in booths for material in materials]
    layout = {"rows": rows, "rows_per_page": RECORD_ROWS}
    return pages_plan(event, "record", max(1, -(-len(rows) // RECORD_ROWS)), layout, asked)


def make_record(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    facts = EventFacts(connection, part.run)
    rows = tuple(_record_row(connection, facts, cell) for cell in part.layout["rows"])
    codes = codes_of(connection, part, "record")
    return [DistributionRecord(
        facts.languages, facts.title, part.prefix, codes, rows, facts.title, facts.when, facts.host, part.mark
    )]  # fmt: skip


def _record_row(connection: sqlite3.Connection, facts: EventFacts, cell: dict[str, str]) -> DistributionRow:
    booth = records.get(connection, campaigns.BOOTH, cell["booth"])
    material = records.get(connection, campaigns.MATERIAL, cell["material"])
    holder = f"{booth['code']} {variant_of(booth, 'name', facts.language)}"
    return DistributionRow(item=f"{material['code']} {variant_of(material, 'title', facts.language)}", holder=holder)


PLANS: dict[str, Planner] = {"tally_sheet": plan_tally_sheets, "record": plan_record}
MAKERS: dict[str, Maker] = {"tally_sheet": make_tally_sheets, "record": make_record}
