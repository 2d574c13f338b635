"""Globally unique, time-ordered identifiers (UUIDv7, RFC 9562 §5.7), and random secrets."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time

_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 74
_SHORT_LENGTH = 26


class _Last:
    """The last id of this process: facts of one millisecond are told apart, and put in order, by their ids."""

    lock = threading.Lock()
    moment = -1
    random = 0


def now_ms() -> int:
    """Return the server's clock in milliseconds UTC since 1970."""
    return time.time_ns() // 1_000_000


def new_id(at_ms: int | None = None) -> str:
    """Return a UUIDv7: 48 bits of milliseconds, then 74 random bits, so that rows arrive in index order.

    Made in one millisecond, the later one is the greater (RFC 9562 §6.2, method 2): an issue and the transfer after it keep their order.
    """
    moment = now_ms() if at_ms is None else at_ms
    with _Last.lock:
        # a new millisecond leaves the highest bit alone, so that counting on never runs over
        random = _Last.random + 1 + secrets.randbits(32) if moment == _Last.moment else secrets.randbits(_RANDOM_BITS - 1)
        _Last.moment, _Last.random = moment, random
    value = (moment & (2**48 - 1)) << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & (2**62 - 1)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_id(text: object) -> bool:
    """Tell whether ``text`` is a UUID written the usual way, in lower case."""
    return isinstance(text, str) and _SHAPE.match(text) is not None


def new_secret(bits: int = 128) -> str:
    """Return ``bits`` random bits (rounded up to 5) in upper case without look-alikes: fits a dense QR code."""
    return "".join(secrets.choice(_LETTERS) for _ in range(-(-bits // 5)))


def secret_of(value: int, bits: int = 128) -> str:
    """Return the low ``bits`` (rounded up to 5) of a number as ``new_secret`` writes them."""
    return "".join(_LETTERS[value >> 5 * place & 31] for place in range(-(-bits // 5)))


def short_of_id(id: str) -> str:
    """Return an id as 26 letters and figures, for an address that is printed as a QR code."""
    return secret_of(int(id.replace("-", ""), 16))


def id_of_short(text: str) -> str:
    """Return the id that ``short_of_id`` wrote as ``text``; '' for anything else."""
    letters = text.upper()
    if len(letters) != _SHORT_LENGTH or any(letter not in _LETTERS for letter in letters):
        return ""
    value = sum(_LETTERS.index(letter) << 5 * place for place, letter in enumerate(letters))
    digits = f"{value:032x}"
    id = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
    return id if is_id(id) else ""


def derive_id(id: str, purpose: str) -> str:
    """Return the one id that belongs to ``id`` for a purpose (UUIDv8, RFC 9562 §5.8): the same each time, and as time-ordered."""
    digest = hashlib.sha256(f"{purpose}:{id}".encode()).hexdigest()
    return f"{id[:13]}-8{digest[:3]}-8{digest[3:6]}-{digest[6:18]}"


def made_at(id: str) -> int:
    """Return when an id was made, in milliseconds UTC: its first 48 bits."""
    return int(id.replace("-", "")[:12], 16)
