"""Photos of which consent is on record, as a report shows them: JPEG, whatever they were kept as."""

from __future__ import annotations

import io
import sqlite3

from kiosk.event_photos import MAY_BE_SHOWN, photos_of
from kiosk.looks import picture_content
from kiosk.summary.reading_texts import text_of
from kiosk.summary.records import Photo


def read_photos(connection: sqlite3.Connection, event: str) -> tuple[Photo, ...]:
    """Return an event's photos that may be shown, in order."""
    rows = [row for row in photos_of(connection, event) if row["consent"] in MAY_BE_SHOWN]
    return tuple(Photo(row["code"], *_as_jpeg(picture_content(connection, row["picture"])[0]), text_of(row, "event_photo", "caption")) for row in rows)


def _as_jpeg(content: bytes) -> tuple[bytes, int, int]:
    """Return a kept picture as JPEG with its width and height; one that is JPEG stays as it is."""
    from PIL import Image  # only where there are photos: the library takes longer to load than the summary to write

    with Image.open(io.BytesIO(content)) as image:
        if image.format == "JPEG":
            return content, *image.size
        file = io.BytesIO()
        image.convert("RGB").save(file, "JPEG", quality=88)
        return file.getvalue(), *image.size
