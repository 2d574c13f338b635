"""Paper for the room, its walls and its stage, planned and made: programme, groups' board and cards, equipment, the way to the room."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from kiosk import records
from kiosk.acts import ACT, running_order
from kiosk.campaigns import EVENT
from kiosk.errors import InvalidFields
from kiosk.groups import leader_of, partner_groups
from kiosk.prints.kinds import MOST_EQUIPMENT_PAGES, kind_of
from kiosk.prints.lists import BLANK, Lines, layout_again, read_lines
from kiosk.prints.parts import Part, codes_of
from kiosk.prints.plans import Maker, Planner, pages_plan
from kiosk.prints.runs import RunPlan
from kiosk.prints.sheet_words import words_on
from kiosk.prints.wishes import Wish
from kiosk.venues import equipment_lines
from printables.document import Printable
from printables.equipment_checklist import ROWS_PER_PAGE, Equipment, EquipmentChecklist
from printables.group_board import MOST_GROUPS, GroupBoard, RegisteredGroup
from printables.group_board import SIZES as BOARD_PAPERS
from printables.group_card import MOST_DELEGATES, GroupCard, GroupCards
from printables.programme import MOST_ACTS, MOST_MINUTES, Act, Programme
from printables.programme import PAPERS as PROGRAMME_PAPERS
from printables.room_poster import ARROWS, SIZES, RoomPoster

DIRECTIONS = tuple(ARROWS)
USUAL_DELEGATES, MOST_PERFORMERS, MOST_EQUIPMENT = 10, 999, ROWS_PER_PAGE * MOST_EQUIPMENT_PAGES
BLANK_CARDS, BLANK_GROUPS = 4, 10
"""So many are printed to be filled in by hand where no group is named."""
OWN = ("", "own", "自有")
"""What stands in the column of what is borrowed from whom, for one's own."""


