"""Paper on which a street is counted by hand, planned and made: 正字 tally sheets and the distribution record."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk import campaigns, records
from kiosk.campaigns import Window, event_window
from kiosk.prints.parts import Part, codes_of
from kiosk.prints.plans import Maker, NothingToPrint, Planner, chosen_booths, pages_plan
from kiosk.prints.runs import RunPlan
from kiosk.prints.sheet_words import CONSULTATIONS, words_on
from kiosk.prints.wishes import Asked, Wish
from printables.distribution_record import DistributionRecord, DistributionRow
from printables.document import Printable
from printables.tally_sheet import TallySheet

ITEMS_PER_PAGE, MOST_HOURS, RECORD_ROWS = 6, 8, 12


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
    words = words_on(connection, part)
    booth, hours = f"{words.more['code']} {words.more['name']}", tuple(part.layout["hours"])
    return [TallySheet(
        words.languages, words.title, part.prefix, codes_of(connection, part, "tally_sheet"), hours, tuple(words.more["items"]),
        booth, words.when, words.place, part.mark,
    )]  # fmt: skip


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
    words = words_on(connection, part)
    rows = tuple(DistributionRow(item=item, holder=holder) for item, holder in words.more["rows"])
    codes = codes_of(connection, part, "record")
    return [DistributionRecord(
        words.languages, words.title, part.prefix, codes, rows, words.title, words.when, words.host, part.mark
    )]  # fmt: skip


PLANS: dict[str, Planner] = {"tally_sheet": plan_tally_sheets, "record": plan_record}
MAKERS: dict[str, Maker] = {"tally_sheet": make_tally_sheets, "record": make_record}
