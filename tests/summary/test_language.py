"""The texts read as an office writes them: no slips of machine conversion, right punctuation, right numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.languages import LANGUAGES, catalogue
from kiosk.summary.records import Figure
from kiosk.summary.results import say_balance
from kiosk.summary.shapes import SHAPES
from kiosk.summary.voice import Voice, floor_of, lower
from tests.lint.han import CONVERSION_SLIPS, find_wrong_script
from tests.summary.conftest import SCOPES, Summaries

CHINESE = ("zh-Hans", "zh-Hant")
SLIPS = re.compile("社群|支援|視訊|视讯|檔案精神|档案精神|於份|于份|社区群众群众|活動活動|活动活动|人人次|份份")
CLUMSY = re.compile(
    r"其中\d+人次[為为]再次|[。！]其中|[將将][^。；]*已[於于]\d+月\d+日完成|共[^。]{1,12}共\d|估[計计][約约]|[約约]\d+[多餘余]|[，。][為为][^，。]*了(?!解)"
    r"|(?:[橫横]幅|海[報报]|展板)\d+份|另有[^。]*。另有|[發发]放−\d|等1[個个場场支]|人次、(?:[發发]放|接受|新增|收到)|[無无]法[測测]量|下一步工作\n[^\n]*\d日完成）。\n"
)
"""What an editor would correct: visits as a part of persons, a sentence that begins with 其中, a step that is to come and done, 共 said twice, an
estimate that is 估計 and 約 at once or 約 and 多, 為 before what was done, another thing's measure word, 另有 twice in a row, fewer than none, 等 after one,
verbs listed by 、, what cannot be reckoned called unmeasurable."""
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]|[\u4e00-\u9fff]\.|\. |  ")
LEADING_ZERO = re.compile(r"0\d月|月0\d日|\b0\d時|\b0\d时")
AS_TYPED = re.compile("民電〔2017〕29號|內民政社工〔2017〕1號|民电〔2017〕29号|内民政社工〔2017〕1号|Min Dian 〔2017〕 No. 29|Nei Min Zheng She Gong 〔2017〕 No. 1|王繼安")
"""What is never converted: numbers of documents and names of persons."""
DOUBLED = re.compile(r"[。，、；：]{2}|，。|、。|。，|「」|《》|（）|“”")


@pytest.mark.parametrize("language", CHINESE)
@pytest.mark.parametrize("scope", SCOPES)
def test_chinese_texts_are_an_office_s_own(week: Summaries, scope: str, language: str) -> None:
    for shape in SHAPES:
        said = AS_TYPED.sub("X", week.text(scope, shape, language))
        for pattern in (SLIPS, CLUMSY, LEADING_ZERO, DOUBLED, *([CONVERSION_SLIPS] if language == "zh-Hant" else [])):
            assert pattern.findall(said) == [], (shape, pattern.pattern)
        assert find_wrong_script(language, said) == "", shape
        assert HALF_WIDTH.findall(re.sub(r"(?m)^(\d+\.|\S+ .*)$", "", said)) == [], shape


@pytest.mark.parametrize("scope", SCOPES)
def test_english_texts_are_clean(week: Summaries, scope: str) -> None:
    for shape in SHAPES:
        said = AS_TYPED.sub("X", week.text(scope, shape, "en"))
        assert re.findall(r"  |\.\.| ,| \.|[，。、；]|\b1 (?:visits|people|copies|events|posts|groups|notes|wishes)\b|the the ", said) == [], shape
        assert re.findall("[\u4e00-\u9fff]", said) == [], shape
        sentences = [line for line in said.splitlines()[1:] if line.endswith(".")]
        assert [line for line in sentences if line[:1].islower()] == [], shape
        assert [begins for line in sentences for begins in re.findall(r"(?:^|\. )\d[^.]{,20}", line)] == [], "a sentence that begins with a figure"
        assert re.findall(r", (?:In all|The|Between|To|On|There) |(?:means|story): [A-Z]|; (?:In|The) ", " ".join(sentences)) == [], "a capital inside a sentence"


@pytest.mark.parametrize(
    "clumsy",
    ["現場人數估計約300人", "到場約320多人", "之際，為工作人員講解了社工的性質，我社區", "橫幅712份", "另有1處無法核算。另有50份未領出", "發放−1份", "等1場活動", "簽到98人次、發放宣傳品60份",
     "差額無法測量", "六、下一步工作\n逐條答覆（社區工作站，4月28日完成）。\n"],
)  # fmt: skip
def test_what_an_editor_would_correct_is_found(clumsy: str) -> None:
    assert CLUMSY.search(clumsy)


def test_the_spirit_of_understanding_is_no_mistake() -> None:
    assert not CLUMSY.search("，為了解民情，我社區於3月25日開展活動。據現場估計，到場約300人。")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_none_of_the_slips(language: str) -> None:
    assert [key for key, said in catalogue(language).items() if key.startswith("summary.") and SLIPS.search(said)] == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [("Projector", "projector"), ("A door jams.", "a door jams."), ("Activity room", "activity room"), ("TV set", "TV set"), ("Lenin Hall", "Lenin Hall"), ("Ask Mr Wang about it", "ask Mr Wang about it")],
)  # fmt: skip
def test_words_go_on_a_sentence_and_names_stay(typed: str, said: str) -> None:
    assert lower(typed) == said


@pytest.mark.parametrize(
    ("value", "hant", "hans", "english"),
    [
        (24, "20多", "20多", "more than 20"), (2_064, "2000餘", "2000余", "more than 2,000"), (9_137, "9100餘", "9100余", "more than 9,100"),
        (60_231, "6萬餘", "6万余", "more than 60,000"), (2_000, "2000", "2000", "2,000"), (7, "7", "7", "7"), (16_800, "1.6萬餘", "1.6万余", "more than 16,000"),
        (0, "0", "0", "0"), (9, "9", "9", "9"), (10, "10", "10", "10"), (11, "10多", "10多", "more than 10"), (99, "90多", "90多", "more than 90"), (100, "100", "100", "100"),
        (101, "100餘", "100余", "more than 100"), (1_999, "1900餘", "1900余", "more than 1,900"), (2_001, "2000餘", "2000余", "more than 2,000"), (2_099, "2000餘", "2000余", "more than 2,000"),
        (2_100, "2100", "2100", "2,100"), (9_999, "9900餘", "9900余", "more than 9,900"), (10_000, "1萬", "1万", "10,000"), (10_001, "1萬餘", "1万余", "more than 10,000"),
        (99_999, "9.9萬餘", "9.9万余", "more than 99,000"), (100_000, "10萬", "10万", "100,000"), (100_000_001, "1億餘", "1亿余", "more than 100,000,000"),
    ],
)  # fmt: skip
def test_rounded_numbers_read_as_offices_write_them(value: int, hant: str, hans: str, english: str) -> None:
    said = [Voice(language, rounded=True).number(Figure(value, "x")).text for language in ("zh-Hant", "zh-Hans", "en")]
    assert said == [hant, hans, english]


def test_very_many_names_are_not_told_one_by_one() -> None:
    names = [f"{place}號攤位" for place in range(1, 201)]
    said = ["".join(span.text for span in Voice(language).names(names)) for language in ("zh-Hant", "en")]
    assert said == ["1號攤位、2號攤位、3號攤位", "1號攤位, 2號攤位, 3號攤位 and others"]
    assert "".join(span.text for span in Voice("zh-Hant").names(names[:12])).count("、") == 11


def test_hours_past_midnight_say_so() -> None:
    evening, night = datetime(2017, 3, 24, 22, 30, tzinfo=UTC), datetime(2017, 3, 25, 1, 15, tzinfo=UTC)
    said = [Voice(language).hours(evening, night) for language in ("zh-Hant", "zh-Hans", "en")]
    assert said == ["晚上10時30分至次日凌晨1時15分", "晚上10时30分至次日凌晨1时15分", "22:30–01:15 the next day"]


def test_more_handed_out_than_issued_is_said_and_not_passed_over(week: Summaries) -> None:
    part = week.records("B").whole
    counted = replace(part.counted, figures=replace(part.counted.figures, unaccounted=-77))
    said = ["".join(span.text for span in say_balance(Voice(language), replace(part, counted=counted)) or ()) for language in ("zh-Hant", "en")]
    assert said[0].endswith("發放、退回和損毀合計多於領出，差額為−77份。")
    assert said[1].endswith("than issued, a difference of −77.")


@given(some.integers(0, 10**10))
def test_a_rounded_number_is_never_above_the_truth(value: int) -> None:
    assert value * 9 // 10 - 10 <= floor_of(value) <= value
    said = Voice("zh-Hant", rounded=True).number(Figure(value, "x")).text
    number = re.match(r"[\d.]+", said)
    assert number
    size = 100_000_000 if "億" in said else 10_000 if "萬" in said else 1
    assert float(number[0]) * size <= value
    assert ("餘" in said or "多" in said) == (floor_of(value) < value)


def test_exact_is_the_default_and_tables_stay_exact_when_prose_is_rounded(week: Summaries) -> None:
    rounded = week.report("B", "narrative", "zh-Hant", rounded=True)
    said = "".join(getattr(block, "text", "") for block in rounded.blocks)
    assert "發放2000餘份" in said
    assert "損毀17份，尚有11份去向不明。另有50份未領出。" in said, "the books are not rounded"
    assert "實際為2064份" in said, "what is held against a goal is not rounded"
    assert "到場約300人" in "".join(getattr(block, "text", "") for block in week.report("C", "narrative", "zh-Hant", rounded=True).blocks)
    assert ("campaign:WEEK2017/event:B/handed_out", "2064") in set(rounded.figures())
