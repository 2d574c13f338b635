"""What is told about codes that were read back, the same on a page and on the command line."""

from __future__ import annotations

import pytest

from kiosk.languages import LANGUAGES
from kiosk.prints.piles import Line
from kiosk.prints.proofs import MOST_NAMED, Proof, say_proof

SIGN = Line("A4", "booth_sign", "all", ("a",), "P1", "Booth sign B1", 1, 1, 1, first=2)
FLYERS = Line("A4-landscape", "flyer", "flyers", ("b",), "R1", "B-A5 What is social work?", 100, 50, 50, first=3)


def test_all_is_well_in_one_sentence() -> None:
    assert say_proof("en", Proof(412, 103)) == ["All 412 codes were read on 103 pages."]


def test_what_cannot_be_read_is_named_by_its_page_and_what_it_is_with_what_to_do() -> None:
    said = say_proof("en", Proof(412, 103, 3, ((2, "7K3QX9M2T0"), (17, "7K3QX9M2T1"), (0, "7K3QX9M2T2"))), (SIGN, FLYERS))
    assert said[0] == "3 codes could not be read:"
    assert said[1].startswith("Page 2, P1 Booth sign B1")
    assert said[2].startswith("Page 17, R1 B-A5")
    assert said[3].startswith("On no page")
    assert "Do not print these sheets yet" in said[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_are_counted_and_only_the_first_are_named(language: str) -> None:
    unread = tuple((page, "7K3QX9M2T0") for page in range(1, MOST_NAMED + 1))
    said = say_proof(language, Proof(412, 103, 40, unread))
    assert len(said) == MOST_NAMED + 3
    assert str(40 - MOST_NAMED) in said[-2]
