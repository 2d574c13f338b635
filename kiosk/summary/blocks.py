"""Puts passages under headings that are numbered as offices number them: 一、 （一） 1. （1）."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.summary.photographs import key_of
from kiosk.summary.records import Event
from kiosk.summary.voice import Passage, Voice
from printables.report import Block, Chart, Heading, Paragraph, Photo, Table


class Blocks:
    """Collects a report's blocks; ``prefix`` keeps the keys of one part apart from another's."""

    def __init__(self, voice: Voice, prefix: str = "") -> None:
        self.voice, self.prefix = voice, prefix
        self.blocks: list[Block] = []
        self._numbers = [0, 0, 0, 0]

    def heading(self, key: str, words: str, level: int = 1) -> None:
        """Begin a numbered part."""
        self._numbers[level - 1] += 1
        self._numbers[level:] = [0] * (4 - level)
        own = self._numbers[level - 1]
        number = self.voice.ordinal(own) if level < 3 else str(own)
        self.blocks.append(Heading(self.prefix + key, self.voice.word(f"heading.number.{level}", n=number, words=words), level))

    def title(self, key: str, words: str) -> None:
        """Begin one of several summaries."""
        self.blocks.append(Heading(self.prefix + key, words, 0))

    def add(self, passages: Iterable[Passage]) -> None:
        """Add paragraphs, those without words left out."""
        self.blocks += [Paragraph(self.prefix + each.key, each.phrase, each.kind) for each in passages if each.text.strip()]

    def tables(self, tables: Iterable[Table | Chart | None]) -> None:
        """Add the tables and charts that there are."""
        self.blocks += [table for table in tables if table is not None]

    def photos(self, events: Iterable[Event]) -> None:
        """Add the photos that may be shown, with their captions."""
        self.blocks += [
            Photo(
                self.prefix + key_of(event.code, each.code), each.jpeg, each.width, each.height, self.voice.text(each.caption) if each.caption else "",
                self.voice.word("photo", n=str(place), title=self.voice.text(event.title)),
            )
            for event in events for place, each in enumerate(event.photos, start=1)
        ]  # fmt: skip

    def chapter(self, key: str, words: str, passages: Iterable[Passage], tables: Iterable[Table | Chart | None] = ()) -> None:
        """Add a numbered part, unless nothing would stand under its heading."""
        inner = Blocks(self.voice, self.prefix)
        inner.add(passages)
        inner.tables(tables)
        if inner.blocks:
            self.heading(key, words)
            self.blocks += inner.blocks
