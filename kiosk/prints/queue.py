"""What an event has to print, planned or still missing, and the one act that plans what is ticked and makes it into a pile."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path

from kiosk import campaigns, languages, records
from kiosk.errors import Refusal
from kiosk.ids import derive_id
from kiosk.prints import jobs
from kiosk.prints.areas import plan_kind
from kiosk.prints.folder import prints_folder
from kiosk.prints.kinds import PAIRING, kind_of
from kiosk.prints.names import Names
from kiosk.prints.packs import offer_cards
from kiosk.prints.pages import plan_printable
from kiosk.prints.piles import KIND_ORDER, PileCards, keep_cards, read_cards, stack_of, what_is_stated
from kiosk.prints.proofs import can_verify
from kiosk.prints.runs import FALLBACK_ADDRESS, RunState, mark_for, renew_run, runs_of
from kiosk.prints.situations import read_situation
from kiosk.prints.suggest import Need, share_out, suggest
from kiosk.prints.verdicts import keep_verdicts
from kiosk.prints.wishes import Asked, Wish
from kiosk.records import variant_of
from kiosk.storage import Store
from printables.pile_contents import STACKS

PRINTED = ("printed", "bundled")
LANDSCAPE = ("tally_sheet", "record", "pocket_card")
_PLANNING = threading.Lock()
"""A pile ordered twice at the same moment is one: the second waits, and finds everything planned."""


class NothingLeft(Refusal):
    """What was ticked has been planned in another tab meanwhile, or has left the plan."""

    reason = "nothing_left"
    area = "pile"
    status = 409


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One line of the queue: a run that is planned (``state``), or what is missing (``need``)."""

    key: str
    kind: str
    stack: str
    name: str
    copies: int
    ticked: bool
    state: RunState | None = None
    need: Need | None = None

    @property
    def adjustable(self) -> bool:
        """Whether somebody may ask for another number of copies: there is one sign to a booth, and one badge to a person."""
        kind = kind_of(self.kind)
        return (self.need is not None and kind.of != "booth" and kind.counts != "people" and self.kind != "record") or self.kind == PAIRING


@dataclass(frozen=True, slots=True)
class Queue:
    """All lines in printing order, and those that the event has no use for as it is planned."""

    lines: tuple[QueueLine, ...]
    folded: tuple[QueueLine, ...]

    @property
    def stacks(self) -> list[tuple[str, list[QueueLine]]]:
        """The lines by what lies in the printer."""
        return [(stack, list(lines)) for stack, lines in groupby(self.lines, lambda line: line.stack)]

    def count(self, what: str) -> int:
        """Return how many lines are ``printed``, ``planned`` and not printed, or ``missing``."""
        return sum(_standing(line) == what for line in self.lines)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many runs of an event are printed, and how many are planned and not printed yet."""

    printed: int = 0
    planned: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants to print: runs that are planned, and needs by key with their copies.  ``id`` comes with the form."""

    event: str
    id: str
    asked: Asked
    runs: tuple[str, ...] = ()
    copies: Mapping[str, int] | None = None
    roles: tuple[str, ...] = ()
    card_roles: tuple[str, ...] = ()
    retention_days: int = 90


def standings(connection: sqlite3.Connection, events: Sequence[str]) -> dict[str, Standing]:
    """Return how far each event's printing is, with one query for all of them."""
    rows = connection.execute(
        "SELECT event, sum(state IN ('printed', 'bundled')) AS printed, count(*) AS runs FROM print_run"
        " WHERE event IN (SELECT value FROM json_each(?)) AND archived_at IS NULL AND sample <> 'sample' GROUP BY event",
        (json.dumps(list(events)),),
    ).fetchall()
    known = {row["event"]: Standing(row["printed"], row["runs"] - row["printed"]) for row in rows}
    return {event: known.get(event, Standing()) for event in events}


def read_queue(connection: sqlite3.Connection, event: str, language: str, *, cards: bool = True) -> Queue:
    """Return an event's queue in a reader's language; ``cards``: the reader may make pairing cards."""
    states = runs_of(connection, event)
    names = Names(connection, [state.row for state in states], language)
    planned = [_planned_line(names, state) for state in states]
    needs = [need for need in suggest(read_situation(connection, event)) if cards or need.kind != PAIRING]
    missing = [_missing_line(connection, need, language) for need in needs]
    lines = sorted([*planned, *(line for line in missing if line.need and line.need.used)], key=_place)
    return Queue(tuple(lines), tuple(line for line in missing if line.need and not line.need.used))


def _planned_line(names: Names, state: RunState) -> QueueLine:
    row = state.row
    shop = json.loads(row["layout"]).get("mode") == "shop"  # such a file goes to a print shop, not into this printer
    ticked = row["state"] not in PRINTED and row["sample"] != "sample" and not shop
    return QueueLine(f"run:{row['id']}", row["kind"], stack_of(row), names.of(row), row["copies"], ticked, state)


def _missing_line(connection: sqlite3.Connection, need: Need, language: str) -> QueueLine:
    name, stack = languages.text(language, f"printing.kind.{need.kind}"), "A4"
    if need.target:
        row = records.get(connection, campaigns.MATERIAL, need.target)
        name = f"{row['code']} {variant_of(row, 'title', language)}"
        stack = "A4-landscape" if row["paper"] == "A5" or need.kind == "tri_fold" else "A4"
    elif need.kind in LANDSCAPE:
        stack = "A4-landscape"
    return QueueLine(key_of(need), need.kind, stack, name, need.copies, need.ticked, need=need)


