"""The figures that a phone takes along to count without a network: what every booth, bundle and person holds, as of one place in the ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict

from kiosk.acts import Order
from kiosk.campaigns import EVENT, status_at
from kiosk.distribution import event_stock, holders
from kiosk.duty import load_duty
from kiosk.ids import now_ms
from kiosk.ledger import position
from kiosk.on_stage import read_show
from kiosk.records import get, plan_version
from kiosk.storage.database import one_state

Json = dict[str, object]
_RECENT_MS = 86_400_000
"""A transfer that nobody confirmed within a day is no longer asked about."""


def take_snapshot(connection: sqlite3.Connection, event: str) -> Json:
    """Return the event's figures as of the ledger's last entry ``seq``; NotFound.

    A phone adds its own facts that came later, or that it has not sent yet: so each is counted once, here or there.
    """
    with one_state(connection):
        row = get(connection, EVENT, event)
        return {
            "seq": position(connection),
            "plan_version": plan_version(connection),
            "status": status_at(row, now_ms()),
            "booths": {
                booth: {material: asdict(stock) for material, stock in stocks.items()}
                for booth, stocks in event_stock(connection, event).items()
            },
            "holders": [dict(row) for row in holders(connection, event)],
            "bundles": list(_bundles(connection, event)),
            "consultations": _by_booth(connection, event, "consultations"),
            "visits": sum(_by_booth(connection, event, "visits").values()),
            "on_duty": [
                {"person": span.person, "booth": span.booth, "since": span.starts} for span in load_duty(connection, row).on_duty()
            ],
            "sheets": _sheets(connection, event),
            "transfers": _transfers(connection, event),
            "closed": dict(
                connection.execute(
                    "SELECT booth, max(at) FROM standing WHERE event = ? AND kind = 'close_booth' GROUP BY booth", (event,)
                ).fetchall()
            ),
            "show": _show(connection, event),
        }


def _show(connection: sqlite3.Connection, event: str) -> Json:
    show = read_show(connection, event, Order(()))
    return {"here": {group: asdict(present) for group, present in show.here.items()}, "began": show.began}


def snapshot_version(connection: sqlite3.Connection, event: str) -> str:
    """Return a short text that changes with anything that the snapshot shows."""
    status = status_at(get(connection, EVENT, event), now_ms())
    return f"{position(connection)}.{plan_version(connection)}.{event}.{status}"


def _bundles(connection: sqlite3.Connection, event: str) -> Iterator[Json]:
    """Yield each bundle of the event's runs, and of others' that came here, which ever left the store."""
    gone: dict[tuple[str, int], dict[str, int]] = {}
    for run, bundle, measure, quantity in connection.execute(
        "SELECT run, bundle, measure, sum(quantity) FROM bundle_tally WHERE run IN"
        " (SELECT DISTINCT run FROM bundle_place WHERE event = ?) GROUP BY run, bundle, measure",
        (event,),
    ):
        gone.setdefault((run, bundle), {})[measure] = quantity
    rows = connection.execute(
        "SELECT p.run, p.bundle, e.target AS holder, p.booth, p.at FROM bundle_place p JOIN entry e ON e.id = p.id WHERE p.run IN"
        " (SELECT DISTINCT run FROM bundle_place WHERE event = ?) AND NOT EXISTS (SELECT 1 FROM bundle_place q"
        " WHERE q.run = p.run AND q.bundle = p.bundle AND (q.at, q.id) > (p.at, p.id))",
        (event,),
    ).fetchall()
    for row in rows:
        figures = gone.get((row["run"], row["bundle"]), {})
        yield dict(row) | {name: figures.get(name, 0) for name in ("issued", "handed_out", "returned", "spoiled")}


def _sheets(connection: sqlite3.Connection, event: str) -> list[Json]:
    """Return the pages of sign-in sheets whose people were counted: the latest count of each, 0 for an empty one."""
    rows = connection.execute(
        "SELECT run AS sheet, number AS page, CASE kind WHEN 'sheet_total' THEN quantity ELSE 0 END AS quantity, max(at) AS at"
        " FROM standing WHERE event = ? AND kind IN ('sheet_total', 'sheet_empty') GROUP BY run, number",
        (event,),
    )
    return [dict(row) for row in rows.fetchall()]


def _transfers(connection: sqlite3.Connection, event: str) -> list[Json]:
    """Return what went between two booths on the last day, whose phone said so, and what the booth that confirms it counted."""
    rows = connection.execute(
        "SELECT t.id, t.booth AS giver, t.to_booth AS taker, t.material, t.quantity, t.at, json_extract(t.data, '$.side') AS side,"
        " (SELECT json_group_object(a.booth, a.quantity) FROM standing a WHERE a.names = t.id AND a.kind = 'arrival' AND a.event = t.event) AS arrived"
        " FROM standing t WHERE t.event = ? AND t.kind = 'transfer' AND t.booth <> t.to_booth AND t.to_booth <> '' AND json_extract(t.data, '$.side') IS NOT NULL AND t.at > ? ORDER BY t.at, t.id",
        (event, now_ms() - _RECENT_MS),
    )
    return [dict(row) | {"arrived": json.loads(row["arrived"])} for row in rows.fetchall()]


def _by_booth(connection: sqlite3.Connection, event: str, measure: str) -> dict[str, int]:
    rows = connection.execute(
        "SELECT booth, sum(quantity) FROM tally WHERE event = ? AND measure = ? AND method <> 'estimate' GROUP BY booth",
        (event, measure),
    ).fetchall()
    return {row[0]: row[1] for row in rows}
