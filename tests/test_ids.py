"""Ids: their shape, their moment, and the order in which they were made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from kiosk.ids import is_id, made_at, new_id


def test_an_id_tells_its_moment() -> None:
    assert made_at(new_id(1_490_317_200_123)) == 1_490_317_200_123
    assert is_id(new_id())


def test_ids_of_one_millisecond_sort_in_the_order_in_which_they_were_made() -> None:
    ids = [new_id(1_490_317_200_123) for _ in range(20_000)]
    assert ids == sorted(ids)
    assert {made_at(id) for id in ids} == {1_490_317_200_123}


def test_ids_of_many_threads_are_all_different() -> None:
    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(lambda _: new_id(7), range(20_000)))
    assert len(set(ids)) == len(ids)
    assert all(map(is_id, ids))
