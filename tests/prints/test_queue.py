"""The queue is read with a few queries however long it is, and says the truth about the paper of every kind."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.cli import cli
from kiosk.prints.areas import PLANS, plan_kind
from kiosk.prints.kinds import PAIRING, kind_of
from kiosk.prints.pages import draw_all, keep_plans, printables_of
from kiosk.prints.piles import Pile, join_codes, stack_of
from kiosk.prints.queue import read_queue, standings
from kiosk.prints.runs import get_run, runs_of
from kiosk.prints.street import flyer_plan
from kiosk.prints.wishes import Wish
from kiosk.records import add
from printables.pile_contents import STACKS
from tests.prints.offices import ADDRESS, Office

SIZES = {"A4": (210, 297), "A4-landscape": (297, 210), "A5": (148, 210), "A6": (105, 148), "A3": (297, 420), "labels": (210, 297), "cards": (90, 54)}


def plan(office: Office, kind: str, **said: str) -> list[str]:
    wish = Wish({"by": "test", "base_url": ADDRESS}, {name: [text] for name, text in said.items()})
    return office.store.write(lambda c: keep_plans(c, kind, plan_kind(c, office.ids.event, kind, wish)))


def count_queries(connection: sqlite3.Connection, read: Callable[[sqlite3.Connection], object]) -> int:
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    try:
        read(connection)
    finally:
        connection.set_trace_callback(None)
    return len(seen)


def test_twenty_runs_take_no_more_queries_than_two(office: Office) -> None:
    def look() -> int:
        return count_queries(office.store.read(), lambda c: read_queue(c, office.ids.event, "en"))

    plan(office, "flyer", copies="4")
    plan(office, "booth_sign")
    few = look()
    for _ in range(17):
        plan(office, "flyer", copies="4")
    assert len(runs_of(office.store.read(), office.ids.event)) > 20
    assert look() <= few


def test_thirty_events_are_told_with_one_query(office: Office) -> None:
    values = {"title": "街頭宣傳", "place": "康寧社區", "day": "2017-03-24"}
    events = [
        office.store.write(lambda c, n=n: add(c, EVENT, office.ids.campaign, {"code": f"E{n}", **values}, organisation=office.ids.organisation))  # type: ignore[misc]
        for n in range(30)
    ]
    plan(office, "record")
    told = standings(office.store.read(), [*events, office.ids.event])
    assert (told[office.ids.event].planned, told[events[0]].planned) == (1, 0)
    assert count_queries(office.store.read(), lambda c: standings(c, events)) == 1


@pytest.mark.parametrize("kind", sorted(PLANS))
def test_the_paper_that_the_queue_names_is_the_paper_of_the_sheets(office: Office, kind: str) -> None:
    office.furnish()
    for run in plan(office, kind):
        row = get_run(office.store.read(), run)
        for part in ("flyers", "slips") if kind_of(kind).bundled else ("all",):
            file = io.BytesIO()
            draw_all(printables_of(office.store.read(), row, 1, 1, part), file)
            document = pypdfium2.PdfDocument(file.getvalue())
            width, height = document.get_page_size(0)
            document.close()
            assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == SIZES[stack_of(row, part)]


@pytest.mark.parametrize(("kind", "paper", "stack"), [
    ("booth_sign", "A5", "A4-landscape"), ("programme", "A5", "A4-landscape"), ("room_poster", "A3", "A3"), ("group_board", "A3", "A3"),
])  # fmt: skip
def test_a_sheet_of_another_size_lies_in_its_own_stack(office: Office, kind: str, paper: str, stack: str) -> None:
    [run, *_] = plan(office, kind, paper=paper)
    file = io.BytesIO()
    draw_all(printables_of(office.store.read(), get_run(office.store.read(), run)), file)
    document = pypdfium2.PdfDocument(file.getvalue())
    width, height = document.get_page_size(0)
    document.close()
    assert stack_of(get_run(office.store.read(), run)) == stack
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == SIZES[stack]


def test_every_paper_of_a_flyer_lies_in_its_stack(office: Office) -> None:
    for layout, stack in (("A4/1", "A4"), ("A5/2", "A4-landscape"), ("A5/1", "A5"), ("A6/4", "A4"), ("A6/1", "A6")):
        [run] = plan(office, "flyer", layout=layout, copies="4")
        assert stack_of(get_run(office.store.read(), run)) == stack
    assert set(SIZES) <= set(STACKS)


def test_the_runs_of_one_line_are_named_from_first_to_last() -> None:
    assert join_codes(["P1", "P2", "P3"]) == "P1–P3"
    assert join_codes(["P1", "P3"]) == "P1 P3"
    assert join_codes(["S1"]) == "S1"


def test_twenty_thousand_flyers_are_a_pile_and_its_list_counts_them(office: Office) -> None:
    many = flyer_plan(
        office.store.read(), office.ids.event, office.ids.materials["B-A5"], by="test", base_url=ADDRESS, copies=20_000, paper="A6", up=4
    )
    [run] = office.store.write(lambda c: keep_plans(c, "flyer", [many]))
    pile = Pile(office.store.read(), office.ids.event, (run,), "zh-Hant")
    assert pile.sheets == 1 + 5000 + 100
    assert [(line.copies, line.sheets) for line in pile.lines] == [(20_000, 5000), (400, 100)]


def test_the_command_line_prints_everything_for_an_event(office: Office, tmp_path: Path) -> None:
    office.store.write(lambda c: records.change(c, EVENT, office.ids.event, {"expected": "10"}))
    office.store.close()
    target = tmp_path / "saturday.pdf"
    command = ["--instance", str(office.folder / "instance"), "print", "WEEK2017/B", "--all", "-o", str(target), "--verify"]
    done = CliRunner().invoke(cli, command, env={"KIOSK_LANGUAGE": "en"}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "codes were read on" in done.output
    pages = len(document := pypdfium2.PdfDocument(target))
    document.close()
    again = CliRunner().invoke(cli, command, env={"KIOSK_LANGUAGE": "en"}, catch_exceptions=False)
    assert f"{pages} sheets" in done.output
    assert f"{pages} sheets" in again.output, "what is planned is printed again and nothing more is planned"


def test_cards_are_left_to_the_coordinator(office: Office) -> None:
    for cards in (True, False):
        queue = read_queue(office.store.read(), office.ids.event, "en", cards=cards)
        assert any(line.kind == PAIRING for line in (*queue.lines, *queue.folded)) == cards