def _standing(line: QueueLine) -> str:
    if line.state is None:
        return "missing" if line.need and line.need.copies else ""
    return "printed" if line.state.row["state"] in PRINTED else "planned"


def _place(line: QueueLine) -> tuple[object, ...]:
    kind = KIND_ORDER.index(line.kind) if line.kind in KIND_ORDER else len(KIND_ORDER)
    code = line.state.row["code"] if line.state else "~"
    return (STACKS.index(line.stack), kind, len(code), code, line.name)


def order_pile(instance: Path, store: Store, order: Order) -> jobs.Job:
    """Plan what is ordered, all of it or nothing, and begin to make the pile; the same order again is the same pile.

    CannotPrint, AddressNeeded, LocalAddress, InvalidFields, NothingToPrint, NothingLeft.
    """
    with _PLANNING:
        return _order_pile(instance, store, order)


def _order_pile(instance: Path, store: Store, order: Order) -> jobs.Job:
    folder = prints_folder(instance)
    with_cards = bool((order.copies or {}).get(f"need:{PAIRING}:"))
    id = jobs.job_id(order.event, PAIRING, order.id) if with_cards else ""
    known = with_cards and read_cards(folder, id) is not None
    runs, cards = store.write(lambda connection: _plan(connection, order, cards=not known))
    if not runs and cards is None and not known:
        raise NothingLeft()
    if cards is not None and not known:
        keep_cards(folder, id, cards)
    connection = store.read()
    stated, verify = what_is_stated(connection, order.event, runs), can_verify()
    language = order.asked.get("language") or records.get(connection, campaigns.EVENT, order.event)["language"]
    id = id or jobs.job_id(order.event, *sorted(runs), stated, language, verify)
    roles = order.card_roles if with_cards else order.roles
    job = jobs.Job(id, order.event, roles, runs=runs, cards=with_cards, language=language, verify=verify, stated=stated)
    return jobs.begin(instance, job, partial(keep_verdicts, store))


def plan_order(connection: sqlite3.Connection, order: Order) -> tuple[str, ...]:
    """Keep the runs that an order asks for, cards left out, and return the ids of all its runs.  Must run inside ``Store.write``."""
    return _plan(connection, order, cards=False)[0]


def _plan(connection: sqlite3.Connection, order: Order, *, cards: bool) -> tuple[tuple[str, ...], PileCards | None]:
    """Keep the runs, and make the cards' pairings; what an earlier sending of the same form planned is found again."""
    own = {state.row["id"] for state in runs_of(connection, order.event)}
    runs = [run for run in order.runs if run in own]
    made = None
    needs = {key_of(need): need for need in suggest(read_situation(connection, order.event))}
    for key, copies in (order.copies or {}).items():
        need, planned = needs.get(key), _planned_before(connection, order, key)
        if planned:
            runs += planned
        elif need and copies and need.kind != PAIRING:
            runs += _plan_need(connection, order, need, copies)
        elif need and copies and cards:
            made = _offer(connection, order, need, copies)
    for run in runs:
        renew_run(connection, run)
    return tuple(dict.fromkeys(runs)), made


def renew_pile(connection: sqlite3.Connection, job: jobs.Job) -> str:
    """Let what is not printed yet of a pile say what the plan says now, and return the mark of that.  Must run inside ``Store.write``."""
    for run in job.runs:
        renew_run(connection, run)
    return what_is_stated(connection, job.event, job.runs)


def key_of(need: Need) -> str:
    """Return the name of a need in a form."""
    return f"need:{need.kind}:{need.target}"


def _run_id(order: Order, key: str, booth: str) -> str:
    """Return the id of the run that an order plans: it follows from the form's, so that a form sent twice plans once."""
    return derive_id(order.id, f"{key} {booth}")


def _planned_before(connection: sqlite3.Connection, order: Order, key: str) -> list[str]:
    """Return the runs that an earlier sending of the same form planned."""
    booths = ["", *(row["id"] for row in records.all_of(connection, campaigns.BOOTH, order.event, archived=True))]
    ids = json.dumps([_run_id(order, key, booth) for booth in booths])
    query = "SELECT id FROM print_run WHERE event = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY code"
    return [row["id"] for row in connection.execute(query, (order.event, ids))]


def _plan_need(connection: sqlite3.Connection, order: Order, need: Need, copies: int) -> list[str]:
    """Plan a need's runs with everything that the usual form would leave as it is; CannotPrint when one cannot be printed."""
    said: dict[str, Sequence[str]] = {"copies": [str(copies)], "pages": [str(copies)]}
    said |= {"material": [need.target]} if need.target else {}
    said |= {"booths": need.booths} if need.booths else {}
    wish = Wish({**order.asked, "id": ""}, said, order.retention_days)
    plans = plan_kind(connection, order.event, need.kind, wish)
    keyed = [replace(plan, id=_run_id(order, key_of(need), plan.booth)) for plan in plans]
    return [plan_printable(connection, plan) for plan in keyed]


def _offer(connection: sqlite3.Connection, order: Order, need: Need, copies: int) -> PileCards:
    asked = order.asked
    mark = mark_for(asked["base_url"], sample=asked.get("sample", False), local_confirmed=asked.get("local_confirmed", False))
    booths = need.booths or ("",)
    helpers = {booth.id: booth.helpers for booth in read_situation(connection, order.event).booths}
    shares = share_out(copies, [helpers.get(booth, 1) for booth in booths])
    cards = [offer_cards(connection, order.event, booth, share, asked["by"]) for booth, share in zip(booths, shares, strict=True) if share]
    return PileCards(tuple(cards), asked["base_url"] or FALLBACK_ADDRESS, mark)
