"""Charts of five kinds: each figure in words, nothing by colour alone, the same on screen, page and picture, whatever the figures and texts."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from PIL import Image

from printables.charts import Bar, Chart, Columns, Goal, Pair, Pairs, Rows, Share, Strip, Targets, paper, to_svg
from printables.charts.layout import lay_out
from printables.charts.shapes import Label, width_of
from printables.document import Document
from printables.errors import FieldEmpty, FieldInvalid
from printables.page import A4
from tests.printables.reading import text_of

SVG = "{http://www.w3.org/2000/svg}"
LONG = "鄂倫春自治旗大楊樹鎮康寧社區居民委員會綜合服務廣場東側的宣傳諮詢攤位"
HOSTILE = "<script>alert('1')</script> & \x00\x1b\u202e🎉"
WAYS = Strip("簽到方式", (Share("紙本", "paper", 130, "130人次"), Share("手機", "scan", 84, "84人次"), Share("估計", "estimate", 300, "約300人")))
LAST_YEAR = Pairs("對照", "今年", "去年", (Pair("發放", 2064, 1890), Pair("諮詢", 87, 120), Pair("志願者", 36, None)))
ODD: tuple[Chart, ...] = (
    Columns("one", (Bar("09–10", 1_000_000, said="1,000,000份"),)),
    Columns("zero", (Bar("09–10", 0), Bar("10–11", 0))),
    Columns(HOSTILE, (Bar(LONG, 5, HOSTILE, LONG * 2), Bar(HOSTILE, 3))),
    Columns("negative", (Bar("09–10", 12), Bar("10–11", -7))),
    Columns("sixty", tuple(Bar(f"{number % 24:02d}", number * 37 % 1300) for number in range(60))),
    Rows("sixty", tuple(Bar(LONG, number * 37 % 1300, code=f"B{number}", colour=number % 9) for number in range(60))),
    Rows("negative", (Bar("B1", -7), Bar("B2", 0), Bar("B3", 3, "◎"))),
    Rows(HOSTILE, (Bar(HOSTILE, 1, HOSTILE, HOSTILE),)),
    Strip(HOSTILE, (Share(HOSTILE, "paper", 0), Share(LONG, "remainder", 0))),
    Targets(HOSTILE, (Goal(HOSTILE, 100, 36), Goal(LONG, 0, 0), Goal(LONG * 3, 1, 1_000_000, "1" * 60, "2" * 60))),
    Pairs(HOSTILE, LONG, HOSTILE, (Pair(HOSTILE, -3, 0), Pair(LONG, 1_000_000, 999_999)), one_scale=True),
    WAYS, LAST_YEAR,
)  # fmt: skip


def texts(chart: Chart, width: float = 480) -> list[str | None]:
    return [each.text for each in ElementTree.fromstring(to_svg(chart, "en", width)).iter(f"{SVG}text")]


def test_a_chart_says_its_figures_to_eye_and_ear() -> None:
    chart = Columns("發放 <份>", (Bar("09–10", 702), Bar("10–11", 1931, "◎"), Bar("11–11:30", 0)))
    root = ElementTree.fromstring(to_svg(chart, "en"))
    assert texts(chart) == ["702", "09–10", "1,931", "10–11", "◎", "0", "11–11:30"]
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text == "發放 <份>"
    assert description is not None
    assert description.text == "09–10: 702; 10–11: 1,931; 11–11:30: 0"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_a_screen_reader_hears_chinese_punctuated_as_chinese() -> None:
    drawing = ElementTree.fromstring(to_svg(Columns("發放", (Bar("9時", 702), Bar("10時", 1931))), "zh-Hant"))
    description = drawing.find(f"{SVG}desc")
    assert description is not None
    assert description.text == "9時：702；10時：1,931"


def test_the_tallest_bar_fills_the_chart_and_the_others_are_to_scale() -> None:
    drawing = to_svg(Columns("Handed out", (Bar("09–10", 50), Bar("10–11", 100))), "en")
    low, high = (float(height) for height in re.findall(r'<rect [^>]*height="([\d.]+)"', drawing))
    assert high == 2 * low


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(FieldEmpty):
        Columns("Handed out", ())
    with pytest.raises(FieldInvalid):
        Share("paper", "paper", -1)


def test_parts_are_told_apart_by_mark_and_word_and_an_estimate_is_no_part() -> None:
    assert [text for text in texts(WAYS) if text and text in "◎▤≈"] == ["▤", "◎", "≈", "▤", "◎", "≈"], "over the strip, and beside the words"
    assert [reading.said for reading in WAYS.readings()] == ["130人次 · 60.7%", "84人次 · 39.3%", "約300人"], "the parts add up"
    assert WAYS.total == 214
    thirds = Strip("x", tuple(Share(word, "count", 1) for word in "abc"))
    assert [thirds.part(share) for share in thirds.shares] == ["33.4%", "33.3%", "33.3%"]
    assert [Strip("x", (one, Share("b", "scan", 9999))).part(one) for one in (Share("a", "count", 1), Share("a", "count", 0))] == ["<0.1%", "0.0%"]


def test_a_target_may_be_passed_and_a_missing_year_is_no_zero() -> None:
    assert [goal.beside for goal in (Goal("x", 2064, 2000), Goal("x", 0, 40), Goal("x", 1, 400), Goal("x", 3, 0))] == ["/ 2,000 · 103%", "/ 40 · 0%", "/ 400 · <1%", "/ 0"]
    assert [pair.change for pair in LAST_YEAR.pairs] == ["(+174)", "(−33)", ""]
    assert LAST_YEAR.readings()[2].said == "今年 36 · 去年 —"


def test_colour_stands_only_beside_a_booths_code() -> None:
    drawing = to_svg(Rows("booths", (Bar("門口", 3, code="B1", colour=2), Bar("路口", 4))), "zh-Hant")
    assert drawing.count("var(--booth") == 1
    assert "#" not in drawing
    assert "style" not in drawing


def test_where_a_figure_comes_from_is_said_at_the_figure() -> None:
    chart = Columns("x", (Bar("09", 3, figure="campaign:C/visits"),))
    assert "<title>from &lt;paper&gt;</title></text>" in to_svg(chart, "en", tips={"campaign:C/visits": "from <paper>"})


@pytest.mark.parametrize("width", [358, 480])
def test_whatever_the_figures_and_texts_nothing_runs_over_the_edge(width: float) -> None:
    for chart in ODD:
        drawing = lay_out(chart, width)
        assert ElementTree.fromstring(to_svg(chart, "en", width)) is not None, chart.title
        for label in (shape for shape in drawing.shapes if isinstance(shape, Label)):
            wide = width_of(label.text, label.size, bold=label.bold)
            left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
            assert left >= -1, (chart.title, label)
            assert left + wide <= width + 1, (chart.title, label)
            assert label.y <= drawing.height, (chart.title, label)


def test_the_page_and_the_picture_show_the_same() -> None:
    target = io.BytesIO()
    document = Document(target, "charts", ("zh-Hant",))
    for chart in ODD:
        height = paper.height_of(chart, 150)
        assert paper.draw(document.page(A4), 20, 20, 150, chart, "zh-Hant") == pytest.approx(20 + height)
        document.end_page()
    document.save()
    said = text_of(target.getvalue()).replace("\n", "")
    assert all(words in said for words in ("1,000,000份", "−7", "130人次", "60.7%", "約300人", "(+174)", "□"))
    picture = Image.open(io.BytesIO(paper.to_png(WAYS, "zh-Hant")))
    assert picture.width == 1440
    assert picture.convert("L").getextrema() == (0, 255)


def test_saying_what_a_chart_shows_loads_no_library_of_pages() -> None:
    told = subprocess.run([sys.executable, "-c", "import sys, printables.charts, printables.report; print('reportlab' in sys.modules)"], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
