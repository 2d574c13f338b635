"""A large street event's desk: as many statements for many booths and bundles as for few, well under a second, and no half closing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk import ledger, records
from kiosk.books import closings
from kiosk.books.reconciliation import look
from kiosk.campaigns import BOOTH
from kiosk.figures.breakdown import break_down
from kiosk.ids import new_id
from kiosk.storage import open_store
from tests.patience import allowed
from tests.tallies.conftest import Kiosk, sign_in
from tests.tallies.street import Street
from tests.tallies.test_pages import text_of

CLOSING = """
import sys
from pathlib import Path
from kiosk.books import closings
from kiosk.ids import new_id
from kiosk.books.reconciliation import close_day, look
from kiosk.storage import open_store
store, event = open_store(Path(sys.argv[1])), sys.argv[2]
while True:
    print(close_day(store, event, shown=look(store.read(), event).mark, by="account:child", id=new_id()).number, flush=True)
    store.write(lambda c: closings.open_books(c, event, by="account:child", id=new_id()))
"""


def fill(street: Street, booths: int, bundles: int) -> None:
    """Issue bundles to booths, hand out most of each, and leave one copy of every tenth unaccounted for."""
    ids = [
        street.store.write(lambda c, n=n: records.add(c, BOOTH, street.event, {"code": f"L{n}", "name": f"攤{n}", "language": "zh-Hant"}))  # type: ignore[misc]
        for n in range(booths)
    ]
    run, material, facts = street.print("B-A5", 25 * bundles, 25), street.ids.materials["B-A5"], []
    for number in range(1, bundles + 1):
        booth = ids[number % booths]
        place = {"device": f"phone-{number % 60}", "event": street.event, "material": material, "run": run, "bundle": number}
        gone = 24 if number % 10 == 0 else 25
        facts.append(ledger.make_fact("issue", id=new_id(), at=street.at(-20), source="store", target=f"booth:{booth}", booth="store", to_booth=booth, quantity=25, **place))
        for part in (gone - 15, 10, 5):
            facts.append(ledger.make_fact("hand_out", id=new_id(), at=street.at(number % 140), source=f"booth:{booth}", target="public", booth=booth, quantity=part, **place))
    for start in range(0, len(facts), 500):
        street.store.write(lambda c, start=start: ledger.append(c, facts[start : start + 500]))  # type: ignore[misc]


def statements(street: Street) -> tuple[int, float]:
    """Return how often looking at the desk, and at its first parts, asks the database, and how long that takes."""
    said: list[str] = []
    connection, before = street.store.read(), time.perf_counter()
    connection.set_trace_callback(said.append)
    desk = look(connection, street.event)
    assert desk.checks
    break_down(connection, desk.event.row, desk.event.week, "booth", {})
    connection.set_trace_callback(None)
    return len([one for one in said if not one.startswith("--")]), time.perf_counter() - before


@pytest.mark.parametrize(("booths", "bundles"), [(20, 60), pytest.param(200, 3000, marks=pytest.mark.slow)])
def test_many_booths_and_bundles_ask_as_often_as_few(booths: int, bundles: int, street: Street) -> None:
    few = statements(street)[0]
    fill(street, booths, bundles)
    many, seconds = statements(street)
    desk = look(street.store.read(), street.event)
    assert many <= few + 2, "the responses of what was printed are asked for once"
    assert sum(desk.differences.values()) == bundles // 10
    assert len(desk.outstanding) == bundles // 10
    print(f"{booths} booths, {bundles} bundles: {many} statements, {seconds:.2f} s")
    assert seconds < allowed(1.5), "well under a second on a machine that does nothing else"


def test_of_very_many_parts_the_rest_stands_in_one_line_and_they_still_add_up(made: Kiosk, street: Street) -> None:
    fill(street, 2, 210)
    page = text_of(sign_in(*made).get(f"/office/tallies/event/{street.event}/desk?by=bundle&lang=en").text)
    assert "10 more lines 250 " in page
    assert "Total 5,250 5,229 0 0 21" in page


@pytest.mark.slow
def test_a_kiosk_that_is_killed_while_it_closes_leaves_whole_records(street: Street) -> None:
    path, event = street.store.path, street.event
    street.store.close()
    for pause in (0.05, 0.13, 0.21, 0.34):
        command = [sys.executable, "-c", CLOSING, str(path), event]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as child:
            assert child.stdout is not None
            said = [child.stdout.readline()]
            time.sleep(pause)
            os.kill(child.pid, signal.SIGKILL)
            said += child.stdout.read().splitlines(keepends=True)
        store = open_store(path)
        steps = closings.steps_of(store.read(), event)
        numbers = [int(line) for line in said if line.endswith("\n")]
        assert len(steps) >= max(numbers), "what was said to be closed is closed"
        assert [step.act for step in reversed(steps)] == ["close" if number % 2 == 0 else "reopen" for number in range(len(steps))]
        assert closings.broken_closings(store.read()) == []
        if steps[0].act == "close":
            store.write(lambda c: closings.open_books(c, event, by="account:test", id=new_id()))
        store.close()
