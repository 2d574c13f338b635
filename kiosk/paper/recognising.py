"""One photo read from beginning to end: which page it is and, row by row, a verdict with the strip it was made from."""

from __future__ import annotations

from dataclasses import dataclass

import cv2

from kiosk.paper.faint import find_faint
from kiosk.paper.flattening import SCALE, flatten
from kiosk.paper.forms import PageForm
from kiosk.paper.ink import darkness_of, find_ink
from kiosk.paper.locating import FormOf, locate_page, turn_upright
from kiosk.paper.pictures import Pixels, read_picture
from kiosk.paper.rows import EMPTY, FILLED, STRUCK, UNSURE, RowInk, judge, measure_rows

VERSION = 2
"""Goes up whenever the same photo may be read otherwise; kept beside the count."""
VERDICTS = (UNSURE, FILLED, STRUCK, EMPTY)
_STRIP_SCALE = 0.6
_ABOVE_MM, _BELOW_MM = 1.5, 2.0


@dataclass(frozen=True)
class ReadRow:
    """One row (from 1): its verdict, how sure that is, and its strip as a JPEG."""

    row: int
    says: str
    score: float
    strip: bytes
    measured: RowInk


@dataclass(frozen=True)
class Reading:
    """What a photo says; ``picture`` is the page laid flat, without anything that the camera wrote into its file."""

    code: str
    rows: tuple[ReadRow, ...]
    picture: bytes

    @property
    def count(self) -> int:
        """How many rows are surely filled."""
        return sum(row.says == FILLED for row in self.rows)

    @property
    def unsure(self) -> int:
        """How many rows a person must look at."""
        return sum(row.says == UNSURE for row in self.rows)


def recognise(data: bytes, form_of: FormOf, told: PageForm | None = None) -> Reading:
    """Read a photo, of the page that a person names where its code cannot be read; any PhotoProblem."""
    photo = read_picture(data)
    page = locate_page(photo, form_of, told)
    flat = flatten(photo, page)
    dark = darkness_of(flat)
    ink = find_ink(dark, page.form)
    measured = measure_rows(ink, page.form, find_faint(dark, ink, page.form))
    rows = tuple(_row(number, flat, page.form, ink) for number, ink in enumerate(measured, start=1))
    return Reading(page.code, rows, _jpeg(flat, _STRIP_SCALE))


def show_unread(data: bytes) -> bytes:
    """Return a photo whose code cannot be read, upright and as a fresh JPEG: without anything that the camera wrote into its file."""
    return _jpeg(turn_upright(read_picture(data)), 1.0, quality=92)


def _row(number: int, flat: Pixels, form: PageForm, ink: RowInk) -> ReadRow:
    verdict = judge(ink, has_name=number in form.names, has_sign=form.has_sign)
    return ReadRow(number, verdict.says, verdict.score, _strip(flat, form, number), ink)


def _strip(flat: Pixels, form: PageForm, number: int) -> bytes:
    """The row with a little of its neighbours, as a person needs it to decide."""
    grid = form.grid
    left, top, _, height = grid.box(number - 1, 0)
    rows = slice(round((top - _ABOVE_MM) * SCALE), round((top + height + _BELOW_MM) * SCALE))
    columns = slice(round((left - 1) * SCALE), round((left + grid.width + 1) * SCALE))
    return _jpeg(flat[rows, columns], _STRIP_SCALE)


def _jpeg(picture: Pixels, scale: float, quality: int = 72) -> bytes:
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    done, jpeg = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return jpeg.tobytes() if done else b""
