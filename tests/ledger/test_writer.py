"""Many threads write through one connection: one caller's fault is its own, and what was acknowledged is on disk."""

from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk import ledger
from kiosk.errors import Busy, DiskFull
from kiosk.storage import Store
from kiosk.storage.database import connect
from tests.ledger.street import make_fact, new_store, read_sums, send

THREADS, EACH = 16, 25


def count_entries(store: Store) -> int:
    return int(store.read().execute("SELECT count(*) FROM entry").fetchone()[0])


def test_sixteen_threads_write_and_everything_is_there(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    start = threading.Barrier(THREADS)

    def work(thread: int) -> list[str]:
        start.wait()
        return [send(store, make_fact(thread * 1000 + number, "hand_out", quantity=2))[0].outcome for number in range(EACH)]

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = [outcome for mine in pool.map(work, range(THREADS)) for outcome in mine]
    assert outcomes == ["recorded"] * THREADS * EACH
    assert count_entries(store) == THREADS * EACH
    assert read_sums(store.read()).tally.total() == 2 * THREADS * EACH
    store.close()


def test_one_bad_item_fails_its_caller_only(tmp_path: Path) -> None:
    """Callers stand in line behind a slow commit, so that they are surely committed together."""
    store = new_store(tmp_path)
    slow, waiting = threading.Event(), threading.Event()

    def hold(connection: sqlite3.Connection) -> None:
        waiting.set()
        slow.wait(10)

    def work(number: int) -> str:
        try:
            return send(store, make_fact(number, "hand_out", quantity=0 if number == 7 else 1))[0].outcome
        except sqlite3.IntegrityError:
            return "failed"

    with ThreadPoolExecutor(THREADS + 1) as pool:
        pool.submit(store.write, hold)
        waiting.wait(10)
        futures = [pool.submit(work, number) for number in range(THREADS)]
        while len(store._line) < THREADS:
            time.sleep(0.001)
        slow.set()
        outcomes = [future.result(30) for future in futures]
    assert outcomes == ["failed" if number == 7 else "recorded" for number in range(THREADS)]
    assert count_entries(store) == THREADS - 1
    assert read_sums(store.read()).tally.total() == THREADS - 1
    store.close()


def test_every_caller_gets_its_own_result(tmp_path: Path) -> None:
    store = new_store(tmp_path)

    def echo(number: int) -> int:
        return store.write(lambda connection: int(connection.execute("SELECT ?", (number,)).fetchone()[0]))

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(echo, range(200))) == list(range(200))
    store.close()


def limit_pages(store: Store, more: int) -> None:
    """As if the disk had room for only so many pages more."""
    used = store._writer.execute("PRAGMA page_count").fetchone()[0]
    store._writer.execute(f"PRAGMA max_page_count = {used + more}")


def test_a_full_disk_is_named_and_nothing_is_half_recorded(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    send(store, make_fact(1, "hand_out"))
    limit_pages(store, 4)
    with pytest.raises(DiskFull):
        fill(store)
    written = count_entries(store)
    assert written > 1
    assert written % 20 == 1
    assert read_sums(store.read()).entries.total() == written
    limit_pages(store, 1000)
    send_twenty(store, written)
    assert count_entries(store) == written + 20
    store.close()


def fill(store: Store) -> None:
    for after in range(1, 5000, 20):
        send_twenty(store, after)


def send_twenty(store: Store, after: int) -> None:
    send(store, *[make_fact(after + place, "hand_out", data='{"why":"' + "x" * 150 + '"}') for place in range(1, 21)])


def test_on_a_full_disk_small_neighbours_of_a_big_batch_learn_the_truth_each(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    limit_pages(store, 6)

    def work(number: int) -> bool:
        many = 400 if number == 3 else 1
        try:
            send(store, *[make_fact(number * 1000 + place, "hand_out") for place in range(many)])
        except DiskFull:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(work, range(8)))
    assert written == [number != 3 for number in range(8)]
    assert count_entries(store) == 7
    store.close()


def test_a_database_held_by_another_program_is_named_busy(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    store._writer.execute("PRAGMA busy_timeout = 50")
    other = connect(store.path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        send(store, make_fact(1, "hand_out"))
    other.execute("ROLLBACK")
    other.close()
    assert send(store, make_fact(1, "hand_out"))[0].outcome == "recorded"
    store.close()


def test_nobody_waits_for_ever_when_the_connection_is_gone(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        send(store, make_fact(1, "hand_out"))
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(send, store, make_fact(number, "hand_out")) for number in range(4)]
        assert all(isinstance(future.exception(10), sqlite3.ProgrammingError) for future in futures)


def test_readers_cannot_write(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.read().execute("DELETE FROM tally")
    store.close()


def test_a_reader_sees_what_was_acknowledged(tmp_path: Path) -> None:
    store = new_store(tmp_path)

    assert ledger.position(store.read()) == 0
    send(store, make_fact(1, "hand_out"))
    assert ledger.position(store.read()) == 1
    store.close()
