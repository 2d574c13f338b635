"""Cards, slips and lists: numbers that go on, lists as people paste them, and what a visitor sees behind a programme or a group's card."""

from __future__ import annotations

import json
from html import unescape

import pypdfium2
import pytest

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.languages import text
from kiosk.printed_codes import block_of
from kiosk.prints.lists import read_lines, write_lines
from kiosk.prints.pages import expected_codes
from kiosk.prints.runs import runs_of
from kiosk.prints.wishes import Wish
from tests.prints.offices import Office
from tests.prints.reading import read_all

SHOW = "舞蹈隊 | 廣場舞《歡樂家園》 | 8 分鐘 | 16 人\n合唱隊\t在希望的田野上\t１０\t24\n\n棋牌隊｜｜5"
HOSTILE = "<img src=x onerror=alert(1)> & <font color=red>紅隊</font> {{ 7*7 }}"


def print_kind(office: Office, kind: str, **form: object) -> tuple[str, bytes]:
    answer = office.plan(kind, language="zh-Hant", **form)
    assert answer.status_code == 303, answer.text
    run = answer.headers["Location"].rsplit("/", 1)[1]
    return run, pdf_of(office, run)


def pdf_of(office: Office, run: str, query: str = "") -> bytes:
    return office.desk("printing").get(f"/office/print/run/{run}.pdf{query}").data


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def layout_of(office: Office, run: str) -> dict[str, object]:
    return dict(json.loads(office.store.read().execute("SELECT layout FROM print_run WHERE id = ?", (run,)).fetchone()["layout"]))


def read(typed: str, columns: tuple[int, ...] = (0, 0, 1440, 999)) -> list[list[object]] | None:
    return read_lines(Wish({"by": "", "base_url": ""}, {"acts": [typed]}), "acts", columns, 18)


def test_a_list_is_read_as_it_is_typed_or_pasted_and_written_back_alike() -> None:
    acts = read(SHOW)
    assert acts == [["舞蹈隊", "廣場舞《歡樂家園》", 8, 16], ["合唱隊", "在希望的田野上", 10, 24], ["棋牌隊", "", 5, 0]]
    assert read(write_lines(acts)) == acts
    assert read("") == []


@pytest.mark.parametrize("typed", ["| 無名", "甲 | 乙 | 一小時", "甲 | 乙 | 2000", "甲 | 乙 | 5 | 6 | 7", "甲" * 81, "甲 | 乙 | -5", "\n".join("甲" * 19)])
def test_a_line_that_cannot_be_read_is_named_beside_the_list_which_stays(office: Office, typed: str) -> None:
    answer = office.plan("programme", acts=f"好 | 好 | 5\n{typed}")
    assert answer.status_code == 422
    assert 'id="acts-error"' in answer.text
    assert f"好 | 好 | 5\n{typed}" in unescape(answer.text)
    assert runs_of(office.store.read(), office.ids.event) == []


