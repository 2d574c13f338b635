"""Which kiosk publishes which events of a campaign by itself: each one's events are a block, protected alone and never taken apart.

Every reader of all that any kiosk says knows at least what each block says of itself; so whatever is said of several is made of that
(``kiosk/figures/suppression.py: add_up``).
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from kiosk.joining.who_reports import told_by
from kiosk.organisations import subtree


@dataclass(frozen=True, slots=True)
class Block:
    """Events that one kiosk publishes alone.  ``seal`` is the seal of the counts from which another kiosk did, '' where that is not
    wholly known here; None for counts of this kiosk's own."""

    events: frozenset[str]
    seal: str | None = None


def blocks_of(connection: sqlite3.Connection, campaign: str, events: Collection[str]) -> list[Block]:
    """Return the blocks of some of a campaign's events: one for each kiosk that reported, one for what is this kiosk's own, and in a joined
    campaign another one for what does not go up."""
    told, ours = told_by(connection, campaign), _ours(connection, campaign)
    found: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for event in events:
        kiosk = told.get(event, "")
        found[kiosk, not kiosk and (ours is None or event in ours)].add(event)
    seals = _seals(connection, campaign)
    return [Block(frozenset(found[kiosk, own]), seals[kiosk] if kiosk else None) for kiosk, own in sorted(found)]


def _ours(connection: sqlite3.Connection, campaign: str) -> set[str] | None:
    """Return the events of a joined campaign that go up; None where nobody joined it."""
    joined = connection.execute("SELECT ours FROM plan_join WHERE campaign = ? ORDER BY rowid DESC LIMIT 1", (campaign,)).fetchone()
    if joined is None:
        return None
    below = json.dumps(sorted(subtree(connection, joined["ours"])))
    rows = connection.execute("SELECT id FROM event WHERE campaign = ? AND organisation IN (SELECT value FROM json_each(?))", (campaign, below))
    return {row["id"] for row in rows.fetchall()}


def _seals(connection: sqlite3.Connection, campaign: str) -> dict[str, str]:
    """Return kiosk → the seal of its newest report; '' where that was cut short or names none."""
    rows = connection.execute(
        "SELECT r.kiosk, coalesce(json_extract(o.said, '$.seal'), '') AS seal FROM kiosk_report r LEFT JOIN kiosk_report_outcome o ON o.report = r.id"
        " WHERE r.campaign = ? ORDER BY r.position, r.plan_version, r.made_at, o.report IS NOT NULL",  # the last one stays
        (campaign,),
    )
    return {row["kiosk"]: row["seal"] for row in rows.fetchall()}
