"""The tables of the tallies: made once, shown as HTML and handed out as CSV with the same figures."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from kiosk.figures.holdings import BundleHeld, PhoneHeard
from kiosk.figures.live_event import LiveEvent
from kiosk.figures.rates import rates_of
from kiosk.figures.tallies import Figures
from kiosk.languages import say_list
from kiosk.people import name_of
from kiosk.plan.files import write_table
from kiosk.records import variant_of
from kiosk.wall import SORTS
from kiosk.web.context import language, store, t
from kiosk.web.late import say_late

Kind = Literal["text", "named", "number", "difference", "percent", "time"]
MARKS = {"scan": "scan", "count": "count", "paper": "paper", "remainder": "remainder", "estimate": "estimate", "self": "scan", "volunteer": "count"}
"""How a figure was counted → the mark that says so: who signs in by own phone scanned a code, a volunteer's phone counts."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something of the plan: its human code, its name in the reader's language, and a booth's colour."""

    code: str
    name: str = ""
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; None is "not measurable"."""

    value: Named | str | int | Decimal | None
    marks: tuple[str, ...] = ()
    tone: str = ""


@dataclass
class Table:
    """One table: ``name`` is in its address, each column a heading and a kind."""

    name: str
    caption: str
    columns: list[tuple[str, Kind]]
    rows: list[list[Cell]] = field(default_factory=list)
    total: list[Cell] = field(default_factory=list)
    note: str = ""
    summary: str = ""


def marks_of(figures: Figures, name: str) -> tuple[str, ...]:
    """Return the marks of how a figure was counted, in the order of the legend."""
    used = {MARKS.get(method, "count") for method, amount in figures.methods.get(name, Counter()).items() if amount}
    return tuple(mark for mark in ("scan", "count", "paper", "estimate", "remainder") if mark in used)


def booth_cell(booth: sqlite3.Row) -> Named:
    """Return a booth as tables name it."""
    return Named(booth["code"], variant_of(booth, "name", language()), booth["colour"] or 1)


def material_cell(material: sqlite3.Row) -> Named:
    """Return a material as tables name it."""
    return Named(material["code"], variant_of(material, "title", language()))


def moved(event: LiveEvent, figures: Figures, *, hour: bool = False) -> list[Cell]:
    """Return the cells of what happened to the copies, how many scanned and what they did."""
    cells = [
        *([] if hour else [Cell(figures.issued, marks_of(figures, "issued")), Cell(figures.transferred)]),
        Cell(figures.handed_out, marks_of(figures, "handed_out")),
        Cell(figures.returned, marks_of(figures, "returned")),
        Cell(figures.spoiled, marks_of(figures, "spoiled")),
    ]
    if not hour:
        tone = "info" if not event.is_over and (figures.unaccounted or 0) >= 0 else "bad" if figures.unaccounted else "good"
        nothing = figures.unaccounted is None and not figures.unmeasured
        cells.append(Cell("" if nothing else figures.unaccounted, tone=tone))
    scans = marks_of(figures, "responses")
    return [*cells, Cell(figures.responses, scans), Cell(figures.unique_responses, scans), Cell(figures.actions, scans)]


def _moved_columns(event: LiveEvent, *, hour: bool = False) -> list[tuple[str, Kind]]:
    left = "common.movement.difference" if event.is_over else "common.movement.in_hand"
    first: list[tuple[str, Kind]] = (
        [] if hour else [(t("common.movement.issued"), "number"), (t("tallies.moved"), "number")]
    )
    middle: list[tuple[str, Kind]] = [(t(f"common.movement.{name}"), "number") for name in ("handed_out", "returned", "spoiled")]
    last: list[tuple[str, Kind]] = [(t(f"common.noun.{name}"), "number") for name in ("responses", "unique_responses", "actions")]
    return [*first, *middle, *last] if hour else [*first, *middle, (t(left), "difference"), *last]


def by_booth(event: LiveEvent) -> Table:
    """Return what each booth did, with its consultations and visits."""
    columns: list[tuple[str, Kind]] = [
        (t("common.noun.booth"), "named"), *_moved_columns(event), (t("common.noun.consultations"), "number"), (t("common.noun.visits"), "number"),
    ]  # fmt: skip
    table = Table("booth", t("tallies.table.booth"), columns)
    for booth, figures in event.by_booth:
        table.rows.append([Cell(booth_cell(booth)), *moved(event, figures), *_people(figures)])
    table.total = [Cell(t("common.total")), *moved(event, event.whole), *_people(event.whole)]
    return table


def _people(figures: Figures) -> list[Cell]:
    return [Cell(figures.consultations, marks_of(figures, "consultations")), Cell(figures.visits, marks_of(figures, "visits"))]


def by_booth_material(event: LiveEvent) -> Table:
    """Return what each booth did with each material."""
    columns: list[tuple[str, Kind]] = [(t("common.noun.booth"), "named"), (t("common.noun.material"), "named"), *_moved_columns(event)]
    table = Table("booth-material", t("tallies.table.booth_material"), columns)
    for booth, material, figures in event.by_booth_material:
        table.rows.append([Cell(booth_cell(booth)), Cell(material_cell(material)), *moved(event, figures)])
    table.total = [Cell(t("common.total")), Cell(""), *moved(event, event.whole)]
    return table


def by_material(event: LiveEvent) -> Table:
    """Return what became of each material, with its rates and how many to print next time."""
    columns: list[tuple[str, Kind]] = [
        (t("common.noun.material"), "named"), (t("common.movement.printed"), "number"), *_moved_columns(event),
        (t("tallies.rate.handed"), "percent"), (t("tallies.rate.response"), "percent"), (t("tallies.print_next"), "number"),
    ]  # fmt: skip
    table = Table("material", t("tallies.table.material"), columns)
    for material, figures in event.by_material:
        rates = rates_of(figures)
        more = [Cell(rates.handed_of_issued or ""), Cell(rates.response or ""), Cell(event.print_next(material, figures) or "")]
        table.rows.append([Cell(material_cell(material)), Cell(figures.printed, marks_of(figures, "printed")), *moved(event, figures), *more])
    rates = event.rates
    more = [Cell(rates.handed_of_issued or ""), Cell(rates.response or ""), Cell("")]
    table.total = [Cell(t("common.total")), Cell(event.whole.printed, marks_of(event.whole, "printed")), *moved(event, event.whole), *more]
    return table


def by_hour(event: LiveEvent) -> Table:
    """Return what happened in each hour of the event's own clock."""
    columns: list[tuple[str, Kind]] = [
        (t("common.noun.hour"), "text"), *_moved_columns(event, hour=True), (t("common.noun.consultations"), "number"), (t("common.noun.visits"), "number"),
    ]  # fmt: skip
    table = Table("hour", t("tallies.table.hour"), columns)
    several_days = len({name[:10] for name, _figures in event.by_hour}) > 1
    for name, figures in event.by_hour:
        cells = [*moved(event, figures, hour=True), *_people(figures)]
        if not any(cell.value for cell in cells):
            continue  # the hour in which the bundles were issued
        said = f"{name[:10]} {name[11:16]}" if several_days else name[11:16]
        table.rows.append([Cell(said), *cells])
    return table


