"""What the three summaries of the reference week state is held by records, in three languages (domain.md §8)."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from kiosk import campaigns, posts, records, summary_texts
from kiosk.demonstration.texts import add_texts
from kiosk.observances import say_occasion
from kiosk.organisations import ORGANISATION
from kiosk.posts import POST
from kiosk.storage import Store, open_store
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT
from kiosk.venues import EQUIPMENT, MEDIA


@pytest.fixture
def week(tmp_path: Path) -> tuple[Store, str]:
    """The week's organisations, events and one flyer, with what `add_texts` brings."""
    store = open_store(tmp_path / "kiosk.db")
    return store, store.write(_make)


def _make(connection: sqlite3.Connection) -> str:
    top = records.add(connection, ORGANISATION, "", {"code": "DEMO", "name": "示範區"})
    units = {code: records.add(connection, ORGANISATION, "", {"code": code, "name": code}, parent=top) for code in "ABC"}
    dates = {"code": "WEEK2017", "title": "社會工作宣傳週", "starts_on": "2017-03-20", "ends_on": "2017-03-26"}
    week = records.add(connection, campaigns.CAMPAIGN, "", dates, organisation=top)
    for code in ("A1", "A2", "B", "C"):
        event = {"code": code, "title": code, "place": "處", "day": "2017-03-24"}
        records.add(connection, campaigns.EVENT, week, event, organisation=units[code[0]])
    records.add(connection, campaigns.MATERIAL, week, {"code": "C-FLY", "title": "單"})
    add_texts(connection, week)
    return week


def test_the_records_hold_what_the_summaries_state(week: tuple[Store, str]) -> None:
    store, campaign = week
    read = store.read()
    row = records.get(read, campaigns.CAMPAIGN, campaign)
    assert row["scope"] == "nation"
    assert say_occasion(row, "zh-Hant") == "第十一個國際社工日，2017年3月21日（星期二）"
    assert say_occasion(row, "en") == "the 11th World Social Work Day, Tuesday 21 March 2017"
    assert summary_texts.slogans_of(row, "zh-Hant") == ["以人為本、助人自助", "民政為民、民政愛民", "奉獻、友愛、互助、進步"]
    directives = records.all_of(read, campaigns.DIRECTIVE, campaign)
    assert [(each["level"], each["number"]) for each in directives] == [("ministry", "民電【2017】29號"), ("region", "內民政社工【2017】1號")]
    assert summary_texts.show_number(directives[1]["number"]) == "內民政社工〔2017〕1號"
    assert summary_texts.define_topics(read, campaign, "zh-Hant").keys() == {"三社聯動"}
    events = {each["code"]: each for each in records.all_of(read, campaigns.EVENT, campaign)}
    said = {name: " ".join(each["text"] for each in records.all_of(read, STATEMENT, campaign) if whose(read, each) == name) for name in ("DEMO", *"ABC")}
    expected = {
        "DEMO": "3月20日至26日 全國社會工作宣傳週 民政部確定 社工讓社區更美好",
        "A": "配合和支持 稱讚 信任 基本單元",
        "B": "弘揚 傳播 展示 知曉度 覆蓋面 普法 工作作風",
        "C": "民政為民、民政愛民 奉獻、友愛、互助、進步 寄語、希望和改進建議",
    }
    missing = {name: [word for word in words.split() if word not in said[name]] for name, words in expected.items()}
    assert not any(missing.values()), missing
    done = {
        "A1": "圖文 三者的關係 性質和意義 扶貧濟困", "A2": "日常巡查 防盜門", "B": "宣傳單 耐心講解 秧歌隊", "C": "社區工作站 服務項目 公益工作的價值 有困難的鄰居",
    }  # fmt: skip
    assert [(code, word) for code, words in done.items() for word in words.split() if word not in events[code]["outcome"]] == []
    assert (events["A1"]["capacity"], events["B"]["topics"]) == (60, "社會救助 養老助殘")
    assert len(events["C"]["invited"].splitlines()) == 10


def whose(read: sqlite3.Connection, statement: sqlite3.Row) -> str:
    return str(records.get(read, ORGANISATION, statement["organisation"])["code"])


def test_the_film_its_equipment_the_posts_and_the_flyer_made_from_one(week: tuple[Store, str]) -> None:
    store, campaign = week
    read = store.read()
    screening = records.find_by_code(read, campaigns.EVENT, campaign, "A2")
    assert screening is not None
    [film] = records.all_of(read, MEDIA, screening["id"])
    assert (film["title"], film["producer"]) == ("愛崗敬業練就多面手 為民解憂最美社區人", "王繼安")
    things = [(row["item"], row["count"], row["owned"]) for row in records.all_of(read, EQUIPMENT, screening["id"])]
    assert things == [("投影機", 1, "own"), ("筆記型電腦", 1, "own"), ("音箱", 2, "own"), ("銀幕", 1, "own")]
    listed = records.all_of(read, POST, campaign)
    readings = posts.latest_readings(read, [row["id"] for row in listed])
    assert [readings[row["id"]].reads for row in listed] == [412, 355, 298, 361]
    assert sum(reading.reads for reading in readings.values()) == 1426
    flyer = records.find_by_code(read, campaigns.MATERIAL, campaign, "C-FLY")
    assert flyer is not None
    assert flyer["derived_from"] == listed[1]["id"]


def test_every_text_is_there_in_three_languages(week: tuple[Store, str]) -> None:
    store, campaign = week
    nouns = (STATEMENT, OBJECTIVE, NEXT_STEP, POST, campaigns.DIRECTIVE)
    for noun, row in [(each, row) for each in nouns for row in records.all_of(store.read(), each, campaign)]:
        filled = {field.name for field in noun.fields if field.varies and row[field.name]}
        variants = json.loads(row["variants"])
        assert variants.keys() == filled, (noun.table, row["code"])
        for field, texts in variants.items():
            assert texts.keys() == {"zh-Hans", "en"}, (noun.table, row["code"], field)
            assert not any("\u3400" <= letter <= "\u9fff" for letter in texts["en"]), texts["en"]
