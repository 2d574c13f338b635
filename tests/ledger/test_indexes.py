"""What pages ask of the ledger finds its rows by an index, however many facts there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.street import new_store

QUESTIONS = [
    "SELECT * FROM standing WHERE device = ? AND at >= ? ORDER BY seq DESC LIMIT 5",
    "SELECT * FROM standing WHERE event = ? AND kind = 'run_out'",
    "SELECT * FROM standing WHERE event = ? AND kind IN ('shift_in', 'shift_out') ORDER BY at",
    "SELECT * FROM standing WHERE run = ? AND bundle = ? AND kind IN ('issue', 'transfer')",
    "SELECT * FROM standing WHERE to_booth = ? AND kind = 'issue'",
    "SELECT * FROM standing WHERE event = ? AND target = ?",
    "SELECT * FROM standing WHERE event = ? AND source = ?",
    "SELECT * FROM standing WHERE event = ? AND kind = 'check_in' AND person <> '' AND person = ?",
    "SELECT * FROM entry WHERE id = ?",
    "SELECT * FROM entry WHERE event = ? AND held = 1",
    "SELECT * FROM standing WHERE event = ? AND flags <> '' AND held = 0 ORDER BY seq DESC",
    "SELECT * FROM entry WHERE names = ? AND names <> ''",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_by_an_index(question: str, tmp_path: Path) -> None:
    store = new_store(tmp_path)
    plan = store.read().execute(f"EXPLAIN QUERY PLAN {question}", ("x",) * question.count("?")).fetchall()
    assert [row["detail"] for row in plan if row["detail"].startswith("SCAN") and "INDEX" not in row["detail"]] == []
    store.close()


def test_the_last_fact_is_found_without_sorting(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    plan = store.read().execute("EXPLAIN QUERY PLAN SELECT received_at FROM entry ORDER BY seq DESC LIMIT 1").fetchall()
    assert not any("TEMP B-TREE" in row["detail"] for row in plan)
    store.close()
