"""Pages of figures: the 正字 tally sheet (hours × items, the consultations last) and the distribution record (booth and material a line) as facts."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.campaigns import BOOTH, EVENT, MATERIAL, Window, event_window
from kiosk.consultations import count_consultations
from kiosk.distribution import Stock, event_stock
from kiosk.errors import InvalidFields
from kiosk.ledger import MAX_QUANTITY
from kiosk.prints.sheet_words import CONSULTATIONS
from kiosk.records import Problem, all_of, get
from kiosk.sheets import Sheet, Wanted, clock_at

MOVES = {"issue": ("store", "booth"), "hand_out": ("booth", "public"), "return": ("booth", "store"), "spoil": ("booth", "waste")}
"""The record's columns of figures: kind → (from, to), where ``booth`` is the line's own booth."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of figures.  ``cells`` are as typed: by hour and a total on a tally sheet, by kind of movement on a record.

    ``counted`` is what the ledger holds already for this booth and material, from this page or not; ``consulted`` the same for
    the line of consultations, which has no material.
    """

    row: int
    booth: str
    material: str
    cells: Mapping[str, str]
    is_free: bool = False
    counted: Stock | None = None
    consulted: int | None = None

    @property
    def kind(self) -> str:
        """What a stroke on a tally sheet's line is."""
        return "consultation" if self.material == CONSULTATIONS else "hand_out"

    @property
    def strokes(self) -> int | None:
        """How many the ledger holds already of what a tally sheet's line counts; None for none yet."""
        return self.counted.handed_out if self.counted else self.consulted

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in it."""
        return not any(self.cells.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """A whole page of figures; ``empty``: somebody says that nothing was counted on it."""

    lines: tuple[Line, ...]
    empty: bool = False


def columns_of(sheet: Sheet) -> list[str]:
    """Return the names of a line's cells: ``0`` … for the hours and ``total``, or the kinds of movement."""
    if sheet.kind == "tally_sheet":
        return [*(str(hour) for hour in range(len(sheet.layout["hours"]))), "total"]
    return list(MOVES)


def read_figures(connection: sqlite3.Connection, sheet: Sheet, page: int, facts: Sequence[sqlite3.Row]) -> Figures:
    """Return the page as it is keyed; blank where it is not."""
    keyed = {(fact["kind"], fact["row"]): fact for fact in facts}
    lines = [_keyed_line(sheet, line, keyed) for line in _blank_lines(connection, sheet, page)]
    return Figures(tuple(lines), ("sheet_empty", 0) in keyed)


def type_figures(connection: sqlite3.Connection, sheet: Sheet, page: int, form: Mapping[str, str]) -> Figures:
    """Return the page as a form says it (``0-1``, ``total-1``, ``issue-1``, ``booth-13`` …, ``empty``)."""
    lines = []
    for line in _blank_lines(connection, sheet, page):
        cells = {column: form.get(f"{column}-{line.row}", "").strip() for column in columns_of(sheet)}
        booth, material = line.booth, line.material
        if line.is_free:
            booth, material = form.get(f"booth-{line.row}", ""), form.get(f"material-{line.row}", "")
        lines.append(replace(line, booth=booth, material=material, cells=cells))
    return Figures(tuple(lines), bool(form.get("empty")))


def wanted_facts(connection: sqlite3.Connection, sheet: Sheet, typed: Figures) -> list[Wanted]:
    """Return the facts that a typed page says; InvalidFields names every cell that cannot be read."""
    event = get(connection, EVENT, sheet.event)
    problems: dict[str, Problem] = {}
    facts: list[Wanted] = []
    for line in (line for line in typed.lines if not line.is_blank):
        figures = {column: _read_figure(column, line, problems) for column in line.cells}
        if sheet.kind == "tally_sheet":
            facts += _tallied(event, sheet, line, figures, problems)
        else:
            _check_line(connection, event, line, problems)
            facts += _recorded(event_window(event), line, figures)
    if not facts and typed.empty:
        facts = [Wanted("sheet_empty", 0, event_window(event).starts)]
    elif not facts and not problems:
        problems["empty"] = ("keying.nothing_typed", {})
    elif typed.empty:
        problems["empty"] = ("keying.not_empty", {})
    if problems:
        raise InvalidFields(problems)
    return facts


def differences(mine: Figures, theirs: Figures) -> list[tuple[int, str, str, str]]:
    """Return what two typings of a page disagree about: (row, column, theirs, mine)."""
    return [
        (one.row, column, other.cells.get(column, ""), typed)
        for one, other in zip(mine.lines, theirs.lines, strict=True)
        for column, typed in one.cells.items()
        if typed != other.cells.get(column, "")
    ]


def middle_of_hour(event: sqlite3.Row, hours: Sequence[str], hour: int) -> int:
    """Return the instant (ms) that stands for a column of a tally sheet: half-way to the next one, or to the event's end."""
    window = event_window(event)
    starts = clock_at(event, hours[hour]) or window.starts
    ends = (clock_at(event, hours[hour + 1]) if hour + 1 < len(hours) else None) or max(window.ends, starts)
    return (starts + ends) // 2


