"""A campaign's closings side by side: which events are closed, by whom and when, and what is open at the others."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.books.closings import closings_of
from kiosk.books.reconciliation import Check, Desk
from kiosk.campaigns import CAMPAIGN, status_at
from kiosk.figures.glance import moved_since
from kiosk.figures.tallies import Figures
from kiosk.figures.totals import load_totals
from kiosk.records import get
from kiosk.storage.database import one_state
from kiosk.web.context import t
from kiosk.web.desk_view import say_open
from kiosk.web.late import say_then

MOST_LOOKED_AT = 40
"""Events whose open checks are named here; of more, each has its own desk."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event: its figures, and either who closed it when and whether copies were moved since, or what is open."""

    row: sqlite3.Row
    status: str
    figures: Figures
    closed: str
    moved_since: bool
    open: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class CampaignView:
    """The campaign, the figures of all events that the reader may see, and a line for each."""

    row: sqlite3.Row
    whole: Figures
    lines: list[EventLine]
    said: str
    persons: str

    @property
    def is_going_on(self) -> bool:
        """Whether an event is still on or to come, so that what is out is no finding yet."""
        return any(line.status in ("planned", "open", "moved", "postponed") for line in self.lines)


def campaign_view(connection: sqlite3.Connection, campaign: str, events: Sequence[sqlite3.Row], now: int) -> CampaignView:
    """Return the closings of a campaign's ``events``, all as of one moment."""
    with one_state(connection):
        ids = [row["id"] for row in events]
        totals, closed = load_totals(connection, {id: [id] for id in ids}), closings_of(connection, ids)
        whole = totals.whole
        lines, looked_at = [], 0
        for row in events:
            closing = closed.get(row["id"])
            desk = Desk(connection, row["id"], now) if closing is None and looked_at < MOST_LOOKED_AT else None
            looked_at += desk is not None
            when = say_then(row, closing.at) if closing else ""
            who = t("desk.closed_by", who=closing.who, when=when) if closing and closing.who else t("desk.closed_unsigned", when=when) if closing else ""
            checks = desk.checks if desk else ()
            figures = totals.scopes[row["id"]]
            since = closing is not None and moved_since(closing, figures)
            lines.append(EventLine(row, status_at(row, now), figures, who, since, say_open(checks), checks))
    frozen = whole.persons_at and say_then(events[-1], whole.persons_at)
    live = t("desk.persons_live", count=whole.persons) if whole.persons is not None and closed else ""
    persons = t("desk.persons_frozen", count=whole.persons, date=frozen) if frozen else live
    said = t("desk.all_closed", count=len(events)) if len(closed) == len(events) else t("desk.some_closed", count=len(events), closed=len(closed))
    return CampaignView(get(connection, CAMPAIGN, campaign), whole, lines, said, persons)
