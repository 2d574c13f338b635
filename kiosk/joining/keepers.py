"""Which records of the plan another kiosk keeps, and what of them: it alone changes that; below the records, so that no door leads past it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kiosk.errors import Refusal
from kiosk.ids import now_ms
from kiosk.joining.kiosk_names import name_of
from kiosk.joining.who_reports import Reporters
from kiosk.languages import Named

_OWNER = ("event", "organisation")
TOLD = (
    "invited", "expected", "capacity", "sign_in_margin", "features", "awareness", "outcome", "status", "status_reason", "status_at",
)  # fmt: skip
"""What whoever holds an event says of it, also where a district planned it: with what it is equipped, how it stands, what came of it."""
LOCAL: Mapping[str, tuple[str, ...]] = {
    "campaign": ("organisation", "contact"),
    "event": ("organisation", "contact", "buttons", *TOLD),
    "objective": (*_OWNER, "actual"),
    "statement": _OWNER,
    "material": ("derived_from",),
}
"""What stays each kiosk's own also in a record that a district planned: whom to call, and what it says itself."""
WHERE_AND_WHEN = ("place", "room", "day", "starts", "ends")

CALLED_OFF = ("cancelled", "postponed")
"""What a district says of an event that it planned, also where a community reports it: a storm is announced for all at once."""

By = Literal["plan", "report"]


class KeptElsewhere(Refusal):
    """Another kiosk keeps this: it is changed there, and comes here with the next plan file."""

    area = "joining"
    reason = "kept_elsewhere"
    status = 409

    def __init__(self, noun: str, id: str, name: str) -> None:
        super().__init__(name=name)
        self.noun, self.id = noun, id


class ToldElsewhere(KeptElsewhere):
    """Another kiosk tells this: it is changed there, and comes here with the next report."""

    reason = "told_elsewhere"


@dataclass(frozen=True, slots=True)
class Kept:
    """Who keeps a record or part of it, by which kind of file it comes, and as of when (ms UTC).  ``told``: all that is kept; without it
    everything is kept but ``own``."""

    kiosk: str
    name: Named
    by: By
    as_of: int
    own: frozenset[str] = frozenset()
    told: frozenset[str] | None = None

    def keeps(self, name: str) -> bool:
        """Tell whether a column is changed there alone; ``title@en`` is what ``title`` is."""
        base = name.partition("@")[0]
        return base in self.told if self.told is not None else base not in self.own

    def refusal(self, noun: str, id: str) -> KeptElsewhere:
        """Return what is raised where somebody would change here what is kept there."""
        return (KeptElsewhere if self.by == "plan" else ToldElsewhere)(noun, id, self.name)


def told_fields(row: Mapping[str, Any] | sqlite3.Row) -> tuple[str, ...]:
    """Return what of a planned event its holder tells: where and when too, once somebody said how it stands: that was at the place itself."""
    return TOLD if row["status_at"] is None else (*TOLD, *WHERE_AND_WHEN)


def stands_over(said: Mapping[str, Any] | sqlite3.Row, told: Mapping[str, Any] | sqlite3.Row) -> bool:
    """Tell whether what a district said last of an event's being off (both: status, status_at) stands over what its holder said: it was said
    later, and the event was not held; that it is on again stands over its being off alone."""
    if (said["status_at"] or 0) <= (told["status_at"] or 0):
        return False
    return told["status"] != "ended" if said["status"] in CALLED_OFF else said["status"] == "planned" and told["status"] in CALLED_OFF


def said_by_district(status: str) -> frozenset[str]:
    """Return which fields a district says along with a status: postponed and on again have a day."""
    return frozenset(("status", "status_reason", "status_at", *(() if status == "cancelled" else ("day",))))


def own_fields(noun: str, row: Mapping[str, Any] | sqlite3.Row) -> frozenset[str]:
    """Return what of a planned record is each kiosk's own."""
    return frozenset((*LOCAL.get(noun, ()), *(told_fields(row) if noun == "event" else ())))


def keeper_of(connection: sqlite3.Connection, noun: str, id: str) -> str:
    """Return the id of the kiosk that brought a record here, '' for one of this kiosk's own."""
    row = connection.execute("SELECT kiosk FROM kept_elsewhere WHERE noun = ? AND id = ?", (noun, id)).fetchone()
    return str(row["kiosk"]) if row is not None else ""


def keeper_name(connection: sqlite3.Connection, noun: str, id: str) -> Named:
    """Return what the kiosk that keeps a record is called here, '' for one of this kiosk's own."""
    return name_of(connection, keeper_of(connection, noun, id))


