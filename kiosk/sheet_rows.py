"""A page of the sign-in sheet: its rows as typed in, the facts they say, and who perhaps signed in by phone already."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.attendance import Participant, find_by_name
from kiosk.campaigns import EVENT, event_window
from kiosk.errors import InvalidFields
from kiosk.ledger import MAX_QUANTITY
from kiosk.people import name_of
from kiosk.printed_codes import block_of
from kiosk.records import Problem, get
from kiosk.sheets import SLIPS, Sheet, Wanted, clock_at, note_of, participant_of, say_clock

NOTE_COLUMNS = ("unit", "remarks", "gender", "age_band")
"""What is written about a person beside name and number: kept as the lines of one erasable note, in this order."""
RESIDENT = {"1": True, "0": False}
_MINUTE = 60_000
OTHER = "other"
"""The decision that a row is somebody else than the participant of the same name."""
_LONGEST = {"name": 80, "phone4": 4, "time": 8, "time_out": 8, "unit": 80, "remarks": 200, "gender": 20, "age_band": 20}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page as typed.  ``invited`` is the roster person printed in it; ``same`` the decision who it is: '' undecided;
    ``person`` who it is on record."""

    row: int
    number: int
    cells: Mapping[str, str]
    signed: bool = False
    kept: bool = False
    invited: str = ""
    invited_name: str = ""
    same: str = ""
    person: str = ""

    @property
    def counts(self) -> bool:
        """Whether somebody signed in here: something more than a time was written, or the printed name was signed."""
        return self.signed or self.kept or any(text for column, text in self.cells.items() if not column.startswith("time"))

    @property
    def name(self) -> str:
        """The name as written, or as printed in advance."""
        return self.cells.get("name", "") or self.invited_name


