"""The equipment checklist 設備領用歸還登記表: what was brought, whose it is, who took it out and who brought it back."""

from __future__ import annotations

from dataclasses import dataclass, field

from printables.checks import at_least, require
from printables.document import Document, Progress
from printables.errors import TooManyRows
from printables.handwriting import TICK_MM, draw_tick_box
from printables.layout import InSheets, draw_pages
from printables.page import A4
from printables.sheet import MARGIN, Column, Grid, draw_heading, draw_page_number, draw_signature, heading_of
from printables.surface import MUTED, Align, Surface
from printables.typesetting import Room, fit
from printables.words import Words

ROWS_PER_PAGE = 20
ROW_HEIGHT = 10.0
WEIGHTS: dict[str, tuple[float, Align]] = {
    "number": (11, "centre"),
    "item": (42, "left"),
    "quantity": (13, "centre"),
    "own": (14, "centre"),
    "borrowed": (17, "centre"),
    "lender": (33, "left"),
    "out": (20, "left"),
    "back": (20, "left"),
    "signature": (24, "left"),
}
COLUMN = {key: number for number, key in enumerate(WEIGHTS)}


@dataclass(frozen=True)
class Equipment:
    """One line; `own` is None where the box is ticked by hand."""

    item: str
    quantity: str = ""
    own: bool | None = None
    lender: str = ""


@dataclass(frozen=True)
class EquipmentChecklist(InSheets):
    """Twenty lines a page, some filled in beforehand; at least `pages`, and as many as the rows need."""

    languages: tuple[str, ...]
    title: str
    rows: tuple[Equipment, ...] = field(default=(), repr=False)
    date: str = ""
    place: str = ""
    host: str = ""
    pages: int = 1

    def __post_init__(self) -> None:
        Words(self.languages)
        require(title=self.title)
        at_least("pages", self.pages, 1)
        self.check_sheets()
        if len(self.rows) > ROWS_PER_PAGE * self.pages:
            raise TooManyRows(rows=len(self.rows), pages=self.pages, per_page=ROWS_PER_PAGE)
        for row in self.rows:
            require(item=row.item)

    @property
    def document_title(self) -> str:
        return self.title

    @property
    def run_sheets(self) -> int:
        return self.pages

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        grid = _grid(document.words)
        form = document.form(A4.width, A4.height, lambda surface: self._draw_form(surface, document.words, grid))

        def draw(surface: Surface, page: int) -> None:
            surface.stamp(form)
            self._draw_rows(surface, grid, page * ROWS_PER_PAGE)
            draw_page_number(surface, document.words.both("equipment.page", page=page + 1, pages=self.pages))

        draw_pages(document, self, A4, draw, progress)

    def _draw_form(self, surface: Surface, words: Words, grid: Grid) -> None:
        facts = [("date", self.date), ("place", self.place), ("host", self.host)]
        draw_heading(surface, heading_of(words, "equipment", self.title, facts), None)
        grid.draw(surface)
        right, baseline = grid.edges[-1], grid.bottom + 19
        rule = [text for text in (words("equipment.rule"), words.second("equipment.rule")) if text]
        room = Room(right - MARGIN, 9, 8.5, 6, spacing=1.35)
        surface.block(MARGIN, grid.bottom + 2, fit("rule", rule, surface.type, room), ink=MUTED)
        draw_signature(surface, MARGIN, baseline, 86, words.both("equipment.handed_by"))
        draw_signature(surface, right - 90, baseline, 90, words.both("equipment.checked_by"))

    def _draw_rows(self, surface: Surface, grid: Grid, done: int) -> None:
        """The boxes stand in every row, also where nothing is filled in."""
        for number in range(ROWS_PER_PAGE):
            at = done + number
            row = self.rows[at] if at < len(self.rows) else Equipment("")
            grid.fill(surface, number, COLUMN["number"], str(at + 1), 9)
            for key in ("item", "quantity", "lender"):
                grid.fill(surface, number, COLUMN[key], getattr(row, key))
            for key, ticked in (("own", row.own is True), ("borrowed", row.own is False)):
                left, top, width, height = grid.box(number, COLUMN[key])
                draw_tick_box(surface, left + (width - TICK_MM) / 2, top + (height - TICK_MM) / 2, ticked=ticked)


def _grid(words: Words) -> Grid:
    columns = tuple(
        Column(key, words(f"equipment.{key}"), words.second(f"equipment.{key}"), weight, align)
        for key, (weight, align) in WEIGHTS.items()
    )
    return Grid(columns, ROWS_PER_PAGE, ROW_HEIGHT, A4.width - 2 * MARGIN)
