"""Each defect seen in comparable systems (peers.md, a to t) has a test that names it by its letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
_NAMED = re.compile(r"^def test_defect_([a-t])_", re.MULTILINE)
_NAMED_IN_A_MODULE = re.compile(r'^test\(".*\(([a-t])\)"', re.MULTILINE)


def letters_named() -> set[str]:
    """Letters that stand in the name of a test, in Python or in the phone's own tests."""
    named: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        named.update(_NAMED.findall(path.read_text(encoding="utf-8")))
    for path in (TESTS / "app" / "js").glob("*.test.mjs"):
        named.update(_NAMED_IN_A_MODULE.findall(path.read_text(encoding="utf-8")))
    return named


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrst")
def test_a_test_names_the_defect(letter: str) -> None:
    assert letter in letters_named()
