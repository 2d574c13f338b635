"""Every printable × language × layout at 150 dpi: each code is read back by two independent decoders, and none is without a sample."""

from __future__ import annotations

import pytest

from printables.demo import samples
from printables.demo.week import LANGUAGES
from printables.document import to_bytes
from printables.page import LAYOUTS
from tests.printables.expected import payloads_of
from tests.printables.reading import read_codes
from tests.printables.variants import printable_types, variants

VARIANTS = variants()


def test_every_printable_has_a_sample_in_every_language() -> None:
    shown = {(type(sample), sample.languages) for _, sample in samples()}
    assert shown == {(each, languages) for each in printable_types() for languages in LANGUAGES}


def test_every_layout_of_a_sheet_has_a_sample() -> None:
    made = [each for several in VARIANTS.values() for each in several if hasattr(each, "imposition")]
    assert set(LAYOUTS) - {(each.imposition.item.name, each.imposition.up) for each in made} == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_two_decoders_read_every_code_of_every_layout(name: str) -> None:
    for printable in VARIANTS[name]:
        read = [text for page in read_codes(to_bytes(printable)) for text in page]
        assert sorted(read) == payloads_of(printable), printable
