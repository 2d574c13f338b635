"""What is written into a summary cannot break its page or its files, and nobody's words are written over unseen."""

from __future__ import annotations

import html
import io
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient

from kiosk.ids import new_id
from kiosk.storage import Store
from kiosk.summary.frozen import from_json
from kiosk.summary.versions import get_version
from tests.summary.test_handing_in import address, event, hand_in, more_handed_out, people, signed_in, store, take_back

__all__ = ["event", "people", "store"]
Kiosk = tuple[Flask, Store, Path]
BLOCK = "event.B.stage"


@pytest.fixture
def visitor(demonstration: Kiosk, event: str) -> Iterator[FlaskClient]:
    """The coordinator of B; what she wrote is taken back afterwards."""
    client = signed_in(demonstration[0], "of-b")
    yield client
    write(client, event, "", back="1")


def write(visitor: FlaskClient, event: str, text: str, **more: str) -> tuple[int, str]:
    answer = visitor.post(address(event, "/edit", "narrative"), data={"id": new_id(), "block": BLOCK, "text": text} | more)
    return answer.status_code, answer.text


@pytest.mark.parametrize("text", ["秧歌\x00隊", "秧歌\x1b[31m隊", "\ufffe秧歌"])
def test_what_no_file_can_hold_is_refused_and_stays_in_the_form(visitor: FlaskClient, event: str, text: str) -> None:
    status, page = write(visitor, event, text)
    assert (status, "秧歌" in page, 'role="alert"' in page) == (422, True, True)


def test_too_much_is_refused_and_stays_in_the_form(visitor: FlaskClient, event: str) -> None:
    status, page = write(visitor, event, "字" * 20_000)
    assert (status, page.count("字") >= 20_000) == (422, True)


def test_what_no_typeface_holds_is_named_and_the_word_file_has_it(visitor: FlaskClient, event: str) -> None:
    assert write(visitor, event, "居民說：😀")[0] == 302
    answer = visitor.get(address(event, "/file.pdf", "narrative"))
    assert (answer.status_code, "😀 (U+1F600)" in answer.text) == (422, True)
    word = Document(io.BytesIO(visitor.get(address(event, "/file.docx", "narrative")).data))
    assert "居民說：😀" in [each.text for each in word.paragraphs]


def test_markup_and_marks_of_direction_stay_words_in_every_file(visitor: FlaskClient, event: str) -> None:
    typed = "<script>alert(x)</script> =A+B [x](javascript:alert(x)) \u202e秧歌隊\u2066 &amp; {{ 7*7 }}"
    assert write(visitor, event, typed)[0] == 302
    page = visitor.get(address(event, shape="narrative")).text
    assert ("<script>alert" in page, "\u202e" in page, "&lt;script&gt;alert(x)" in page) == (False, False, True)
    said = {kind: visitor.get(address(event, f"/file.{kind}", "narrative")) for kind in ("docx", "pdf", "md", "txt")}
    assert [kind for kind, answer in said.items() if answer.status_code != 200] == []
    words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(said["docx"].data)).paragraphs)
    assert "<script>alert(x)</script> =A+B" in words
    assert "\\<script\\>" in said["md"].text


def test_what_a_word_processor_breaks_becomes_paragraphs_in_every_file(visitor: FlaskClient, event: str) -> None:
    assert write(visitor, event, "第一段。\x0b第二段。\u2028第三段。\r\n\r\n第四段。")[0] == 302
    page = visitor.get(address(event, shape="narrative")).text
    assert '<p class="body">第二段。</p>' in page
    document = Document(io.BytesIO(visitor.get(address(event, "/file.docx", "narrative")).data))
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text in ("第一段。", "第二段。", "第三段。", "第四段。")] == ["第一段。", "第二段。", "第三段。", "第四段。"]
    assert "第一段。\n\n第二段。\n\n第三段。\n\n第四段。" in visitor.get(address(event, "/file.md", "narrative")).text


