"""The reports that came in: what became of each, and of which events other kiosks told the figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.joining.known_kiosks import list_known
from kiosk.joining.receive import Outcome
from kiosk.joining.who_reports import told_by
from kiosk.languages import Named


@dataclass(frozen=True, slots=True)
class Received:
    """One file that came in; without ``outcome`` it was cut short."""

    report: sqlite3.Row
    name: Named
    outcome: sqlite3.Row | None


def told_by_others(connection: sqlite3.Connection, campaign: str) -> set[str]:
    """Return the events of a campaign whose figures another kiosk reported, whoever planned them: their exact counts of people in difficulty
    are that kiosk's own case workers' to see."""
    return set(told_by(connection, campaign))


def list_received(connection: sqlite3.Connection, campaign: str) -> list[Received]:
    """Return the files that came in for a campaign, the latest first."""
    names = {known.kiosk: known.name for known in list_known(connection)}
    rows = connection.execute("SELECT * FROM kiosk_report WHERE campaign = ? ORDER BY received_at DESC, id DESC", (campaign,)).fetchall()
    outcomes = {row["report"]: row for row in connection.execute("SELECT * FROM kiosk_report_outcome").fetchall()}
    return [Received(row, names.get(row["kiosk"]) or Named(row["kiosk"]), outcomes.get(row["id"])) for row in rows]


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
