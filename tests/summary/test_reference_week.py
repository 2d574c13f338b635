"""The three summaries of the reference week and their compendium hold every fact and figure of domain.md §8."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from kiosk.event_photos import add_photo
from kiosk.folding import fold
from kiosk.ids import new_id
from kiosk.languages import LANGUAGES
from kiosk.storage.database import connect
from kiosk.summary.compose import compose, write_report
from kiosk.summary.frozen import from_json, to_json
from kiosk.summary.photographs import finder_of
from kiosk.summary.reading import read_records
from kiosk.summary.scope import find_scope
from kiosk.summary.shapes import SHAPES
from printables.report import Chart, Heading, Paragraph, Photo
from printables.report_text import to_plain_text
from tests.plan_fixtures import make_kiosk
from tests.summary.conftest import NOW, SCOPES, Summaries, text_of
from tests.summary.facts import FACTS

JUNE = 1_496_300_000_000
MAINLAND = {"投影機": "投影仪", "當場答覆": "当场答复", "已聯絡": "已联系", "紙本": "纸质", "銀幕": "幕布", "筆記型電腦": "笔记本电脑"}
"""What the mainland calls otherwise."""


def in_simplified(fact: str) -> str:
    for traditional, simplified in MAINLAND.items():
        fact = fact.replace(traditional, simplified)
    return fold(fact)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("scope", FACTS)
def test_the_summary_holds_every_fact_that_belongs_into_it(week: Summaries, scope: str, shape: str, language: str) -> None:
    said, wanted = week.text(scope, shape, language), [fact for fact in FACTS[scope] if shape[0] in fact[0]]
    facts = [english if language == "en" else chinese for _, chinese, english in wanted]
    if language == "zh-Hans":
        said, facts = fold(said), list(map(in_simplified, facts))
    assert [fact for fact in facts if fact not in said] == []


def test_a_step_that_was_done_by_the_day_of_the_summary_is_told_as_done(week: Summaries) -> None:
    in_june = read_records(week.store.read(), find_scope(week.store.read(), campaign="WEEK2017", organisation="A"), JUNE)
    said = text_of(write_report(in_june, "narrative", "zh-Hant", JUNE))
    assert "活動結束後，我社區已把日常巡查中發現的問題逐一登記，及時處理（社區居委會，4月28日完成）。" in said
    assert "下一步，我社區將繼續舉辦社會工作講座，講解居民關心的政策（社區居委會，6月30日前完成）。" in said


def test_sections_are_numbered_as_offices_number_them(week: Summaries) -> None:
    heads = [(block.level, block.text) for block in week.report("A", "sections", "zh-Hant").blocks if isinstance(block, Heading)]
    assert heads[:4] == [(1, "一、活動背景和目的"), (1, "二、活動時間、地點和參加人員"), (1, "三、活動開展情況"), (2, "（一）啟動儀式")]


def test_the_brief_begins_with_the_documents(week: Summaries) -> None:
    report = week.report("B", "brief", "zh-Hant")
    first = next(block for block in report.blocks if isinstance(block, Paragraph))
    assert first.text.startswith("根據民政部辦公廳")
    assert "文件精神" in first.text
    assert "我旗於2017年3月24日（星期五）" in first.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_block_has_a_key_of_its_own_and_no_text_is_missing(week: Summaries, language: str) -> None:
    for scope in SCOPES:
        for shape in SHAPES:
            report = week.report(scope, shape, language)
            keys = [block.key for block in report.blocks]
            assert len(keys) == len(set(keys)), (scope, shape)
            assert report.missing == ()
            assert report.mark


# What is taken away, whose summary then says less, and the words that go with it: together every text fact of domain.md §8.
_LEDGER = "DROP TRIGGER fact_is_append_only_delete; DELETE FROM fact WHERE pattern IN (SELECT id FROM pattern WHERE kind = '{kind}')"
_COUNTED = "DELETE FROM tally WHERE measure = '{measure}'; DELETE FROM event_total WHERE measure = '{measure}'"
TAKEN_AWAY = (
    ("DELETE FROM directive", "A", "民政部辦公廳 通知 民電〔2017〕29號 內民政社工〔2017〕1號 文件精神"),
    ("UPDATE directive SET number = ''", "A", "民電 內民政社工"),
    ("UPDATE campaign SET observance = ''", "C", "第十一個國際社工日"),
    ("UPDATE campaign SET scope = ''", "A", "全國社會工作宣傳週，"),
    ("UPDATE campaign SET theme_by = ''", "A", "由民政部確定"),
    ("UPDATE campaign SET theme = ''", "A", "社工讓社區更美好"),
    ("UPDATE organisation SET self_reference = '', level = 'station'", "B", "我旗"),
    ("DELETE FROM topic", "A", "是指社區"),
    ("UPDATE event SET room = '', capacity = 0", "A", "活動教室（ 60人）"),
    ("UPDATE event SET outcome = '' WHERE code = 'A1'", "A", "結合圖文 三者的關係 性質和意義 扶貧濟困"),
    ("UPDATE event SET outcome = '' WHERE code = 'A2'", "A", "日常巡查中發現的。"),
    ("DELETE FROM media", "A", "王繼安 社區居委會主任 愛崗敬業練就多面手 防盜門卡住 找來工具"),
    ("DELETE FROM equipment", "A", "自備的 投影機 音箱2個"),
    ("DELETE FROM statement WHERE kind = 'effects'", "A", "更多了解 配合和支持 稱讚工作人員 更加信任"),
    ("DELETE FROM statement WHERE kind = 'significance'", "A", "基本單元"),
    ("DELETE FROM next_step", "A", "下一步 繼續舉辦社會工作講座"),
    ("DROP TRIGGER closing_no_delete; DELETE FROM closing; DELETE FROM visit", "A", "69人 再次參加"),
    (_COUNTED.format(measure="visits"), "A", "46人次 52人次 98人次 紙本簽到 手機簽到"),
    (_LEDGER.format(kind="feedback"), "A", "作出評價 表示滿意"),
    ("DELETE FROM tally WHERE measure = 'returned'", "A", "退回18份"),
    ("DELETE FROM counting_mode", "A", "差額無法核算"),
    ("DELETE FROM statement WHERE kind = 'aims'", "B", "弘揚社會工作精神 傳播社會工作知識 展示社會工作者的風采"),
    ("UPDATE event SET outcome = '' WHERE code = 'B'", "B", "發放宣傳單， 邀請秧歌隊 耐心講解"),
    (_LEDGER.format(kind="group_in"), "B", "秧歌隊16名演員"),
    ("DELETE FROM statement WHERE kind = 'effects'", "B", "知曉度 覆蓋面 普法 工作作風"),
    (_COUNTED.format(measure="issued"), "B", "2250份"),
    (_COUNTED.format(measure="handed_out"), "B", "2064份 1352份 712份"),
    ("DELETE FROM tally WHERE measure = 'printed'", "B", "印製 50份未領出"),
    ("DELETE FROM tally WHERE measure = 'spoiled'", "B", "損毀17份"),
    ("UPDATE shift SET duty = 'other'", "B", "負責發放宣傳品的有20人"),
    (_LEDGER.format(kind="shift_in") + "; DELETE FROM shift", "B", "24人 機關幹部9人"),
    ("DELETE FROM response_tally", "B", "二維碼 131次"),
    ("DELETE FROM tally WHERE measure = 'consultations'", "B", "諮詢87人次 低保31人次 養老助殘11人次"),
    ("DELETE FROM tally WHERE measure = 'consulted_persons'", "B", "共79人"),
    (_COUNTED.format(measure="outcomes"), "B", "當場答覆74人次 預約辦理或轉介"),
    ("DELETE FROM objective", "B", "對照活動目標"),
    ("DELETE FROM statement WHERE kind = 'aims'", "C", "民政為民、民政愛民"),
    ("UPDATE event SET outcome = '' WHERE code = 'C'", "C", "社區工作站工作人員 服務項目和 公益工作的價值 有困難的鄰居"),
    ("UPDATE post SET archived_at = 1", "C", "發布推文 公眾號 以人為本、助人自助 老年社會工作 婦女兒童社會工作 殘疾人社會工作 1426次"),
    ("DROP TRIGGER post_reading_is_never_deleted; DELETE FROM post_reading", "C", "累計閱讀 截至3月26日"),
    ("DELETE FROM act", "C", "依次登台 舞蹈隊 老年協會 登記備案 負責人和代表 133名 70分鐘"),
    ("UPDATE organisation SET registration = ''", "C", "登記備案"),
    (_LEDGER.format(kind="head_count"), "C", "約300人"),
    ("DELETE FROM tally WHERE measure = 'registrations'", "C", "志願者登記 新增志願者36名 5名 監護人"),
    ("DELETE FROM project", "C", "探訪獨居老人 當場報名"),
    ("DELETE FROM tally WHERE measure = 'notes' AND detail <> 'wish'", "C", "留言126條 寄語58條 希望41條 改進建議27條"),
    ("DELETE FROM tally WHERE measure = 'notes' AND detail = 'wish'", "C", "微心願23個 已認領 已實現"),
    (_COUNTED.format(measure="referral_steps"), "C", "線索9條 已聯絡9人"),
    ("DELETE FROM statement WHERE kind = 'effects'", "C", "奉獻、友愛、互助、進步 寄語、希望和改進建議"),
)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory, copy_of_the_week: Callable[[Path], Path]) -> Path:
    return copy_of_the_week(tmp_path_factory.mktemp("spoilt") / "demo") / "kiosk.db"


@pytest.mark.parametrize(("statements", "scope", "words"), TAKEN_AWAY)
def test_a_fact_without_its_records_is_not_stated(spoilt: Path, week: Summaries, statements: str, scope: str, words: str) -> None:
    assert [each for each in words.split() if each not in week.text(scope, "narrative", "zh-Hant")] == []
    connection = connect(spoilt)
    connection.execute("BEGIN")
    try:
        for statement in statements.split("; "):
            connection.execute(statement)
        found = find_scope(connection, **SCOPES[scope])  # type: ignore[arg-type]
        said = {shape: text_of(compose(connection, found, shape, "zh-Hant", NOW)) for shape in SHAPES}
    finally:
        connection.execute("ROLLBACK")
        connection.close()
    assert {shape: [each for each in words.split() if each in text] for shape, text in said.items()} == {shape: [] for shape in SHAPES}


def test_a_text_that_nobody_typed_in_the_language_is_marked_and_listed_first(spoilt: Path) -> None:
    connection = connect(spoilt)
    connection.execute("BEGIN")
    try:
        variants = json.loads(connection.execute("SELECT variants FROM event WHERE code = 'B'").fetchone()[0])
        del variants["title"]["en"]
        connection.execute("UPDATE event SET variants = ? WHERE code = 'B'", (json.dumps(variants),))
        report = compose(connection, find_scope(connection, event="B"), "narrative", "en", NOW)
    finally:
        connection.execute("ROLLBACK")
        connection.close()
    assert report.missing == ("Title (B): 街頭宣傳",)
    assert "街頭宣傳 [original]" in text_of(report)


def test_a_kiosk_without_records_writes_no_sentence_of_figures(tmp_path: Path) -> None:
    _, store, ids = make_kiosk(tmp_path)
    for shape in SHAPES:
        report = compose(store.read(), find_scope(store.read(), event=ids.event), shape, "zh-Hant", NOW)
        assert not [address for address, words in report.figures() if words not in ("0", "—") and not address.endswith(("/booths", "/staff", "/events"))]
    store.close()


def test_only_photos_that_may_be_shown_are_in_it(spoilt: Path) -> None:
    connection = connect(spoilt)
    connection.execute("BEGIN")
    try:
        row = connection.execute("SELECT * FROM event WHERE code = 'B'").fetchone()
        for shade, consent in ((10, "agreed"), (90, "refused"), (170, "unknown")):
            file = io.BytesIO()
            Image.new("RGB", (60, 40), (shade, 0, 0)).save(file, "PNG")
            add_photo(connection, row, new_id(), file.getvalue(), "image/png", {"caption": f"照片{shade}", "consent": consent}, "kiosk")
        report = compose(connection, find_scope(connection, event="B"), "narrative", "zh-Hant", NOW)
        english = compose(connection, find_scope(connection, event="B"), "narrative", "en", NOW)
        kept, find = to_json(report), finder_of(connection, find_scope(connection, event="B"))
        handed_in = from_json(kept, find)
        connection.execute("UPDATE event_photo SET consent = 'refused'")
        withdrawn = from_json(kept, find)
    finally:
        connection.execute("ROLLBACK")
        connection.close()
    assert handed_in == report, "a version that was handed in shows its photos"
    assert not [block for block in withdrawn.blocks if isinstance(block, Photo)], "and no longer when the consent is taken back"
    assert "Caption (F1): 照片10" in english.missing
    [photo] = [block for block in report.blocks if isinstance(block, Photo)]
    assert (photo.width, photo.height, photo.caption.startswith("照片10")) == (60, 40, True)
    assert photo.jpeg.startswith(b"\xff\xd8")


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_hours_of_the_street_are_drawn_as_they_were_counted(week: Summaries, language: str) -> None:
    charts = {block.key: block for block in week.report("B", "sections", language).blocks if isinstance(block, Chart)}
    said = {key: [reading.said for reading in chart.kind.readings()] for key, chart in charts.items()}
    assert said["chart.hours.B"] == ["702", "931", "431"]
    assert said["chart.booths.B"] == ["742", "688", "634"]
    assert said["chart.topics"] == ["31", "19", "14", "12", "11"]
    assert charts["chart.topics"].caption not in to_plain_text(week.report("B", "sections", language)), "a sentence says it in words"


def test_who_signed_in_how_is_drawn_and_an_estimate_stands_beside(week: Summaries) -> None:
    charts = {block.key: block.kind for block in week.report("C", "sections", "zh-Hant").blocks if isinstance(block, Chart)}
    assert [reading.said for reading in charts["chart.ways"].readings()] == ["130人次 · 60.7%", "84人次 · 39.3%", "300人"]
    assert not [block for block in week.report("A", "sections", "zh-Hant").blocks if block.key.startswith("chart.hours")], "counted out and in: no hours"
    assert not [block for shape in ("narrative", "brief") for block in week.report("C", shape, "zh-Hant").blocks if isinstance(block, Chart)]
