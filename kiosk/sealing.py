"""Seals what nobody may read in the database: AES-256-GCM under a ring of keys in a file of the instance, never in a backup.

Every sealed text is bound to its place: moved to another row or column it opens no more (associated data, RFC 5116).  The newest
key seals; older ones go on opening what they sealed, so that keys can be changed at any time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.config import SECRETS, write_secret
from kiosk.errors import SetupError

KEY_FILE = "referral_keys"
_VERSION = b"\x01"
_KEY_BYTES, _NAME_BYTES, _NONCE_BYTES = 32, 4, 12
_HEAD = len(_VERSION) + _NAME_BYTES + _NONCE_BYTES
_POINT_BYTES = 65
_CURVE = ec.SECP256R1()
_LINE = re.compile(r"[0-9a-f]{64}")


def key_path(instance: Path) -> Path:
    """Return where the keys of an instance are kept."""
    return instance / SECRETS / KEY_FILE


def name_of(key: bytes) -> str:
    """Return what a key is called where it must not be shown: the first 32 bits of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[: 2 * _NAME_BYTES]


def key_name_of(sealed: bytes) -> str:
    """Return the name of the key that a text was sealed with."""
    return sealed[len(_VERSION) : len(_VERSION) + _NAME_BYTES].hex()


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of one instance, the newest last."""

    keys: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def names(self) -> list[str]:
        """What the keys are called, the newest last."""
        return [name_of(key) for key in self.keys]

    def with_new_key(self) -> KeyRing:
        """Return the ring with another random key, which seals from now on."""
        return KeyRing((*self.keys, secrets.token_bytes(_KEY_BYTES)))

    def joined_with(self, other: KeyRing) -> KeyRing:
        """Return a ring that opens what either opens, and seals as this one does where it has a key."""
        return KeyRing((*(key for key in other.keys if key not in self.keys), *self.keys))

    def seal(self, text: str, place: str) -> bytes:
        """Return ``text`` sealed for one place ("table.column.row"); the ring must hold a key."""
        key, nonce = self.keys[-1], secrets.token_bytes(_NONCE_BYTES)
        head = _VERSION + bytes.fromhex(name_of(key)) + nonce
        return head + AESGCM(key).encrypt(nonce, text.encode(), head + place.encode())

    def unseal(self, sealed: bytes, place: str) -> str | None:
        """Return what was sealed for this place; None when its key is missing, or when it was changed or moved."""
        key = next((key for key in self.keys if name_of(key) == key_name_of(sealed)), None)
        if key is None:
            return None
        head = sealed[:_HEAD]
        try:
            return AESGCM(key).decrypt(head[-_NONCE_BYTES:], sealed[_HEAD:], head + place.encode()).decode()
        except InvalidTag:
            return None

    @property
    def box(self) -> dict[str, str]:
        """What anybody may seal for this instance with, in hexadecimal: the newest key's name, and its point on P-256."""
        return {"key": name_of(self.keys[-1]), "point": _point(_opener(self.keys[-1]).public_key()).hex()}

    def open_box(self, box: str, place: str) -> str | None:
        """Return what a phone sealed with ``box`` for this place (ECDH on P-256, HKDF-SHA-256, AES-256-GCM); None when it cannot be opened."""
        try:
            sealed = base64.b64decode(box, validate=True)
            key = next((key for key in self.keys if name_of(key) == key_name_of(sealed)), None)
            if key is None or sealed[:1] != _VERSION:
                return None
            start = len(_VERSION) + _NAME_BYTES
            point, nonce, text = sealed[start : start + _POINT_BYTES], *_split(sealed[start + _POINT_BYTES :])
            shared = _opener(key).exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point))
            return AESGCM(_derive(shared, b"box " + point)).decrypt(nonce, text, place.encode()).decode()
        except (InvalidTag, ValueError, binascii.Error):
            return None

    def to_text(self) -> str:
        """Return the keys as they are kept and printed, a line each."""
        return "".join(f"{key.hex()}\n" for key in self.keys)


def _split(rest: bytes) -> tuple[bytes, bytes]:
    return rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]


def _derive(secret: bytes, purpose: bytes, length: int = _KEY_BYTES) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=purpose).derive(secret)


def _opener(key: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the private half that follows from a key: 128 bits more than the curve needs, so that no value is likelier than another."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return ec.derive_private_key(int.from_bytes(_derive(key, b"opens boxes", 48), "big") % (order - 1) + 1, _CURVE)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def parse_keys(text: str) -> KeyRing:
    """Return the ring that ``KeyRing.to_text`` wrote, however it was spaced when it was copied; SetupError."""
    letters = re.sub(r"[\s-]+", "", text.casefold())
    if len(letters) % (2 * _KEY_BYTES) or not re.fullmatch(r"[0-9a-f]*", letters):
        raise SetupError("bad_referral_keys")
    return KeyRing(tuple(bytes.fromhex(key) for key in _LINE.findall(letters)))


def read_keys(instance: Path) -> KeyRing:
    """Return the keys of an instance, none where none was made yet; SetupError."""
    path = key_path(instance)
    return parse_keys(path.read_text(encoding="ascii", errors="replace")) if path.is_file() else KeyRing()


def keep_keys(instance: Path, ring: KeyRing) -> None:
    """Keep the keys where only the owner may read them."""
    write_secret(key_path(instance), ring.to_text().encode())


def require_keys(instance: Path) -> KeyRing:
    """Return the keys of an instance, with a first one made and kept where there is none.  Call it while nobody else writes."""
    ring = read_keys(instance)
    if not ring.keys:
        ring = ring.with_new_key()
        keep_keys(instance, ring)
    return ring
