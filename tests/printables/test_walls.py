"""What hangs on a wall: posters read from five metres, the way to the room, the groups' board; and the equipment list."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium
import pytest

from printables.document import to_bytes
from printables.equipment_checklist import Equipment, EquipmentChecklist
from printables.errors import FieldEmpty, FieldInvalid, PrintError, QrTooSmall, TextTooLong, TooManyRows
from printables.group_board import MOST_GROUPS, GroupBoard, RegisteredGroup
from printables.poster import FIVE_METRES, Poster
from printables.room_poster import RoomPoster
from printables.seal import seal_parts
from tests.printables.reading import DPI, blank_characters, read_codes, read_with_zxing, render, text_of

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
CODE = "7K3QX9M2TD"
MARKUP = '<img src="/etc/passwd"> & <b>&amp;</b>'


def poster(**fields: object) -> Poster:
    given: dict[str, object] = {"languages": ("zh-Hant",), "headline": "社工讓\n社區更美好", "prefix": PREFIX, "codes": (CODE,)}
    return Poster(**(given | fields))  # type: ignore[arg-type]


def board(*groups: RegisteredGroup, **fields: object) -> GroupBoard:
    return GroupBoard(("zh-Hant",), groups, **fields)  # type: ignore[arg-type]


def way(**fields: object) -> RoomPoster:
    given: dict[str, object] = {"languages": ("zh-Hant",), "title": "講座", "room": "活動教室", "directions": ("left",)}
    return RoomPoster(**(given | fields))  # type: ignore[arg-type]


def largest_type(pdf: bytes) -> float:
    """Height in points of the highest character of the first page."""
    text = pdfium.PdfDocument(pdf)[0].get_textpage()
    boxes = [text.get_charbox(index, loose=True) for index in range(text.count_chars())]
    return max(top - bottom for _, bottom, _, top in boxes)


def size_of(pdf: bytes) -> tuple[int, int]:
    """The first page in mm."""
    width, height = pdfium.PdfDocument(pdf)[0].get_size()
    return round(width / 72 * 25.4), round(height / 72 * 25.4)


def test_a_poster_is_a3_with_a_code_of_at_least_eighty_millimetres() -> None:
    pdf = to_bytes(poster())
    assert size_of(pdf) == (297, 420)
    [(text, (left, _, right, _))] = read_with_zxing(render(pdf)[0])
    assert text == PREFIX + CODE
    assert (right - left) / DPI * 25.4 > 80
    with pytest.raises(QrTooSmall):
        to_bytes(poster(qr_mm=79))
    with pytest.raises(FieldInvalid):
        poster(qr_mm=200)


def test_each_place_has_a_poster_of_its_own() -> None:
    assert read_codes(to_bytes(poster(codes=(CODE, "7K3QX9M2TE")))) == [[PREFIX + CODE], [PREFIX + "7K3QX9M2TE"]]


@pytest.mark.parametrize(
    "headline", ["社工讓\n社區更美好", "社會工作宣傳週街頭諮詢活動", "Social workers make communities better"]
)
def test_a_headline_is_read_from_five_metres_or_refused(headline: str) -> None:
    assert largest_type(to_bytes(poster(headline=headline))) >= FIVE_METRES
    with pytest.raises(TextTooLong) as refused:
        to_bytes(poster(headline=headline * 6))
    assert refused.value.params["field"] == "headline"


def test_a_poster_with_everything_on_it_leaves_the_code_readable() -> None:
    full = poster(
        lines=("歡迎到攤位了解社會救助、志願服務等政策，社工現場解答。",) * 2,
        when="3月24日（星期五）09:00–11:30",
        where="康寧社區門口、市場路口、廣場",
        contact="活動當天到任一攤位詢問，工作人員當面為您登記",
        organiser="鄂倫春自治旗民政局",
        languages=("zh-Hant", "en"),
        mark="local",
    )
    assert read_codes(to_bytes(full)) == [[PREFIX + CODE]]


@pytest.mark.parametrize("direction", ["left", "right", "ahead"])
def test_an_arrow_points_where_its_words_say(direction: str) -> None:
    """The head is where most of the colour is: its half of the arrow's square is the darker one."""
    pixels = render(to_bytes(way(directions=(direction,))), 25)[0]
    mm = 25 / 25.4
    square = pixels[int(86 * mm) : int(172 * mm), int(62 * mm) : int(148 * mm)] < 200
    ys, xs = np.nonzero(square)
    centre_x, centre_y = xs.mean() / square.shape[1], ys.mean() / square.shape[0]
    lean = {"left": 0.5 - centre_x, "right": centre_x - 0.5, "ahead": 0.5 - centre_y}
    assert max(lean, key=lambda each: lean[each]) == direction
    assert lean[direction] > 0.05


