"""Cases about phones: odd clocks and unknown codes, what was sent after a phone was taken out, what a replaced phone still counted."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict

from kiosk.duty import start_of_hour
from kiosk.inbox.cases import COUNTED, KEEP, MOST_FACTS, Case, Choice, take_back_each
from kiosk.replacements import PAPER, Replacement, replacements_of

FLAGS = (
    "unknown_code", "unknown_booth", "unknown_material", "unknown_person", "clock_corrected", "clock_suspect", "late", "after_end", "switched_off",
)  # fmt: skip
"""The flags that somebody is asked about; others belong to public scans."""
_SHOWN = 5
_COUNTING = ("issue", "transfer", "hand_out", "return", "spoil", "consultation", "check_in", "head_count", "sheet_total")


def flagged(connection: sqlite3.Connection, event: str) -> list[Case]:
    """Return the facts that count although something about them is odd, by phone and by what it is."""
    rows = connection.execute(
        "SELECT f.id, f.at, f.flags, p.device FROM pattern p CROSS JOIN fact f INDEXED BY fact_flagged ON f.pattern = p.id"
        " WHERE f.flags <> '' AND f.held = 0 AND p.event = ?1 AND p.device <> 'public' AND p.kind NOT IN ('void', 'release')"
        f" AND EXISTS (SELECT 1 FROM json_each(?2) j WHERE instr(' ' || f.flags || ' ', ' ' || j.value || ' ')) AND {COUNTED}"
        " ORDER BY f.seq DESC LIMIT ?3",
        (event, json.dumps(FLAGS), MOST_FACTS),
    ).fetchall()
    groups: dict[tuple[str, str], list[sqlite3.Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["at"], row["id"]), reverse=True):
        worst = next(flag for flag in FLAGS if flag in row["flags"].split())
        groups[row["device"], worst].append(row)
    return [_flagged(device, flag, found) for (device, flag), found in groups.items()]


def _flagged(device: str, flag: str, facts: list[sqlite3.Row]) -> Case:
    ids = tuple(row["id"] for row in facts)
    return Case(
        "flagged", f"flagged.{flag}", max(row["at"] for row in facts), ids, (device, flag, *ids),
        (KEEP, *(take_back_each(ids) if len(ids) <= _SHOWN else (Choice("void", "all", ids),))), device=device, detail=flag, count=len(ids),
    )  # fmt: skip


def quarantined(connection: sqlite3.Connection, event: str) -> list[Case]:
    """Return what phones sent after they were taken out, by phone: it counts once it is released."""
    rows = connection.execute(
        "SELECT f.id, f.at, f.flags, p.device FROM fact f CROSS JOIN pattern p ON p.id = f.pattern"
        " WHERE f.held = 1 AND p.event = ?1 AND p.kind <> 'release' AND NOT EXISTS (SELECT 1 FROM entry r"
        "   WHERE r.names = f.id AND r.names <> '' AND r.kind IN ('release', 'void') AND r.authority = 1 AND r.event = ?1)"
        " ORDER BY f.seq LIMIT ?2",
        (event, MOST_FACTS),
    ).fetchall()
    phones: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["at"], row["id"])):
        phones[row["device"]].append(row)
    return [_quarantined(device, found) for device, found in phones.items()]


def _quarantined(device: str, facts: list[sqlite3.Row]) -> Case:
    ids = tuple(row["id"] for row in facts)
    cause = "after_end" if all("after_end" in row["flags"].split() for row in facts) else "taken_out"
    choices = (Choice("keep", "release", ids), Choice("void", "leave_out", ids))
    return Case("quarantined", f"quarantined.{cause}", max(row["at"] for row in facts), ids, (device, *ids), choices, device=device, count=len(ids))


def overlaps(connection: sqlite3.Connection, event: sqlite3.Row) -> list[Case]:
    """Return the replaced phones that counted on after their time, while the heir, or paper of the same booths, did too."""
    found = []
    for one in replacements_of(connection, event["id"]):
        late = connection.execute(
            "SELECT f.id, f.at, p.booth FROM pattern p CROSS JOIN fact f ON f.pattern = p.id AND f.at >= ?2"
            f" WHERE p.device = ?1 AND p.event = ?3 AND p.kind IN (SELECT value FROM json_each(?4)) AND {COUNTED} ORDER BY f.at, f.id LIMIT ?5",
            (one.device, one.from_at, event["id"], json.dumps(_COUNTING), MOST_FACTS),
        ).fetchall()
        if late and _heir_counted(connection, event, one, {row["booth"] for row in late}):
            found.append(_overlap(one, late))
    return found


def _heir_counted(connection: sqlite3.Connection, event: sqlite3.Row, one: Replacement, booths: set[str]) -> bool:
    """Tell whether the heir counted anything since; a paper's figures stand at the middle of their hour."""
    whose, since = "p.device = ?1", one.from_at
    if one.heir == PAPER:
        whose = "p.device <> ?2 AND p.method = 'paper' AND p.booth IN (SELECT value FROM json_each(?1))"
        since = start_of_hour(one.from_at, event["zone"])
    row = connection.execute(
        f"SELECT 1 FROM pattern p CROSS JOIN fact f ON f.pattern = p.id AND f.at >= ?3 WHERE {whose} AND p.event = ?4"
        f" AND p.kind IN (SELECT value FROM json_each(?5)) AND {COUNTED} LIMIT 1",
        (one.heir or json.dumps(sorted(booths)), one.device, since, event["id"], json.dumps(_COUNTING)),
    ).fetchone()
    return row is not None


def _overlap(one: Replacement, late: list[sqlite3.Row]) -> Case:
    ids = tuple(row["id"] for row in late)
    return Case(
        "overlap", f"overlap.{'paper' if one.heir == PAPER else 'phone'}", late[-1]["at"], ids, (one.device, one.heir, *ids),
        (KEEP, Choice("void", "all", ids)), device=one.device, heir=one.heir, count=len(ids), since=one.from_at,
    )  # fmt: skip
