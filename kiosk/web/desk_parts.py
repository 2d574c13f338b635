"""The way down: an event's movements taken apart level by level, each part a link to what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.books.reconciliation import Desk
from kiosk.figures.breakdown import LEVELS, OUT_AND_IN, Level, Part, break_down
from kiosk.figures.tallies import Figures
from kiosk.ids import now_ms
from kiosk.languages import say_date, say_time
from kiosk.web.context import language, store, t
from kiosk.web.desk_view import parts_url
from kiosk.web.tallies_tables import Named, booth_cell, material_cell, namer, phone_name

WITHOUT_DIFFERENCE = ("phone", "hour")
_HEADINGS: dict[Level, str] = {"booth": "common.noun.booth", "material": "common.noun.material", "bundle": "common.noun.bundle", "holder": "common.noun.volunteer",
             "phone": "tallies.phone", "hour": "common.noun.hour"}  # fmt: skip
MOST_LINES = 200
"""Of more parts the rest stands in one line, so that they still add up."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part: what it is called, where it is taken apart further ('' at the end), and its figures."""

    name: Named
    url: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class PartsView:
    """``path`` is the way here (name, address), ``tabs`` the levels that are left (word, address, current); a difference cannot be
    told by phone or hour."""

    path: list[tuple[str, str]]
    tabs: list[tuple[str, str, bool]]
    by: Level
    heading: str
    lines: list[PartLine]
    whole: Figures
    note: str
    has_difference: bool


def parts_view(desk: Desk, asked: Mapping[str, str], *, names: bool) -> PartsView:
    """Return the movements within what the address names, taken apart by what it names, else by the next level down."""
    within: dict[Level, str] = {level: "" if asked[level] == "-" else asked[level] for level in LEVELS if asked.get(level)}
    left = [level for level in LEVELS if level not in within]
    by = next((level for level in left if level == asked.get("by")), left[0] if left else "hour")
    found = break_down(store().read(), desk.event.row, desk.event.week, by, within)
    name = _naming(desk, names=names)
    parts = sorted(found.parts, key=_order(desk, by))
    lines = [PartLine(name(by, part.key), _deeper(desk, within, by, part), part.figures) for part in parts[:MOST_LINES]]
    if len(parts) > MOST_LINES:
        rest = [part.figures for part in parts[MOST_LINES:]]
        lines.append(PartLine(Named("", t("desk.more_lines", count=len(rest))), "", _add(rest)))
    path, so_far = [(t("desk.whole_event"), parts_url(desk, {}, ""))], dict[Level, str]()
    for level, key in within.items():
        so_far = {**so_far, level: key}
        path.append((_say(name(level, key)), parts_url(desk, so_far, "")))
    tabs = [(t(f"desk.by.{level}"), parts_url(desk, within, level), level == by) for level in left]
    measured = {by, *within}.isdisjoint(WITHOUT_DIFFERENCE)
    return PartsView(path, tabs, by, t(_HEADINGS[by]), lines, found.whole, _note(by, found.parts), measured)


def _add(parts: Sequence[Figures]) -> Figures:
    """Return the movements of several parts together."""
    measured = [one.unaccounted for one in parts if one.unaccounted is not None]
    return Figures(
        issued=sum(one.issued for one in parts), transferred=sum(one.transferred for one in parts), handed_out=sum(one.handed_out or 0 for one in parts),
        returned=sum(one.returned for one in parts), spoiled=sum(one.spoiled for one in parts), unaccounted=sum(measured) if measured else None,
    )  # fmt: skip


def _note(by: Level, parts: tuple[Part, ...]) -> str:
    if by in WITHOUT_DIFFERENCE:
        return t("desk.note_no_difference")
    unnamed = any(part.key == "" for part in parts)
    return t(f"desk.note_{by}") if unnamed and by in ("bundle", "holder") else ""


def _deeper(desk: Desk, within: dict[Level, str], by: Level, part: Part) -> str:
    if part.key == OUT_AND_IN or len(within) + 1 == len(LEVELS):
        return ""
    return parts_url(desk, {**within, by: part.key}, "")


def _order(desk: Desk, by: Level) -> Callable[[Part], tuple[object, ...]]:
    """Plan order for booths and materials, time for hours; else what is missing first; what has no name comes last."""
    places = {row["id"]: number for number, row in enumerate([*desk.event.booths, *desk.event.materials])}

    def order(part: Part) -> tuple[object, ...]:
        last = part.key in ("", OUT_AND_IN)
        if by == "hour":
            return (last, int(part.key) if part.key.lstrip("-").isdecimal() else 0)
        if by in ("booth", "material"):
            return (last, places.get(part.key, len(places)), part.key)
        return (last, -abs(part.figures.unaccounted or 0), -(part.figures.handed_out or 0), part.key)

    return order


def _naming(desk: Desk, *, names: bool) -> Callable[[Level, str], Named]:
    """Return what calls a part by its name; what has none, or is not of the plan, says so."""
    booths = {booth["id"]: booth_cell(booth) for booth in desk.event.booths}
    materials = {material["id"]: material_cell(material) for material in desk.event.materials}
    runs = {f"{one.run}/{one.number}": Named(f"{one.run_code}/{one.number}") for one in desk.event.bundles}
    phones = {phone.id: Named("", phone_name(phone, names=names)) for phone in desk.event.phones}
    who = namer(desk.event, names=names)
    known: dict[str, Mapping[str, Named]] = {"booth": booths, "material": materials, "bundle": runs, "phone": phones}

    def name(level: Level, key: str) -> Named:
        if key == OUT_AND_IN:
            return Named("", t("desk.none.out_and_in"))
        if level == "hour":
            return Named("", _hour(desk, key))
        if level == "holder" and key:
            return Named("", who(key.removeprefix("person:")) or t("common.unknown"))
        return known.get(level, {}).get(key) or Named("", t(f"desk.none.{level}"))

    return name


def _hour(desk: Desk, key: str) -> str:
    moment = datetime.fromtimestamp((int(key) if key.isdecimal() else now_ms()) / 1000, ZoneInfo(desk.event.row["zone"]))
    said = say_time(language(), moment)
    return said if moment.date().isoformat() == desk.event.row["day"] else f"{say_date(language(), moment.date(), 'short')} {said}"


def _say(named: Named) -> str:
    return f"{named.code} {named.name}".strip()
