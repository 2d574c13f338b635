"""What names a person: kept apart from the ledger, masked on screens, erasable (domain.md §6)."""

from __future__ import annotations

import hashlib
import hmac
import re
import sqlite3
import unicodedata
from collections.abc import Iterable

from kiosk.folding import fold
from kiosk.ids import derive_id, is_id, new_id, now_ms, secret_of


def digits_of(phone: str) -> str:
    """Return the figures of a telephone number as 0 to 9, however they were typed: one number is kept in one way."""
    return "".join(str(unicodedata.decimal(letter)) for letter in unicodedata.normalize("NFKC", phone) if letter.isdecimal())


def mask_phone(phone: str) -> str:
    """Return a telephone number as screens show it: 138****1234; shorter ones keep their last two digits."""
    digits = digits_of(phone)
    if len(digits) < 7:
        return "*" * max(0, len(digits) - 2) + digits[-2:]
    return f"{digits[:3]}****{digits[-4:]}"


def mask_name(name: str) -> str:
    """Return a name as a screen without a reason shows it: the first character, then one ○ for each other, at most two."""
    name = name.strip()
    return name[:1] + "○" * min(2, max(0, len(name) - 1))


def fold_name(name: str) -> str:
    """Return a name as search compares it: compatibility forms and case folded, spaces and dots gone; scripts stay apart."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s·•・.]+", "", folded)


def hash_secret(secret: str) -> bytes:
    """Return the SHA-256 of a random secret (128 bits and more need no salt)."""
    return hashlib.sha256(secret.encode()).digest()


def keep_identity(
    connection: sqlite3.Connection, subject: str, *, event: str | None = None, name: str = "", phone: str = "", note: str = "",
    notice_version: int | None = None, erase_code: str = "",
) -> None:  # fmt: skip
    """Keep what names ``subject`` in the erasable table, once; a subject that was erased stays erased.

    An erase code that is another's already opens nothing here: a phone may send any, and no name is lost for it.
    """
    digits = digits_of(phone)
    secret = hash_secret(erase_code) if erase_code else None
    connection.execute(
        "INSERT INTO identity (subject, event, name, name_folded, search_name, phone, phone_end, note, notice_version, erase_hash, made_at)"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, CASE WHEN NOT EXISTS (SELECT 1 FROM identity WHERE erase_hash = ?10) THEN ?10 END, ?11"
        " WHERE NOT EXISTS (SELECT 1 FROM erased WHERE subject = ?1) ON CONFLICT (subject) DO NOTHING",
        (subject, event, name, fold_name(name), fold(name), digits, digits[-4:], note, notice_version, secret, now_ms()),
    )  # fmt: skip


def change_identity(
    connection: sqlite3.Connection, subject: str, *, name: str | None = None, phone: str | None = None, note: str | None = None
) -> None:
    """Change the name, the number or the note kept for ``subject``; a subject that was erased stays erased."""
    keep_identity(connection, subject)
    if name is not None:
        connection.execute(
            "UPDATE identity SET name = ?, name_folded = ?, search_name = ? WHERE subject = ?",
            (name, fold_name(name), fold(name), subject),
        )
    if phone is not None:
        digits = digits_of(phone)
        connection.execute("UPDATE identity SET phone = ?, phone_end = ? WHERE subject = ?", (digits, digits[-4:], subject))
    if note is not None:
        connection.execute("UPDATE identity SET note = ? WHERE subject = ?", (note, subject))


def drop_note(connection: sqlite3.Connection, entry: str) -> None:
    """Remove the note that was kept beside a fact, because the fact was taken back."""
    connection.execute("DELETE FROM identity WHERE subject = ?", (entry,))


def reveal_phones(connection: sqlite3.Connection, subjects: Iterable[str], *, by: str, why: str) -> dict[str, str]:
    """Return subject → full telephone number, and log each as revealed to the account ``by``."""
    numbers: dict[str, str] = {}
    for subject in subjects:
        row = connection.execute("SELECT phone FROM identity WHERE subject = ? AND phone <> ''", (subject,)).fetchone()
        if row is not None:
            numbers[subject] = row["phone"]
            connection.execute("INSERT INTO reveal_log VALUES (?, ?, ?, ?, ?)", (new_id(), now_ms(), by, subject, why))
    return numbers


def make_erase_code(key: str, id: str) -> str:
    """Return the erase code of the visitor whom the form ``id`` let in: 128 bits that only the instance's ``key`` tells, and the
    same when the form is sent twice, so that a double click still shows the one that works."""
    return keyed_secret(key, f"erase code of {id}")


def keyed_secret(key: str, purpose: str) -> str:
    """Return the secret for a purpose: 128 bits that only the instance's ``key`` tells, always the same ones."""
    digest = hmac.new(key.encode(), purpose.encode(), hashlib.sha256).digest()
    return secret_of(int.from_bytes(digest[:17], "big"), 128)


def guardian_of(subject: str) -> str:
    """Return under which subject the guardian of a minor is kept: who erases the one erases the other."""
    return derive_id(subject, "guardian")


def is_erased(connection: sqlite3.Connection, subject: str) -> bool:
    """Tell whether a person or participant was erased."""
    return connection.execute("SELECT 1 FROM erased WHERE subject = ?", (subject,)).fetchone() is not None


def forget(connection: sqlite3.Connection, subject: str) -> bool:
    """Remove what names ``subject`` and what was noted beside the facts about it; return whether there was a name or a number."""
    connection.execute(
        "DELETE FROM identity WHERE subject IN (SELECT id FROM fact WHERE person = ? AND person <> '')", (subject,)
    )
    if is_id(subject):
        connection.execute("DELETE FROM identity WHERE subject = ?", (guardian_of(subject),))
    return connection.execute("DELETE FROM identity WHERE subject = ?", (subject,)).rowcount > 0


def erase(connection: sqlite3.Connection, subject: str, why: str) -> bool:
    """Remove what names ``subject`` and remember that it was erased; counts stay.  Follow with ``erasures.clear_traces``."""
    gone = forget(connection, subject)
    connection.execute("INSERT INTO erased VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (subject, now_ms(), why))
    return gone
