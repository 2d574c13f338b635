"""`kiosk print` at the keyboard: a slip of the finger is named, and neither a run nor a file is spoilt by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import cli
from kiosk.errors import InvalidFields, Refusal
from kiosk.instance_lock import instance_lock
from kiosk.prints.proofs import Proof
from kiosk.prints.runs import get_run
from kiosk.prints.verdicts import reads_of_runs, verdict_of
from tests.prints.offices import Office


def print_at(office: Office, what: str, *options: str) -> Result:
    command = ["--instance", str(office.folder / "instance"), "print", what, *options]
    return CliRunner().invoke(cli, command, env={"KIOSK_LANGUAGE": "en"})


def run_count(office: Office) -> int:
    return int(office.store.read().execute("SELECT count(*) FROM print_run").fetchone()[0])


def test_a_place_that_cannot_be_written_to_is_named_before_anything_is_planned(office: Office, tmp_path: Path) -> None:
    done = print_at(office, "WEEK2017/B", "--kind", "sign_in", "-o", str(tmp_path / "nowhere" / "x.pdf"))
    assert isinstance(done.exception, OSError)
    assert done.exception.filename == str(tmp_path / "nowhere" / "x.pdf")
    assert run_count(office) == 0


def test_a_refused_part_leaves_the_file_that_stood_there(office: Office, tmp_path: Path) -> None:
    office.run(copies="20", bundle_size="10")
    target = tmp_path / "run.pdf"
    target.write_bytes(b"an older print")
    done = print_at(office, "WEEK2017/B/R1", "--first", "12", "--last", "3", "-o", str(target))
    assert isinstance(done.exception, InvalidFields)
    assert done.exception.fields["last"][1] == {"least": 12, "most": 20}
    assert target.read_bytes() == b"an older print"
    assert [path.name for path in tmp_path.glob("run*")] == ["run.pdf"]


def test_a_part_of_a_run_that_has_none_is_refused_rather_than_printed_whole(office: Office, tmp_path: Path) -> None:
    assert office.plan("sign_in", language="en", copies="3").status_code == 303
    done = print_at(office, "WEEK2017/B/S1", "--first", "2", "--last", "2", "-o", str(tmp_path / "x.pdf"))
    assert isinstance(done.exception, Refusal)
    assert done.exception.key == "command.printed_whole"


@pytest.mark.parametrize(
    "options", [("--kind", "badge", "--with", "start=11"), ("--kind", "flyer", "--with", "nonsense"), ("--kind", "record", "--copies", "3")]
)
def test_a_field_that_the_kind_does_not_ask_prints_nothing(office: Office, tmp_path: Path, options: tuple[str, ...]) -> None:
    office.furnish()
    done = print_at(office, "WEEK2017/B", *options, "-o", str(tmp_path / "x.pdf"))
    assert isinstance(done.exception, Refusal)
    assert done.exception.key == "command.unknown_field"
    assert run_count(office) == 0


@pytest.mark.parametrize(
    "options", [("--kind", "sign_in", "--first", "2"), ("--copies", "5"), ("--all", "--kind", "flyer"), ("--all", "--last", "3"), ("--first", "0")]
)
def test_an_option_without_effect_is_refused(office: Office, tmp_path: Path, options: tuple[str, ...]) -> None:
    assert print_at(office, "WEEK2017/B", *options, "-o", str(tmp_path / "x.pdf")).exit_code == 2


def test_booths_and_materials_are_named_by_their_code(office: Office, tmp_path: Path) -> None:
    for options in (("--kind", "booth_sign", "--with", "booths=B2"), ("--kind", "flyer", "--with", "material=B-TRI", "--copies", "4")):
        done = print_at(office, "WEEK2017/B", *options, "-o", str(tmp_path / "x.pdf"))
        assert done.exit_code == 0, done.output
    rows = office.store.read().execute("SELECT booth, material FROM print_run ORDER BY id").fetchall()
    assert [(row["booth"], row["material"]) for row in rows] == [(office.ids.booths["B2"], None), (None, office.ids.materials["B-TRI"])]


def test_a_kind_without_codes_has_nothing_to_read_back(office: Office, tmp_path: Path) -> None:
    done = print_at(office, "WEEK2017/B", "--kind", "room_poster", "--verify", "-o", str(tmp_path / "x.pdf"))
    assert done.exit_code == 0
    assert "nothing to read back" in done.output


def test_what_was_read_back_at_the_keyboard_is_kept_with_the_run_unless_a_server_is_running(office: Office, tmp_path: Path) -> None:
    run = office.run(copies="4", bundle_size="2")
    target = str(tmp_path / "x.pdf")
    assert print_at(office, "WEEK2017/B/R1", "--verify", "--first", "1", "--last", "2", "-o", target).exit_code == 0
    with instance_lock(office.folder / "instance"):  # as a serving process does
        beside = print_at(office, "WEEK2017/B/R1", "--verify", "-o", target)
    assert "All 4 codes were read" in beside.output
    assert "not kept with the run" in beside.output
    assert verdict_of(get_run(office.store.read(), run)) is None
    alone = print_at(office, "WEEK2017/B/R1", "--verify", "-o", target)
    assert "not kept" not in alone.output
    verdict = verdict_of(get_run(office.store.read(), run))
    assert verdict
    assert (verdict.read, verdict.codes) == (True, 4)


def test_each_run_of_one_file_has_a_verdict_of_its_own() -> None:
    codes = {"one": ["HTTPS://X/F/AAA", "HTTPS://X/F/BBB"], "two": ["HTTPS://X/F/CCC"]}
    assert reads_of_runs(Proof(3, 2), codes) == {"one": True, "two": True}
    assert reads_of_runs(Proof(3, 2, 1, ((2, "CCC"),)), codes) == {"one": True, "two": False}
    assert reads_of_runs(Proof(30, 2, 13, ((2, "CCC"),)), codes) == {"one": False, "two": False}, "not all of the unread are named"
