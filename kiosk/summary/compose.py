"""Composes the activity summary of a scope as a report of blocks, in one shape and language (domain.md §4, §7)."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kiosk.languages import text
from kiosk.storage.database import one_state
from kiosk.summary.blocks import Blocks
from kiosk.summary.joint import JOINT, compendium
from kiosk.summary.reading import read_records
from kiosk.summary.records import Records
from kiosk.summary.scope import Scope
from kiosk.summary.shapes import SHAPES
from kiosk.summary.voice import Passage, Voice
from printables.report import Paragraph, Report, Span


def compose(connection: sqlite3.Connection, scope: Scope, shape: str, language: str, now: int, *, rounded: bool = False) -> Report:
    """Return the summary; ``shape`` is narrative, brief or sections; ``rounded``: prose says "more than 2,000".  ``now`` is ms UTC."""
    with one_state(connection):  # a compendium reads each organisation's hours when it comes to it
        return write_report(read_records(connection, scope, now), shape, language, now, rounded=rounded)


def write_report(records: Records, shape: str, language: str, now: int, *, rounded: bool = False) -> Report:
    """Return the summary of records that are read already."""
    voice = Voice(language, rounded=rounded)
    blocks = Blocks(voice)
    if records.scope.collected and records.scope.is_joint:
        compendium(blocks, records, shape, lambda each: _title(voice, each))
    elif records.scope.is_joint:
        JOINT[shape](blocks, records)
    else:
        SHAPES[shape](blocks, records, records.whole)
    if any(isinstance(block, Paragraph) and block.kind == "statement" for block in blocks.blocks):
        blocks.add([Passage("note.stated", (Span(voice.word("note.stated")),), "note")])
    title, issuer = _title(voice, records), voice.text(records.whole.organisation.name)
    return Report(
        language, title, tuple(blocks.blocks), subtitle=_subtitle(voice, records), issuer=issuer, issued=_issued(voice, records, now),
        mark=text(language, "common.demonstration.title") if records.is_demonstration else "", missing=voice.missing,
    )  # fmt: skip


def _title(voice: Voice, records: Records) -> str:
    campaign = voice.text(records.campaign.title)
    said = {"campaign": campaign, "organisation": voice.text(records.whole.organisation.name)}
    if records.scope.event:
        return voice.word("title.event", **said, event=voice.text(records.whole.events[0].title))
    if len(records.parts) > 1 and records.scope.collected:
        return voice.word("title.collected", campaign=campaign)
    return voice.word("title.part", **said)


def _subtitle(voice: Voice, records: Records) -> str:
    held = records.whole.held
    if not held:
        return ""
    days = [event.starts.date() for event in held]
    return voice.word("title.days", days=voice.days(min(days), max(days), year=True))


def _issued(voice: Voice, records: Records, now: int) -> str:
    zone = records.whole.events[0].starts.tzinfo or ZoneInfo("UTC")
    return voice.day(datetime.fromtimestamp(now / 1000, UTC).astimezone(zone).date(), year=True)