@dataclass(frozen=True, slots=True)
class RowsPage:
    """A whole page as typed: its rows, the subtotal at its foot, and whether nobody signed."""

    rows: tuple[Row, ...]
    subtotal: str = ""
    empty: bool = False

    @property
    def signed_in(self) -> int:
        """How many rows count."""
        return sum(row.counts for row in self.rows)


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A row whose person perhaps signed in already."""

    row: int
    found: tuple[Participant, ...]


def read_rows(connection: sqlite3.Connection, sheet: Sheet, page: int, facts: Sequence[sqlite3.Row]) -> RowsPage:
    """Return the page as it is keyed; blank, with the printed names, where it is not."""
    event = get(connection, EVENT, sheet.event)
    by_key = {(fact["kind"], fact["row"]): fact for fact in facts}
    rows = (_row_of(event, blank, by_key) for blank in _blank_rows(connection, sheet, page))
    total = by_key.get(("sheet_total", 0))
    return RowsPage(tuple(rows), str(total["quantity"]) if total else "", ("sheet_empty", 0) in by_key)


def type_rows(connection: sqlite3.Connection, sheet: Sheet, page: int, form: Mapping[str, str]) -> RowsPage:
    """Return the page as a form says it (``name-1``, ``signed-1``, ``same-1`` … ``subtotal``, ``empty``)."""
    columns = [column for column in sheet.layout["columns"] if column != "signature"]
    rows = []
    for blank in _blank_rows(connection, sheet, page):
        cells = {column: _tidy(form.get(f"{column}-{blank.row}", "")) for column in columns}
        signed, kept, same = (form.get(f"{name}-{blank.row}", "") for name in ("signed", "kept", "same"))
        same = same if same == OTHER or _came(connection, sheet.event, same) else ""
        rows.append(Row(blank.row, blank.number, cells, bool(signed), bool(kept), blank.invited, blank.invited_name, same))
    return RowsPage(tuple(rows), _tidy(form.get("subtotal", "")), bool(form.get("empty")))


def wanted_facts(connection: sqlite3.Connection, sheet: Sheet, page: int, typed: RowsPage) -> list[Wanted]:
    """Return the facts that a typed page says; InvalidFields names every cell that cannot be read."""
    event = get(connection, EVENT, sheet.event)
    problems: dict[str, Problem] = {}
    facts: list[Wanted] = []
    at = event_window(event).starts
    for row in (row for row in typed.rows if row.counts):
        at = _read_time(event, row, "time", at, problems)  # a line without a time came after the one above it
        _check_cells(row, problems)
        seen = at if row.cells.get("time") else _seen_before(connection, sheet, row) or at
        facts.append(_check_in(sheet, page, row, seen, _erase_code(connection, sheet, page)))
        if row.cells.get("time_out"):
            left = _read_time(event, row, "time_out", at, problems)
            facts.append(Wanted("check_out", row.row, left, person=facts[-1].person))
    facts += _whole_page(event_window(event).starts, typed, problems)
    if not facts and not problems:
        problems["subtotal"] = ("keying.nothing_typed", {})
    if problems:
        raise InvalidFields(problems)
    return facts


def with_signed(typed: RowsPage, rows: Collection[int]) -> RowsPage:
    """Return the page with these rows signed, too; what was typed stays."""
    signed = (replace(row, signed=True) if row.row in rows and not row.counts else row for row in typed.rows)
    return replace(typed, rows=tuple(signed), empty=False)


def came_already(connection: sqlite3.Connection, event: str, people: Collection[str]) -> set[str]:
    """Return which of these people signed in at the event before, on paper or by phone."""
    query = "SELECT participant FROM visit WHERE event = ? AND seq > 0 AND participant IN (SELECT value FROM json_each(?))"
    return {row["participant"] for row in connection.execute(query, (event, json.dumps(list(people)))).fetchall()}


def look_alikes(connection: sqlite3.Connection, sheet: Sheet, page: int, typed: RowsPage) -> list[LookAlike]:
    """Return the rows that nobody has decided about and whose name somebody signed in with already, with who that is."""
    found = []
    own = {participant_of(sheet.run, page, row.row) for row in typed.rows}
    for row in typed.rows:
        if not row.counts or row.same or row.invited or not row.name:
            continue
        perhaps = tuple(
            one for one in find_by_name(connection, sheet.event, row.name, row.cells.get("phone4", "")) if one.id not in own
        )
        if perhaps:
            found.append(LookAlike(row.row, perhaps))
    return found


def differences(mine: RowsPage, theirs: RowsPage) -> list[tuple[int, str, str, str]]:
    """Return what two typings of a page disagree about: (row, column, theirs, mine); row 0 is the page's foot."""
    found = []
    for one, other in zip(mine.rows, theirs.rows, strict=True):
        said = [(column, other.cells.get(column, ""), text) for column, text in one.cells.items()]
        found += [(one.row, column, before, after) for column, before, after in said if before != after]
        if one.signed != other.signed:
            found.append((one.row, "signature", "✓" if other.signed else "", "✓" if one.signed else ""))
    if mine.subtotal != theirs.subtotal:
        found.append((0, "subtotal", theirs.subtotal, mine.subtotal))
    return found


def _blank_rows(connection: sqlite3.Connection, sheet: Sheet, page: int) -> Iterable[Row]:
    per_page, invited = int(sheet.layout["rows_per_page"]), sheet.layout.get("people") or []
    for row in range(1, per_page + 1):
        place = (page - 1) * per_page + row
        person = invited[place - 1] if place <= len(invited) else ""
        yield Row(row, sheet.pages_before * per_page + place, {}, invited=person, invited_name=name_of(connection, person) if person else "")


def _came(connection: sqlite3.Connection, event: str, participant: str) -> bool:
    row = connection.execute(
        "SELECT 1 FROM visit WHERE event = ? AND participant = ? AND seq > 0", (event, participant)
    ).fetchone()
    return row is not None


