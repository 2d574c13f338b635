"""What was found when a run's codes were read back: kept with the run, for the PDF that was read is gone after a day."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from kiosk.ids import now_ms
from kiosk.prints.jobs import Job
from kiosk.prints.kept_words import VERDICT
from kiosk.prints.pile_jams import lines_of
from kiosk.prints.piles import Line
from kiosk.prints.proofs import Proof
from kiosk.prints.runs import note_on_run
from kiosk.prints.texts import Row
from kiosk.storage import Store


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether all ``codes`` of a run were read, and when (ms)."""

    read: bool
    codes: int
    at: int


def verdict_of(run: Row) -> Verdict | None:
    """Return what is kept of a run; None while its codes were never read back, or its words were changed since."""
    kept = json.loads(run["layout"]).get(VERDICT)
    return Verdict(**kept) if kept else None


def reads_of(job: Job) -> dict[str, bool]:
    """Return for each run that a job read back whether all its codes were read."""
    if job.state != "done" or not job.proof:
        return {}
    proof = Proof.kept(job.proof)
    return ({job.run: not proof.failed} if job.run else {}) | reads_of_pile(proof, lines_of(job))


def reads_of_pile(proof: Proof, lines: Sequence[Line]) -> dict[str, bool]:
    """Return for each run of a pile whether all its codes were read."""
    pages = {page for page, _ in proof.unread}
    doubtful = proof.failed > len(proof.unread) or 0 in pages
    found: dict[str, bool] = {}
    for line in lines:
        failed = doubtful or any(line.first <= page < line.first + line.pages for page in pages)
        for run in line.runs:  # flyers and their slips are two lines of one run
            found[run] = found.get(run, True) and not failed
    return found


def reads_of_runs(proof: Proof, codes: Mapping[str, Collection[str]]) -> dict[str, bool]:
    """Return for each run of a file without a list whether all its ``codes`` (what they encode) were read."""
    unread = {code for _, code in proof.unread}
    doubtful = proof.failed > len(proof.unread)
    return {run: not doubtful and unread.isdisjoint(code.rpartition("/")[2] for code in each) for run, each in codes.items()}


def keep_verdicts(store: Store, job: Job) -> None:
    """Keep with each run what a finished job read back."""
    with suppress(sqlite3.ProgrammingError):  # the server ends meanwhile: what was not kept is read back again
        keep_reads(store, reads_of(job))


def keep_reads(store: Store, reads: Mapping[str, bool]) -> None:
    """Keep with each run whether all its codes were read, just now."""
    at = now_ms()

    def work(connection: sqlite3.Connection) -> None:
        for run, read in reads.items():
            verdict = Verdict(read, _codes_of(connection, run), at)
            note_on_run(connection, run, VERDICT, asdict(verdict), told=False)

    store.write(work)


def _codes_of(connection: sqlite3.Connection, run: str) -> int:
    return int(connection.execute("SELECT coalesce(sum(last - first + 1), 0) FROM code_block WHERE run = ?", (run,)).fetchone()[0])
