"""Cases about people: one who signed in twice, two who are perhaps one, a page of a sign-in sheet that was entered twice."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kiosk.inbox.cases import COUNTED, KEEP, MOST_CASES, Case, Choice, take_back_each

_AT_ONCE_MS = 120_000


def signed_in_twice(connection: sqlite3.Connection, event: str) -> list[Case]:
    """Return who signed in again without having signed out.  The visit counts once; a page keyed by hand has been asked about."""
    rows = connection.execute(
        "WITH again AS (SELECT v.participant FROM visit v WHERE v.event = ?1 AND v.seq > 0 AND EXISTS (SELECT 1 FROM fact f"
        "   CROSS JOIN pattern p ON p.id = f.pattern WHERE f.person = v.participant AND f.person <> '' AND f.seq <> v.seq AND p.event = ?1"
        "   AND p.kind = 'check_in' AND p.method <> 'paper') LIMIT ?2)"
        " SELECT f.id, f.person, f.at, p.kind, coalesce(json_extract(f.data, '$.gate'), p.booth) AS gate, p.device FROM again a"
        " CROSS JOIN fact f ON f.person = a.participant AND f.person <> '' CROSS JOIN pattern p ON p.id = f.pattern"
        f" WHERE p.event = ?1 AND p.kind IN ('check_in', 'check_out') AND p.method <> 'paper' AND {COUNTED} ORDER BY f.person, f.at, f.id",
        (event, MOST_CASES),
    ).fetchall()
    people: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        people[row["person"]].append(row)
    return [case for facts in people.values() for case in _without_leaving(facts)]


def _without_leaving(facts: Sequence[sqlite3.Row]) -> Iterator[Case]:
    """Cut a person's comings and goings at each going; what holds two comings is a case."""
    stay: list[sqlite3.Row] = []
    for fact in [*facts, None]:
        if fact is not None and fact["kind"] == "check_in":
            stay.append(fact)
            continue
        if len(stay) > 1:
            yield _twice(stay)
        stay = []


def _twice(stay: Sequence[sqlite3.Row]) -> Case:
    ids = tuple(row["id"] for row in stay)
    first, last = stay[0], stay[-1]
    gates, phones = {row["gate"] for row in stay}, {row["device"] for row in stay}
    at_once = last["at"] - first["at"] <= _AT_ONCE_MS
    cause = "two_gates" if len(gates) > 1 else "two_phones" if len(phones) > 1 else "at_once" if at_once else "later"
    kind = "two_gates" if cause == "two_gates" else "signed_twice"
    return Case(
        kind, f"signed_twice.{cause}", last["at"], ids, ids, (KEEP, *take_back_each(ids[1:])), people=(first["person"],), count=len(ids)
    )


