"""Photos of which consent is on record, as a report shows them: JPEG, whatever they were kept as."""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Callable

from kiosk.event_photos import MAY_BE_SHOWN, photos_of
from kiosk.looks import picture_content
from kiosk.summary.reading_texts import text_of
from kiosk.summary.records import Photo
from kiosk.summary.scope import Scope


def read_photos(connection: sqlite3.Connection, event: str) -> tuple[Photo, ...]:
    """Return an event's photos that may be shown, in order."""
    rows = [row for row in photos_of(connection, event) if row["consent"] in MAY_BE_SHOWN]
    return tuple(Photo(row["code"], *_as_jpeg(picture_content(connection, row["picture"])[0]), text_of(row, "event_photo", "caption")) for row in rows)


def key_of(event: str, photo: str) -> str:
    """Return the key of a photo's block, by the codes of both."""
    return f"photo.{event}.{photo}"


def finder_of(connection: sqlite3.Connection, scope: Scope) -> Callable[[str], bytes | None]:
    """Return what finds the JPEG of a block's key within a scope: None where the photo, or the consent to show it, is gone."""

    def find(key: str) -> bytes | None:
        named = _KEY.search(key)
        rows = [_row(connection, event, *named.groups()) for event in scope.events] if named else []
        found = next((row for row in rows if row is not None and row["consent"] in MAY_BE_SHOWN), None)
        return None if found is None else _as_jpeg(picture_content(connection, found["picture"])[0])[0]

    return find


_KEY = re.compile(r"(?:^|/)photo\.(.+)\.([^./]+)$")


def _row(connection: sqlite3.Connection, event: str, event_code: str, photo: str) -> sqlite3.Row | None:
    sql = "SELECT p.* FROM event_photo p JOIN event e ON e.id = p.event WHERE e.id = ? AND e.code = ? AND p.code = ? AND p.archived_at IS NULL"
    row: sqlite3.Row | None = connection.execute(sql, (event, event_code, photo)).fetchone()
    return row


def _as_jpeg(content: bytes) -> tuple[bytes, int, int]:
    """Return a kept picture as JPEG with its width and height; one that is JPEG stays as it is."""
    from PIL import Image  # only where there are photos: the library takes longer to load than the summary to write

    with Image.open(io.BytesIO(content)) as image:
        if image.format == "JPEG":
            return content, *image.size
        file = io.BytesIO()
        image.convert("RGB").save(file, "JPEG", quality=88)
        return file.getvalue(), *image.size
