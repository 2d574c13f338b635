"""A wish on its way: claimed by one, confirmed, fulfilled on a day, closed; or free again.  And improvements that get an answer."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from kiosk.demonstration.wall import HOPES, IMPROVEMENTS, MESSAGES, WISHES
from kiosk.figures.listed import list_tallies
from kiosk.storage import Store
from kiosk.wall import clean_words, count_notes
from tests.public.street import ZONE
from tests.wall.board import Board

PHONE = "13800005678"


def steps(board: Board) -> list[str]:
    rows = board.store.read().execute("SELECT data FROM standing WHERE kind = 'wish' ORDER BY seq").fetchall()
    return [json.loads(row["data"])["step"] for row in rows]


def test_a_wish_goes_from_a_claim_to_its_end_step_by_step(board: Board) -> None:
    number = board.hang("想要一副老花鏡", "wish")
    assert f"wall/{number}" in board.phone().get(board.url("wall")).text
    assert board.claim(number, PHONE, "志願服務隊").status_code == 200
    shown = board.screen().text + board.phone().get(board.url("wall")).text
    assert "志願服務隊" not in shown, "nobody has looked over what a claimant calls themselves"
    assert PHONE not in board.screen().text + board.phone().get(board.url("wall")).text
    desk = board.office.get(f"/office/wall/{board.ids.event}/{number}").text
    assert PHONE not in desk
    assert "138****5678" in desk
    assert PHONE in board.decide(number, "reveal").text
    assert board.store.read().execute("SELECT count(*) FROM reveal_log").fetchone()[0] == 1
    board.decide(number, "wish/verify")
    assert "志願服務隊" in board.screen().text
    assert "志願服務隊" in board.phone().get(board.url("wall")).text
    today = datetime.now(ZONE).date()
    for day in ((today + timedelta(days=1)).isoformat(), "2017-03-24", "soon"):
        assert board.decide(number, "wish/deliver", day=day).status_code == 422
    board.decide(number, "wish/deliver", day=today.isoformat())
    board.decide(number, "wish/close")
    assert steps(board) == ["claim", "verify", "deliver", "close"]
    figures = board.figures()
    assert (figures.wishes, figures.wishes_claimed, figures.wishes_delivered, figures.wish_median_days) == (1, 1, 1, 0)
    assert "stage-closed" in board.screen().text


def test_of_two_claims_at_once_one_gets_it_and_the_other_is_told_kindly(board: Board) -> None:
    number = board.hang("想要一根拐杖", "wish")
    answers: list[tuple[int, str]] = []
    both = threading.Barrier(2)

    def take(phone: str) -> None:
        client = board.phone()
        both.wait()
        answer = board.claim(number, phone, client=client)
        answers.append((answer.status_code, answer.text))

    threads = [threading.Thread(target=take, args=(f"1380000567{place}",)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in answers) == [200, 409]
    assert "Thank you all the same" in next(text for status, text in answers if status == 409)
    assert (steps(board), board.figures().wishes_claimed) == (["claim"], 1)


def test_a_claim_needs_a_number_to_be_reached_by_and_no_number_in_the_name(board: Board) -> None:
    number = board.hang("想要一根拐杖", "wish")
    assert board.claim(number, "").status_code == 422
    assert board.claim(number, PHONE, "打 13900001234").status_code == 422
    assert board.claim(board.hang("鄰里一家親", "message")).status_code == 404
    board.decide(number, "hide", why="personal")
    assert board.claim(number).status_code == 404


def test_a_claim_that_falls_through_frees_the_wish_and_forgets_who_claimed_it(board: Board) -> None:
    number = board.hang("想要一根拐杖", "wish")
    board.claim(number, PHONE, "獨角獸之友")
    board.decide(number, "wish/release")
    assert board.decide(number, "wish/release").status_code == 303, "said twice, it is told where the wish stands"
    assert steps(board) == ["claim", "release"]
    assert board.note(number)["stage"] == "open"
    assert board.figures().wishes_claimed == 0
    files = [path.read_bytes() for path in Path(board.app.instance_path).rglob("*") if path.is_file()]
    assert not any(text.encode() in held for text in (PHONE, "獨角獸之友") for held in files)
    assert board.claim(number, PHONE).status_code == 200
    assert board.figures().wishes_claimed == 1


def test_a_coordinator_records_who_claims_and_takes_a_slip_back(board: Board) -> None:
    number = board.hang("想要一根拐杖", "wish")
    board.decide(number, "wish/claim", name="老年協會")
    board.decide(number, "wish/deliver", day=datetime.now(ZONE).date().isoformat())
    assert board.figures().wishes_delivered == 1
    board.decide(number, "wish/undo")
    assert (board.note(number)["stage"], board.figures().wishes_delivered, board.figures().wish_median_days) == ("claimed", 0, None)
    board.decide(number, "wish/undo")
    assert (board.note(number)["stage"], board.note(number)["claimant"], board.figures().wishes_claimed) == ("open", "", 0)
    assert board.decide(number, "sort", sort="hope").status_code == 303


def test_an_improvement_gets_an_owner_a_day_and_an_answer_on_the_wall(board: Board) -> None:
    number = board.hang("三號樓的燈壞了", "improvement")
    address = f"/office/wall/{board.ids.event}/{number}/task"
    assert "nobody looks after it" in board.office.get(f"/office/wall/{board.ids.event}?lang=en").text
    for wrong in ({"due": "soon"}, {"is_public": "1"}, {"reply": "打 13800001234"}):
        assert board.office.post(address, data=wrong).status_code == 422
    board.office.post(address, data={"owner": "物業", "due": "2017-03-31", "reply": "換好了"})
    assert "換好了" not in board.screen().text
    board.office.post(address, data={"owner": "物業", "due": "2017-03-31", "reply": "換好了", "is_public": "1", "done_on": "2017-03-30"})
    for page in (board.screen(), board.phone().get(board.url("wall"))):
        assert "換好了" in page.text
        assert "物業" not in page.text
    assert board.office.post(address.replace(f"/{number}/", f"/{board.hang('好', 'hope')}/"), data={}).status_code == 404


def test_the_reference_weeks_wall_holds_what_was_published(demonstration: tuple[Flask, Store, Path]) -> None:
    every = (*MESSAGES, *HOPES, *IMPROVEMENTS, *WISHES)
    assert (len(MESSAGES), len(HOPES), len(IMPROVEMENTS), len(WISHES), len(set(every))) == (58, 41, 27, 23, 149)
    assert [words for words in every if clean_words({"words": words}).words != words] == []
    store = demonstration[1]
    event = store.read().execute("SELECT id FROM event WHERE code = 'C'").fetchone()["id"]
    [row] = [row for row in list_tallies(store.read(), event=event) if row["scope"] == "event"]
    assert [row[key] for key in ("notes", "wishes", "wishes_claimed", "wishes_delivered", "wish_median_days")] == [126, 23, 17, 15, 4]
    assert count_notes(store.read(), event) == {
        ("message", "public"): 58, ("hope", "public"): 41, ("improvement", "public"): 27, ("wish", "public"): 23,
    }  # fmt: skip
