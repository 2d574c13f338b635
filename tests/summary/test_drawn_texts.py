"""Whatever the numbers are, none, one, two or many, a summary reads as somebody would write it."""

from __future__ import annotations

import random
import re

import pytest

from kiosk.languages import LANGUAGES
from kiosk.summary.compose import write_report
from kiosk.summary.shapes import SHAPES
from tests.lint.han import find_wrong_script
from tests.summary.conftest import NOW, Summaries, text_of
from tests.summary.drawn import draw_records
from tests.summary.test_language import AS_TYPED, CLUMSY, DOUBLED, LEADING_ZERO, SLIPS

FEW_IN_CHINESE = re.compile(r"其中0|[^\d,.−为為]0(?:名|人|支|[個个场場]|人次)[^（]|的[^、。，；的]{1,12}等[設设][備备]|其中14至17[歲岁]的1名，均")
FEW_IN_ENGLISH = re.compile(
    r"(?<![\d,.−])1 (?:visits|people|copies|events|posts|groups|notes|wishes|times|consultations|volunteers|booths|performers|officials|were|have)\b"
    r"|(?<![\d,.−])(?:0|2|12) (?:visit|person|copy|event|post|group(?! leader)|note|wish|time|consultation|volunteer(?! registration)|booth|performer|official|was|has)\b"
    r"|(?<![\d,.−])0 (?:people|performers|groups|said)|\b(?:In|in) all, 0|  |\.\.| [,.;]|,,|the the | and [^,.;:]* and [^,.;:“”]* and "
)
SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 40)))


@pytest.mark.parametrize("seed", SEEDS)
def test_few_and_many_read_as_somebody_would_write_them(week: Summaries, seed: int) -> None:
    for scope in "ABC":
        records = draw_records(week.records(scope), random.Random(seed))
        for language in LANGUAGES:
            for shape in SHAPES:
                text = AS_TYPED.sub("X", text_of(write_report(records, shape, language, NOW, rounded=seed % 3 == 0)))
                patterns = (FEW_IN_ENGLISH,) if language == "en" else (SLIPS, CLUMSY, LEADING_ZERO, DOUBLED, FEW_IN_CHINESE)
                assert [found[0] for pattern in patterns for found in pattern.finditer(text)] == [], (scope, language, shape)
                assert find_wrong_script(language, text) == ""


@pytest.mark.parametrize("clumsy", ["有1人作出評價，其中0人表示滿意", "秧歌隊0名演員", "現場使用借用的幕布等設備", "其中14至17歲的1名，均經監護人同意"])
def test_few_that_nobody_would_write_are_found(clumsy: str) -> None:
    assert FEW_IN_CHINESE.search(clumsy)


@pytest.mark.parametrize("clumsy", ["There were 1 visits", "2 copy was", "In all, 0 performers", "1 had been returned and 2 spoiled and 3 lost and a difference"])
def test_wrong_plurals_are_found(clumsy: str) -> None:
    assert FEW_IN_ENGLISH.search(clumsy)
