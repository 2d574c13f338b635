"""A run read back before it is printed: whatever would not scan is named with its page, however many copies are good."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject

from kiosk.prints.verify import Unread, verify_pdf
from printables.demo import samples
from printables.document import to_bytes
from printables.flyer import Flyer
from printables.page import POINTS_PER_MM
from tests.printables.expected import payloads_of

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
CODES = tuple(f"7K3Q{number:06d}" for number in range(24))
SAMPLES = dict(samples())


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Six sheets of four A6 flyers, each with its own code; slot p of sheet s holds copy 6 p + s."""
    path = tmp_path / "run.pdf"
    path.write_bytes(to_bytes(Flyer(("zh-Hant",), "社工讓社區更美好", PREFIX, CODES)))
    return path


def change_page(path: Path, number: int, change: str) -> None:
    """Append drawing commands to one page of the file."""
    writer = PdfWriter(clone_from=PdfReader(path))
    stream = DecodedStreamObject()
    stream.set_data(change.encode())
    page = writer.pages[number - 1]
    page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer._add_object(stream)])
    writer.write(path)


def blot(left: float, top: float, side: float, sheet_height: float = 297) -> str:
    """A black square, in mm from the sheet's top left corner."""
    corner = f"{left * POINTS_PER_MM:.2f} {(sheet_height - top - side) * POINTS_PER_MM:.2f}"
    return f"0 g {corner} {side * POINTS_PER_MM:.2f} {side * POINTS_PER_MM:.2f} re f"


def everything(codes: tuple[str, ...] = CODES) -> list[str]:
    return [PREFIX + code for code in codes]


def test_a_good_run_is_read_whole_and_tells_how_far_it_is(run: Path) -> None:
    told: list[tuple[int, int]] = []
    assert verify_pdf(run, everything(), lambda *done: told.append(done)) == []
    assert told == [(page, 6) for page in range(1, 7)]


def test_one_spoiled_code_is_named_with_its_page(run: Path) -> None:
    change_page(run, 3, blot(left=72, top=110, side=16))
    assert verify_pdf(run, everything()) == [Unread(3, PREFIX + CODES[2])]


def test_one_bad_copy_among_many_with_the_same_code_is_found(run: Path) -> None:
    run.write_bytes(to_bytes(Flyer(("zh-Hant",), "社工讓社區更美好", PREFIX, CODES[:1], copies_per_code=24)))
    assert verify_pdf(run, everything(CODES[:1])) == []
    change_page(run, 5, blot(left=72, top=110, side=16))
    assert verify_pdf(run, everything(CODES[:1])) == [Unread(5, PREFIX + CODES[0])]


def test_a_code_that_no_page_shows_is_named_without_a_page(run: Path) -> None:
    assert verify_pdf(run, [*everything(), PREFIX + "ZZZZ000000"]) == [Unread(0, PREFIX + "ZZZZ000000")]


def test_what_the_quick_look_misses_is_looked_at_closely(run: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(run))
    writer.pages[1].add_transformation(Transformation().scale(0.36))
    writer.write(run)
    assert verify_pdf(run, everything()) == []


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.endswith("zh-Hant")])
def test_every_kind_of_sheet_can_be_read_back_without_a_false_alarm(name: str, tmp_path: Path) -> None:
    path = tmp_path / "sample.pdf"
    path.write_bytes(to_bytes(SAMPLES[name]))
    assert verify_pdf(path, payloads_of(SAMPLES[name])) == []
