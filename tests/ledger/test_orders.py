"""However facts arrive, in whatever order and batches, the tallies are those that plain Python finds in the list of facts."""

from __future__ import annotations

import itertools
import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.figures.response_cells import load_cells, load_several, unique_of
from kiosk.ledger import Fact
from tests.ledger.oracle import Sums, count_unique, sum_facts
from tests.ledger.street import NINE, QUARTER, make_fact, make_release, make_void, new_store, read_sums, send, send_all

BOOTHS = ("B1", "B2", "B3")
DEVICES = ("P1", "P2", "P3")


def small_history() -> list[Fact]:
    """An entry, two voids of it, a void of a void, a stranger's void, and a held void with its release."""
    return [
        make_fact(1, "hand_out", booth="B1", material="A5", quantity=10),
        make_void(2, 1),
        make_void(3, 1),
        make_void(4, 2),
        make_fact(5, "hand_out", booth="B1", material="A5", quantity=5),
        make_void(6, 5, held=1, flags="quarantined"),
        make_release(7, 6),
    ]


@pytest.mark.parametrize("chosen", [(1, 2, 3), (1, 2, 4), (5, 6, 7), (1, 2, 3, 4)])
def test_all_orders_of_entry_voids_and_release_give_the_same_tallies(chosen: tuple[int, ...], tmp_path: Path) -> None:
    history = [fact for fact in small_history() if int(fact.id[-12:]) in chosen]
    expected = sum_facts(history)
    for number, order in enumerate(itertools.permutations(history)):
        store = new_store(tmp_path / str(number))
        send_all(store, [[fact] for fact in order])
        assert read_sums(store.read()) == expected, [fact.id[-1:] for fact in order]
        store.close()


def columns(number: int) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            "device": st.sampled_from(DEVICES),
            "event": st.sampled_from(("E", "E", "E", "F")),
            "at": st.integers(NINE, NINE + 4 * QUARTER),
            "held": st.sampled_from((0, 0, 0, 1)),
            "quantity": st.integers(1, 60),
            "method": st.sampled_from(("scan", "count")),
            "material": st.sampled_from(("A5", "TRI")),
        }
    )


@st.composite
def movements(draw: st.DrawFn, number: int) -> Fact:
    kind = draw(st.sampled_from(("print", "issue", "transfer", "transfer", "hand_out", "hand_out", "return", "spoil")))
    place = draw(st.sampled_from(BOOTHS))
    there = draw(st.sampled_from((*BOOTHS, place)))
    bundle = draw(st.integers(0, 3))
    ends = {
        "print": {"booth": "store"}, "issue": {"booth": "store", "source": "store", "to_booth": place},
        "transfer": {"booth": place, "to_booth": there}, "spoil": {"booth": place},
    }.get(kind, {"booth": place})  # fmt: skip
    why = {"data": json.dumps({"why": draw(st.sampled_from(("rain", "press")))})} if kind == "spoil" else {}
    return make_fact(number, kind, run="R1" if bundle else "", bundle=bundle, **ends, **why, **draw(columns(number)))


@st.composite
def visits(draw: st.DrawFn, number: int) -> Fact:
    kind = draw(st.sampled_from(("check_in", "check_in", "check_in", "check_out", "sheet_total")))
    common = draw(columns(number)) | {"material": "", "booth": draw(st.sampled_from(BOOTHS))}
    page = draw(st.integers(0, 2))
    if kind == "sheet_total":
        return make_fact(number, kind, **common | {"run": "S", "number": page or 1, "method": "paper"})
    paper = {"run": "S", "number": page, "method": "paper"} if page else {}
    return make_fact(number, kind, **common | paper | {"person": draw(st.sampled_from(("", "N1", "N2", "N3"))), "quantity": 1})


@st.composite
def responses(draw: st.DrawFn, number: int) -> Fact:
    kind = draw(st.sampled_from(("response", "shown", "shown", "shown", "action")))
    data = {
        "shown": {"mark": draw(st.sampled_from(("m1", "m2", "m3")))},
        "action": {"which": draw(st.sampled_from(("ask", "wish")))},
    }.get(kind, {})
    bundle = draw(st.integers(0, 3))
    place = {"run": "R1", "bundle": bundle} if bundle else {"booth": draw(st.sampled_from(BOOTHS))}
    many = draw(columns(number)) | {"method": "scan"} | ({} if kind == "response" else {"quantity": 1})
    return make_fact(number, kind, data=json.dumps(data), **place, **many)


