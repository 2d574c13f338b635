"""Photos of signed sheets, on disk for a day at most: only the owner may read them, and no file's name says anything of anybody."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from kiosk.errors import NotFound
from kiosk.ids import new_secret, now_ms

FOLDER = "photos"
KEPT_SECONDS = 86_400
SILENT_SECONDS = 300
"""A photo of which its reader has said nothing for so long has lost it with its server."""
MOST_WAITING = 60
_ID = re.compile(r"[0-9A-Z]{20,40}\Z")
_NOTE, _RAW, _PICTURE = "note.json", "raw", "page.jpg"


@dataclass(frozen=True, slots=True)
class RowRead:
    """What the machine says of one row (from 1): filled, empty, struck or unsure, and how sure that is."""

    row: int
    says: str
    score: float


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo.  ``state`` is waiting, read, failed or kept; ``by`` the account; ``page`` of ``run`` once it is read; ``problem`` a
    catalogue key; ``asks`` when a person may say which page it is, ``told`` when one has; ``why`` it is kept on purpose."""

    id: str
    event: str
    by: str
    at: int
    state: str = "waiting"
    run: str = ""
    page: int = 0
    found_event: str = ""
    version: int = 0
    rows: tuple[RowRead, ...] = ()
    problem: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    asks: bool = False
    told: bool = False
    why: str = ""

    @property
    def count(self) -> int:
        """How many rows the machine is sure are filled."""
        return sum(row.says == "filled" for row in self.rows)

    @property
    def unsure(self) -> int:
        """How many rows the machine leaves to a person."""
        return sum(row.says == "unsure" for row in self.rows)


def add_photo(instance: Path, event: str, by: str, data: bytes) -> Photo:
    """Keep an uploaded file until it is read."""
    photo = Photo(new_secret(128), event, by, now_ms())
    folder = _root(instance) / photo.id
    folder.mkdir(mode=0o700)
    _write(folder / _RAW, data)
    save_note(instance, photo)
    return photo


def find_photo(instance: Path, event: str, id: str) -> Photo:
    """Return a photo of an event; NotFound."""
    photo = load_photo(instance, id)
    if photo.event != event:
        raise NotFound()
    return photo


def load_photo(instance: Path, id: str) -> Photo:
    """Return a photo by its id alone; NotFound."""
    path = instance / FOLDER / id / _NOTE
    if not _ID.match(id) or not path.is_file():
        raise NotFound()
    said = json.loads(path.read_text(encoding="utf-8"))
    photo = Photo(**{**said, "rows": tuple(RowRead(**row) for row in said["rows"])})
    silent = photo.state == "waiting" and time.time() - path.stat().st_mtime > SILENT_SECONDS
    return replace(photo, state="failed", problem="keying.photo.problem.took_too_long") if silent else photo


def photos_of(instance: Path, event: str = "") -> list[Photo]:
    """Return the photos of an event (of all, when none is named), oldest first."""
    found = []
    for path in sorted((instance / FOLDER).glob("*/" + _NOTE)):
        try:
            found.append(load_photo(instance, path.parent.name))
        except (NotFound, FileNotFoundError):  # discarded meanwhile
            continue
    return sorted((photo for photo in found if not event or photo.event == event), key=lambda photo: photo.at)


def raw_of(instance: Path, photo: Photo) -> Path:
    """Return the path of the uploaded file, which is gone as soon as it is read."""
    return instance / FOLDER / photo.id / _RAW


def picture_of(instance: Path, photo: Photo, row: int = 0) -> Path:
    """Return the path of a row's strip, or of the whole page (row 0); NotFound."""
    path = instance / FOLDER / photo.id / (f"{row}.jpg" if row else _PICTURE)
    if not path.is_file():
        raise NotFound()
    return path


def keep_reading(instance: Path, photo: Photo, page: bytes, strips: dict[int, bytes]) -> None:
    """Put what was read in place of the uploaded file, and with it whatever the camera wrote into that."""
    folder = instance / FOLDER / photo.id
    _write(folder / _PICTURE, page)
    for row, strip in strips.items():
        _write(folder / f"{row}.jpg", strip)
    raw_of(instance, photo).unlink(missing_ok=True)
    save_note(instance, photo)


def keep_unread(instance: Path, photo: Photo, picture: bytes) -> None:
    """Put a picture to look at in place of the uploaded file, for a person to say which page it is."""
    _write(instance / FOLDER / photo.id / _PICTURE, picture)
    raw_of(instance, photo).unlink(missing_ok=True)
    save_note(instance, replace(photo, state="failed", asks=True))


def tell_page(instance: Path, photo: Photo, run: str, page: int) -> Photo:
    """Take a person's word for which page a photo shows; it waits to be read again."""
    picture_of(instance, photo).replace(raw_of(instance, photo))
    told = replace(photo, state="waiting", run=run, page=page, problem="", values={}, asks=False, told=True)
    save_note(instance, told)
    return told


def save_note(instance: Path, photo: Photo) -> None:
    """Write what is known of a photo, in one step; nothing for one that was discarded meanwhile."""
    folder = instance / FOLDER / photo.id
    if folder.is_dir():
        _write(folder / f"{_NOTE}.part", json.dumps(asdict(photo), ensure_ascii=False).encode())
        (folder / f"{_NOTE}.part").replace(folder / _NOTE)


def say_alive(instance: Path, photo: Photo) -> None:
    """Tell that a photo that waits has not been forgotten."""
    with suppress(FileNotFoundError):  # discarded meanwhile
        os.utime(instance / FOLDER / photo.id / _NOTE)


def keep_on_purpose(instance: Path, photo: Photo, why: str) -> None:
    """Keep the picture of the page beyond its confirmation, with the reason; its strips go."""
    for strip in (instance / FOLDER / photo.id).glob("[0-9]*.jpg"):
        strip.unlink()
    save_note(instance, replace(photo, state="kept", why=why))


def discard(instance: Path, photo: Photo) -> None:
    """Remove a photo and all that was made of it."""
    shutil.rmtree(instance / FOLDER / photo.id, ignore_errors=True)


def purge_photos(instance: Path, kept_seconds: float = KEPT_SECONDS) -> None:
    """Remove the photos that nobody confirmed in so long; those kept on purpose stay."""
    for path in (instance / FOLDER).glob("*"):
        note = path / _NOTE
        kept = note.is_file() and json.loads(note.read_text(encoding="utf-8"))["state"] == "kept"
        if not kept and time.time() - path.stat().st_mtime > kept_seconds:
            shutil.rmtree(path, ignore_errors=True)


def forget_signers(connection: sqlite3.Connection, instance: Path) -> None:
    """After an erasure: remove the photos of every page on which somebody erased has signed or is printed."""
    for photo in photos_of(instance):
        if _shows_erased(connection, photo):
            discard(instance, photo)


def _shows_erased(connection: sqlite3.Connection, photo: Photo) -> bool:
    signed = "SELECT 1 FROM standing s JOIN erased e ON e.subject = s.person WHERE s.person <> '' AND s.run = ? AND s.number = ? LIMIT 1"
    printed = (
        "SELECT 1 FROM print_run r, json_each(r.layout, '$.people') p JOIN erased e ON e.subject = p.value WHERE r.id = ?1"
        " AND p.key >= (?2 - 1) * json_extract(r.layout, '$.rows_per_page') AND p.key < ?2 * json_extract(r.layout, '$.rows_per_page')"
    )
    return any(connection.execute(query, (photo.run, photo.page)).fetchone() for query in (signed, printed))


def _root(instance: Path) -> Path:
    folder = instance / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _write(path: Path, data: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(data)
