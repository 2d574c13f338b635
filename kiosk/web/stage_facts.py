"""How what happens at a show is recorded from a form: by staff or by a group's leader, and once however often it is sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from kiosk import sync
from kiosk.distribution import known_fact
from kiosk.ids import now_ms
from kiosk.on_stage import Item
from kiosk.sync import Sender
from kiosk.web.context import store
from kiosk.web.staff_facts import NotRecorded

MOST_PEOPLE = 999


def record_at(sender: Sender, event: str, id: str, build: Callable[[sqlite3.Connection], Sequence[Item]]) -> None:
    """Record the facts that ``build`` returns, the last of them under the form's ``id``, unless that stands in the ledger already.

    NotRecorded says why the ledger did not take them.
    """

    def work(connection: sqlite3.Connection) -> list[dict[str, object]]:
        if known_fact(connection, id) is not None:
            return []
        *before, last = build(connection)
        return sync.record_batch(connection, sender, [{"seen_at": now_ms(), "event": event, **item} for item in (*before, {**last, "id": id})])

    for answer in store().write(work):
        if answer["result"] in ("conflict", "rejected"):
            raise NotRecorded(sentence=answer["message"])


def read_people(typed: str) -> int | None:
    """Return how many people of a group are here as typed, 1 … 999; None for anything else."""
    digits = typed.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= 3 and 1 <= int(digits) <= MOST_PEOPLE else None
