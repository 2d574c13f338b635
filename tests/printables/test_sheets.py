"""The office's forms: rows, numbering, markers, notice, and what they refuse to ask."""

from __future__ import annotations

import numpy as np
import pytest

from printables import markers
from printables.distribution_record import DistributionRecord, DistributionRow
from printables.document import to_bytes
from printables.errors import FieldInvalid, PrintError, PrivateNumber, TextTooLong, TooManyRows
from printables.sign_in_sheet import SignInSheet, pages_needed
from printables.tally_sheet import TallySheet
from tests.printables.reading import DPI, Picture, blank_characters, read_codes, read_with_zxing, render, text_of

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
CODES = ("7K3QX9M2T0", "7K3QX9M2T1")
WIDE = ("name", "gender", "unit", "phone4", "time", "time_out", "signature", "remarks")


def sign_in(**fields: object) -> SignInSheet:
    given: dict[str, object] = {"languages": ("zh-Hant",), "title": "講座簽到表", "prefix": PREFIX, "codes": CODES}
    return SignInSheet(**(given | fields))  # type: ignore[arg-type]


def marker_at(picture: Picture, left: float, top: float) -> tuple[str, ...]:
    """The 6 × 6 cells of a marker whose corner is at (left, top) mm."""
    cell = markers.SIDE_MM / markers.CELLS
    scale = DPI / 25.4
    return tuple(
        "".join(
            "1" if picture[int((top + (row + 0.5) * cell) * scale), int((left + (column + 0.5) * cell) * scale)] > 127 else "0"
            for column in range(markers.CELLS)
        )
        for row in range(markers.CELLS)
    )


@pytest.mark.parametrize("columns", [("name", "signature"), WIDE])
def test_four_corner_markers_stand_on_every_page(columns: tuple[str, ...]) -> None:
    sheet = sign_in(columns=columns)
    far_x = sheet.paper.width - markers.EDGE_MM - markers.SIDE_MM
    far_y = sheet.paper.height - markers.EDGE_MM - markers.SIDE_MM
    corners = ((6, 6), (far_x, 6), (far_x, far_y), (6, far_y))
    for picture in render(to_bytes(sheet)):
        for pattern, (left, top) in zip(markers.PATTERNS, corners, strict=True):
            inner = tuple(f"0{row}0" for row in pattern)
            assert marker_at(picture, left, top) == ("000000", *inner, "000000")


@pytest.mark.slow
def test_opencv_finds_the_markers_where_it_can_be_had() -> None:
    cv2 = pytest.importorskip("cv2")
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    [picture, _] = render(to_bytes(sign_in()))
    _, ids, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(np.ascontiguousarray(picture))
    assert sorted(ids.flatten()) == [0, 1, 2, 3]


def test_each_page_has_its_own_code_of_twenty_five_millimetres() -> None:
    pdf = to_bytes(sign_in())
    assert read_codes(pdf) == [[PREFIX + code] for code in CODES]
    [(_, (left, _, right, _))] = read_with_zxing(render(pdf)[0])
    assert 25 < (right - left) / DPI * 25.4 < 33


def test_numbering_goes_on_over_the_pages() -> None:
    text = text_of(to_bytes(sign_in(first_page=6)))
    assert all(f"\r\n{number}\r\n" in text for number in (101, 120, 121, 139))
    assert "第 7 頁（加頁）" in text


def test_more_than_six_columns_turn_the_page() -> None:
    assert sign_in().paper.width == 210
    assert sign_in(columns=WIDE).paper.width == 297
    assert (sign_in().rows_per_page, sign_in(columns=WIDE).rows_per_page) == (20, 12)
    assert pages_needed(WIDE, 13) == 2
    assert pages_needed(("name",), 0) == 1


@pytest.mark.parametrize(("language", "gender"), [("zh-Hant", "性別"), ("zh-Hans", "性别"), ("en", "Gender")])
def test_gender_is_asked_only_where_an_organiser_chose_it(language: str, gender: str) -> None:
    assert gender not in text_of(to_bytes(sign_in(languages=(language,))))
    assert gender in text_of(to_bytes(sign_in(languages=(language,), columns=WIDE)))


