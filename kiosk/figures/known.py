"""What the figures of a campaign's parts are read from, each thing asked for once however many parts there are."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.errors import NotFound
from kiosk.figures.costs import Prices, load_prices
from kiosk.figures.published import PublishedWeek, read_published
from kiosk.figures.tallies import Figures, add_people_of
from kiosk.figures.week import Week, load_week
from kiosk.joining.origins import Origins
from kiosk.posts import Reading, latest_readings, posted


class Known:
    """Plan and tallies of campaigns, read when they are first asked for.

    ``only`` are the events that whoever asks may see (None: all), ``now`` is ms UTC.
    """

    def __init__(self, connection: sqlite3.Connection, now: int, only: Collection[str] | None = None) -> None:
        self.connection = connection
        self.now = now
        self.only = only
        self._weeks: dict[str, Week] = {}
        self._prices: dict[str, Prices] = {}
        self._origins: dict[str, Origins] = {}
        self._published: dict[str, PublishedWeek] = {}
        self._people: dict[str, dict[frozenset[str], Figures]] = {}
        self._counted: dict[str, tuple[Counter[str], Counter[str]]] = {}
        self._posts: dict[tuple[str, str], tuple[list[sqlite3.Row], dict[str, Reading]]] = {}
        self._rows: dict[tuple[str, str], list[sqlite3.Row]] = {}
        self._by_code: dict[tuple[str, str], dict[str, sqlite3.Row]] = {}
        self._facts: dict[str, list[tuple[str, str, str, int, str, int]]] = {}

    def week(self, campaign: str) -> Week:
        """Return the tallies of a campaign (an id)."""
        if campaign not in self._weeks:
            self._weeks[campaign] = load_week(self.connection, [row["id"] for row in self.events(campaign)])
        return self._weeks[campaign]

    def people(self, campaign: str) -> Mapping[frozenset[str], Figures]:
        """Return events → who came to them, for each event, each organisation's own, those with the ones below it, and all of a campaign (an id)."""
        if campaign not in self._people:
            scopes = self._scopes_of(campaign)
            figures = {name: self._identified(campaign, events) for name, events in scopes.items()}
            add_people_of(self.connection, figures, scopes)
            self._people[campaign] = {frozenset(events): figures[name] for name, events in scopes.items()}
        return self._people[campaign]

    def _scopes_of(self, campaign: str) -> dict[str, list[str]]:
        rows = [row for row in self.events(campaign) if self.only is None or row["id"] in self.only]
        scopes: dict[str, list[str]] = defaultdict(list, {row["id"]: [row["id"]] for row in rows} | {"": [row["id"] for row in rows]})
        held: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            held[row["organisation"]].append(row["id"])
            for organisation in self._lines[row["organisation"]]:
                scopes[organisation].append(row["id"])
        scopes |= {f"holder:{id}": events for id, events in held.items() if len(events) < len(scopes[id])}
        return scopes

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        """Each organisation → itself and those above it."""
        above = dict(self.connection.execute("SELECT id, parent FROM organisation").fetchall())
        lines: dict[str, list[str]] = {}
        for id in above:
            line, at = [], id
            while at:
                line.append(at)
                at = above[at]
            lines[id] = line
        return lines

    def organisations_of(self, organisation: str) -> frozenset[str]:
        """Return an organisation (an id) and those below it."""
        return frozenset(id for id, line in self._lines.items() if organisation in line)

    def _identified(self, campaign: str, events: Collection[str]) -> Figures:
        identified, registrations = self._came(campaign)
        return Figures(persons=sum(identified[id] for id in events), registrations=sum(registrations[id] for id in events))

    def _came(self, campaign: str) -> tuple[Counter[str], Counter[str]]:
        """Return event → identified visits, and event → registrations."""
        if campaign not in self._counted:
            identified, registrations = Counter[str](), Counter[str]()
            for row in self.week(campaign).rows:
                if row.method != "estimate" and row.measure == "registrations":
                    registrations[row.event] += row.quantity
                elif row.method != "estimate" and row.measure == "visits" and row.detail == "identified":
                    identified[row.event] += row.quantity
            self._counted[campaign] = identified, registrations
        return self._counted[campaign]

    def events(self, campaign: str) -> list[sqlite3.Row]:
        """Return all events of a campaign (an id), those put away too."""
        return self.rows(EVENT, campaign)

    def rows(self, noun: records.Noun, parent: str) -> list[sqlite3.Row]:
        """Return the records of a noun below a parent ('' for none), those put away too."""
        key = (noun.table, parent)
        if key not in self._rows:
            self._rows[key] = records.all_of(self.connection, noun, parent, archived=True)
        return self._rows[key]

    def find(self, noun: records.Noun, parent: str, code: str) -> sqlite3.Row:
        """Return the record with a code; NotFound."""
        row = self.seek(noun, parent, code)
        if row is None:
            raise NotFound()
        return row

    def seek(self, noun: records.Noun, parent: str, code: str) -> sqlite3.Row | None:
        """Return the record with a code, or None."""
        key = (noun.table, parent)
        if key not in self._by_code:
            self._by_code[key] = {row["code"].casefold(): row for row in self.rows(noun, parent)}
        return self._by_code[key].get(code.casefold())

    def posts(self, campaign: str, day: str) -> tuple[list[sqlite3.Row], dict[str, Reading]]:
        """Return a campaign's posts that were out by a day, and how often each had been read by then."""
        key = (campaign, day)
        if key not in self._posts:
            rows = posted(self.connection, campaign, day)
            self._posts[key] = rows, latest_readings(self.connection, [row["id"] for row in rows], day)
        return self._posts[key]

    def published(self, campaign: str) -> PublishedWeek:
        """Return what may be said of a campaign's (an id) referrals."""
        if campaign not in self._published:
            self._published[campaign] = read_published(self.connection, campaign)
        return self._published[campaign]

    def prices(self, campaign: str) -> Prices:
        """Return what printing costs in a campaign (an id)."""
        if campaign not in self._prices:
            self._prices[campaign] = load_prices(self.connection, [row["id"] for row in self.events(campaign)])
        return self._prices[campaign]

    def origins(self, campaign: str) -> Origins:
        """Return who told the figures of a campaign (an id)."""
        if campaign not in self._origins:
            self._origins[campaign] = Origins(self.connection, campaign, self.now)
        return self._origins[campaign]

    def facts(self, campaign: str) -> list[tuple[str, str, str, int, str, int]]:
        """Return how many facts the tallies of a campaign (an id) count: event, booth, material, quarter of an hour (ms UTC), measure, facts."""
        if campaign not in self._facts:
            rows = self.connection.execute(
                "SELECT t.event, t.booth, t.material, t.bucket, t.measure, sum(t.entries) FROM event e CROSS JOIN tally t ON t.event = e.id"
                " WHERE e.campaign = ? GROUP BY 1, 2, 3, 4, 5",
                (campaign,),
            )
            self._facts[campaign] = [tuple(row) for row in rows.fetchall()]
        return self._facts[campaign]
