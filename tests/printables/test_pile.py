"""The pile of several printables, the words in three languages, and the samples command."""

from __future__ import annotations

import io
import string
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from printables.demo import samples
from printables.document import to_bytes, write
from printables.errors import UnknownLanguage
from printables.pile import join, write_pile
from printables.words import LANGUAGES, Words, words_of
from tests.printables.reading import fonts_of, read_codes, text_of

SAMPLES = dict(samples())
PILE = ("flyer-A6-zh-Hant", "sign-in-sheet-zh-Hans", "booth-signs-A4-en", "pairing-cards-zh-Hant")


def test_a_pile_holds_every_printable_in_order_and_in_its_own_language() -> None:
    target = io.BytesIO()
    told: list[int] = []
    write_pile([SAMPLES[name] for name in PILE], target, "Saturday", lambda done, total: told.append(done))
    pdf = target.getvalue()
    apart = [page for name in PILE for page in read_codes(to_bytes(SAMPLES[name]))]
    assert read_codes(pdf) == apart
    assert told == [1, 2, 3, 4]
    text = text_of(pdf)
    assert all(words in text for words in ("掃碼查看活動詳情", "个人信息告知", "Visitors: scan here", "請勿寫在卡上"))
    assert len(pdf) < sum(len(to_bytes(SAMPLES[name])) for name in PILE)


def test_finished_files_are_joined_with_faces_of_their_own_names(tmp_path: Path) -> None:
    parts = [to_bytes(SAMPLES[name]) for name in PILE]
    on_disk = tmp_path / "part.pdf"
    on_disk.write_bytes(parts[1])
    targets = io.BytesIO(), io.BytesIO()
    join([parts[0], on_disk, *parts[2:]], targets[0], "Saturday")
    join(parts, targets[1], "Saturday")
    pdf = targets[0].getvalue()
    assert pdf == targets[1].getvalue()
    assert read_codes(pdf) == [page for part in parts for page in read_codes(part)]
    names = [name for name, embedded in fonts_of(pdf) if embedded]
    assert len(names) == len(set(names)) == sum(len(list(fonts_of(part))) for part in parts)
    assert len(pdf) <= sum(map(len, parts))
    assert PdfReader(io.BytesIO(pdf)).metadata == {"/Title": "Saturday", "/Creator": "outreach-kiosk"}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_the_same_words_with_the_same_places() -> None:
    tables = [words_of(language) for language in LANGUAGES]
    for table in tables[1:]:
        assert table.keys() == tables[0].keys()
        assert {key: placeholders(text) for key, text in table.items()} == {
            key: placeholders(text) for key, text in tables[0].items()
        }


def test_no_chinese_word_is_left_in_english() -> None:
    english = words_of("en")
    for language in ("zh-Hans", "zh-Hant"):
        assert [key for key, text in words_of(language).items() if text == english[key] or text.isascii()] == []


def test_each_script_keeps_to_its_own_characters() -> None:
    # signs for minus and ranges that the old encodings lack belong to both scripts
    for language, encoding in (("zh-Hans", "gb2312"), ("zh-Hant", "big5")):
        "".join(words_of(language).values()).translate({ord(sign): None for sign in "−–"}).encode(encoding)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        Words(("fr",))


@pytest.mark.slow
def test_the_samples_command_writes_one_of_each(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "printables", "demo", str(tmp_path / "out")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(SAMPLES)


def test_the_samples_command_says_why_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    command = [sys.executable, "-m", "printables", "demo", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.endswith("-zh-Hant")])
def test_a_printable_knows_how_many_sheets_it_takes(name: str) -> None:
    told: list[tuple[int, int]] = []
    write(SAMPLES[name], io.BytesIO(), lambda done, total: told.append((done, total)))
    sheets = SAMPLES[name].sheet_count
    assert told == [(done, sheets) for done in range(1, sheets + 1)]
