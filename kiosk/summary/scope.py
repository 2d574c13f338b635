"""What a summary is about: one event, one organisation's part of a campaign, a whole campaign, or a compendium of its parts."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kiosk import records
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.code_paths import find_campaign, find_event, find_organisation
from kiosk.errors import Refusal
from kiosk.organisations import ORGANISATION, subtree


class NothingNamed(Refusal):
    """Neither a campaign nor an event was named: nobody can tell what the summary is to be about."""

    reason = "nothing_named"
    area = "summary"
    status = 422


class NoPart(Refusal):
    """This organisation holds no event of this campaign: there is nothing to sum up."""

    reason = "no_part"
    area = "summary"
    status = 404


class NotTheirs(Refusal):
    """The event that was named is not one of the organisation's that was named."""

    reason = "not_theirs"
    area = "summary"
    status = 404


class AloneCannotBeCollected(Refusal):
    """A compendium collects the summaries of several organisations; one event is one summary."""

    reason = "alone"
    area = "summary"
    status = 422


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids: ``events`` in the order in which they are told.  ``event`` is '' for more than one event, ``organisation`` '' for the whole
    campaign; ``parts`` are the organisations that hold these events, in order.  ``collected``: each part's own summary in one compendium.
    """

    campaign: str
    events: tuple[str, ...]
    parts: tuple[str, ...]
    organisation: str = ""
    event: str = ""
    collected: bool = False

    @property
    def is_joint(self) -> bool:
        """Whether several organisations are told of in one text."""
        return len(self.parts) > 1


def find_scope(connection: sqlite3.Connection, *, campaign: str = "", event: str = "", organisation: str = "", collected: bool = False) -> Scope:
    """Return what codes (or ids) name; an event may be named CAMPAIGN/EVENT.  UnknownCode, NothingNamed, NoPart, NotTheirs, AloneCannotBeCollected."""
    if event:
        if collected:
            raise AloneCannotBeCollected()
        scope = scope_of_event(connection, find_event(connection, event, campaign))
        if organisation and scope.organisation not in subtree(connection, find_organisation(connection, organisation)):
            raise NotTheirs(organisation=organisation, event=event)
        return scope
    if not campaign:
        raise NothingNamed()
    own = find_organisation(connection, organisation) if organisation else ""
    return scope_of_campaign(connection, find_campaign(connection, campaign), own, collected=collected)


def scope_of_event(connection: sqlite3.Connection, event: str) -> Scope:
    """Return the scope of one event; NotFound."""
    row = records.get(connection, EVENT, event)
    return Scope(row["campaign"], (event,), (row["organisation"],), row["organisation"], event)


def scope_of_campaign(connection: sqlite3.Connection, campaign: str, organisation: str = "", *, collected: bool = False) -> Scope:
    """Return the scope of a campaign, or of what an organisation and those below it do in one; NotFound, NoPart."""
    records.get(connection, CAMPAIGN, campaign)
    within = subtree(connection, organisation) if organisation else None
    rows = [row for row in _events(connection, campaign) if within is None or row["organisation"] in within]
    if not rows:
        raise NoPart(organisation=records.get(connection, ORGANISATION, organisation)["code"] if organisation else campaign)
    parts = tuple(dict.fromkeys(row["organisation"] for row in rows))
    return Scope(campaign, tuple(row["id"] for row in rows), parts, organisation, collected=collected)


def part_of(scope: Scope, connection: sqlite3.Connection, organisation: str) -> Scope:
    """Return one organisation's own events of a wider scope."""
    rows = {row["id"]: row["organisation"] for row in _events(connection, scope.campaign)}
    return Scope(scope.campaign, tuple(id for id in scope.events if rows[id] == organisation), (organisation,), organisation)


def _events(connection: sqlite3.Connection, campaign: str) -> list[sqlite3.Row]:
    """Return a campaign's events as they are told, organisation by organisation; one that was put away only if something was counted there."""
    return connection.execute(
        "WITH began (organisation, at) AS MATERIALIZED (SELECT organisation, min(day || starts) FROM event WHERE campaign = ?1 GROUP BY organisation)"
        " SELECT e.id, e.organisation FROM event e JOIN organisation o ON o.id = e.organisation JOIN began b ON b.organisation = e.organisation"
        " WHERE e.campaign = ?1 AND (e.archived_at IS NULL OR EXISTS (SELECT 1 FROM tally t WHERE t.event = e.id AND t.quantity <> 0))"
        " ORDER BY o.position, b.at, o.code, e.day, e.starts, e.position, e.code",
        (campaign,),
    ).fetchall()
