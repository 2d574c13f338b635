"""A jam while a pile is printed: one number says what came out well, and the rest is made as a pile of the same sheets."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kiosk.errors import Refusal
from kiosk.ids import derive_id, new_id
from kiosk.prints import jobs
from kiosk.prints.folder import prints_folder
from kiosk.prints.jams import Jam, read_jam, read_ranges, say_ranges
from kiosk.prints.jobs import Job
from kiosk.prints.piles import Line, Pile, keep_cards, read_cards, span_of, span_of_line
from kiosk.prints.runs import advance_state, get_run, record_all_printed, record_copies, run_state
from kiosk.storage import Store
from kiosk.sync import Sender


class PileChanged(Refusal):
    """The sheets of a pile are not the same any more: somebody was erased, or a run was planned anew."""

    reason = "changed"
    area = "pile"
    status = 409


def pile_of(connection: sqlite3.Connection, folder: Path, job: Job) -> Pile:
    """Return the pile that a job makes; PileChanged where it makes the rest of one whose sheets are others now."""
    pile = Pile(connection, job.event, job.runs, job.language, read_cards(folder, job.id) if job.cards else None)
    if job.sheets and _shape(pile.lines) != _shape(lines_of(job)):
        raise PileChanged()
    return pile


def lines_of(job: Job) -> tuple[Line, ...]:
    """Return what lies where in a pile."""
    return tuple(Line.kept(values) for values in job.lines)


def _shape(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    return [(line.runs, line.part, line.sheets) for line in lines]


def sheets_sent(job: Job, stack: str = "") -> list[int]:
    """Return the sheets that a job sent to the printer, of one ``stack`` where that was printed by itself; NotFound."""
    lines = lines_of(job)
    first, last = span_of(lines, stack)
    return [sheet for sheet in read_ranges(job.sheets, span_of(lines)[1]) if first <= sheet <= last]


def places_of(job: Job, sent: Sequence[int]) -> list[tuple[int, int, Line | None]]:
    """Return what lies where among the sheets that were sent: the first and last of them, counted as the printer does, and the line."""
    lines = lines_of(job)
    found: list[tuple[int, int, Line | None]] = []
    for line in (None, *lines):
        first, last = span_of_line(lines, line)
        at = [number for number, sheet in enumerate(sent, start=1) if first <= sheet <= last]
        if at:
            found.append((at[0], at[-1], line))
    return found


def record_pile_jam(instance: Path, store: Store, sender: Sender, job: Job, *, stack: str, last: int, spoiled: int, id: str) -> Job | None:
    """Record what came out well and what was spoiled, and begin to make the rest; None when nothing is left to print.

    ``last`` is the last good sheet as the printer counts (0 for none) of the whole pile, or of one ``stack``; ``id`` comes with the
    form: the same form again is the same facts and the same rest.  InvalidFields, NotFound, PileChanged, CannotPrint.
    """
    everything, sent = sheets_sent(job), sheets_sent(job, stack)
    jam = read_jam(sent, min(last, 1), last, spoiled)
    folder = prints_folder(instance)
    pile = pile_of(store.read(), folder, replace(job, sheets=say_ranges(everything)))
    store.write(lambda connection: _record(connection, sender, pile, jam, id))
    jobs.tell(folder, replace(job, settled=True))
    rest = say_ranges(sorted(set(everything) - set(jam.good)))
    if not rest:
        return None
    left = Job(
        jobs.job_id(job.event, job.id, "rest", rest), job.event, job.roles, runs=job.runs, cards=job.cards, language=job.language,
        stated=job.stated, sheets=rest, lines=job.lines,
    )  # fmt: skip
    cards = read_cards(folder, job.id) if job.cards else None
    if cards:
        keep_cards(folder, left.id, cards)
    return jobs.begin(instance, left)


def _record(connection: sqlite3.Connection, sender: Sender, pile: Pile, jam: Jam, id: str) -> None:
    """Copies are counted of what is handed out; of sheets to be filled in it is kept which runs are printed."""
    good, waste = pile.copies_on(jam.good), pile.copies_on(jam.spoiled)
    _count(connection, sender, {run: good.get(run, 0) + waste.get(run, 0) for run in good | waste}, waste, id)
    for line in pile.lines:
        first, last = span_of_line(pile.lines, line)
        if set(range(first, last + 1)) <= set(jam.good) and line.part != "slips":
            for run in line.runs:
                advance_state(connection, run, "printed")


def _count(connection: sqlite3.Connection, sender: Sender, made: Mapping[str, int], waste: Mapping[str, int], id: str) -> None:
    for run, copies in made.items():
        row = get_run(connection, run)
        if row["material"] and copies and row["sample"] != "sample":
            ids = {"print_id": derive_id(id, f"{run} print"), "spoil_id": derive_id(id, f"{run} spoil")}
            record_copies(connection, sender, run, copies, waste.get(run, 0), **ids)


def settle_pile(instance: Path, store: Store, sender: Sender, job: Job) -> None:
    """Record that all that a job makes came out: every run is printed, with the copies that were not recorded when it jammed.

    Said twice it is recorded once.  PileChanged, CannotPrint.
    """
    folder = prints_folder(instance)
    if job.settled:
        return
    pile = pile_of(store.read(), folder, job) if job.sheets else None

    def work(connection: sqlite3.Connection) -> None:
        if pile:
            left = pile.copies_on(sheets_sent(job))
            _count(connection, sender, {run: copies for run, copies in left.items() if _missing(connection, run) == copies}, {}, new_id())
        record_all_printed(connection, sender, job.runs)

    store.write(work)
    jobs.tell(folder, replace(job, settled=True))


def _missing(connection: sqlite3.Connection, run: str) -> int:
    """Return how many copies of a run are not known to have come out well: where somebody counted them, other ones than are left."""
    state = run_state(connection, get_run(connection, run))
    return int(state.row["copies"] - (state.made - state.spoiled))
