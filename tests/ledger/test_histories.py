"""The contract of every writer of the ledger: histories.json holds facts and the tallies that must be kept for them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from kiosk.ledger import Fact
from tests.ledger.oracle import Sums, sum_facts
from tests.ledger.street import NINE, make_fact, new_store, numbered_id, read_sums, send_all

HISTORIES = json.loads(Path(__file__).with_name("histories.json").read_text(encoding="utf-8"))["histories"]
Row = list[object]


def read_entry(entry: dict[str, object]) -> Fact:
    columns = {name: value for name, value in entry.items() if name not in ("n", "kind", "minute")}
    if "names" in columns:
        columns["names"] = numbered_id(int(str(columns["names"])))
    if "data" in columns:
        columns["data"] = json.dumps(columns["data"], ensure_ascii=False)
    return make_fact(int(str(entry["n"])), str(entry["kind"]), at=NINE + int(str(entry["minute"])) * 60_000, **columns)


def clock(bucket: object) -> str:
    minutes = (int(str(bucket)) - NINE) // 60_000
    return f"{9 + minutes // 60:02}:{minutes % 60:02}"


def list_rows(sums: Sums) -> dict[str, list[Row]]:
    """The sums as the file writes them, sorted."""
    rows: dict[str, list[Row]] = {
        "tally": [[*key[:6], clock(key[6]), quantity, sums.entries[key]] for key, quantity in sums.tally.items()],
        "responses": [[*key[:4], clock(key[4]), *key[5:], quantity] for key, quantity in sums.response.items()],
        "bundles": [[*key, quantity] for key, quantity in sums.bundle.items()],
        "devices": [[*key, quantity] for key, quantity in sums.device.items()],
    }
    return {name: sorted(found, key=str) for name, found in rows.items()}


def expected_rows(history: dict[str, list[Row]]) -> dict[str, list[Row]]:
    rows = {name: sorted(history[name], key=str) for name in ("tally", "responses")}
    return rows | {name: sorted((row[:-1] for row in history[name]), key=str) for name in ("bundles", "devices")}


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history["name"])
def test_plain_python_sums_a_history_as_the_contract_says(history: dict[str, list[Row]]) -> None:
    assert list_rows(sum_facts([read_entry(entry) for entry in history["entries"]])) == expected_rows(history)  # type: ignore[arg-type]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history["name"])
def test_the_ledger_keeps_the_tallies_of_the_contract_in_any_order(history: dict[str, list[Row]], tmp_path: Path) -> None:
    facts = [read_entry(entry) for entry in history["entries"]]  # type: ignore[arg-type]
    orders = [[facts], [[fact] for fact in facts], [[fact] for fact in reversed(facts)]]
    orders += [[random.Random(seed).sample(facts, len(facts)), facts] for seed in range(3)]
    for number, batches in enumerate(orders):
        store = new_store(tmp_path / str(number))
        send_all(store, batches)
        assert list_rows(read_sums(store.read())) == expected_rows(history)
        entries = (
            store.read()
            .execute("SELECT (SELECT total(entries) FROM bundle_tally), (SELECT total(entries) FROM device_tally)")
            .fetchone()
        )
        assert tuple(entries) == tuple(sum(int(str(row[-1])) for row in history[name]) for name in ("bundles", "devices"))
        store.close()
