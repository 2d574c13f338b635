"""Where a line of Chinese and Latin text may break; knows no typeface, so that a drawing for the screen loads none."""

from __future__ import annotations

import re

# Punctuation that may not begin or end a line, after the Chinese layout requirements (W3C CLREQ, 3.1.3).
NOT_FIRST = frozenset("，。、；：？！）」』》】〕〉”’％℃·…—～,.;:?!)]}%")
NOT_LAST = frozenset("（「『《【〔〈“‘([{")
WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u3000-\u303f“”‘’…—\U00020000-\U0003ffff"
"""The characters that are as wide as they are high, as a class of a regular expression."""
# What stands in brackets stays whole while it is as short as （星期五）.
_TOKEN = re.compile(rf"[ \u00a0\u2002\u2003]+|（[^（） ]{{1,4}}）|[^ \u00a0\u2002\u2003{WIDE}]+|[{WIDE}]")


_TORN = re.compile(rf"[ \u00a0\u2002\u2003]+|[^ \u00a0\u2002\u2003{WIDE}]+|[{WIDE}]")


def clusters(text: str, *, whole_brackets: bool = True) -> list[str]:
    """The pieces between which a line may break: a Latin word, or a Chinese character with its punctuation.

    ``whole_brackets``: as （星期五） on a notice; in a justified text it would tear the line before it apart.
    """
    pieces: list[str] = []
    for token in (_TOKEN if whole_brackets else _TORN).findall(text):
        glued = pieces and not token.isspace() and (token[0] in NOT_FIRST or pieces[-1][-1] in NOT_LAST)
        if glued and not pieces[-1].isspace():
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces
