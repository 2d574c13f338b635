"""Lists ask the database as often for three hundred events as for three."""

from __future__ import annotations

import sqlite3

import pytest

from kiosk import records
from kiosk.campaigns import EVENT
from tests.breaking.conftest import Target

LISTS = ("/office/plan", "/office/phones", "/office/keying", "/office/tallies", "/")


def queries(target: Target, path: str) -> int:
    client, asked = target.staff(), list[str]()
    client.get(path)
    target.store.read().set_trace_callback(asked.append)
    assert client.get(path).status_code == 200
    target.store.read().set_trace_callback(None)
    return len(asked)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_many_events_asks_no_more_often(target: Target, path: str) -> None:
    few = queries(target, path)

    def add(connection: sqlite3.Connection) -> None:
        for number in range(120):
            values = {"code": f"E{number}", "title": "場", "place": "處", "day": f"2027-03-{number % 28 + 1:02}"}
            records.add(connection, EVENT, target.ids.campaign, values, organisation=target.ids.organisation)

    target.store.write(add)
    assert queries(target, path) <= few + 3
