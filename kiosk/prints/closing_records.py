"""The closing record on paper: one page of the figures as frozen, what was checked and explained, made whenever it is asked for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kiosk import records
from kiosk.books.closing_words import say_figure, say_found
from kiosk.books.closings import Closing, Explanation, get_explanations
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL, event_window
from kiosk.co_organisers import say_jointly
from kiosk.languages import say_date, say_day_and_time, say_number, say_time, text
from kiosk.organisations import ORGANISATION
from kiosk.prints.pages import CannotPrint
from kiosk.records import variant_of
from printables.closing_record import MOST_PLACES, Checked, ClosingRecord, Place
from printables.document import to_bytes
from printables.errors import PrintError

_FIGURES = ("printed", "responses", "unique_responses", "consultations", "visits", "persons", "registrations", "new_volunteers", "notes", "wishes",
            "wishes_claimed", "wishes_delivered")  # fmt: skip
Amounts = list[int | None]
"""Issued, moved in, handed out, returned, spoiled, difference."""


def closing_pdf(connection: sqlite3.Connection, closing: Closing, language: str, *, demonstration: bool = False) -> tuple[bytes, str]:
    """Return a closing's record in one language and its file's name; CannotPrint when a title has no letters to print it with."""
    event = records.get(connection, EVENT, closing.event)
    number = f"{records.get(connection, CAMPAIGN, event['campaign'])['code']}-{event['code']}-{closing.number}"
    rows, total = _places(connection, closing, language)
    try:
        made = ClosingRecord(
            (language,), number, _facts(connection, event, language), say_sum(closing.figures, language), rows, total,
            tuple(_figures(closing.figures["figures"], language)), tuple(_checks(connection, closing, language)), say_closing(event, closing, language),
            text(language, "desk.basis", seq=say_number(language, closing.seq), hash=" ".join(closing.hash[at : at + 4] for at in range(0, 24, 4))),
            text(language, "common.demonstration.title") if demonstration else "",
        )  # fmt: skip
        return to_bytes(made), f"{number}.pdf"
    except PrintError as problem:
        raise CannotPrint(problem) from problem


def say_sum(frozen: Mapping[str, Any], language: str) -> str:
    """Return the sum in full, as frozen; where it cannot be measured it says so."""
    figures = frozen["figures"]
    said = [f"{say_figure(name, language)} {say_number(language, figures[name] or 0)}" for name in ("issued", "handed_out", "returned", "spoiled")]
    if figures["unaccounted"] is not None:
        said.append(f"{text(language, 'common.movement.difference')} {say_number(language, figures['unaccounted'])}")
    moved = frozen["transferred"]
    if moved:
        way = text(language, "common.movement.transferred_in" if moved > 0 else "common.movement.transferred_out")
        said[0] += f" {'+' if moved > 0 else '−'} {way} {say_number(language, abs(moved))}"
    whole = f"{said[0]} = {' + '.join(said[1:])}"
    return whole if figures["unaccounted"] is not None else text(language, "desk.sum_unmeasured", sum=whole)


def say_closing(event: sqlite3.Row, closing: Closing, language: str) -> str:
    """Return who closed the books and when, on the event's own clock."""
    then = datetime.fromtimestamp(closing.at / 1000, ZoneInfo(event["zone"]))
    when = text(language, "common.date.and_time", date=say_date(language, then.date()), time=say_time(language, then))
    return text(language, "desk.closed_by", who=closing.who, when=when) if closing.who else text(language, "desk.closed_unsigned", when=when)


def _facts(connection: sqlite3.Connection, event: sqlite3.Row, language: str) -> tuple[tuple[str, str], ...]:
    zone, window = ZoneInfo(event["zone"]), event_window(event)
    starts, ends = (datetime.fromtimestamp(at / 1000, zone) for at in (window.starts, window.ends))
    host = variant_of(records.get(connection, ORGANISATION, event["organisation"]), "name", language)
    jointly = say_jointly(connection, event["id"], language)
    said = (variant_of(event, "title", language), f"{host} {jointly}".strip(), say_day_and_time(language, starts, ends), variant_of(event, "place", language))
    return tuple(zip((text(language, f"desk.fact.{name}") for name in ("event", "organisation", "when", "where")), said, strict=True))


def _places(connection: sqlite3.Connection, closing: Closing, language: str) -> tuple[tuple[Place, ...], Place | None]:
    """Return the table's lines, by booth and material, else by booth, else by material: what fits one page; and its total."""
    places: dict[tuple[str, str], Amounts] = {(booth, material): amounts for booth, material, *amounts in closing.figures["places"]}
    if not places:
        return (), None
    booths, materials = _names(connection, BOOTH.table, (place[0] for place in places), language), _names(connection, MATERIAL.table, (place[1] for place in places), language)
    ways: list[Callable[[tuple[str, str]], tuple[str, str]]] = [
        lambda place: (booths.get(place[0], text(language, "desk.none.booth")), materials.get(place[1], text(language, "desk.none.material"))),
        lambda place: (booths.get(place[0], text(language, "desk.none.booth")), ""),
        lambda place: ("", materials.get(place[1], text(language, "desk.none.material"))),
    ]
    grouped = next((found for way in ways if len(found := _group(places, way)) <= MOST_PLACES), {})
    total = _add(places.values())
    return tuple(_line(*names, amounts, language) for names, amounts in grouped.items()), _line(text(language, "common.total"), "", total, language)


def _group(places: Mapping[tuple[str, str], Amounts], way: Callable[[tuple[str, str]], tuple[str, str]]) -> dict[tuple[str, str], Amounts]:
    groups: dict[tuple[str, str], list[Amounts]] = {}
    for place, amounts in places.items():
        groups.setdefault(way(place), []).append(amounts)
    return {name: _add(parts) for name, parts in sorted(groups.items())}


def _add(parts: Iterable[Amounts]) -> Amounts:
    """Add column by column; what no part can measure stays so."""
    columns = [[amount for amount in column if amount is not None] for column in zip(*parts, strict=True)]
    return [sum(column) if column else None for column in columns]


def _line(booth: str, material: str, amounts: Amounts, language: str) -> Place:
    said = ["—" if amount is None else say_number(language, amount) for amount in amounts]
    if amounts[-1] is None:
        said[-1] = text(language, "common.reconciliation.not_measurable")
    return Place(booth, material, *said)


def _names(connection: sqlite3.Connection, table: str, ids: Iterable[str], language: str) -> dict[str, str]:
    rows = connection.execute(f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(set(ids))),)).fetchall()
    return {row["id"]: f"{row['code']} {variant_of(row, 'name' if table == BOOTH.table else 'title', language)}" for row in rows}


def _figures(figures: Mapping[str, Any], language: str) -> Iterable[tuple[str, str]]:
    return ((say_figure(key, language), say_number(language, figures[key])) for key in _FIGURES if figures.get(key))


def _checks(connection: sqlite3.Connection, closing: Closing, language: str) -> Iterable[Checked]:
    kept = closing.figures["checks"]
    explanations: dict[str, Explanation] = get_explanations(connection, [one["explanation"] for one in kept if one["explanation"]])
    for one in kept:
        explanation = explanations.get(one["explanation"])
        found = say_found(one["case"], one["said"], language)
        yield Checked(text(language, f"desk.about.{one['key']}"), found, explanation.text if explanation else "")
