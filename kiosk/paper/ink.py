"""What was written on a flattened page: ink apart from paper, light, shadows and the printed form."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.paper.creases import shade_of_creases
from kiosk.paper.flattening import SCALE
from kiosk.paper.forms import PageForm
from kiosk.paper.pictures import Pixels

Mask = NDArray[np.uint8]
Darkness = NDArray[np.float32]
_FAINT, _CERTAIN = 0.085, 0.17
_SPECK_MM = 2.0
_HAIR_MM, _STRONG_MM = 0.7, 1.2
_PALE = 0.28
"""The rules between columns are paler than any pen."""


def to_pixels(mm: float) -> int:
    return max(1, round(mm * SCALE))


def find_ink(dark: Darkness, form: PageForm) -> Mask:
    """Return 255 where somebody wrote (or where names are printed), 0 elsewhere; the form's rules are gone."""
    grid = form.grid
    inside = dark[to_pixels(grid.body_top) : to_pixels(grid.bottom), to_pixels(grid.left) : to_pixels(grid.left + grid.width)]
    noise = 1.4826 * float(np.median(np.abs(inside - np.median(inside))))
    faint, certain = max(_FAINT, 4.5 * noise), max(_CERTAIN, 7 * noise)
    mask = _join_faint(dark > faint, dark > certain)
    mask = _without_rules(mask, dark, form)
    mask[: to_pixels(grid.body_top)] = 0
    mask[to_pixels(grid.bottom) :] = 0
    mask[:, : to_pixels(grid.left)] = 0
    mask[:, to_pixels(grid.left + grid.width) :] = 0
    mask[dark < shade_of_creases(mask, dark, form)] = 0
    mask &= ~_closing_lines(mask, form)
    return _without_specks(mask, form)


def darkness_of(flat: Pixels) -> NDArray[np.float32]:
    """How much of the paper's light is missing at each place, 0 to 1, in whichever colour misses most: red ink is dark in blue."""
    soft = cv2.GaussianBlur(flat, (0, 0), 0.1 * SCALE)
    quarter = cv2.resize(soft, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(quarter, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7)))
    paper = cv2.GaussianBlur(paper, (0, 0), 2.5)
    light = cv2.resize(paper, flat.shape[1::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    missing = 1 - soft.astype(np.float32) / np.maximum(light, 12)
    return np.asarray(np.clip(missing.max(axis=2), 0, 1), np.float32)


def _join_faint(faint: NDArray[np.bool_], certain: NDArray[np.bool_]) -> Mask:
    """Keep faint places that hang together with certain ones: a pencil's stroke, not the paper's grain."""
    _, labels = cv2.connectedComponents(faint.astype(np.uint8), connectivity=8)
    kept = np.zeros(labels.max() + 1, np.uint8)
    kept[np.unique(labels[certain & faint])] = 255
    kept[0] = 0
    return np.asarray(kept[labels], np.uint8)


def _without_rules(mask: Mask, dark: Darkness, form: PageForm) -> Mask:
    """Take the printed rules out, except where a stroke crosses one: there it is thicker than a rule."""
    grid = form.grid
    across = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, to_pixels(2.5)), np.uint8))
    down = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((to_pixels(2.0), 1), np.uint8))
    down[dark > _PALE] = 0
    gone = np.zeros_like(mask)
    for rule in form.rules:
        near, thick = (
            slice(to_pixels(rule - 0.9), to_pixels(rule + 0.9)),
            _STRONG_MM if rule in (grid.body_top, grid.bottom) else _HAIR_MM,
        )
        tall = cv2.morphologyEx(
            mask[near.start - 16 : near.stop + 16], cv2.MORPH_OPEN, np.ones((to_pixels(thick) + 1, 1), np.uint8)
        )
        gone[near] |= across[near] & ~tall[16:-16]
    wide = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, to_pixels(_HAIR_MM) + 1), np.uint8))
    for edge in grid.edges:
        beside = slice(to_pixels(edge - 1.8), to_pixels(edge + 1.8))
        gone[:, beside] |= down[:, beside] & ~wide[:, beside]
    return mask & ~gone


def _without_specks(mask: Mask, form: PageForm) -> Mask:
    """Take out dust, toner and grain, and crumbs of the printed rules."""
    grid = form.grid
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top, width, height = (stats[:, index] / SCALE for index in range(4))
    kept = np.maximum(width, height) >= _SPECK_MM
    for rule in form.rules:
        kept &= ~((top > rule - 0.9) & (top + height < rule + 0.9))
    for edge in grid.edges:
        kept &= ~((left > edge - 1.8) & (left + width < edge + 1.8) & (width < _HAIR_MM))
    kept[0] = False
    return np.asarray(np.where(kept, 255, 0).astype(np.uint8)[labels], np.uint8)


def _closing_lines(mask: Mask, form: PageForm) -> Mask:
    """The line by which somebody closed off the rows left free: long, thin, and through more than one of them."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(mask, np.ones((to_pixels(1.2), 3), np.uint8)), connectivity=8
    )
    found = np.zeros(count, np.uint8)
    for label in range(1, count):
        left, top, width, height, area = (int(each) for each in stats[label])
        length = float(np.hypot(width, height))
        if height > 1.3 * form.grid.row_height * SCALE and length > to_pixels(45) and area < length * to_pixels(2.6):
            points = cv2.findNonZero((labels[top : top + height, left : left + width] == label).astype(np.uint8))
            found[label] = 255 if min(cv2.minAreaRect(points)[1]) < to_pixels(9) else 0
    return np.asarray(found[labels], np.uint8)
