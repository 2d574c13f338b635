"""Read-only sums of the ledger: what was printed, issued, handed out, returned, who responded and who came (domain.md §3).

Every figure carries how it was counted.  Nothing here reads the ledger itself: only the tally tables, whose size follows the plan
and not the number of facts.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from kiosk.books.closings import frozen_persons_of
from kiosk.figures.persons import count_again
from kiosk.figures.response_cells import Cell, unique_of
from kiosk.figures.week import Row, Week
from kiosk.on_stage import groups_by_event
from kiosk.volunteers import known_again

MOVED = ("issued", "transferred_in", "transferred_out", "handed_out", "returned", "spoiled")
_MOVED = frozenset(MOVED)
_BY_PEOPLE = ("consultations", "visits", "registrations")


@dataclass
class Figures:
    """The figures of one scope.  A figure that cannot be measured is None, never 0.

    ``methods`` maps a figure to how much of it was counted how: scan, count, paper, remainder, estimate, self, volunteer.
    ``persons_at`` is when (ms UTC) the persons were frozen by closing the books, None while they are counted anew at each look.
    ``estimates`` stand beside the figures and are never added to them.  ``unmeasured`` says how many booth × material places are
    counted out and in, so that ``unaccounted`` speaks of the others only.
    """

    printed: int = 0
    issued: int = 0
    transferred: int = 0
    handed_out: int | None = 0
    returned: int = 0
    spoiled: int = 0
    unaccounted: int | None = None
    unmeasured: int = 0
    in_store: int | None = None
    never_issued: int | None = None
    opened: int = 0
    responses: int = 0
    unique_responses: int = 0
    actions: int = 0
    consultations: int = 0
    consulted_persons: int = 0
    visits: int = 0
    persons: int | None = None
    persons_at: int | None = None
    registrations: int = 0
    new_volunteers: int | None = None
    notes: int = 0
    wishes: int = 0
    wishes_claimed: int = 0
    wishes_delivered: int = 0
    wish_median_days: float | None = None
    notes_by_sort: Counter[str] = field(default_factory=Counter)
    groups: int | None = None
    performers: int | None = None
    topics: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    actions_by_kind: Counter[str] = field(default_factory=Counter)
    ages: Counter[str] = field(default_factory=Counter)
    estimates: Counter[str] = field(default_factory=Counter)
    methods: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def figures_of(
    week: Week,
    *,
    event: str | None = None,
    booth: str | None = None,
    material: str | None = None,
    hours: tuple[int, int] | None = None,
) -> Figures:
    """Return the figures of the part of ``week`` that is named; ``hours`` is a span of milliseconds UTC.

    What was handed out in "out and in" mode has no hour, and a difference has none either: with ``hours`` both are left out.
    """
    inside: Sequence[Row] = week.rows
    if event is not None:
        inside = [row for row in inside if row.event == event]
    if booth is not None:
        inside = [row for row in inside if row.booth == booth]
    if material is not None:
        inside = [row for row in inside if row.material == material]
    if hours is not None:
        inside = [row for row in inside if hours[0] <= row.bucket < hours[1]]
    figures, moved, rows = Figures(), [], defaultdict[str, list[Row]](list)
    for row in inside:
        measure = row.measure
        if row.method == "estimate":
            figures.estimates[measure] += row.quantity
        elif measure in _MOVED:
            moved.append(row)
        else:
            rows[measure].append(row)
    _sum_movements(figures, week, moved, by_hour=hours is not None)
    _sum_people(figures, rows)
    _sum_wall(figures, rows)
    _sum_stock(figures, rows["printed"], [row for row in moved if row.booth == "store" and row.measure == "spoiled"], whole=booth is None and hours is None)
    cells = [cell for cell in week.cells if cell.within(event, booth, material, hours)]
    _sum_responses(figures, cells, unique_of(cells, week.several))
    return figures


def _sum_movements(figures: Figures, week: Week, rows: list[Row], *, by_hour: bool) -> None:
    stock: dict[tuple[str, str, str], dict[str, int]] = {}
    handed: dict[tuple[str, str, str], dict[str, int]] = {}
    for event, booth, material, measure, _detail, method, _bucket, quantity in rows:
        if booth == "store":
            continue
        place = (event, booth, material)
        sums = stock.get(place)
        if sums is None:
            sums, handed[place] = stock.setdefault(place, dict.fromkeys(MOVED, 0)), {}
        sums[measure] += quantity
        if measure == "handed_out":
            handed[place][method] = handed[place].get(method, 0) + quantity
        elif measure in ("issued", "returned", "spoiled"):
            figures.methods[measure][method] += quantity
    for place, sums in stock.items():
        tapped = is_tapped(week, *place)
        figures.unmeasured += not tapped
        _add_place(figures, sums, handed[place], tapped=tapped, by_hour=by_hour)
    if by_hour and stock and figures.unmeasured == len(stock):
        figures.handed_out = None


def is_tapped(week: Week, event: str, booth: str, material: str) -> bool:
    """Tell whether hand-outs are recorded as they happen there (else the booth counts out and in)."""
    return week.modes.get((event, booth, material), week.modes.get((event, "", material), "tapped")) == "tapped"


def _add_place(figures: Figures, sums: Mapping[str, int], handed: Mapping[str, int], *, tapped: bool, by_hour: bool) -> None:
    """Add one booth's one material, by its counting mode."""
    net = sums["transferred_in"] - sums["transferred_out"]
    figures.issued += sums["issued"]
    figures.transferred += net
    figures.returned += sums["returned"]
    figures.spoiled += sums["spoiled"]
    if not tapped:
        handed = {} if by_hour else {"remainder": sums["issued"] + net - sums["returned"] - sums["spoiled"]}
    elif not by_hour:
        difference = sums["issued"] + net - sums["handed_out"] - sums["returned"] - sums["spoiled"]
        figures.unaccounted = (figures.unaccounted or 0) + difference
    methods = figures.methods["handed_out"]
    for method, quantity in handed.items():
        figures.handed_out = (figures.handed_out or 0) + quantity
        methods[method] += quantity


