"""Pencil that a photocopier left all but white: strokes too pale for any threshold, found by how long they go on in one direction."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.paper.creases import shade_of_creases
from kiosk.paper.flattening import SCALE
from kiosk.paper.forms import PageForm
from kiosk.paper.ink import Darkness, Mask

_HALF = 2
_AT = SCALE / _HALF
"""Pixels to a millimetre of the picture that strokes are sought in."""
_LONG_MM, _WIDE_MM, _DIRECTIONS = 2.0, 0.22, 12
_TOLD, _SURE = 3.8, 5.2
"""How far above the paper's own grain a stroke must be, all along and somewhere."""
_LEAST_MM, _STRAIGHT_MM, _THIN_MM = 1.3, 4.0, 0.9
_WIDEST_MM, _HIGHEST_MM = 12.0, 8.5
_INK_MM, _DARK = 1.0, 0.16
_RULES_LOST = 0.02
"""A hairline of the table is three times as dark on an original, and half as dark on a copy that lost pencil (measured on synthetic ones)."""
Lengths = NDArray[np.float64]


def find_faint(dark: Darkness, ink: Mask, form: PageForm) -> Lengths:
    """Return the millimetres of faint stroke in each row's cells, the number's left out (rows × cells); none where the copy is good."""
    if _lost_its_rules(dark, form):
        return _faint_strokes(dark, ink, form)
    return np.zeros((form.grid.rows, len(form.grid.edges) - 2))


def _lost_its_rules(dark: Darkness, form: PageForm) -> bool:
    """Tell whether the thin rules of the table are gone, as on a photocopy: then pencil is, too."""
    grid = form.grid
    across = slice(round(grid.edges[1] * SCALE), round(grid.edges[-1] * SCALE))
    rows = np.median(dark[:, across], axis=1)
    found = []
    for rule in form.rules[2:-1]:
        at, near, around = (round(mm * SCALE) for mm in (rule, 0.6, 1.75))
        found.append(rows[at - near : at + near + 1].max() - np.median(rows[at - around : at + around + 1]))
    return float(np.median(found)) < _RULES_LOST


def _faint_strokes(dark: Darkness, ink: Mask, form: PageForm) -> Lengths:
    grid = form.grid
    seen = _above_grain(_directed(dark), form)
    seen[_beside_ink(dark, ink, seen.shape)] = 0
    seen[cv2.resize(shade_of_creases(ink, dark, form), seen.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0] = 0
    _blank_print(seen, form)
    lengths = np.zeros((grid.rows, len(grid.edges) - 2))
    for x, y, length in _pieces(seen):
        row, cell = int((y - grid.body_top) // grid.row_height), int(np.searchsorted(grid.edges, x)) - 2
        if 0 <= row < grid.rows and 0 <= cell < lengths.shape[1]:
            lengths[row, cell] += length
    return lengths


def _directed(dark: Darkness) -> Darkness:
    """How much each place looks like the middle of a stroke, in whichever direction suits it best."""
    small = np.clip(cv2.resize(dark, None, fx=1 / _HALF, fy=1 / _HALF, interpolation=cv2.INTER_AREA), 0, 0.12)
    return np.asarray(np.max([cv2.filter2D(small, -1, kernel) for kernel in _kernels()], axis=0), np.float32)


def _kernels() -> list[Darkness]:
    reach = round(_LONG_MM * _AT * 0.9)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    found = []
    for turn in np.arange(_DIRECTIONS) * np.pi / _DIRECTIONS:
        along, beside = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        across = (beside / (_WIDE_MM * _AT)) ** 2
        kernel = np.exp(-0.5 * (along / (_LONG_MM * _AT / 2.5)) ** 2) * (1 - across) * np.exp(-0.5 * across)
        kernel -= kernel.mean()
        found.append((kernel / np.sqrt((kernel**2).sum())).astype(np.float32))
    return found


def _above_grain(seen: Darkness, form: PageForm) -> Darkness:
    """Measure in steps of the paper's grain, taken from the table and its neighbourhood: a shadow makes grain coarser."""
    grid = form.grid
    table = seen[int(grid.body_top * _AT) : int(grid.bottom * _AT), int(grid.edges[1] * _AT) : int(grid.edges[-1] * _AT)]
    middle = float(np.median(table))
    grain = 1.4826 * float(np.median(middle - table[table < middle]))
    around = cv2.blur(np.minimum(np.abs(seen - middle), 3 * grain), (round(15 * _AT), round(15 * _AT)))
    return np.asarray((seen - middle) / np.maximum(grain, around * 1.25), np.float32)


def _beside_ink(dark: Darkness, ink: Mask, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Mark what was seen as ink anyway, and specks of toner, with what lies close beside them."""
    known = cv2.resize(np.where(dark > _DARK, 255, ink).astype(np.uint8), shape[::-1], interpolation=cv2.INTER_AREA)
    side = round(2 * _INK_MM * _AT) | 1
    return np.asarray(cv2.dilate(known, np.ones((side, side), np.uint8)) > 40, np.bool_)


def _blank_print(seen: Darkness, form: PageForm) -> None:
    grid = form.grid
    for rule in form.rules:
        seen[int((rule - 0.9) * _AT) : int((rule + 0.9) * _AT) + 1] = 0
    for edge in grid.edges:
        seen[:, int((edge - 0.8) * _AT) : int((edge + 0.8) * _AT) + 1] = 0
    for row in range(1, grid.rows + 1):
        for left, top, width, height in form.printed_boxes(row):
            seen[int((top - 0.8) * _AT) : int((top + height + 0.4) * _AT), int(left * _AT) : int((left + width) * _AT)] = 0


def _pieces(seen: Darkness) -> list[tuple[float, float, float]]:
    """Return (x, y, length in mm) of each piece of stroke; no specks, and no straight lines longer than people write."""
    count, labels, stats, middles = cv2.connectedComponentsWithStats((seen > _TOLD).astype(np.uint8), connectivity=8)
    peaks = np.zeros(count)
    np.maximum.at(peaks, labels.ravel(), seen.ravel())
    found = []
    for label in range(1, count):
        left, top, width, height = (int(each) for each in stats[label][:4])
        length = float(np.hypot(width, height)) / _AT
        if peaks[label] < _SURE or length < _LEAST_MM or width > _WIDEST_MM * _AT or height > _HIGHEST_MM * _AT:
            continue
        if length < _STRAIGHT_MM or not _is_straight(labels[top : top + height, left : left + width] == label):
            found.append((middles[label][0] / _AT, middles[label][1] / _AT, length))
    return found


def _is_straight(piece: NDArray[np.bool_]) -> bool:
    return float(min(cv2.minAreaRect(cv2.findNonZero(piece.astype(np.uint8)))[1])) < _THIN_MM * _AT
