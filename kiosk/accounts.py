"""Staff: who may sign in, and which role they hold over which part of the tree of organisations (architecture.md §6)."""

from __future__ import annotations

import sqlite3
import unicodedata
from dataclasses import dataclass

from werkzeug.security import check_password_hash, generate_password_hash

from kiosk.errors import InvalidFields, NotFound, Refusal
from kiosk.ids import new_id, new_secret, now_ms
from kiosk.organisations import subtree
from kiosk.privacy import hash_secret

ROLES = ("administrator", "district", "coordinator", "printing", "case_worker")
SESSION_MS = 14 * 86_400_000
SHORTEST_PASSWORD = 10
_METHOD = "scrypt"
_NOBODY = generate_password_hash("nobody's password", method=_METHOD)


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
        """Tell whether one of ``roles`` is held over ``organisation``; an administrator holds every role but the case worker's."""
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


def add_account(connection: sqlite3.Connection, name: str, password: str, language: str = "") -> str:
    """Add an account and return its id; InvalidFields when the name is taken or the password too short."""
    folded = _fold(name)
    if not folded or len(name) > 80:
        raise InvalidFields({"name": ("errors.required", {})})
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidFields({"password": ("errors.short_password", {"shortest": SHORTEST_PASSWORD})})
    if connection.execute("SELECT 1 FROM account WHERE name_folded = ?", (folded,)).fetchone():
        raise InvalidFields({"name": ("errors.name_taken", {"name": name})})
    id = new_id()
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
    """Give a role over an organisation's subtree (for one event, until a time in ms) and return the grant's id."""
    if role not in ROLES:
        raise NotFound()
    id = new_id()
    connection.execute(
        "INSERT INTO role_grant (id, account, role, organisation, event, until, granted_by, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (id, account, role, organisation, event, until, by, now_ms()),
    )
    return id


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
    connection.execute("DELETE FROM staff_session WHERE expires_at < ?", (now,))
    connection.execute("INSERT INTO staff_session VALUES (?, ?, ?, ?)", (hash_secret(token), account, now, now + SESSION_MS))
    return token


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
    return tuple(Grant(row["role"], frozenset(subtree(connection, row["organisation"])), row["event"]) for row in rows)


def _fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()
