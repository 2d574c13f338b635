"""A print run on paper: written, joined, counted, and what its codes say."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Sequence
from typing import BinaryIO

from kiosk.errors import NotFound, Refusal
from kiosk.prints.areas import make_part, payloads_of
from kiosk.prints.kinds import kind_of
from kiosk.prints.parts import part_of
from kiosk.prints.runs import RunPlan, get_run, plan_run, reuse_or_plan, runs_of
from kiosk.prints.street import join_signs
from kiosk.prints.texts import Row
from kiosk.storage import Store
from printables.document import Document, Printable
from printables.errors import PrintError

Progress = Callable[[int, int], None]


class CannotPrint(Refusal):
    """A text, a character or a size that no sheet can take; ``reason`` is the printable's own."""

    area = "printing.cannot"
    status = 422

    def __init__(self, error: PrintError) -> None:
        self.reason = error.reason
        super().__init__(**error.params)


def render_run(
    store: Store, run_id: str, file: BinaryIO, progress: Progress | None = None, first: int | None = None, last: int | None = None,
    part: str = "all",
) -> int:  # fmt: skip
    """Write a run's PDF and return its sheets.  ``first`` and ``last`` are copies of a run of flyers; see ``write_run``."""
    return write_run(store.read(), run_id, file, progress, first, last, part)


def plan_and_render(store: Store, plan: RunPlan, file: BinaryIO, progress: Progress | None = None) -> str:
    """Plan a run, write its PDF and return the run's id; nothing is planned that cannot be printed (CannotPrint)."""
    run = store.write(lambda connection: plan_printable(connection, plan))
    render_run(store, run, file, progress)
    return run


def write_run(
    connection: sqlite3.Connection, run_id: str, file: BinaryIO, progress: Progress | None = None, first: int | None = None,
    last: int | None = None, part: str = "all", slot: int = 0,
) -> int:  # fmt: skip
    """Write a run's PDF, always with the same codes, and return its sheets; NotFound, InvalidFields, CannotPrint.

    ``part``: flyers with their bundle slips (all), or either of them; ``slot``: where a part-used sheet begins (see ``Part``).
    """
    return write_runs(connection, [run_id], file, progress, first, last, part, slot)


def write_runs(
    connection: sqlite3.Connection, runs: Sequence[str], file: BinaryIO, progress: Progress | None = None, first: int | None = None,
    last: int | None = None, part: str = "all", slot: int = 0,
) -> int:  # fmt: skip
    """Write several runs into one PDF, booth signs of one paper sharing their sheets; see ``write_run``."""
    rows = [get_run(connection, run) for run in runs]
    sheets = join_signs([sheet for row in rows for sheet in printables_of(connection, row, first, last, part, slot)])
    draw_all(sheets, file, progress)
    return sum(sheet.sheet_count for sheet in sheets)


def write_all_of(connection: sqlite3.Connection, event: str, kind: str, file: BinaryIO) -> None:
    """Write all of an event's runs of one kind into one PDF; NotFound when there are none."""
    runs = [str(state.row["id"]) for state in runs_of(connection, event) if state.row["kind"] == kind]
    if not runs:
        raise NotFound()
    write_runs(connection, runs, file)


def count_sheets(
    connection: sqlite3.Connection, run: Row, first: int | None = None, last: int | None = None, part: str = "all", slot: int = 0
) -> int:
    """Return how many sheets ``write_run`` would draw, without drawing; NotFound, InvalidFields, CannotPrint."""
    return sum(printable.sheet_count for printable in printables_of(connection, run, first, last, part, slot))


def plan_printable(
    connection: sqlite3.Connection, plan: RunPlan, keep: Callable[[sqlite3.Connection, RunPlan], str] = plan_run
) -> str:
    """Keep a planned run and draw its first copy, so that inside ``Store.write`` nothing stays that cannot be printed (CannotPrint)."""
    run = keep(connection, plan)
    draw_all(printables_of(connection, get_run(connection, run), 1, 1), io.BytesIO())
    return run


def keep_plans(connection: sqlite3.Connection, kind: str, plans: Sequence[RunPlan]) -> list[str]:
    """Keep what was planned of one kind and return the runs; a booth's own paper that is there already is used again.

    Nothing is kept unless all of it can be printed.  Must run inside ``Store.write``.
    """
    keep = reuse_or_plan if kind_of(kind).of == "booth" else plan_run
    return [plan_printable(connection, plan, keep) for plan in plans]


def draw_all(printables: Sequence[Printable], file: BinaryIO, progress: Progress | None = None) -> None:
    """Draw printables one after another into one PDF, with progress in sheets; CannotPrint, with nothing written."""
    total = sum(printable.sheet_count for printable in printables)
    done = 0

    def tell(sheets: int, _: int) -> None:
        if progress:
            progress(done + sheets, total)

    try:
        document = Document(file, printables[0].document_title, printables[0].languages)
        for printable in printables:
            document.speak(printable.languages)
            printable.draw(document, tell)
            done += printable.sheet_count
    except PrintError as error:
        raise CannotPrint(error) from error
    document.save()


def expected_codes(connection: sqlite3.Connection, run_id: str, first: int | None = None, last: int | None = None) -> list[str]:
    """Return what the codes of a run's PDF say, each once: HTTPS://HOST/F/CODE."""
    return payloads_of(connection, part_of(get_run(connection, run_id), first, last))


def printables_of(
    connection: sqlite3.Connection, run: Row, first: int | None = None, last: int | None = None, part: str = "all", slot: int = 0
) -> list[Printable]:
    """Return the printables of a run; NotFound, InvalidFields, CannotPrint."""
    try:
        return list(make_part(connection, part_of(run, first, last, part, slot)))
    except PrintError as error:
        raise CannotPrint(error) from error
