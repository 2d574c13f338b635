"""The database itself keeps the ledger append-only and each id once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.ledger.street import make_fact, new_store, read_sums, send


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET quantity = 99",
        "UPDATE entry SET flags = 'late' WHERE seq = 1",
        "DELETE FROM entry",
        "UPDATE fact SET quantity = 99",
        "DELETE FROM fact",
        "INSERT OR REPLACE INTO fact SELECT * FROM fact",
        "UPDATE OR REPLACE fact SET seq = seq + 1",
        "UPDATE pattern SET booth = 'B2'",
        "DELETE FROM pattern",
        "INSERT OR REPLACE INTO pattern SELECT * FROM pattern",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_fact(change: str, tmp_path: Path) -> None:
    store = new_store(tmp_path)
    send(store, make_fact(1, "hand_out", booth="B1", quantity=3))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.write(lambda connection: connection.execute(change))
    assert read_sums(store.read()).tally.total() == 3
    store.close()


@pytest.mark.parametrize("quantity", [0, -1, 100_001])
def test_the_database_refuses_a_quantity_outside_its_bounds(quantity: int, tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with pytest.raises(sqlite3.IntegrityError):
        send(store, make_fact(1, "hand_out"), make_fact(2, "hand_out", quantity=quantity))
    assert store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 0
    store.close()


def test_the_same_fact_twice_in_one_batch_counts_once(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    fact, changed = make_fact(1, "hand_out", quantity=3), make_fact(1, "hand_out", quantity=4, hash=b"other")
    answers = send(store, fact, fact, changed, make_fact(2, "hand_out"))
    assert [answer.outcome for answer in answers] == ["recorded", "duplicate", "conflict", "recorded"]
    assert [answer.seq for answer in answers] == [1, 1, 1, 2]
    assert read_sums(store.read()).tally.total() == 4
    store.close()


def test_sequence_numbers_have_no_gap_after_resends(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    send(store, make_fact(1, "issue"), make_fact(2, "issue"))
    answers = send(store, make_fact(2, "issue"), make_fact(3, "issue"), make_fact(1, "issue"), make_fact(4, "issue"))
    assert [(answer.outcome, answer.seq) for answer in answers] == [
        ("duplicate", 2),
        ("recorded", 3),
        ("duplicate", 1),
        ("recorded", 4),
    ]
    assert store.read().execute("SELECT seq FROM ledger_position").fetchone()[0] == 4
    store.close()
