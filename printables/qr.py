"""QR codes: one at a time with the usual encoder, and whole print runs by a table of differences.

With version, level, mask and length fixed, every module of a QR symbol is a sum over GF(2) of the payload's bits: the
Reed-Solomon remainder is linear and masking adds a constant. So one symbol, and the change that each bit makes to it,
give all others by a few XORs, bit for bit the same as the encoder's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from qrcode import constants
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import QRData

from printables.errors import QrTooLong, QrTooSmall, WrongCodeLength

QUIET_MODULES = 4
USUAL_MM = 25.0
LEAST_MM = 20.0
LEAST_MODULE_MM = 0.5
# Level H survives a sticker over 15 % of the symbol; up to here it costs no more modules than Q.
LONGEST_AT_LEVEL_H = 35
# Fixing the mask costs no reads, and choosing one is most of the usual encoder's time.
MASK = 2
ALPHANUMERIC_MODE: Literal[2] = 2  # qrcode.util.MODE_ALPHA_NUM, whose stub says only int
# Any bit of "A" or "AA" can be turned and still be a character; all zeros would trip the encoder (glog(0)).
FILLER = "A"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")
_CODE = re.compile("[0-9A-Z]+")


@dataclass(frozen=True)
class Symbol:
    """A QR symbol of size × size modules; `bits` holds its rows from the top, each padded to whole bytes, dark = 1."""

    size: int
    bits: int

    @property
    def stride(self) -> int:
        return -(-self.size // 8)

    def mask(self) -> bytes:
        """The rows as a 1-bit image mask."""
        return self.bits.to_bytes(self.size * self.stride, "big")

    def rows(self) -> list[list[bool]]:
        width = self.stride * 8
        lines = (self.bits >> width * (self.size - 1 - row) for row in range(self.size))
        return [[bool(line >> width - 1 - column & 1) for column in range(self.size)] for line in lines]


def check_size(modules: int, size_mm: float) -> None:
    """Raises QrTooSmall under 20 mm, or under 0.5 mm a module; sizes are without the quiet zone."""
    least = max(LEAST_MM, modules * LEAST_MODULE_MM)
    if size_mm < least:
        raise QrTooSmall(modules=modules, size_mm=size_mm, least_mm=least)


def quiet_mm(modules: int, size_mm: float) -> float:
    return QUIET_MODULES * size_mm / modules


@lru_cache(maxsize=256)
def encode(payload: str) -> Symbol:
    """Any payload, with the usual encoder's own choice of mask. Raises QrTooLong."""
    return _symbol(payload, version=None, mask=None)


def _symbol(payload: str, version: int | None, mask: int | None) -> Symbol:
    level = constants.ERROR_CORRECT_H if len(payload) <= LONGEST_AT_LEVEL_H else constants.ERROR_CORRECT_Q
    code: QRCode[Any] = QRCode(version=version, error_correction=level, mask_pattern=mask, border=0)
    tight = _ALPHANUMERIC.fullmatch(payload)
    code.add_data(QRData(payload, mode=ALPHANUMERIC_MODE) if tight else payload, optimize=0)
    try:
        code.make(fit=version is None)
    except (DataOverflowError, ValueError) as error:
        raise QrTooLong(characters=len(payload)) from error
    return _pack(code.get_matrix())


def _pack(matrix: list[list[bool]]) -> Symbol:
    size = len(matrix)
    padding = "0" * (-size % 8)
    rows = ("".join("1" if dark else "0" for dark in row) + padding for row in matrix)
    return Symbol(size, int("".join(rows), 2))


class _Changes(dict[int, int]):
    """What a pair of characters adds to the symbol, worked out from its bits when first met."""

    def __init__(self, by_bit: list[int]) -> None:
        super().__init__()
        self._by_bit = by_bit

    def __missing__(self, value: int) -> int:
        change = 0
        for bit, difference in enumerate(self._by_bit):
            if value >> bit & 1:
                change ^= difference
        self[value] = change
        return change


