"""Big PDFs, made by a child process that only reads, so that scans do not feel a print run (architecture.md §3)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from kiosk.errors import NotFound
from kiosk.ids import new_secret, now_ms
from kiosk.prints.folder import prints_folder
from kiosk.prints.pages import Progress, count_sheets
from kiosk.prints.runs import get_run
from kiosk.records import plan_version

SMALL_SHEETS = 50
"""So many are made at once, while the reader waits."""
SILENT_SECONDS = 60
"""A job that tells no progress for so long has died with its server."""
_TELL_SECONDS = 0.2
_BEGINNING = threading.Lock()
_JOB_ID = re.compile(r"[0-9A-Za-z]{1,40}\Z")
_EVENT_MARK, _ID_LENGTH = 8, 32


Finish = Callable[["Job"], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A PDF in the making; ``state`` is running, done, failed or stopped (its process is gone).  ``roles``: who may fetch it.

    It makes ``run`` or a part of it, or the pile of ``runs`` with the secrets of pairing cards beside it (``cards``).
    ``stage`` is draw, then read while codes are read back (``verify``).  ``lines`` and ``proof`` are what was made and read,
    as ``piles.Line`` and ``proofs.Proof`` keep them.
    """

    id: str
    event: str
    roles: tuple[str, ...]
    run: str = ""
    part: str = "all"
    first: int | None = None
    last: int | None = None
    slot: int = 0
    runs: tuple[str, ...] = ()
    cards: bool = False
    language: str = ""
    verify: bool = False
    stated: str = ""
    """What the plan said when the pile was made: it is made anew when that has changed."""
    sheets: str = ""
    """Of a pile that jammed only these sheets of paper, 1-3,8: the rest."""
    settled: bool = False
    """What came of it is recorded: that all of it was printed, or where it jammed."""
    state: str = "running"
    stage: str = "draw"
    done: int = 0
    total: int = 0
    pid: int = 0
    made_at: float = 0.0
    problem: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    lines: tuple[dict[str, Any], ...] = ()
    proof: dict[str, Any] | None = None

    @property
    def is_pile(self) -> bool:
        """Whether it is everything in one, not one run."""
        return bool(self.runs or self.cards)


def start_job(
    instance: Path, connection: sqlite3.Connection, run: str, roles: tuple[str, ...], first: int | None = None, last: int | None = None,
    part: str = "all", slot: int = 0, *, verify: bool = False, finish: Finish | None = None,
) -> Job:  # fmt: skip
    """Begin to make a run's PDF in a child process and return its job; the same PDF asked for again is the same job."""
    row = get_run(connection, run)
    id = job_id(row["event"], run, part, first, last, slot, plan_version(connection), verify)
    total = count_sheets(connection, row, first, last, part, slot)
    return begin(instance, Job(id, row["event"], roles, run, part, first, last, slot, verify=verify, total=total), finish)


def begin(instance: Path, job: Job, finish: Finish | None = None) -> Job:
    """Have a job made, unless it is being made or is done already; return it as it stands.  ``finish`` is called when it is done."""
    folder = prints_folder(instance)
    with _BEGINNING:
        known = read_job(folder, job.id)
        if known is not None and known.state in ("running", "done"):
            (folder / f"{job.id}.json").touch()  # the newest again: somebody wants it now
            return known
        job = replace(job, made_at=now_ms() / 1000)
        tell(folder, job)
    threading.Thread(target=_see_through, args=(instance, job, finish), daemon=True).start()
    return job


def _see_through(instance: Path, job: Job, finish: Finish | None) -> None:
    _run_child(instance, job)
    done = read_job(instance / "prints", job.id)
    if finish and done is not None and done.state == "done":
        finish(done)


def begin_again(instance: Path, job: Job, stated: str = "", finish: Finish | None = None) -> Job:
    """Have a job made once more that failed, stopped, or tells what the plan does not say any more (``stated``: what it says now)."""
    if job.state == "running":
        return job
    folder = prints_folder(instance)
    for path in (folder / f"{job.id}.json", *folder.glob(f"{job.id}*.pdf")):
        path.unlink(missing_ok=True)
    anew: dict[str, Any] = {"state": "running", "stage": "draw", "done": 0, "pid": 0, "problem": "", "values": {}, "proof": None}
    anew |= {"lines": job.lines if job.sheets else ()}
    return begin(instance, replace(job, **anew, stated=stated), finish)


