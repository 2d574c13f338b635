"""How Chinese names may sound: their pinyin, so that a volunteer finds a name by the first letters of its syllables."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def readings_of(name: str) -> str:
    """Return the syllables of a name's Chinese characters, each with all that it may be read as: ``shan,dan,chan yi fan``.

    A dictionary cannot know how somebody's name is read: 單 is Shan as a surname and dan in a word, 曾 is Zeng and ceng.  So a
    character has all its readings, which may find a little more and never less.  ü is written v, as on keyboards.
    """
    return " ".join(filter(None, (_syllables(character) for character in _HAN.findall(name))))


@cache
def _syllables(character: str) -> str:
    return _reader()(character)


@cache
def _reader() -> Callable[[str], str]:
    """Load the table of characters alone, when it is needed first: the one of words would take 30 MB, and reads 單一 as dan."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, pinyin

    def read(character: str) -> str:
        found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
        return ",".join(dict.fromkeys(found[0])) if found else ""

    return read
