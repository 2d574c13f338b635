"""All tallies from a list of facts, in plain Python: written from domain.md §3, in no order, knowing nothing of the triggers."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.ledger import Fact

QUARTER = 900_000
MOVEMENTS = ("issue", "transfer", "hand_out", "return", "spoil")
Key = tuple[object, ...]


@dataclass
class Sums:
    """What the tally tables must hold: key → (quantity, entries); rows of nothing are left out."""

    tally: Counter[Key] = field(default_factory=Counter)
    entries: Counter[Key] = field(default_factory=Counter)
    bundle: Counter[Key] = field(default_factory=Counter)
    device: Counter[Key] = field(default_factory=Counter)
    response: Counter[Key] = field(default_factory=Counter)
    visits: dict[Key, str] = field(default_factory=dict)
    pages: dict[Key, tuple[int, str]] = field(default_factory=dict)
    places: set[Key] = field(default_factory=set)
    responders: dict[str, set[Key]] = field(default_factory=dict)


def find_standing(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that count: not held (or released), and named by no void that counts itself."""
    known = {fact.id: fact for fact in facts}
    released = {
        fact.names for fact in known.values()
        if fact.kind == "release" and fact.authority and fact.names in known and known[fact.names].event == fact.event
    }  # fmt: skip
    valid = [fact for fact in known.values() if not fact.held or fact.id in released]
    voided = set()
    for void in valid:
        named = known.get(void.names) if void.kind == "void" else None
        if named is not None and void.event == named.event and (void.authority or void.device == named.device):
            voided.add(named.id)
    return [fact for fact in valid if fact.kind not in ("void", "release") and fact.id not in voided]


def sum_facts(facts: Iterable[Fact]) -> Sums:
    """The tallies of a history, in whatever order it is given."""
    standing = find_standing(facts)
    sums = Sums()
    for fact in standing:
        for booth, measure, detail in list_measures(fact):
            key = (fact.event, booth, fact.material, measure, detail, fact.method, quarter(fact))
            sums.tally[key] += fact.quantity
            sums.entries[key] += 1
            if fact.kind in MOVEMENTS and fact.run and fact.bundle:
                sums.bundle[fact.run, fact.bundle, booth, measure] += fact.quantity
        if fact.kind in (*MOVEMENTS, "consultation", "check_in"):
            sums.device[fact.event, fact.device, fact.material, fact.kind] += fact.quantity
        if fact.kind in ("issue", "transfer") and fact.run and fact.bundle and fact.to_booth:
            sums.places.add((fact.run, fact.bundle, fact.at, fact.id, fact.event, fact.to_booth))
    sum_responses(sums, standing)
    sum_visits(sums, standing)
    return sums


def quarter(fact: Fact) -> int:
    return fact.at // QUARTER * QUARTER


def list_measures(fact: Fact) -> list[tuple[str, str, str]]:
    """(booth, measure, detail) that a fact counts towards; a movement within one booth changes nothing."""
    data = json.loads(fact.data)
    match fact.kind:
        case "print":
            return [(fact.booth, "printed", "")]
        case "issue":
            return [(fact.to_booth, "issued", "")]
        case "transfer" if fact.booth != fact.to_booth:
            return [(fact.to_booth, "transferred_in", ""), (fact.booth, "transferred_out", "")]
        case "hand_out":
            return [(fact.booth, "handed_out", "")]
        case "return":
            return [(fact.booth, "returned", "")]
        case "spoil":
            return [(fact.booth, "spoiled", data.get("why", ""))]
        case "consultation":
            persons = [] if data.get("same_person") else [(fact.booth, "consulted_persons", "")]
            return [
                (fact.booth, "consultations", data.get("topic", "")),
                (fact.booth, "outcomes", data.get("outcome", "")),
                *persons,
            ]
        case "check_in":
            return [(fact.booth, "check_ins", "")]
        case "check_out":
            return [(fact.booth, "check_outs", "")]
        case "feedback":
            return [(fact.booth, "feedback", str(data.get("score", "")))]
        case "note":
            return [(fact.booth, "notes", data.get("sort", ""))]
        case "wish":
            return [(fact.booth, "wish_steps", data["step"]), (fact.booth, "wish_days", str(data.get("days", "")))]
        case _:
            return []


def sum_responses(sums: Sums, standing: list[Fact]) -> None:
    cells: dict[str, set[Key]] = defaultdict(set)
    for fact in standing:
        data = json.loads(fact.data)
        cell = (fact.event, fact.run, fact.bundle, fact.booth, quarter(fact))
        if fact.kind == "response":
            sums.response[(*cell, "opened", "")] += fact.quantity
        elif fact.kind == "action":
            sums.response[(*cell, "actions", data.get("which", ""))] += fact.quantity
        elif fact.kind == "shown":
            sums.response[(*cell, "responses", "")] += fact.quantity
            if "mark" in data:
                cells[data["mark"]].add(cell)
    for theirs in cells.values():
        for cell in theirs:
            sums.response[(*cell, "unique", "")] += 1
    sums.responders = dict(cells)


def sum_visits(sums: Sums, standing: list[Fact]) -> None:
    """A visit is one (event, participant), plus each sign-in without one, plus what a page's subtotal says where no row was typed."""
    first: dict[Key, Fact] = {}
    rows: Counter[Key] = Counter()
    totals: dict[Key, Fact] = {}
    for fact in standing:
        page = (fact.event, fact.run, fact.number)
        if fact.kind == "check_in":
            if not fact.person:
                add_visit(sums, fact, "", 1)
            elif (fact.event, fact.person) not in first or (fact.at, fact.id) < order(first[fact.event, fact.person]):
                first[fact.event, fact.person] = fact
            if fact.method == "paper" and fact.run and fact.number:
                rows[page] += 1
        elif fact.kind == "sheet_total" and (page not in totals or (fact.at, fact.id) > order(totals[page])):
            totals[page] = fact
    for key, fact in first.items():
        add_visit(sums, fact, "identified", 1)
        sums.visits[key] = fact.id
    for page, fact in totals.items():
        if not rows[page]:
            add_visit(sums, fact, "", fact.quantity)
    for page in {*rows, *totals}:
        sums.pages[page] = (rows[page], totals[page].id if page in totals else "")


def order(fact: Fact) -> tuple[int, str]:
    return fact.at, fact.id


def add_visit(sums: Sums, fact: Fact, detail: str, visits: int) -> None:
    key = (fact.event, fact.booth, "", "visits", detail, fact.method, quarter(fact))
    sums.tally[key] += visits
    sums.entries[key] += 1


def count_unique(sums: Sums, cells: Iterable[Key]) -> int:
    """How many different responders a set of cells has together."""
    wanted = set(cells)
    return sum(bool(theirs & wanted) for theirs in sums.responders.values())