def keep_pdf(instance: Path, event: str, roles: tuple[str, ...], pdf: bytes) -> Job:
    """Keep a finished PDF for its reader to fetch, and return it as a job that is done."""
    folder = prints_folder(instance)
    job = Job(new_secret(128), event, roles, state="done", made_at=now_ms() / 1000)
    write_whole(folder / f"{job.id}.pdf", pdf)
    tell(folder, job)
    return job


def find_job(instance: Path, id: str) -> Job:
    """Return a job as it stands; NotFound."""
    job = read_job(prints_folder(instance), id) if _JOB_ID.match(id) else None
    if job is None:
        raise NotFound()
    return job


def jobs_of(instance: Path, event: str) -> list[Job]:
    """Return the event's jobs that are kept, the newest first."""
    folder = prints_folder(instance)
    found = sorted(folder.glob(f"{_mark(event)}*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    jobs = (read_job(folder, path.stem) for path in found)
    return [job for job in jobs if job is not None and job.event == event]


def pdf_of(instance: Path, job: Job, stack: str = "") -> Path:
    """Return the path of a job's finished PDF, or of one stack of its pile; NotFound."""
    path = pdf_path(prints_folder(instance), job, stack)
    if job.state != "done" or not path.is_file():
        raise NotFound()
    return path


def pdf_path(folder: Path, job: Job, stack: str = "") -> Path:
    """Return where a job's PDF is put, or that of one stack of its pile."""
    return folder / (f"{job.id}-{stack}.pdf" if stack else f"{job.id}.pdf")


def job_id(event: str, *said: object) -> str:
    """Return the id of the job that makes just this for the event."""
    return (_mark(event) + hashlib.sha256(" ".join(map(str, said)).encode()).hexdigest())[:_ID_LENGTH]


def _mark(event: str) -> str:
    return hashlib.sha256(event.encode()).hexdigest()[:_EVENT_MARK]


def _run_child(instance: Path, job: Job) -> None:
    command = [sys.executable, "-m", "kiosk.prints.child", str(instance), job.id]
    quiet = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # Windows; elsewhere the child is nice by itself
    done = subprocess.run(command, check=False, creationflags=quiet)  # noqa: S603  # our own module, no shell
    folder = instance / "prints"
    left = _load(folder, job.id)
    if done.returncode != 0 and left is not None and left.state == "running":
        with suppress(OSError):  # a disk without room for this line: the job is seen to have stopped all the same
            tell(folder, replace(left, state="failed", problem="pile.stopped"))


def tell(folder: Path, job: Job) -> None:
    """Write a job's state in one step, so that no reader meets half of it."""
    write_whole(folder / f"{job.id}.json", json.dumps(asdict(job), ensure_ascii=False, default=str).encode())


def read_job(folder: Path, id: str) -> Job | None:
    """Return a job as it stands, None for one that is not kept, or not whole any more."""
    job = _load(folder, id)
    if job is None or (job.state == "done" and not pdf_path(folder, job).is_file()):
        return None
    return replace(job, state="stopped") if job.state == "running" and _is_gone(folder, job) else job


def _is_gone(folder: Path, job: Job) -> bool:
    """Tell whether nobody works on a running job: its process has ended, or has told nothing for long."""
    if job.pid and not psutil.pid_exists(job.pid):
        return True
    with suppress(FileNotFoundError):
        return time.time() - (folder / f"{job.id}.json").stat().st_mtime > SILENT_SECONDS
    return True


def _load(folder: Path, id: str) -> Job | None:
    try:
        values = json.loads((folder / f"{id}.json").read_text(encoding="utf-8"))
        kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        return Job(**kept)
    except (FileNotFoundError, ValueError, AttributeError, TypeError):  # cut short by a power cut, or of another version: it is made again
        return None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: no reader meets half of it, and of one that a full disk cuts short nothing stays."""
    part = path.with_name(f"{path.stem}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        new_file(part).write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def new_file(path: Path) -> Path:
    """Make an empty file that only the owner may read."""
    path.touch(mode=0o600)
    return path


class Teller:
    """Tells how far a job is, a few times a second."""

    def __init__(self, folder: Path, job: Job) -> None:
        self.folder = folder
        self.job = job
        self._told = 0.0

    def say(self, **news: Any) -> None:
        """Tell something new about the job at once."""
        self.job = replace(self.job, **news)
        self._told = time.monotonic()
        tell(self.folder, self.job)

    def progress(self, before: int = 0, total: int = 0) -> Progress:
        """Return what to call with (done, total) of a part that comes after ``before`` of ``total``."""

        def progress(done: int, of: int) -> None:
            if time.monotonic() - self._told > _TELL_SECONDS:
                self.say(done=before + done, total=total or of)

        return progress