def _blank_lines(connection: sqlite3.Connection, sheet: Sheet, page: int) -> list[Line]:
    stock = event_stock(connection, sheet.event)

    def line(row: int, booth: str, material: str) -> Line:
        consulted = count_consultations(connection, sheet.event, booth) or None if material == CONSULTATIONS else None
        return Line(row, booth, material, {}, not (booth and material), stock.get(booth, {}).get(material), consulted)

    if sheet.kind == "tally_sheet":
        items = sheet.layout["items"][(page - 1) * sheet.layout["items_per_page"] :][: sheet.layout["items_per_page"]]
        return [line(row, sheet.booth, material) for row, material in enumerate(items, 1)]
    per_page = int(sheet.layout["rows_per_page"])
    printed = sheet.layout["rows"][(page - 1) * per_page :][:per_page]
    lines = [line(row, each["booth"], each["material"]) for row, each in enumerate(printed, 1)]
    return lines + [line(row, "", "") for row in range(len(lines) + 1, per_page + 1)]


def _cell_row(sheet: Sheet, line: int, column: str) -> int:
    """Return the number of a cell of a tally sheet within its page: each is a fact of its own."""
    columns = columns_of(sheet)
    return (line - 1) * len(columns) + columns.index(column) + 1


def _keyed_line(sheet: Sheet, line: Line, keyed: Mapping[tuple[str, int], sqlite3.Row]) -> Line:
    if sheet.kind == "tally_sheet":
        found = {column: keyed.get((line.kind, _cell_row(sheet, line.row, column))) for column in columns_of(sheet)}
    else:
        found = {kind: keyed.get((kind, line.row)) for kind in MOVES}
    cells = {column: str(fact["quantity"]) if fact else "" for column, fact in found.items()}
    first = next((fact for fact in found.values() if fact is not None), None)
    if line.is_free and first is not None:
        return Line(line.row, _booth_of(first), first["material"], cells, True, None)
    return replace(line, cells=cells)


def _booth_of(fact: sqlite3.Row) -> str:
    place = fact["target"] if fact["kind"] == "issue" else fact["source"]
    return str(place).removeprefix("booth:")


def _tallied(
    event: sqlite3.Row, sheet: Sheet, line: Line, figures: Mapping[str, int], problems: dict[str, Problem]
) -> list[Wanted]:
    """Return a hand-out or the consultations per hour; a total alone stands at the middle of the event, beside hours it must be their sum."""
    hours = {column: figure for column, figure in figures.items() if column != "total" and figure}
    total = figures.get("total", 0)
    if hours and total and sum(hours.values()) != total:
        problems[f"total-{line.row}"] = ("keying.total_differs", {"sum": sum(hours.values())})
    window, printed = event_window(event), sheet.layout["hours"]
    at = {column: middle_of_hour(event, printed, int(column)) for column in hours}
    counted = hours or ({"total": total} if total else {})
    moved = {"source": f"booth:{line.booth}", "target": "public", "material": line.material}
    where = {"booth": line.booth} if line.kind == "consultation" else moved
    middle = (window.starts + window.ends) // 2
    return [
        Wanted(line.kind, _cell_row(sheet, line.row, column), at.get(column, middle), figure, **where)  # type: ignore[arg-type]
        for column, figure in counted.items()
    ]


def _recorded(window: Window, line: Line, figures: Mapping[str, int]) -> list[Wanted]:
    """Return a line's movements: issued when the event began, the rest when it ended."""
    place = {"booth": f"booth:{line.booth}"}
    return [
        Wanted(kind, line.row, window.starts if kind == "issue" else window.ends, figures[kind],
               source=place.get(source, source), target=place.get(target, target), material=line.material)
        for kind, (source, target) in MOVES.items()
        if figures.get(kind)
    ]  # fmt: skip


def _check_line(connection: sqlite3.Connection, event: sqlite3.Row, line: Line, problems: dict[str, Problem]) -> None:
    if line.booth not in {row["id"] for row in all_of(connection, BOOTH, event["id"], archived=True)}:
        problems[f"booth-{line.row}"] = ("errors.required", {})
    if line.material not in {row["id"] for row in all_of(connection, MATERIAL, event["campaign"], archived=True)}:
        problems[f"material-{line.row}"] = ("errors.required", {})


def _read_figure(column: str, line: Line, problems: dict[str, Problem]) -> int:
    typed = line.cells[column].replace(",", "")
    if typed and (not typed.isascii() or not typed.isdigit() or len(typed) > 9 or int(typed) > MAX_QUANTITY):
        problems[f"{column}-{line.row}"] = ("errors.bad_number", {"value": line.cells[column]})
        return 0
    return int(typed or 0)
