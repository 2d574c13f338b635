"""Reads once what a summary may state: the campaign, each organisation's part of it, and all of them together.

A summary tells the state of its own date: the ledger's figures as they are on record then, and of what has a day of its own (a next
step that was done, a post, how often it was read) only what had happened by that day.  One that was handed in stays as it was.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from kiosk import clock
from kiosk import records as plan
from kiosk.campaigns import CAMPAIGN, DIRECTIVE, EVENT
from kiosk.features import has_feature
from kiosk.figures.costs import Prices, costs_in, load_prices
from kiosk.figures.objectives import Outcome, outcomes_of
from kiosk.figures.provenance import Address
from kiosk.figures.published import PublishedWeek, read_published
from kiosk.figures.staffing import count_staff
from kiosk.figures.tallies import Figures, add_people_of, figures_of
from kiosk.figures.totals import load_whole_events
from kiosk.figures.week import Week, load_week
from kiosk.languages import LANGUAGES
from kiosk.observances import name_observance
from kiosk.organisations import ORGANISATION, self_reference
from kiosk.posts import latest_readings, posted
from kiosk.settings import read_setting
from kiosk.storage.database import one_state
from kiosk.summary.reading_events import Plans, read_event
from kiosk.summary.reading_texts import text_of
from kiosk.summary.records import (
    Campaign,
    Counted,
    Directive,
    Event,
    Figure,
    NextStep,
    Objective,
    Organisation,
    Part,
    Post,
    Records,
    Statement,
    Term,
)
from kiosk.summary.scope import Scope
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT, TOPIC


def read_records(connection: sqlite3.Connection, scope: Scope, now: int) -> Records:
    """Return everything that the summary of ``scope`` may state, all of one moment; ``now`` is ms UTC.  NotFound."""
    with one_state(connection):
        return _Reader(connection, scope, now).read()


class _Reader:
    """What the parts of one scope have in common."""

    def __init__(self, connection: sqlite3.Connection, scope: Scope, now: int) -> None:
        self.connection, self.scope, self.now = connection, scope, now
        self.campaign = plan.get(connection, CAMPAIGN, scope.campaign)
        self.week = load_whole_events(connection, scope.events) if scope.is_joint else load_week(connection, scope.events)
        self.published: PublishedWeek = read_published(connection, scope.campaign)
        every = {row["id"]: row for row in plan.all_of(connection, EVENT, scope.campaign, archived=True)}
        rows = [every[id] for id in scope.events]
        self.prices = load_prices(connection, scope.events)
        self.day = clock.moment(now, rows[0]["zone"]).date().isoformat()
        self._held_by: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            self._held_by[row["organisation"]].append(row["id"])
        self._nearest: dict[bool, tuple[str, Week]] = {}
        plans = Plans(connection, self.campaign, scope.events)
        self.events = [read_event(plans, row, self.week, partial(self._week_of, row), self.published, self.prices, now) for row in rows]
        self.came: dict[str, tuple[Figures, Collection[str]]] = {each.id: (each.counted.figures, [each.id]) for each in self.events}
        self.posts = posted(connection, scope.campaign, self.day)
        self.readings = latest_readings(connection, [row["id"] for row in self.posts], self.day)
        self.posters_below = _posters_below(connection, {row["organisation"] for row in self.posts})
        self.alone = _without_sisters(rows, every.values())
        self.above = _above(connection, {row["organisation"] for row in every.values()})
        self.with_posts = {row["organisation"] for row in rows if has_feature(row, "posts")}
        self.texts = {noun.table: plan.all_of(connection, noun, scope.campaign) for noun in (STATEMENT, OBJECTIVE, NEXT_STEP)}
        told = {*scope.parts, scope.organisation, self.campaign["organisation"]}
        self.outcomes = outcomes_of(connection, [row for row in self.texts["objective"] if row["organisation"] in told], now)

    def read(self) -> Records:
        """Return the records."""
        held_by: dict[str, list[Event]] = defaultdict(list)
        for each in self.events:
            held_by[each.organisation].append(each)
        parts = tuple(self._part(id, held_by[id], self._address(id)) for id in self.scope.parts)
        whole = parts[0]
        if self.scope.is_joint:
            whole = self._part(self.scope.organisation or self.campaign["organisation"], self.events, self._address(""))
            goals = {each.text.code: each for each in whole.objectives}
            others = [part for part in parts if part.organisation.id != whole.organisation.id]
            goals |= {each.text.code: replace(each, by=part.organisation.name) for part in others for each in part.objectives}
            whole = replace(whole, objectives=tuple(goals.values()))
        self._add_people()
        shown = read_setting(self.connection, "demonstration_made") == "1"
        return Records(self.scope, _campaign(self.connection, self.campaign), whole, parts, shown)

    def _week_of(self, event: sqlite3.Row, by_hour: bool) -> Week:
        """Return all that is told of one event.  One text about many organisations states whole events; a compendium of their own texts tells
        booths and hours too, of which those of one organisation are kept: of a thousand they would fill a small computer."""
        if not (self.scope.is_joint and self.scope.collected):
            return self.week.only({event["id"]})
        near, week = self._nearest.get(by_hour, ("", None))
        if week is None or near != event["organisation"]:
            week = load_week(self.connection, self._held_by[event["organisation"]], by_hour=by_hour)
            self._nearest[by_hour] = (event["organisation"], week)
        return week.only({event["id"]})

    def _add_people(self) -> None:
        """Look up once, for all events and parts together, who came."""
        add_people_of(self.connection, {name: figures for name, (figures, _) in self.came.items()}, {name: events for name, (_, events) in self.came.items()})

    def _address(self, part: str) -> Address:
        """Return under which address the sums of a part stand, '' for the whole."""
        whole, id = Address("visits", self.campaign["code"]), part or self.scope.organisation
        if self.scope.event:
            return whole.of("visits", event=self.events[0].code)
        if not id:
            return whole
        code = plan.get(self.connection, ORGANISATION, id)["code"]
        return whole.of("visits", holder=code) if part and part in self.above else whole.of("visits", organisation=code)

    def _part(self, organisation: str, events: Sequence[Event], address: Address) -> Part:
        ids = {event.id for event in events}
        counted = count(self.week, ids, address, self.published, self.prices)
        self.came[str(address)] = (counted.figures, ids)
        return Part(
            _organisation(plan.get(self.connection, ORGANISATION, organisation)),
            tuple(events),
            counted,
            count_staff(self.connection, [event.id for event in events if event.is_held]),
            self._posts(organisation, address),
            tuple(Statement(row["kind"], text_of(row, "statement", "text"), row["event"] or "") for row in self._own("statement", organisation, ids)),
            self._objectives(organisation, ids),
            tuple(_step(row, self.day) for row in self._own("next_step", organisation, ids)),
        )

    def _own(self, table: str, organisation: str, events: Collection[str]) -> list[sqlite3.Row]:
        """Return what an organisation says of these events, and of the whole where the summary is of the whole."""
        whole = not self.scope.event or self.scope.event in self.alone
        return [
            row for row in self.texts[table]
            if row["event"] in events or (row["event"] is None and row["organisation"] == organisation and whole)
        ]  # fmt: skip

    def _objectives(self, organisation: str, events: Collection[str]) -> tuple[Objective, ...]:
        return tuple(self._objective(row, self.outcomes.get(row["id"])) for row in self._own("objective", organisation, events))

    def _objective(self, row: sqlite3.Row, outcome: Outcome | None) -> Objective:
        text, address = text_of(row, "objective", "text"), str(Address("objective", self.campaign["code"], detail=row["code"]))
        if outcome is None or outcome.actual is None:
            return Objective(text, "", None, row["actual"], None)
        return Objective(text, row["indicator"], Figure(outcome.actual, address), row["actual"], outcome.is_reached, outcome.target)

    def _posts(self, organisation: str, address: Address) -> tuple[Post, ...]:
        """Return the posts that the figures of a part count, also of those who hold no event; those of one event are told where the event has posts."""
        if self.scope.event:
            posters: Collection[str] = {organisation} & self.with_posts
        elif address.holder:
            posters = {organisation}
        else:
            posters = self.posters_below[organisation if address.organisation else ""]
        rows = sorted((row for row in self.posts if row["organisation"] in posters), key=lambda row: (row["day"], row["position"], row["code"]))
        seen = self.readings
        return tuple(_post(row, *((seen[row["id"]].reads, seen[row["id"]].read_on) if row["id"] in seen else (None, ""))) for row in rows)


def _without_sisters(events: Iterable[sqlite3.Row], campaign: Iterable[sqlite3.Row]) -> set[str]:
    """Return those of ``events`` beside which their organisation plans no other in the campaign."""
    planned: dict[str, set[str]] = defaultdict(set)
    for row in campaign:
        if row["archived_at"] is None:
            planned[row["organisation"]].add(row["id"])
    return {row["id"] for row in events if planned[row["organisation"]] <= {row["id"]}}


def _above(connection: sqlite3.Connection, holding: Collection[str]) -> set[str]:
    """Return the organisations that have one of those that hold events below them: what they hold themselves is not all that is theirs."""
    parents, found = dict(connection.execute("SELECT id, parent FROM organisation").fetchall()), set[str]()
    for id in holding:
        while (id := parents[id]) and id not in found:
            found.add(id)
    return found


def _posters_below(connection: sqlite3.Connection, posters: set[str]) -> Mapping[str, set[str]]:
    """Return organisation → those of the posters that are it or below it; '' → all."""
    found: dict[str, set[str]] = defaultdict(set, {"": posters})
    parents = dict(connection.execute("SELECT id, parent FROM organisation").fetchall()) if posters else {}
    for poster in posters:
        at: str | None = poster
        while at:
            found[at].add(poster)
            at = parents[at]
    return found


def count(week: Week, events: Collection[str], address: Address, published: PublishedWeek, prices: Prices) -> Counted:
    """Return the figures of some events together, still without the people who came."""
    own = week.only(events)
    figures = figures_of(own)
    identified = figures.persons or 0
    [only, *more] = events
    return Counted(address, figures, identified, published.roll_up(events) if more else published.event(only), costs_in(own, prices, figures))


def _campaign(connection: sqlite3.Connection, row: sqlite3.Row) -> Campaign:
    directives = plan.all_of(connection, DIRECTIVE, row["id"])
    terms = plan.all_of(connection, TOPIC, row["id"])
    return Campaign(
        row["code"], text_of(row, "campaign", "title"), text_of(row, "campaign", "theme"), text_of(row, "campaign", "theme_by"), row["scope"],
        date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"]), text_of(row, "campaign", "occasion"),
        {each: name_observance(row, each) for each in LANGUAGES},
        tuple(Directive(text_of(each, "directive", "issuer"), text_of(each, "directive", "title"), text_of(each, "directive", "number")) for each in directives),
        tuple(Term(text_of(each, "topic", "title"), text_of(each, "topic", "definition")) for each in terms),
    )  # fmt: skip


def _organisation(row: sqlite3.Row) -> Organisation:
    refers: Mapping[str, str] = {language: self_reference(row, language) for language in LANGUAGES}
    return Organisation(row["id"], row["code"], text_of(row, "organisation", "name"), row["level"], refers)


def _step(row: sqlite3.Row, day: str) -> NextStep:
    done_on = row["done_on"] if row["done_on"] <= day else ""
    return NextStep(row["code"], text_of(row, "next_step", "text"), text_of(row, "next_step", "owner"), _day(row["due"]), _day(done_on))


def _post(row: sqlite3.Row, reads: int | None, read_on: str) -> Post:
    return Post(
        row["code"], text_of(row, "post", "title"), text_of(row, "post", "channel"), text_of(row, "post", "topics"), _day(row["day"]), reads, _day(read_on)
    )


def _day(typed: str) -> date | None:
    return date.fromisoformat(typed) if typed else None