def test_slips_are_numbered_on_from_run_to_run_and_again_the_same(office: Office) -> None:
    first, pdf = print_kind(office, "tip_slip", copies="3")
    second, other = print_kind(office, "tip_slip", copies="2")
    assert [f"T-{number:03d}" in words_of(pdf) for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert [f"T-{number:03d}" in words_of(other) for number in (3, 4, 5, 6)] == [False, True, True, False]
    assert pdf_of(office, first) == pdf
    last = pdf_of(office, second, "?first=2&last=2")
    assert "T-005" in words_of(last)
    assert "T-004" not in words_of(last)
    assert read_all(last) == {expected_codes(office.store.read(), second)[1]}


def test_samples_and_other_kinds_and_events_take_no_number(office: Office) -> None:
    print_kind(office, "tip_slip", copies="3", sample="1")
    print_kind(office, "referral_slip", copies="3")
    _, pdf = print_kind(office, "tip_slip", copies="1")
    assert "T-001" in words_of(pdf)


def test_all_copies_of_a_programme_bear_one_code(office: Office) -> None:
    run, pdf = print_kind(office, "programme", copies="5", paper="A5", acts=SHOW, starts="09:30")
    assert len(pypdfium2.PdfDocument(pdf)) == 3
    assert read_all(pdf) == set(expected_codes(office.store.read(), run))
    assert len(expected_codes(office.store.read(), run)) == 1
    said = words_of(pdf)
    assert all(word in said for word in ("09:30", "09:38", "09:48", "廣場舞《歡樂家園》"))


def test_a_programme_without_acts_says_what_the_plan_has(office: Office) -> None:
    _, pdf = print_kind(office, "programme", copies="1", acts="")
    assert all(word in words_of(pdf) for word in ("街頭宣傳", "09:00–11:30", "康寧社區"))


def test_what_was_typed_is_offered_again_and_passed_on_to_the_groups_cards(office: Office) -> None:
    print_kind(office, "programme", copies="1", acts=SHOW, starts="09:30")
    desk = office.desk("printing")
    form = unescape(desk.get(f"/office/print/{office.ids.event}/new?kind=programme").text)
    assert "舞蹈隊 | 廣場舞《歡樂家園》 | 8 | 16" in form
    run, pdf = print_kind(office, "group_card")
    assert layout_of(office, run)["groups"] == [
        ["舞蹈隊", 16, "廣場舞《歡樂家園》", "1 · 09:30"], ["合唱隊", 24, "在希望的田野上", "2 · 09:38"], ["棋牌隊", 0, "", "3 · 09:48"],
    ]  # fmt: skip
    assert "1 · 09:30" in words_of(pdf)
    board, _ = print_kind(office, "group_board")
    assert layout_of(office, board)["groups"] == [[name, "", "", ""] for name in ("舞蹈隊", "合唱隊", "棋牌隊")]


def test_without_any_group_there_are_cards_and_a_board_to_write_on(office: Office) -> None:
    run, pdf = print_kind(office, "group_card", groups="")
    assert len(read_all(pdf)) == len(expected_codes(office.store.read(), run)) == 4
    _, board = print_kind(office, "group_board", groups="")
    assert "共" not in words_of(board)


def test_hostile_names_are_printed_as_they_are_typed(office: Office) -> None:
    for kind in ("group_card", "group_board"):
        _, pdf = print_kind(office, kind, groups=HOSTILE)
        assert "<imgsrc=xonerror=alert(1)>&<fontcolor=red>紅隊</font>{{7*7}}" in "".join(words_of(pdf).split())
    form = office.desk("printing").get(f"/office/print/{office.ids.event}/new?kind=group_card").text
    assert "<img src=x" not in form
    assert "&lt;img src=x" in form


@pytest.mark.parametrize("name", ["\x07bell", "\U0001f600", "\ue000private"])
def test_what_no_sheet_can_show_is_refused_and_nothing_is_kept(office: Office, name: str) -> None:
    answer = office.plan("group_card", language="zh-Hant", groups=f"隊{name}")
    assert answer.status_code == 422
    assert runs_of(office.store.read(), office.ids.event) == []


def test_marks_that_nobody_sees_are_left_out_of_what_was_copied_from_a_chat(office: Office) -> None:
    office.store.write(lambda c: records.change(c, EVENT, office.ids.event, {"title": "\ufeff街頭\u200b宣傳\u202e", "title@en": "Street\u2060 outreach"}))
    row = records.get(office.store.read(), EVENT, office.ids.event)
    assert row["title"] == "街頭宣傳"
    said = words_of(print_kind(office, "group_card", groups="舞蹈\u200b隊 | 16 | \u200e扇子舞")[1])
    assert "舞蹈隊" in said
    assert "扇子舞" in said


def test_equipment_says_what_is_ones_own_and_takes_the_pages_that_it_needs(office: Office) -> None:
    rows = "\n".join(f"桌子{number} | 2 | 街道辦事處" for number in range(21)) + "\n投影機 | 1"
    run, pdf = print_kind(office, "equipment", rows=rows)
    assert len(pypdfium2.PdfDocument(pdf)) == 2
    assert office.store.read().execute("SELECT copies FROM print_run WHERE id = ?", (run,)).fetchone()[0] == 2
    assert "街道辦事處" in words_of(pdf)


def test_referral_slips_offer_the_campaigns_topics_or_the_typed_ones(office: Office) -> None:
    assert "臨時救助" in words_of(print_kind(office, "referral_slip", copies="1")[1])
    said = words_of(print_kind(office, "referral_slip", copies="1", topics="殘疾人服務\n心理支持")[1])
    assert "心理支持" in said
    assert "臨時救助" not in said
    assert office.plan("referral_slip", topics="\n".join("一二三四五六七八九")).status_code == 422


@pytest.mark.parametrize(("kind", "form", "wanted", "hidden"), [
    ("programme", {"acts": SHOW, "starts": "09:30"}, ["09:38", "在希望的田野上", "合唱隊"], []),
    ("group_card", {"groups": f"太極隊 | 18\n{HOSTILE} | 3 | 快板 | 第 2 個"}, ["快板", "第 2 個"], ["太極隊"]),
])  # fmt: skip
def test_a_visitor_sees_what_the_paper_says_and_no_leaders_name(
    office: Office, kind: str, form: dict[str, str], wanted: list[str], hidden: list[str]
) -> None:
    run, _ = print_kind(office, kind, **form)
    block = block_of(office.store.read(), run, "programme" if kind == "programme" else "group")
    assert block
    page = office.app.test_client().get(f"/F/{list(block.codes())[-1]}", headers={"Accept-Language": "zh-Hant"})
    assert all(word in page.text for word in wanted)
    assert not any(word in page.text for word in hidden)
    assert "<img src=x" not in page.text
    assert len(page.data) < 9_000


def test_a_run_of_cards_can_be_printed_in_part_from_its_page(office: Office) -> None:
    run, _ = print_kind(office, "wish_card", copies="16")
    again = pdf_of(office, run, "?first=9&last=16")
    assert read_all(again) == set(expected_codes(office.store.read(), run)[8:])
    assert text("en", "printing.run.again_title") in office.desk("printing").get(f"/office/print/run/{run}?lang=en").text
