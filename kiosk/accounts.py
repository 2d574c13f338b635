"""Staff: who may sign in, and which role they hold over which part of the tree of organisations (architecture.md §6)."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.security import check_password_hash, generate_password_hash

from kiosk.co_organisers import events_held_with
from kiosk.errors import InvalidFields, NotAllowed, NotFound, Refusal
from kiosk.ids import new_id, new_secret, now_ms, secret_of
from kiosk.organisations import subtree
from kiosk.privacy.personal_data import hash_secret

ROLES = ("administrator", "district", "coordinator", "printing", "case_worker")
ADMINISTRATOR = ("administrator",)
SESSION_MS = 14 * 86_400_000
SHORTEST_PASSWORD = 10
_METHOD = "scrypt:32768:8:1"
_NOBODY = f"{_METHOD}$nobody${'0' * 128}"  # no password has this hash, and finding that out takes as long as with any other


class WrongPassword(Refusal):
    """Name and password do not belong together; which of the two is wrong is not told."""

    reason = "wrong_password"
    status = 401


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over an organisation and all below it; for one event only where ``event`` is set."""

    role: str
    organisations: frozenset[str]
    event: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody signed in, with what they may do now."""

    id: str
    name: str
    language: str
    grants: tuple[Grant, ...]

    def may(self, roles: tuple[str, ...], organisation: str, event: str | None = None) -> bool:
        """Tell whether one of ``roles`` is held over ``organisation``; administrators hold every role but the case worker's."""
        return any(
            (grant.role in roles or (grant.role == "administrator" and "case_worker" not in roles))
            and organisation in grant.organisations
            and grant.event in (None, event)
            for grant in self.grants
        )

    def organisations(self, roles: tuple[str, ...]) -> set[str]:
        """Return the organisations over which one of ``roles`` is held without limit to one event."""
        held = [g for g in self.grants if g.event is None and (g.role in roles or g.role == "administrator")]
        return set().union(*(grant.organisations for grant in held))

    def has(self, *roles: str) -> bool:
        """Tell whether one of ``roles`` is held anywhere."""
        return any(grant.role in roles for grant in self.grants)


@dataclass(frozen=True, slots=True)
class WantedRole:
    """A role as typed in a form: for one event where ``event`` is an id, until a time in ms where ``until`` is given."""

    role: str
    organisation: str
    event: str = ""
    until: int | None = None


def add_account(connection: sqlite3.Connection, name: str, password: str, language: str = "", *, id: str = "") -> str:
    """Add an account and return its id; InvalidFields when the name is taken or the password too short.

    ``id`` may be made before, with the form that adds the account; NotFound when it is another's.
    """
    folded = _fold(name)
    if not folded or len(name) > 80:
        raise InvalidFields({"name": ("errors.required", {})})
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidFields({"password": ("errors.short_password", {"shortest": SHORTEST_PASSWORD})})
    if connection.execute("SELECT 1 FROM account WHERE name_folded = ?", (folded,)).fetchone():
        raise InvalidFields({"name": ("errors.name_taken", {"name": name})})
    id = id or new_id()
    if connection.execute("SELECT 1 FROM account WHERE id = ?", (id,)).fetchone():
        raise NotFound()
    connection.execute(
        "INSERT INTO account (id, name, name_folded, password_hash, language, made_at) VALUES (?, ?, ?, ?, ?, ?)",
        (id, name.strip(), folded, generate_password_hash(password, method=_METHOD), language, now_ms()),
    )
    return id