def _seen_before(connection: sqlite3.Connection, sheet: Sheet, row: Row) -> int:
    """Return the minute (ms) after the sign-in by phone that this row repeats, so that the phone's stays the first; 0 for none."""
    if row.same in ("", OTHER):
        return 0
    at = connection.execute(
        "SELECT min(at) FROM standing WHERE kind = 'check_in' AND person <> '' AND event = ? AND person = ? AND run <> ?",
        (sheet.event, row.same, sheet.run),
    ).fetchone()[0]
    return -(-at // _MINUTE) * _MINUTE if at else 0


def _row_of(event: sqlite3.Row, blank: Row, facts: Mapping[tuple[str, int], sqlite3.Row]) -> Row:
    fact, left = facts.get(("check_in", blank.row)), facts.get(("check_out", blank.row))
    if fact is None:
        return blank
    data = json.loads(fact["data"])
    note = note_of(fact).split("\n") + [""] * len(NOTE_COLUMNS)
    cells = dict(zip(NOTE_COLUMNS, note)) | {
        "name": "" if blank.invited == fact["person"] else fact["name"],
        "phone4": fact["phone_end"],
        "time": say_clock(event, fact["at"]),
        "time_out": say_clock(event, left["at"]) if left else "",
        "resident": {True: "1", False: "0"}.get(data.get("resident"), ""),
    }
    linked = fact["person"] not in (participant_of(fact["run"], fact["number"], blank.row), blank.invited)
    same = fact["person"] if linked else OTHER
    return Row(
        blank.row, blank.number, cells, bool(data.get("signed")), bool(fact["nameless"]), blank.invited, blank.invited_name, same,
        fact["person"],
    )  # fmt: skip


def _check_in(sheet: Sheet, page: int, row: Row, at: int, erase_code: str) -> Wanted:
    own = participant_of(sheet.run, page, row.row)
    person = row.same if row.same not in ("", OTHER) else row.invited or own
    note = "\n".join(row.cells.get(column, "") for column in NOTE_COLUMNS).rstrip("\n")
    mine = {"named": True, "name": row.name, "phone": row.cells.get("phone4", ""), "erase_code": erase_code} if person == own else {}
    return Wanted(
        "check_in", row.row, at, person=person, signed=row.signed, resident=RESIDENT.get(row.cells.get("resident", "")), note=note,
        **mine,  # type: ignore[arg-type]
    )  # fmt: skip


def _erase_code(connection: sqlite3.Connection, sheet: Sheet, page: int) -> str:
    """Return what stands on a slip's stub; '' for a sheet, which has none."""
    block = block_of(connection, sheet.run, "sheet") if sheet.kind == SLIPS else None
    return block.erase_code(page) if block else ""


def _whole_page(at: int, typed: RowsPage, problems: dict[str, Problem]) -> list[Wanted]:
    if typed.subtotal and (not re.fullmatch(r"[0-9]{1,9}", typed.subtotal) or int(typed.subtotal) > MAX_QUANTITY):
        problems["subtotal"] = ("errors.bad_number", {"value": typed.subtotal})
        return []
    people = int(typed.subtotal or 0)
    if typed.empty and (people or typed.signed_in):
        problems["empty"] = ("keying.not_empty", {})
        return []
    if people:
        return [Wanted("sheet_total", 0, at, people)]
    return [Wanted("sheet_empty", 0, at)] if typed.empty or (typed.subtotal and not typed.signed_in) else []


def _read_time(event: sqlite3.Row, row: Row, column: str, before: int, problems: dict[str, Problem]) -> int:
    typed = row.cells.get(column, "")
    if not typed:
        return before
    at = clock_at(event, typed)
    if at is None:
        problems[f"{column}-{row.row}"] = ("errors.bad_time", {"value": typed})
    return before if at is None else at


def _check_cells(row: Row, problems: dict[str, Problem]) -> None:
    for column, longest in _LONGEST.items():
        if len(row.cells.get(column, "")) > longest and column != "phone4":
            problems[f"{column}-{row.row}"] = ("errors.too_long", {"longest": longest})
    if not re.fullmatch(r"[0-9]{0,4}", row.cells.get("phone4", "")):
        problems[f"phone4-{row.row}"] = ("keying.four_digits", {})


def _tidy(typed: str) -> str:
    """Return a cell on one line, full-width figures made plain; a name stays as it was written."""
    line = " ".join(typed.split())
    plain = unicodedata.normalize("NFKC", line)
    return plain if re.fullmatch(r"[0-9:.\- ]*", plain) else line
