"""An instance on bad ground: no room, no leave to write, no database. Each is one sentence and a non-zero exit."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.commands.terminal import say_os_error
from kiosk.config import DATABASE
from kiosk.server import LOCK
from tests.live import KIOSK, find_free_port, kiosk_environment, run_kiosk

COMMANDS = (("check",), ("daily",), ("tallies", "--json"), ("serve",))
_NO_ROOM = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); os.execv(sys.argv[1], sys.argv[1:])"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "instance"
    run_kiosk(folder, "init")
    return folder


@pytest.fixture
def instance(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "instance")
    return tmp_path / "instance"


def one_sentence(instance: Path, command: tuple[str, ...], before: tuple[str, ...] = ()) -> str:
    """What a command that fails says: one line, no traceback."""
    port = ("--port", str(find_free_port())) if command == ("serve",) else ()
    environment = kiosk_environment(instance) | {"KIOSK_LANGUAGE": "en", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*before, KIOSK, *command, *port],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=30,
    )
    assert done.returncode == 1, done.stdout
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a limit on the size of files is a POSIX thing")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_without_room_the_disk_is_named(instance: Path, command: tuple[str, ...]) -> None:
    assert "The disk is full" in one_sentence(instance, command, (sys.executable, "-c", _NO_ROOM))


@pytest.mark.parametrize("command", [("daily",), ("serve",)], ids=" ".join)
def test_where_nothing_can_be_written_the_folder_is_named(instance: Path, command: tuple[str, ...]) -> None:
    (instance / LOCK).unlink(missing_ok=True)
    (instance / LOCK).mkdir()
    assert f"Nothing can be written in {instance}" in one_sentence(instance, command)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_file_that_is_no_database_is_named(instance: Path, command: tuple[str, ...]) -> None:
    for log in instance.glob(f"{DATABASE}-*"):
        log.unlink()
    (instance / DATABASE).write_bytes(b"this was a letter once" * 500)
    assert f"{instance / DATABASE} is damaged" in one_sentence(instance, command)


def test_where_a_file_finds_no_room_that_file_is_named_and_not_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")
    assert say_os_error(OSError(errno.ENOSPC, "no space", "stick/archive.zip")) == (
        "There is no room left for stick/archive.zip; the file was not written. Free some space, or choose another place."
    )
    assert "tell the coordinator" in say_os_error(OSError(errno.ENOSPC, "no space"))
