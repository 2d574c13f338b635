"""The board of the registered groups 已登記備案: who they are, who leads them, under which number they are on file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from printables.checks import one_of, require
from printables.document import Document, Progress
from printables.errors import TooManyRows
from printables.page import A3, A4, POINTS_PER_MM, Paper
from printables.seal import draw_seal
from printables.surface import FAINT, INK, MUTED, RULE, SEAL, WASH, Align, Surface
from printables.typesetting import Room, fit_headline, fit_line
from printables.words import Words

SIZES: Mapping[str, Paper] = {"A4": A4, "A3": A3}
# Lengths for A4; A3 shows the same, larger.
MARGIN, TABLE_TOP, TABLE_BOTTOM, HEAD = 16.0, 66.0, 278.0, 11.0
MOST_ROW, LEAST_ROW = 20.0, 9.0
MOST_GROUPS = int((TABLE_BOTTOM - TABLE_TOP - HEAD) / LEAST_ROW)
COLUMNS = ("number", "name", "category", "leader", "registration", "members")
ALWAYS = ("number", "name")
PADDING, LEAST_SIZE = 1.5, 8.0


@dataclass(frozen=True)
class RegisteredGroup:
    """`leader` is shown only with that person's consent; empty columns are left out of the board."""

    name: str
    category: str = ""
    leader: str = ""
    registration: str = ""
    members: str = ""


@dataclass(frozen=True)
class GroupBoard:
    """All groups on one A4 or A3 sheet, ``as_of`` a day in words; without a ``title`` the usual one."""

    languages: tuple[str, ...]
    groups: tuple[RegisteredGroup, ...] = field(repr=False)
    organiser: str = ""
    as_of: str = ""
    title: str = ""
    paper: str = "A4"

    def __post_init__(self) -> None:
        Words(self.languages)
        one_of("paper", self.paper, SIZES)
        require(groups=self.groups)
        for group in self.groups:
            require(name=group.name)
        if len(self.groups) > MOST_GROUPS:
            raise TooManyRows(rows=len(self.groups), pages=1, per_page=MOST_GROUPS)

    @property
    def document_title(self) -> str:
        return " ".join(self.title.split()) or Words(self.languages)("groups.title")

    @property
    def sheet_count(self) -> int:
        return 1

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        surface = document.page(SIZES[self.paper])
        _Board(self, document.words, surface).draw()
        document.end_page()
        if progress:
            progress(1, 1)


