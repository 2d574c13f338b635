"""Reads photos of sheets one after another in a child process, which a hostile picture may crash or stall without harm."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import DATABASE
from kiosk.errors import NotFound, Refusal
from kiosk.sheet_photos import Photo, RowRead, keep_reading, keep_unread, load_photo, raw_of, save_note, say_alive
from kiosk.sheets import find_page, get_sheet
from kiosk.storage.database import connect

if TYPE_CHECKING:
    from kiosk.paper.forms import PageForm

MOST_SECONDS = 120
_NEEDS = ("cv2", "zxingcpp", "numpy", "PIL")
_one_at_a_time = threading.Lock()


def can_read_photos() -> bool:
    """Tell whether the extra ``kiosk[paper]`` is installed."""
    return all(importlib.util.find_spec(name) for name in _NEEDS)


def start_reading(instance: Path, photos: list[Photo]) -> None:
    """Read these photos while the reader's page waits."""
    threading.Thread(target=_read_all, args=(instance, photos), daemon=True).start()


def _read_all(instance: Path, photos: list[Photo]) -> None:
    for number, photo in enumerate(photos):
        with _one_at_a_time:
            for waiting in photos[number:]:
                say_alive(instance, waiting)
            _run_child(instance, photo)


def _run_child(instance: Path, photo: Photo) -> None:
    command = [sys.executable, "-m", "kiosk.photo_reading", str(instance), photo.id]
    quiet = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # Windows; elsewhere the child is nice by itself
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(command, check=False, creationflags=quiet, timeout=MOST_SECONDS)  # noqa: S603  # our own module, no shell
    with suppress(NotFound):  # discarded meanwhile
        if load_photo(instance, photo.id) == photo:  # still as it was: nothing came of it
            _fail(instance, photo, "keying.photo.problem.took_too_long", {})


def _fail(instance: Path, photo: Photo, problem: str, values: dict[str, object]) -> None:
    raw_of(instance, photo).unlink(missing_ok=True)
    save_note(instance, replace(photo, state="failed", problem=problem, values=values))


def read_photo(instance: Path, photo: Photo) -> None:
    """Read one photo, the database only being read: what the child process does."""
    from kiosk.paper.recognising import VERSION, recognise

    connection = connect(instance / DATABASE, read_only=True)
    try:
        told = form_of_page(connection, photo.event, photo.run, photo.page) if photo.told else None
        reading = recognise(raw_of(instance, photo).read_bytes(), lambda text: form_of(connection, text), told)
        event, run, page = (photo.event, photo.run, photo.page) if told else find_page(connection, reading.code)
    except Refusal as refusal:
        _give_up(instance, photo, refusal)
        return
    finally:
        connection.close()
    rows = tuple(RowRead(row.row, row.says, round(row.score, 3)) for row in reading.rows)
    done = replace(photo, state="read", run=run, page=page, found_event=event, version=VERSION, rows=rows)
    keep_reading(instance, done, reading.picture, {row.row: row.strip for row in reading.rows})


def _give_up(instance: Path, photo: Photo, refusal: Refusal) -> None:
    """Say why a photo gives no count; where only its code is missing, or what a person said of it may be wrong, ask which page it is."""
    from kiosk.paper.problems import CodeUnread
    from kiosk.paper.recognising import show_unread

    if photo.told or isinstance(refusal, CodeUnread):
        unread = replace(photo, problem=refusal.key, values=refusal.values)
        keep_unread(instance, unread, show_unread(raw_of(instance, photo).read_bytes()))
    else:
        _fail(instance, photo, refusal.key, refusal.values)


def form_of(connection: sqlite3.Connection, text: str) -> PageForm | None:
    """Return what the page of a code looks like; None for what is no sign-in page of this kiosk."""
    try:
        return form_of_page(connection, *find_page(connection, text))
    except NotFound:
        return None


def form_of_page(connection: sqlite3.Connection, event: str, run: str, page: int) -> PageForm | None:
    """Return what a printed page looks like; None for what is no sign-in sheet.  NotFound."""
    from kiosk.paper.forms import PageForm

    sheet = get_sheet(connection, event, run, page)
    if sheet.kind != "sign_in":
        return None
    per_page, invited = int(sheet.layout["rows_per_page"]), len(sheet.layout.get("people") or ())
    names = range(1, min(per_page, max(0, invited - (page - 1) * per_page)) + 1)
    return PageForm(tuple(sheet.layout["columns"]), frozenset(names), bool(sheet.layout.get("landscape")))


def main() -> None:
    """Read one photo: ``python -m kiosk.photo_reading INSTANCE PHOTO``."""
    parser = argparse.ArgumentParser(description="Read one photo of a signed sheet.")
    parser.add_argument("instance", type=Path)
    parser.add_argument("photo")
    said = parser.parse_args()
    if hasattr(os, "nice"):
        os.nice(10)
    read_photo(said.instance, load_photo(said.instance, said.photo))


if __name__ == "__main__":
    main()
