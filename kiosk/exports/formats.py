"""The kinds of files that a campaign is taken out as, and making one: the one place that knows them all."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from kiosk import records
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.exports.tables import read_tables

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "json": "application/json",
    "sqlite": "application/vnd.sqlite3",
    "ics": "text/calendar; charset=utf-8",
}
"""How each file's name ends → its media type."""


@dataclass(frozen=True, slots=True)
class File:
    """One finished file; its name holds human codes alone."""

    name: str
    media_type: str
    content: bytes


def make_file(
    connection: sqlite3.Connection, written: str, campaign: str, *, language: str, now: int, public_url: str, only: Collection[str] | None = None,
    event: str = "",
) -> File:  # fmt: skip
    """Return a campaign (an id), or one event of it, in the format ``written``.

    ``only`` are the events that whoever asks may see (None: all), ``now`` is ms UTC.  NotFound; KeyError for an unknown format.
    """
    media_type = FORMATS[written]
    row = records.get(connection, CAMPAIGN, campaign)
    codes = [row["code"], *([records.get(connection, EVENT, event)["code"]] if event else [])]
    return File(f"{'-'.join(codes)}.{written}", media_type, _content(connection, written, row, language, now, public_url, only, event))


def _content(
    connection: sqlite3.Connection, written: str, campaign: sqlite3.Row, language: str, now: int, public_url: str, only: Collection[str] | None, event: str
) -> bytes:
    """Each writer is loaded when it is needed: the libraries of Excel and of calendars are large."""
    if written == "ics":
        from kiosk.exports.calendar import to_calendar

        return to_calendar(connection, campaign["id"], language=language, now=now, public_url=public_url, only=only, event=event)
    tables = read_tables(connection, campaign["id"], language=language, now=now, only=only, event=event)
    if not event:
        from kiosk.exports.communities import communities_table, read_told

        tables.append(communities_table(read_told(connection, campaign["id"], now=now, only=only), language))
    if written == "xlsx":
        from kiosk.exports.workbook import to_workbook

        return to_workbook(tables, language, records.variant_of(campaign, "title", language))
    from kiosk.exports import files

    return {"zip": lambda: files.to_csv_files(tables, language), "json": lambda: files.to_json(tables), "sqlite": lambda: files.to_sqlite(tables)}[written]()
