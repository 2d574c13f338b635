"""Everything that one look at an event's tallies needs, put together once from plan and tallies."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kiosk import records
from kiosk.campaigns import CAMPAIGN, EVENT, event_window, status_at
from kiosk.distribution import Stock, event_stock
from kiosk.duty import Duty, Implausible, find_implausible, load_duty, start_of_hour
from kiosk.figures.costs import costs_in, load_prices
from kiosk.figures.holdings import BundleHeld, PhoneHeard, bundles_at, phones_at
from kiosk.figures.print_advice import load_print_advice
from kiosk.figures.published import Published, read_published
from kiosk.figures.rates import Costs, Rates, rates_of
from kiosk.figures.tallies import Figures, add_people, figures_by_hour, figures_of, is_tapped
from kiosk.figures.week import Week, hours_of, load_week
from kiosk.inbox.decisions import Inbox, read_inbox
from kiosk.inbox.reminders import Reminder, read_reminders
from kiosk.late_phones import late_phones
from kiosk.venues import find_crowding


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many people somebody saw there at once; stands beside the sign-ins and is never added to them."""

    people: int
    at: int
    method: str


class LiveEvent:
    """One event as the coordinator sees it now (``now`` is ms UTC).  Read once; nothing here writes."""

    def __init__(self, connection: sqlite3.Connection, event: str, now: int) -> None:
        self.row = records.get(connection, EVENT, event)
        self.campaign = records.get(connection, CAMPAIGN, self.row["campaign"])
        self.now = now
        self.window = event_window(self.row)
        self.status = status_at(self.row, now)
        self.week: Week = load_week(connection, [event])
        self.whole = figures_of(self.week, event=event)
        add_people(connection, self.whole, [event])
        self.published: Published = read_published(connection, self.row["campaign"]).event(event)
        self.booths = _with_strangers(connection, "booth", "event", event, {row.booth for row in self.week.rows} - {"", "store"})
        used = {row.material for row in self.week.rows} | {cell.material for cell in self.week.cells} - {""}
        self.materials = [row for row in _materials(connection, self.row["campaign"]) if row["id"] in used]
        self.hours = hours_of(self.week, event, self.row["zone"])
        self.duty: Duty = load_duty(connection, self.row)
        self.bundles: list[BundleHeld] = bundles_at(connection, event)
        self.phones: list[PhoneHeard] = phones_at(connection, event)
        self.late = late_phones(connection, self.row, now)
        self.head_count = _head_count(connection, event)
        self.advice = load_print_advice(connection, [event])
        self.prices = load_prices(connection, [event])
        self.implausible, self.without_roster = self._check_hours()
        stock = _stock(connection, event)
        tapped = {place for place in stock if is_tapped(self.week, event, *place)}
        self.inbox: Inbox = read_inbox(connection, self.row, stock=stock, tapped=tapped, implausible=self.implausible)
        self.reminders: list[Reminder] = read_reminders(connection, self.row, duty=self.duty, now=now)

    @property
    def id(self) -> str:
        """The event's id."""
        return str(self.row["id"])

    @property
    def is_over(self) -> bool:
        """Whether what is still out is a finding, rather than in somebody's hands."""
        return self.status in ("ended", "cancelled") or self.now > self.window.ends

    @property
    def crowding(self) -> dict[str, int]:
        """Which counts of people exceed what the room holds, as long as something can be done: who signed in, and who was seen there."""
        if self.is_over:
            return {}
        return find_crowding(self.row["capacity"], {"signed_in": self.whole.visits, "seen": self.head_count.people if self.head_count else 0})

    @cached_property
    def by_booth(self) -> list[tuple[sqlite3.Row, Figures]]:
        """Each booth with its figures."""
        return [(booth, figures_of(self.week, event=self.id, booth=booth["id"])) for booth in self.booths]

    @cached_property
    def by_material(self) -> list[tuple[sqlite3.Row, Figures]]:
        """Each material that moved or was scanned, with its figures."""
        return [(material, figures_of(self.week, event=self.id, material=material["id"])) for material in self.materials]

    @cached_property
    def by_booth_material(self) -> list[tuple[sqlite3.Row, sqlite3.Row, Figures]]:
        """Each material at each booth where it was, with its figures."""
        cells = [
            (booth, material, figures_of(self.week, event=self.id, booth=booth["id"], material=material["id"]))
            for booth in self.booths
            for material in self.materials
        ]
        return [cell for cell in cells if cell[2].issued or cell[2].transferred or cell[2].handed_out or cell[2].responses]

    @cached_property
    def by_hour(self) -> list[tuple[str, Figures]]:
        """Each local hour in which something happened, with its figures."""
        return figures_by_hour(self.week, self.hours)

    @property
    def rates(self) -> Rates:
        """The shares of the whole event."""
        return rates_of(self.whole)

    @property
    def costs(self) -> Costs:
        """What the printing cost, in all and per result."""
        return costs_in(self.week, self.prices, self.whole)

    def print_next(self, material: sqlite3.Row, figures: Figures) -> int:
        """Return how many copies of a material to print for such an event again."""
        return self.advice.of(self.row, material["id"], figures)

    def last_heard(self, booth: str) -> int | None:
        """Return when the booth's phones last spoke (ms UTC); None when there are none."""
        heard = [phone.row["last_seen_at"] for phone in self.phones if phone.row and phone.row["booth"] == booth]
        return max(heard, default=None)

    def is_measured(self, booth: str, material: str) -> bool:
        """Tell whether the difference can be measured there at all."""
        return is_tapped(self.week, self.id, booth, material)

    def _check_hours(self) -> tuple[list[Implausible], set[str]]:
        handed: dict[tuple[str, int], int] = defaultdict(int)
        for row in self.week.rows:
            if row.measure == "handed_out" and row.booth not in ("", "store"):
                handed[row.booth, start_of_hour(row.bucket, self.row["zone"])] += row.quantity
        return find_implausible(self.duty, handed, self.now)


def _with_strangers(connection: sqlite3.Connection, table: str, parent: str, event: str, seen: Iterable[str]) -> list[sqlite3.Row]:
    """Return the event's booths that are in use; put away ones only where something was counted there."""
    rows = connection.execute(f"SELECT * FROM {table} WHERE {parent} = ? ORDER BY position, code", (event,)).fetchall()
    kept = set(seen)
    return [row for row in rows if row["archived_at"] is None or row["id"] in kept]


def _materials(connection: sqlite3.Connection, campaign: str) -> list[sqlite3.Row]:
    return connection.execute("SELECT * FROM material WHERE campaign = ? ORDER BY position, code", (campaign,)).fetchall()


def _head_count(connection: sqlite3.Connection, event: str) -> HeadCount | None:
    row = connection.execute(
        "SELECT quantity, at, method FROM standing WHERE event = ? AND kind = 'head_count' ORDER BY at DESC, id DESC LIMIT 1", (event,)
    ).fetchone()
    return HeadCount(*row) if row else None


def _stock(connection: sqlite3.Connection, event: str) -> dict[tuple[str, str], Stock]:
    """Return what each (booth, material) holds by the books."""
    return {
        (booth, material): held
        for booth, materials in event_stock(connection, event).items()
        if booth != "store"
        for material, held in materials.items()
    }
