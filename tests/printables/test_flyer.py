"""Flyer runs: the same bytes again, a code per copy or per bundle, and nothing written that cannot be printed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import printables
from printables.document import to_bytes, write
from printables.errors import (
    FieldEmpty,
    FieldInvalid,
    ImpossibleLayout,
    PrintError,
    QrTooSmall,
    TextTooLong,
    UnknownLanguage,
    WrongCodeLength,
)
from printables.flyer import Flyer
from tests.printables.reading import read_codes, text_of

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
CODES = ("7K3QX9M2T0", "7K3QX9M2T1", "7K3QX9M2T2")


def make(**fields: object) -> Flyer:
    given: dict[str, object] = {"languages": ("zh-Hant",), "headline": "社工讓社區更美好", "prefix": PREFIX, "codes": CODES}
    return Flyer(**(given | fields))  # type: ignore[arg-type]


def test_what_the_package_shows_a_newcomer_prints() -> None:
    shown = [line.removeprefix("    ") for line in (printables.__doc__ or "").splitlines() if line.startswith("    ")]
    said: dict[str, bytes] = {}
    exec("\n".join(shown), said)
    assert read_codes(said["pdf"])[0] == ["HTTPS://EXAMPLE.ORG/F/7K3QX9M2TD", "HTTPS://EXAMPLE.ORG/F/7K3QX9M2TE"]


def test_a_reprint_is_the_same_file_to_the_last_byte() -> None:
    assert to_bytes(make()) == to_bytes(make())


def test_a_reprint_by_another_process_is_the_same_file() -> None:
    script = (
        "import sys; from printables.document import write; from printables.flyer import Flyer; "
        f"write(Flyer(('zh-Hant',), '社工讓社區更美好', {PREFIX!r}, {CODES!r}), sys.stdout.buffer)"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=environment)
    assert done.stdout == to_bytes(make())


def test_two_threads_printing_at_once_do_not_mix_their_glyphs() -> None:
    runs = [make(headline=f"社工{text}", lines=("naïve café Ærø", text * 20)) for text in "讓社區更美好傳"]
    alone = [to_bytes(run) for run in runs]
    with ThreadPoolExecutor(len(runs)) as pool:
        assert list(pool.map(to_bytes, runs)) == alone


def test_a_bundle_code_is_on_every_copy_of_its_bundle() -> None:
    run = make(copies_per_code=3, copies=8, stacked=False)
    read = [text[-10:] for page in read_codes(to_bytes(run)) for text in page]
    assert read == [CODES[0]] * 3 + [CODES[1]] * 3 + [CODES[2]] * 2
    assert run.total == 8


def test_the_code_stands_in_figures_under_every_symbol() -> None:
    text = text_of(to_bytes(make()))
    assert all(f"{code[:5]} {code[5:]}" in text for code in CODES)


def test_progress_counts_the_sheets() -> None:
    told: list[tuple[int, int]] = []
    write(make(copies_per_code=4), io.BytesIO(), lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(("mark", "words"), [("sample", "樣張 SAMPLE"), ("local", "僅限本地網路 Local network only")])
def test_a_code_that_is_not_for_the_street_says_so(mark: str, words: str) -> None:
    assert words in text_of(to_bytes(make(mark=mark, languages=("zh-Hant", "en"))))


def test_labels_come_in_two_languages_where_a_street_needs_it() -> None:
    text = text_of(to_bytes(make(languages=("zh-Hant", "en"), when="3月24日", contact="0470-000 0000")))
    assert "時間 When" in text
    assert "No phone?" in text


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"headline": "  "}, FieldEmpty),
        ({"codes": ()}, FieldEmpty),
        ({"languages": ()}, FieldInvalid),
        ({"languages": ("en", "en")}, FieldInvalid),
        ({"languages": ("fr",)}, UnknownLanguage),
        ({"paper": "A3"}, FieldInvalid),
        ({"paper": "A5", "up": 4}, ImpossibleLayout),
        ({"paper": "A6", "up": 8}, ImpossibleLayout),
        ({"mark": "real"}, FieldInvalid),
        ({"seal": "社會工作宣傳"}, FieldInvalid),
        ({"copies": 4}, FieldInvalid),
        ({"copies_per_code": 0}, FieldInvalid),
        ({"codes": ("7K3QX9M2T0", "7K3QX9M2T")}, FieldInvalid),
    ],
)
def test_a_run_that_makes_no_sense_is_refused_when_it_is_described(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal) as refused:
        make(**fields)
    assert refused.value.reason != PrintError.reason
    assert str(refused.value)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"qr_mm": 19.0}, QrTooSmall),
        ({"headline": "社" * 120}, TextTooLong),
        ({"lines": ("社" * 900,)}, TextTooLong),
        ({"where": "社" * 300}, TextTooLong),
        ({"codes": ("7K3QX9M2T0", "7K3QX9M2t1")}, WrongCodeLength),
    ],
)
def test_nothing_is_written_of_a_run_that_cannot_be_printed(fields: dict[str, object], refusal: type[PrintError]) -> None:
    target = io.BytesIO()
    with pytest.raises(refusal):
        write(make(**fields), target)
    assert target.getvalue() == b""


@pytest.mark.parametrize("paper", ["A4", "A5", "A6"])
@pytest.mark.parametrize("headline", ["社工", "社工讓社區更美好：社會工作宣傳週活動開始了，歡迎街坊鄰里前來參加，資料免費取閱"])
def test_short_and_long_headlines_fit_every_paper(paper: str, headline: str) -> None:
    text = text_of(to_bytes(make(paper=paper, headline=headline, codes=CODES[:1])))
    assert headline in text.replace("\r\n", "")


def test_the_file_names_nobody_and_no_time() -> None:
    pdf = to_bytes(make())
    assert b"anonymous" not in pdf
    assert b"20000101000000" in pdf
    assert b"/Lang (zh-Hant)" in pdf
