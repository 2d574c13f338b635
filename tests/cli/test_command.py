"""The `kiosk` command as its user types it: in a child process, on a real instance."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.cli import cli
from tests.live import KIOSK, LiveServer, kiosk_environment, run_kiosk, serve_new_instance


def try_kiosk(
    instance: Path, *arguments: str, folder: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [KIOSK, *arguments],
        env=kiosk_environment(instance) | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "instance"
    run_kiosk(folder, "init")
    return folder


@pytest.fixture
def instance(fresh: Path, tmp_path: Path) -> Path:
    return shutil.copytree(fresh, tmp_path / "instance")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration")
    done = try_kiosk(folder, "demo", "--folder", str(folder / "demo"), folder=folder)
    assert done.returncode == 0, done.stderr
    (folder / "said.txt").write_text(done.stdout, encoding="utf-8")
    return folder / "demo"


def test_every_command_and_every_option_has_help() -> None:
    for name, command in cli.commands.items():
        assert command.help, name
        for option in command.params:
            assert getattr(option, "help", "") or option.param_type_name == "argument", f"{name} {option.name}"


def test_the_commands_are_those_that_the_help_promises() -> None:
    promised = {"init", "demo", "serve", "check", "daily", "import", "print", "tallies", "backup", "restore"}
    assert promised <= set(cli.commands)


def test_init_shows_a_random_password_once(tmp_path: Path) -> None:
    first = run_kiosk(tmp_path / "one", "init").stdout
    second = run_kiosk(tmp_path / "two", "init").stdout
    passwords = re.findall(r"(?:shown once|只显示一次|只顯示一次)\D?[:：]\s*(\S+)", first + second)
    assert len(passwords) == 2
    assert passwords[0] != passwords[1]
    assert passwords[0] not in run_kiosk(tmp_path / "one", "init").stdout


def test_without_an_instance_the_error_is_one_sentence(tmp_path: Path) -> None:
    done = try_kiosk(tmp_path / "nothing", "check", KIOSK_LANGUAGE="en")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "kiosk init" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps others out by the profile folder's rights")
def test_the_instance_is_readable_by_its_owner_only(instance: Path) -> None:
    for path in (instance, instance / "secrets", instance / "secrets" / "secret_key"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_check_prints_path_versions_and_recounts(instance: Path) -> None:
    said = run_kiosk(instance, "check").stdout
    assert str(instance) in said
    assert "sqlite" in said


def test_check_finds_a_tally_that_was_changed_by_hand(demonstration: Path, tmp_path: Path) -> None:
    import shutil
    import sqlite3

    shutil.copytree(demonstration, tmp_path / "copy", ignore=shutil.ignore_patterns("*.lock"))
    with sqlite3.connect(tmp_path / "copy" / "kiosk.db") as connection:
        connection.execute("UPDATE tally SET quantity = quantity + 1 WHERE measure = 'handed_out'")
    connection.close()
    done = try_kiosk(tmp_path / "copy", "check", KIOSK_LANGUAGE="en")
    assert done.returncode == 1
    assert "recount" in done.stderr


def test_the_demonstration_says_where_to_look_and_keeps_its_data(demonstration: Path) -> None:
    said = (demonstration.parent / "said.txt").read_text(encoding="utf-8")
    assert said.count("http://127.0.0.1:8000/") == 4
    assert (demonstration / "sample-flyer.pdf").read_bytes().startswith(b"%PDF")
    before = run_kiosk(demonstration, "tallies", "--json").stdout
    again = try_kiosk(demonstration, "demo", "--folder", str(demonstration), KIOSK_LANGUAGE="en")
    assert again.returncode == 0, again.stderr
    assert "as before" in again.stdout
    assert run_kiosk(demonstration, "tallies", "--json").stdout == before


def test_a_demonstration_of_an_earlier_make_is_kept_aside_and_made_anew(demonstration: Path, tmp_path: Path) -> None:
    shutil.copytree(demonstration, tmp_path / "demo")
    with closing(sqlite3.connect(tmp_path / "demo" / "kiosk.db")) as connection:
        connection.execute("DROP TRIGGER count_entries")
    done = try_kiosk(tmp_path, "demo", "--folder", str(tmp_path / "demo"), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "earlier version" in done.stdout
    assert [path.name[:12] for path in sorted(tmp_path.glob("demo*"))] == ["demo", "demo-before-"]
    assert run_kiosk(tmp_path / "demo", "check").returncode == 0


def test_tallies_print_objects_with_the_promised_keys(demonstration: Path) -> None:
    listed = json.loads(run_kiosk(demonstration, "tallies", "--campaign", "WEEK2017", "--json").stdout)
    keys = {"scope", "code", "parent", "printed", "issued", "handed_out", "returned", "spoiled", "unaccounted", "responses", "unique_responses",
            "actions", "consultations", "visits", "persons", "registrations", "new_volunteers", "methods", "notes",
            "wishes", "wishes_claimed", "wishes_delivered", "wish_median_days", "groups", "performers", "published",
            "cost", "cost_per_handed_out", "cost_per_response", "cost_per_consultation"}  # fmt: skip
    assert all(set(row) == keys for row in listed)
    week = next(row for row in listed if row["scope"] == "campaign")
    assert (week["printed"], week["issued"], week["handed_out"], week["returned"], week["spoiled"], week["unaccounted"]) == (
        2980,
        2930,
        2662,
        228,
        25,
        15,
    )
    assert (week["consultations"], week["visits"]) == (87, 312)
    assert (week["groups"], week["performers"]) == (11, 149)  # C's ten groups of 133 people, B's yangko team of 16
    talk = next(row for row in listed if row["scope"] == "event" and row["code"] == "A1")
    assert (talk["handed_out"], talk["unaccounted"], talk["methods"]["handed_out"]) == (60, None, {"remainder": 60})
    assert talk["methods"]["visits"] == {"paper": 31, "self": 15}


def test_a_run_is_printed_and_every_code_read_back(demonstration: Path, tmp_path: Path) -> None:
    target = tmp_path / "run.pdf"
    done = try_kiosk(demonstration, "print", "PRACTICE/PRACTICE/R1", "-o", str(target), "--verify", KIOSK_LANGUAGE="en")
    assert done.returncode == 0, done.stderr
    assert "codes were read on 51 pages" in done.stdout
    assert target.read_bytes().startswith(b"%PDF")


def test_an_unknown_run_is_one_sentence(demonstration: Path, tmp_path: Path) -> None:
    done = try_kiosk(demonstration, "print", "NO/SUCH/RUN", "-o", str(tmp_path / "x.pdf"))
    assert done.returncode == 1
    assert not (tmp_path / "x.pdf").exists()


def test_the_days_work_is_done_once_a_day(instance: Path) -> None:
    first = run_kiosk(instance, "daily").stdout
    assert run_kiosk(instance, "daily").stdout != first
    assert len(list((instance / "backups").glob("*.db"))) == 1


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serve_new_instance(tmp_path_factory.mktemp("serving")) as server:
        yield server


def test_a_second_server_on_the_instance_is_refused(serving: LiveServer) -> None:
    done = try_kiosk(serving.instance, "serve", "--port", "1", KIOSK_LANGUAGE="en")
    assert done.returncode == 1
    assert "already running" in done.stderr


def test_a_port_that_answers_is_refused(serving: LiveServer, tmp_path: Path) -> None:
    run_kiosk(tmp_path / "other", "init")
    done = try_kiosk(tmp_path / "other", "serve", "--port", str(serving.port), KIOSK_LANGUAGE="en")
    assert done.returncode == 1
    assert str(serving.port) in done.stderr


def test_reading_and_backing_up_go_on_while_serving_and_writing_is_refused(serving: LiveServer, tmp_path: Path) -> None:
    assert json.loads(run_kiosk(serving.instance, "tallies", "--json").stdout) == []
    run_kiosk(serving.instance, "backup", str(tmp_path / "copy.db"))
    assert try_kiosk(serving.instance, "restore", str(tmp_path / "copy.db")).returncode == 1
    assert try_kiosk(serving.instance, "daily").returncode == 1


def test_a_backup_restores_on_an_empty_machine(demonstration: Path, tmp_path: Path) -> None:
    run_kiosk(demonstration, "backup", str(tmp_path / "copy.db"))
    run_kiosk(demonstration, "referral-keys", "save", str(tmp_path / "keys"))
    run_kiosk(tmp_path / "fresh", "restore", str(tmp_path / "copy.db"))
    arguments = ("tallies", "--campaign", "WEEK2017", "--json")
    assert run_kiosk(tmp_path / "fresh", *arguments).stdout == run_kiosk(demonstration, *arguments).stdout
    assert try_kiosk(tmp_path / "fresh", "check").returncode == 1  # sealed tips wait for their keys, which no backup carries
    run_kiosk(tmp_path / "fresh", "referral-keys", "load", str(tmp_path / "keys"))
    run_kiosk(tmp_path / "fresh", "check")


def test_a_file_that_is_no_backup_is_refused_and_nothing_changes(instance: Path, tmp_path: Path) -> None:
    (tmp_path / "holiday.db").write_bytes(b"not a database at all" * 100)
    before = (instance / "kiosk.db").read_bytes()
    assert try_kiosk(instance, "restore", str(tmp_path / "holiday.db")).returncode == 1
    assert (instance / "kiosk.db").read_bytes() == before


PEOPLE = "code,name,phone\nV1,王芳,13800000001\nV2,于洋,13800000002\n"


def write_file(folder: Path, content: str) -> Path:
    (folder / "people.csv").write_text(content, encoding="utf-8")
    return folder / "people.csv"


def count_people(instance: Path) -> int:
    with closing(sqlite3.connect(instance / "kiosk.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM person JOIN identity ON subject = id").fetchone()[0])


def test_a_file_is_taken_in_after_its_difference_was_shown_and_only_with_a_yes(instance: Path, tmp_path: Path) -> None:
    file = write_file(tmp_path, PEOPLE)
    asked = subprocess.run(
        [KIOSK, "import", "person", str(file), "--into", "1"], env=kiosk_environment(instance) | {"KIOSK_LANGUAGE": "en"},
        input="n\n", capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert "+ V1" in asked.stdout
    assert "New 2, changed 0, unchanged 0." in asked.stdout
    assert count_people(instance) == 0
    run_kiosk(instance, "import", "person", str(file), "--into", "1", "--yes")
    assert count_people(instance) == 2
    again = try_kiosk(instance, "import", "person", str(file), "--into", "1", "--yes", KIOSK_LANGUAGE="en")
    assert "New 0, changed 0, unchanged 2." in again.stdout
    assert count_people(instance) == 2


def test_a_file_with_errors_is_listed_by_line_and_column_and_nothing_is_taken_in(instance: Path, tmp_path: Path) -> None:
    file = write_file(tmp_path, PEOPLE + "V3,李娜,telephone\n!,x,\n")
    done = try_kiosk(instance, "import", "person", str(file), "--into", "1", "--yes", KIOSK_LANGUAGE="en")
    assert done.returncode == 1
    assert "line 4, Telephone: “telephone” is not a telephone number." in done.stderr
    assert "line 5, Code:" in done.stderr
    assert count_people(instance) == 0


@pytest.mark.slow
def test_an_import_killed_at_any_moment_is_whole_or_not_there(instance: Path, tmp_path: Path) -> None:
    file = write_file(tmp_path, "code,name,phone\n" + "".join(f"V{n},姓名{n},138{n:08d}\n" for n in range(8_000)))
    command = [KIOSK, "import", "person", str(file), "--into", "1", "--yes"]
    for wait in (0.05, 0.15, 0.3, 0.6):
        importing = subprocess.Popen(command, env=kiosk_environment(instance), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert importing.stdout is not None
        importing.stdout.readline()  # the difference is being shown: the writing begins behind it
        rest = threading.Thread(target=importing.stdout.read, daemon=True)
        rest.start()
        time.sleep(wait)
        importing.kill()
        importing.communicate()
        assert count_people(instance) in (0, 8_000), f"half an import is left after {wait} seconds"
    run_kiosk(instance, *command[1:])
    assert count_people(instance) == 8_000
    assert run_kiosk(instance, "check").returncode == 0


@pytest.mark.parametrize(
    "command",
    [
        ("tallies", "--campaign", "NOPE"),
        ("tallies", "--event", "NOPE"),
        ("print", "NOPE", "-o", "x.pdf"),
        ("import", "person", "people.csv", "--into", "NOPE"),
        ("import", "event", "people.csv", "--into", "NOPE"),
        ("import", "roster", "people.csv", "--into", "NOPE/NOPE"),
    ],
)
def test_a_code_that_names_nothing_is_said_with_those_that_there_are(
    demonstration: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    write_file(tmp_path, PEOPLE)
    done = try_kiosk(demonstration, *command, folder=tmp_path, KIOSK_LANGUAGE="en")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "NOPE" in done.stderr
    assert re.search(r"There is: \w", done.stderr)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("init", "--password-file", "empty.txt"), "holds no password"),
        (("password", "nobody"), "no account called nobody"),
        (("serve", "--host", "no.such.host.invalid"), "no address of this computer"),
    ],
)
def test_a_wrong_word_is_answered_with_one_sentence(instance: Path, tmp_path: Path, command: tuple[str, ...], said: str) -> None:
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    done = try_kiosk(instance, *command, folder=tmp_path, KIOSK_LANGUAGE="en")
    assert done.returncode == 1
    assert done.stdout == ""
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_module_runs_as_the_command_does(instance: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "check"],
        env=kiosk_environment(instance),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert str(instance) in done.stdout


def test_a_copy_from_before_an_update_goes_after_a_month_and_a_younger_one_stays(instance: Path) -> None:
    now, day = int(time.time() * 1000), 86_400_000
    copies = {name: instance / f"kiosk-before-{name}.db" for name in (f"13-{now - 31 * day}", f"restore-{now - 40 * day}", f"13-{now - day}")}
    for path in copies.values():
        path.write_bytes(b"names of people")
    run_kiosk(instance, "daily", "--again")
    assert [path.exists() for path in copies.values()] == [False, False, True]
