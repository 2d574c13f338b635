"""Three hand-written languages that say the same, in each reader's own form."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from kiosk import languages
from kiosk.languages import LANGUAGES, catalogue, choose, text, variant

PRODUCT = Path(languages.__file__).parent
CHINESE = ("zh-Hans", "zh-Hant")
HAN = re.compile(r"[\u3400-\u9fff]")
# Each language is named in its own script wherever it is offered.
SAME_EVERYWHERE = re.compile(r"^common\.language(_mark)?\.|^common\.month\.")
# One traditional catalogue serves every region; an organisation's own words come from its glossary.
REGIONAL_WORDING = re.compile("志工|義工|(?<!宣)傳單|社群|支援|視訊|檔案精神|打印|數據")
# A key is written as a literal in templates, t('area.key'), and in code, text(language, "area.key").
KEY_IN_SOURCE = re.compile(r"""\b(?:t\(|text\([\w.]+,)\s*["']([a-z_]+(?:\.[\w-]+)+)["']\s*[,)]""")


def whole_keys(language: str) -> dict[str, set[str]]:
    """Key without its plural ending → its placeholders."""
    found: dict[str, set[str]] = {}
    for key, pattern in catalogue(language).items():
        whole = re.sub(r"_(one|other)$", "", key)
        found.setdefault(whole, set()).update(re.findall(r"\{(\w+)\}", pattern))
    return found


def keys_in_source() -> Iterator[tuple[str, str]]:
    for path in sorted([*PRODUCT.rglob("*.html"), *PRODUCT.rglob("*.py")]):
        for key in KEY_IN_SOURCE.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(PRODUCT).as_posix(), key


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_holds_the_same_texts_with_the_same_values(language: str) -> None:
    first, other = whole_keys(LANGUAGES[0]), whole_keys(language)
    assert first.keys() == other.keys()
    assert {key: (first[key], other[key]) for key in first if first[key] != other[key]} == {}


def test_every_text_named_in_a_template_or_in_code_exists() -> None:
    known = whole_keys("en").keys()
    assert [(where, key) for where, key in keys_in_source() if key not in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_for_one_has_a_text_for_many(language: str) -> None:
    texts = catalogue(language)
    ones = [key.removesuffix("_one") for key in texts if key.endswith("_one")]
    assert [key for key in ones if f"{key}_other" not in texts] == []


@pytest.mark.parametrize("language", CHINESE)
def test_no_chinese_text_is_left_in_english(language: str) -> None:
    english = catalogue("en")
    copied = [
        key
        for key, said in catalogue(language).items()
        if not SAME_EVERYWHERE.match(key) and english.get(key) == said and re.search("[A-Za-z]{2}", re.sub(r"\{\w+\}", "", said))
    ]
    assert copied == []


BETWEEN = {"common.list.comma", "common.list.semicolon", "summary.date.wide_to", "summary.date.said_to"}
"""What stands between two words brings its spaces."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_has_loose_spaces(language: str) -> None:
    loose = [key for key, said in catalogue(language).items() if not said or said.strip() != said]
    assert [key for key in loose if key not in BETWEEN] == []


@pytest.mark.parametrize(("language", "script"), [("zh-Hans", "gb2312"), ("zh-Hant", "big5")])
def test_each_chinese_catalogue_keeps_to_its_own_script(language: str, script: str) -> None:
    def foreign(said: str) -> str:
        return "".join(char for char in HAN.findall(said) if not char.encode(script, "ignore"))

    strangers = {key: foreign(said) for key, said in catalogue(language).items() if not SAME_EVERYWHERE.match(key)}
    assert {key: chars for key, chars in strangers.items() if chars} == {}


@pytest.mark.parametrize("language", CHINESE)
def test_punctuation_beside_chinese_characters_is_full_width(language: str) -> None:
    half_width = re.compile(rf"{HAN.pattern}[,;:?!()]|[,;?!()]{HAN.pattern}")
    assert [key for key, said in catalogue(language).items() if half_width.search(said)] == []


def test_traditional_texts_keep_to_the_neutral_wording() -> None:
    texts = catalogue("zh-Hant").items()
    assert [(key, said) for key, said in texts if REGIONAL_WORDING.search(said)] == []


def test_an_unknown_key_is_an_error_and_is_never_shown() -> None:
    with pytest.raises(languages.UnknownText):
        text("en", "common.no_such_text")


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(languages.UnknownLanguage):
        text("fr", "common.yes")


def test_a_value_that_was_not_given_is_an_error() -> None:
    with pytest.raises(languages.MissingValue):
        text("en", "common.signed_in_as")


def test_a_value_is_inserted_as_text_and_never_read_as_a_pattern() -> None:
    assert text("en", "common.signed_in_as", name="{secret.__class__}") == "Signed in as {secret.__class__}"


def test_english_counts_one_and_many_apart_and_chinese_does_not() -> None:
    assert text("en", "common.phone.waiting", count=1) == "1 to send"
    assert text("en", "common.reconciliation.missing", count=1) == "One copy is missing"
    assert text("en", "common.reconciliation.missing", count=2250) == "2,250 copies are missing"
    assert text("zh-Hant", "common.reconciliation.missing", count=1) == "少了 1 份"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK,en;q=0.5", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"),
        ("en;q=0.3, zh-TW;q=0.8", "zh-Hant"),
        ("fr-FR, en-GB;q=0.2", "en"),
        ("en;q=0, zh-TW;q=0.1", "zh-Hant"),
        ("fr, *;q=0.1", "zh-Hans"),
        ("", "zh-Hans"),
        (";;;q=,zh;q=x,,en;q=nan", "zh-Hans"),
    ],
)
def test_the_browser_chooses_the_language(accepted: str, language: str) -> None:
    assert choose(accepted, None) == language


def test_the_readers_own_choice_comes_before_the_browsers() -> None:
    assert choose("zh-TW", "en") == "en"


def test_a_choice_that_does_not_exist_is_passed_over() -> None:
    assert choose("zh-TW", "tlh") == "zh-Hant"


def test_the_default_is_the_one_configured() -> None:
    assert choose("fr", None, default="en") == "en"


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("zh-Hans", "2017年3月4日（星期六）", "3月4日"),
        ("zh-Hant", "2017年3月4日（星期六）", "3月4日"),
        ("en", "Saturday 4 March 2017", "4 March"),
    ],
)
def test_dates_have_no_leading_zero(language: str, long: str, short: str) -> None:
    assert languages.say_date(language, date(2017, 3, 4)) == long
    assert languages.say_date(language, date(2017, 3, 4), "short") == short


def test_a_day_is_said_with_its_hours() -> None:
    start, end = datetime(2017, 3, 24, 9), datetime(2017, 3, 24, 11, 30)  # noqa: DTZ001 wall clock
    assert languages.say_day_and_time("zh-Hant", start, end) == "2017年3月24日（星期五）09:00–11:30"
    assert languages.say_day_and_time("en", start, end) == "Friday 24 March 2017, 09:00–11:30"
    assert languages.say_day_and_time("en", start) == "Friday 24 March 2017, 09:00"


def test_hours_over_midnight_name_both_days() -> None:
    start, end = datetime(2017, 3, 24, 22), datetime(2017, 3, 25, 1)  # noqa: DTZ001 wall clock
    said = languages.say_day_and_time("zh-Hans", start, end)
    assert said == "2017年3月24日（星期五）22:00 – 2017年3月25日（星期六）01:00"


def test_a_time_range_is_said_once_with_a_dash() -> None:
    assert languages.say_time_range("en", time(9), time(11, 30)) == "09:00–11:30"


def test_numbers_have_separators_and_a_real_minus_sign() -> None:
    assert languages.say_number("zh-Hans", 2064) == "2,064"
    assert languages.say_number("en", -1234) == "−1,234"
    assert languages.say_number("en", Decimal("5.63")) == "5.63"


def test_a_share_is_rounded_half_up() -> None:
    assert languages.say_percent("en", Decimal("0.0625")) == "6.3%"
    assert languages.say_percent("zh-Hant", 0.917, places=0) == "92%"


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (5, "剛才", "just now"),
        (60, "1 分鐘前", "one minute ago"),
        (3599, "59 分鐘前", "59 minutes ago"),
        (7200, "2 小時前", "2 hours ago"),
        (86400, "1 天前", "one day ago"),
        (40 * 86400, "40 天前", "40 days ago"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_whole_unit(seconds: int, chinese: str, english: str) -> None:
    assert languages.say_ago("zh-Hant", seconds) == chinese
    assert languages.say_ago("en", seconds) == english


def test_a_list_is_joined_as_its_language_joins() -> None:
    assert languages.say_list("zh-Hans", ["低保", "临时救助", "养老助残"]) == "低保、临时救助、养老助残"
    assert languages.say_list("en", ["plan", "print", "scan"]) == "plan, print and scan"
    assert languages.say_list("en", ["plan"]) == "plan"
    assert languages.say_list("en", []) == ""


def test_a_plan_text_is_never_converted_between_scripts() -> None:
    assert variant("匯賢里", {"en": "Huixianli"}, "en") == "Huixianli"
    assert variant("匯賢里", {"en": "Huixianli"}, "zh-Hans") == "匯賢里"
    assert variant("于范余", {"zh-Hant": ""}, "zh-Hant") == "于范余"
