"""A district and two communities, each its own instance and its own program: one plan, joined by the command line."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk import records
from kiosk.campaigns import CAMPAIGN, MATERIAL
from kiosk.joining.plans import list_joins
from kiosk.storage.database import connect
from tests.joining.planned_week import District, Kiosk


def command(folder: Path, *arguments: str | Path) -> subprocess.Popen[str]:
    environment = os.environ | {"KIOSK_LANGUAGE": "en"}
    line = [sys.executable, "-m", "kiosk", "--instance", str(folder), *map(str, arguments)]
    return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def run(folder: Path, *arguments: str | Path) -> tuple[int, str]:
    process = command(folder, *arguments)
    said, wrong = process.communicate(timeout=60)
    return process.returncode, said + wrong


def content(folder: Path) -> list[str]:
    connection = connect(folder / "kiosk.db", read_only=True)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def materials_in(folder: Path) -> list[int]:
    """How many materials there are, how many can be searched for, and of how many it is known who keeps them."""
    begins = ('"material" VALUES(', "\"search_key\" VALUES('material',", "\"kept_elsewhere\" VALUES('material',")
    return [sum(line.startswith(f"INSERT INTO {begin}") for line in content(folder)) for begin in begins]


WHOLE = [401, 401, 401]


@pytest.mark.slow
def test_two_communities_join_one_plan_and_a_kill_leaves_all_or_nothing(tmp_path: Path) -> None:
    district, file = District(tmp_path / "district"), tmp_path / "plan.kiosk.zip"
    for number in range(400):
        district.add(MATERIAL, district.week, code=f"M{number}", title=f"單張 {number}")
    district.store.close()
    assert run(district.folder, "plan-file", "WEEK", "-o", file)[0] == 0
    kiosks = [Kiosk(tmp_path / name, "1", f"{name}社區") for name in "ab"]
    for kiosk in kiosks:
        kiosk.store.close()
    a, b = (kiosk.folder for kiosk in kiosks)

    before = content(a)
    code, said = run(a, "join", file, "--as", "A", "--yes")
    assert code == 1
    assert district.identity.fingerprint in said
    assert content(a) == before

    accept = ("--accept", district.identity.fingerprint, "--yes")
    killed = command(a, "join", file, "--as", "A", *accept)
    time.sleep(0.7)
    killed.kill()
    killed.communicate(timeout=30)
    assert materials_in(a) in ([0, 0, 0], WHOLE)

    at_once = [command(a, "join", file, "--as", "A", *accept) for _ in range(2)]
    codes = [(process.communicate(timeout=60), process.returncode)[1] for process in at_once]
    assert 0 in codes
    assert run(b, "join", file, "--as", "B", *accept)[0] == 0
    for folder in (a, b):
        connection = connect(folder / "kiosk.db", read_only=True)
        assert records.get(connection, CAMPAIGN, district.week)["code"] == "WEEK"
        assert len(records.all_of(connection, MATERIAL, district.week)) == 401
        assert len(list_joins(connection)) == 1
        connection.close()
    assert materials_in(a) == WHOLE
    joined = content(a)
    assert run(a, "join", file, "--yes")[0] == 0
    assert content(a) == joined
