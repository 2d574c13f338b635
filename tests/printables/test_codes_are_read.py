"""The codes of samples and of a run, rendered at 150 dpi, are read back by two independent decoders; all layouts: test_matrix."""

from __future__ import annotations

import pytest

from printables.demo import samples
from printables.document import to_bytes
from printables.flyer import Flyer
from tests.printables.expected import payloads_of
from tests.printables.reading import blank_characters, fonts_of, read_codes

SAMPLES = {name: printable for name, printable in samples() if len(printable.languages) == 2}


QUICK = ("flyer-A6", "sign-in-sheet-zh", "bundle-slips", "tri-fold-zh")
"""The others are read in the long matrix."""


@pytest.mark.parametrize(
    "name", [name if name.startswith(QUICK) else pytest.param(name, marks=pytest.mark.slow) for name in SAMPLES]
)
def test_every_code_of_a_bilingual_sample_is_read_back(name: str) -> None:
    read = [text for page in read_codes(to_bytes(SAMPLES[name])) for text in page]
    assert sorted(read) == payloads_of(SAMPLES[name])


@pytest.mark.parametrize("name", SAMPLES)
def test_every_bilingual_sample_embeds_its_faces_and_shows_every_character(name: str) -> None:
    pdf = to_bytes(SAMPLES[name])
    fonts = list(fonts_of(pdf))
    assert fonts
    assert all(embedded and "+NotoSans" in face for face, embedded in fonts)
    assert blank_characters(pdf) == []


@pytest.mark.parametrize("qr_mm", [20.0, 25.0])
def test_codes_of_a_whole_run_are_read_at_the_least_size(qr_mm: float) -> None:
    codes = tuple(f"7K3Q{number:06d}" for number in range(40))
    run = Flyer(("zh-Hans",), "社工让社区更美好", "HTTPS://KIOSK.EXAMPLE/F/", codes, qr_mm=qr_mm)
    pages = read_codes(to_bytes(run))
    assert [len(page) for page in pages] == [4] * 10
    assert sorted(text for page in pages for text in page) == [run.prefix + code for code in codes]


def test_cut_piles_laid_on_one_another_are_in_order() -> None:
    codes = tuple(f"7K3Q{number:06d}" for number in range(12))
    pages = read_codes(to_bytes(Flyer(("en",), "Social workers", "HTTPS://KIOSK.EXAMPLE/F/", codes)))
    piles = [[page[slot] for page in pages] for slot in range(4)]
    assert [text[-10:] for pile in piles for text in pile] == list(codes)
