"""A report is the same in Word and in PDF, each with an office's own look: real headings, tables that run on, pictures with words."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

from printables.charts import Bar, Columns
from printables.errors import MissingGlyphs
from printables.report import (
    Block,
    Cell,
    Chart,
    Heading,
    Paragraph,
    Photo,
    Report,
    Span,
    Table,
    in_rows,
    set_title,
    signature_insets,
)
from printables.report_pdf import to_pdf
from printables.report_text import to_markdown
from printables.report_word import to_word

MADE = datetime(2017, 3, 27, 9, tzinfo=UTC)
LONG = "繼續在各社區設立社會工作服務點，由社區工作站負責；逐步充實志願者隊伍，定期上門走訪有困難的居民。"


def picture(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "#8899aa").save(target, "JPEG")
    return target.getvalue()


def numbers(*values: str) -> tuple[Cell, ...]:
    return tuple(Cell(value, number=True) for value in values)


BLOCKS: tuple[Block, ...] = (
    Heading("h", "一、活動成效"),
    Paragraph("p", (Span("共發放宣傳單"), Span("2,064", "campaign:W/event:B/handed_out"), Span("份，實到"), Span("25", "campaign:W/x", typed=True), Span("人。"))),
    Paragraph("s", (Span("居民對社會工作的認識明顯提高。"),), "statement"),
    Table("t", "各攤位發放情況", (Cell("攤位"), Cell("領出"), Cell("發放")), ((Cell("B1 社區門口"), *numbers("800", "742")),), (Cell("合計"), *numbers("800", "742"))),
    Chart("c", Columns("各時段發放份數", (Bar("09–10", 702), Bar("10–11", 931)))),
    Photo("f1", picture(60, 40), 60, 40, "秧歌隊在廣場演出"),
    Photo("f2", picture(40, 60), 40, 60, "解答諮詢"),
    Photo("f3", picture(40, 60), 40, 60, "發放宣傳單"),
    Heading("h2", "二、下一步工作"),
)
WORDS = (Paragraph("w", (Span("經過宣傳，居民對社會工作有了更多了解。"),)),)
REPORT = Report("zh-Hant", "社會工作宣傳週活動總結", BLOCKS, issuer="民政局", issued="2017年3月27日", mark="示範資料", missing=("短片簡介",))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_word_has_real_headings_tables_and_pictures_with_words() -> None:
    document = Document(io.BytesIO(to_word(REPORT, MADE)))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs if paragraph.style and paragraph.text}
    assert styles["一、活動成效"] == "Heading 1"
    assert styles["社會工作宣傳週活動總結"] == "Title"
    assert styles["居民對社會工作的認識明顯提高。"] == "Statement"
    assert styles["共發放宣傳單2,064份，實到25＊人。"] == "Body Text"
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows][-1] == ["合計", "800", "742"]
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described == ["各時段發放份數。09–10：702；10–11：931", "秧歌隊在廣場演出", "解答諮詢", "發放宣傳單"]
    assert document.sections[0].page_width is not None
    assert [round(edge.mm) for edge in (document.sections[0].top_margin, document.sections[0].left_margin) if edge] == [37, 28]
    assert document.core_properties.title == REPORT.title


def test_both_files_are_the_same_bytes_each_time() -> None:
    assert to_word(REPORT, MADE) == to_word(REPORT, MADE)
    assert to_pdf(REPORT) == to_pdf(REPORT)


def test_the_pdf_says_what_the_report_says() -> None:
    said = text_of(to_pdf(REPORT)).replace("\n", "")
    for words in ("社會工作宣傳週活動總結", "2,064份", "25＊人", "各攤位發放情況", "931", "秧歌隊在廣場演出", "短片簡介", "由經辦人填寫", "2017年3月27日"):
        assert words in said, words
    assert said.count("示範資料") == len(PdfReader(io.BytesIO(to_pdf(REPORT))).pages)


def test_a_long_table_repeats_its_heads_and_loses_no_row() -> None:
    rows = tuple((Cell(f"第{number}號攤位"), *numbers(str(number), str(number))) for number in range(120))
    long = replace(REPORT, blocks=(replace(BLOCKS[3], rows=rows),))  # type: ignore[type-var]
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(long))).pages]
    assert len(pages) > 3
    assert all("領出" in page for page in pages[:-1])
    assert sum(page.count("號攤位") for page in pages) == 120


def test_a_torn_table_has_three_rows_at_its_heads_and_two_at_its_end() -> None:
    for rows in (4, 16):
        for fill in range(12, 21):
            lines = tuple((Cell(f"第{number}號攤位"), *numbers(str(number), str(number))) for number in range(rows))
            blocks = (*(Paragraph(f"p{index}", (Span("一行文字。"),)) for index in range(fill)), replace(BLOCKS[3], rows=lines, total=()), *WORDS)  # type: ignore[type-var]
            pages = [page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(replace(REPORT, blocks=blocks, missing=())))).pages]
            held = [page.count("號攤位") for page in pages if "號攤位" in page]
            assert (sum(held), held[0] >= min(3, rows), held[-1] >= 2) == (rows, True, True), (rows, fill, held)


def test_words_lines_stand_together_as_those_of_the_pdf() -> None:
    table = replace(BLOCKS[3], rows=tuple((Cell(f"第{number}號攤位"), *numbers("1", "1")) for number in range(20)))  # type: ignore[type-var]
    document = Document(io.BytesIO(to_word(replace(REPORT, blocks=(table, *WORDS)), MADE)))
    stays = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in document.tables[0].rows]
    assert stays == [True] * 3 + [False] * 16 + [True, True, False]


def test_no_line_of_a_paragraph_stands_alone() -> None:
    text = "".join(f"第{number:02}字" for number in range(20))
    for fill in range(14, 24):
        blocks = (*(Paragraph(f"p{index}", (Span("一行文字。"),)) for index in range(fill)), Paragraph("q", (Span(text),)), *WORDS)
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(replace(REPORT, blocks=blocks, missing=())))).pages]
        assert len([page for page in pages if re.search(r"第\d\d字", page)]) == 1, fill


def test_who_signs_and_the_day_stand_as_the_norm_has_them() -> None:
    assert signature_insets(replace(REPORT, issuer="鄂倫春自治旗民政局", issued="2017年3月27日")) == (2, 2.5)
    assert signature_insets(replace(REPORT, issuer="內蒙古自治區呼倫貝爾市鄂倫春自治旗民政局")) == (2, 13.5)
    assert signature_insets(replace(REPORT, issuer="民政局")) == (7.5, 2)
    assert signature_insets(replace(REPORT, language="en")) == (0, 0)


@pytest.mark.parametrize(
    ("title", "lines", "size"),
    [
        ("楓景家園社區社會工作宣傳週「文藝演出和志願者招募」活動總結", ["楓景家園社區社會工作宣傳週", "「文藝演出和志願者招募」活動總結"], 22),
        ("鄂倫春自治旗民政局社會工作宣傳週志願服務活動總結", ["鄂倫春自治旗民政局社會工作宣傳週志願服務活動總結"], 18),
        ("「科普」活動總結", ["「科普」活動總結"], 22),
    ],
)
def test_a_title_breaks_beside_a_name_and_never_in_it(title: str, lines: list[str], size: int) -> None:
    assert set_title(title, 442, lambda words, points: len(words) * points) == (lines, size)
    first = next(each for each in Document(io.BytesIO(to_word(replace(REPORT, title=title), MADE))).paragraphs if each.text)
    assert first.text == "\n".join(lines)


def test_a_title_of_very_many_words_is_set_small_and_whole() -> None:
    said = text_of(to_pdf(replace(REPORT, title="長標題" * 200))).replace("\n", "")
    assert said.count("標題") >= 200


def test_no_character_ends_a_paragraph_on_a_line_of_its_own() -> None:
    text = "經" * 25 + "多" + "次。"
    [last] = [line for line in text_of(to_pdf(replace(REPORT, blocks=(Paragraph("p", (Span(text),)),)))).splitlines() if line.endswith("次。")]
    assert last == "多次。"


def test_word_knows_the_language_and_sets_marks_of_both_scripts_as_chinese_ones() -> None:
    simplified = Document(io.BytesIO(to_word(replace(REPORT, language="zh-Hans", blocks=(Paragraph("p", (Span("主题为“社工”。"), Span("25"))),)), MADE)))
    traditional = Document(io.BytesIO(to_word(REPORT, MADE)))
    languages = [each.styles.element.find(".//" + qn("w:lang")).get(qn("w:eastAsia")) for each in (simplified, traditional)]
    assert languages == ["zh-CN", "zh-TW"]
    runs = next(each for each in simplified.paragraphs if "社工" in each.text).runs
    assert ["eastAsia" in each._r.xml for each in runs] == [True, False]


def test_each_of_several_summaries_has_a_title_of_its_own_over_its_headings() -> None:
    blocks = (Heading("A/title", "【1】社區總結", 0), Heading("A/h", "一、活動成效"), *WORDS)
    document = Document(io.BytesIO(to_word(replace(REPORT, blocks=blocks), MADE)))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert (styles["【1】社區總結"], styles["一、活動成效"]) == ("Heading 1", "Heading 2")
    assert "\n## 【1】社區總結\n\n### 一、活動成效\n" in to_markdown(replace(REPORT, blocks=blocks))


def test_a_photo_without_caption_is_described_all_the_same() -> None:
    photo = Photo("f1", picture(60, 40), 60, 40, alt="「街頭宣傳」照片之1")
    document = Document(io.BytesIO(to_word(replace(REPORT, blocks=(photo,)), MADE)))
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == ["「街頭宣傳」照片之1"]


def test_a_heading_never_stands_alone_at_the_foot() -> None:
    for fill in range(12, 24):
        blocks = (*(Paragraph(f"p{index}", (Span("一行文字。"),)) for index in range(fill)), Heading("h", "三、存在問題"), Paragraph("q", (Span(LONG),)))
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(replace(REPORT, blocks=blocks, missing=())))).pages]
        [page] = [page for page in pages if "三、存在問題" in page]
        assert "繼續在各社區" in page


def test_photos_stand_two_and_two() -> None:
    assert [len(row) for row in in_rows(BLOCKS) if isinstance(row, tuple)] == [2, 1]


def test_a_character_without_a_glyph_is_named_before_anything_is_drawn() -> None:
    with pytest.raises(MissingGlyphs):
        to_pdf(replace(REPORT, title="社會工作\U000f0000"))


def test_word_opens_in_libreoffice_and_becomes_a_pdf(tmp_path: Path, needs_libreoffice: str) -> None:
    (tmp_path / "summary.docx").write_bytes(to_word(REPORT, MADE))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run([needs_libreoffice, profile, "--headless", "--convert-to", "pdf", "summary.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    said = text_of((tmp_path / "summary.pdf").read_bytes()).replace("\n", "")
    for words in ("社會工作宣傳週活動總結", "2,064", "合計", "秧歌隊在廣場演出"):
        assert words in said


@pytest.fixture
def needs_libreoffice() -> str:
    found = shutil.which("soffice")
    if found is None and os.environ.get("KIOSK_REQUIRE_BROWSER"):
        pytest.fail("LibreOffice is required here and not installed")
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


def test_no_word_of_a_tables_heads_is_broken() -> None:
    names = ("Events", "Visits", "Handed out", "Consultations", "New volunteers", "Wishes fulfilled", "Unaccounted for")
    heads = (Cell("Organisation"), *(Cell(name, number=True) for name in names))
    table = Table("t", "Side by side", heads, ((Cell("Huixianli Community Committee"), *(Cell("2,064", number=True) for _ in names)),))
    said = PdfReader(io.BytesIO(to_pdf(replace(REPORT, language="en", title="Summary", blocks=(table,), missing=())))).pages[0].extract_text()
    words = said.replace("\n", " ").split()
    assert [word for name in names for word in name.split() if word not in words] == []


def test_who_signs_never_stands_alone() -> None:
    for fill in range(8, 24):
        blocks = (*(Paragraph(f"p{index}", (Span("一行文字。"),)) for index in range(fill)), Paragraph("n", (Span("註：文字陳述不是統計結果。"),), "note"))
        last = PdfReader(io.BytesIO(to_pdf(replace(REPORT, blocks=blocks, missing=())))).pages[-1].extract_text()
        assert "一行文字" in last, fill
