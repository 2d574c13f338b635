"""Volunteers' phones: paired once by a secret that a coordinator shows or prints, scoped, revocable (architecture.md §5)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from werkzeug.security import check_password_hash, generate_password_hash

from kiosk.campaigns import EVENT, event_window
from kiosk.errors import NotFound, Refusal
from kiosk.ids import new_id, new_secret, now_ms
from kiosk.privacy.personal_data import hash_secret, is_erased
from kiosk.records import get
from kiosk.storage.upsert import upsert

DEVICE_ROLES = ("volunteer", "sign_in", "kiosk")
ROSTER_ROLES = frozenset(("sign_in",))
"""Phones that hold the names of who is expected: at a booth nobody needs them, and a kiosk screen is in the public's hands."""
LATE_MS = 30 * 86_400_000
"""After its end a pairing still delivers facts made before it, for 30 days."""
SHOWN_MS = 15 * 60_000
_AFTER_EVENT_MS = 12 * 3_600_000
_MOST_TRIES = 5
_SEEN_MS = 5_000
_STILL_THERE_MS = 60_000


class PairingEnded(Refusal):
    """The pairing code was used already, has expired, or was tried too often."""

    reason = "pairing_ended"
    status = 410


class WordNeeded(Refusal):
    """A printed card needs its four-digit word, or a tap of approval by the coordinator."""

    reason = "word_needed"
    status = 403


class WrongWord(Refusal):
    """The four digits are not the ones that belong to this card."""

    reason = "wrong_word"
    status = 403


@dataclass(frozen=True, slots=True)
class Device:
    """A paired phone and its scope; ``state`` is active, expired or revoked, times are ms UTC."""

    id: str
    number: int
    name: str
    event: str
    booth: str | None
    role: str
    person: str | None
    expires_at: int
    last_seen_at: int
    state: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a pairing secret opens, as far as the page that shows it needs to know."""

    event: str
    booth: str | None
    role: str
    person: str | None
    needs_word: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a phone says of itself; None: nothing said.  ``practised_at`` and ``waiting_since`` are in ms UTC by its own clock."""

    practised_at: int | None = None
    kept: bool = False
    waiting: int | None = None
    waiting_since: int | None = None


def offer_pairing(
    connection: sqlite3.Connection, event: str, *, by: str, booth: str | None = None, role: str = "volunteer",
    person: str | None = None, word: str = "",
) -> str:  # fmt: skip
    """Make a one-time pairing and return its secret (128 bits).

    Shown on a screen it ends after 15 minutes.  With ``word`` (four digits, told by the coordinator) it is for a printed
    card: it lasts until the event is over, and opens only with the word or after approval.
    """
    if role not in DEVICE_ROLES:
        raise NotFound()
    secret, now = new_secret(128), now_ms()
    ends = max(event_window(get(connection, EVENT, event)).ends, now + SHOWN_MS) if word else now + SHOWN_MS
    connection.execute(
        "INSERT INTO pairing (token_hash, event, booth, role, person, printed, word_hash, expires_at, made_by, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (hash_secret(secret), event, booth, role, person, int(bool(word)),
         generate_password_hash(word, method="scrypt:1024:8:1") if word else "", ends, by, now),
    )  # fmt: skip
    return secret


def look_at_pairing(connection: sqlite3.Connection, secret: str) -> Pairing:
    """Return what a secret would open, consuming nothing; PairingEnded."""
    row = _open_pairing(connection, secret)
    return Pairing(row["event"], row["booth"], row["role"], row["person"], bool(row["printed"]) and row["approved_at"] is None)


def ask_approval(connection: sqlite3.Connection, secret: str) -> None:
    """Put a printed card's pairing on the coordinator's list of phones that ask to be let in."""
    _open_pairing(connection, secret)
    connection.execute("UPDATE pairing SET asked_at = ? WHERE token_hash = ?", (now_ms(), hash_secret(secret.upper())))


def approve_pairing(connection: sqlite3.Connection, token_hash: bytes) -> None:
    """Let a printed card's phone in without its word."""
    connection.execute("UPDATE pairing SET approved_at = ? WHERE token_hash = ? AND used_at IS NULL", (now_ms(), token_hash))


