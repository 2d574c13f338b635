"""What each row of a page holds, by its ink: filled, empty, struck out, or not sure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.paper.flattening import SCALE
from kiosk.paper.forms import PageForm
from kiosk.paper.ink import Mask, to_pixels

FILLED, EMPTY, STRUCK, UNSURE = "filled", "empty", "struck", "unsure"
_DEEP = 0.65
_HIGH, _LOW, _FAR_DOWN = 0.33, 0.72, 0.62
_STRAIGHT = 7.5
# Millimetres of pen stroke.  A name of two characters is 20 or more, a tick or a dash 6 to 12.
_NOTHING, _AN_ENTRY, _A_SIGN = 4.0, 16.0, 8.0
_PALE_NOTHING, _A_PALE_SIGN = 7.0, 12.0
"""Of what was found of a faint stroke: grain and toner make more of it than of ink."""
_LONG_LINE, _PERHAPS_A_LINE = 55.0, 42.0
_TIED, _PERHAPS_TIED = 85.0, 48.0


@dataclass(frozen=True)
class RowInk:
    """What was measured in a row, in millimetres: pen stroke of its own, stroke that came over from the rows beside it,
    the longest line straight through it, and the widest piece that hangs together.  ``cells``: how much stands in each cell;
    ``deep``: how much of the row's height is taken by what came over; ``middle``: how far down its own ink has its middle, 0 to 1;
    ``from_name``: whether that widest piece begins at the name, as the line does by which somebody strikes a row out;
    ``reach``: from where to where in the row's height its own ink goes; ``faint``: strokes that a photocopier left all but white, by cell."""

    own: float
    spilt: float
    deep: float
    cells: tuple[float, ...]
    line: float
    span: float
    middle: float
    from_name: bool
    reach: tuple[float, float]
    faint: tuple[float, ...]

    @property
    def all(self) -> float:
        """Its own stroke, the faint with the plain."""
        return self.own + sum(self.faint)


@dataclass(frozen=True)
class Verdict:
    """What a row holds and how sure that is, 0 to 1."""

    says: str
    score: float


def measure_rows(ink: Mask, form: PageForm, faint: NDArray[np.float64]) -> list[RowInk]:
    """Measure every row of the page; ``faint``: millimetres of faint stroke, rows × cells."""
    grid = form.grid
    bands = [_band(form, row) for row in range(grid.rows)]
    straight = longest_lines(np.stack([ink[band] for band in bands]))
    lines = [(line, *_span(ink[band], to_pixels(grid.box(0, 1)[2]))) for line, band in zip(straight, bands)]
    written = ink.copy()
    for row in range(1, grid.rows + 1):
        for left, top, width, height in form.printed_boxes(row):
            written[to_pixels(top - 0.8) : to_pixels(top + height + 0.4), to_pixels(left) : to_pixels(left + width - 0.6)] = 0
    struck = {row for row, (line, span, _) in enumerate(lines) if line >= _LONG_LINE or span >= _TIED}
    own, spilt = _share_out(_apart_from(written, bands, struck), form, struck)
    outline = written & ~cv2.erode(written, np.ones((3, 3), np.uint8))
    edges = [to_pixels(edge) - to_pixels(grid.edges[1]) for edge in grid.edges[1:]]
    return [
        _measure(outline[band], own[band], spilt[band], edges, *rest, pale)
        for band, rest, pale in zip(bands, lines, faint.tolist())
    ]


def _band(form: PageForm, row: int) -> tuple[slice, slice]:
    """The pixels of a row (from 0), without the column of its number."""
    grid = form.grid
    top = to_pixels(grid.body_top + row * grid.row_height)
    return slice(top, top + to_pixels(grid.row_height)), slice(to_pixels(grid.edges[1]), to_pixels(grid.edges[-1]))


def _apart_from(written: Mask, bands: list[tuple[slice, slice]], struck: set[int]) -> Mask:
    """The writing without the rows struck out: their line would draw their neighbours' strokes to itself."""
    left = written.copy()
    for row in struck:
        left[bands[row][0]] = 0
    return left


