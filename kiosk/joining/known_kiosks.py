"""Which other kiosks are known here: let in once by a person who compared the fingerprint, and shut out by one."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kiosk import records
from kiosk.errors import NotFound, Refusal
from kiosk.ids import new_id, now_ms
from kiosk.joining.identity import fingerprint_of
from kiosk.joining.kiosk_names import DECIDED, called
from kiosk.joining.signed_file import Manifest
from kiosk.languages import Named
from kiosk.organisations import ORGANISATION
from kiosk.settings import read_setting


class _SignerRefusal(Refusal):
    area = "joining"
    status = 422


class UnknownSigner(_SignerRefusal):
    """Nobody has let this kiosk in yet."""

    reason = "unknown_signer"


class OtherKey(_SignerRefusal):
    """A kiosk that is known has signed with another key than it had."""

    reason = "other_key"


class RevokedSigner(_SignerRefusal):
    """This kiosk was shut out."""

    reason = "revoked_signer"


class OwnFile(_SignerRefusal):
    """This kiosk signed the file itself."""

    reason = "own_file"


TO_ADMIT = (UnknownSigner, OtherKey, RevokedSigner)
"""What a person who compares the number can settle."""


@dataclass(frozen=True, slots=True)
class KnownKiosk:
    """The latest decision about a kiosk.  ``organisation`` is the one here for which it may speak, with all below."""

    kiosk: str
    public_key: bytes
    name: Named
    organisation: str
    revoked: bool
    decided_by: str
    at: int

    @property
    def fingerprint(self) -> str:
        """What two people compare by telephone."""
        return fingerprint_of(self.kiosk, self.public_key)


def admit(connection: sqlite3.Connection, by: str, *, kiosk: str, public_key: bytes, name: str, organisation: str) -> None:
    """Let a kiosk in with its key, for one organisation here; also again, with a new key that somebody compared.  The same twice is one decision."""
    records.get(connection, ORGANISATION, organisation)
    known = find_known(connection, kiosk)
    if known is not None and (known.public_key, known.name, known.organisation, known.revoked) == (public_key, name, organisation, False):
        return
    _decide(connection, by, "admitted", kiosk, public_key, name, organisation)


def revoke(connection: sqlite3.Connection, by: str, kiosk: str) -> None:
    """Take nothing more from a kiosk; what it brought stays.  NotFound."""
    known = find_known(connection, kiosk)
    if known is None:
        raise NotFound()
    if not known.revoked:
        _decide(connection, by, "revoked", kiosk, known.public_key, known.name, known.organisation)


def find_known(connection: sqlite3.Connection, kiosk: str) -> KnownKiosk | None:
    """Return what was decided last about a kiosk, or None."""
    row = connection.execute(f"{DECIDED} WHERE d.kiosk = ? ORDER BY d.rowid DESC LIMIT 1", (kiosk,)).fetchone()
    return _known(connection, row) if row is not None else None


def list_known(connection: sqlite3.Connection) -> list[KnownKiosk]:
    """Return every kiosk about which something was decided, by name."""
    rows = connection.execute(
        f"{DECIDED} WHERE d.rowid IN (SELECT max(rowid) FROM kiosk_decision GROUP BY kiosk) ORDER BY d.name, d.kiosk"
    ).fetchall()
    return [_known(connection, row) for row in rows]


def require_known(connection: sqlite3.Connection, manifest: Manifest) -> KnownKiosk:
    """Return the kiosk that signed, let in with exactly this key; OwnFile, UnknownSigner, OtherKey, RevokedSigner."""
    if manifest.kiosk == read_setting(connection, "kiosk_id"):
        raise OwnFile()
    public_key = bytes.fromhex(manifest.public_key)
    said: dict[str, object] = {"name": manifest.organisation.name, "fingerprint": fingerprint_of(manifest.kiosk, public_key)}
    known = find_known(connection, manifest.kiosk)
    if known is None:
        raise UnknownSigner(**said)
    if known.revoked:
        raise RevokedSigner(name=known.name)
    if known.public_key != public_key:
        raise OtherKey(**said | {"name": known.name, "before": known.fingerprint})
    return known


def _decide(
    connection: sqlite3.Connection, by: str, decision: str, kiosk: str, public_key: bytes, name: str, organisation: str
) -> None:
    connection.execute(
        "INSERT INTO kiosk_decision VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (new_id(), kiosk, decision, public_key, name, organisation, by, now_ms()),
    )


def _known(connection: sqlite3.Connection, row: sqlite3.Row) -> KnownKiosk:
    return KnownKiosk(
        row["kiosk"], row["public_key"], called(connection, row), row["organisation"], row["decision"] == "revoked", row["decided_by"], row["at"]
    )