@pytest.mark.parametrize(("paper", "size"), [("A4", (210, 297)), ("A3", (297, 420))])
def test_posters_and_boards_come_in_two_sizes(paper: str, size: tuple[int, int]) -> None:
    assert size_of(to_bytes(way(paper=paper))) == size
    assert size_of(to_bytes(board(RegisteredGroup("合唱隊"), paper=paper))) == size


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"directions": ()}, FieldEmpty),
        ({"directions": ("left", "up")}, FieldInvalid),
        ({"room": " "}, FieldEmpty),
        ({"paper": "A5"}, FieldInvalid),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        way(**fields)


def test_a_board_shows_only_the_columns_that_a_group_fills() -> None:
    bare = text_of(to_bytes(board(RegisteredGroup("合唱隊"), RegisteredGroup("太極隊"))))
    assert "負責人" not in bare
    assert "共 2 個組織" in bare
    full = text_of(to_bytes(board(RegisteredGroup("合唱隊", leader="余文德"), RegisteredGroup("太極隊"))))
    assert "負責人" in full
    assert "余文德" in full


def test_a_board_holds_a_street_of_groups_and_refuses_a_town_of_them() -> None:
    groups = tuple(
        RegisteredGroup(f"志願服務隊{number}", "公益", "余文德", f"社備 2016-{number:03d}") for number in range(MOST_GROUPS)
    )
    pdf = to_bytes(board(*groups))
    assert blank_characters(pdf) == []
    assert f"志願服務隊{MOST_GROUPS - 1}" in text_of(pdf)
    with pytest.raises(TooManyRows):
        board(*groups, groups[0])
    with pytest.raises(FieldEmpty):
        board(RegisteredGroup(""))
    with pytest.raises(FieldEmpty):
        board()
    with pytest.raises(TextTooLong) as refused:
        to_bytes(board(RegisteredGroup("隊" * 80)))
    assert refused.value.params["field"] == "name"


def test_equipment_is_listed_with_its_box_ticked_and_blank_lines_below() -> None:
    rows = (Equipment("投影機", "1", True), Equipment("帳篷", "3", False, "街道辦事處"))
    text = text_of(to_bytes(EquipmentChecklist(("zh-Hant",), "街頭活動", rows, pages=2)))
    assert all(word in text for word in ("投影機", "街道辦事處", "設備領用歸還登記表", "第 2 頁，共 2 頁"))
    assert "\r\n40" in text


def test_equipment_that_has_no_line_is_refused() -> None:
    with pytest.raises(TooManyRows):
        EquipmentChecklist(("en",), "Street", (Equipment("Tent"),) * 21)
    with pytest.raises(FieldEmpty):
        EquipmentChecklist(("en",), "Street", (Equipment(" "),))
    with pytest.raises(FieldInvalid):
        EquipmentChecklist(("en",), "Street", pages=0)


def test_hostile_text_on_a_wall_is_printed_as_it_is() -> None:
    printables = (
        poster(headline="社工", lines=(MARKUP,), organiser=MARKUP),
        way(title="講座", room="教室", organiser=MARKUP),
        board(RegisteredGroup("合唱隊", category=MARKUP)),
        EquipmentChecklist(("zh-Hant",), "街頭活動", host=MARKUP),
    )
    for printable in printables:
        pdf = to_bytes(printable)
        assert MARKUP in text_of(pdf).replace("\r\n", "")
        assert b"/Subtype /Image" not in pdf


@pytest.mark.parametrize("text", ["備案", "登記備案"])
def test_a_seal_is_read_from_the_right(text: str) -> None:
    parts = seal_parts(text, 0, 0, 10)
    assert "".join(part for _, part in sorted(parts, key=lambda each: (-each[0][0], each[0][1]))) == text
