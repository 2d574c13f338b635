"""How well synthetic photos are read: rows exact, rows left to a person, and, counted apart, rows wrong though sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.paper.forms import PageForm
from kiosk.paper.problems import PhotoProblem
from kiosk.paper.recognising import Reading, recognise
from tests.paper.samples import CODE, PREFIX, Sample, sample
from tests.paper.written import UNSURE


@dataclass
class Measured:
    """Sums over many photos.  ``wrong`` holds (photo, row, what was drawn, truth, verdict) of every row that is wrong though sure."""

    photos: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    rows: int = 0
    exact: int = 0
    unsure: int = 0
    wrong: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    counted_wrong: int = 0
    """Rows wrong though sure that change the count: taking a row struck out for an empty one does not."""

    @property
    def said(self) -> str:
        """The figures in one line."""
        rows = max(1, self.rows)
        return (
            f"{self.photos} synthetic photos, {len(self.refused)} refused, {self.rows} rows: {self.exact / rows:.2%} exact,"
            f" {self.unsure / rows:.2%} unsure, {len(self.wrong)} wrong though sure, {self.counted_wrong} of them in the count"
        )


def read_sample(one: Sample) -> Reading:
    form = PageForm(one.columns, one.names)
    return recognise(one.picture, lambda text: form if text == PREFIX + CODE else None)


def measure(numbers: Iterable[int]) -> Measured:
    """Read the photos of these numbers.  A lone tick or dash is for a person to judge: unsure is right there, and counts as exact."""
    sums = Measured()
    for number in numbers:
        one = sample(number)
        sums.photos += 1
        try:
            reading = read_sample(one)
        except PhotoProblem as problem:
            sums.refused.append((number, problem.reason))
            continue
        for row in reading.rows:
            truth = one.writing.truth[row.row]
            sums.rows += 1
            sums.exact += row.says == truth
            if row.says == truth:
                continue
            if row.says == UNSURE:
                sums.unsure += 1
            else:
                sums.wrong.append((number, row.row, one.writing.kinds[row.row], truth, row.says))
                sums.counted_wrong += "filled" in (truth, row.says)
    return sums
