"""What the coordinator sees of an event's phones: who is out there, how ready each is, what it still holds, who asks to be let in."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.devices import get_device
from kiosk.errors import NotFound
from kiosk.ids import now_ms
from kiosk.late_phones import late_phones
from kiosk.records import plan_version
from kiosk.replacements import Replacement, replacements_of


@dataclass(frozen=True, slots=True)
class Phone:
    """One paired phone of an event as the list shows it.

    ``opened_at`` … ``kept_at`` are when it was first opened, practised on, and its offline copy stored (ms UTC, None: not yet);
    ``waiting`` is what it said it still holds; ``is_late``: its booth's figures may still grow.
    """

    id: str
    number: int
    name: str
    role: str
    state: str
    booth: str
    booth_code: str
    booth_colour: int
    last_seen_at: int
    has_left: bool
    handed_out: int
    sign_ins: int
    consultations: int
    opened_at: int | None
    practised_at: int | None
    kept_at: int | None
    waiting: int
    waiting_since: int | None
    is_late: bool
    replacement: Replacement | None

    @property
    def counts(self) -> bool:
        """Whether it is expected to work today."""
        return self.state == "active" and self.replacement is None

    @property
    def is_ready(self) -> bool:
        """Whether it can be sent out; a sign-in screen for visitors has nobody to practise."""
        return None not in (self.opened_at, self.kept_at) and (self.practised_at is not None or self.role == "kiosk")


def phones_of(connection: sqlite3.Connection, event: str) -> list[Phone]:
    """Return the event's phones, those taken out last, each with what it has counted so far."""
    counted: dict[tuple[str, str], int] = {}
    for row in connection.execute(
        "SELECT device, measure, sum(quantity) AS quantity FROM device_tally WHERE event = ? GROUP BY device, measure", (event,)
    ).fetchall():
        counted[row["device"], row["measure"]] = row["quantity"]
    rows = connection.execute(
        "SELECT d.*, coalesce(b.id, '') AS booth_id, coalesce(b.code, '') AS booth_code, coalesce(b.colour, 0) AS colour,"
        " coalesce(i.name, '') AS person_name FROM device d LEFT JOIN booth b ON b.id = d.booth"
        " LEFT JOIN identity i ON i.subject = d.person WHERE d.event = ? ORDER BY d.revoked_at IS NOT NULL, d.number",
        (event,),
    ).fetchall()
    late = {phone.id for phone in late_phones(connection, records.get(connection, EVENT, event), now_ms())}
    replaced = {one.device: one for one in replacements_of(connection, event)}
    return [_phone(row, counted, late, replaced.get(row["id"])) for row in rows]


def _phone(row: sqlite3.Row, counted: dict[tuple[str, str], int], late: set[str], replacement: Replacement | None) -> Phone:
    now = now_ms()
    state = "revoked" if row["revoked_at"] else "expired" if row["expires_at"] <= now else "active"
    handed_out, sign_ins, consultations = (counted.get((row["id"], kind), 0) for kind in ("hand_out", "check_in", "consultation"))
    return Phone(
        row["id"], row["number"], row["person_name"] or row["name"], row["role"], state, row["booth_id"], row["booth_code"],
        row["colour"], row["last_seen_at"], row["left_at"] is not None, handed_out, sign_ins, consultations,
        row["opened_at"], row["practised_at"], row["kept_at"], row["waiting"], row["waiting_since"], row["id"] in late, replacement,
    )  # fmt: skip


def asking(connection: sqlite3.Connection, event: str) -> list[sqlite3.Row]:
    """Return the printed cards whose phones ask to be let in, oldest first: token_hash, booth, role, name, asked_at."""
    return connection.execute(
        "SELECT p.token_hash, p.asked_at, p.role, coalesce(b.code, '') AS booth_code, coalesce(b.colour, 0) AS colour,"
        " coalesce(i.name, '') AS name FROM pairing p LEFT JOIN booth b ON b.id = p.booth LEFT JOIN identity i ON i.subject = p.person"
        " WHERE p.event = ? AND p.printed = 1 AND p.asked_at IS NOT NULL AND p.approved_at IS NULL AND p.used_at IS NULL"
        " AND p.expires_at > ? ORDER BY p.asked_at",
        (event, now_ms()),
    ).fetchall()


def require_asking(connection: sqlite3.Connection, event: str, token_hash: str) -> bytes:
    """Return the hash of a card of this event that asks to be let in, given in hex; NotFound."""
    found = next((row["token_hash"] for row in asking(connection, event) if row["token_hash"].hex() == token_hash), None)
    if found is None:
        raise NotFound()
    return bytes(found)


def require_phone(connection: sqlite3.Connection, event: str, device: str) -> str:
    """Return the id of a phone of this event; NotFound."""
    if get_device(connection, device).event != event:
        raise NotFound()
    return device


def paired_with(connection: sqlite3.Connection, event: str, token_hash: str) -> tuple[bool, int | None]:
    """Return (whether a shown pairing still waits, the number of the phone that took it) for its hash in hex; NotFound."""
    row = connection.execute(
        "SELECT p.used_at, p.expires_at, d.number FROM pairing p LEFT JOIN device d ON d.id = p.device"
        " WHERE p.event = ? AND lower(hex(p.token_hash)) = ?",
        (event, token_hash),
    ).fetchone()
    if row is None:
        raise NotFound()
    return row["used_at"] is None and row["expires_at"] > now_ms(), row["number"]


def desk_version(connection: sqlite3.Connection, event: str) -> str:
    """Return a short text that changes with anything that the list of phones shows."""
    row = connection.execute(
        "SELECT (SELECT seq FROM ledger_position), count(*), total(last_seen_at), total(revoked_at), total(left_at),"
        " count(opened_at), count(practised_at), count(kept_at), total(waiting), total(waiting_since),"
        " (SELECT count(*) || ' ' || total(undone_at) FROM replacement WHERE event = ?), (SELECT count(*) FROM decision WHERE event = ?),"
        " group_concat(booth), (SELECT total(asked_at) || ' ' || total(approved_at) || ' ' || total(used_at) FROM pairing WHERE event = ?)"
        " FROM device WHERE event = ?",
        (event,) * 4,
    ).fetchone()
    return f"{plan_version(connection)}|{'|'.join(str(value) for value in row)}"