def perhaps_one_person(connection: sqlite3.Connection, event: str) -> list[Case]:
    """Return those who came under one name and one telephone ending and whom nobody has called one person yet."""
    rows = connection.execute(
        "WITH alike AS (SELECT i.name_folded, i.phone_end FROM visit v CROSS JOIN identity i ON i.subject = v.participant"
        "   LEFT JOIN same_person s ON s.participant = v.participant AND s.undone_at IS NULL"
        "   WHERE v.event = ?1 AND v.seq > 0 AND i.name_folded <> '' AND i.phone_end <> ''"
        "   GROUP BY 1, 2 HAVING count(DISTINCT coalesce(s.person, v.participant)) > 1 LIMIT ?2)"
        " SELECT a.name_folded, a.phone_end, v.participant, coalesce(s.person, v.participant) AS person, e.id, e.at, e.booth"
        " FROM visit v CROSS JOIN identity i ON i.subject = v.participant"
        " JOIN alike a ON a.name_folded = i.name_folded AND a.phone_end = i.phone_end CROSS JOIN entry e ON e.seq = v.seq"
        " LEFT JOIN same_person s ON s.participant = v.participant AND s.undone_at IS NULL"
        " WHERE v.event = ?1 AND v.seq > 0 ORDER BY e.at, e.id",
        (event, MOST_CASES),
    ).fetchall()
    names: dict[tuple[str, str], list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        names[row["name_folded"], row["phone_end"]].append(row)
    return [_alike(found) for found in names.values()]


def _alike(visits: Sequence[sqlite3.Row], cause: str = "") -> Case:
    ids = tuple(row["id"] for row in visits)
    people = tuple(row["participant"] for row in visits)
    person = Counter(row["person"] for row in visits).most_common(1)[0][0]  # who is confirmed already stays the one
    merged = (person, *(row["participant"] for row in visits if row["person"] != person))
    again = () if cause else take_back_each(ids[1:])  # who came to two events came twice: nothing is to be taken back
    cause = cause or ("two_gates" if len({row["booth"] for row in visits}) > 1 else "again")
    choices = (Choice("merge", "merge", merged), Choice("keep", "two_people"), *again)
    return Case("same_person", f"same_person.{cause}", visits[-1]["at"], ids, tuple(sorted(people)), choices, people=people, count=len(people))


def came_before(connection: sqlite3.Connection, event: str) -> list[Case]:
    """Return those who came under the name and telephone ending of somebody at an earlier event of this organisation in the campaign.

    Only so can somebody say that two visits were one person's, which no event alone would ask.  Who is perhaps twice at this event is asked that first.
    """
    rows = connection.execute(
        "WITH before AS (SELECT e.id FROM event n CROSS JOIN event e WHERE n.id = ?1 AND e.campaign = n.campaign AND e.organisation = n.organisation"
        "   AND (e.day, e.starts, e.id) < (n.day, n.starts, n.id)),"
        " here AS (SELECT i.name_folded, i.phone_end, v.participant FROM visit v CROSS JOIN identity i ON i.subject = v.participant"
        "   WHERE v.event = ?1 AND v.seq > 0 AND i.name_folded <> '' AND i.phone_end <> ''),"
        " alike AS (SELECT DISTINCT h.name_folded, h.phone_end, v.seq, v.participant, v.event = ?1 AS is_here FROM here h"
        "   CROSS JOIN identity i ON i.event IN (SELECT id FROM before UNION ALL SELECT ?1) AND i.name_folded = h.name_folded AND i.phone_end = h.phone_end"
        "   CROSS JOIN visit v ON v.participant = i.subject AND v.event = i.event AND v.seq > 0)"
        " SELECT a.name_folded, a.phone_end, a.is_here, a.participant, coalesce(s.person, a.participant) AS person, e.id, e.at, e.booth"
        " FROM alike a CROSS JOIN entry e ON e.seq = a.seq LEFT JOIN same_person s ON s.participant = a.participant AND s.undone_at IS NULL"
        " ORDER BY a.is_here, e.at, e.id",
        (event,),
    ).fetchall()
    names: dict[tuple[str, str], list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        names[row["name_folded"], row["phone_end"]].append(row)
    alike = (found for found in names.values() if len({row["person"] for row in found}) > 1)
    return [_alike(found, "before") for found in alike if len({row["person"] for row in found if row["is_here"]}) == 1][:MOST_CASES]


def pages_entered_twice(connection: sqlite3.Connection, event: str) -> list[Case]:
    """Return the pages of sign-in sheets with rows and a subtotal too, or with two subtotals: the rows count, else the last subtotal."""
    rows = connection.execute(
        "WITH totals AS (SELECT p.run, f.number, count(*) AS n FROM pattern p CROSS JOIN fact f ON f.pattern = p.id"
        f"   WHERE p.event = ?1 AND p.kind = 'sheet_total' AND p.run <> '' AND {COUNTED} GROUP BY 1, 2),"
        " twice AS (SELECT t.run, t.number FROM totals t LEFT JOIN sheet_page s ON s.event = ?1 AND s.run = t.run AND s.page = t.number"
        "   WHERE t.n > 1 OR s.typed_rows > 0 LIMIT ?2)"
        " SELECT w.run, w.number, f.id, f.at, f.quantity, p.kind, r.code FROM twice w JOIN print_run r ON r.id = w.run"
        " CROSS JOIN pattern p ON p.run = w.run AND p.event = ?1 AND p.kind IN ('check_in', 'sheet_total') AND p.method = 'paper'"
        f" CROSS JOIN fact f ON f.pattern = p.id AND f.number = w.number AND {COUNTED} ORDER BY p.kind DESC, f.at, f.id",
        (event, MOST_CASES),
    ).fetchall()
    pages: dict[tuple[str, int], list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        pages[row["run"], row["number"]].append(row)
    return [_entered_twice(found) for found in pages.values()]


def _entered_twice(facts: Sequence[sqlite3.Row]) -> Case:
    totals = [row for row in facts if row["kind"] == "sheet_total"]
    typed = tuple(row["id"] for row in facts if row["kind"] == "check_in")
    ids = tuple(row["id"] for row in totals)
    whole = (Choice("void", "rows", typed),) if typed else ()
    return Case(
        "page_twice", f"page_twice.{'rows' if typed else 'totals'}", max(row["at"] for row in totals), (*ids, *typed), (*ids, *typed),
        (KEEP, *take_back_each(ids), *whole), detail=f"{totals[0]['code']}-{totals[0]['number']}", count=len(typed) or totals[0]["quantity"],
        most=totals[-1]["quantity"],
    )  # fmt: skip
