"""How a material's flyers look, and the organisation's logo on them; each picture is kept once, as long as something shows it."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import asdict, dataclass

from kiosk.errors import NotFound
from kiosk.ids import now_ms
from kiosk.records import touch_plan

MOST_BYTES = 2 << 20
"""What a picture may take in the database and in every backup."""
_UNSHOWN = (
    "DELETE FROM picture WHERE hash = :hash AND NOT EXISTS (SELECT 1 FROM flyer_look WHERE picture = :hash)"
    " AND NOT EXISTS (SELECT 1 FROM organisation_logo WHERE picture = :hash)"
    " AND NOT EXISTS (SELECT 1 FROM event_photo WHERE picture = :hash)"
    " AND NOT EXISTS (SELECT 1 FROM print_run WHERE :hash IN (layout ->> '$.says.picture', layout ->> '$.says.logo'))"
)


@dataclass(frozen=True, slots=True)
class KeptLook:
    """A design with its colours and its picture; ``accent`` is #rrggbb or '', ``picture`` the hash of a kept picture or ''."""

    design: str = "plain"
    palette: str = "cinnabar"
    accent: str = ""
    focus: str = "centre"
    sponsor: str = ""
    picture: str = ""


def look_of(connection: sqlite3.Connection, material: str) -> KeptLook:
    """Return how a material's flyers look; the plain design where nobody chose."""
    row = connection.execute("SELECT * FROM flyer_look WHERE material = ?", (material,)).fetchone()
    if row is None:
        return KeptLook()
    return KeptLook(row["design"], row["palette"], row["accent"], row["focus"], row["sponsor"], row["picture"] or "")


def keep_look(connection: sqlite3.Connection, material: str, look: KeptLook) -> None:
    """Keep how a material's flyers look; a picture that nothing shows any more is gone.  Must run inside ``Store.write``."""
    before = look_of(connection, material)
    values = asdict(look) | {"picture": look.picture or None, "material": material, "changed_at": now_ms()}
    connection.execute(
        "INSERT INTO flyer_look (material, design, palette, accent, focus, sponsor, picture, changed_at)"
        " VALUES (:material, :design, :palette, :accent, :focus, :sponsor, :picture, :changed_at)"
        " ON CONFLICT DO UPDATE SET design = excluded.design, palette = excluded.palette, accent = excluded.accent,"
        " focus = excluded.focus, sponsor = excluded.sponsor, picture = excluded.picture, changed_at = excluded.changed_at",
        values,
    )
    forget_unshown(connection, before.picture)
    touch_plan(connection)


def copy_look(connection: sqlite3.Connection, material: str, copied: str) -> None:
    """Let a copied material look like the one that it was copied from."""
    look = look_of(connection, material)
    if look != KeptLook():
        keep_look(connection, copied, look)


def logo_of(connection: sqlite3.Connection, organisation: str) -> str:
    """Return the hash of an organisation's logo, '' where it has none."""
    row = connection.execute("SELECT picture FROM organisation_logo WHERE organisation = ?", (organisation,)).fetchone()
    return str(row["picture"]) if row else ""


def keep_logo(connection: sqlite3.Connection, organisation: str, picture: str) -> None:
    """Keep an organisation's logo, '' for none from now on.  Must run inside ``Store.write``."""
    before = logo_of(connection, organisation)
    connection.execute("DELETE FROM organisation_logo WHERE organisation = ?", (organisation,))
    if picture:
        connection.execute("INSERT INTO organisation_logo VALUES (?, ?, ?)", (organisation, picture, now_ms()))
    forget_unshown(connection, before)
    touch_plan(connection)


def keep_picture(connection: sqlite3.Connection, content: bytes, media: str) -> str:
    """Keep a picture and return its hash; the same one again is the same row.  Must run inside ``Store.write``."""
    hash = hashlib.sha256(content).hexdigest()
    connection.execute("INSERT INTO picture VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (hash, media, content, now_ms()))
    return hash


def picture_content(connection: sqlite3.Connection, hash: str) -> tuple[bytes, str]:
    """Return a kept picture and its media type; NotFound."""
    row = connection.execute("SELECT content, media FROM picture WHERE hash = ?", (hash,)).fetchone()
    if row is None:
        raise NotFound()
    return row["content"], row["media"]


def forget_unshown(connection: sqlite3.Connection, hash: str) -> None:
    """Delete a picture that no material, no organisation and no run shows any more."""
    connection.execute(_UNSHOWN, {"hash": hash})
