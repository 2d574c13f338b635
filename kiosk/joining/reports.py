"""Where each community's figures come from: counted on this kiosk, or reported by another one, when, and whether that is all of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from kiosk.campaigns import event_window
from kiosk.figures.building_blocks import told_by
from kiosk.joining.known_kiosks import KnownKiosk, list_known
from kiosk.joining.receive import Outcome
from kiosk.organisations import subtree

State = Literal["here", "reported", "late", "missing", "cut_short"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from.  ``missing``: a kiosk that was let in has sent nothing; ``late``: its last report is older than an event's end;
    ``cut_short``: the latest file is not wholly in.  Times are ms UTC; ``position`` counts that kiosk's facts."""

    state: State = "here"
    kiosk: str = ""
    made_at: int = 0
    position: int = 0
    received_at: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """One file that came in; without ``outcome`` it was cut short."""

    report: sqlite3.Row
    name: str
    outcome: sqlite3.Row | None


HERE = Source()


def sources_of(
    connection: sqlite3.Connection, campaign: str, organisations: Iterable[str], events: Iterable[sqlite3.Row], now: int
) -> dict[str, Source]:
    """Return organisation → where its figures come from; an organisation for which no kiosk was let in is counted here."""
    ended: dict[str, int] = {}
    for event in events:
        ends = event_window(event).ends
        if ends <= now and event["status"] not in ("cancelled", "postponed"):
            ended[event["organisation"]] = max(ended.get(event["organisation"], 0), ends)
    wanted = list(organisations)
    found = dict.fromkeys(wanted, HERE)
    for known in list_known(connection):
        below = subtree(connection, known.organisation)
        for id in wanted:
            if id in below and (found[id].state in ("here", "missing")):
                source = _source(connection, campaign, known, ended.get(id, 0))
                if source is not None:
                    found[id] = source
    return found


def _source(connection: sqlite3.Connection, campaign: str, known: KnownKiosk, ended: int) -> Source | None:
    row = connection.execute(
        "SELECT r.*, o.report IS NOT NULL AS whole FROM kiosk_report r LEFT JOIN kiosk_report_outcome o ON o.report = r.id"
        " WHERE r.campaign = ? AND r.kiosk = ? ORDER BY r.position DESC, r.plan_version DESC, r.made_at DESC, whole DESC LIMIT 1",
        (campaign, known.kiosk),
    ).fetchone()
    if row is None:
        return None if known.revoked else Source("missing", known.name)
    state: State = "cut_short" if not row["whole"] else "late" if row["made_at"] < ended else "reported"
    return Source(state, known.name, row["made_at"], row["position"], row["received_at"])


def silent_kiosks(connection: sqlite3.Connection, campaign: sqlite3.Row) -> list[str]:
    """Return the names of kiosks let in for an organisation of the campaign's that have sent nothing of it."""
    below = subtree(connection, campaign["organisation"])
    heard = {row["kiosk"] for row in connection.execute("SELECT DISTINCT kiosk FROM kiosk_report WHERE campaign = ?", (campaign["id"],)).fetchall()}
    return [known.name for known in list_known(connection) if not known.revoked and known.organisation in below and known.kiosk not in heard]


def told_by_others(connection: sqlite3.Connection, campaign: str) -> set[str]:
    """Return the events of a campaign whose figures another kiosk reported, whoever planned them: their exact counts of people in difficulty
    are that kiosk's own case workers' to see."""
    return set(told_by(connection, campaign))


def list_received(connection: sqlite3.Connection, campaign: str) -> list[Received]:
    """Return the files that came in for a campaign, the latest first."""
    names = {known.kiosk: known.name for known in list_known(connection)}
    rows = connection.execute("SELECT * FROM kiosk_report WHERE campaign = ? ORDER BY received_at DESC, id DESC", (campaign,)).fetchall()
    outcomes = {row["report"]: row for row in connection.execute("SELECT * FROM kiosk_report_outcome").fetchall()}
    return [Received(row, names.get(row["kiosk"], row["kiosk"]), outcomes.get(row["id"])) for row in rows]


def describe(outcome: Outcome, say: Callable[..., str]) -> list[str]:
    """Return what became of a report, a line for each thing worth telling."""
    lines = [say("reports.received", name=outcome.kiosk, added=outcome.added, known=outcome.known)]
    if outcome.conflicts:
        lines.append(say("reports.conflicts", count=outcome.conflicts))
    if outcome.refused:
        lines.append(say("reports.refused", count=outcome.refused, events=", ".join(sorted(outcome.foreign))))
    if outcome.newer_kinds:
        lines.append(say("reports.newer_kinds", count=outcome.newer_kinds.total(), kinds=", ".join(sorted(outcome.newer_kinds))))
    if outcome.refused_records:
        lines.append(say("reports.foreign_records", count=outcome.refused_records.total()))
    lines += [say("reports.renamed", before=before, after=after) for _table, before, after in outcome.renamed]
    return [*lines, *([say("reports.older")] if outcome.older else [])]
