"""What the child process of a print job does: it reads the database, draws, reads the codes back, and tells how far it is."""

from __future__ import annotations

import argparse
import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from kiosk.config import DATABASE
from kiosk.errors import DiskFull, Refusal
from kiosk.prints.jams import read_ranges
from kiosk.prints.jobs import Job, Teller, find_job, pdf_path
from kiosk.prints.pages import expected_codes, write_run
from kiosk.prints.pile_jams import pile_of
from kiosk.prints.piles import stacks_of
from kiosk.prints.proofs import can_verify, prove
from kiosk.storage.database import connect


def make_pdf(instance: Path, job: Job) -> None:
    """Make a job's PDF, reading the database only; what went wrong is told in the job."""
    folder = instance / "prints"
    teller = Teller(folder, job)
    connection = connect(instance / DATABASE, read_only=True)
    try:
        teller.say(pid=os.getpid(), stage="draw")
        _make(connection, folder, teller)
    except Refusal as refusal:
        teller.say(state="failed", problem=refusal.key, values=refusal.values)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        teller.say(state="failed", problem=DiskFull().key)
    finally:
        connection.close()


def _make(connection: sqlite3.Connection, folder: Path, teller: Teller) -> None:
    with _Parts(folder, teller.job) as parts:
        erased = -1
        while erased != (erased := _count_erased(connection)):  # who was erased meanwhile may stand in what was read before
            with _snapshot(connection):
                expected = _draw(connection, folder, teller, parts)
        if teller.job.verify and can_verify():
            teller.say(stage="read", done=0, total=0)
            proof = prove(parts.path(), expected, teller.progress())
            teller.say(proof=asdict(proof))
        parts.keep()
    teller.say(state="done", done=teller.job.total)


def _draw(connection: sqlite3.Connection, folder: Path, teller: Teller, parts: _Parts) -> list[str]:
    """Draw what the job asks for and return what its codes say."""
    job = teller.job
    if not job.is_pile:
        with parts.path().open("wb") as file:
            write_run(connection, job.run, file, teller.progress(), job.first, job.last, job.part, job.slot)
        return expected_codes(connection, job.run, job.first, job.last)
    pile = pile_of(connection, folder, job)
    sheets = read_ranges(job.sheets, pile.sheets) if job.sheets else []
    stacks = stacks_of(pile.lines, sheets)
    files = ["", *stacks] if len(stacks) > 1 else [""]
    total = sum(stacks.values()) * min(len(files), 2)
    teller.say(total=total, lines=tuple(asdict(line) for line in pile.lines))
    done = 0
    for stack in files:
        with parts.path(stack).open("wb") as file:
            done += pile.write(file, teller.progress(done, total), stack, sheets)
    return pile.expected_codes()


class _Parts:
    """A job's PDFs under names of their own until all of them are whole."""

    def __init__(self, folder: Path, job: Job) -> None:
        self._folder = folder
        self._job = job
        self._stacks: set[str] = set()

    def __enter__(self) -> _Parts:
        return self

    def __exit__(self, *_: object) -> None:
        for stack in self._stacks:
            self.path(stack).unlink(missing_ok=True)

    def path(self, stack: str = "") -> Path:
        """Return the file to write, which only the owner may read."""
        self._stacks.add(stack)
        path = pdf_path(self._folder, self._job, stack)
        return path.with_suffix(f".{os.getpid()}.part")

    def keep(self) -> None:
        """Give all of them their names, the whole pile last: it says that everything is there."""
        for stack in sorted(self._stacks, reverse=True):
            self.path(stack).replace(pdf_path(self._folder, self._job, stack))


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Read everything as it stood at one moment: a plan that is changed meanwhile does not end up on half of the sheets."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


def _count_erased(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM erased").fetchone()[0])


def main() -> None:
    """Make one job's PDF: ``python -m kiosk.prints.child INSTANCE JOB``."""
    parser = argparse.ArgumentParser(description="Make the PDF of one print job.")
    parser.add_argument("instance", type=Path)
    parser.add_argument("job")
    said = parser.parse_args()
    if hasattr(os, "nice"):
        os.nice(10)
    os.umask(0o077)
    make_pdf(said.instance, find_job(said.instance, said.job))


if __name__ == "__main__":
    main()
