"""Who came: self sign-in, participants' running numbers, and finding someone who perhaps signed in already."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from kiosk import ledger
from kiosk.campaigns import is_sign_in_open
from kiosk.errors import Refusal
from kiosk.ids import derive_id, now_ms
from kiosk.privacy.personal_data import fold_name, keep_identity


class SignInClosed(Refusal):
    """Signing in is possible only in the event's hours and a while around them."""

    reason = "sign_in_closed"
    area = "public"
    status = 409


@dataclass(frozen=True, slots=True)
class Arrival:
    """One person who signs in.  ``id`` was made when the form was rendered, so that a double click is one arrival.

    ``device`` is ``public`` or a paired phone's id; ``method`` is ``self``, or ``volunteer`` when a volunteer typed it.
    """

    id: str
    name: str = ""
    phone: str = ""
    resident: bool | None = None
    booth: str = ""
    device: str = "public"
    method: str = "self"
    erase_code: str = ""
    notice_version: int | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who came.  ``number`` is 0 for a person that no sign-in has numbered; ``name`` is '' once erased.

    ``sure`` (only when searched for): the last four digits of the telephone number agree too.
    """

    id: str
    number: int
    name: str = ""
    phone_end: str = ""
    method: str = ""
    at: int = 0
    booth: str = ""
    resident: bool | None = None
    sure: bool = False


def sign_in(connection: sqlite3.Connection, event: sqlite3.Row, arrival: Arrival, at: int | None = None) -> Participant:
    """Record one person's own sign-in and return the running number; the same arrival again changes nothing.  SignInClosed."""
    moment = now_ms() if at is None else at
    if not is_sign_in_open(event, moment):
        raise SignInClosed()
    person = derive_id(arrival.id, "person")
    fact = ledger.make_fact(
        "check_in", id=arrival.id, device=arrival.device, at=moment, event=event["id"], booth=arrival.booth, person=person,
        method=arrival.method, data=json.dumps({} if arrival.resident is None else {"resident": arrival.resident}),
    )  # fmt: skip
    if ledger.append(connection, [fact])[0].outcome == "recorded":
        keep_identity(
            connection, person, event=event["id"], name=arrival.name, phone=arrival.phone,
            notice_version=arrival.notice_version, erase_code=arrival.erase_code,
        )  # fmt: skip
    allot_number(connection, event["id"], person)
    return get_participant(connection, event["id"], person) or Participant(person, 0)


def allot_number(connection: sqlite3.Connection, event: str, participant: str) -> int:
    """Return the participant's running number within the event, the next free one when there is none yet."""
    connection.execute(
        "INSERT INTO participant SELECT ?, ?, coalesce(max(number), 0) + 1, ? FROM participant WHERE event = ?"
        " ON CONFLICT (id) DO NOTHING",
        (participant, event, now_ms(), event),
    )
    return int(connection.execute("SELECT number FROM participant WHERE id = ?", (participant,)).fetchone()[0])


def get_participant(connection: sqlite3.Connection, event: str, participant: str) -> Participant | None:
    """Return one numbered participant of an event, or None."""
    row = connection.execute(
        "SELECT p.id, p.number, i.name, i.phone_end FROM participant p LEFT JOIN identity i ON i.subject = p.id"
        " WHERE p.event = ? AND p.id = ?",
        (event, participant),
    ).fetchone()
    return Participant(row["id"], row["number"], row["name"] or "", row["phone_end"] or "") if row else None


def participants_of(connection: sqlite3.Connection, event: str) -> list[Participant]:
    """Return an event's numbered participants whose sign-in stands, by number, with how and when they signed in."""
    rows = connection.execute(
        "SELECT p.id, p.number, i.name, i.phone_end, s.method, min(s.at) AS at, s.booth, json_extract(s.data, '$.resident') AS resident"
        " FROM participant p JOIN standing s ON s.kind = 'check_in' AND s.person <> '' AND s.event = p.event AND s.person = p.id"
        " LEFT JOIN identity i ON i.subject = p.id WHERE p.event = ? GROUP BY p.id ORDER BY p.number",
        (event,),
    ).fetchall()
    return [
        Participant(
            row["id"], row["number"], row["name"] or "", row["phone_end"] or "", row["method"], row["at"], row["booth"],
            None if row["resident"] is None else bool(row["resident"]),
        )
        for row in rows
    ]  # fmt: skip


def find_by_name(connection: sqlite3.Connection, event: str, name: str, phone_end: str = "") -> list[Participant]:
    """Return who signed in to the event under this name and is perhaps the same person, the sure ones first.

    Names are compared folded.  Two different telephone endings are two persons; where one side has none it stays a question.
    """
    rows = connection.execute(
        "SELECT i.subject AS id, coalesce(p.number, 0) AS number, i.name, i.phone_end, s.method, min(s.at) AS at, s.booth"
        " FROM identity i JOIN standing s ON s.kind = 'check_in' AND s.person <> '' AND s.event = i.event AND s.person = i.subject"
        " LEFT JOIN participant p ON p.id = i.subject"
        " WHERE i.event = ? AND i.name_folded = ? AND i.name_folded <> '' AND (? = '' OR i.phone_end = '' OR i.phone_end = ?)"
        " GROUP BY i.subject ORDER BY i.phone_end <> ?, p.number",
        (event, fold_name(name), phone_end, phone_end, phone_end),
    ).fetchall()
    return [
        Participant(
            row["id"], row["number"], row["name"], row["phone_end"], row["method"], row["at"], row["booth"],
            sure=bool(phone_end) and row["phone_end"] == phone_end,
        )
        for row in rows
    ]  # fmt: skip
