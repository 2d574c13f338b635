"""Where things stand on a printed sign-in page, in millimetres, taken from what prints it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from printables import markers, sheet, sign_in_sheet

PRINTED_CELLS = frozenset(("name", "unit", "phone4"))
"""What may stand in a row beforehand.  Nothing is asked about each person: who was erased since is still on the paper."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class PageForm:
    """One page: its columns, the rows (from 1) that have somebody's name printed in them, and whether it was laid across by choice."""

    columns: tuple[str, ...]
    names: frozenset[int] = frozenset()
    landscape: bool = False

    @cached_property
    def grid(self) -> sheet.Grid:
        """The ruled table; its first column is the printed number."""
        return sign_in_sheet.grid_of(self.columns, landscape=self.landscape)

    @property
    def width(self) -> float:
        """Of the paper."""
        return sign_in_sheet.paper_of(self.columns, self.landscape).width

    @property
    def height(self) -> float:
        """Of the paper."""
        return sign_in_sheet.paper_of(self.columns, self.landscape).height

    @property
    def rules(self) -> list[float]:
        """The horizontal rules from the top of the headings to the foot of the last row."""
        grid = self.grid
        return [grid.top, *(grid.body_top + row * grid.row_height for row in range(grid.rows + 1))]

    @property
    def has_sign(self) -> bool:
        """Whether somebody whose name is printed has a cell of their own to sign in."""
        return bool(set(self.columns) - PRINTED_CELLS)

    def corner(self, marker: int) -> list[tuple[float, float]]:
        """The four corners of a marker, clockwise from its top left."""
        right, bottom = (side - markers.EDGE_MM - markers.SIDE_MM for side in (self.width, self.height))
        left, top = ((markers.EDGE_MM, markers.EDGE_MM), (right, markers.EDGE_MM), (right, bottom), (markers.EDGE_MM, bottom))[
            marker
        ]
        side = markers.SIDE_MM
        return [(left, top), (left + side, top), (left + side, top + side), (left, top + side)]

    def printed_boxes(self, row: int) -> list[Box]:
        """The cells of a row (from 1) that hold print and so tell nothing: its number, and the name of somebody invited."""
        cells = (
            [column for column, each in enumerate(self.grid.columns) if each.key in PRINTED_CELLS] if row in self.names else []
        )
        return [self.grid.box(row - 1, column) for column in (0, *cells)]

    def code_box(self) -> Box:
        """Where the page's code stands, with room for a caption of any length."""
        centre = self.width - sheet.QR_CENTRE_FROM_RIGHT
        return (centre - 18, sheet.BLOCK_TOP, 36, sheet.HEADER_BOTTOM - sheet.BLOCK_TOP)
