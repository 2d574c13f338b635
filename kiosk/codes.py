"""What a printed code says: an alphabet without look-alikes, a serial, a keyed seal and a check character (pure).

A code is ten characters of five bits: 30 bits of serial, 15 of seal, one check character.  The check character
is a weighted sum over the field GF(32) with ten different non-zero weights, so that every single wrong character
and every swap of two characters is caught, on the phone, without the server.  The seal is a keyed BLAKE2b of the serial:
a made-up code passes it once in 32,768 tries.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from kiosk.errors import Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U."""
LENGTH = 10
SERIAL_BITS = 30
SEAL_BITS = 15
MAX_SERIAL = 2**SERIAL_BITS - 1
PRACTICE_FIRST = MAX_SERIAL - 99
"""The last hundred serials are for practising: no kiosk prints them, every kiosk and its app know them as practice."""
LOOK_ALIKES = {"O": "0", "I": "1", "L": "1", "U": "V"}
"""What a hand writes or an eye reads for a character of the alphabet."""

_PRACTICE_KEY = b"practice"  # no secret: the seal of a practice code protects nothing
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_BETWEEN = re.compile(r"[\s\-_.·\u2010-\u2015\u2212]+")


def _field_product(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0b100000:
            a ^= _FIELD_POLYNOMIAL
        b >>= 1
    return product


def _weights() -> tuple[int, ...]:
    powers = [1]
    while len(powers) < LENGTH:
        powers.append(_field_product(powers[-1], 2))
    return tuple(reversed(powers))


WEIGHTS = _weights()
"""The weight of each character; the last one, the check character's, is 1."""
CHECK_TABLE = tuple(tuple(_field_product(weight, value) for value in range(32)) for weight in WEIGHTS)
"""``CHECK_TABLE[position][value]``: the parts whose XOR is zero for a well-typed code; served to phones as data."""


class MistypedCode(Refusal):
    """The text is not a code: wrong length, a character outside the alphabet, or the check character says no."""

    reason = "mistyped_code"
    status = 404


class ForgedCode(Refusal):
    """Well typed, but never printed by this kiosk: the seal does not fit."""

    reason = "forged_code"
    status = 404


class PracticeCode(ForgedCode):
    """A code to practise with: it stands for nothing and counts nothing."""

    reason = "practice_code"


@dataclass(frozen=True, slots=True)
class Code:
    """A well-typed code: its text in canonical form, its serial and its seal."""

    text: str
    serial: int
    seal: int


def seal_for(serial: int, key: bytes) -> int:
    """Return the 15-bit seal of ``serial`` under ``key`` (BLAKE2b, RFC 7693, keyed)."""
    digest = hashlib.blake2b(serial.to_bytes(4, "big"), key=key, digest_size=2, person=b"kiosk-code").digest()
    return int.from_bytes(digest, "big") >> (16 - SEAL_BITS)


def write_code(serial: int, key: bytes) -> str:
    """Return the ten characters printed for ``serial``; ValueError outside 0…2^30-1."""
    if not 0 <= serial <= MAX_SERIAL:
        raise ValueError(f"serial {serial} does not fit {SERIAL_BITS} bits")
    value = serial << SEAL_BITS | seal_for(serial, key)
    digits = [value >> 5 * place & 31 for place in range(LENGTH - 2, -1, -1)]
    check = 0
    for position, digit in enumerate(digits):
        check ^= CHECK_TABLE[position][digit]
    return "".join(ALPHABET[digit] for digit in digits) + ALPHABET[check]


def practice_code(number: int) -> str:
    """Return the practice code ``number`` (0…99), the same at every kiosk."""
    return write_code(PRACTICE_FIRST + number, _PRACTICE_KEY)


def clean(text: str) -> str:
    """Return ``text`` as the alphabet writes it: upper case, half width, look-alikes put right, spaces and hyphens gone."""
    letters = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    return "".join(LOOK_ALIKES.get(letter, letter) for letter in letters)


def read_code(text: str) -> Code:
    """Return the code typed or scanned as ``text``; MistypedCode when the check character says no."""
    letters = clean(text)
    if len(letters) != LENGTH or any(letter not in _VALUES for letter in letters):
        raise MistypedCode(code=letters[:40])
    check = value = 0
    for position, letter in enumerate(letters):
        check ^= CHECK_TABLE[position][_VALUES[letter]]
        value = value << 5 | _VALUES[letter]
    if check:
        raise MistypedCode(code=letters)
    value >>= 5
    return Code(letters, value >> SEAL_BITS, value & (2**SEAL_BITS - 1))


def is_sealed(code: Code, key: bytes) -> bool:
    """Tell whether ``code`` carries the seal that ``key`` gives its serial."""
    return seal_for(code.serial, key) == code.seal


def show_code(text: str) -> str:
    """Return a code the way it is printed for people: two groups of five."""
    return f"{text[:5]} {text[5:]}" if len(text) == LENGTH else text


def code_from_url(text: str) -> str:
    """Return the code part of a scanned address (…/F/CODE), or the text itself when it is not an address."""
    head, mark, tail = text.strip().upper().partition("/F/")
    return tail.split("?")[0].split("#")[0].strip("/") if mark and head.startswith(("HTTP://", "HTTPS://")) else text
