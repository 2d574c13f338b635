"""A disk that is really full (a small file system of its own): nothing is half done, one sentence says so, and the server goes on."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kiosk import ledger
from kiosk.accounts import add_account, grant, open_session
from kiosk.config import DATABASE
from kiosk.ids import new_id
from kiosk.joining.receive import CHUNK
from kiosk.storage import open_store
from tests.joining.delivery import Delivery
from tests.live import KIOSK, LiveServer, kiosk_environment

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="a small file system is mounted as Linux does it")]
FULL = "The disk is full"
MEGABYTES = 96


class SmallDisk:
    """A folder on a file system of its own; ``fill`` leaves so many bytes free."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, free: int = 0) -> None:
        with self._ballast.open("ab", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(1 << 20))
            except OSError:
                pass
            while ballast.tell() % 4096 == 0:
                try:
                    ballast.write(bytes(4096))
                except OSError:
                    break
            ballast.truncate(ballast.tell() - free)

    def clear(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system may be mounted here: {mounted.stderr.strip()}")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


class Office:
    """The reference week on the small disk, served, and a browser of B's coordinator."""

    def __init__(self, instance: Path, temporary: Path) -> None:
        self.instance = instance
        with closing(open_store(instance / DATABASE)) as store:
            self.session = store.write(self._let_in)
            self.event = store.read().execute("SELECT id FROM event WHERE code = 'B'").fetchone()["id"]
            self.campaign = store.read().execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"]
        self.server = LiveServer(instance, {"TMPDIR": str(temporary)})
        self.server.log = instance.parent.parent / "server.log"
        self.cookies = f"kiosk_staff={self.session}; kiosk_language=en"

    def _let_in(self, connection: sqlite3.Connection) -> str:
        unit = connection.execute("SELECT id FROM organisation WHERE code = 'B'").fetchone()["id"]
        account = add_account(connection, "coordinator of B", "a long enough word")
        grant(connection, account, "coordinator", unit, by=account)
        return open_session(connection, account)

    def ask(self, address: str, form: dict[str, str] | None = None, more: str = "") -> tuple[int, bytes]:
        body = urlencode(form).encode() if form is not None else None
        headers = {"Cookie": self.cookies + more, "Origin": self.server.url}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.server.url + address, body, headers), timeout=60) as answer:
                self.own = "; ".join(re.findall(r"(kiosk_form=[^;]+)", answer.headers["Set-Cookie"] or ""))
                return answer.status, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read()

    def read_form(self) -> tuple[dict[str, str], str]:
        """Return what the button "hand in" sends, and the cookie that belongs to it."""
        _status, shown = self.ask(f"/office/tallies/event/{self.event}/summary?text=en")
        return {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', shown.decode())[0], "id": new_id(), "shape": "narrative", "text": "en"}, f"; {self.own}"

    def hand_in(self, form: dict[str, str], cookie: str) -> tuple[int, bytes]:
        return self.ask(f"/office/tallies/event/{self.event}/summary/hand-in", form, cookie)

    def count_versions(self) -> int:
        with closing(sqlite3.connect(f"file:{self.instance / DATABASE}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM summary_version WHERE event = ?", (self.event,)).fetchone()[0])


@pytest.fixture
def office(disk: SmallDisk, copy_of_the_week: Callable[[Path], Path]) -> Iterator[Office]:
    (disk.folder / "tmp").mkdir()
    opened = Office(copy_of_the_week(disk.folder / "week"), disk.folder / "tmp")
    opened.server.start()
    yield opened
    opened.server.stop()


def test_a_summary_is_not_handed_in_on_a_full_disk_and_is_when_there_is_room(office: Office, disk: SmallDisk) -> None:
    before, (form, cookie) = office.count_versions(), office.read_form()
    disk.fill()
    status, said = office.hand_in(form, cookie)
    assert (status, FULL in said.decode()) == (503, True)
    assert office.count_versions() == before
    assert office.ask(f"/office/tallies/event/{office.event}/summary?text=en")[0] == 200
    disk.clear()
    assert office.hand_in(form, cookie)[0] == 200
    assert office.count_versions() == before + 1
    assert "Traceback" not in office.server.read_log()


def test_files_are_whole_or_refused_in_one_sentence_on_a_full_disk(office: Office, disk: SmallDisk) -> None:
    addresses = [f"event/{office.event}/archive.zip", *(f"event/{office.event}/exports/{name}" for name in ("xlsx", "zip", "json", "sqlite", "ics"))]
    addresses += [f"event/{office.event}/summary/file.{name}?text=en" for name in ("docx", "pdf", "txt")]
    wanted = {address: office.ask(f"/office/tallies/{address}") for address in addresses}
    assert {status for status, _content in wanted.values()} == {200}
    disk.fill()
    for address, (_status, content) in wanted.items():
        status, said = office.ask(f"/office/tallies/{address}")
        assert (status == 503 and FULL in said.decode()) or (status == 200 and abs(len(said) - len(content)) < 200), address
    assert list((disk.folder / "tmp").iterdir()) == []
    disk.clear()
    assert office.ask(f"/office/tallies/event/{office.event}/archive.zip")[0] == 200
    assert "Traceback" not in office.server.read_log()


@pytest.mark.parametrize(
    "command", [("export", "--event", "B", "--format", name) for name in ("archive", "xlsx", "sqlite", "zip")] + [("summary", "--event", "B", "--shape", "narrative", "--lang", "en", "--format", "docx")], ids=lambda each: each[-1]
)
def test_a_command_leaves_no_part_of_a_file_on_a_full_disk(disk: SmallDisk, copy_of_the_week: Callable[[Path], Path], command: tuple[str, ...]) -> None:
    week, target = copy_of_the_week(disk.folder / "week"), disk.folder / f"out.{command[-1]}"
    disk.fill(free=8192)
    environment = kiosk_environment(week) | {"KIOSK_LANGUAGE": "en"}
    done = subprocess.run([KIOSK, *command, "-o", str(target)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout
    assert (len(done.stderr.strip().splitlines()), "no room" in done.stderr.lower() or FULL in done.stderr) == (1, True), done.stderr
    assert [each.name for each in disk.folder.iterdir() if each.name.startswith("out")] == []


@pytest.mark.parametrize("temporary", ["small", "large"])
def test_a_report_is_refused_or_cut_short_on_a_full_disk_and_the_same_file_completes_it(disk: SmallDisk, tmp_path: Path, temporary: str) -> None:
    """Where the upload itself finds no room nothing is in; where the database finds none, what is in is whole facts, and every page says so."""
    delivery = Delivery(disk.folder, 24 * CHUNK)
    (disk.folder / "tmp").mkdir()
    session = delivery.sign_in()
    server = LiveServer(delivery.folder, {"TMPDIR": str(disk.folder / "tmp" if temporary == "small" else tmp_path)})
    server.log = tmp_path / "server.log"
    server.start()
    try:
        disk.fill(free=0 if temporary == "small" else 4 << 20)
        assert delivery.upload(server, session) == 0, "a status that is no success"
        assert server.answers()
        with closing(sqlite3.connect(f"file:{delivery.folder / DATABASE}?mode=ro", uri=True)) as connection:
            came = ledger.position(connection)
        assert came == 0 if temporary == "small" else 0 < came < delivery.facts
        disk.clear()
        assert delivery.upload(server, session) == 200
        assert "Traceback" not in server.read_log()
    finally:
        server.stop()
    delivery.expect_whole()
