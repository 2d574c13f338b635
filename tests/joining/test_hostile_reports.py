"""Reports that a kiosk signed and that are yet hostile or broken: nothing of them is written, and no page of the district's breaks."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from kiosk import ledger
from kiosk.errors import Refusal
from kiosk.exports.formats import make_file
from kiosk.ids import new_id
from kiosk.joining.known_kiosks import OtherKey, UnknownSigner
from kiosk.joining.receive import BadReport, NotTheirs, Outcome, receive_report
from kiosk.joining.signed_file import Sender, open_signed_file, write_signed_file
from kiosk.organisations import ORGANISATION, subtree
from kiosk.records import change
from kiosk.summary.compose import compose
from kiosk.summary.scope import find_scope
from printables.report_text import to_markdown
from tests.joining.sisters import NOW, Sisters
from tests.joining.test_report_pages import office
from tests.joining.three_kiosks import Kiosk

PARTS = ("plan", "patterns", "facts", "books")
Parts = dict[str, list[Any]]
FACT = {name: place for place, name in enumerate(("pattern", "id", "hash", "seen_at", "quantity", "at", "received_at", "offset", "flags", "held", "names", "person", "number", "data"))}


@pytest.fixture
def two(tmp_path: Path) -> Sisters:
    sisters = Sisters(tmp_path, "B", "C")
    sisters.consult("B", answered=3)
    sisters.consult("C", answered=20, referred=6)
    return sisters


def forge(sisters: Sisters, code: str, spoil: Callable[[Parts], object], *, signed_by: str = "", organisation: str = "") -> bytes:
    """A community's report with something else in it, signed all the same."""
    true = open_signed_file(BytesIO(sisters.kiosks[code].report(sisters.campaign)), "facts")
    parts: Parts = {name: list(true.read_lines(f"{name}.jsonl")) for name in PARTS}
    spoil(parts)
    target, said = BytesIO(), true.manifest
    write_signed_file(
        target, sisters.kiosks[signed_by or code].identity, "facts", Sender(**said.organisation.model_dump()), {f"{name}.jsonl": iter(lines) for name, lines in parts.items()},
        made_at=said.made_at, ledger_position=said.ledger_position, plan_version=said.plan_version,
        about=said.about | ({"organisation": organisation} if organisation else {}),
    )  # fmt: skip
    return target.getvalue()


def receive(sisters: Sisters, content: bytes) -> Outcome:
    return receive_report(sisters.district.store, BytesIO(content), "account")


def in_event(name: str, value: object) -> Callable[[Parts], object]:
    return lambda parts: next(line for line in parts["plan"] if line["table"] == "event")["row"].update({name: value})


def in_fact(name: str, value: object) -> Callable[[Parts], object]:
    return lambda parts: parts["facts"][0].__setitem__(FACT[name], value)


def with_book(table: str, row: dict[str, object]) -> Callable[[Parts], object]:
    return lambda parts: parts["books"].append({"table": table, "row": {"event": "", "made_at": 1, "at": 1} | row})


SPOILED = {
    "a day that no calendar has": in_event("day", "2017-99-99"),
    "a day as no list sorts it": in_event("day", "9999-12-31"),
    "a place without a clock": in_event("zone", "Mars/Phobos"),
    "a state that there is not": in_event("status", "<b>open</b>"),
    "a number beyond the database": in_event("expected", 10**30),
    "no number": in_event("expected", 1.5),
    "an endless title": in_event("title", "x" * 9_000),
    "a title with a control character": in_event("title", "x\x1b[31m"),
    "texts that are none": in_event("variants", "[1]"),
    "texts of a field that has none": in_event("variants", json.dumps({"code": {"en": "X"}})),
    "a record that is none": lambda parts: parts["plan"].append({"table": "event", "row": 5}),
    "a moment before all": in_fact("at", -1),
    "a moment after all": in_fact("at", 2**52),
    "a quantity below all": in_fact("quantity", -5),
    "a quantity above all": in_fact("quantity", 10**9),
    "a score that is none": in_fact("data", '{"score":"many"}'),
    "public fields that are none": in_fact("data", "[]"),
    "a pattern that is not there": in_fact("pattern", 99),
    "a closing that cannot be read": with_book("closing", {"act": "close", "figures": "{"}),
    "a summary that cannot be read": with_book("summary_version", {"report": "{}", "said": "{}"}),
    "figures that are none": with_book("summary_version", {"report": '{"blocks":[]}', "said": '{"a":"b"}'}),
    "an edit that cannot be read": with_book("summary_edit", {"parts": "[5]"}),
    "a book that there is not": with_book("account", {"name": "x"}),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED.keys())
def test_what_cannot_be_is_refused_and_nothing_is_written(two: Sisters, spoil: Callable[[Parts], object]) -> None:
    with pytest.raises(BadReport):
        receive(two, forge(two, "C", spoil))
    read = two.district.store.read()
    assert ledger.position(read) == 0
    assert read.execute("SELECT count(*) FROM kiosk_report").fetchone()[0] == 0
    assert read.execute("SELECT count(*) FROM event").fetchone()[0] == 1