def _sum_stock(figures: Figures, printed: list[Row], wasted: list[Row], *, whole: bool) -> None:
    """Add what was printed, and the store's own waste, of which the press's was never a copy."""
    for row in printed:
        figures.printed += row.quantity
        figures.methods["printed"][row.method] += row.quantity
    figures.printed -= sum(row.quantity for row in wasted if row.detail == "press")
    store_waste = sum(row.quantity for row in wasted if row.detail != "press")
    never_issued = figures.printed - figures.issued - store_waste
    if whole and never_issued >= 0:  # below zero where the pile came from another event's print: then nobody can tell from here
        figures.never_issued = never_issued
        figures.in_store = never_issued + figures.returned


def _sum_people(figures: Figures, rows: Mapping[str, list[Row]]) -> None:
    """Add consultations, visits and registrations; ``rows`` are those of each measure."""
    for measure in _BY_PEOPLE:
        for row in rows.get(measure, ()):
            figures.methods[measure][row.method] += row.quantity
    figures.consultations += _add_by_detail(figures.topics, rows, "consultations")
    figures.registrations += _add_by_detail(figures.ages, rows, "registrations")
    _add_by_detail(figures.outcomes, rows, "outcomes")
    figures.consulted_persons += sum(row.quantity for row in rows.get("consulted_persons", ()))
    for row in rows.get("visits", ()):
        figures.visits += row.quantity
        if row.detail == "identified":
            figures.persons = (figures.persons or 0) + row.quantity


def _add_by_detail(sums: Counter[str], rows: Mapping[str, list[Row]], measure: str) -> int:
    """Add up a measure by its detail, and return all of it together."""
    total = 0
    for row in rows.get(measure, ()):
        sums[row.detail] += row.quantity
        total += row.quantity
    return total


def _sum_wall(figures: Figures, rows: Mapping[str, list[Row]]) -> None:
    """Wishes are counted beside the notes; whoever let one go has not claimed it."""
    for row in rows.get("notes", ()):
        figures.methods["wishes" if row.detail == "wish" else "notes"][row.method] += row.quantity
    noted = _add_by_detail(figures.notes_by_sort, rows, "notes")
    figures.wishes = figures.notes_by_sort["wish"]
    figures.notes = noted - figures.wishes
    if "wish_steps" in rows:
        steps: Counter[str] = Counter()
        _add_by_detail(steps, rows, "wish_steps")
        figures.wishes_claimed = steps["claim"] - steps["release"]
        figures.wishes_delivered = steps["deliver"]
    if "wish_days" in rows:
        days: Counter[int] = Counter()
        for row in rows["wish_days"]:
            if row.detail:
                days[int(row.detail)] += row.quantity
        figures.wish_median_days = median(days.elements()) if days.total() else None


def _sum_responses(figures: Figures, cells: list[Cell], unique: int) -> None:
    for cell in cells:
        figures.opened += cell.opened
        figures.responses += cell.responses
        figures.actions_by_kind.update(cell.actions)
    figures.actions = figures.actions_by_kind.total()
    figures.unique_responses = unique
    if figures.responses:
        figures.methods["responses"]["scan"] = figures.responses


def add_people(connection: sqlite3.Connection, figures: Figures, events: Collection[str]) -> None:
    """Add to the figures of whole ``events`` how many different people came (as frozen where their books are closed), how many
    volunteers are new, and which groups performed."""
    add_people_of(connection, {"": figures}, {"": events})


def add_people_of(connection: sqlite3.Connection, figures: Mapping[str, Figures], scopes: Mapping[str, Collection[str]]) -> None:
    """Do the same for several scopes, asking no more often than for one."""
    every = {event for events in scopes.values() for event in events}
    frozen, again = frozen_persons_of(connection, scopes), count_again(connection, scopes)
    known, stage = known_again(connection, every), groups_by_event(connection, every)
    for scope, events in scopes.items():
        one = figures[scope]
        counted = one.persons - again[scope] if one.persons else None
        one.persons, one.persons_at = frozen.get(scope, (counted, None))
        one.new_volunteers = one.registrations - sum(known[event] for event in events) if one.registrations else None
        shows = [stage[event] for event in events if event in stage]
        one.groups, one.performers = (sum(each) for each in zip(*shows, strict=True)) if shows else (None, None)


def figures_by_hour(week: Week, hours: Sequence[tuple[str, int, int]]) -> list[tuple[str, Figures]]:
    """Return the figures of each hour that ``hours_of`` names; the rows of one event are gone through once for all of them."""
    firsts = [first for _name, first, _last in hours]
    rows: list[list[Row]] = [[] for _ in hours]
    for row in week.rows if hours else ():
        rows[bisect_right(firsts, row.bucket) - 1].append(row)  # what belongs to no hour may stand under any: it is left out below
    return [(name, figures_of(replace(week, rows=tuple(theirs)), hours=(first, last))) for (name, first, last), theirs in zip(hours, rows, strict=True)]


KEYS = (
    "printed", "issued", "handed_out", "returned", "spoiled", "unaccounted", "responses", "unique_responses", "actions",
    "consultations", "visits", "persons", "registrations", "new_volunteers",
    "notes", "wishes", "wishes_claimed", "wishes_delivered", "wish_median_days", "groups", "performers",
)  # fmt: skip
