"""Paper of the street, planned and made: flyers with their bundle slips, booth signs, tally sheets, the distribution record."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from kiosk import campaigns, languages, records
from kiosk.campaigns import Window, event_window
from kiosk.errors import InvalidFields, NotFound
from kiosk.prints.flyers import make_flyer
from kiosk.prints.parts import Part, codes_of
from kiosk.prints.plans import Maker, NothingToPrint, Planner, chosen_booths, chosen_material, pages_plan
from kiosk.prints.runs import MOST_BUNDLE, RunPlan, bundle_count, bundle_serials
from kiosk.prints.texts import EventFacts
from kiosk.prints.wishes import Asked, Wish
from kiosk.records import variant_of
from printables.booth_sign import BoothSign, BoothSigns
from printables.bundle_slip import Bundle, BundleSlips
from printables.distribution_record import DistributionRecord, DistributionRow
from printables.document import Printable
from printables.flyer import USUAL_QR_MM
from printables.page import LAYOUTS, USUAL_UP
from printables.tally_sheet import TallySheet

USUAL_COPIES, MOST_COPIES = 100, 100_000
USUAL_BUNDLE = 50
FLYER_PAPERS = tuple(USUAL_QR_MM)
SIGN_PAPERS = ("A4", "A5")
ITEMS_PER_PAGE, MOST_HOURS, RECORD_ROWS = 6, 8, 12
CONSULTATIONS = "consultation"
"""The last row of a tally sheet: no material, what people asked at the booth."""


def ups_of(paper: str) -> tuple[int, ...]:
    """Return how many flyers of a paper size may share a sheet, the usual number first."""
    return tuple(sorted({1, *(up for name, up in LAYOUTS if name == paper)}, reverse=True))


def flyer_plan(
    connection: sqlite3.Connection, event: str, material: str, *, by: str, base_url: str, copies: int = USUAL_COPIES,
    bundle_size: int = USUAL_BUNDLE, per_copy: bool = False, paper: str = "", up: int = 0, language: str = "", unit_cost: str = "",
    sample: bool = False, local_confirmed: bool = False, id: str = "",
) -> RunPlan:  # fmt: skip
    """Return the plan of a run of flyers, with the material's own paper, language and cost where none is said.

    NotFound, InvalidFields.
    """
    row = records.get(connection, campaigns.MATERIAL, material)
    if row["campaign"] != records.get(connection, campaigns.EVENT, event)["campaign"]:
        raise NotFound()
    paper = paper or (row["paper"] if row["paper"] in FLYER_PAPERS else "A4")
    up = up or USUAL_UP.get(paper, 1)
    if paper not in FLYER_PAPERS or up not in ups_of(paper):
        raise InvalidFields({"layout": ("errors.bad_choice", {"value": f"{paper} × {up}"})})
    return RunPlan(
        event, "flyer", by, base_url, copies, id=id, material=material, bundle_size=bundle_size, per_copy=per_copy,
        layout={"paper": paper, "up": up}, language=language or row["language"], unit_cost=unit_cost or row["unit_cost"],
        sample=sample, local_confirmed=local_confirmed,
    )  # fmt: skip


def plan_flyers(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: material, copies, bundle_size, layout (A5/2), per_copy, unit_cost."""
    paper, _, up = wish.text("layout").partition("/")
    cost = records.clean_values(campaigns.MATERIAL, {"unit_cost": wish.text("unit_cost")}, partial=True)["unit_cost"]
    return [flyer_plan(
        connection, event, chosen_material(connection, event, "flyer", wish), copies=wish.number("copies", USUAL_COPIES, MOST_COPIES),
        bundle_size=wish.number("bundle_size", USUAL_BUNDLE, MOST_BUNDLE), per_copy=wish.ticked("per_copy"), paper=paper,
        up=int(up) if up in ("1", "2", "4") else 0, unit_cost=str(cost), **wish.asked,
    )]  # fmt: skip


def make_flyers(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """Flyers, then the slips of their bundles."""
    flyers = [make_flyer(connection, part.run, *_codes_of_copies(connection, part), part.copies)] if part.which != "slips" else []
    return [*flyers, *([_slips(connection, part)] if part.which != "flyers" else [])]


def _codes_of_copies(connection: sqlite3.Connection, part: Part) -> tuple[Sequence[str], int]:
    """Return (codes, copies that carry each)."""
    if part.run["per_copy"]:
        return codes_of(connection, part, "copy"), 1
    codes, size = codes_of(connection, part, "bundle"), part.run["bundle_size"]
    if (part.first - 1) % size == 0:
        return codes, size
    return [codes[part.bundle_of(copy) - part.bundles[0]] for copy in range(part.first, part.last + 1)], 1


def _slips(connection: sqlite3.Connection, part: Part) -> BundleSlips:
    material = records.get(connection, campaigns.MATERIAL, part.run["material"])
    facts, run = EventFacts(connection, part.run), cast(sqlite3.Row, part.run)
    serials = [bundle_serials(run, number) for number in part.bundles]
    bundles = tuple(
        Bundle(number, code, last - first + 1, first, last)
        for number, code, (first, last) in zip(part.bundles, codes_of(connection, part, "slip"), serials, strict=True)
    )
    name = f"{material['code']} {variant_of(material, 'title', facts.language)}"
    return BundleSlips(
        facts.languages, f"{facts.event['code']}-{run['code']}", name, part.prefix, bundles, facts.title, bundle_count(run), part.mark
    )


def plan_booth_signs(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: booths, paper (A4, a tent; A5)."""
    paper = wish.one_of("paper", SIGN_PAPERS, "A4")
    return [booth_sign_plan(connection, booth, paper=paper, asked=wish.each) for booth in chosen_booths(connection, event, wish)]


def booth_sign_plan(connection: sqlite3.Connection, booth: str, *, paper: str = "A4", asked: Asked) -> RunPlan:
    """Return the plan of a booth's sign, in the booth's language where none is said."""
    row = records.get(connection, campaigns.BOOTH, booth)
    return pages_plan(row["event"], "booth_sign", 1, {"paper": paper}, {"language": row["language"], **asked}, booth=booth)


def make_booth_signs(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    booth = records.get(connection, campaigns.BOOTH, part.run["booth"])
    facts = EventFacts(connection, part.run)
    [public], [staff] = codes_of(connection, part, "booth"), codes_of(connection, part, "booth_staff")
    sign = BoothSign(booth["code"], variant_of(booth, "name", facts.language), public, staff)
    paper = part.layout.get("paper", "A4")
    return [BoothSigns(facts.languages, facts.title, part.prefix, (sign,), facts.when, facts.host, paper, part.mark)]


def join_signs(printables: Sequence[Printable]) -> list[Printable]:
    """Return the same, signs of one event and paper as one printable, so that A5 signs share their sheets."""
    joined: dict[tuple[object, ...], BoothSigns] = {}
    for sign in printables:
        if isinstance(sign, BoothSigns):
            key = (sign.languages, sign.prefix, sign.paper, sign.mark)
            joined[key] = replace(joined[key], signs=joined[key].signs + sign.signs) if key in joined else sign
    return [*(one for one in printables if not isinstance(one, BoothSigns)), *joined.values()]


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


PLANS: dict[str, Planner] = {
    "flyer": plan_flyers, "booth_sign": plan_booth_signs, "tally_sheet": plan_tally_sheets, "record": plan_record,
}  # fmt: skip
MAKERS: dict[str, Maker] = {
    "flyer": make_flyers, "booth_sign": make_booth_signs, "tally_sheet": make_tally_sheets, "record": make_record,
}  # fmt: skip
