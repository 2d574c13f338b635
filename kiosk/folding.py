"""Folds a text to the key that search compares: one script, one case, one width; what people typed is never changed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources

DROPPED = r"[\s·•・.．,，、_\-‐-―]+"
"""What a key leaves out, as a pattern that Python and JavaScript read alike."""
_DROPPED = re.compile(DROPPED)


def fold(text: str) -> str:
    """Return the search key of ``text``: NFKC, case folded, each traditional character as its first simplified one.

    Only keys are folded, on both sides of a comparison, so that 匯賢里 is found by 汇贤里; many characters fold to one (範 and 范,
    乾 and 干), which may find a little more and never less.
    """
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold().translate(_simplified()))


def folds_for(keys: Iterable[str]) -> dict[str, str]:
    """Return traditional → simplified for the characters that lead to one of these keys: what a phone needs to fold a search for them."""
    wanted = set("".join(keys))
    return {chr(traditional): simplified for traditional, simplified in _simplified().items() if simplified in wanted}


@cache
def _simplified() -> dict[int, str]:
    """Traditional → simplified, character by character, from OpenCC's table."""
    table = (resources.files("opencc") / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {ord(traditional): simplified.split()[0] for traditional, simplified in pairs}
