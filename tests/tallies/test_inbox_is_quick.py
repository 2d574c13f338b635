"""However many facts there are, the inbox finds its cases by indexes, and asks as often for many facts as for few."""

from __future__ import annotations

import pytest

from kiosk.figures.live_event import LiveEvent
from kiosk.ids import now_ms
from tests.tallies.cases import HISTORIES, Scene, play
from tests.tallies.street import Street

SHORT = {
    "json_each",
    "j",
    "wanted",
    "w",
    "twice",
    "t",
    "totals",
    "ranked",
    "r",
    "latest",
    "l",
    "again",
    "a",
    "alike",
    "h",
    "d",
    "c",
    "CONSTANT",
}
"""What may be read from end to end: lists made on the way, and what an event has few of (booths, phones, decisions)."""


def statements(scene: Scene) -> list[str]:
    """What looking at the event asks of the database."""
    connection = scene.street.store.read()
    said: list[str] = []
    connection.set_trace_callback(said.append)
    LiveEvent(connection, scene.street.event, now_ms())
    connection.set_trace_callback(None)
    return [one for one in said if not one.startswith("--")]


def scans(scene: Scene, statement: str) -> list[str]:
    """What a statement reads from end to end without an index, by the names that it gives it."""
    plan = scene.street.store.read().execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    read = [row["detail"].split()[1] for row in plan if row["detail"].startswith("SCAN") and " INDEX " not in row["detail"]]
    return [name for name in read if name not in SHORT and not name.startswith("(subquery")]


@pytest.mark.parametrize(
    "name", ["more handed out than held", "rows and a subtotal by two people", "a replaced phone counts on beside paper"]
)
def test_no_question_reads_all_facts(name: str, street: Street) -> None:
    scene = play(street, HISTORIES[name])
    asked = [one for one in statements(scene) if "uncounted" in one or " entry " in one or "standing" in one]
    asked = [one for one in asked if "WITH here" not in one]  # where bundles are: along its own index
    assert len(asked) >= 10
    assert {one: found for one in asked if (found := scans(scene, one))} == {}


def test_many_cases_ask_as_often_as_one(street: Street) -> None:
    scene = play(street, HISTORIES["more handed out than held"])
    few = len(statements(scene))
    for booth in ("B2", "B3"):
        for minute in range(5):
            scene.send(
                {
                    "by": "1",
                    "kind": "hand_out",
                    "minute": minute,
                    "source": f"booth:{booth}",
                    "target": "public",
                    "material": "B-TRI",
                    "quantity": 9,
                }
            )
            scene.send({"by": "2", "kind": "check_in", "minute": minute, "participant": f"P{minute}", "booth": booth})
    assert len(scene.cases()) == 8
    assert len(statements(scene)) == few