def by_bundle(event: LiveEvent, *, names: bool) -> Table:
    """Return each bundle: who holds it and since when, and what was counted from it by its code."""
    columns: list[tuple[str, Kind]] = [
        (t("common.noun.bundle"), "text"), (t("common.noun.material"), "named"), (t("tallies.holder"), "named"), (t("tallies.who"), "text"),
        (t("tallies.since"), "time"), *((t(f"common.movement.{name}"), "number") for name in _OF_BUNDLE), (t("tallies.left"), "number"),
    ]  # fmt: skip
    table = Table("bundle", t("tallies.table.bundle"), columns, note=t("tallies.bundle_note"))
    booths = {booth["id"]: booth_cell(booth) for booth in event.booths}
    materials = {material["id"]: material_cell(material) for material in event.materials}
    who = namer(event, names=names)
    for bundle in event.bundles:
        where = Named("", t("tallies.elsewhere")) if bundle.elsewhere else _holder(bundle, booths)
        table.rows.append([
            Cell(f"{bundle.run_code}/{bundle.number}"), Cell(materials.get(bundle.material, Named(""))), Cell(where),
            Cell(who(bundle.person) if bundle.left else ""), Cell(clock(bundle.since, event.row["zone"])),
            *(Cell(bundle.sums[name]) for name in _OF_BUNDLE), Cell(bundle.left),
        ])  # fmt: skip
    open_bundles = sum(bundle.left != 0 and not bundle.elsewhere for bundle in event.bundles)
    table.summary = t("tallies.bundles_open", count=open_bundles) if open_bundles else ""
    return table


