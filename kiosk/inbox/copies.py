"""Cases about copies: a bundle issued twice, more returned or handed out than there was, more in an hour than people can do."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from kiosk.distribution import Stock
from kiosk.duty import HOUR_MS, Implausible
from kiosk.inbox.cases import COUNTED, KEEP, MOST_CASES, Case, take_back_each

_SHOWN = 5
Place = tuple[str, str]
"""(booth, material)"""


def issued_twice(connection: sqlite3.Connection, event: str) -> list[Case]:
    """Return the bundles that left the store more than once and did not come back in between: only one issue can be true."""
    rows = connection.execute(
        "WITH twice AS (SELECT t.run, t.bundle FROM (SELECT DISTINCT run FROM bundle_place WHERE event = ?1) h"
        "   CROSS JOIN bundle_tally t ON t.run = h.run JOIN print_run r ON r.id = t.run"
        "   WHERE t.measure IN ('issued', 'returned') AND t.booth IN (SELECT id FROM booth WHERE event = ?1)"
        "   GROUP BY t.run, t.bundle HAVING sum(iif(t.measure = 'issued', t.entries, 0)) > 1 AND"
        "   sum(iif(t.measure = 'issued', t.quantity, -t.quantity)) > coalesce(nullif(r.bundle_size, 0), r.copies) LIMIT ?2)"
        " SELECT f.id, f.at, f.quantity, p.run, p.bundle, p.material, p.to_booth, p.device, r.code FROM twice w"
        " CROSS JOIN pattern p ON p.run = w.run AND p.bundle = w.bundle AND p.kind = 'issue' AND p.event = ?1"
        f" CROSS JOIN fact f ON f.pattern = p.id AND {COUNTED} JOIN print_run r ON r.id = p.run ORDER BY f.at, f.id",
        (event, MOST_CASES),
    ).fetchall()
    bundles: dict[tuple[str, int], list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        bundles[row["run"], row["bundle"]].append(row)
    return [_issued_twice(found) for found in bundles.values() if len(found) > 1]


def _issued_twice(issues: Sequence[sqlite3.Row]) -> Case:
    ids = tuple(row["id"] for row in issues)
    last = issues[-1]
    booths, phones = {row["to_booth"] for row in issues}, {row["device"] for row in issues}
    cause = "two_booths" if len(booths) > 1 else "two_phones" if len(phones) > 1 else "one_phone"
    return Case(
        "issued_twice", f"issued_twice.{cause}", last["at"], ids, ids, (KEEP, *take_back_each(ids)), "bad", material=last["material"],
        detail=f"{last['code']}-{last['bundle']}", count=sum(row["quantity"] for row in issues),
    )  # fmt: skip


def beyond_stock(connection: sqlite3.Connection, event: str, stock: Mapping[Place, Stock], tapped: set[Place]) -> list[Case]:
    """Return where more came back than was ever there, and where more was handed out than was held.

    Where copies are counted out and in, hand-outs are what is missing: below nothing, too much came back.
    """
    returned = {place: held.returned - _came(held) for place, held in stock.items() if held.returned > _came(held)}
    returned |= {place: -stock[place].in_hand for place in stock.keys() - tapped - returned.keys() if stock[place].in_hand < 0}
    gone = {place: -stock[place].in_hand for place in tapped - returned.keys() if stock[place].in_hand < 0}
    newest = _newest(connection, event, [*((*place, "return") for place in returned), *((*place, "hand_out") for place in gone)])
    cases = [("returned_over", place, count, "return") for place, count in returned.items()]
    cases += [("over_held", place, count, "hand_out") for place, count in gone.items()]
    return [
        _beyond(name, place, count, newest[*place, kind], is_unissued=not _came(stock[place]))
        for name, place, count, kind in sorted(cases, key=lambda case: case[:2])
    ]


def _came(held: Stock) -> int:
    return held.issued + held.transferred_in - held.transferred_out


def _beyond(kind: str, place: Place, count: int, facts: Sequence[sqlite3.Row], *, is_unissued: bool) -> Case:
    ids = tuple(row["id"] for row in facts)
    cause = "nothing_issued" if is_unissued else "more"
    return Case(
        kind, f"{kind}.{cause}", max((row["at"] for row in facts), default=0), ids, (*place, count), (KEEP, *take_back_each(ids)), "bad",
        booth=place[0], material=place[1], count=count,
    )  # fmt: skip


def _newest(connection: sqlite3.Connection, event: str, wanted: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str, str], list[sqlite3.Row]]:
    """Return the newest few facts of each (booth, material, kind): those that went too far.

    A booth's facts have as many patterns as there are bundles and phones, so first those that were added to last are found.
    """
    rows = connection.execute(
        "WITH wanted AS (SELECT value ->> 0 AS booth, value ->> 1 AS material, value ->> 2 AS kind FROM json_each(?2)),"
        " latest AS (SELECT p.id, p.booth, p.material, p.kind, (SELECT max(n.at) FROM fact n WHERE n.pattern = p.id) AS at FROM wanted w"
        "   CROSS JOIN pattern p ON p.event = ?1 AND p.kind = w.kind AND p.booth = w.booth AND p.material = w.material),"
        " ranked AS (SELECT l.*, row_number() OVER (PARTITION BY booth, material, kind ORDER BY at DESC) AS nth FROM latest l)"
        " SELECT r.booth, r.material, r.kind, f.id, f.at FROM ranked r"
        " CROSS JOIN fact f ON f.seq IN (SELECT n.seq FROM fact n WHERE n.pattern = r.id ORDER BY n.at DESC LIMIT ?3)"
        f" WHERE r.nth <= ?3 AND {COUNTED} ORDER BY f.at DESC, f.id DESC",
        (event, json.dumps(wanted), 2 * _SHOWN),
    ).fetchall()
    newest: dict[tuple[str, str, str], list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        place = newest[row["booth"], row["material"], row["kind"]]
        if len(place) < _SHOWN:
            place.append(row)
    return newest


def too_fast(connection: sqlite3.Connection, event: str, hours: Sequence[Implausible]) -> list[Case]:
    """Return the booths' hours in which more was handed out than the people on shift there can do, with the largest facts."""
    largest = _largest(connection, event, hours)
    return [
        Case(
            "implausible", "implausible", hour.starts, largest[hour.booth, hour.starts], (hour.booth, hour.starts, hour.handed_out),
            (KEEP, *take_back_each(largest[hour.booth, hour.starts])), booth=hour.booth, count=hour.handed_out, most=hour.most,
            since=hour.starts,
        )
        for hour in hours
    ]  # fmt: skip


def _largest(connection: sqlite3.Connection, event: str, hours: Sequence[Implausible]) -> dict[tuple[str, int], tuple[str, ...]]:
    rows = connection.execute(
        "WITH wanted AS (SELECT value ->> 0 AS booth, value ->> 1 AS starts FROM json_each(?2))"
        " SELECT booth, starts, id FROM (SELECT w.booth, w.starts, f.id,"
        "   row_number() OVER (PARTITION BY w.booth, w.starts ORDER BY f.quantity DESC, f.at DESC, f.id DESC) AS nth FROM wanted w"
        "   CROSS JOIN pattern p ON p.event = ?1 AND p.kind = 'hand_out' AND p.booth = w.booth"
        f"   CROSS JOIN fact f ON f.pattern = p.id AND f.at >= w.starts AND f.at < w.starts + ?3 AND {COUNTED}) WHERE nth <= ?4",
        (event, json.dumps([(hour.booth, hour.starts) for hour in hours]), HOUR_MS, _SHOWN),
    ).fetchall()
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows:
        found[row["booth"], row["starts"]].append(row["id"])
    return {(hour.booth, hour.starts): tuple(found[hour.booth, hour.starts]) for hour in hours}