@st.composite
def talks(draw: st.DrawFn, number: int) -> Fact:
    kind = draw(st.sampled_from(("consultation", "consultation", "feedback", "head_count", "run_out", "shift_in")))
    said: dict[str, object] = {
        "topic": draw(st.sampled_from(("低保", "臨時救助"))),
        "outcome": draw(st.sampled_from(("answered", "booked"))),
    }
    said |= draw(st.sampled_from(({}, {"same_person": True}, {"same_person": False})))
    data = said if kind == "consultation" else {"score": draw(st.integers(1, 5))} if kind == "feedback" else {}
    return make_fact(
        number, kind, booth=draw(st.sampled_from(BOOTHS)), data=json.dumps(data), **draw(columns(number)) | {"material": ""}
    )


@st.composite
def decisions(draw: st.DrawFn, number: int, named: int) -> Fact:
    """A void or a release of any fact, by its own phone, a stranger's, or the coordinator."""
    common = {"event": draw(st.sampled_from(("E", "E", "F"))), "held": draw(st.sampled_from((0, 0, 1)))}
    if draw(st.booleans()):
        return make_release(number, named, **common | draw(st.sampled_from(({}, {}, {"authority": 0}))))
    by = draw(st.sampled_from((*({"device": device} for device in DEVICES), {"device": "account:A", "authority": 1})))
    return make_void(number, named, **common, **by)


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    length = draw(st.integers(1, 14))
    kinds = [draw(st.sampled_from((movements, movements, visits, responses, talks, decisions, decisions))) for _ in range(length)]
    facts = []
    for number, kind in enumerate(kinds, 1):
        facts.append(draw(kind(number, draw(st.integers(1, length)))) if kind is decisions else draw(kind(number)))  # type: ignore[call-arg]
    return facts


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Fact], list[list[Fact]]]:
    """A history, and the batches in which it arrives: shuffled, cut anywhere, with resends."""
    history = draw(histories())
    sent = draw(st.permutations(history)) + draw(st.lists(st.sampled_from(history), max_size=3))
    cuts = sorted(draw(st.sets(st.integers(0, len(sent)), max_size=5)))
    return history, [list(sent[a:b]) for a, b in zip([0, *cuts], [*cuts, len(sent)])]


def check_delivery(folder: Path, history: list[Fact], batches: list[list[Fact]]) -> None:
    store = new_store(folder)
    try:
        send_all(store, batches)
        expected, found = sum_facts(history), read_sums(store.read())
        assert found == expected
        check_unique(store.read(), expected)
    finally:
        store.close()
        for file in folder.iterdir():
            file.unlink()


def check_unique(connection: sqlite3.Connection, expected: Sums) -> None:
    """Unique responders of all, and of each half, of the cells that there are."""
    cells = [cell for event in ("E", "F") for cell in load_cells(connection, json.dumps([event]))]
    several = load_several(connection, cells)
    for some in (cells, cells[::2], cells[1::2], cells[:2]):
        assert unique_of(some, several) == count_unique(expected, [cell.key for cell in some])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(delivery=deliveries())
def test_any_history_in_any_order_gives_the_tallies_of_plain_python(
    tmp_path: Path, delivery: tuple[list[Fact], list[list[Fact]]]
) -> None:
    check_delivery(tmp_path, *delivery)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(delivery=deliveries())
def test_thousands_of_histories_give_the_tallies_of_plain_python(
    tmp_path: Path, delivery: tuple[list[Fact], list[list[Fact]]]
) -> None:
    check_delivery(tmp_path, *delivery)


def test_a_void_without_its_entry_waits_for_it(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    send(store, make_void(2, 1))
    assert not read_sums(store.read()).tally
    send(store, make_fact(1, "hand_out", booth="B1", quantity=3))
    assert not read_sums(store.read()).tally
    assert store.read().execute("SELECT count(*) FROM uncounted").fetchone()[0] == 1
    store.close()
