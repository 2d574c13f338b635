"""Who this kiosk is among others: its id, and the Ed25519 key that signs what it hands on.

The key stands in a file of the instance, never in a backup; the database knows only its public half.  So a backup that is
restored elsewhere cannot speak for the kiosk, and says so, until its key file is brought along or a new key is made.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.config import SECRETS, write_secret
from kiosk.errors import Refusal
from kiosk.ids import is_id, new_id, now_ms
from kiosk.privacy.personal_data import digits_of
from kiosk.settings import read_setting, write_setting

KEY_FILE = "signing_key"
_ID, _PUBLIC_KEY, _RENEWED = "kiosk_id", "kiosk_public_key", "kiosk_key_renewed"
_GROUPS, _GROUP_DIGITS = 6, 5


class SigningKeyMissing(Refusal):
    """The database is of a kiosk whose key is not on this computer."""

    area = "joining"
    reason = "signing_key_missing"
    status = 409


class BadSigningKey(Refusal):
    """The key's file does not hold what was written there."""

    area = "joining"
    reason = "bad_signing_key"
    status = 409


@dataclass(frozen=True, slots=True)
class Identity:
    """A kiosk's id, and its private key (Ed25519, RFC 8032)."""

    kiosk: str
    key: Ed25519PrivateKey = field(repr=False)

    @property
    def public_key(self) -> bytes:
        """The 32 bytes by which others know what this kiosk signed."""
        return self.key.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """What two people compare by telephone."""
        return fingerprint_of(self.kiosk, self.public_key)

    def sign(self, message: bytes) -> bytes:
        """Return the signature of exactly these bytes."""
        return self.key.sign(message)


def fingerprint_of(kiosk: str, public_key: bytes) -> str:
    """Return 30 digits in six groups that stand for a kiosk and its key: 99 bits, and read aloud the same in every language."""
    digest = hashlib.sha256(b"kiosk fingerprint 1\0" + kiosk.encode() + public_key).digest()
    number = int.from_bytes(digest, "big") % 10 ** (_GROUPS * _GROUP_DIGITS)
    digits = f"{number:0{_GROUPS * _GROUP_DIGITS}}"
    return " ".join(digits[at : at + _GROUP_DIGITS] for at in range(0, len(digits), _GROUP_DIGITS))


def is_same_number(typed: str, fingerprint: str) -> bool:
    """Tell whether somebody typed a fingerprint, however they grouped its digits."""
    return digits_of(typed) == digits_of(fingerprint)


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the holder of the key signed exactly this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def require_identity(instance: Path, connection: sqlite3.Connection) -> Identity:
    """Return who this kiosk is, made and kept on the first use; ``connection`` writes.  SigningKeyMissing, BadSigningKey.

    The file comes first: if the transaction fails after it, the next use takes up the same key.
    """
    known = read_setting(connection, _ID)
    if known:
        return read_identity(instance, connection)
    identity = _read_file(instance) or _make(instance, new_id())
    _keep_public(connection, identity)
    return identity


def read_identity(instance: Path, connection: sqlite3.Connection) -> Identity:
    """Return who this kiosk is; SigningKeyMissing where the key is elsewhere, BadSigningKey."""
    identity = _read_file(instance)
    known = (read_setting(connection, _ID), read_setting(connection, _PUBLIC_KEY))
    if identity is None or known != (identity.kiosk, identity.public_key.hex()):
        raise SigningKeyMissing(path=f"{SECRETS}/{KEY_FILE}")
    return identity


def has_identity(connection: sqlite3.Connection) -> bool:
    """Tell whether this kiosk has an id already."""
    return read_setting(connection, _ID) != ""


def renew_key(instance: Path, connection: sqlite3.Connection) -> Identity:
    """Give the kiosk a new key under the id that it has, and return who it is now: whoever knew the old key must accept the new one."""
    identity = _make(instance, read_setting(connection, _ID) or new_id())
    _keep_public(connection, identity)
    write_setting(connection, _RENEWED, str(now_ms()))
    return identity


def renewed_at(connection: sqlite3.Connection) -> int:
    """Return when this kiosk last got a new key (ms UTC), 0 where it has its first."""
    return int(read_setting(connection, _RENEWED) or 0)


def _keep_public(connection: sqlite3.Connection, identity: Identity) -> None:
    write_setting(connection, _ID, identity.kiosk)
    write_setting(connection, _PUBLIC_KEY, identity.public_key.hex())


def _path(instance: Path) -> Path:
    return instance / SECRETS / KEY_FILE


def _make(instance: Path, kiosk: str) -> Identity:
    identity = Identity(kiosk, Ed25519PrivateKey.generate())
    write_secret(_path(instance), f"{kiosk}\n{identity.key.private_bytes_raw().hex()}\n".encode())
    return identity


def _read_file(instance: Path) -> Identity | None:
    if not _path(instance).is_file():
        return None
    kiosk, _, key = _path(instance).read_text(encoding="ascii", errors="replace").partition("\n")
    try:
        identity = Identity(kiosk.strip(), Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key.strip())))
    except ValueError:
        raise BadSigningKey(path=f"{SECRETS}/{KEY_FILE}") from None
    if not is_id(identity.kiosk):
        raise BadSigningKey(path=f"{SECRETS}/{KEY_FILE}")
    return identity