class _Board:
    def __init__(self, board: GroupBoard, words: Words, surface: Surface) -> None:
        self.board, self.words, self.surface = board, words, surface
        self.scale = surface.width / A4.width
        self.margin = MARGIN * self.scale
        self.keys = [key for key in COLUMNS if key in ALWAYS or any(getattr(group, key) for group in board.groups)]
        room = (TABLE_BOTTOM - TABLE_TOP - HEAD) * self.scale
        self.row = min(room / len(board.groups), MOST_ROW * self.scale)
        self.top = (TABLE_TOP + HEAD) * self.scale
        self.edges = self._share_width()
        self.sizes = {key: self._size_of(key, index) for index, key in enumerate(self.keys)}

    def _share_width(self) -> list[float]:
        """Each column as wide as its longest text asks, then all by the same factor to fill the table."""
        wanted = [max(self._width_of(key, text) for text in self._texts(key)) for key in self.keys]
        share = (self.surface.width - 2 * self.margin) / sum(wanted)
        edges = [self.margin]
        for width in wanted:
            edges.append(edges[-1] + width * share)
        return edges

    def _texts(self, key: str) -> list[str]:
        if key == "number":
            return ["000"]
        return [getattr(group, key) for group in self.board.groups] + [self.words(f"groups.{key}")]

    def _width_of(self, key: str, text: str) -> float:
        return self.surface.type.width(text, self._largest(key), key in ALWAYS) / POINTS_PER_MM + 2 * PADDING

    def _largest(self, key: str) -> float:
        return min(22 * self.scale, self.row * 1.35) * (1 if key in ALWAYS else 0.72)

    def draw(self) -> None:
        self._draw_head()
        self._draw_headings()
        for number, group in enumerate(self.board.groups, start=1):
            self._draw_group(number, group)
        self._draw_rules()

    def _draw_head(self) -> None:
        surface, scale, board = self.surface, self.scale, self.board
        side = 25 * scale
        draw_seal(surface, self.words("groups.seal"), surface.width - self.margin - side, 16 * scale, side)
        width = surface.width - 2 * self.margin - side - 6 * scale
        line = (self.margin, 14 * scale, width, 8 * scale)
        surface.cell("organiser", line, board.organiser, 13 * scale, 8 * scale, align="left", ink=MUTED, padding=0)
        second = "" if board.title else self.words.second("groups.title")
        room = Room(width, (19 if second else 27) * scale, 34 * scale, 17 * scale, 1.2, bold=True, most_lines=2)
        title = fit_headline("title", board.title or self.words("groups.title"), surface.type, room)
        bottom = surface.block(self.margin, 23 * scale, title, bold=True)
        below = (self.margin, bottom, width, 8 * scale)
        surface.cell("title", below, second, 14 * scale, 8 * scale, align="left", ink=MUTED, padding=0)
        self._draw_total((TABLE_TOP - 10) * scale)

    def _draw_total(self, top: float) -> None:
        surface, scale = self.surface, self.scale
        width = (surface.width - 2 * self.margin) / 2
        named = sum(any(letter.isalnum() for letter in group.name) for group in self.board.groups)  # a line to write on is no group
        total = self.words.both("groups.total", count=named) if named else ""
        surface.cell("total", (self.margin, top, width, 7 * scale), total, 13 * scale, 8 * scale, True, "left", padding=0)
        if self.board.as_of:
            text = f"{self.words.both('groups.as_of')} {self.board.as_of}"
            box = (self.margin + width, top, width, 7 * scale)
            surface.cell("as_of", box, text, 11 * scale, 7 * scale, align="right", ink=MUTED, padding=0)

    def _draw_headings(self) -> None:
        surface, height, top = self.surface, HEAD * self.scale, TABLE_TOP * self.scale
        surface.box(self.margin, top, self.edges[-1] - self.margin, height, fill=WASH)
        for index, key in enumerate(self.keys):
            second = self.words.second(f"groups.{key}")
            upper = height * (0.58 if second else 1)
            left, width = self.edges[index], self.edges[index + 1] - self.edges[index]
            align: Align = "centre" if key == "number" else "left"
            label = self.words(f"groups.{key}")
            surface.cell("columns", (left, top, width, upper), label, 12 * self.scale, 6, True, align, padding=PADDING)
            box = (left, top + upper * 0.92, width, height - upper * 0.92)
            surface.cell("columns", box, second, 8 * self.scale, 5, align=align, ink=MUTED, padding=PADDING)

    def _size_of(self, key: str, index: int) -> float:
        """One size for a whole column: no group is printed smaller than its neighbour."""
        width = self.edges[index + 1] - self.edges[index] - 2 * PADDING
        room = Room(width, self.row, self._largest(key), LEAST_SIZE * self.scale, bold=key in ALWAYS)
        texts = [text for group in self.board.groups if (text := getattr(group, key, ""))]
        return min((fit_line(key, text, self.surface.type, room).size for text in texts), default=self._largest(key))

    def _draw_group(self, number: int, group: RegisteredGroup) -> None:
        surface, top = self.surface, self.top + (number - 1) * self.row
        for index, key in enumerate(self.keys):
            box = (self.edges[index], top, self.edges[index + 1] - self.edges[index], self.row)
            size, bold = self.sizes[key], key in ALWAYS
            if key == "number":
                surface.cell(key, box, str(number), size, bold=bold, ink=SEAL)
            else:
                surface.cell(key, box, getattr(group, key), size, size, bold, "left", padding=PADDING)

    def _draw_rules(self) -> None:
        surface, left, right = self.surface, self.margin, self.edges[-1]
        bottom = self.top + self.row * len(self.board.groups)
        for number in range(1, len(self.board.groups)):
            surface.rule(left, self.top + number * self.row, right, self.top + number * self.row, 0.15 * self.scale, RULE)
        for x in self.edges[1:-1]:
            surface.rule(x, TABLE_TOP * self.scale, x, bottom, 0.15 * self.scale, FAINT)
        for y, weight in ((TABLE_TOP * self.scale, 0.6), (self.top, 0.3), (bottom, 0.6)):
            surface.rule(left, y, right, y, weight * self.scale, INK)
