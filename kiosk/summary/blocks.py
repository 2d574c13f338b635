"""Puts passages under headings that are numbered as offices number them: 一、 （一） 1. （1）."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.summary.photographs import key_of
from kiosk.summary.records import Event
from kiosk.summary.voice import Passage, Voice
from printables.report import Block, Chart, Heading, Paragraph, Photo, Table


class Blocks:
    """Collects a report's blocks; ``prefix`` keeps the keys of one part apart from another's, ``deeper`` is how many levels stand above."""

    def __init__(self, voice: Voice, prefix: str = "", *, deeper: int = 0) -> None:
        self.voice, self.prefix, self.deeper = voice, prefix, deeper
        self.blocks: list[Block] = []
        self._numbers = [0, 0, 0, 0]

    def heading(self, key: str, words: str, level: int = 1) -> None:
        """Begin a numbered part."""
        self._numbers[level - 1] += 1
        self._numbers[level:] = [0] * (4 - level)
        own = self._numbers[level - 1]
        number = self.voice.ordinal(own) if level < 3 else str(own)
        self.blocks.append(Heading(self.prefix + key, self.voice.word(f"heading.number.{level}", n=number, words=words), min(4, level + self.deeper)))

    def plain_heading(self, key: str, words: str, level: int = 1) -> None:
        """Begin a part whose number is part of its words already."""
        self.blocks.append(Heading(self.prefix + key, words, level + self.deeper))

    def add(self, passages: Iterable[Passage]) -> None:
        """Add paragraphs, those without words left out."""
        self.blocks += [Paragraph(self.prefix + each.key, each.phrase, each.kind) for each in passages if each.text.strip()]

    def tables(self, tables: Iterable[Table | Chart | None]) -> None:
        """Add the tables and charts that there are."""
        self.blocks += [table for table in tables if table is not None]

    def photos(self, events: Iterable[Event]) -> None:
        """Add the photos that may be shown, with their captions."""
        self.blocks += [
            Photo(self.prefix + key_of(event.code, each.code), each.jpeg, each.width, each.height, self.voice.text(each.caption) if each.caption else "")
            for event in events for each in event.photos
        ]  # fmt: skip

    def chapter(self, key: str, words: str, passages: Iterable[Passage], tables: Iterable[Table | Chart | None] = ()) -> None:
        """Add a numbered part, unless nothing would stand under its heading."""
        inner = Blocks(self.voice, self.prefix)
        inner.add(passages)
        inner.tables(tables)
        if inner.blocks:
            self.heading(key, words)
            self.blocks += inner.blocks
