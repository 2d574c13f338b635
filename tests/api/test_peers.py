"""Defects seen in comparable systems (peers' list, by letter): each one is tried against this kiosk."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.devices import offer_pairing
from kiosk.ids import new_id, now_ms
from tests.api.conftest import Api, Item, hand_out


def check(kind: str, participant: str, seen_at: int, **more: object) -> Item:
    return {"id": new_id(), "kind": kind, "event": "B", "seen_at": seen_at, "data": {"participant": participant}, **more}


def visits(api: Api) -> int:
    return int(api.store.read().execute("SELECT coalesce(sum(quantity), 0) FROM tally WHERE measure = 'visits'").fetchone()[0])


def test_defect_a_parallel_sends_of_one_id_make_one_fact(api: Api) -> None:
    items = [hand_out(kind=kind) for kind in ("hand_out", "return", "check_out")]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: api.send(items[number % 3])[0], range(48)))
    assert [answer["result"] for answer in answers].count("recorded") == 3
    assert [answer["result"] for answer in answers].count("duplicate") == 45
    assert api.count() == 3


def test_defect_b_a_phone_paired_again_that_resends_makes_no_second_fact(api: Api) -> None:
    item = hand_out()
    first = api.send(item)[0]
    secret = api.store.write(lambda c: offer_pairing(c, api.ids.event, by="test", booth=api.ids.booths["B1"]))
    for old in (api.token, ""):  # the same phone known by its old token, and one that has lost it
        answer = api.call("POST", "pair", old, json={"token": secret})
        assert answer.json is not None
        again = api.send(item, token=answer.json["device_token"])[0]
        assert again == first | {"result": "duplicate"}
        secret = api.store.write(lambda c: offer_pairing(c, api.ids.event, by="test", booth=api.ids.booths["B1"]))
    assert api.handed_out() == 10


def test_defect_c_the_same_id_with_another_payload_is_not_taken_silently(api: Api) -> None:
    item = hand_out()
    api.send(item)
    [answer] = api.send(item | {"quantity": 90})
    assert (answer["result"], answer["reason"]) == ("conflict", "id_reused_with_other_content")
    assert api.handed_out() == 10


@pytest.mark.parametrize("seen_at", [915_148_800_000, 1_924_992_000_000])
def test_defect_d_times_of_1999_and_2031_are_flagged(seen_at: int, api: Api) -> None:
    assert api.send(hand_out(seen_at=seen_at))[0]["flags"] == ["clock_suspect"]


def test_defect_e_a_phone_an_hour_fast_does_not_break_a_reentry(api: Api) -> None:
    """Out at the door by a right phone, in again by one that is an hour fast, out again: the order on the street is kept."""
    now, fast = now_ms(), 3_600_000
    items = [
        check("check_in", "n1", now - 600_000),
        check("check_out", "n1", now - 400_000),
        check("check_in", "n1", now - 200_000 + fast, offset=-fast),
        check("check_out", "n1", now - 100_000),
    ]
    answers = api.send(*items)
    assert [answer.get("flags") for answer in answers] == [None, None, ["clock_corrected"], None]
    order = api.store.read().execute("SELECT id FROM entry ORDER BY at").fetchall()
    assert [row[0] for row in order] == [item["id"] for item in items]
    assert visits(api) == 1


def test_defect_f_a_replay_is_told_from_a_first_success(api: Api) -> None:
    item = hand_out()
    assert [api.send(item)[0]["result"] for _ in range(3)] == ["recorded", "duplicate", "duplicate"]


def test_defect_g_one_poisoned_item_never_blocks_a_queue_of_fifty(api: Api) -> None:
    queue: list[object] = [hand_out() for _ in range(50)]
    queue[23] = {"id": "not an id", "kind": ["?"]}
    answers = api.send(*queue)
    assert [answer["result"] for answer in answers].count("recorded") == 49
    assert answers[23]["result"] == "rejected"
    assert api.handed_out() == 490


def test_defect_h_a_phone_whose_answer_was_lost_learns_on_its_retry_that_all_is_well(api: Api) -> None:
    queue = [hand_out(), hand_out(**{"from": "booth:B9"})]
    lost = api.send(*queue)
    retry = api.send(*queue, hand_out())
    assert retry[:2] == [answer | {"result": "duplicate"} for answer in lost]
    assert not any("reason" in answer for answer in retry)


def test_defect_i_a_missing_id_is_refused_and_never_made_up(api: Api) -> None:
    item = hand_out()
    del item["id"]
    assert [api.send(item)[0]["reason"] for _ in range(2)] == ["bad_id", "bad_id"]
    assert api.count() == 0


def test_defect_j_two_tabs_with_one_id_make_one_fact_or_a_conflict_that_is_seen(api: Api) -> None:
    shared = new_id()
    with ThreadPoolExecutor(2) as pool:
        tabs = [
            pool.submit(api.send, hand_out(id=shared, quantity=quantity, seen_at=1_800_000_000_000)) for quantity in (10, 10, 20)
        ]
    results = sorted(str(tab.result()[0]["result"]) for tab in tabs)
    assert results in (["conflict", "duplicate", "recorded"], ["conflict", "conflict", "recorded"])
    assert api.count() == 1


def test_defect_k_the_ids_are_echoed_so_that_a_captive_portals_200_is_not_taken_for_success(api: Api) -> None:
    queue = [hand_out() for _ in range(5)]
    assert [answer["id"] for answer in api.send(*queue)] == [item["id"] for item in queue]


def test_defect_m_no_get_checks_anybody_in(api: Api) -> None:
    item = check("check_in", "n1", now_ms())
    answer = api.call("GET", "entries", json={"entries": [item]}, query_string={"entries": json.dumps([item])})
    assert answer.status_code == 405
    assert api.count() == 0


def test_defect_r_a_count_is_never_skipped_silently_on_a_database_error(api: Api) -> None:
    """The tally fails: then neither the fact is recorded nor the phone told so, and its retry counts."""

    def spoil(connection: sqlite3.Connection) -> None:
        connection.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON tally WHEN NEW.quantity = 10 BEGIN SELECT RAISE(ABORT, 'no tally today'); END"
        )

    api.store.write(spoil)
    item = hand_out()
    assert api.call("POST", "entries", json={"entries": [item]}).status_code == 500
    assert (api.count(), api.handed_out()) == (0, 0)
    api.store.write(lambda connection: connection.execute("DROP TRIGGER broken"))
    assert api.send(item)[0]["result"] == "recorded"
    assert (api.count(), api.handed_out()) == (1, 10)


def test_defect_s_a_hundred_phones_behind_one_address_are_not_throttled(api: Api) -> None:
    secrets = api.store.write(lambda c: [offer_pairing(c, api.ids.event, by="test") for _ in range(100)])
    tokens = [(api.call("POST", "pair", "", json={"token": secret}).json or {})["device_token"] for secret in secrets]
    for _ in range(5):
        assert {api.send(hand_out(), token=token)[0]["result"] for token in tokens} == {"recorded"}
    assert api.handed_out() == 5000


@pytest.mark.parametrize("length", [127, 128, 199, 200])
@pytest.mark.parametrize("letter", ["x", "於", "😀"])
def test_defect_t_long_texts_and_long_bodies_come_through_whole(length: int, letter: str, api: Api) -> None:
    item = hand_out(kind="orphan", data={"code": letter * length})
    filling = [hand_out() for _ in range(250)]  # more than 65,535 bytes of body
    answers = api.send(item, *filling)
    assert {answer["result"] for answer in answers} == {"recorded"}
    kept = api.store.read().execute("SELECT data FROM entry WHERE kind = 'orphan'").fetchone()[0]
    assert json.loads(kept)["code"] == letter * length