def judge(measured: RowInk, *, has_name: bool, has_sign: bool) -> Verdict:
    """Say what a row holds.  ``has_name``: somebody's name is printed in it; ``has_sign``: there is a cell to sign in."""
    if (measured.line >= _LONG_LINE or measured.span >= _TIED) and measured.from_name:
        return Verdict(STRUCK, min(1.0, max(measured.line, measured.span) / (2 * _LONG_LINE)))
    if measured.line >= _PERHAPS_A_LINE or measured.span >= _PERHAPS_TIED:
        return Verdict(UNSURE, 0.5)
    if has_name:
        return _judge_sign(measured) if has_sign or measured.own <= _NOTHING else Verdict(UNSURE, 0.5)
    written = [cell + pale >= _NOTHING for cell, pale in zip(measured.cells, measured.faint)]
    if measured.all >= _AN_ENTRY and (written[0] or sum(written) > 1):
        return Verdict(FILLED, min(1.0, measured.all / (2 * _AN_ENTRY)))
    return _judge_little(measured)


def _judge_sign(measured: RowInk) -> Verdict:
    """Beside a printed name a tick or a time is enough, unless it hangs at the edge of the row and may be a neighbour's."""
    bottom = measured.reach[1]
    if measured.own >= _A_SIGN and ((measured.middle < _HIGH and bottom < _FAR_DOWN) or measured.middle > _LOW):
        return Verdict(UNSURE, 0.5)
    if measured.own >= _A_SIGN or measured.all >= _A_PALE_SIGN:
        return Verdict(FILLED, min(1.0, measured.all / (2 * _A_SIGN)))
    return _judge_little(measured)


def _judge_little(measured: RowInk) -> Verdict:
    """Nothing of its own: empty, unless a neighbour's stroke fills so much of it that something may hide there."""
    if measured.own > _NOTHING or measured.all > _PALE_NOTHING or (measured.deep > _DEEP and measured.spilt > _AN_ENTRY):
        return Verdict(UNSURE, 0.5)
    return Verdict(EMPTY, 1 - measured.own / (2 * _NOTHING))


def _share_out(mask: Mask, form: PageForm, struck: set[int]) -> tuple[Mask, Mask]:
    """Split the ink into what belongs to the row it stands in, and what came over from a row beside it; lines through rows are neither."""
    grid = form.grid
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    spilt, gone = np.zeros_like(mask), np.zeros_like(mask)
    tops = [to_pixels(grid.body_top + row * grid.row_height) for row in range(grid.rows + 1)]
    for label in range(1, count):
        left, top, width, height = (int(each) for each in stats[label][:4])
        rows = [row for row in range(grid.rows) if top + height > tops[row] and top < tops[row + 1]]
        piece = labels[top : top + height, left : left + width] == label
        straight = _is_straight(piece)
        for row in _came_over(piece, top, rows, tops, struck, straight=straight):
            where = slice(max(top, tops[row]), min(top + height, tops[row + 1]))
            spilt[where, left : left + width] |= np.where(piece[where.start - top : where.stop - top], 255, 0).astype(np.uint8)
            if straight:
                gone[where, left : left + width] |= spilt[where, left : left + width]
    return mask & ~spilt, spilt & ~gone


def _came_over(
    piece: NDArray[np.bool_], top: int, rows: list[int], tops: list[int], struck: set[int], *, straight: bool
) -> list[int]:
    """Return the rows in which this piece, whose first pixel row is ``top``, is no writing of their own."""
    bottom, high = top + len(piece), tops[1] - tops[0]
    if len(rows) == 1:
        [row] = rows
        near = to_pixels(2 if straight else 1)
        from_above, from_below = top <= tops[row] + near, bottom >= tops[row + 1] - near
        much = 0.4 if (from_above and row - 1 in struck) or (from_below and row + 1 in struck) else 0.22
        return rows if (from_above or from_below) and (straight or len(piece) < much * high) else []
    if straight:
        return rows
    shares = [int(piece[max(0, tops[row] - top) : max(0, tops[row + 1] - top)].sum()) for row in rows]
    owner, largest = rows[int(np.argmax(shares))], max(shares)
    return [
        row
        for row, share in zip(rows, shares)
        if row != owner and not _reaches_across(piece, tops[row] - top, tops[row + 1] - top, share, largest)
    ]


