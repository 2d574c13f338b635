"""Taking in a report that is killed with -9, that runs out of room, or that two people begin at once: nothing doubled, nothing half."""

from __future__ import annotations

import sys
import threading
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from kiosk.config import DATABASE
from kiosk.joining.receive import CHUNK, receive_report
from kiosk.storage import open_store
from tests.joining.delivery import Delivery
from tests.live import LiveServer

_LIMIT = "import os, resource, sys; most = int(sys.argv[1]); resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)); os.execv(sys.argv[2], sys.argv[2:])"


def killed_and_taken_in_again(delivery: Delivery) -> None:
    process = delivery.receive()
    delivery.wait_until_under_way()
    process.kill()
    process.communicate()
    delivery.expect_cut_short()
    for said in (" known", "0 new"):
        again = delivery.receive()
        out, error = again.communicate(timeout=120)
        assert again.returncode == 0, error
        assert said in out
        delivery.expect_whole()


@pytest.mark.slow
def test_a_killed_command_is_made_up_for_by_the_same_file(tmp_path: Path) -> None:
    killed_and_taken_in_again(Delivery(tmp_path, 8 * CHUNK))


@pytest.mark.slow
def test_a_killed_command_with_a_hundred_thousand_facts(tmp_path: Path) -> None:
    killed_and_taken_in_again(Delivery(tmp_path, 100 * CHUNK))


@pytest.mark.slow
def test_a_server_that_is_killed_while_a_file_is_uploaded(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path, 100 * CHUNK)
    session = delivery.sign_in()
    server = LiveServer(delivery.folder)
    server.start()
    try:
        upload = threading.Thread(target=delivery.upload, args=(server, session))
        upload.start()
        delivery.wait_until_under_way()
        server.kill9()
        server.wait_until_silent()
        upload.join(60)
        delivery.expect_cut_short()
        server.start()
        assert delivery.upload(server, session) == 200
    finally:
        server.stop()
    delivery.expect_whole()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_a_full_disk_is_one_sentence_and_the_same_file_completes_it(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path, 8 * CHUNK)
    size = (delivery.folder / DATABASE).stat().st_size
    full = delivery.receive(sys.executable, "-c", _LIMIT, str(size + 700_000))
    out, error = full.communicate(timeout=60)
    assert full.returncode == 1, out
    assert error.strip() == "The disk is full, so only a part of the report is in. Make room, then take in the same file once more: nothing is counted twice."
    delivery.expect_cut_short()
    again = delivery.receive()
    assert again.communicate(timeout=60)[1] == ""
    delivery.expect_whole()


def test_two_people_take_in_the_same_file_at_once(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path, 4 * CHUNK)
    outcomes = []
    with closing(open_store(delivery.folder / DATABASE)) as store:
        content = delivery.file.read_bytes()
        people = [threading.Thread(target=lambda: outcomes.append(receive_report(store, BytesIO(content), "account"))) for _ in range(2)]
        for person in people:
            person.start()
        for person in people:
            person.join()
    assert sum(outcome.added for outcome in outcomes) == delivery.facts
    assert sum(outcome.known for outcome in outcomes) == delivery.facts
    delivery.expect_whole()
