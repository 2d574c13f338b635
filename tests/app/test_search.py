"""The server's keys and the phone's search agree: a name is found however it is written."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from kiosk.folding import DROPPED, fold, folds_for
from kiosk.readings import readings_of
from tests.node import find_node

HERE = Path(__file__).parent
# name → how somebody may type it: the other script, the surname's reading, initials, whole pinyin, other widths and dots
TYPED = {
    "單于靜": ["单于静", "單", "syj", "chanyujing", "静"], "曾國藩": ["曾国藩", "zgf", "zengg"], "解縉": ["解缙", "xj", "xiejin"],
    "仇英": ["qy", "qiuying"], "查良鏞": ["查良镛", "zly", "zhaly"], "覃海洋": ["qhy", "thy"], "任盈盈": ["ryy"], "區小明": ["区小明", "oxm", "ou"],
    "尉遲恭": ["尉迟恭", "ycg", "yuchigong", "wcg"], "万俟卨": ["萬俟卨", "mqx"], "朴樹": ["朴树", "ps", "piaoshu"], "盖叫天": ["蓋叫天", "gjt"], "冼星海": ["xxh"],
    "长孙无忌": ["長孫無忌", "zswj", "zhangsun"], "樂嘉": ["乐嘉", "yj", "lj"], "呂布": ["吕布", "lb", "lvbu", "lübu"], "乌云·其木格": ["烏雲其木格", "wyqmg", "其木格"],
    "Batu Möngke": ["batu", "ＢＡＴＵ", "möngke"], "范曾": ["範曾", "fz"], "李明": ["李明", "lm", "l"],
}  # fmt: skip


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], list[str]]:
    """(name, typed) → the names that the phone finds."""
    people = [
        {
            "id": name,
            "codes": [f"#{place}"],
            "name": name,
            "category": "invited",
            "expected": True,
            "key": fold(name),
            "sounds": readings_of(name),
        }
        for place, name in enumerate(TYPED)
    ]
    asked = [(name, text) for name, texts in TYPED.items() for text in [name, *texts]]
    folding = {"dropped": DROPPED, "simplified": folds_for(fold(name) for name in TYPED)}
    said = json.dumps({"people": people, "folding": folding, "asked": [text for _, text in asked]})
    done = subprocess.run(
        [find_node(), HERE / "js" / "find_people.mjs"],
        input=said,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    names = [[list(TYPED)[int(code[1:])] for code in codes] for codes in json.loads(done.stdout)]
    return dict(zip(asked, names, strict=True))


@pytest.mark.parametrize("name", TYPED)
def test_a_name_is_found_however_it_is_typed(name: str, found: dict[tuple[str, str], list[str]]) -> None:
    assert [text for text in [name, *TYPED[name]] if name not in found[name, text]] == []
