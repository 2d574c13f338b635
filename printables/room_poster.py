"""The poster that leads to a room: one big arrow, what is on, which room, at what time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from printables.cards import draw_items
from printables.checks import one_of, require
from printables.document import Document, Progress
from printables.layout import LaidOut
from printables.page import A4, Imposition
from printables.surface import INK, MUTED, SEAL, Surface
from printables.typesetting import Room, fit_headline
from printables.words import Words

SIZES = ("A4", "A3")
Point = tuple[float, float]
# Shaft and head, in a square of side 1.
ARROWS: Mapping[str, tuple[tuple[Point, ...], ...]] = {
    "left": (((1, 0.5), (0, 0.5)), ((0.45, 0.05), (0, 0.5), (0.45, 0.95))),
    "right": (((0, 0.5), (1, 0.5)), ((0.55, 0.05), (1, 0.5), (0.55, 0.95))),
    "ahead": (((0.5, 1), (0.5, 0)), ((0.05, 0.45), (0.5, 0), (0.95, 0.45))),
}


@dataclass(frozen=True)
class RoomPoster(LaidOut):
    """One page for each of `directions` (left, right, ahead); `time` and `organiser` may be left out."""

    languages: tuple[str, ...]
    title: str
    room: str
    directions: tuple[str, ...]
    time: str = ""
    organiser: str = ""
    paper: str = "A4"

    def __post_init__(self) -> None:
        Words(self.languages)
        one_of("paper", self.paper, SIZES)
        require(title=self.title, room=self.room, directions=self.directions)
        for direction in self.directions:
            one_of("directions", direction, ARROWS)
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose(self.paper)

    @property
    def pieces(self) -> int:
        return len(self.directions)

    @property
    def document_title(self) -> str:
        return " ".join(f"{self.title} {self.room}".split())

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        posters = [partial(self._draw_poster, document.words, direction) for direction in self.directions]
        draw_items(document, self, posters, progress)

    def _draw_poster(self, words: Words, direction: str, surface: Surface) -> None:
        """Lengths for A4, scaled up for A3."""
        scale = surface.width / A4.width
        margin = 16 * scale
        width, centre = surface.width - 2 * margin, surface.width / 2
        line = (margin, 13 * scale, width, 8 * scale)
        surface.cell("organiser", line, self.organiser, 15 * scale, 9 * scale, ink=MUTED, padding=0)
        room = Room(width, 46 * scale, 60 * scale, 22 * scale, 1.25, bold=True, most_lines=3)
        title = fit_headline("title", self.title, surface.type, room)
        surface.block(centre, 24 * scale + (46 * scale - title.height) / 2, title, bold=True, align="centre")
        surface.rule(margin, 76 * scale, surface.width - margin, 76 * scale, weight=0.8 * scale, ink=INK)
        self._draw_arrow(surface, words, direction, scale)
        place = Room(width, 58 * scale, 96 * scale, 30 * scale, 1.2, bold=True, most_lines=2)
        name = fit_headline("room", self.room, surface.type, place)
        surface.block(centre, 196 * scale + (58 * scale - name.height) / 2, name, bold=True, align="centre")
        if self.time:
            surface.rule(margin, 259 * scale, surface.width - margin, 259 * scale, weight=0.8 * scale, ink=INK)
            surface.cell("time", (margin, 262 * scale, width, 20 * scale), self.time, 34 * scale, 16 * scale, padding=0)

    def _draw_arrow(self, surface: Surface, words: Words, direction: str, scale: float) -> None:
        side = 72 * scale
        left, top = (surface.width - side) / 2, 93 * scale
        for stroke in ARROWS[direction]:
            points = [(left + x * side, top + y * side) for x, y in stroke]
            surface.shape(points, line=SEAL, weight=17 * scale, closed=False)
        box = (16 * scale, 178 * scale, surface.width - 32 * scale, 14 * scale)
        surface.cell("direction", box, words.both(f"room.{direction}"), 24 * scale, 12 * scale, bold=True, ink=SEAL)