def check_word(connection: sqlite3.Connection, secret: str, word: str) -> bool:
    """Count a try of a printed card's word and tell whether it may be redeemed; PairingEnded after five wrong ones.

    In a transaction of its own, so that a wrong try stays counted when the redeeming is refused.
    """
    row = _open_pairing(connection, secret)
    if not row["printed"] or row["approved_at"] is not None:
        return True
    if word and check_password_hash(row["word_hash"], word):
        return True
    connection.execute("UPDATE pairing SET tries = tries + 1 WHERE token_hash = ?", (hash_secret(secret.upper()),))
    return False


def redeem_pairing(
    connection: sqlite3.Connection, secret: str, *, name: str = "", known: Device | None = None, token: str = ""
) -> tuple[Device, str]:
    """Pair a phone and return it with its new secret.  Call ``check_word`` first; PairingEnded.

    ``known`` is the phone's own earlier pairing for the same event: it stays the same phone, so that what it resends
    and takes back is still its own.  ``token`` is the phone's secret when its page made one already, so that a second tap on
    the same page finds itself paired.
    """
    row = _open_pairing(connection, secret)
    token, now = token or new_secret(160), now_ms()
    ends = max(event_window(get(connection, EVENT, row["event"])).ends + _AFTER_EVENT_MS, now + _AFTER_EVENT_MS)
    again = known is not None and known.event == row["event"] and known.state != "revoked"
    id = known.id if known is not None and again else new_id()
    number = known.number if known is not None and again else _next_number(connection, row["event"])
    connection.execute(
        "INSERT INTO device (id, number, name, event, booth, role, person, token_hash, paired_at, expires_at, last_seen_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, booth = excluded.booth,"
        " role = excluded.role, person = excluded.person, token_hash = excluded.token_hash, paired_at = excluded.paired_at,"
        " expires_at = excluded.expires_at, left_at = NULL, last_seen_at = excluded.last_seen_at",
        (
            id,
            number,
            "" if row["person"] and is_erased(connection, row["person"]) else name.strip()[:40],
            row["event"],
            row["booth"],
            row["role"],
            row["person"],
            hash_secret(token),
            now,
            ends,
            now,
        ),
    )
    connection.execute("UPDATE pairing SET used_at = ?, device = ? WHERE token_hash = ?", (now, id, hash_secret(secret.upper())))
    return get_device(connection, id), token


def device_of_token(connection: sqlite3.Connection, token: str) -> Device | None:
    """Return the phone that holds this secret, whatever its state; None when there is none."""
    row = connection.execute("SELECT * FROM device WHERE token_hash = ?", (hash_secret(token),)).fetchone()
    return _device(row) if row else None


def renew_token(connection: sqlite3.Connection, id: str) -> tuple[Device, str]:
    """Give a phone a new secret in place of its old one, and return both; NotFound."""
    token = new_secret(160)
    connection.execute("UPDATE device SET token_hash = ? WHERE id = ?", (hash_secret(token), id))
    return get_device(connection, id), token