def test_names_can_be_filled_in_beforehand() -> None:
    rows = tuple({"name": f"余{number}明", "phone4": "0001"} for number in range(25))
    text = text_of(to_bytes(sign_in(rows=rows)))
    assert "余0明" in text
    assert "余24明" in text


@pytest.mark.parametrize("landscape", [False, True])
def test_a_bilingual_sheet_gives_its_notice_twice_and_a_label_that_is_the_same_once(landscape: bool) -> None:
    text = "".join(text_of(to_bytes(sign_in(languages=("zh-Hans", "en"), landscape=landscape))).split())
    assert "如需更正" in text
    assert "Yourdata:" in text
    assert "日期日期" not in text_of(to_bytes(sign_in(languages=("zh-Hans", "zh-Hant")))).replace(" ", "")


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_notice_names_its_purpose_and_how_long_names_are_kept(language: str) -> None:
    text = text_of(to_bytes(sign_in(languages=(language,), retention_days=45)))
    assert "45" in text
    assert blank_characters(to_bytes(sign_in(languages=(language,)))) == []


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"columns": ("name", "identity_number")}, FieldInvalid),
        ({"columns": ("name", "birth_date")}, FieldInvalid),
        ({"columns": ("name", "address")}, FieldInvalid),
        ({"rows": ({"name": "余大同", "phone4": "13800000001"},)}, PrivateNumber),
        ({"rows": tuple({"name": "余大同"} for _ in range(41))}, TooManyRows),
        ({"first_page": 0}, FieldInvalid),
    ],
)
def test_a_sheet_that_asks_too_much_is_refused(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        sign_in(**fields)


def test_a_name_too_long_for_its_cell_is_refused_and_never_clipped() -> None:
    with pytest.raises(TextTooLong) as refused:
        to_bytes(sign_in(rows=({"name": "余" * 30},)))
    assert refused.value.params["field"] == "name"


@pytest.mark.parametrize("languages", [("zh-Hant",), ("zh-Hans",), ("en",), ("zh-Hant", "en"), ("zh-Hans", "en")])
@pytest.mark.parametrize("title", ["簽到表", "鄂倫春自治旗民政局社會工作宣傳週志願者集中培訓及社會救助政策諮詢活動"])
def test_long_titles_and_two_languages_leave_the_code_readable(languages: tuple[str, ...], title: str) -> None:
    pdf = to_bytes(sign_in(languages=languages, title=title, mark="local", codes=CODES[:1]))
    assert title in text_of(pdf).replace("\r\n", "")
    assert read_codes(pdf) == [[PREFIX + CODES[0]]]


def test_the_tally_sheet_gives_each_page_of_items_its_own_code() -> None:
    items = tuple(f"項目{number}" for number in range(8))
    sheet = TallySheet(("zh-Hant",), "街頭活動", PREFIX, CODES, ("09–10", "10–11"), items)
    pdf = to_bytes(sheet)
    assert read_codes(pdf) == [[PREFIX + code] for code in CODES]
    assert all(item in text_of(pdf) for item in items)
    with pytest.raises(TooManyRows):
        TallySheet(("zh-Hant",), "街頭活動", PREFIX, CODES[:1], ("09–10",), items)
    with pytest.raises(FieldInvalid):
        TallySheet(("zh-Hant",), "街頭活動", PREFIX, CODES, tuple("123456789"), items)


def test_the_distribution_record_prints_the_figures_it_is_given() -> None:
    row = DistributionRow("B-A5", "A5 單張", "1,500", "500", "B1", "476", "17", "4", "3", "余")
    pdf = to_bytes(DistributionRecord(("zh-Hant",), "登記", PREFIX, CODES, (row,) * 13))
    assert text_of(pdf).count("476") == 13
    assert read_codes(pdf) == [[PREFIX + code] for code in CODES]
    with pytest.raises(TooManyRows):
        DistributionRecord(("zh-Hant",), "登記", PREFIX, CODES[:1], (row,) * 13)
