"""Every printable × language × layout as a phone meets it: at least 95 of 100 codes are still read, whatever happened to the page.

`pytest -m slow -rP tests/printables/test_matrix_degraded.py` prints the rates. The damage is drawn from a seed.
"""

from __future__ import annotations

import zlib
from collections import Counter

import numpy as np
import pytest

from printables.document import Printable, to_bytes
from tests.decoders import Box
from tests.printables.degrading import DEGRADATIONS
from tests.printables.expected import payloads_of
from tests.printables.reading import read_with_zxing, render
from tests.printables.variants import variants

LEAST_READ = 0.95
# every sample, and the layouts of those in two languages, which have the least room
PAGES = [
    made
    for sample, *layouts in variants().values()
    for made in (sample, *(layouts if len(sample.languages) > 1 else ()))
    if payloads_of(made)
]


@pytest.mark.slow
@pytest.mark.timeout(1200)  # forty seconds of one core's time
@pytest.mark.parametrize("kind", DEGRADATIONS)
def test_codes_are_read_after(kind: str) -> None:
    asked, unread = 0, Counter[str]()
    for number, printable in enumerate(PAGES):
        asked += len(payloads_of(printable))
        unread[type(printable).__name__] += len(payloads_of(printable)) - _read_after(kind, number, printable)
    rate = 1 - unread.total() / asked
    listed = ", ".join(f"{name} {count}" for name, count in unread.most_common() if count)
    print(f"{kind}: {rate:.1%} of {asked} codes read; unread: {listed or 'none'}")
    assert rate >= LEAST_READ, f"{kind}: {rate:.1%} of {asked}; unread: {listed}"


def _read_after(kind: str, number: int, printable: Printable) -> int:
    """How many of a printable's codes are read once its pages have been through `kind`."""
    random = np.random.default_rng([number, zlib.crc32(kind.encode())])
    expected, read = Counter(payloads_of(printable)), Counter[str]()
    for picture in render(to_bytes(printable)):
        symbols = [_without_quiet(box) for _, box in read_with_zxing(picture)]
        worse = DEGRADATIONS[kind](picture, random, symbols)
        read.update(text for text, _ in read_with_zxing(worse))
    return (expected & read).total()


def _without_quiet(box: Box) -> Box:
    """The symbol itself: `read_with_zxing` gives its box with three modules of 29 around it."""
    left, top, right, bottom = box
    quiet = (right - left) * 3 // 35
    return left + quiet, top + quiet, right - quiet, bottom - quiet
