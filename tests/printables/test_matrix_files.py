"""Every sample as a file: sound, small faces inside, its text found by a search, and nothing in it that runs, opens or tells."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from printables.demo import samples
from printables.document import to_bytes
from tests.printables.places import PERSONAL, places_of, text_at
from tests.printables.reading import fonts_of, text_of

SAMPLES = dict(samples())
# what makes a file do something, or bring or name another
ACTIVE = {"/JavaScript", "/JS", "/OpenAction", "/AA", "/URI", "/Launch", "/GoToR", "/SubmitForm", "/ImportData", "/Annots", "/AcroForm",
          "/EmbeddedFiles", "/EmbeddedFile", "/Filespec", "/RichMedia", "/Movie", "/Sound", "/XFA", "/Encrypt"}  # fmt: skip
# where a layout has no room for a text, on purpose: a sixth of a sheet; what only the file's title says
NOT_SHOWN = {("SignInSlips", "place"), ("SignInSlips", "host"), ("ReferralSlips", "event")}


@pytest.fixture(scope="session")
def qpdf() -> str:
    found = shutil.which("qpdf")
    if found is None and os.environ.get("KIOSK_REQUIRE_BROWSER"):
        pytest.fail("KIOSK_REQUIRE_BROWSER is set, and qpdf was not found")
    if found is None:
        pytest.skip("qpdf was not found (Debian and Ubuntu: apt-get install qpdf)")
    return found


def objects_of(pdf: bytes) -> Iterator[Any]:
    """Every object of the file, used or not, and all that stands inside it."""
    reader = PdfReader(io.BytesIO(pdf))
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    waiting: list[Any] = [reader.trailer, *(reader.get_object(IndirectObject(number, 0, reader)) for number in numbers if number)]
    while waiting:
        found = waiting.pop()
        yield found
        if isinstance(found, DictionaryObject):
            waiting += [*found.keys(), *(found.raw_get(key) for key in found)]
        elif isinstance(found, ArrayObject):
            waiting += list(found)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_sound_by_a_checker_of_its_own(name: str, qpdf: str, tmp_path: Path) -> None:
    path = tmp_path / "sample.pdf"
    path.write_bytes(to_bytes(SAMPLES[name]))
    done = subprocess.run([qpdf, "--check", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No syntax or stream encoding errors found" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_holds_its_faces_and_only_the_glyphs_it_uses(name: str) -> None:
    fonts = dict(fonts_of(to_bytes(SAMPLES[name])))
    assert fonts
    assert all(fonts.values())
    assert all(face.removeprefix("/")[6:].startswith("+NotoSans") for face in fonts)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_runs_and_opens_nothing(name: str) -> None:
    names = {str(each) for each in objects_of(to_bytes(SAMPLES[name])) if isinstance(each, str)}
    assert "/Catalog" in names
    assert names & ACTIVE == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_says_nobodys_name_and_no_time_in_its_properties(name: str) -> None:
    printable = SAMPLES[name]
    reader = PdfReader(io.BytesIO(to_bytes(printable)))
    assert reader.pdf_header in ("%PDF-1.3", "%PDF-1.4")
    assert reader.metadata is not None
    told = {key: value for key, value in reader.metadata.items() if value}
    assert told.pop("/Title") == printable.document_title
    assert told.pop("/Producer").startswith("ReportLab")
    times = {told.pop("/CreationDate"), told.pop("/ModDate")}
    assert times == {"D:20000101000000+00'00'"}
    assert told == {"/Creator": "outreach-kiosk", "/Trapped": "/False"}
    assert reader.xmp_metadata is None
    people = [text_at(printable, place) for place in places_of(printable) if place[-1] in PERSONAL]
    assert not any(person and person in printable.document_title for person in people)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_every_text_of_a_sample_is_found_by_a_search(name: str) -> None:
    printable = SAMPLES[name]
    found = squeezed(text_of(to_bytes(printable)))
    for place in places_of(printable):
        if (type(printable).__name__, place[-1]) not in NOT_SHOWN:
            assert squeezed(text_at(printable, place)) in found, place