def plan_programme(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies, paper (A4, A5), acts (group | act | minutes | performers), starts (HH:MM).

    The event's running order where it has one.  Where it has none and no acts are typed, the day as the plan has it: the
    organisation's events of that day, in their order.
    """
    acts, row = read_lines(wish, "acts", (0, 0, MOST_MINUTES, MOST_PERFORMERS), MOST_ACTS), records.get(connection, EVENT, event)
    if acts is None and running_order(connection, row).slots:
        return [_order_plan(event, wish)]
    if acts is None:
        acts = layout_again(connection, event, "programme").get("acts", [])
    paper = wish.one_of("paper", PROGRAMME_PAPERS, "A4")
    starts = records.clean_values(EVENT, {"starts": wish.text("starts", row["starts"])}, partial=True)["starts"]
    layout = {"paper": paper, "acts": acts, "starts": starts}
    return [pages_plan(event, "programme", wish.number("copies", 2, kind_of("programme").most), layout, wish.asked)]


def _order_plan(event: str, wish: Wish) -> RunPlan:
    """The running order is read when the run is planned, and kept with its words."""
    layout = {"paper": wish.one_of("paper", PROGRAMME_PAPERS, "A4"), "acts": [], "starts": "", "order": True}
    return pages_plan(event, "programme", wish.number("copies", 2, kind_of("programme").most), layout, wish.asked)


def make_programme(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    words, layout = words_on(connection, part), part.layout
    acts = [act for _, act in acts_of(layout)]
    first = _first_act(layout)
    starts = time.fromisoformat(first) if acts and first else None
    [code] = codes_of(connection, part, "programme")
    return [Programme(
        words.languages, words.title, tuple(acts or [Act(*act) for act in words.more["day"]]), words.when, words.place, words.host, starts,
        part.prefix, code, layout["paper"], part.mark, part.copies,
    )]  # fmt: skip


def acts_of(layout: Mapping[str, Any]) -> list[tuple[str, Act]]:
    """Return a frozen running order: when each act begins ('' where that is not known), and the act."""
    first = _first_act(layout)
    at = datetime.fromisoformat(f"2000-01-01T{first}") if first else None
    acts = []
    for act in (Act(*line) for line in _kept(layout, "order") or layout.get("acts", ())):
        acts.append((f"{at:%H:%M}" if at else "", act))
        at = at + timedelta(minutes=act.minutes) if at else None
    return acts


def _kept(layout: Mapping[str, Any], name: str) -> Any:
    """Return what a run keeps of the plan beside the words of every sheet, None where it keeps none."""
    return layout.get("says", {}).get("more", {}).get(name)


def _first_act(layout: Mapping[str, Any]) -> str:
    return str(_kept(layout, "starts") or layout.get("starts", ""))


def plan_group_cards(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: cards (ids of the acts whose groups get one, all of the running order by default), groups (name | delegates | act | slot).

    A card each.  Lines are typed where the event has no running order; without any, a sheet of cards to be filled in by hand.
    """
    known = [slot.id for slot in running_order(connection, records.get(connection, EVENT, event)).slots if slot.partner]
    groups = read_lines(wish, "groups", (0, MOST_DELEGATES, 0, 0), kind_of("group_card").most)
    if known and groups is None:
        ticked = wish.many("cards", known)
        cards = [act for act in known if act in ticked]
        if not cards:
            raise InvalidFields({"cards": ("printing.group_needed", {})})
        return [pages_plan(event, "group_card", len(cards), {"cards": cards, "groups": []}, wish.asked)]
    if groups is None:
        groups = layout_again(connection, event, "group_card").get("groups") or _groups_on_stage(connection, event)
    return [pages_plan(event, "group_card", len(groups) or BLANK_CARDS, {"groups": groups}, wish.asked)]


def _groups_on_stage(connection: sqlite3.Connection, event: str) -> Lines:
    """Return the groups of the event's programme, with their slots in it."""
    return [
        [act.group, min(act.performers, MOST_DELEGATES), act.act, " · ".join(filter(None, (str(slot), at)))]
        for slot, (at, act) in enumerate(acts_of(layout_again(connection, event, "programme")), start=1)
    ]


def cards_of(layout: Mapping[str, Any]) -> Lines:
    """Return what each card of a run says: group, delegates, act, slot; never its leader."""
    return list(_kept(layout, "cards") or layout.get("groups", ()))


def make_group_cards(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """Who leads a group is read from the register when its card is printed: whoever was erased is blank on a reprint."""
    words, codes = words_on(connection, part), codes_of(connection, part, "group")
    here = slice(part.first - 1, part.last)
    groups = (cards_of(part.layout) or [[BLANK, 0, "", ""]] * part.run["copies"])[here]
    leaders = [_leader(connection, act) for act in part.layout.get("cards", ())][here] or [""] * len(groups)
    cards = [
        GroupCard(name, code, delegates or USUAL_DELEGATES, act, slot, leader)
        for (name, delegates, act, slot), code, leader in zip(groups, codes, leaders, strict=True)
    ]
    return [GroupCards(words.languages, words.title, part.prefix, tuple(cards), part.mark)]


def _leader(connection: sqlite3.Connection, act: str) -> str:
    found = leader_of(connection, records.get(connection, ACT, act)["partner"] or "")
    return found.name if found else ""


def plan_group_board(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: leaders (their names may be shown), paper (A4, A3), groups (name | kind | registration number | members).

    The register of the event's organisation; lines are typed where it has none.
    """
    register = partner_groups(connection, records.get(connection, EVENT, event)["organisation"])[:MOST_GROUPS]
    groups, paper = read_lines(wish, "groups", (0, 0, 0, 0), MOST_GROUPS), wish.one_of("paper", BOARD_PAPERS, "A4")
    if register and groups is None:
        layout = {"register": [row["id"] for row in register], "leaders": wish.ticked("leaders"), "groups": [], "paper": paper}
        return [pages_plan(event, "group_board", 1, layout, wish.asked)]
    if groups is None:
        groups = layout_again(connection, event, "group_board", elsewhere=True).get("groups") or _groups_with_cards(connection, event)
    return [pages_plan(event, "group_board", 1, {"groups": groups, "paper": paper}, wish.asked)]


def _groups_with_cards(connection: sqlite3.Connection, event: str) -> Lines:
    """Return the groups that have a card for the event."""
    return [[group[0], "", "", ""] for group in layout_again(connection, event, "group_card").get("groups", ())]


def make_group_board(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    words, layout = words_on(connection, part), part.layout
    groups = words.more.get("board") or layout["groups"] or [[BLANK, "", "", ""]] * BLANK_GROUPS
    shown = layout.get("register", []) if layout.get("leaders") else []
    leaders = [found.name if (found := leader_of(connection, group)) else "" for group in shown] or [""] * len(groups)
    rows = tuple(RegisteredGroup(name, kind, leader, number, members) for (name, kind, number, members), leader in zip(groups, leaders, strict=True))
    return [GroupBoard(words.languages, rows, words.host, words.day, paper=layout["paper"])]


def plan_equipment(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: rows (item | quantity | from whom it is borrowed, empty for one's own), copies (pages, more where the rows need them).

    Without rows the event's own equipment, as the plan has it; where it has none, what was printed last.
    """
    rows = read_lines(wish, "rows", (0, 0, 0), MOST_EQUIPMENT)
    if rows is None:
        planned = equipment_lines(connection, event, records.get(connection, EVENT, event)["language"])[:MOST_EQUIPMENT]
        rows = planned or layout_again(connection, event, "equipment", elsewhere=True).get("rows", [])
    pages = max(wish.number("copies", 1, MOST_EQUIPMENT_PAGES), -(-len(rows) // ROWS_PER_PAGE))
    return [pages_plan(event, "equipment", pages, {"rows": rows}, wish.asked)]


def make_equipment(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    words = words_on(connection, part)
    rows = tuple(
        Equipment(item, quantity, own=lender in OWN if quantity or lender else None, lender="" if lender in OWN else lender)
        for item, quantity, lender in part.layout["rows"]
    )
    return [EquipmentChecklist(words.languages, words.title, rows, words.when, words.place, words.host, part.copies)]


def plan_room_posters(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: directions (a page each), paper."""
    directions = [direction for direction in wish.many("directions", DIRECTIONS) if direction in DIRECTIONS]
    layout = {"paper": wish.one_of("paper", SIZES, "A4"), "directions": directions}
    return [pages_plan(event, "room_poster", len(directions), layout, wish.asked)]


def make_room_posters(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """The place stands for the room where the event has none of its own."""
    words, layout = words_on(connection, part), part.layout
    room = words.room or words.place
    return [RoomPoster(words.languages, words.title, room, tuple(layout["directions"]), words.when, words.host, layout["paper"])]


PLANS: dict[str, Planner] = {
    "programme": plan_programme, "group_card": plan_group_cards, "group_board": plan_group_board, "equipment": plan_equipment,
    "room_poster": plan_room_posters,
}  # fmt: skip
MAKERS: dict[str, Maker] = {
    "programme": make_programme, "group_card": make_group_cards, "group_board": make_group_board, "equipment": make_equipment,
    "room_poster": make_room_posters,
}  # fmt: skip
