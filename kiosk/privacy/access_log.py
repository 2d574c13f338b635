"""Who looked at personal data, when, what kind and for which event: append-only, and never whose they were."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.ids import derive_id, new_id, now_ms

KINDS = ("number", "roster", "export", "sheet_photo", "search", "disclosure", "referral", "assignment")
"""A full telephone number, names given to a phone, a list as a file, the photo of a signed sheet, a search, one person's data, a referral
(and who arranged that a colleague looks after it)."""
PAGE = 50
HOLDER = "holder"
_LOOKS = (
    "SELECT r.id, r.at, 'account:' || r.account AS who, 'number' AS kind, coalesce(p.organisation, x.organisation, '') AS organisation,"
    " CASE WHEN p.id IS NULL THEN coalesce(x.id, '') ELSE '' END AS event, 1 AS quantity, r.why FROM reveal_log r"
    " LEFT JOIN person p ON p.id = r.subject LEFT JOIN identity i ON i.subject = r.subject LEFT JOIN event x ON x.id = i.event"
    " UNION ALL SELECT l.id, l.at, 'account:' || l.account, 'referral', coalesce(x.organisation, ''), l.event, 1, '' FROM referral_look l"
    " LEFT JOIN event x ON x.id = l.event UNION ALL SELECT id, at, who, kind, organisation, event, quantity, '' FROM access_log"
)
_SAID = (
    f"SELECT l.*, coalesce(a.name, d.name, '') AS name, d.number AS phone FROM ({_LOOKS}) l LEFT JOIN account a ON l.who = 'account:' || a.id"
    " LEFT JOIN device d ON l.who = 'phone:' || d.id"
    " WHERE (l.organisation IN (SELECT value FROM json_each(:organisations)) OR l.organisation = '' AND a.id IN (SELECT value FROM json_each(:accounts)))"
    " AND (:kind = '' OR l.kind = :kind) AND (:event = '' OR l.event = :event) AND (:account = '' OR l.who = 'account:' || :account)"
    " ORDER BY l.at DESC, l.id DESC LIMIT :most OFFSET :start"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which looks are asked for; '' for all."""

    kind: str = ""
    event: str = ""
    account: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Look:
    """One look.  ``name`` is the account's or the phone's, ``phone`` a phone's number, 0 for none; ``quantity`` how many people, 0 where unknown."""

    at: int
    who: str
    name: str
    phone: int
    kind: str
    event: str
    quantity: int
    why: str


def log_look(
    connection: sqlite3.Connection, who: str, kind: str, *, organisation: str = "", event: str = "", quantity: int = 0, once_for: str = ""
) -> None:
    """Put one look on record; with ``once_for`` (an id) the same reader's looks at the same thing are one."""
    if event and not organisation:
        row = connection.execute("SELECT organisation FROM event WHERE id = ?", (event,)).fetchone()
        organisation = row["organisation"] if row else ""
    id = derive_id(once_for, f"{kind} {who}") if once_for else new_id()
    connection.execute(
        "INSERT INTO access_log VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING", (id, now_ms(), who, kind, organisation, event, quantity)
    )


def looks(connection: sqlite3.Connection, organisations: Iterable[str], accounts: Iterable[str], wanted: Wanted) -> tuple[list[Look], bool]:
    """Return a page of looks within these organisations, and at what belongs to none by these accounts, newest first; and whether more follow."""
    values = {
        "organisations": json.dumps(sorted(organisations)), "accounts": json.dumps(sorted(accounts)), "kind": wanted.kind, "event": wanted.event,
        "account": wanted.account, "most": PAGE + 1, "start": (wanted.page - 1) * PAGE,
    }  # fmt: skip
    rows = connection.execute(_SAID, values).fetchall()
    found = [
        Look(row["at"], row["who"], row["name"], row["phone"] or 0, row["kind"], row["event"], row["quantity"], row["why"]) for row in rows[:PAGE]
    ]
    return found, len(rows) > PAGE
