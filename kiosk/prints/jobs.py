"""Big PDFs, made by a child process that only reads, so that scans do not feel a print run (architecture.md §3)."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from kiosk.config import DATABASE
from kiosk.errors import NotFound, Refusal
from kiosk.ids import new_secret
from kiosk.prints.pages import count_sheets, write_run
from kiosk.prints.runs import get_run
from kiosk.records import plan_version
from kiosk.storage.database import connect

SMALL_SHEETS = 50
"""So many are made at once, while the reader waits."""
KEPT_SECONDS = 86_400
SILENT_SECONDS = 60
"""A job that tells no progress for so long has died with its server, and is begun again."""
_TELL_SECONDS = 0.2
_JOB_ID = re.compile(r"[0-9A-Za-z]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Job:
    """A PDF in the making; ``state`` is running, done or failed.  ``roles``: who may fetch it."""

    id: str
    event: str
    roles: tuple[str, ...]
    run: str = ""
    part: str = "all"
    first: int | None = None
    last: int | None = None
    state: str = "running"
    done: int = 0
    total: int = 0
    problem: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def prints_folder(instance: Path) -> Path:
    """Return the folder of finished PDFs, which only the owner may read; what is a day old is gone from it."""
    folder = instance / "prints"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    purge_prints(folder)
    return folder


def purge_prints(folder: Path, kept_seconds: float = KEPT_SECONDS) -> None:
    """Remove PDFs that nobody fetched for a day: they may hold names, and every run can be printed again."""
    for path in folder.glob("*"):
        with suppress(FileNotFoundError, PermissionError):  # a job that is running renames its files, and Windows keeps them open
            if time.time() - path.stat().st_mtime > kept_seconds:
                path.unlink()


def start_job(
    instance: Path, connection: sqlite3.Connection, run: str, roles: tuple[str, ...], first: int | None = None, last: int | None = None,
    part: str = "all",
) -> Job:  # fmt: skip
    """Begin to make a run's PDF in a child process and return its job; the same PDF asked for again is the same job."""
    row = get_run(connection, run)
    said = f"{run} {part} {first} {last} {plan_version(connection)}"
    id = hashlib.sha256(said.encode()).hexdigest()[:32]
    folder = prints_folder(instance)
    job = Job(id, row["event"], roles, run, part, first, last, total=count_sheets(connection, row, first, last, part))
    known = _read(folder, id)
    if known is not None and not _is_dead(folder, known):
        return known
    _tell(folder, job)
    threading.Thread(target=_run_child, args=(instance, job), daemon=True).start()
    return job


def keep_pdf(instance: Path, event: str, roles: tuple[str, ...], pdf: bytes) -> Job:
    """Keep a finished PDF for its reader to fetch, and return it as a job that is done."""
    folder = prints_folder(instance)
    job = Job(new_secret(128), event, roles, state="done")
    _new_file(folder / f"{job.id}.pdf").write_bytes(pdf)
    _tell(folder, job)
    return job


def find_job(instance: Path, id: str) -> Job:
    """Return a job as it stands; NotFound."""
    job = _read(prints_folder(instance), id) if _JOB_ID.match(id) else None
    if job is None:
        raise NotFound()
    return job


def pdf_of(instance: Path, job: Job) -> Path:
    """Return the path of a job's finished PDF; NotFound."""
    path = prints_folder(instance) / f"{job.id}.pdf"
    if job.state != "done" or not path.is_file():
        raise NotFound()
    return path


def make_pdf(instance: Path, job: Job) -> None:
    """Make a job's PDF, reading the database only, and tell how far it is: what the child process does."""
    folder = instance / "prints"
    connection = connect(instance / DATABASE, read_only=True)
    part = _new_file(folder / f"{job.id}.{os.getpid()}.part")
    told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > _TELL_SECONDS:
            told = time.monotonic()
            _tell(folder, replace(job, done=done, total=total))

    try:
        erased = -1
        while erased != (erased := _count_erased(connection)):  # who was erased meanwhile may stand in what was read before
            with part.open("wb") as file:
                write_run(connection, job.run, file, progress, job.first, job.last, job.part)
        part.replace(folder / f"{job.id}.pdf")
        _tell(folder, replace(job, done=job.total, state="done"))
    except Refusal as refusal:
        _tell(folder, replace(job, state="failed", problem=refusal.key, values=refusal.values))
    finally:
        part.unlink(missing_ok=True)
        connection.close()


def _count_erased(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM erased").fetchone()[0])


def _run_child(instance: Path, job: Job) -> None:
    command = [sys.executable, "-m", "kiosk.prints.jobs", str(instance), job.id]
    quiet = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # Windows; elsewhere the child is nice by itself
    done = subprocess.run(command, check=False, creationflags=quiet)  # noqa: S603  # our own module, no shell
    folder = instance / "prints"
    left = _read(folder, job.id)
    if done.returncode != 0 and left is not None and left.state == "running":
        _tell(folder, replace(left, state="failed", problem="errors.refused"))


def _is_dead(folder: Path, job: Job) -> bool:
    path = folder / f"{job.id}.json"
    silent = job.state == "running" and time.time() - path.stat().st_mtime > SILENT_SECONDS
    lost = job.state == "done" and not (folder / f"{job.id}.pdf").is_file()
    return silent or lost or job.state == "failed"


def _tell(folder: Path, job: Job) -> None:
    """Write a job's state in one step, so that no reader meets half of it."""
    part = _new_file(folder / f"{job.id}.{threading.get_ident()}.tell")
    part.write_text(json.dumps(asdict(job), ensure_ascii=False, default=str), encoding="utf-8")
    part.replace(folder / f"{job.id}.json")


def _read(folder: Path, id: str) -> Job | None:
    path = folder / f"{id}.json"
    if not path.is_file():
        return None
    values = json.loads(path.read_text(encoding="utf-8"))
    return Job(**{**values, "roles": tuple(values["roles"])})


def _new_file(path: Path) -> Path:
    path.touch(mode=0o600)
    return path


def main() -> None:
    """Make one job's PDF: ``python -m kiosk.prints.jobs INSTANCE JOB``."""
    parser = argparse.ArgumentParser(description="Make the PDF of one print job.")
    parser.add_argument("instance", type=Path)
    parser.add_argument("job")
    said = parser.parse_args()
    if hasattr(os, "nice"):
        os.nice(10)
    make_pdf(said.instance, find_job(said.instance, said.job))


if __name__ == "__main__":
    main()
