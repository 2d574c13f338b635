"""A Chinese headline set in columns, top to bottom and right to left, as on a scroll."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from printables.errors import TextTooLong
from printables.fonts import Typeface
from printables.page import POINTS_PER_MM
from printables.surface import CENTRE, Ink, Surface
from printables.typesetting import SIZE_STEP

# Latin letters or figures that stand upright beside one another in the place of one character (縱中橫).
_CELL = re.compile(r"[0-9A-Za-z.%+\-]+|.")
_LONGEST_CELL = 4
_PHRASE = re.compile(r"[^\s，。；：,;:」』》）】]+[」』》）】]*[！？!?]*")
_TURNED = str.maketrans("「」『』《》〈〉（）【】〔〕“”()—…·、", "﹁﹂﹃﹄︽︾︿﹀︵︶︻︼︹︺﹃﹄︵︶︱︙・︑")
_WIDE = re.compile("[︑︙\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\u3000-\u303f・\U00020000-\U0003ffff]")
# from one character to the next below it, and from one column to the next, in ems
PITCH, COLUMN = 1.06, 1.3
# A phrase in one column may be this much smaller than one that is broken in two.
WHOLE = 0.65


@dataclass(frozen=True)
class Columns:
    """Cells at the size that was found for them; lengths in mm, size in points."""

    size: float
    columns: tuple[tuple[str, ...], ...]

    @property
    def em(self) -> float:
        return self.size / POINTS_PER_MM

    @property
    def width(self) -> float:
        return self.em * (1 + COLUMN * (len(self.columns) - 1))

    @property
    def height(self) -> float:
        return self.em * (1 + PITCH * (max(map(len, self.columns)) - 1))

    def draw(self, surface: Surface, left: float, top: float, ink: Ink) -> None:
        for column, cells in enumerate(self.columns):
            centre = left + self.width - self.em * (0.5 + COLUMN * column)
            for row, cell in enumerate(cells):
                baseline = top + self.em * (0.5 + CENTRE + PITCH * row)
                surface.text(centre, baseline, cell, self._cell_size(surface, cell), bold=True, align="centre", ink=ink)

    def _cell_size(self, surface: Surface, cell: str) -> float:
        return min(self.size, self.size / max(surface.type.width(cell, 1, True), 0.01)) if len(cell) > 1 else self.size


def phrases(text: str) -> list[list[str]]:
    """The cells of each phrase; a comma or a space ends a column and is not set, a closing bracket ends one too."""
    return [_CELL.findall(phrase.translate(_TURNED)) for phrase in _PHRASE.findall(text)]


def stands(text: str) -> bool:
    """Whether a text can stand in columns: Chinese, with no Latin word longer than a cell takes."""
    cells = [cell for phrase in phrases(text) for cell in phrase]
    wide = [cell for cell in cells if _WIDE.match(cell)]
    return len(wide) * 2 > len(cells) and all(_WIDE.match(cell) or _fits_cell(cell) for cell in cells)


def _fits_cell(cell: str) -> bool:
    return cell[0].isalnum() and len(cell) <= _LONGEST_CELL


def fit_columns(field: str, text: str, type_: Typeface, width: float, height: float, sizes: tuple[float, float]) -> Columns:
    """The largest setting between sizes[1] and sizes[0] points, its phrases unbroken unless that makes them much smaller.

    Raises TextTooLong, MissingGlyphs.
    """
    type_.check("".join(text.splitlines()))
    cells = phrases(text)
    whole = _largest(cells, width, height, sizes, max(map(len, cells)))
    broken = _largest(cells, width, height, sizes, 1)
    if broken is None:
        raise _too_long(field, Columns(sizes[1], _columns(cells, _rows(sizes[1], height))), width)
    return whole if whole and whole.size >= WHOLE * broken.size else broken


def _largest(
    phrases: Sequence[list[str]], width: float, height: float, sizes: tuple[float, float], least_rows: int
) -> Columns | None:
    size = sizes[0]
    while size >= sizes[1]:
        rows = _rows(size, height)
        setting = Columns(size, _columns(phrases, rows))
        if rows >= least_rows and setting.width <= width:
            return setting
        size -= SIZE_STEP
    return None


def _rows(size: float, height: float) -> int:
    return max(int((height * POINTS_PER_MM / size - 1) / PITCH + 1.001), 1)


def _columns(phrases: Sequence[list[str]], rows: int) -> tuple[tuple[str, ...], ...]:
    """Each phrase in as few columns as it needs, of about the same height."""
    columns = []
    for cells in phrases:
        count = -(-len(cells) // rows)
        high = -(-len(cells) // count)
        columns += [tuple(cells[start : start + high]) for start in range(0, len(cells), high)]
    return tuple(columns)


def _too_long(field: str, setting: Columns, width: float) -> TextTooLong:
    kept = max(int((width / setting.em - 1) / COLUMN + 1.001), 0)
    excess = "".join(cell for column in setting.columns[kept:] for cell in column)
    return TextTooLong(field=field, characters=len(excess), cut=excess[:40])
