"""Lays the page flat: perspective by its markers, then the bends of real paper by its own printed rules."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.paper.forms import PageForm
from kiosk.paper.locating import Page
from kiosk.paper.pictures import Pixels
from kiosk.paper.problems import NotFlat

SCALE = 8.0
"""Pixels to a millimetre of the flattened page."""
Numbers = NDArray[np.float64]
_STRIPS = 12
_NET = 8
"""The page is bent on a net of so many pixels."""
_REACH_MM, _STEP_MM = 5.0, 0.125
_STIFF = 0.5
"""What a step of one pixel between one rule and the next costs."""
_CLEAR = 0.012
"""How dark a rule must be above what surrounds it to be believed."""
_NUMBER_MM = 2.3
"""How high the printed numbers are; each stands in the middle of its row."""
_NUMBERS_SAY = 4.0


def flatten(photo: Pixels, page: Page) -> Pixels:
    """Return the page seen from straight above, upright, SCALE pixels to the millimetre; NotFlat."""
    places = _net(page.form)
    first = _warp(photo, page, places)
    places[..., 1] += _smooth_surface(
        _measure(first, page.form, _REACH_MM), _measure_numbers(first, page.form), places, page.form
    )
    left_over = _measure(_warp(photo, page, places), page.form, _REACH_MM / 4)
    places[..., 1] += _local_surface(left_over, places, page.form)
    return _warp(photo, page, places)


def _net(form: PageForm) -> Numbers:
    """The places (x, y in mm) of a coarse net over the page."""
    y, x = np.mgrid[0 : round(form.height * SCALE) // _NET + 2, 0 : round(form.width * SCALE) // _NET + 2] * (_NET / SCALE)
    return np.stack([x, y], -1)


def _warp(photo: Pixels, page: Page, places: Numbers) -> Pixels:
    """Draw the page from the places of the paper that its net says."""
    width, height = round(page.form.width * SCALE), round(page.form.height * SCALE)
    at = cv2.perspectiveTransform(places.reshape(-1, 1, 2), page.to_photo).reshape(places.shape).astype(np.float32)
    grow = np.array([[_NET, 0, 0], [0, _NET, 0]], np.float64)
    maps = [cv2.warpAffine(at[..., axis], grow, (width, height), flags=cv2.INTER_LINEAR) for axis in (0, 1)]
    return np.asarray(cv2.remap(photo, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


@dataclass(frozen=True)
class _Shifts:
    """How far (mm) each rule lies too low in each strip of the page, and how clearly it was seen; both rules × strips."""

    strips: Numbers
    rules: Numbers
    down: Numbers
    clear: Numbers


def _measure(flat: Pixels, form: PageForm, reach: float) -> _Shifts:
    lines = _lines(cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY).astype(np.float32))
    edges = np.linspace(form.grid.left, form.grid.left + form.grid.width, _STRIPS + 1)
    found = [
        _follow(lines[:, round(left * SCALE) : round(right * SCALE)].mean(axis=1), form.rules, reach)
        for left, right in pairwise(edges)
    ]
    down, clear = (np.stack(each, axis=1) for each in zip(*found))
    clear = np.where(clear > _CLEAR, clear, 0)
    if (clear > 0).sum() < _STRIPS * 3:
        raise NotFlat()
    return _Shifts((edges[1:] + edges[:-1]) / 2, np.array(form.rules), down, clear)


def _measure_numbers(flat: Pixels, form: PageForm) -> _Shifts:
    """How far each row's printed number lies too low: bold, it is there where a photocopier has lost the rules."""
    grid = form.grid
    left, right = grid.left + 1.5, grid.edges[1] - 1.5
    middles = [grid.body_top + (row + 0.5) * grid.row_height for row in range(grid.rows)]
    grey = cv2.cvtColor(flat[:, round(left * SCALE) : round(right * SCALE)], cv2.COLOR_RGB2GRAY).astype(np.float32)
    paper = np.maximum(cv2.blur(np.quantile(grey, 0.9, axis=1).reshape(-1, 1), (1, round(4 * SCALE))), 20)
    dark = np.clip(1 - grey / paper - 0.1, 0, 0.3).mean(axis=1)
    down, clear = _follow(cv2.blur(dark.reshape(-1, 1), (1, round(_NUMBER_MM * SCALE))).ravel(), middles, _REACH_MM)
    return _Shifts(np.array([(left + right) / 2]), np.array(middles), down[:, None], np.clip(clear, 0, _CLEAR * 8)[:, None])


