"""The recount finds nothing in a sound ledger, and names what somebody has changed in the tallies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kiosk.ledger import Fact
from kiosk.recount import recount
from tests.ledger.street import make_fact, make_void, new_store, send, send_all
from tests.ledger.test_orders import deliveries


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(delivery=deliveries())
def test_a_recount_of_any_history_finds_no_difference(tmp_path: Path, delivery: tuple[list[Fact], list[list[Fact]]]) -> None:
    store = new_store(tmp_path)
    try:
        send_all(store, delivery[1])
        assert recount(store.read()) == []
    finally:
        store.close()
        for file in tmp_path.iterdir():
            file.unlink()


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("tally", "UPDATE tally SET quantity = quantity + 1 WHERE measure = 'handed_out'"),
        ("tally", "DELETE FROM tally WHERE measure = 'visits'"),
        ("tally", "INSERT INTO tally VALUES ('E', 'B9', '', 'issued', '', 'count', 0, 5, 1)"),
        ("bundle_tally", "UPDATE bundle_tally SET quantity = 0"),
        ("device_tally", "UPDATE device_tally SET entries = entries + 1"),
        ("response_tally", "UPDATE response_tally SET quantity = 7 WHERE measure = 'unique'"),
        ("overlap", "UPDATE overlap SET responders = 2"),
        ("overlap", "DELETE FROM overlap"),
        ("visit", "UPDATE visit SET seq = 1 WHERE participant = 'N1'"),
        ("visit", "DELETE FROM visit"),
        ("visit", "INSERT INTO visit SELECT 'E', 'N0', 1"),
        ("sheet_page", "UPDATE sheet_page SET typed_rows = typed_rows + 1"),
    ],
)
def test_a_changed_tally_is_found_by_the_recount(table: str, change: str, tmp_path: Path) -> None:
    store = new_store(tmp_path)
    send(
        store,
        make_fact(1, "hand_out", booth="B1", material="A5", run="R", bundle=1, quantity=4),
        make_fact(2, "check_in", booth="B1", person="N1"),
        make_fact(3, "check_in", booth="B1", run="S", number=1, method="paper"),
        make_fact(4, "sheet_total", booth="B1", run="S", number=2, quantity=9, method="paper"),
        make_fact(5, "shown", run="R", bundle=1, data=json.dumps({"mark": "m1"})),
        make_fact(7, "shown", run="R", bundle=2, data=json.dumps({"mark": "m1"})),
        make_void(6, 1, device="account:A", authority=0),
    )
    assert recount(store.read()) == []
    store.write(lambda connection: connection.execute(change))
    assert any(line.startswith(f"{table} ") for line in recount(store.read()))
    store.close()


def test_a_recount_names_at_most_a_hundred_differences(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    for number in range(1, 131):
        store.write(
            lambda c, number=number: c.execute(
                "INSERT INTO tally VALUES ('E', ?, '', 'issued', '', 'count', 0, 5, 1)", (f"B{number}",)
            )
        )
    lines = recount(store.read())
    assert len(lines) == 101
    assert lines[-1] == "… +160"
    store.close()