def kept_among(connection: sqlite3.Connection, noun: str, ids: Iterable[str]) -> frozenset[str]:
    """Return which of some records another kiosk brought here: one question for a long list."""
    rows = connection.execute("SELECT id FROM kept_elsewhere WHERE noun = ? AND id IN (SELECT value FROM json_each(?))", (noun, json.dumps(list(ids)))).fetchall()
    return frozenset(row["id"] for row in rows)


def brought_by_reports(connection: sqlite3.Connection, noun: str) -> frozenset[str]:
    """Return the records of a noun that came with reports: they are their kiosks' own, and no part of the plan that is handed on."""
    rows = connection.execute("SELECT id FROM kept_elsewhere WHERE noun = ? AND kiosk NOT IN (SELECT kiosk FROM plan_join)", (noun,)).fetchall()
    return frozenset(row["id"] for row in rows)


def kept_of(connection: sqlite3.Connection, noun: str, row: Mapping[str, Any] | sqlite3.Row) -> Kept | None:
    """Return who keeps a record elsewhere, or part of it; None for one that is all this kiosk's own."""
    kiosk = keeper_of(connection, noun, row["id"])
    if not kiosk:
        return _told_by(connection, row) if noun == "event" else None
    name, campaign = name_of(connection, kiosk), _campaign_of(connection, noun, row)
    joined = connection.execute("SELECT max(made_at) FROM plan_join WHERE campaign = ? AND kiosk = ?", (campaign, kiosk)).fetchone()[0]
    if joined is not None:
        return Kept(kiosk, name, "plan", joined, own=own_fields(noun, row))
    which, values = ("campaign = ? AND kiosk = ?", (campaign, kiosk)) if campaign else ("kiosk = ?", (kiosk,))
    told = connection.execute(f"SELECT max(made_at) FROM kiosk_report WHERE {which}", values).fetchone()[0]
    return Kept(kiosk, name, "report", told or 0)


def mark_kept(connection: sqlite3.Connection, noun: str, id: str, kiosk: str) -> None:
    """Say that a record came from another kiosk."""
    connection.execute("INSERT INTO kept_elsewhere VALUES (?, ?, ?, ?)", (noun, id, kiosk, now_ms()))


def refuse_kept(connection: sqlite3.Connection, noun: str, before: Mapping[str, Any] | sqlite3.Row, row: Mapping[str, object]) -> None:
    """Refuse a change of what another kiosk keeps of a record; what stays the same or is local may be written.  KeptElsewhere, ToldElsewhere."""
    changed = _changed(before, row)
    kept = kept_of(connection, noun, dict(before) | dict(row)) if changed else None
    if kept is not None and kept.told is not None and stands_over(dict(before) | dict(row), before):
        changed -= said_by_district(str(row["status"]))
    if kept is not None and any(kept.keeps(name) for name in changed):
        raise kept.refusal(noun, before["id"])


def carried_variants(noun: str, variants: str) -> dict[str, dict[str, str]]:
    """Return the texts in further languages that go with a record to another kiosk."""
    return {name: texts for name, texts in json.loads(variants).items() if name not in LOCAL.get(noun, ())}


def _told_by(connection: sqlite3.Connection, event: Mapping[str, Any] | sqlite3.Row) -> Kept | None:
    """The kiosk that reports an event that was planned here, unless it was shut out since."""
    reporter = Reporters(connection, event["campaign"]).of_event(event)
    if reporter is None or reporter.report is None or not reporter.is_let_in:
        return None
    return Kept(reporter.kiosk, name_of(connection, reporter.kiosk), "report", reporter.report["made_at"], told=frozenset(told_fields(event)))


def _campaign_of(connection: sqlite3.Connection, noun: str, row: Mapping[str, Any] | sqlite3.Row) -> str:
    """Return the campaign that a record belongs to, '' for what belongs to none."""
    if noun == "campaign":
        return str(row["id"])
    said = dict(row)
    if "campaign" in said:
        return str(said["campaign"])
    found = connection.execute("SELECT campaign FROM event WHERE id = ?", (said.get("event"),)).fetchone()
    return str(found["campaign"]) if found is not None else ""


def _changed(before: Mapping[str, Any] | sqlite3.Row, row: Mapping[str, object]) -> set[str]:
    """Return the columns that would change; a text in a further language under the field that it belongs to."""
    changed = {name for name, value in row.items() if name != "variants" and str(before[name]) != str(value)}
    if "variants" in row:
        old, new = json.loads(before["variants"]), json.loads(str(row["variants"]))
        changed |= {name for name in {*old, *new} if old.get(name) != new.get(name)}
    return changed