def set_password(connection: sqlite3.Connection, account: str, password: str) -> None:
    """Change a password and end every sign-in of the account; InvalidFields when too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidFields({"password": ("errors.short_password", {"shortest": SHORTEST_PASSWORD})})
    connection.execute(
        "UPDATE account SET password_hash = ? WHERE id = ?", (generate_password_hash(password, method=_METHOD), account)
    )
    connection.execute("DELETE FROM staff_session WHERE account = ?", (account,))


def set_language(connection: sqlite3.Connection, account: str, language: str) -> None:
    """Choose the language that pages speak to an account ('' for the browser's)."""
    connection.execute("UPDATE account SET language = ? WHERE id = ?", (language, account))


def roles_of(connection: sqlite3.Connection, account: str) -> list[sqlite3.Row]:
    """Return what an account may do now: role, organisation, event, until, each with the names to show."""
    return connection.execute(
        "SELECT g.*, o.name AS organisation_name, e.code AS event_code, e.title AS event_title FROM role_grant g"
        " JOIN organisation o ON o.id = g.organisation LEFT JOIN event e ON e.id = g.event"
        " WHERE g.account = ? AND g.archived_at IS NULL AND (g.until IS NULL OR g.until > ?) ORDER BY g.made_at",
        (account, now_ms()),
    ).fetchall()


def grant(
    connection: sqlite3.Connection,
    account: str,
    role: str,
    organisation: str,
    *,
    by: str,
    event: str | None = None,
    until: int | None = None,
) -> str:
    """Give a role over an organisation's subtree (for one event, until a time in ms) and return the grant's id; the same role again
    is the same grant."""
    if role not in ROLES:
        raise NotFound()
    held = connection.execute(
        "SELECT id FROM role_grant WHERE account = ? AND role = ? AND organisation = ? AND event IS ? AND until IS ?"
        " AND archived_at IS NULL",
        (account, role, organisation, event, until),
    ).fetchone()
    if held is not None:
        return str(held["id"])
    id = new_id()
    connection.execute(
        "INSERT INTO role_grant (id, account, role, organisation, event, until, granted_by, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (id, account, role, organisation, event, until, by, now_ms()),
    )
    return id


def give_role(connection: sqlite3.Connection, who: Account, account: str, wanted: WantedRole) -> str:
    """Give a role as an administrator does, within what ``who`` administers; NotFound, InvalidFields."""
    if wanted.organisation not in who.organisations(ADMINISTRATOR):
        raise NotFound()
    if wanted.role not in ROLES:
        raise InvalidFields({"role": ("errors.bad_choice", {"value": wanted.role})})
    if wanted.event and wanted.role in ("administrator", "district"):
        raise InvalidFields({"event": ("accounts.grant.not_for_one_event", {})})
    if wanted.event and not _is_below(connection, wanted.event, wanted.organisation):
        raise InvalidFields({"event": ("accounts.grant.elsewhere", {})})
    if wanted.until is not None and wanted.until <= now_ms():
        raise InvalidFields({"until": ("accounts.grant.past", {})})
    return grant(connection, account, wanted.role, wanted.organisation, by=who.id, event=wanted.event or None, until=wanted.until)


def revoke_grant(connection: sqlite3.Connection, who: Account, id: str) -> None:
    """Take a role back; nobody takes the administrator's role from oneself.  NotFound, NotAllowed."""
    row = connection.execute("SELECT account, role, organisation FROM role_grant WHERE id = ?", (id,)).fetchone()
    if row is None or row["organisation"] not in who.organisations(ADMINISTRATOR):
        raise NotFound()
    if row["account"] == who.id and row["role"] == "administrator":
        raise NotAllowed()
    connection.execute("UPDATE role_grant SET archived_at = coalesce(archived_at, ?) WHERE id = ?", (now_ms(), id))


def accounts_within(connection: sqlite3.Connection, who: Account) -> list[sqlite3.Row]:
    """Return the accounts that an administrator looks after: with a role below, or with none at all."""
    mine = json.dumps(sorted(who.organisations(ADMINISTRATOR)))
    return connection.execute(
        "SELECT a.id, a.name, a.language, a.archived_at FROM account a"
        " WHERE NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.account = a.id AND g.archived_at IS NULL)"
        " OR EXISTS (SELECT 1 FROM role_grant g WHERE g.account = a.id AND g.archived_at IS NULL"
        "            AND g.organisation IN (SELECT value FROM json_each(?))) ORDER BY a.archived_at IS NOT NULL, a.name_folded",
        (mine,),
    ).fetchall()


def look_after(connection: sqlite3.Connection, who: Account, account: str, *, wholly: bool = False) -> sqlite3.Row:
    """Return an account that ``who`` looks after; NotFound.

    ``wholly``: only when every role of the account lies below (a new password opens all of them); NotAllowed.
    """
    row = next((row for row in accounts_within(connection, who) if row["id"] == account), None)
    if row is None:
        raise NotFound()
    mine = who.organisations(ADMINISTRATOR)
    if wholly and any(held["organisation"] not in mine for held in roles_of(connection, account)):
        raise NotAllowed()
    return row


def archive_account(connection: sqlite3.Connection, who: Account, account: str) -> None:
    """Close an account and end its sign-ins; NotAllowed for one's own, NotFound."""
    look_after(connection, who, account, wholly=True)
    if account == who.id:
        raise NotAllowed()
    connection.execute("UPDATE account SET archived_at = ? WHERE id = ?", (now_ms(), account))
    connection.execute("DELETE FROM staff_session WHERE account = ?", (account,))


def close_again(connection: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """Give an account of an earlier database the password that holds since, and close it where it was closed; ``row`` is the later one of ``account``."""
    connection.execute("UPDATE account SET archived_at = coalesce(archived_at, :archived_at), password_hash = :password_hash WHERE id = :id", row)


def take_role_again(connection: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """Take back in an earlier database a role that was taken back since; ``row`` is the later one of ``role_grant``."""
    connection.execute("UPDATE role_grant SET archived_at = coalesce(archived_at, :archived_at) WHERE id = :id", row)


def end_other_sessions(connection: sqlite3.Connection, lasting: Iterable[object]) -> None:
    """End every sign-in but these (hashes): an earlier database knows some that were ended since."""
    kept = set(lasting)
    for row in connection.execute("SELECT token_hash FROM staff_session").fetchall():
        if row["token_hash"] not in kept:
            connection.execute("DELETE FROM staff_session WHERE token_hash = ?", (row["token_hash"],))


def roles_that_hold(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return (account's name, role) of all roles that open something now, by name."""
    rows = connection.execute(
        "SELECT DISTINCT a.name, g.role, a.name_folded FROM role_grant g JOIN account a ON a.id = g.account"
        " WHERE g.archived_at IS NULL AND (g.until IS NULL OR g.until > ?) AND a.archived_at IS NULL ORDER BY a.name_folded, g.role",
        (now_ms(),),
    ).fetchall()
    return [(row["name"], row["role"]) for row in rows]


def reveals_within(connection: sqlite3.Connection, who: Account, limit: int = 200) -> list[sqlite3.Row]:
    """Return the last looks at full telephone numbers by the accounts that ``who`` looks after, newest first."""
    seen = json.dumps([row["id"] for row in accounts_within(connection, who)])
    return connection.execute(
        "SELECT r.at, r.why, a.name AS account, coalesce(i.name, '') AS name FROM reveal_log r JOIN account a ON a.id = r.account"
        " LEFT JOIN identity i ON i.subject = r.subject WHERE r.account IN (SELECT value FROM json_each(?))"
        " ORDER BY r.at DESC LIMIT ?",
        (seen, limit),
    ).fetchall()


def looks_within(connection: sqlite3.Connection, who: Account, limit: int = 300) -> list[sqlite3.Row]:
    """Return the last looks at what was told in a tip, at events of the organisations that ``who`` administers, newest first."""
    return connection.execute(
        "SELECT l.at, a.name AS account, l.number, e.code AS event FROM referral_look l JOIN account a ON a.id = l.account"
        " JOIN event e ON e.id = l.event WHERE e.organisation IN (SELECT value FROM json_each(?)) ORDER BY l.at DESC, l.id DESC LIMIT ?",
        (json.dumps(sorted(who.organisations(ADMINISTRATOR))), limit),
    ).fetchall()


def accounts_with_role(connection: sqlite3.Connection, role: str, organisation: str, event: str) -> list[tuple[str, str]]:
    """Return (id, name) of the accounts that hold exactly this role over an event, by name."""
    rows = connection.execute(
        "SELECT a.id, a.name, g.organisation FROM role_grant g JOIN account a ON a.id = g.account WHERE g.role = ? AND g.archived_at IS NULL"
        " AND (g.until IS NULL OR g.until > ?) AND (g.event IS NULL OR g.event = ?) AND a.archived_at IS NULL ORDER BY a.name_folded",
        (role, now_ms(), event),
    ).fetchall()
    return list(dict.fromkeys((row["id"], row["name"]) for row in rows if organisation in subtree(connection, row["organisation"])))


def new_password() -> str:
    """Return a random password of 60 bits, in groups that can be read out."""
    return _grouped(new_secret(60))


def first_password(key: str, id: str) -> str:
    """Return the first password of the account that a form with this id adds: as hard to guess as the instance's ``key``, and the
    same when the form is sent twice, so that a double click still shows one that works."""
    digest = hmac.new(key.encode(), f"first password of {id}".encode(), hashlib.sha256).digest()
    value = int.from_bytes(digest[:8], "big")
    return _grouped(secret_of(value, 60))


def has_password(connection: sqlite3.Connection, id: str, password: str) -> bool:
    """Tell whether an account exists and this is its password still."""
    row = connection.execute("SELECT password_hash FROM account WHERE id = ?", (id,)).fetchone()
    return row is not None and check_password_hash(row["password_hash"], password)


def _grouped(secret: str) -> str:
    return "-".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _is_below(connection: sqlite3.Connection, event: str, organisation: str) -> bool:
    row = connection.execute("SELECT organisation FROM event WHERE id = ?", (event,)).fetchone()
    return row is not None and row["organisation"] in subtree(connection, organisation)


def find_account(connection: sqlite3.Connection, name: str, password: str) -> str:
    """Return the id of the account; WrongPassword, after the same time whether or not the name exists."""
    row = connection.execute(
        "SELECT id, password_hash FROM account WHERE name_folded = ? AND archived_at IS NULL", (_fold(name),)
    ).fetchone()
    good = check_password_hash(row["password_hash"] if row else _NOBODY, password)
    if row is None or not good:
        raise WrongPassword()
    return str(row["id"])


def open_session(connection: sqlite3.Connection, account: str) -> str:
    """Start a sign-in and return its secret for the cookie; only its hash is kept."""
    token, now = new_secret(160), now_ms()
    drop_ended_sessions(connection)
    connection.execute("INSERT INTO staff_session VALUES (?, ?, ?, ?)", (hash_secret(token), account, now, now + SESSION_MS))
    return token


def drop_ended_sessions(connection: sqlite3.Connection) -> int:
    """Delete the sign-ins that have ended by themselves; return how many.  Part of the daily work."""
    return connection.execute("DELETE FROM staff_session WHERE expires_at < ?", (now_ms(),)).rowcount


def close_session(connection: sqlite3.Connection, token: str) -> None:
    """End a sign-in."""
    connection.execute("DELETE FROM staff_session WHERE token_hash = ?", (hash_secret(token),))


def account_of_session(connection: sqlite3.Connection, token: str) -> Account | None:
    """Return who is signed in with this secret, or None when the sign-in has ended."""
    row = connection.execute(
        "SELECT a.id, a.name, a.language FROM staff_session s JOIN account a ON a.id = s.account"
        " WHERE s.token_hash = ? AND s.expires_at > ? AND a.archived_at IS NULL",
        (hash_secret(token), now_ms()),
    ).fetchone()
    return Account(row["id"], row["name"], row["language"], _grants(connection, row["id"])) if row else None


def _grants(connection: sqlite3.Connection, account: str) -> tuple[Grant, ...]:
    rows = connection.execute(
        "SELECT role, organisation, event FROM role_grant"
        " WHERE account = ? AND archived_at IS NULL AND (until IS NULL OR until > ?)",
        (account, now_ms()),
    ).fetchall()
    held = [Grant(row["role"], frozenset(subtree(connection, row["organisation"])), row["event"]) for row in rows]
    return (*held, *_held_together(connection, held))


def _held_together(connection: sqlite3.Connection, held: list[Grant]) -> list[Grant]:
    """Whoever coordinates a co-organiser reads the event's counts as a district does: no names, and nothing is written."""
    reading = [grant for grant in held if grant.event is None and grant.role in ("coordinator", "district")]
    own = frozenset[str]().union(*(grant.organisations for grant in reading))
    events = events_held_with(connection, own) if own else []
    return [Grant("district", frozenset((row["organisation"],)), row["id"]) for row in events]


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()