def test_one_community_cannot_speak_for_its_sister(two: Sisters) -> None:
    for organisation in ("", two.organisations["B"]):
        with pytest.raises(NotTheirs):
            receive(two, forge(two, "C", lambda parts: None, signed_by="B", organisation=organisation))

    def with_the_sisters(parts: Parts) -> None:
        true = open_signed_file(BytesIO(two.kiosks["C"].report(two.campaign)), "facts")
        parts.update({name: list(true.read_lines(f"{name}.jsonl")) for name in PARTS})

    outcome = receive(two, forge(two, "B", with_the_sisters))
    assert (outcome.added, outcome.refused, outcome.refused_records["event"]) == (0, 26, 1)


def test_another_key_a_strangers_and_a_changed_byte_are_refused(two: Sisters, tmp_path: Path) -> None:
    stranger = Sisters(tmp_path / "stranger", "C")
    stranger.consult("C", referred=9)
    with pytest.raises(UnknownSigner):
        receive(two, stranger.kiosks["C"].report(stranger.campaign))
    two.hand_in("C")
    old = two.kiosks["C"]
    other = Kiosk(old.folder, old.store, replace(old.identity, key=stranger.kiosks["C"].identity.key))
    with pytest.raises(OtherKey):
        receive(two, other.report(two.campaign))
    content = bytearray(old.report(two.campaign))
    content[len(content) // 3] ^= 1
    with pytest.raises(Refusal):
        receive(two, bytes(content))


def test_an_older_report_brought_again_changes_nothing(two: Sisters) -> None:
    older = two.kiosks["C"].report(two.campaign, NOW)
    two.hand_in("C")
    two.consult("C", referred=3)
    two.hand_in("C", NOW + 1)
    before = two.published()
    assert receive(two, older).older
    assert two.published() == before
    assert two.published().event(two.events["C"]).figures["referrals"] == 9


def test_organisations_that_stand_below_each_other_are_put_right(two: Sisters) -> None:
    one, other = new_id(), new_id()

    def unit(id: str, parent: str, code: str) -> dict[str, object]:
        row = {"id": id, "parent": parent, "code": code, "name": code, "kind": "unit", "level": "community", "self_reference": "", "registration": "none",
               "registration_number": "", "category": "", "members": 0, "position": 0, "language": "en", "variants": "{}", "made_at": 1, "archived_at": None}  # fmt: skip
        return {"table": "organisation", "row": row}

    def spoil(parts: Parts) -> None:
        parts["plan"][:0] = [unit(one, other, "U1"), unit(other, one, "U2"), unit(one, other, "U1")]

    receive(two, forge(two, "C", spoil))
    below = subtree(two.district.store.read(), two.organisations["C"])
    assert {one, other} <= below
    assert two.published().event(two.events["C"]).figures["referrals"] == 6


HOSTILE = '=HYPERLINK("http://h","x")<script>alert(1)</script>](http://h)**#'


def test_a_hostile_name_is_a_text_in_every_output(two: Sisters) -> None:
    two.kiosks["C"].store.write(lambda connection: change(connection, ORGANISATION, two.organisations["C"], {"name": HOSTILE}))
    receive(two, forge(two, "C", in_event("title", HOSTILE)))
    read, campaign = two.district.store.read(), two.campaign
    tables = make_file(read, "zip", campaign, language="en", now=NOW, public_url="http://h").content
    sheet = make_file(read, "xlsx", campaign, language="en", now=NOW, public_url="http://h").content
    markdown = to_markdown(compose(read, find_scope(read, campaign="WEEK"), "narrative", "en", NOW))
    assert "\\]" in markdown
    assert "[](http" not in markdown
    assert "<script>" not in markdown
    with zipfile.ZipFile(BytesIO(tables)) as packed:
        cells = [cell for row in csv.reader(io.StringIO(packed.read("event.csv").decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]
    with zipfile.ZipFile(BytesIO(sheet)) as packed:
        assert not [name for name in packed.namelist() if name.startswith("xl/worksheets/") and b"<f>" in packed.read(name)]
    district = office(two.district, "district", two.county)
    for address in (f"campaign/{campaign}/roll-up", f"campaign/{campaign}", f"event/{two.events['C']}", f"campaign/{campaign}/reports"):
        answer = district.get(f"/office/tallies/{address}?lang=en")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    roll_up = district.get(f"/office/tallies/campaign/{campaign}/roll-up.csv?lang=en").text
    assert not [cell for row in csv.reader(io.StringIO(roll_up)) for cell in row if cell.startswith("=")]


def test_moments_far_away_break_no_page(two: Sisters) -> None:
    def spoil(parts: Parts) -> None:
        for fact, at in zip(parts["facts"], (0, 8_640_000_000_000, 2 * 8_640_000_000_000), strict=False):
            fact[FACT["at"]] = fact[FACT["seen_at"]] = at

    receive(two, forge(two, "C", spoil))
    district = office(two.district, "district", two.county)
    for address in (f"event/{two.events['C']}", f"event/{two.events['C']}/dashboard", f"campaign/{two.campaign}", f"event/{two.events['C']}.json"):
        assert district.get(f"/office/tallies/{address}").status_code == 200, address
