"""How many different people (人) came: those who signed in, each counted once however often and under however many ids they came."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from kiosk.people import merged_persons


def count_persons(connection: sqlite3.Connection, events: Collection[str]) -> int | None:
    """Return how many different persons (人) the identified visits of ``events`` are; None when no visit is identified."""
    visits = connection.execute(
        "SELECT sum(quantity) FROM event_total WHERE event IN (SELECT value FROM json_each(?))"
        " AND measure = 'visits' AND detail = 'identified'",
        (json.dumps(sorted(events)),),
    ).fetchone()[0]
    return visits - count_again(connection, {"": events})[""] if visits else None


def count_again(connection: sqlite3.Connection, scopes: Mapping[str, Collection[str]]) -> Counter[str]:
    """Return scope → how many of its identified visits are of somebody who was counted there already.

    The same participant at several events, and participants whom somebody confirmed to be one person, are one.  Only they are
    read one by one.
    """
    merged = merged_persons(connection)
    visits = connection.execute(
        "WITH known (id) AS (SELECT value FROM json_each(?1) UNION SELECT person FROM roster)"
        " SELECT v.event, v.participant FROM known k CROSS JOIN visit v ON v.participant = k.id"
        " WHERE v.seq > 0 AND v.event IN (SELECT value FROM json_each(?2))",
        (json.dumps(list(merged)), json.dumps(sorted({event for events in scopes.values() for event in events}))),
    ).fetchall()
    came: dict[str, list[str]] = defaultdict(list)
    for event, participant in visits:
        came[event].append(merged.get(participant, participant))
    people = {scope: [person for event in events for person in came.get(event, ())] for scope, events in scopes.items()}
    return Counter({scope: len(found) - len(set(found)) for scope, found in people.items()})