def _lines(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much darker each place is than what lies half a millimetre above and below it, as a share of the paper's light.

    Capped: a rule is thin and pale but goes all the way across, and ink must not outweigh it.
    """
    reach = round(0.6 * SCALE)
    above, below = np.roll(grey, reach, axis=0), np.roll(grey, -reach, axis=0)
    paper = np.maximum(cv2.blur(grey, (1, 8 * reach)), 20)
    return np.asarray(np.clip((np.minimum(above, below) - grey) / paper, 0, 0.12), np.float32)


def _follow(profile: NDArray[np.float32], rules: list[float], reach: float) -> tuple[Numbers, Numbers]:
    """Return (shift in mm, strength) of each rule in one strip of the page: the likeliest path from rule to rule."""
    steps = np.arange(-reach, reach + _STEP_MM / 2, _STEP_MM)
    places = np.clip(np.round((np.array(rules)[:, None] + steps) * SCALE).astype(int), 0, len(profile) - 1)
    seen = cv2.GaussianBlur(profile.reshape(-1, 1), (1, 5), 1.0).ravel()[places].astype(np.float64)
    apart = (steps[:, None] - steps[None, :]) ** 2 * _STIFF * 0.02
    best, back = seen[0] - 0.0006 * steps**2, []
    for here in seen[1:]:
        ways = best[None, :] - apart
        back.append(ways.argmax(axis=1))
        best = ways.max(axis=1) + here
    path = [int(best.argmax())]
    for choice in reversed(back):
        path.append(int(choice[path[-1]]))
    path.reverse()
    return steps[path], seen[np.arange(len(rules)), path] - np.median(seen, axis=1)


_POWERS = [(i, j) for i in range(5) for j in range(5) if i + j <= 5]


def _terms(x: Numbers, y: Numbers, form: PageForm) -> Numbers:
    """Outside the table, where no rule says anything, the surface goes no further than at the table's edge."""
    across = np.clip(x / form.width, 0.05, 0.95) * 2 - 1
    down = np.clip(y, form.rules[0], form.rules[-1]) / form.height * 2 - 1
    return np.stack([across**i * down**j for i, j in _POWERS], -1)


def _smooth_surface(rules: _Shifts, numbers: _Shifts, places: Numbers, form: PageForm) -> Numbers:
    """A polynomial through the shifts of the rules and the rows' numbers; those that do not fit lose their say."""
    terms = np.vstack(
        [_terms(*np.meshgrid(each.strips, each.rules), form).reshape(-1, len(_POWERS)) for each in (rules, numbers)]
    )
    down = np.concatenate([rules.down.ravel(), numbers.down.ravel()])
    says = trust = np.sqrt(np.concatenate([rules.clear.ravel(), numbers.clear.ravel() * _NUMBERS_SAY]))
    soft = np.diag([1e-3 * (1 + i + j) ** 2 for i, j in _POWERS])
    for _ in range(5):
        weighted = terms * trust[:, None]
        surface = np.linalg.solve(weighted.T @ weighted + soft, weighted.T @ (down * trust))
        trust = says / (1 + (np.abs(terms @ surface - down) / 0.35) ** 2)
    return np.asarray(_terms(places[..., 0], places[..., 1], form) @ surface, np.float64)


def _local_surface(shifts: _Shifts, places: Numbers, form: PageForm) -> Numbers:
    """What is left over, each rule by itself and its neighbours."""
    says = cv2.GaussianBlur(shifts.clear, (3, 3), 0.8, borderType=cv2.BORDER_REPLICATE)
    down = cv2.GaussianBlur(shifts.clear * shifts.down, (3, 3), 0.8, borderType=cv2.BORDER_REPLICATE) / (says + 1e-3)
    rules = np.array(form.rules)
    row = np.interp(places[..., 1], rules, np.arange(len(rules))).astype(np.float32)
    strip = np.interp(places[..., 0], shifts.strips, np.arange(_STRIPS)).astype(np.float32)
    return np.asarray(cv2.remap(down.astype(np.float32), strip, row, cv2.INTER_LINEAR), np.float64)
