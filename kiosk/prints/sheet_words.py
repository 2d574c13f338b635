"""What the sheets of a run say beside their codes: read from the plan when the run is planned, and kept with it from then on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kiosk import campaigns, languages, organisations, records
from kiosk.acts import ACT, Slot, running_order
from kiosk.consultations import topics_at
from kiosk.prints.parts import Part
from kiosk.prints.texts import EventFacts, Row
from kiosk.records import variant_of
from printables.group_card import MOST_DELEGATES
from printables.programme import MOST_ACTS
from printables.referral_slip import MOST_TOPICS

Says = dict[str, Any]
CONSULTATIONS = "consultation"
"""The last row of a tally sheet: no material, what people asked at the booth."""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What a sheet says of its event, in the leading language of its run; ``more`` is what only this kind says.

    No resident and no volunteer is named here: an erasure does not reach into runs.  Names on badges and on sheets filled in
    beforehand are read when these are printed, so that whoever was erased is blank on a reprint.
    """

    languages: tuple[str, ...]
    title: str
    host: str
    place: str
    room: str
    day: str
    when: str
    ends: str
    phone: str
    contact: str
    more: Says = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.languages[0]


_OF_THE_EVENT = ("title", "host", "place", "room", "day", "when", "ends", "phone", "contact")


def say_sheet(connection: sqlite3.Connection, run: Row, layout: dict[str, Any]) -> Says:
    """Return what a run's sheets say, as the plan has it now; NotFound."""
    facts = EventFacts(connection, run)
    says: Says = {name: getattr(facts, name) for name in _OF_THE_EVENT}
    return says | {"more": _MORE[run["kind"]](connection, facts, run, layout)} if run["kind"] in _MORE else says


def words_on(connection: sqlite3.Connection, part: Part) -> SheetWords:
    """Return what was kept with a run; one that was planned before runs kept their words says what the plan says now."""
    says = part.says or say_sheet(connection, part.run, part.layout)
    return SheetWords(tuple(part.run["language"].split()), **says)


def _say_booth(connection: sqlite3.Connection, facts: EventFacts, run: Row, _: dict[str, Any]) -> Says:
    booth = records.get(connection, campaigns.BOOTH, run["booth"])
    return {"code": booth["code"], "name": variant_of(booth, "name", facts.language)}


def _say_tally_sheet(connection: sqlite3.Connection, facts: EventFacts, run: Row, layout: dict[str, Any]) -> Says:
    names = [_item_name(connection, facts, item) for item in layout["items"]]
    return _say_booth(connection, facts, run, layout) | {"items": names}


def _item_name(connection: sqlite3.Connection, facts: EventFacts, item: str) -> str:
    if item == CONSULTATIONS:
        return "\n".join(facts.said(lambda language: languages.text(language, "printing.consultations")))
    row = records.get(connection, campaigns.MATERIAL, item)
    return f"{row['code']}\n{variant_of(row, 'title', facts.language)}"


def _say_record(connection: sqlite3.Connection, facts: EventFacts, _: Row, layout: dict[str, Any]) -> Says:
    """A row is (what is handed out, who holds it)."""
    return {"rows": [_record_row(connection, facts, cell) for cell in layout["rows"]]}


def _record_row(connection: sqlite3.Connection, facts: EventFacts, cell: dict[str, str]) -> list[str]:
    booth = records.get(connection, campaigns.BOOTH, cell["booth"])
    material = records.get(connection, campaigns.MATERIAL, cell["material"])
    named = ((material, "title"), (booth, "name"))
    return [f"{row['code']} {variant_of(row, name, facts.language)}" for row, name in named]


