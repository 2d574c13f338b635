"""Corner markers of a sheet that is read back from a photo: the first four of the published ArUco 4×4 dictionary."""

from __future__ import annotations

from printables.surface import Surface

# DICT_4X4_50, ids 0 to 3, rows from the top, 1 = white; a black border of one cell surrounds them.
PATTERNS = (
    ("1011", "0101", "0011", "0010"),
    ("0000", "1111", "1001", "1010"),
    ("0011", "0011", "0010", "1101"),
    ("1001", "1001", "0100", "0110"),
)
CELLS = 6
SIDE_MM = 10.0
# An office printer leaves 4 to 5 mm at the edge unprinted.
EDGE_MM = 6.0


def black_cells(marker: int) -> list[tuple[int, int]]:
    """(column, row) of every black cell of the 6 × 6 marker, border included."""
    rows = ["000000", *(f"0{row}0" for row in PATTERNS[marker]), "000000"]
    return [(x, y) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == "0"]


def draw_marker(surface: Surface, marker: int, x: float, y: float, side: float = SIDE_MM) -> None:
    """One marker with its top left corner at (x, y) mm, drawn as vectors."""
    cell = side / CELLS
    surface.cells([(x + column * cell, y + row * cell, cell, cell) for column, row in black_cells(marker)])


def draw_corner_markers(surface: Surface) -> None:
    """Ids 0 to 3 clockwise from the top left, so that a reader knows which way up the page is."""
    right, bottom = surface.width - EDGE_MM - SIDE_MM, surface.height - EDGE_MM - SIDE_MM
    for marker, (x, y) in enumerate(((EDGE_MM, EDGE_MM), (right, EDGE_MM), (right, bottom), (EDGE_MM, bottom))):
        draw_marker(surface, marker, x, y)
