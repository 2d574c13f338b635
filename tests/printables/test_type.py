"""Chinese and Latin type: native shapes, rare names, lines broken as readers expect, nothing blank, nothing parsed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printables.breaking import NOT_FIRST, NOT_LAST
from printables.document import to_bytes
from printables.errors import MissingGlyphs, TextTooLong
from printables.flyer import Flyer
from printables.fonts import Typeface
from printables.page import POINTS_PER_MM
from printables.surface import group_code
from printables.typesetting import Room, break_lines, ems_of, fit, fit_headline
from tests.printables.reading import blank_characters, fonts_of, text_of

TRADITIONAL = Typeface(("zh-Hant",))
SIMPLIFIED = Typeface(("zh-Hans",))
PROSE = "歡迎到攤位了解「社會救助」、志願服務（含養老助殘）等政策，社工現場解答。資料免費取閱！"


def flyer(headline: str, language: str = "zh-Hant", **fields: object) -> bytes:
    return to_bytes(Flyer((language,), headline, "HTTPS://KIOSK.EXAMPLE/F/", ("7K3QX9M2TD",), **fields))  # type: ignore[arg-type]


def test_each_script_is_set_in_its_native_face() -> None:
    assert TRADITIONAL.runs("骨，直") == [("NotoSansTC-Regular", "骨，直")]
    assert SIMPLIFIED.runs("骨，直", bold=True) == [("NotoSansSC-Bold", "骨，直")]
    assert Typeface(("en", "zh-Hant")).face == "TC"


def test_a_rare_name_takes_only_its_rare_character_from_the_other_face() -> None:
    pieces = [("NotoSansTC-Regular", "余"), ("NotoSansSC-Regular", "让"), ("NotoSansTC-Regular", "明")]
    assert TRADITIONAL.runs("余让明") == pieces


@pytest.mark.parametrize("name", ["朱镕基", "陶喆", "游錫堃", "龔如心", "𨋢", "邨", "喆堃镕", "犇骉"])
@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_rare_names_print(name: str, language: str) -> None:
    pdf = flyer(name, language)
    assert name in text_of(pdf)
    assert blank_characters(pdf) == []


def test_characters_without_a_glyph_are_refused_by_name() -> None:
    with pytest.raises(MissingGlyphs) as refused:
        flyer("歡迎 🎉 ᠮᠣᠩᠭᠣᠯ")
    assert refused.value.reason == "missing_glyphs"
    assert "🎉 (U+1F389)" in str(refused.value)
    assert "U+182E" in str(refused.value)


@pytest.mark.parametrize("text", ["社工\u202e讓", "社工\x00", "社工\u200b週", "社工\t週"])
def test_control_characters_are_refused(text: str) -> None:
    with pytest.raises(MissingGlyphs):
        flyer(text)


@pytest.mark.parametrize(
    ("language", "names"), [("zh-Hans", "于范余"), ("zh-Hant", "于范余"), ("zh-Hant", "於範餘"), ("zh-Hans", "於範餘")]
)
def test_family_names_stay_as_they_are_given(language: str, names: str) -> None:
    assert names in text_of(flyer(names, language))


@pytest.mark.parametrize("markup", ['<img src="/etc/passwd">', '<font size="99">大</font>', "社工 & 社區 &amp; <b>", "</para>"])
def test_markup_prints_as_it_is_typed(markup: str) -> None:
    pdf = flyer("社工", lines=(markup,))
    assert markup.replace(" ", "") in text_of(pdf).replace("\r\n", "").replace(" ", "")
    assert b"/Subtype /Image" not in pdf


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-Hant", PROSE),
        ("zh-Hans", "欢迎到摊位了解“社会救助”等政策，资料免费取阅！"),
        ("en", "Ask at a booth: leaflets are free."),
    ],
)
def test_every_character_of_a_flyer_shows_and_can_be_searched(language: str, text: str) -> None:
    pdf = flyer(text[:8], language, lines=(text,), when="3月24日（星期五）", where=text[:6], contact="0470-000 0000")
    assert text in text_of(pdf).replace("\r\n", "").replace("\n", "")
    assert blank_characters(pdf) == []


def test_only_embedded_faces_are_listed() -> None:
    fonts = dict(fonts_of(flyer("社工让社區", lines=(PROSE,))))
    assert len(fonts) >= 2
    assert all(fonts.values())
    assert not any("Helvetica" in name for name in fonts)


def test_a_file_holds_only_the_glyphs_it_uses() -> None:
    assert len(flyer("社工讓社區更美好", lines=(PROSE,))) < 60_000


@pytest.mark.parametrize("width", [18, 25, 33, 47])
def test_no_line_begins_or_ends_with_the_wrong_punctuation(width: int) -> None:
    lines = break_lines(PROSE, TRADITIONAL, 10, width)
    assert "".join(lines) == PROSE
    assert not any(line[0] in NOT_FIRST or line[-1] in NOT_LAST for line in lines)


def test_a_latin_word_is_kept_whole_and_an_endless_one_broken() -> None:
    assert break_lines("Leaflets are free", SIMPLIFIED, 10, 16) == ["Leaflets", "are free"]
    long_word = "HTTPS://KIOSK.EXAMPLE/F/7K3QX9M2TD"
    assert "".join(break_lines(long_word, SIMPLIFIED, 10, 20)) == long_word


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="社工讓區更美好，。「」（）abc def 0123–:", max_size=60), st.integers(20, 80))
def test_no_character_is_lost_and_no_line_too_wide(text: str, width: int) -> None:
    lines = break_lines(text, TRADITIONAL, 9, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(TRADITIONAL.width(line, 9) <= width * POINTS_PER_MM + 0.01 for line in lines)


def test_the_day_of_the_week_stays_whole_in_its_brackets() -> None:
    when = "2017年3月24日（星期五） 09:00–11:30"
    for width in range(30, 70, 2):
        assert any("（星期五）" in line for line in break_lines(when, Typeface(("zh-Hans",)), 12, width))


def test_a_list_on_two_lines_breaks_between_its_items() -> None:
    type_ = Typeface(("zh-Hant",))
    setting = fit("where", ["康寧社區門口、市場路口、廣場"], type_, Room(50, 20, 14, 14))
    assert setting.lines == ("康寧社區門口、", "市場路口、廣場")
    assert fit("where", ["康寧社區門口、市場"], type_, Room(30, 20, 14, 14)).lines == ("康寧社區門", "口、市場")


def test_a_headline_is_broken_where_it_is_spoken() -> None:
    room = Room(89, 40, 21, 13, spacing=1.3, bold=True, most_lines=3)
    headline = "社工让社区更美好：社会工作宣传周开始了，欢迎参加"
    setting = fit_headline("headline", headline, SIMPLIFIED, room)
    assert setting.lines == ("社工让社区更美好：", "社会工作宣传周开始了，", "欢迎参加")


def test_text_that_cannot_fit_is_refused_with_what_to_cut() -> None:
    with pytest.raises(TextTooLong) as refused:
        fit("lines", ["社" * 500], TRADITIONAL, Room(89, 30, 11, 8))
    assert refused.value.params["field"] == "lines"
    kept = 500 - int(str(refused.value.params["characters"]))
    assert fit("lines", ["社" * kept], TRADITIONAL, Room(89, 30, 11, 8)).size == 8


def test_a_size_is_passed_over_only_where_even_full_lines_would_not_fit() -> None:
    room = Room(89, 30, 26, 8)
    for length in (5, 50, 100, 200):
        text = (PROSE * 9)[:length]
        assert fit("lines", [text], TRADITIONAL, room).size <= room.largest(ems_of([text], TRADITIONAL))
    assert room.largest(ems_of(["社" * 10_000], TRADITIONAL)) == room.least


@pytest.mark.parametrize(
    ("code", "grouped"),
    [("7K3QX9M2TD", "7K3QX 9M2TD"), ("7K3QX9M2", "7K3Q X9M2"), ("ABCDEFGHJKM", "ABCD EFGH JKM"), ("ABC", "ABC")],
)
def test_a_code_is_grouped_for_typing(code: str, grouped: str) -> None:
    assert group_code(code) == grouped