def _is_straight(piece: NDArray[np.bool_]) -> bool:
    """Tell whether a piece is one straight stroke longer than people write: of a line through rows, of a crease, of a rule."""
    if np.hypot(*piece.shape) < to_pixels(_STRAIGHT):
        return False
    _, sides, _ = cv2.minAreaRect(cv2.findNonZero(piece.astype(np.uint8)))
    return float(min(sides)) < to_pixels(1.8)


def _reaches_across(piece: NDArray[np.bool_], start: int, stop: int, share: int, largest: int) -> bool:
    """Tell whether a stroke that two rows share is writing of this row, too: much of it, through most of the row's height."""
    inside = piece[max(0, start) : max(0, stop)]
    heights = np.flatnonzero(inside.any(axis=1))
    deep = (heights.max() - heights.min() + 1) / (stop - start) if len(heights) else 0
    return share > 0.45 * largest and deep > 0.75


def _measure(
    outline: Mask, own: Mask, spilt: Mask, edges: list[int], line: float, span: float, from_name: bool, faint: list[float]
) -> RowInk:
    """The rim of a stroke is twice as long as the stroke."""
    rim = ((outline > 0) & (own > 0)).sum(axis=0) / 2 / SCALE
    over = float(((outline > 0) & (spilt > 0)).sum()) / 2 / SCALE
    cells = tuple(float(rim[left:right].sum()) for left, right in pairwise(edges))
    heights = np.flatnonzero(own.any(axis=1))
    reach = (float(heights.min()) / len(own), float(heights.max()) / len(own)) if len(heights) else (0.0, 1.0)
    return RowInk(
        float(rim.sum()), over, float(spilt.any(axis=1).mean()), cells, line, span, sum(reach) / 2, from_name, reach, tuple(faint)
    )


def _span(band: Mask, name: int) -> tuple[float, bool]:
    """Return how wide (mm) the widest piece is, for a wavy line through a row ties its words together, and whether it begins in
    the name's cell, which is ``name`` pixels wide."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(band, connectivity=8)
    left, _, width, *_ = max(stats[1:].tolist(), key=lambda each: each[cv2.CC_STAT_WIDTH], default=(0, 0, 0))
    return width / SCALE, left < name


def longest_lines(bands: NDArray[np.uint8]) -> list[float]:
    """Return how far (mm) one nearly level line runs unbroken through each row (rows × height × width), away from its rules."""
    rows, height, width = bands.shape
    edge, step = round(height * 0.1), 4
    inner = bands[:, edge : height - edge, : width // step * step] > 0
    thick = inner.copy()
    thick[:, 1:] |= inner[:, :-1]
    thick[:, :-1] |= inner[:, 1:]
    hits = thick.reshape(*thick.shape[:2], -1, step).mean(axis=3) > 0.6
    # run: the longest line that ends at each height of the column before; a gap of one step is forgiven now and then
    run, debt, best = np.zeros(hits.shape[:2]), np.zeros(hits.shape[:2]), np.zeros(rows)
    for column in np.moveaxis(hits, 2, 0):
        run, debt = _longest_of_three(run, debt)
        debt = np.where(column, np.maximum(0, debt - 0.12), debt + 1)
        alive = debt <= 2
        run, debt = np.where(alive, run + 1, column), np.where(alive, debt, 0)
        best = np.maximum(best, run.max(axis=1))
    return [float(each) * step / SCALE for each in best]


def _longest_of_three(run: NDArray[np.float64], debt: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A line goes on level, or one pixel up or down."""
    longest, owed = run.copy(), debt.copy()
    for here, there in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[:, :-1], np.s_[:, 1:])):
        longer = run[there] > longest[here]
        longest[here] = np.where(longer, run[there], longest[here])
        owed[here] = np.where(longer, debt[there], owed[here])
    return longest, owed