def get_device(connection: sqlite3.Connection, id: str) -> Device:
    """Return a paired phone; NotFound."""
    row = connection.execute("SELECT * FROM device WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise NotFound()
    return _device(row)


def take_over_device(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Keep another kiosk's phone by its number alone: its secret is one that nobody has, so that nothing can speak for it.  IntegrityError."""
    known = connection.execute("SELECT token_hash FROM device WHERE id = ?", (row["id"],)).fetchone()
    upsert(connection, "device", dict(row) | {"token_hash": known["token_hash"] if known else hash_secret(new_secret())})


def devices_of(connection: sqlite3.Connection, event: str) -> list[sqlite3.Row]:
    """Return the event's phones by number, with booth, last contact and end, for the coordinator's list."""
    return connection.execute("SELECT * FROM device WHERE event = ? ORDER BY number", (event,)).fetchall()


def revoke_device(connection: sqlite3.Connection, id: str) -> None:
    """End a phone's pairing at once; what it still sends goes into quarantine."""
    connection.execute("UPDATE device SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?", (now_ms(), id))


def end_again(connection: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """End in an earlier database what ended since: a phone that was revoked, signed out or given a new secret; ``row`` is the later one of ``device``."""
    connection.execute(
        "UPDATE device SET revoked_at = coalesce(revoked_at, :revoked_at), left_at = coalesce(left_at, :left_at),"
        " expires_at = min(expires_at, :expires_at), token_hash = :token_hash WHERE id = :id",
        row,
    )


def use_up_again(connection: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """Use up in an earlier database an invitation that a phone has used since; ``row`` is the later one of ``pairing``."""
    connection.execute(
        "UPDATE pairing SET used_at = coalesce(used_at, :used_at), device = coalesce(device, :device), tries = max(tries, :tries),"
        " expires_at = min(expires_at, :expires_at) WHERE token_hash = :token_hash",
        row,
    )


def phones_that_record(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return (event's code, how many) of the phones whose pairing holds now."""
    rows = connection.execute(
        "SELECT e.code, count(*) AS n FROM device d JOIN event e ON e.id = d.event WHERE d.revoked_at IS NULL AND d.left_at IS NULL AND d.expires_at > ?"
        " GROUP BY e.id ORDER BY e.day, e.code",
        (now_ms(),),
    ).fetchall()
    return [(row["code"], row["n"]) for row in rows]


def sign_out_device(connection: sqlite3.Connection, id: str, paired_before: int) -> None:
    """End a phone's pairing because its volunteer leaves; late facts are still taken.

    Where it was paired anew since (``paired_before``, ms UTC, is past) nothing ends: the leaving waited on the phone and is only told now.
    """
    now = now_ms()
    connection.execute(
        "UPDATE device SET left_at = ?, expires_at = min(expires_at, ?) WHERE id = ? AND paired_at <= ?", (now, now, id, paired_before)
    )


def move_device(connection: sqlite3.Connection, id: str, booth: str | None) -> None:
    """Give a phone another booth (or none); facts already recorded keep theirs."""
    connection.execute("UPDATE device SET booth = ? WHERE id = ?", (booth, id))


def forget_name_of(connection: sqlite3.Connection, person: str) -> None:
    """Blank the names that a person of the plan gave to phones; ``person`` may also be a phone that nobody of the plan carries."""
    connection.execute("UPDATE device SET name = '' WHERE (person = ?1 OR id = ?1) AND name <> ''", (person,))


def touch_device(connection: sqlite3.Connection, phone: Device) -> None:
    """Remember that a phone was heard from now (to within five seconds, so that a storm of scans does not write it each time)."""
    now = now_ms()
    if phone.last_seen_at < now - _SEEN_MS:
        connection.execute("UPDATE device SET last_seen_at = ? WHERE id = ?", (now, phone.id))


def is_news(connection: sqlite3.Connection, id: str, told: Told) -> bool:
    """Tell whether what a phone says differs from what is known, or it was silent for a minute."""
    row = connection.execute(
        "SELECT 1 FROM device WHERE id = :id AND (opened_at IS NULL OR last_seen_at < :silent_before OR practised_at IS NULL AND"
        " :practised_at IS NOT NULL OR kept_at IS NULL AND :kept OR waiting <> :waiting OR :waiting > 0 AND waiting_since IS NOT :waiting_since)",
        asdict(told) | {"id": id, "silent_before": now_ms() - _STILL_THERE_MS},
    ).fetchone()
    return row is not None


def note_told(connection: sqlite3.Connection, id: str, told: Told) -> None:
    """Keep what a phone says of itself: the first moment of each step, and the latest count of facts that it still holds."""
    connection.execute(
        "UPDATE device SET opened_at = coalesce(opened_at, :now), practised_at = coalesce(practised_at, :practised_at),"
        " kept_at = coalesce(kept_at, iif(:kept, :now, NULL)), waiting = coalesce(:waiting, waiting),"
        " waiting_since = CASE WHEN :waiting > 0 THEN :waiting_since WHEN :waiting = 0 THEN NULL ELSE waiting_since END,"
        " last_seen_at = :now WHERE id = :id",
        asdict(told) | {"id": id, "now": now_ms()},
    )


def _open_pairing(connection: sqlite3.Connection, secret: str) -> sqlite3.Row:
    row = connection.execute("SELECT * FROM pairing WHERE token_hash = ?", (hash_secret(secret.upper()),)).fetchone()
    if row is None or row["used_at"] is not None or row["expires_at"] < now_ms() or row["tries"] >= _MOST_TRIES:
        raise PairingEnded()
    return row  # type: ignore[no-any-return]


def _next_number(connection: sqlite3.Connection, event: str) -> int:
    return int(connection.execute("SELECT coalesce(max(number), 0) + 1 FROM device WHERE event = ?", (event,)).fetchone()[0])


def _device(row: sqlite3.Row) -> Device:
    state = "revoked" if row["revoked_at"] else "expired" if row["expires_at"] <= now_ms() else "active"
    return Device(
        row["id"], row["number"], row["name"], row["event"], row["booth"], row["role"], row["person"], row["expires_at"],
        row["last_seen_at"], state,
    )  # fmt: skip
