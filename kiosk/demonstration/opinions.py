"""What people said after community A's screening: 38 of 52 answered, 36 were satisfied (domain.md §8); every sentence is invented; pure."""

from __future__ import annotations

from dataclasses import dataclass

ON_PAPER = {5: 15, 4: 8, 3: 1}
"""Score → cards."""


@dataclass(frozen=True, slots=True)
class Said:
    """One opinion from a phone that had signed in: the score, what was known before and after, a sentence, whether it may be quoted."""

    score: int
    before: int
    after: int
    sentence: str = ""
    quote: bool = False


BY_PHONE = (
    Said(5, 2, 4, "原來樓下單元門壞了，是社區工作人員自己找工具修好的。", quote=True),
    Said(5, 2, 5, "看完才知道社區工作這麼瑣碎，辛苦了。", quote=True),
    Said(5, 3, 4),
    Said(5, 1, 4, "希望多放幾場，晚上也放一場。", quote=True),
    Said(5, 3, 5),
    Said(5, 2, 4, "王主任拍得真好，都是身邊的事。", quote=True),
    Said(5, 2, 4),
    Said(5, 3, 5, "以後有事知道該找誰了。"),
    Said(5, 2, 3),
    Said(4, 2, 4, "片子不錯，音響聲音可以再大一點。", quote=True),
    Said(4, 3, 4),
    Said(4, 2, 3),
    Said(4, 1, 3, "坐在後排看不太清楚字幕。"),
    Said(3, 3, 3),
)
