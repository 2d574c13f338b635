"""What a flyer or a tri-fold says, with its labels and its look, made ready for a design to set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from printables.designs import Notice
from printables.look import Look
from printables.words import Words

FACTS = ("when", "where", "contact")


class Said(Protocol):
    @property
    def headline(self) -> str: ...
    @property
    def lines(self) -> Sequence[str]: ...
    @property
    def when(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def contact(self) -> str: ...
    @property
    def organiser(self) -> str: ...
    @property
    def opens(self) -> str: ...
    @property
    def seal(self) -> str: ...
    @property
    def look(self) -> Look: ...
    @property
    def mark(self) -> str: ...


def notice_of(said: Said, words: Words, qr_mm: float, modules: int, sponsor: str = "") -> Notice:
    """Raises PictureUnreadable, PictureTooBig, PictureAnimated."""
    look = said.look
    return Notice(
        organiser=said.organiser,
        headline=said.headline,
        lines=said.lines,
        facts=[(name, words.both(f"flyer.{name}"), getattr(said, name)) for name in FACTS],
        opens=(said.opens,) if said.opens else (words("flyer.opens"), words.second("flyer.opens")),
        seal=said.seal or words("flyer.seal"),
        mark=words.both(f"mark.{said.mark}") if said.mark else "",
        qr_mm=qr_mm,
        modules=modules,
        colours=look.colours,
        sponsor=sponsor,
        picture=look.read_picture(),
        focus=look.focus,
        logo=look.read_logo(),
    )
