"""Cases about volunteers: two registrations, or one and somebody known already, that are perhaps the same person."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence

from kiosk.inbox.cases import MOST_CASES, Case, Choice, take_back_each

_LEAST_NUMBER = 7
"""A number with fewer digits is an extension or an ending: two who share it are not one for that."""
_ALIKE = (
    "SELECT v.person AS new, p.id AS old, iif(o.phone = i.phone AND length(i.phone) >= ?3, 'phone', 'name') AS by"
    " FROM volunteer v CROSS JOIN fact e ON e.id = v.entry CROSS JOIN identity i ON i.subject = v.person AND i.phone_end <> ''"
    " CROSS JOIN identity o ON o.phone_end = i.phone_end AND o.phone_end <> '' AND o.subject <> i.subject"
    "   AND (o.search_name = i.search_name AND i.search_name <> '' OR o.phone = i.phone AND length(i.phone) >= ?3)"
    " CROSS JOIN person p ON p.id = o.subject LEFT JOIN volunteer w ON w.person = p.id LEFT JOIN fact f ON f.id = w.entry"
    " LEFT JOIN same_person s ON s.participant = v.person AND s.undone_at IS NULL"
    " LEFT JOIN same_person t ON t.participant = p.id AND t.undone_at IS NULL"
    " WHERE v.event = ?1 AND p.organisation = (SELECT organisation FROM event WHERE id = ?1) AND p.category = 'volunteer' AND p.archived_at IS NULL"
    " AND coalesce(s.person, v.person) <> coalesce(t.person, p.id)"
    " AND NOT EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = e.seq) AND NOT EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = f.seq) LIMIT ?2"
)
_WHO = (
    "SELECT p.id AS person, coalesce(s.person, p.id) AS one, coalesce(v.entry, '') AS entry, coalesce(e.at, 0) AS at FROM json_each(?) j"
    " JOIN person p ON p.id = j.value LEFT JOIN volunteer v ON v.person = p.id LEFT JOIN fact e ON e.id = v.entry"
    " LEFT JOIN same_person s ON s.participant = p.id AND s.undone_at IS NULL ORDER BY 4, 1"
)


def perhaps_one_volunteer(connection: sqlite3.Connection, event: str) -> list[Case]:
    """Return those who registered at an event and share a number, or a name and an ending, with another volunteer of its organisation."""
    pairs = connection.execute(_ALIKE, (event, 4 * MOST_CASES, _LEAST_NUMBER)).fetchall()
    group_of: dict[str, str] = {}
    reasons: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        first, second = (group_of.setdefault(pair[name], pair[name]) for name in ("new", "old"))
        group_of |= {person: first for person, group in group_of.items() if group == second}
        reasons[first] |= {pair["by"]} | reasons.pop(second, set() if second != first else reasons[first])
    groups: dict[str, list[str]] = defaultdict(list)
    for person, group in group_of.items():
        groups[group].append(person)
    return [_alike(connection, people, reasons[group]) for group, people in groups.items()][:MOST_CASES]


def _alike(connection: sqlite3.Connection, people: Sequence[str], reasons: set[str]) -> Case:
    """Whoever was known first, or is confirmed already, stays the one; registrations can be taken back one by one."""
    rows = connection.execute(_WHO, (json.dumps(sorted(people)),)).fetchall()
    entries = tuple(row["entry"] for row in rows if row["entry"])
    one, most = Counter(row["one"] for row in rows).most_common(1)[0]
    kept = one if most > 1 else rows[0]["one"]
    merged = (kept, *(row["person"] for row in rows if row["one"] != kept))
    later = entries if len(entries) < len(rows) else entries[1:]
    choices = (Choice("merge", "merge", merged), Choice("keep", "two_people"), *take_back_each(later))
    cause = "phone" if "phone" in reasons else "name"
    named = tuple(sorted(row["person"] for row in rows))
    return Case("same_volunteer", f"same_volunteer.{cause}", rows[-1]["at"], entries, named, choices, people=named, count=len(rows))
