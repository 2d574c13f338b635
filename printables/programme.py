"""The programme 節目單: who is on when, for how long and with how many, to hang beside the stage or to hand out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from printables.cards import place_in
from printables.checks import Mark, at_least, check_common, one_of, require
from printables.code_block import plan_block
from printables.document import Document, Progress
from printables.errors import FieldInvalid, TooManyRows
from printables.layout import LaidOut, draw_pieces
from printables.page import A4, USUAL_UP, Imposition
from printables.qr import QrEncoder
from printables.surface import FAINT, INK, MUTED, SEAL, Surface
from printables.typesetting import Room, fit, fit_headline
from printables.words import Words

PAPERS = ("A4", "A5")
MOST_ACTS = 18
# Lengths and sizes of A4; A5 is the same page made smaller.
MARGIN, ROWS_TOP, FOOT = 20.0, 73.0, 64.0
BOTTOM = 9.0
MOST_ROW_MM = 16.0
QR_MM = 30.0
MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class Act:
    """One slot of the running order; an act without a name goes by its group's."""

    group: str
    act: str = ""
    minutes: int = 0
    performers: int = 0

    def __post_init__(self) -> None:
        require(group=self.group)
        at_least("performers", self.performers, 0)
        if not 0 <= self.minutes <= MOST_MINUTES:
            raise FieldInvalid(field="minutes", value=self.minutes, allowed=f"0 to {MOST_MINUTES}")


@dataclass(frozen=True)
class Programme(LaidOut):
    """`copies` of A4, or of A5 two on a sheet, by default one sheet; `starts` (wall clock) gives every act its time from the minutes before it.

    With a `code` the event's page can be scanned; without one nothing is.
    """

    most_up: ClassVar[int] = max(USUAL_UP[name] for name in PAPERS)
    languages: tuple[str, ...]
    title: str
    acts: tuple[Act, ...]
    when: str = ""
    where: str = ""
    host: str = ""
    starts: time | None = None
    prefix: str = ""
    code: str = ""
    paper: str = "A4"
    mark: Mark = ""
    copies: int | None = None

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix if self.code else "-", self.mark)
        require(title=self.title, acts=self.acts)
        one_of("paper", self.paper, PAPERS)
        if len(self.acts) > MOST_ACTS:
            raise TooManyRows(rows=len(self.acts), pages=1, per_page=MOST_ACTS)
        if self.copies is not None:
            at_least("copies", self.copies, 1)
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose(self.paper)

    @property
    def pieces(self) -> int:
        return self.copies or self.imposition.up

    @property
    def document_title(self) -> str:
        return self.title

    def times(self) -> Iterator[str]:
        """When each act begins, "" where no start is known."""
        at = datetime.combine(date.min, self.starts or time())
        for act in self.acts:
            yield f"{at:%H:%M}" if self.starts else ""
            at += timedelta(minutes=act.minutes)

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        imposition = self.imposition
        page = document.background(imposition, _Page(self, document.words, imposition.slot_width / A4.width).draw)
        draw_pieces(document, self, lambda surface, _: surface.stamp(page), progress)


