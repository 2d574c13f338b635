"""Three languages, written by hand: the same texts in each, no English in Chinese, each script by itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.lint.han import CONVERSION_SLIPS, OTHER_WORDING, find_wrong_script
from tests.lint.sources import ROOT, list_files, list_product_files, read_source

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
CHINESE = ("zh-Hans", "zh-Hant")
FOLDERS = (Path("kiosk/translations"), Path("printables/words"))

# Names of languages are written in their own script in every catalogue.
OWN_SCRIPT_KEYS = re.compile(r"(^|\.)language(_mark)?\.")
# What an office reads in Latin letters in the middle of a Chinese sentence.
LATIN = """
QR PDF Markdown JPEG HEIC PNG WebP CSV JSON API URL ID IP HTTP HTTPS SVG ZIP UTF Wi-Fi WiFi WeChat Excel Word Windows macOS Mac Linux
Android iPhone iPad iOS Safari Chrome Chromium Firefox Edge Cookie CA SHA- VPN JavaScript Python SQLite kiosk
MB KB GB mm cm km dpi px MIT OFL Noto Sans UTF- Tab Enter Ctrl-C
"""
LATIN_WORDS = frozenset(LATIN.split())
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Commands, settings and addresses are typed as they are.
TYPED_AS_IS = re.compile(
    r"`[^`]*`|<[^>]*>|https?://\S+|\{\w+\}|&\w+;|\b[\w-]+\.(?:toml|csv|pdf|json|db|zip|crt|msc)\b|\.local\b"
    r"|\bkiosk [a-z]+\b|--[a-z-]+|\b[A-Za-z]+(?:_[A-Za-z]+)+\b|\bAsia/\w+"
)
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")
HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff] ?[,;:?!(]|[,;:?!)] ?[\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?:\s|$)")

Texts = Mapping[str, str]


def flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a catalogue by its whole key."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield from flatten(dict(zip(map(str, range(len(value))), value, strict=True)), f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


def locate(path: Path) -> tuple[Path, str, str] | None:
    """(folder, language, area) of `<folder>/<language>/<area>.toml` or of `<folder>/<language>.toml`."""
    for folder in FOLDERS:
        if folder in path.parents:
            inner = path.relative_to(folder).with_suffix("").parts
            return folder, inner[0], "/".join(inner[1:])
    return None


@cache
def read_catalogues() -> dict[tuple[Path, str], dict[str, dict[str, str]]]:
    """(folder, area) → language → key → text."""
    catalogues: dict[tuple[Path, str], dict[str, dict[str, str]]] = {}
    for path in list_product_files(".toml"):
        located = locate(path)
        if located is not None:
            folder, language, area = located
            texts = dict(flatten(tomllib.loads(read_source(path))))
            catalogues.setdefault((folder, area), {})[language] = texts
    return catalogues


def whole_key(key: str) -> str:
    """`pages_one` and `pages_other` are forms of one text; Chinese needs no forms."""
    return re.sub(r"_(one|other)$", "", key)


def read_placeholders(texts: Texts) -> dict[str, set[str]]:
    """The placeholders of every text, over all its forms."""
    found: dict[str, set[str]] = {}
    for key, text in texts.items():
        found.setdefault(whole_key(key), set()).update(PLACEHOLDER.findall(text))
    return found


def compare_texts(english: Texts, other: Texts) -> list[str]:
    """Keys that one side lacks, and texts whose placeholders differ."""
    here, there = read_placeholders(english), read_placeholders(other)
    found = [f"{key} is only in one" for key in sorted(here.keys() ^ there.keys())]
    shared = sorted(here.keys() & there.keys())
    return found + [f"{key} has {sorted(here[key])} and {sorted(there[key])}" for key in shared if here[key] != there[key]]


def find_latin_words(text: str) -> list[str]:
    return [word for word in LATIN_WORD.findall(TYPED_AS_IS.sub(" ", text)) if word not in LATIN_WORDS]


def find_in_chinese(find: Callable[[str, str], object], languages: tuple[str, ...] = CHINESE) -> list[str]:
    """What `find(language, text)` finds in the catalogues of these languages, with the place of each."""
    return [
        f"{folder.as_posix()} {language} {area} {key}: {found} in {text!r}"
        for (folder, area), by_language in read_catalogues().items()
        for language in languages
        for key, text in by_language.get(language, {}).items()
        if not OWN_SCRIPT_KEYS.search(f"{area}.{key}") and (found := find(language, text))
    ]


def test_every_catalogue_exists_in_the_three_languages() -> None:
    found = {f"{folder.as_posix()} {area}": sorted(texts) for (folder, area), texts in read_catalogues().items()}
    assert {place: languages for place, languages in found.items() if languages != sorted(LANGUAGES)} == {}


def test_all_languages_hold_the_same_texts_with_the_same_placeholders() -> None:
    differences = [
        f"{folder.as_posix()} {language} {area}: {difference}"
        for (folder, area), by_language in read_catalogues().items()
        for language in CHINESE
        for difference in compare_texts(by_language.get("en", {}), by_language.get(language, {}))
    ]
    assert differences == []


def test_no_chinese_text_is_left_as_in_english() -> None:
    same = [
        f"{folder.as_posix()} {language} {area}.{key}: {text!r}"
        for (folder, area), by_language in read_catalogues().items()
        for language in CHINESE
        for key, text in by_language.get(language, {}).items()
        if text == by_language.get("en", {}).get(key) and find_latin_words(text) and not OWN_SCRIPT_KEYS.search(f"{area}.{key}")
    ]
    assert same == []


def test_chinese_texts_hold_no_english_words() -> None:
    assert find_in_chinese(lambda _, text: find_latin_words(text)) == []


def test_each_chinese_text_keeps_to_its_script() -> None:
    assert find_in_chinese(find_wrong_script) == []


def test_traditional_texts_hold_no_slips_of_machine_conversion() -> None:
    assert find_in_chinese(lambda _, text: CONVERSION_SLIPS.findall(text), ("zh-Hant",)) == []


def test_each_chinese_text_has_the_words_of_its_place() -> None:
    assert find_in_chinese(lambda language, text: OTHER_WORDING[language].findall(text)) == []


def test_chinese_texts_use_full_width_punctuation() -> None:
    assert find_in_chinese(lambda _, text: HALF_WIDTH.findall(TYPED_AS_IS.sub("x", text))) == []


def test_english_texts_hold_no_chinese() -> None:
    assert find_in_chinese(lambda _, text: HAN.findall(text.replace("正", "")), ("en",)) == []


ONE_AS_MANY = re.compile(r"\{\w+\} (?:different |new )?(?:people|persons|copies|sign-ins|consultations|volunteers|wishes|hours|days)\b")


def test_english_answers_have_a_form_for_one_of_what_they_count() -> None:
    texts = {key: text for key, text in read_catalogues()[Path("kiosk/translations"), "dashboard"]["en"].items() if key.startswith("answer.")}
    assert texts
    assert [key for key, text in texts.items() if ONE_AS_MANY.search(text) and not key.endswith(("_one", "_other"))] == []


def test_every_help_page_exists_in_the_three_languages() -> None:
    pages: dict[str, set[str]] = {}
    for path in list_files():
        if path.parts[:2] == ("kiosk", "help") and path.suffix in {".md", ".html", ".toml"}:
            language = next((name for name in LANGUAGES if name in path.as_posix()), "none")
            pages.setdefault(path.as_posix().replace(language, "*"), set()).add(language)
    assert {page: found for page, found in pages.items() if found != set(LANGUAGES)} == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_there_is_something_to_check(folder: Path) -> None:
    if (ROOT / folder).is_dir() and any((ROOT / folder).rglob("*.toml")):
        assert any(found == folder for found, _ in read_catalogues())


def test_a_missing_text_and_a_lost_placeholder_are_found() -> None:
    english = {"a": "{n} pages", "b": "x", "c_one": "one", "c_other": "{count}"}
    assert compare_texts(english, {"a": "頁", "c": "{count}"}) == ["b is only in one", "a has ['n'] and []"]


def test_english_left_in_chinese_is_found_and_commands_are_not() -> None:
    assert find_latin_words("請執行 `kiosk demo`，掃描 QR 碼，見 config.toml、{name}、--port 和 A4 紙，時區如 Asia/Taipei") == []
    assert find_latin_words("請按 Save") == ["Save"]


@pytest.mark.parametrize(("language", "text", "wrong"), [("zh-Hant", "签到表", "签"), ("zh-Hans", "簽到", "簽")])
def test_a_character_of_the_other_script_is_found(language: str, text: str, wrong: str) -> None:
    assert find_wrong_script(language, text) == wrong


def test_a_place_and_a_family_name_are_right_in_both_scripts() -> None:
    assert find_wrong_script("zh-Hant", "匯賢里的于先生和范女士在台北路口") == ""


@pytest.mark.parametrize("slip", ["社群服務", "播放視訊", "根據檔案精神", "發放2000於份"])
def test_a_slip_of_machine_conversion_is_found(slip: str) -> None:
    assert CONVERSION_SLIPS.search(slip)


def test_half_width_punctuation_in_chinese_is_found() -> None:
    assert HALF_WIDTH.search("簽到, 然後")
    assert HALF_WIDTH.search("人數(估計)")
    assert not HALF_WIDTH.search("14:30 開始，共 2,064 份")
