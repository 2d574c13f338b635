"""Straight lines over a page that nobody wrote: creases, edges of shadows, the line by which rows left free are closed off."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.paper.flattening import SCALE
from kiosk.paper.forms import PageForm

Darkness = NDArray[np.float32]
Marks = NDArray[np.bool_]
Line = tuple[float, float, float, float]
_COARSE = 4
_AT = SCALE / _COARSE
"""Pixels to a millimetre of the small picture that lines are sought in."""
_PALE, _CREASE, _FAINT, _INK = 0.28, 0.2, 0.02, 0.25
_LONG_MM, _GAP_MM, _HALF_MM = 50, 14, 1.2
_MOST = 40


def shade_of_creases(mask: NDArray[np.uint8], dark: Darkness, form: PageForm) -> Darkness:
    """Return how dark what lies on a straight line may be and still belong to it, 0 to 1; 0 away from such lines."""
    small = cv2.resize(mask, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA) > 50
    shades = cv2.resize(dark, small.shape[::-1], interpolation=cv2.INTER_AREA)
    thin = _thin_and_pale(shades, form)
    limit = np.zeros_like(shades)
    for seen, least in ((small, 0.92), (thin, 0.7)):
        for line in _straight_lines(seen, least):
            _hide(limit, line, seen, shades, form)
    return np.asarray(cv2.resize(limit, mask.shape[::-1], interpolation=cv2.INTER_NEAREST), np.float32)


def _thin_and_pale(shades: Darkness, form: PageForm) -> Marks:
    """Mark what is a little darker than the paper on both sides of it, and is neither ink nor a printed rule."""
    wide = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(3 * _AT) | 1,) * 2)
    ground = cv2.morphologyEx(cv2.GaussianBlur(shades, (0, 0), 0.6), cv2.MORPH_OPEN, wide)
    thin = shades - cv2.GaussianBlur(ground, (0, 0), 1.0)
    grain = 1.4826 * float(np.median(np.abs(thin - np.median(thin))))
    seen = thin > max(_FAINT, 2.2 * grain)
    seen &= cv2.dilate((shades > _INK).astype(np.uint8), np.ones((3, 3), np.uint8)) == 0
    for rule in form.rules:
        seen[_near(rule)] = False
    for edge in form.grid.edges:
        seen[:, _near(edge)] = False
    return np.asarray(seen, np.bool_)


def _near(place: float) -> slice:
    return slice(int((place - 0.5) * _AT), int((place + 0.5) * _AT) + 1)


def _straight_lines(seen: Marks, least: float) -> list[Line]:
    """Return the longest straight lines, as (x1, y1, x2, y2): drawn in one, not words that stand in a row or a column."""
    lines = cv2.HoughLinesP(np.where(seen, 255, 0).astype(np.uint8), 1, np.pi / 360, 70, None, _LONG_MM * _AT, _GAP_MM * _AT)
    found = [(float(a), float(b), float(c), float(d)) for a, b, c, d in np.reshape(lines, (-1, 4))] if lines is not None else []
    near = cv2.dilate(seen.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    whole = [line for line in found if _share_drawn(near, *line) > least]
    return sorted(whole, key=lambda line: -np.hypot(line[2] - line[0], line[3] - line[1]))[:_MOST]


def _share_drawn(near: Marks, x1: float, y1: float, x2: float, y2: float) -> float:
    steps = int(max(abs(x2 - x1), abs(y2 - y1))) + 1
    xs, ys = np.linspace(x1, x2, steps).round().astype(int), np.linspace(y1, y2, steps).round().astype(int)
    return float(near[ys, xs].mean())


def _hide(limit: Darkness, line: Line, seen: Marks, shades: Darkness, form: PageForm) -> None:
    """Say along a line, and a little beyond its ends, how dark what belongs to it may be."""
    x1, y1, x2, y2 = line
    x, y = np.array([x2 - x1, y2 - y1]) / np.hypot(x2 - x1, y2 - y1) * 30 * _AT
    ends = (round(x1 - x), round(y1 - y)), (round(x2 + x), round(y2 + y))
    trace = cv2.line(np.zeros(limit.shape, np.uint8), *ends, 255, round(2 * _HALF_MM * _AT)) > 0
    along = trace & seen
    shade = float(np.median(shades[along])) if along.any() else 1.0
    steep = abs(y2 - y1) > 1.25 * form.grid.row_height * _AT
    if steep or (shade < _CREASE and _crosses_numbers(along, form)):
        limit[trace] = np.maximum(limit[trace], shade + 0.2 if shade < _PALE else 1.0)


def _crosses_numbers(along: Marks, form: PageForm) -> bool:
    """Tell whether a line goes on through the column of printed numbers: a crease does, whoever strikes out a row begins at the name."""
    column = along[:, round(form.grid.left * _AT) : round((form.grid.edges[1] - 2) * _AT)]
    return float(column.any(axis=0).mean()) > 0.6