class QrEncoder:
    """Symbols for `prefix` + code, all codes of one length: hundreds of thousands a second.

    `prefix` is what stands before the code, such as ``HTTPS://HOST/F/``. A prefix outside QR's alphanumeric alphabet
    (lower case, underscore) falls back to the usual encoder, some hundred times slower and otherwise the same.
    """

    def __init__(self, prefix: str, code_length: int) -> None:
        self.prefix = prefix
        self.code_length = code_length
        sample = prefix + FILLER * code_length
        self._base = encode(sample)
        self.size = self._base.size
        self._tabled = bool(_ALPHANUMERIC.fullmatch(sample)) and code_length > 0
        if self._tabled:
            self._tabulate(sample)

    def _tabulate(self, sample: str) -> None:
        version, length = (self.size - 17) // 4, len(sample)
        self._start = len(self.prefix) // 2 * 2
        self._base = _symbol(sample, version, MASK)
        self._base_pairs = _pairs(sample[self._start :])
        self._changes = _tabulate_changes(version, length, self._start)

    def check(self, code: str) -> None:
        """Raises WrongCodeLength for a code of another length or alphabet than the run's."""
        if len(code) != self.code_length or not _CODE.fullmatch(code):
            raise WrongCodeLength(code=code, length=self.code_length)

    def encode(self, code: str) -> Symbol:
        """Raises WrongCodeLength."""
        self.check(code)
        if not self._tabled:
            return encode(self.prefix + code)
        return Symbol(self.size, self._bits(self.prefix[self._start :] + code))

    def _bits(self, tail: str) -> int:
        bits = self._base.bits
        for changes, pair, base in zip(self._changes, _pairs(tail), self._base_pairs, strict=True):
            bits ^= changes[pair ^ base]
        return bits


@lru_cache(maxsize=64)
def _tabulate_changes(version: int, length: int, start: int) -> tuple[_Changes, ...]:
    """What each pair of characters from ``start`` on adds: whatever else the text says, so that all runs share it."""
    plain = _symbol(FILLER * length, version, MASK).bits
    return tuple(
        _Changes([plain ^ _symbol(probe, version, MASK).bits for probe in _probes(at, length)]) for at in range(start, length, 2)
    )


def _pairs(text: str) -> list[int]:
    """Alphanumeric mode's numbers: 45 × first + second for each pair, and a last single character's own value."""
    values = [_VALUE[character] for character in text]
    pairs = [45 * high + low for high, low in zip(values[::2], values[1::2])]
    return pairs + values[-1:] if len(values) % 2 else pairs


def _probes(at: int, length: int) -> Iterator[str]:
    """For each bit of the character pair (or single last character) at `at`, all-filler text with that bit turned."""
    pair = FILLER * 2 if at + 1 < length else FILLER
    [filler] = _pairs(pair)
    for bit in range(11 if len(pair) == 2 else 6):
        high, low = divmod(filler ^ 1 << bit, 45)
        turned = _ALPHABET[high] + _ALPHABET[low] if len(pair) == 2 else _ALPHABET[low]
        yield FILLER * at + turned + FILLER * (length - at - len(pair))


def svg(payload: str, title: str = "") -> str:
    """The symbol with its quiet zone as one small inline SVG: no script, no style, drawn in the text's colour."""
    symbol = encode(payload)
    side = symbol.size + 2 * QUIET_MODULES
    label = f'role="img" aria-label="{_attribute(title)}"' if title else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" {label} shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{_path(symbol)}"/></svg>'
    )


def _path(symbol: Symbol) -> str:
    strokes = []
    for y, row in enumerate(symbol.rows()):
        line = "".join("1" if dark else "0" for dark in row)
        for run in re.finditer("1+", line):
            width = run.end() - run.start()
            strokes.append(f"M{run.start() + QUIET_MODULES} {y + QUIET_MODULES}h{width}v1h-{width}z")
    return "".join(strokes)


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