def test_a_table_is_left_out_and_comes_back(visitor: FlaskClient, event: str) -> None:
    write(visitor, event, "", block="table.kinds.B")
    try:
        assert 'id="block-table.kinds.B"' not in visitor.get(address(event, shape="narrative")).text
        assert len(Document(io.BytesIO(visitor.get(address(event, "/file.docx", "narrative")).data)).tables) == 1
    finally:
        write(visitor, event, "", block="table.kinds.B", back="1")
    assert 'id="block-table.kinds.B"' in visitor.get(address(event, shape="narrative")).text


def test_a_paragraph_that_somebody_else_rewrote_is_not_written_over_unseen(visitor: FlaskClient, event: str) -> None:
    assert write(visitor, event, "第一人寫的。", seen="")[0] == 302
    status, page = write(visitor, event, "第二人寫的。", seen="")
    assert (status, "第一人寫的。" in page, "第二人寫的。" in page) == (422, True, True)
    holds = page.split('name="seen" value="')[1:]
    [now] = {each.split('"')[0] for each in holds} - {""}
    assert write(visitor, event, "第二人寫的。", seen=now)[0] == 302
    assert "第二人寫的。" in visitor.get(address(event, shape="narrative")).text


def test_a_paragraph_of_ones_own_that_is_refused_stays_where_it_was_typed(visitor: FlaskClient, event: str) -> None:
    status, page = write(visitor, event, "請致電13800001234。", block="", after=BLOCK)
    assert status == 422
    boxes = dict(re.findall(r'<textarea id="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    assert boxes[f"after-{BLOCK}"] == "請致電13800001234。"
    assert "13800001234" not in boxes[f"text-{BLOCK}"]


def test_a_figure_that_grows_while_somebody_writes_stays_live(visitor: FlaskClient, event: str, store: Store) -> None:
    page = visitor.get(address(event, shape="narrative")).text
    form = page[page.index('id="edit-result.materials"') :]
    fields = {name: html.unescape(re.search(f'name="{name}" value="([^"]*)"', form).group(1)) for name in ("seen", "stood")}  # type: ignore[union-attr]
    entry = more_handed_out(store, event, 40)
    try:
        write(visitor, event, "志願者共發放2064份，居民反應熱烈。", block="result.materials", **fields)
        said = re.sub("<[^>]*>", "", visitor.get(address(event, shape="narrative")).text)
        assert "志願者共發放2104" in said
        assert "2064＊" not in said
    finally:
        take_back(store, event, entry)
        write(visitor, event, "", block="result.materials", back="1")


@pytest.mark.parametrize("carried", ["", "x", "[]", "{}", '{"basis":1,"figures":7}', "[" * 100_000, '{"basis":"b","figures":[["2064","campaign:X/visits"],["1"],[null,null]]}'])
def test_what_a_form_of_ours_never_carries_changes_nothing(visitor: FlaskClient, event: str, carried: str) -> None:
    status, _ = write(visitor, event, "發放2064份。", block="result.materials", stood=carried)
    assert (status, "發放<span" in visitor.get(address(event, shape="narrative")).text) == (302, True)
    write(visitor, event, "", block="result.materials", back="1")


def test_the_same_edit_sent_twice_is_no_conflict_with_itself(visitor: FlaskClient, event: str) -> None:
    id = new_id()
    assert [write(visitor, event, "寫一次。", seen="", id=id)[0] for _ in range(2)] == [302, 302]


def test_a_paragraph_of_ones_own_that_there_is_not_is_not_found(visitor: FlaskClient, event: str) -> None:
    assert write(visitor, event, "x", block="own.none")[0] == 404


def test_what_is_handed_in_while_facts_arrive_agrees_with_its_place_in_the_ledger(demonstration: Kiosk, store: Store, event: str) -> None:
    visitor, entries, done = signed_in(demonstration[0], "of-b"), list[str](), threading.Event()

    def arrive() -> None:
        while not done.is_set():
            entries.append(more_handed_out(store, event, 1))

    phone = threading.Thread(target=arrive)
    phone.start()
    try:
        versions = [get_version(store.read(), hand_in(visitor, store, event)) for _ in range(4)]
    finally:
        done.set()
        phone.join()
        for entry in entries:
            take_back(store, event, entry)
    for version in versions:
        stated = {figure: words for figure, words in from_json(version.report).figures() if figure.endswith("/event:B/handed_out")}
        assert {figure: f"{version.said[figure]}" for figure in stated} == stated