_OF_BUNDLE = ("issued", "handed_out", "returned", "spoiled")


def _holder(bundle: BundleHeld, booths: dict[str, Named]) -> Named:
    if not bundle.left:
        return Named("", t("tallies.store_again") if bundle.sums["returned"] else t("tallies.used_up"))
    return booths.get(bundle.booth, Named(bundle.booth))


def by_phone(event: LiveEvent, *, names: bool) -> Table:
    """Return what was counted on each phone, and when it was last heard of; names only for who may see them."""
    columns: list[tuple[str, Kind]] = [
        (t("tallies.phone"), "text"), (t("tallies.who"), "text"), (t("common.noun.booth"), "named"),
        (t("common.movement.handed_out"), "number"), (t("common.movement.returned"), "number"), (t("common.movement.spoiled"), "number"),
        (t("common.noun.consultations"), "number"), (t("tallies.sign_ins"), "number"), (t("tallies.entries"), "number"), (t("tallies.last_heard"), "time"),
    ]  # fmt: skip
    table = Table("phone", t("tallies.table.phone"), columns)
    booths = {booth["id"]: booth_cell(booth) for booth in event.booths}
    who = namer(event, names=names)
    for phone in event.phones:
        row = phone.row
        table.rows.append([
            Cell(phone_name(phone, names=names)), Cell(who(row["person"] or "") if row else ""), Cell(booths.get(row["booth"], Named("")) if row else Named("")),
            *(Cell(phone.sums[kind]) for kind in ("hand_out", "return", "spoil", "consultation", "check_in")),
            Cell(phone.entries), Cell(clock(phone.last_heard, event.row["zone"]) if phone.last_heard else ""),
        ])  # fmt: skip
    return table


def phone_name(phone: PhoneHeard, *, names: bool) -> str:
    if phone.row is not None:
        return t("tallies.phone_number", number=phone.row["number"]) + (f" {phone.row['name']}" if names and phone.row["name"] else "")
    kind, _, number = phone.id.partition(":")
    if number.isdecimal():
        return t("tallies.phone_number", number=number)
    return t("tallies.source.account") if kind == "account" else t("tallies.source.public") if kind == "public" else t("tallies.source.kiosk")


def by_person(event: LiveEvent, *, names: bool) -> Table:
    """Return who was on shift, where and for how long; who was planned and did not come."""
    columns: list[tuple[str, Kind]] = [
        (t("tallies.who"), "text"), (t("common.noun.booth"), "named"), (t("tallies.planned"), "text"), (t("tallies.came"), "time"),
        (t("tallies.went"), "time"), (t("tallies.hours"), "number"),
    ]  # fmt: skip
    table = Table("volunteer", t("tallies.table.volunteer"), columns)
    booths = {booth["id"]: booth_cell(booth) for booth in event.booths}
    who, zone = namer(event, names=names), event.row["zone"]
    planned = {span.person: span for span in event.duty.planned}
    for span in sorted(event.duty.worked, key=lambda span: span.starts):
        plan = planned.pop(span.person, None)
        said = f"{clock(plan.starts, zone)}–{clock(plan.ends or 0, zone)}" if plan else ""
        hours = Cell(event.duty.hours_of(span.person)) if span.ends else Cell(t("tallies.on_duty"), tone="good")
        came_went = [Cell(clock(span.starts, zone)), Cell(clock(span.ends, zone) if span.ends else "")]
        table.rows.append([Cell(who(span.person)), Cell(booths.get(span.booth, Named(""))), Cell(said), *came_went, hours])
    for span in planned.values():
        said = f"{clock(span.starts, zone)}–{clock(span.ends or 0, zone)}"
        missing = Cell(t("tallies.did_not_come"), tone="warn") if event.duty.worked and event.is_over else Cell("")
        table.rows.append([Cell(who(span.person)), Cell(booths.get(span.booth, Named(""))), Cell(said), missing, Cell(""), Cell("")])
    return table


