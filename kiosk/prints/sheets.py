"""The sheets that are filled in by hand: which columns, rows and hours they have, frozen so that they can be keyed back in."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import NotRequired, TypedDict
from zoneinfo import ZoneInfo

from kiosk import campaigns, people, records
from kiosk.campaigns import Window, event_window
from kiosk.errors import InvalidFields
from kiosk.prints.runs import RunKind, RunPlan

USUAL_COLUMNS = ("name", "unit", "phone4", "time", "signature", "remarks")
COLUMNS = (*USUAL_COLUMNS, "time_out", "gender", "age_band", "resident")
ROWS_PORTRAIT, ROWS_LANDSCAPE, MOST_PORTRAIT_COLUMNS = 20, 12, 6
ITEMS_PER_PAGE, MOST_HOURS, RECORD_ROWS = 6, 8, 12
SIGN_PAPERS = ("A4", "A5")
CONSULTATIONS = "consultation"
"""The last row of a tally sheet: no material, what people asked at the booth."""


class Asked(TypedDict):
    """What every plan takes besides its own: see RunPlan."""

    by: str
    base_url: str
    language: NotRequired[str]
    sample: NotRequired[bool]
    local_confirmed: NotRequired[bool]
    id: NotRequired[str]


def sign_in_plan(
    connection: sqlite3.Connection, event: str, *, pages: int = 1, columns: tuple[str, ...] = USUAL_COLUMNS, prefilled: bool = False,
    retention_days: int = 90, asked: Asked,
) -> RunPlan:  # fmt: skip
    """Return the plan of a sign-in sheet; ``prefilled`` writes the roster into its rows and adds the pages that it takes."""
    if not columns or set(columns) - set(COLUMNS) or "name" not in columns:
        raise InvalidFields({"columns": ("printing.name_column_needed", {})})
    columns = tuple(column for column in COLUMNS if column in columns)
    rows = ROWS_PORTRAIT if len(columns) <= MOST_PORTRAIT_COLUMNS else ROWS_LANDSCAPE
    invited = [row["person"] for row in records.all_of(connection, people.ROSTER, event)] if prefilled else []
    pages = max(pages, -(-len(invited) // rows))
    layout = {"columns": list(columns), "rows_per_page": rows, "people": invited, "retention_days": retention_days}
    return _plan(event, "sign_in", pages, layout, asked)


def booth_sign_plan(connection: sqlite3.Connection, booth: str, *, paper: str = "A4", asked: Asked) -> RunPlan:
    """Return the plan of a booth's sign."""
    row = records.get(connection, campaigns.BOOTH, booth)
    if paper not in SIGN_PAPERS:
        raise InvalidFields({"paper": ("errors.bad_choice", {"value": paper})})
    return _plan(row["event"], "booth_sign", 1, {"paper": paper}, {"language": row["language"], **asked}, booth)


def tally_sheet_plan(connection: sqlite3.Connection, booth: str, *, asked: Asked) -> RunPlan:
    """Return the plan of a booth's 正字 tally sheet: the event's hours across, the campaign's materials and the consultations down."""
    row = records.get(connection, campaigns.BOOTH, booth)
    event = records.get(connection, campaigns.EVENT, row["event"])
    items = [item["id"] for item in records.all_of(connection, campaigns.MATERIAL, event["campaign"])]
    if not items:
        raise InvalidFields({"material": ("printing.material_needed", {})})
    items.append(CONSULTATIONS)
    layout = {"hours": hours_of(event_window(event), event["zone"]), "items": items, "items_per_page": ITEMS_PER_PAGE}
    return _plan(event["id"], "tally_sheet", -(-len(items) // ITEMS_PER_PAGE), layout, asked, booth)


def record_plan(connection: sqlite3.Connection, event: str, *, asked: Asked) -> RunPlan:
    """Return the plan of the event's distribution record: a row for each booth and material."""
    row = records.get(connection, campaigns.EVENT, event)
    booths = records.all_of(connection, campaigns.BOOTH, event)
    materials = records.all_of(connection, campaigns.MATERIAL, row["campaign"])
    rows = [{"booth": booth["id"], "material": material["id"]} for booth in booths for material in materials]
    return _plan(event, "record", max(1, -(-len(rows) // RECORD_ROWS)), {"rows": rows, "rows_per_page": RECORD_ROWS}, asked)


def hours_of(window: Window, zone: str) -> list[str]:
    """Return where the columns of a tally sheet begin, HH:MM in the event's zone: whole hours, longer steps beyond eight."""
    starts, ends = (
        datetime.fromtimestamp(moment / 1000, UTC).astimezone(ZoneInfo(zone)) for moment in (window.starts, window.ends)
    )
    first = starts.replace(minute=0)
    hours = max(1, -(-int((ends - first).total_seconds()) // 3600))
    step = -(-hours // MOST_HOURS)
    return [f"{max(starts, first + timedelta(hours=hour)):%H:%M}" for hour in range(0, hours, step)]


def _plan(event: str, kind: RunKind, pages: int, layout: dict[str, object], asked: Asked, booth: str = "") -> RunPlan:
    return RunPlan(event=event, kind=kind, copies=pages, layout=layout, booth=booth, **asked)
