"""A paper jam: which sheets came out well, what the spoiled ones cost, and the rest printed again with the same codes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from kiosk.errors import InvalidFields
from kiosk.prints.pages import Progress, draw_all, printables_of
from kiosk.prints.texts import Row
from kiosk.records import Problem
from printables.copies import Copies
from printables.document import Printable
from printables.layout import InSheets

Range = tuple[int, int]
_RANGES = re.compile(r"\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*")
_MOST_RANGES = 50


@dataclass(frozen=True, slots=True)
class Jam:
    """What became of the sheets that were sent to the printer (``sent``, as the run numbers them from 1)."""

    good: tuple[int, ...]
    spoiled: tuple[int, ...]
    rest: tuple[int, ...]


def read_jam(sent: Sequence[int], first: int, last: int, spoiled: int) -> Jam:
    """Return what a printer's count says: of the sheets sent, the ``first`` to the ``last`` (from 1; 0 for none) came out well.

    The ``spoiled`` ones are those that followed them.  InvalidFields.
    """
    problems: dict[str, Problem] = {}
    if (first, last) != (0, 0) and not 1 <= first <= last <= len(sent):
        problems["last"] = ("printing.jam.sheets_between", {"most": len(sent)})
    good = tuple(sent[first - 1 : last]) if last else ()
    if not problems and not 0 <= spoiled <= len(sent) - len(good):
        problems["spoiled"] = ("printing.jam.spoiled_between", {"most": len(sent) - len(good)})
    if problems:
        raise InvalidFields(problems)
    after = [*sent[last:], *sent[: max(first - 1, 0)]]
    return Jam(good, tuple(after[:spoiled]), tuple(sheet for sheet in sent if sheet not in set(good)))


def copies_on(printables: Iterable[Printable], sheets: Iterable[int]) -> int:
    """Return how many copies of a material stand on these sheets of a run; slips and covers are none."""
    wanted, found, before = set(sheets), 0, 0
    for printable in printables:
        count = printable.sheet_count
        if isinstance(printable, Copies):
            found += sum(len(printable.serials_on(sheet - before)) for sheet in wanted if before < sheet <= before + count)
        before += count
    return found


def cost_of(connection: sqlite3.Connection, run: Row, jam: Jam) -> tuple[int, int]:
    """Return (copies on the good sheets, copies on the spoiled ones); NotFound, CannotPrint."""
    printables = printables_of(connection, run)
    return copies_on(printables, jam.good), copies_on(printables, jam.spoiled)


def write_sheets(
    connection: sqlite3.Connection, run: Row, ranges: Sequence[Range], file: BinaryIO, progress: Progress | None = None
) -> None:
    """Write some sheets of a run, each exactly as it was; NotFound, InvalidFields, CannotPrint."""
    draw_all(only_sheets(printables_of(connection, run), ranges), file, progress)


def only_sheets(printables: Sequence[Printable], ranges: Sequence[Range]) -> list[Printable]:
    """Return what draws only these sheets of all; InvalidFields."""
    total = sum(printable.sheet_count for printable in printables)
    if not ranges or ranges[0][0] < 1 or ranges[-1][1] > total:
        raise InvalidFields({"sheets": ("printing.jam.sheets_between", {"most": total})})
    found: list[Printable] = []
    for first, last in ranges:
        before = 0
        for printable in printables:
            count = printable.sheet_count
            start, stop = max(first - before, 1), min(last - before, count)
            if start <= stop:
                found.append(replace(printable, sheets=(start, stop)) if isinstance(printable, InSheets) else printable)
            before += count
    return found


def say_ranges(sheets: Sequence[int]) -> str:
    """Return ascending sheets as they are typed: 1-3,8."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges_of(sheets))


def ranges_of(sheets: Sequence[int]) -> list[Range]:
    """Return ascending sheets as (first, last) of each stretch without a gap."""
    found: list[Range] = []
    for sheet in sheets:
        if found and found[-1][1] == sheet - 1:
            found[-1] = (found[-1][0], sheet)
        else:
            found.append((sheet, sheet))
    return found


def read_ranges(typed: str, total: int) -> list[int]:
    """Return the sheets that a text like 1-3,8 names, ascending; all of them for ''.  InvalidFields."""
    if not typed:
        return list(range(1, total + 1))
    refusal = InvalidFields({"sheets": ("printing.jam.sheets_between", {"most": total})})
    if not _RANGES.fullmatch(typed) or typed.count(",") >= _MOST_RANGES:
        raise refusal
    found: list[int] = []
    for part in typed.split(","):
        first, _, last = part.partition("-")
        if not (found[-1] if found else 0) < int(first) <= int(last or first) <= total:
            raise refusal
        found += range(int(first), int(last or first) + 1)
    return found
