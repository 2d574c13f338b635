"""The test page tells a wrong scale, a cut edge and weak toner from a printer that may print the run."""

from __future__ import annotations

import numpy as np
import pytest

from printables.demo.week import PREFIX, sample_codes
from printables.document import to_bytes
from printables.errors import FieldInvalid
from printables.test_page import EDGE_MM, RULER_MM, TestPage
from tests.printables.reading import Picture, read_codes, render

DPI = 254  # ten dots to the millimetre


def page(language: str = "zh-Hant") -> TestPage:
    return TestPage((language,), PREFIX, sample_codes("Y", 3))


def dark_columns(picture: Picture, top_mm: float) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.flatnonzero(picture[int(top_mm * 10)] < 100)


def test_the_ruler_is_a_hundred_millimetres_long() -> None:
    [picture] = render(to_bytes(page()), DPI)
    marks = dark_columns(picture, 113.5)  # only the long marks reach down here
    assert abs((marks[-1] - marks[0]) / 10 - RULER_MM) < 0.5
    assert len(np.flatnonzero(np.diff(marks) > 50)) == 10


def test_the_corners_stand_where_every_printer_reaches() -> None:
    [picture] = render(to_bytes(page()), DPI)
    rows, columns = np.nonzero(picture < 100)
    height, width = picture.shape
    found = [columns[0:].min() / 10, rows.min() / 10, (width - columns.max()) / 10, (height - rows.max()) / 10]
    assert all(abs(each - EDGE_MM) < 0.5 for each in found)


def test_all_three_codes_are_read_the_pale_one_too() -> None:
    assert sorted(read_codes(to_bytes(page()))[0]) == sorted(PREFIX + code for code in page().codes)


def test_two_codes_are_refused() -> None:
    with pytest.raises(FieldInvalid):
        TestPage(("en",), PREFIX, sample_codes("Y", 2))
