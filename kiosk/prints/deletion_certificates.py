"""A certificate of deletion on paper: one page for one deletion on record, made whenever it is asked for; nothing personal is on it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.languages import say_date, say_number, text
from kiosk.organisations import ORGANISATION
from kiosk.prints.pages import CannotPrint
from kiosk.privacy.deletions import Check, Deletion, Line
from kiosk.records import variant_of
from printables.deletion_certificate import MOST_ROWS, Deleted, DeletionCertificate
from printables.document import to_bytes
from printables.errors import PrintError

_WORDLESS = {"pictures": frozenset(("kept_photos",)), "sealed": frozenset(("referrals", "tip"))}
"""What was deleted without a word that could be searched for: pictures, and what stood there in cipher."""


def certificate_pdf(connection: sqlite3.Connection, deletion: Deletion, language: str, zone: str, backup_days: int) -> bytes:
    """Return a deletion's certificate in one language; CannotPrint when a title has no letters to print it with."""
    day = say_date(language, datetime.fromtimestamp(deletion.at / 1000, ZoneInfo(zone)).date()).partition("（")[0]
    try:
        return to_bytes(DeletionCertificate(
            (language,), deletion.number, say_organisation(connection, deletion, language), day, text(language, f"privacy.ground.{deletion.cause}"),
            _rows(connection, deletion, language), say_number(language, deletion.count), say_check(deletion, language),
            text(language, "privacy.deletion.beyond", days=backup_days), day,
        ))  # fmt: skip
    except PrintError as problem:
        raise CannotPrint(problem) from problem


def say_organisation(connection: sqlite3.Connection, deletion: Deletion, language: str) -> str:
    """Return what the organisation is called whose data were deleted; the product's own words where they belonged to none."""
    if not deletion.organisation:
        return text(language, "common.product")
    return variant_of(records.get(connection, ORGANISATION, deletion.organisation), "name", language)


def say_check(deletion: Deletion, language: str) -> str:
    """Return in words what looking for the deleted words found."""
    check = deletion.check
    if check is None:
        return text(language, "privacy.deletion.none")
    wordless = next((name for name, kinds in _WORDLESS.items() if {line.what for line in deletion.lines} <= kinds), "")
    if wordless and not check.looked_for:
        return text(language, f"privacy.deletion.{wordless}")
    return ("" if language.startswith("zh") else " ").join(_sentences(check, language))


def _sentences(check: Check, language: str) -> list[str]:
    said = {"looked_for": say_number(language, check.looked_for), "left_over": say_number(language, check.left_over)}
    found = [text(language, f"privacy.deletion.{'left' if check.left_over else 'clean'}", **said)]
    if check.elsewhere:
        found.append(text(language, "privacy.deletion.elsewhere", count=check.elsewhere))
    if not check.emptied:
        found.append(text(language, "privacy.deletion.busy"))
    return found


def say_line(connection: sqlite3.Connection, line: Line, language: str) -> tuple[str, str]:
    """Return what a line deleted, and of which event."""
    if not line.event:
        return text(language, f"privacy.what.{line.what}"), text(language, "privacy.retention.in_plan")
    event = records.get(connection, EVENT, line.event)
    return text(language, f"privacy.what.{line.what}"), f"{event['code']} {variant_of(event, 'title', language)}"


def _rows(connection: sqlite3.Connection, deletion: Deletion, language: str) -> tuple[Deleted, ...]:
    shown = deletion.lines if len(deletion.lines) <= MOST_ROWS else deletion.lines[: MOST_ROWS - 1]
    rows = [Deleted(*say_line(connection, line, language), say_number(language, line.count)) for line in shown]
    rest = sum(line.count for line in deletion.lines[len(shown) :])
    if rest:
        rows.append(Deleted(text(language, "privacy.deletion.more"), "", say_number(language, rest)))
    return tuple(rows)
