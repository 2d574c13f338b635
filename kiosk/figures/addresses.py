"""The address of a figure: what it counts and of which part of a campaign, by human codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote

PARTS = ("campaign", "organisation", "holder", "event", "booth", "material", "hour", "detail")
"""What a part of a campaign is narrowed down by, in the order in which an address names it."""


@dataclass(frozen=True, slots=True)
class Address:
    """The name of a figure: what it counts and of which part of a campaign, by human codes; '' where that is not narrowed down.

    ``organisation`` is what an organisation and those below it hold, ``holder`` what it holds itself.
    ``hour`` is a local hour as the tallies name it (``2017-03-24T09:00``), ``detail`` a topic, a sort of note, a step.
    """

    figure: str
    campaign: str
    organisation: str = ""
    holder: str = ""
    event: str = ""
    booth: str = ""
    material: str = ""
    hour: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return self.say(self.figure)

    def say(self, figure: str) -> str:
        """Return another figure of the same part as text; a long summary says many of one part."""
        return _say_part(self.campaign, self.organisation, self.holder, self.event, self.booth, self.material, self.hour, self.detail) + figure

    def of(self, figure: str, **narrowed: str) -> Address:
        """Return another figure of the same part, or of a part of it."""
        return replace(self, figure=figure, **narrowed)


@lru_cache(maxsize=256)
def _say_part(*codes: str) -> str:
    return "".join(f"{part}:{quote(code, safe=':')}/" for part, code in zip(PARTS, codes, strict=True) if code)