class _Page:
    def __init__(self, programme: Programme, words: Words, scale: float) -> None:
        self.programme, self.words, self.scale = programme, words, scale
        self.margin = MARGIN * scale

    def draw(self, surface: Surface) -> None:
        self._draw_head(surface)
        scale, acts = self.scale, self.programme.acts
        top = ROWS_TOP * scale
        height = min((surface.height - FOOT * scale - top) / len(acts), MOST_ROW_MM * scale)
        for number, (act, at) in enumerate(zip(acts, self.programme.times(), strict=True), start=1):
            self._draw_act(surface, top, height, number, act, at)
            top += height
            surface.rule(self.margin, top, surface.width - self.margin, top, ink=FAINT)
        self._draw_foot(surface)

    def _line(self, surface: Surface, y: float, height: float, field: str, text: str, size: float, **how: object) -> None:
        box = (self.margin, y * self.scale, surface.width - 2 * self.margin, height * self.scale)
        surface.cell(field, box, text, size * self.scale, 6, padding=0, **how)  # type: ignore[arg-type]

    def _draw_head(self, surface: Surface) -> None:
        programme, words, scale = self.programme, self.words, self.scale
        width = surface.width - 2 * self.margin
        self._line(surface, 16, 7, "host", programme.host, 13, ink=MUTED)
        room = Room(width, 22 * scale, 29 * scale, 15 * scale, 1.25, bold=True, most_lines=2)
        title = fit_headline("title", programme.title, surface.type, room)
        surface.block(surface.width / 2, 35 * scale - title.height / 2, title, bold=True, align="centre")
        kind = words("programme.title")
        if kind not in programme.title:
            self._line(surface, 48, 9, "kind", words.both("programme.title"), 16, bold=True, ink=SEAL)
        about = "　".join(filter(None, (programme.when, programme.where)))
        self._line(surface, 59, 7, "when", about, 13)
        y = (ROWS_TOP - 4) * scale
        surface.rule(self.margin, y, surface.width - self.margin, y, weight=0.8 * scale, ink=SEAL)

    def _draw_act(self, surface: Surface, top: float, height: float, number: int, act: Act, at: str) -> None:
        scale, margin = self.scale, self.margin
        size = min(17 * scale, height * 1.3)
        numbers = (margin, top, 11 * scale, height)
        surface.cell("slot", numbers, str(number), size, 6, bold=True, ink=SEAL, padding=0)
        left = margin + 13 * scale
        if at:
            surface.cell("slot", (left, top, 17 * scale, height), at, size * 0.8, 6, align="left", ink=MUTED, padding=0)
            left += 18 * scale
        right = surface.width - margin
        figures = (("minutes", act.minutes, 20), ("performers", act.performers, 21))
        for key, figure, width in figures:
            right -= width * scale
            text = self.words(f"programme.{key}", count=figure) if figure else ""
            surface.cell(key, (right, top, width * scale, height), text, size * 0.72, 5, align="right", ink=MUTED, padding=0)
        self._draw_names(surface, (left, top, right - left - 2 * scale, height), act, size)

    def _draw_names(self, surface: Surface, box: tuple[float, float, float, float], act: Act, size: float) -> None:
        """The act in bold, and who performs it beside it: smaller, and under it where both do not fit on one line."""
        left, top, width, height = box
        names = [fit("act", [act.act or act.group], surface.type, Room(width, height, size, 7, 1.2, True, 2 - bool(act.act)))]
        if act.act:
            names.append(fit("group", [act.group], surface.type, Room(width, height, size * 0.68, 5, 1.3, most_lines=1)))
        y = top + (height - sum(name.height for name in names)) / 2
        for index, name in enumerate(names):
            y = surface.block(left, y, name, bold=not index, ink=MUTED if index else INK)

    def _draw_foot(self, surface: Surface) -> None:
        programme, words, scale = self.programme, self.words, self.scale
        width, right = surface.width - 2 * self.margin, surface.width - self.margin
        top = surface.height - (FOOT - 8) * scale
        if programme.code:
            encoder = QrEncoder(programme.prefix, len(programme.code))
            captions = (words("programme.opens"), words.second("programme.opens"))
            block = plan_block(surface.type, captions, QR_MM * scale, encoder.size, bool(programme.mark), 8.5 * scale, 9 * scale)
            block = place_in(
                block, right - block.width + block.quiet, surface.height - BOTTOM * scale - block.height, block.width
            )
            block.draw_frame(surface, words.both(f"mark.{programme.mark}") if programme.mark else "")
            block.draw_code(surface, encoder.encode(programme.code), programme.code)
            width -= block.width + 4 * scale
        lines = [self._total(words)] + [text for text in (words("programme.change"), words.second("programme.change")) if text]
        room = Room(width, 34 * scale, 12 * scale, 6, 1.6)
        surface.block(self.margin, top, fit("total", lines, surface.type, room), ink=MUTED)

    def _total(self, words: Words) -> str:
        """How many acts, people and minutes, leaving out what is not known of every act."""
        acts = self.programme.acts
        parts = [words("programme.acts", count=len(acts))]
        for key in ("performers", "minutes"):
            figures = [getattr(act, key) for act in acts]
            if all(figures):
                parts.append(words(f"programme.{key}", count=sum(figures)))
        return "　".join(parts)
