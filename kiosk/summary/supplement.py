"""A short report upwards of what has changed since a summary was handed in: figure by figure, with where it came from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.figures.provenance import Address
from kiosk.figures.suppression import Hidden
from kiosk.languages import catalogue, say_date, say_list, text
from kiosk.records import variant_of
from kiosk.summary.records import Figure
from kiosk.summary.versions import Change, Source, Version
from kiosk.summary.voice import Voice
from printables.report import Cell, Paragraph, Report, Span, Table

_OF_CAMPAIGN = "JOIN campaign c ON c.id = r.campaign WHERE c.code = :campaign AND"
_NAMES = {
    "event": ("title", f"SELECT r.* FROM event r {_OF_CAMPAIGN} r.code = :event"),
    "booth": ("name", "SELECT r.* FROM booth r JOIN event e ON e.id = r.event JOIN campaign c ON c.id = e.campaign WHERE c.code = :campaign AND e.code = :event AND r.code = :booth"),
    "material": ("title", f"SELECT r.* FROM material r {_OF_CAMPAIGN} r.code = :material"),
    "organisation": ("name", "SELECT r.* FROM organisation r WHERE r.code = :organisation"),
    "objective": ("text", f"SELECT r.* FROM objective r {_OF_CAMPAIGN} r.code = :detail"),
    "reads": ("title", f"SELECT r.* FROM post r {_OF_CAMPAIGN} r.code = :detail"),
}
"""What a part of an address is called: in which field, and of which record of the plan."""
_WORDS = {"visits_by": "summary.chart.way", "notes_by_sort": "wall.sort"}
"""Details that are no words of the plan → where their words are."""


def write_supplement(connection: sqlite3.Connection, version: Version, changes: Sequence[Change], now: int, zone: str) -> Report:
    """Return the supplement to a version that was handed in.  ``now`` is ms UTC."""
    said = json.loads(version.report)
    voice = Voice(version.named.language)

    def day(at: int) -> str:
        return voice.day(datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date(), year=True)

    told = voice.word("supplement.told", title=said["title"], number=str(version.number), day=day(version.at), now=day(now))
    return Report(
        voice.language, voice.word("supplement.title", title=said["title"]), (Paragraph("told", (Span(told),)), _table(connection, voice, version, changes)),
        issuer=said["issuer"], issued=day(now), mark=said["mark"],
    )  # fmt: skip


def _table(connection: sqlite3.Connection, voice: Voice, version: Version, changes: Sequence[Change]) -> Table:
    heads = tuple(Cell(voice.word(f"supplement.{name}"), number=name in ("before", "now", "difference")) for name in ("figure", "before", "now", "difference", "sources"))
    rows = tuple(
        (
            Cell(_capital(name_figure(connection, change.address, voice.language, bool(version.named.event)))), Cell(voice.cell(Figure(change.before, "")), number=True),
            _say_now(voice, change), Cell(say_difference(change, voice.language), number=True), Cell(say_change_sources(change, voice.language)),
        )
        for change in changes
    )  # fmt: skip
    return Table("changes", voice.word("supplement.caption"), heads, rows)


def _say_now(voice: Voice, change: Change) -> Cell:
    address = "" if change.is_small else str(change.address)
    return Cell(voice.cell(Figure(Hidden.WITHHELD if change.is_small else change.now, address)), address, number=True)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def name_figure(connection: sqlite3.Connection, address: Address, language: str, of_one_event: bool) -> str:
    """Return what a figure is called, and of which part it is: “handed out (Community gate)”; an event of which alone is spoken is not named."""
    said = {part: getattr(address, part) for part in ("campaign", "organisation", "event", "booth", "material", "detail")}
    named = [part for part in ("organisation", "event", "booth", "material") if said[part] and not (part == "event" and of_one_event)]
    parts = [_name(connection, part, said, language) or said[part] for part in named]
    parts += [address.hour[11:16]] if address.hour else []
    parts += [_say_detail(connection, address, said, language)] if address.detail else []
    figure = text(language, f"figures.name.{address.figure}")
    return text(language, "summaries.part_of_figure", figure=figure, where=say_list(language, parts)) if parts else figure


def _name(connection: sqlite3.Connection, part: str, said: dict[str, str], language: str) -> str:
    field, sql = _NAMES[part]
    row = connection.execute(sql, said).fetchone()
    return variant_of(row, field, language) if row else ""


def _say_detail(connection: sqlite3.Connection, address: Address, said: dict[str, str], language: str) -> str:
    if address.figure in _WORDS:
        return catalogue(language).get(f"{_WORDS[address.figure]}.{address.detail}", address.detail)
    return (_name(connection, address.figure, said, language) if address.figure in _NAMES else "") or address.detail


def say_difference(change: Change, language: str) -> str:
    """Return +40, or −40 with a minus sign; a small number of people in difficulty only as it may be published."""
    if change.is_small:
        return text(language, f"tallies.shown.{Hidden.FEWER.value}")
    return f"{change.difference:+,}".replace("-", "−")


def say_change_sources(change: Change, language: str) -> str:
    """Return “phone 7, 25 March”, or that something was put right where no fact of its own was added; "—" where that would point at somebody."""
    if change.is_small or change.beside_small:
        return "—"
    return say_list(language, [_say_source(each, language) for each in change.sources]) or text(language, "summaries.corrected")


def _say_source(source: Source, language: str) -> str:
    who = text(language, "tallies.phone_number", number=source.phone) if source.phone else text(language, "summaries.office")
    return text(language, "summaries.source", who=who, day=say_date(language, source.day, "short"))