def namer(event: LiveEvent, *, names: bool) -> Callable[[str], str]:
    """Return what says a person's code, with the name for who may see names."""
    connection = store().read()
    rows = connection.execute(
        "SELECT p.id, p.code, i.name FROM person p LEFT JOIN identity i ON i.subject = p.id WHERE p.id IN"
        " (SELECT person FROM shift WHERE event = ?1 UNION SELECT person FROM device WHERE event = ?1)",
        (event.id,),
    ).fetchall()
    known = {row["id"]: f"{row['code']} {row['name'] or ''}".strip() if names else row["code"] for row in rows}
    return lambda person: known.get(person) or (name_of(connection, person) if names and person else "")


def of_wall(event: LiveEvent) -> Table:
    """Return how many notes of each sort were left, and what became of the wishes."""
    whole, days = event.whole, event.whole.wish_median_days
    columns: list[tuple[str, Kind]] = [
        *((t(f"wall.many.{sort}"), "number") for sort in SORTS), (t("wall.claimed"), "number"), (t("wall.delivered"), "number"),
        (t("wall.median_days"), "number"),
    ]  # fmt: skip
    table = Table("wall", t("wall.title"), [(t("common.noun.event"), "named"), *columns])
    if not whole.notes_by_sort.total():
        return table
    counts = [Cell(whole.notes_by_sort[sort], marks_of(whole, "wishes" if sort == "wish" else "notes")) for sort in SORTS]
    later = [Cell(whole.wishes_claimed), Cell(whole.wishes_delivered), Cell("" if days is None else Decimal(str(days)))]
    table.rows.append([Cell(Named(event.row["code"], variant_of(event.row, "title", language()))), *counts, *later])
    return table


def clock(moment: int, zone: str) -> str:
    """Return the wall clock of the event's place, HH:MM."""
    return datetime.fromtimestamp(moment / 1000, ZoneInfo(zone)).strftime("%H:%M")


def tables_of(event: LiveEvent, *, names: bool) -> list[Table]:
    """Return every table of an event that has rows."""
    made = [by_booth_material(event), by_booth(event), by_material(event), by_hour(event), by_bundle(event, names=names),
            by_person(event, names=names), of_wall(event), by_phone(event, names=names)]  # fmt: skip
    for table in made[:2]:
        table.note = " · ".join(one for said in say_late(event.row, event.late).values() for one in said)
    return [_without_idle_columns(table) for table in made if table.rows]


def _without_idle_columns(table: Table) -> Table:
    """Leave out number columns in which nothing ever happened, so that what did can be read."""
    keep = [
        index
        for index, (_heading, kind) in enumerate(table.columns)
        if kind not in ("number", "percent") or any(row[index].value not in (0, "") for row in table.rows)
    ]
    table.columns = [table.columns[index] for index in keep]
    table.rows = [[row[index] for index in keep] for row in table.rows]
    table.total = [table.total[index] for index in keep] if table.total else []
    return table


def to_csv(table: Table) -> bytes:
    """Return the table for a spreadsheet, with how its figures were counted in a last column."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    headings = [heading for name, kind in table.columns for heading in ([name, t("tallies.code_of", column=name)] if kind == "named" else [name])]
    if not any(cell.marks for row in rows for cell in row):
        return write_table(headings, (_csv_row(table.columns, row) for row in rows))
    lines = ([*_csv_row(table.columns, row), _say_counted(table.columns, row)] for row in rows)
    return write_table([*headings, t("common.method.title")], lines)


def _say_counted(columns: Sequence[tuple[str, Kind]], row: Sequence[Cell]) -> str:
    """Return "issued: count; handed out: remainder" of the figures in a row that are not zero."""
    said = [
        t("tallies.counted_how", figure=heading, how=say_list(language(), [t(f"common.method.{mark}") for mark in cell.marks]))
        for (heading, _kind), cell in zip(columns, row)
        if cell.marks and cell.value
    ]
    return t("common.list.semicolon").join(said)


def _csv_row(columns: Sequence[tuple[str, Kind]], row: Iterable[Cell]) -> list[object]:
    said: list[object] = []
    for (_heading, kind), cell in zip(columns, row):
        value = cell.value
        if kind == "named":
            said += [value.name, value.code] if isinstance(value, Named) else [str(value), ""]
        elif kind == "percent" and isinstance(value, Decimal):
            said.append(round(value, 4))
        else:
            said.append(t("common.reconciliation.not_measurable") if value is None else value)
    return said