def _say_programme(connection: sqlite3.Connection, facts: EventFacts, _: Row, layout: dict[str, Any]) -> Says:
    """Without acts what the plan has for the organisation on the event's day, each with its own hours: no clock runs on through them."""
    if layout.get("acts"):
        return {}
    if layout.get("order"):
        return _say_order(connection, facts)
    rows = connection.execute(
        "SELECT * FROM event WHERE campaign = ? AND organisation = ? AND day = ? AND archived_at IS NULL ORDER BY starts, code",
        (facts.event["campaign"], facts.event["organisation"], facts.event["day"]),
    ).fetchall()
    return {"day": [[_hours_and_place(row, facts.language), variant_of(row, "title", facts.language)] for row in rows[:MOST_ACTS]]}


def _say_order(connection: sqlite3.Connection, facts: EventFacts) -> Says:
    """The running order: group, act, minutes, performers; an act that is no group's goes by its title."""
    slots = running_order(connection, facts.event).slots[:MOST_ACTS]
    lines = [[slot.name(facts.language) or slot.title(facts.language), _own_title(slot, facts.language), slot.act["minutes"], slot.act["performers"]] for slot in slots]
    return {"order": lines, "starts": facts.event["starts"]}


def _own_title(slot: Slot, language: str) -> str:
    return variant_of(slot.act, "title", language) if slot.partner else ""


def _say_group_card(connection: sqlite3.Connection, facts: EventFacts, _: Row, layout: dict[str, Any]) -> Says:
    """A card's group, how many of it are expected, its act and its slot; who leads it is read when the card is printed."""
    if "cards" not in layout:
        return {}
    order, zone = running_order(connection, facts.event), ZoneInfo(facts.event["zone"])
    slots = [order.slot(act) or _slot_put_away(connection, act) for act in layout["cards"]]
    return {"cards": [_say_card(slot, facts.language, zone) for slot in slots]}


def _say_card(slot: Slot, language: str, zone: ZoneInfo) -> list[Any]:
    at = f"{slot.number} · {datetime.fromtimestamp(slot.starts / 1000, zone):%H:%M}" if slot.number else ""
    return [slot.name(language) or slot.title(language), min(slot.expected, MOST_DELEGATES), _own_title(slot, language), at]


def _slot_put_away(connection: sqlite3.Connection, act: str) -> Slot:
    """An act that was put away keeps its card: the paper may be in somebody's hands."""
    row = records.get(connection, ACT, act)
    return Slot(0, 0, row, records.get(connection, organisations.ORGANISATION, row["partner"]) if row["partner"] else None)


def _say_group_board(connection: sqlite3.Connection, facts: EventFacts, _: Row, layout: dict[str, Any]) -> Says:
    """The register: name, category, how and under which number it is filed, members."""
    groups = [records.get(connection, organisations.ORGANISATION, id) for id in layout.get("register", ())]
    return {"board": [_say_group(row, facts.language) for row in groups]} if groups else {}


def _say_group(row: sqlite3.Row, language: str) -> list[str]:
    filed = languages.text(language, f"plan.choice.registration.{row['registration']}") if row["registration"] else ""
    number = row["registration_number"] or filed
    return [variant_of(row, "name", language), variant_of(row, "category", language), number, str(row["members"] or "")]


def _hours_and_place(event: sqlite3.Row, language: str) -> str:
    starts, ends = (datetime.fromisoformat(f"{event['day']}T{event[name]}") for name in ("starts", "ends"))
    return f"{languages.say_time_range(language, starts, ends)}　{variant_of(event, 'place', language)}"


def _say_referral_slip(_: sqlite3.Connection, facts: EventFacts, __: Row, layout: dict[str, Any]) -> Says:
    """The campaign's and the event's topics, where none were typed."""
    return {} if layout["topics"] else {"topics": list(topics_at(facts.campaign, facts.event, facts.language).values())[:MOST_TOPICS]}


_MORE: dict[str, Callable[[sqlite3.Connection, EventFacts, Row, dict[str, Any]], Says]] = {
    "booth_sign": _say_booth, "tally_sheet": _say_tally_sheet, "record": _say_record, "programme": _say_programme,
    "referral_slip": _say_referral_slip, "group_card": _say_group_card, "group_board": _say_group_board,
}  # fmt: skip
