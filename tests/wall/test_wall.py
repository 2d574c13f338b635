"""The wall from a resident's phone to the large screen: left, looked over, numbered, read; nothing private on it."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk import wall
from kiosk.config import load_config
from kiosk.daily import do_daily_work
from kiosk.ids import new_id, now_ms
from kiosk.printed_codes import block_of
from kiosk.prints import areas, runs
from kiosk.prints.wishes import Wish
from kiosk.privacy.notices import MOST_WORDS, holds_phone_number
from tests.plan_fixtures import pair
from tests.public.street import ZONE, hidden_fields
from tests.wall.board import Board, words_on

FULL = "願" * MOST_WORDS


def test_a_note_waits_until_somebody_looks_it_over_and_then_stands_on_every_page(board: Board) -> None:
    done = board.leave("希望每月有一次演出", nickname="小石頭")
    assert done.status_code == 200
    assert '<p class="big">1</p>' in done.text
    assert "希望每月有一次演出" not in board.phone().get(board.url("wall")).text + board.screen().text
    desk = board.office.get(f"/office/wall/{board.ids.event}").text
    assert "希望每月有一次演出" in desk
    assert "小石頭" in desk
    assert board.decide(1, "show", back="home").headers["Location"].endswith("#waiting")
    for page in (board.phone().get(board.url("wall")), board.screen()):
        assert words_on(page) == ["希望每月有一次演出"]
        assert "小石頭" in page.text
    assert (board.figures().notes, board.figures().notes_by_sort["hope"], board.counts()["actions"]) == (1, 1, 1)
    assert board.note(1)["language"] == "en"
    assert f"{board.url()}/wall" in board.phone().get(board.url()).text


def test_a_form_sent_twice_is_one_note(board: Board) -> None:
    phone = board.phone()
    fields = hidden_fields(phone.get(board.url("wish"))) | {"sort": "message", "words": "鄰里一家親"}
    assert [phone.post(board.url("wish"), data=fields).status_code for _ in range(2)] == [200, 200]
    assert (board.figures().notes, len(board.facts("note")), len(board.facts("action"))) == (1, 1, 1)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("請打 13800001234", "telephone number"), ("１３８ ００００ １２３４", "telephone number"), ("一三八 零零零零 一二三四", "telephone number"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣", "telephone number"), ("1\u200f3\u200b800001234", "telephone number"), ("微信 88123 找我", "telephone number"),
        ("我是 110101199003070038", "identity card"), ("願" * 5000, "140"), ("", "Fill this in"), ("\u202e\u2066 \u200f", "Fill this in"),
    ],
)  # fmt: skip
def test_what_may_not_hang_there_is_refused_with_a_kind_sentence_and_nothing_is_kept(board: Board, words: str, sentence: str) -> None:
    answer = board.leave(words, "wish")
    assert answer.status_code == 422
    assert sentence.lower() in answer.text.lower()
    assert board.facts("note") == [] == board.facts("action")


@pytest.mark.parametrize("words", ["2017年3月25日 再見", "2017-03-25 開放", "三社聯動，五社聯動", "09:30–11:30 在廣場", "七十八歲，住了三十年", "12 棟 3 單元 204 室"])
def test_dates_hours_and_small_numbers_are_no_telephone(words: str) -> None:
    assert not holds_phone_number(words)


def test_hostile_words_are_shown_as_words(board: Board) -> None:
    for words in ('<script>alert("x")</script>', "مرحبا بكم", "👨‍👩‍👧 全家福 🎈", "Z" + "\u0301" * 40 + "algo", "\u202eesrever\n\n\tline"):
        board.leave(words, "message")
    for number in range(1, 6):
        board.decide(number, "show")
    page = board.screen()
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    reverse, zalgo, family, arabic, _ = words_on(page)
    assert (reverse, family, arabic) == ("esrever line", "👨‍👩‍👧 全家福 🎈", "مرحبا بكم")
    assert zalgo.count("\u0301") == 3


def test_a_number_that_came_another_way_keeps_a_note_off_the_wall_until_it_is_edited(board: Board) -> None:
    _, token = pair(board.store, board.ids)
    item = {"id": new_id(), "kind": "note", "event": board.ids.event, "seen_at": now_ms(), "method": "volunteer", "data": {"sort": "wish"},
            "private": {"note": "想要一副老花鏡，138 0000 1234"}}  # fmt: skip
    sent = {"entries": [item]}
    headers = {"Authorization": f"Bearer {token}"}
    first, second = (board.app.test_client().post("/api/v1/entries", json=sent, headers=headers).get_json() for _ in range(2))
    assert (first["results"][0]["result"], second["results"][0]["result"]) == ("recorded", "duplicate")
    later = item | {"id": new_id()}
    taken_back = {"id": new_id(), "kind": "void", "event": board.ids.event, "seen_at": now_ms(), "data": {"entry": later["id"]}}
    board.app.test_client().post("/api/v1/entries", json={"entries": [later, taken_back]}, headers=headers)
    assert [note["number"] for note in wall.notes_waiting(board.store.read(), board.ids.event)] == [1], "the other was taken back"
    assert "edit it before it goes on the wall" in board.office.get(f"/office/wall/{board.ids.event}?lang=en").text
    board.decide(1, "show")
    assert board.note(1)["state"] == "waiting"
    board.decide(1, "edit", words="想要一副老花鏡")
    board.decide(1, "show")
    assert (board.note(1)["state"], board.note(1)["words"]) == ("public", "想要一副老花鏡")
    assert [row["words"] for row in wall.wordings_of(board.store.read(), board.note(1)["id"])] == ["想要一副老花鏡，138 0000 1234"]


def test_what_a_note_is_and_whether_it_counts_follows_the_desk(board: Board) -> None:
    for sort in ("message", "message", "hope"):
        board.leave("鄰里一家親", sort)
    board.decide(1, "sort", sort="improvement")
    assert dict(board.figures().notes_by_sort) | {} == {"message": 1, "hope": 1, "improvement": 1}
    board.decide(2, "hide", why="double")
    board.decide(3, "hide", why="personal")
    assert (board.figures().notes, board.figures().notes_by_sort["hope"]) == (2, 1), "what was meant as a note still counts"
    board.decide(2, "show")
    assert board.figures().notes == 3
    assert board.decide(2, "hide", why="whim").status_code == 404


def test_a_card_is_keyed_in_once_by_its_code_which_anybody_else_may_use_on_the_phone(board: Board) -> None:
    wish = Wish({"by": "test", "base_url": "https://example.org", "local_confirmed": True}, {"copies": ["8"]})
    run = board.store.write(lambda c: runs.plan_run(c, areas.plan_kind(c, board.ids.event, "wish_card", wish)[0]))
    block = block_of(board.store.read(), run, "wish")
    assert block is not None
    code = next(block.codes())
    assert board.office.get(f"/F/{code}").headers["Location"].endswith(f"/office/wall/{board.ids.event}/card?code={code}")
    assert f"/card?code={code}" in board.office.get(f"/office/keying?code={code}").headers["Location"]
    address = f"/office/wall/{board.ids.event}/card"
    card = {"code": code, "sort": "wish", "words": "想要一根拐杖"}
    assert board.office.post(address, data=card | {"id": new_id()}).status_code == 303
    again = board.office.post(f"{address}?lang=en", data=card | {"id": new_id()})
    assert again.status_code == 422
    assert len(board.facts("note")) == 1
    assert (board.facts("note")[0]["method"], board.facts("note")[0]["number"]) == ("paper", 1)
    assert "No. 1 already" in again.text
    assert board.office.post(address, data=card | {"id": new_id(), "words": "我另寫一句", "again": "1"}).status_code == 303
    board.leave("我也寫一句", "message", code=code)
    assert len(wall.notes_of_card(board.store.read(), wall.card_of(run, 1))) == 3


def test_a_volunteers_phone_leaves_a_note_for_whoever_has_none(board: Board) -> None:
    _, secret = pair(board.store, board.ids)
    phone = board.phone()
    phone.set_cookie("kiosk_phone", secret)
    assert "/phone/note" in phone.get("/phone/more").text
    fields = hidden_fields(phone.get("/phone/note"))
    assert phone.post("/phone/note", data=fields | {"sort": "hope", "words": "打 13800001234"}).status_code == 422
    assert phone.post("/phone/note", data=fields | {"sort": "hope", "words": "盼望冰化得早"}).status_code == 200
    assert (board.note(1)["words"], board.facts("note")[0]["method"]) == ("盼望冰化得早", "volunteer")
    board.change(features="")
    assert "/phone/note" not in phone.get("/phone/more").text
    assert phone.get("/phone/note").status_code == 404


def test_the_public_pages_are_light_paged_and_only_where_there_is_a_wall(board: Board) -> None:
    for _ in range(17):
        board.hang(FULL, "wish", "鄰" * 40)
    phone = board.phone()
    first, last = phone.get(board.url("wall")), phone.get(board.url("wall") + "?page=3&sort=wish")
    assert (len(words_on(first)), len(words_on(last))) == (8, 1)
    sheets = sum((Path(board.app.static_folder or "") / name).stat().st_size for name in ("public.css", "wall_public.css"))
    assert len(first.data) + sheets < 20_000
    assert "<script" not in first.text
    assert words_on(phone.get(board.url("wall") + "?page=-5&sort=x%00")) == words_on(first)
    board.change(features="")
    assert {phone.get(board.url(which)).status_code for which in ("wall", "wall/1", "wish")} == {404}


def test_the_large_screen_needs_its_secret_speaks_its_languages_and_answers_a_quiet_poll_with_nothing(board: Board) -> None:
    board.hang("遠親不如近鄰", "message")
    page = board.screen()
    assert 'lang="zh-Hant">寄語' in page.text
    assert 'lang="en">Message' in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    tag = page.headers["ETag"]
    assert board.screen(**{"If-None-Match": tag}).status_code in (200, 304)  # a new minute has another tag
    board.hang("近鄰就在樓道裡", "message")
    assert words_on(board.screen(**{"If-None-Match": tag})) == ["近鄰就在樓道裡", "遠親不如近鄰"]
    old = wall.link_of(board.store.read(), board.ids.event)
    board.office.post(f"/office/wall/{board.ids.event}/link", data={"languages": ["en"], "anew": "1"})
    assert old is not None
    assert board.app.test_client().get(f"/wall/{old['secret']}").status_code == 404
    assert board.screen().status_code == 200
    assert board.app.test_client().get(f"/office/wall/{board.ids.event}/screen").status_code == 302


def test_an_erased_note_is_nowhere_and_still_counts(board: Board) -> None:
    words, nickname = "獨一無二的一句話", "獨角獸之友"
    done = board.leave(words, "improvement", nickname)
    code = done.text.split("/erase/")[1].split('"')[0]
    board.decide(1, "edit", words=words + "呀", nickname=nickname)
    board.decide(1, "show")
    board.office.post(f"/office/wall/{board.ids.event}/1/task", data={"owner": nickname, "reply": f"謝謝{nickname}", "is_public": "1"})
    assert f"謝謝{nickname}" in board.screen().text
    board.phone().post(f"/erase/{code}")
    files = [path.read_bytes() for path in Path(board.app.instance_path).rglob("*") if path.is_file()]
    assert not any(text.encode() in held for text in (words, nickname) for held in files)
    assert words_on(board.screen()) == []
    assert board.figures().notes == 1
    assert board.office.get(f"/office/wall/{board.ids.event}/1").status_code == 200


def test_words_go_a_year_after_the_event_and_an_open_hand_keeps_its_wish(board: Board) -> None:
    board.hang("遠親不如近鄰", "message")
    wishes = [board.hang("想要一根拐杖", "wish"), board.hang("想要一副老花鏡", "wish")]
    board.claim(wishes[0])
    config = load_config(Path(board.app.instance_path))
    _age(board, days=120)
    do_daily_work(config, board.store, again=True)
    assert len(words_on(board.screen())) == 3, "names of sign-ins are gone by now, the wall's words are not"
    _age(board, days=config.wall_days + 2, but=board.note(wishes[0])["id"])
    do_daily_work(config, board.store, again=True)
    assert words_on(board.screen()) == ["想要一根拐杖"]
    assert (board.figures().notes, board.figures().wishes) == (1, 2)


def _age(board: Board, days: int, but: str = "") -> None:
    """Let the event and its notes be so many days old."""
    board.change(day=(datetime.now(ZONE).date() - timedelta(days=days)).isoformat())
    left = now_ms() - days * 86_400_000

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE wall_note SET left_at = ? WHERE id <> ?", (left, but))

    board.store.write(work)


def test_the_events_tallies_show_the_wall_on_the_page_in_csv_and_json(board: Board) -> None:
    board.leave("希望多幾張長椅", "hope")
    board.hang("想要一根拐杖", "wish")
    page = board.office.get(f"/office/tallies/event/{board.ids.event}?lang=en").text
    assert 'id="wall"' in page
    assert "wishes 1, claimed 0, fulfilled 0" in page
    csv = board.office.get(f"/office/tallies/event/{board.ids.event}/wall.csv").data.decode("utf-8-sig")
    assert len(csv.splitlines()) == 2
    [row] = [row for row in json.loads(board.office.get(f"/office/tallies/event/{board.ids.event}.json").data) if row["scope"] == "event"]
    assert (row["notes"], row["wishes"], row["wishes_claimed"], row["wish_median_days"]) == (1, 1, 0, None)
    assert row["methods"]["notes"] == {"self": 1}
