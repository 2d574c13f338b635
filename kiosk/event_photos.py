"""Photos of an event: what they show, and whether the people on them agreed; only those that may be shown leave the office."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from kiosk import records
from kiosk.errors import InvalidFields, NotFound
from kiosk.looks import forget_unshown, keep_picture
from kiosk.privacy.personal_data import erase, is_erased
from kiosk.proposed_codes import next_code
from kiosk.records import LANGUAGE_FIELD, Field, Noun, Values

CONSENTS = ("unknown", "nobody", "agreed", "refused")
"""Not asked yet; nobody can be recognised; those who can be agreed; somebody did not."""
MAY_BE_SHOWN = ("nobody", "agreed")
MOST_PHOTOS = 60

PHOTO = Noun(
    "event_photo",
    "event",
    (
        Field("code", "code", required=True),
        Field("caption", longest=120, varies=True),
        Field("consent", "choice", choices=CONSENTS, default="unknown"),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
)


def add_photo(connection: sqlite3.Connection, event: sqlite3.Row, id: str, content: bytes, media: str, values: Values, by: str) -> None:
    """Keep a photo of an event under ``id``, once; InvalidFields, also when there are as many as an event holds.

    The same picture again is the same photo: sent twice it stands there once.
    """
    if connection.execute("SELECT 1 FROM event_photo WHERE id = ?", (id,)).fetchone():
        return
    if len(photos_of(connection, event["id"])) >= MOST_PHOTOS:
        raise InvalidFields({"picture": ("photos.too_many", {"most": MOST_PHOTOS})})
    picture = keep_picture(connection, content, media)
    known = connection.execute("SELECT id FROM event_photo WHERE event = ? AND picture = ?", (event["id"], picture)).fetchone()
    if known is not None:
        records.archive(connection, PHOTO, known["id"], back=True)
        return
    code = next_code(connection, PHOTO, event["id"], "F")
    own: dict[str, object] = {"id": id, "picture": picture, "made_by": by, "position": _next_position(connection, event["id"])}
    records.add(connection, PHOTO, event["id"], {"language": event["language"], **values, "code": code}, **own)


def photos_of(connection: sqlite3.Connection, event: str) -> list[sqlite3.Row]:
    """Return an event's photos, in order."""
    return records.all_of(connection, PHOTO, event)


def get_photo(connection: sqlite3.Connection, event: str, id: str) -> sqlite3.Row:
    """Return one photo of an event; NotFound, also for another event's."""
    row = records.get(connection, PHOTO, id)
    if row["event"] != event:
        raise NotFound()
    return row


def change_photo(connection: sqlite3.Connection, event: str, id: str, values: Values) -> None:
    """Change what a photo's caption says, or whether it may be shown; NotFound, InvalidFields."""
    get_photo(connection, event, id)
    records.change(connection, PHOTO, id, values)


def move_forward(connection: sqlite3.Connection, event: str, id: str) -> None:
    """Let a photo change places with the one before it; the first one stays.  NotFound."""
    get_photo(connection, event, id)
    order = [row["id"] for row in photos_of(connection, event)]
    place = order.index(id)
    order[max(0, place - 1) : place + 1] = order[max(0, place - 1) : place + 1][::-1]
    for position, each in enumerate(order, start=1):
        connection.execute("UPDATE event_photo SET position = ? WHERE id = ?", (position, each))
    records.touch_plan(connection)


def _next_position(connection: sqlite3.Connection, event: str) -> int:
    last = connection.execute("SELECT max(coalesce(max(position), 0), count(*)) AS last FROM event_photo WHERE event = ?", (event,)).fetchone()["last"]
    return int(last) + 1


def delete_photo(connection: sqlite3.Connection, event: str, id: str) -> None:
    """Delete a photo and its picture for good: somebody on it does not want to be there.  NotFound.

    The one record of the plan that is deleted: a picture of somebody cannot be kept because a row may not go.  That it went
    is remembered, so that no backup brings it back.
    """
    if is_erased(connection, id):
        return
    row = get_photo(connection, event, id)
    erase(connection, id, "photo")
    _delete(connection, row)


def withdraw_again(connection: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """Let a photo that an earlier database holds be shown no more where consent was taken back since; ``row`` is the row of today."""
    if row["consent"] not in MAY_BE_SHOWN:
        connection.execute("UPDATE event_photo SET consent = :consent WHERE id = :id", row)


def delete_erased(connection: sqlite3.Connection) -> None:
    """Delete the photos that an earlier database still holds of those that were deleted since."""
    for row in connection.execute("SELECT * FROM event_photo WHERE id IN (SELECT subject FROM erased)").fetchall():
        _delete(connection, row)


def _delete(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    id = row["id"]
    connection.execute("DELETE FROM event_photo WHERE id = ?", (id,))
    connection.execute("DELETE FROM search_key WHERE noun = ? AND id = ?", (PHOTO.table, id))
    forget_unshown(connection, row["picture"])
    records.touch_plan(connection)
