"""Which kiosk reports an event: one rule for what is said of a figure, how small counts are protected, who owes a report and who may change what.

It is the kiosk that brought the event, where it has reported; else the one that reports for the nearest organisation, the holder's own
first; of several that report for one organisation the one whose report was made last, and one that was shut out only where all were.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Event = Mapping[str, Any] | sqlite3.Row


@dataclass(frozen=True, slots=True)
class Reporter:
    """A kiosk that reports for an organisation (an id) and those below it; ``report`` is its latest one (a row), None where the first is still to come."""

    kiosk: str
    organisation: str
    is_let_in: bool
    report: sqlite3.Row | None = None


class Reporters:
    """The kiosks that have reported to a campaign (an id), and those that are to."""

    def __init__(self, connection: sqlite3.Connection, campaign: str) -> None:
        self._connection = connection
        self._campaign = campaign
        self._found: dict[tuple[str, str], Reporter | None] = {}

    @cached_property
    def heard(self) -> list[Reporter]:
        """Those that have reported; of several for one organisation the one that reports it first."""
        rows = self._connection.execute(
            "SELECT r.*, o.report IS NOT NULL AS whole FROM kiosk_report r LEFT JOIN kiosk_report_outcome o ON o.report = r.id"
            " WHERE r.campaign = ? ORDER BY r.position, r.plan_version, r.made_at, whole",
            (self._campaign,),
        ).fetchall()
        latest = {(row["kiosk"], row["organisation"]): row for row in rows}
        order = sorted(latest, key=lambda each: (self._is_let_in(each[0]), latest[each]["made_at"], each), reverse=True)
        return [Reporter(kiosk, organisation, self._is_let_in(kiosk), latest[kiosk, organisation]) for kiosk, organisation in order]

    @cached_property
    def expected(self) -> list[Reporter]:
        """Those that were let in and have sent nothing of the campaign, by name; whoever sends us plans owes us no report."""
        heard = {each.kiosk for each in self.heard}
        above = {row["kiosk"] for row in self._connection.execute("SELECT DISTINCT kiosk FROM plan_join").fetchall()}
        silent = sorted((row["name"], kiosk) for kiosk, row in self._decided.items() if self._is_let_in(kiosk) and kiosk not in heard | above)
        owing = [Reporter(kiosk, self._decided[kiosk]["organisation"], True) for _name, kiosk in silent]
        return owing if self._is_shared(owing) else []

    @property
    def is_told(self) -> bool:
        """Whether another kiosk has told, or is to tell, anything of the campaign."""
        return bool(self.heard or self.expected)

    def of_event(self, event: Event) -> Reporter | None:
        """Return who reports an event, else who is to; None for one that is counted here."""
        return self._reporter(event["organisation"], self._keepers.get(event["id"], ""))

    def of_organisation(self, organisation: str) -> Reporter | None:
        """Return who reports the events that are planned here for an organisation, else who is to; None where they are counted here."""
        return self._reporter(organisation, "")

    def _reporter(self, organisation: str, keeper: str) -> Reporter | None:
        key = (organisation, keeper)
        if key not in self._found:
            line = self._line(organisation) if self.is_told else []
            heard = [each for id in line for each in self._heard_for.get(id, ())]
            kept = [each for each in heard if each.kiosk == keeper]
            expected = [each for id in line for each in self._expected_for.get(id, ())]
            self._found[key] = next(iter([*kept, *heard, *expected]), None)
        return self._found[key]

    @cached_property
    def _heard_for(self) -> dict[str, list[Reporter]]:
        return _by_organisation(self.heard)

    @cached_property
    def _expected_for(self) -> dict[str, list[Reporter]]:
        return _by_organisation(self.expected)

    @cached_property
    def _keepers(self) -> dict[str, str]:
        rows = self._connection.execute(
            "SELECT k.id, k.kiosk FROM event e CROSS JOIN kept_elsewhere k ON k.noun = 'event' AND k.id = e.id WHERE e.campaign = ?", (self._campaign,)
        ).fetchall()
        return {row["id"]: row["kiosk"] for row in rows}

    @cached_property
    def _decided(self) -> dict[str, sqlite3.Row]:
        rows = self._connection.execute("SELECT * FROM kiosk_decision WHERE rowid IN (SELECT max(rowid) FROM kiosk_decision GROUP BY kiosk)").fetchall()
        return {row["kiosk"]: row for row in rows}

    def _is_let_in(self, kiosk: str) -> bool:
        return kiosk in self._decided and self._decided[kiosk]["decision"] == "admitted"

    def _is_shared(self, owing: Iterable[Reporter]) -> bool:
        """A campaign that no other kiosk has a part in is nobody's to report."""
        if self.heard:
            return True
        held = {row["organisation"] for row in self._connection.execute("SELECT DISTINCT organisation FROM event WHERE campaign = ?", (self._campaign,))}
        reached = {id for organisation in held for id in self._line(organisation)}
        return any(each.organisation in reached for each in owing)

    @cached_property
    def _above(self) -> dict[str, str | None]:
        return dict(self._connection.execute("SELECT id, parent FROM organisation").fetchall())

    def _line(self, organisation: str) -> list[str]:
        """Return an organisation and those above it, the nearest first."""
        line: list[str] = []
        at: str | None = organisation
        while at and at not in line:
            line.append(at)
            at = self._above.get(at)
        return line


def told_by(connection: sqlite3.Connection, campaign: str) -> dict[str, str]:
    """Return event → the kiosk that has reported its figures, whoever planned it."""
    reporters = Reporters(connection, campaign)
    if not reporters.heard:
        return {}
    events = connection.execute("SELECT id, organisation FROM event WHERE campaign = ?", (campaign,)).fetchall()
    found = {event["id"]: reporters.of_event(event) for event in events}
    return {id: reporter.kiosk for id, reporter in found.items() if reporter is not None and reporter.report is not None}


def _by_organisation(reporters: Iterable[Reporter]) -> dict[str, list[Reporter]]:
    found: dict[str, list[Reporter]] = defaultdict(list)
    for each in reporters:
        found[each.organisation].append(each)
    return found
