"""The workbook opens in LibreOffice Calc, and every sheet says there what the tallies say."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from kiosk.exports.formats import make_file
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES
from kiosk.storage import Store

_EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
"""Commas, quotes, UTF-8, cells as they are shown, each sheet in a file of its own."""


@pytest.fixture
def calc() -> str:
    found = shutil.which("soffice")
    has_calc = found is not None and (Path(found).resolve().parent / "libsclo.so").exists()
    if not has_calc and os.environ.get("KIOSK_REQUIRE_BROWSER"):
        pytest.fail("LibreOffice Calc is required here and not installed")
    if found is None or not has_calc:
        pytest.skip("LibreOffice Calc is not installed")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_calc_shows_the_figures_dates_and_words(demonstration: tuple[Flask, Store, Path], calc: str, tmp_path: Path, language: str) -> None:
    connection = demonstration[1].read()
    week = connection.execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"]
    (tmp_path / "week.xlsx").write_bytes(make_file(connection, "xlsx", week, language=language, now=now_ms(), public_url="https://example.org").content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run([calc, profile, "--headless", "--convert-to", _EVERY_SHEET, "week.xlsx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    event, figures, quarters = (sheet(tmp_path, name) for name in SHEETS[language])
    assert event["B"][8:11] == ["2017-03-24", "09:00", "11:30"]
    assert event["B"][4:6] == list(WORDS[language])
    assert figures["B"][1:7] == ["2,300", "2,250", "2,064", "158", "17", "11"]
    assert figures["B"][22:26] == ["540.00", "0.26", "5.63", "6.21"]
    assert figures["A1"][6] == ""
    assert not {"handed_out", "wish_steps", "self"} & {cell for row in quarters.values() for cell in row}


SHEETS = {
    "zh-Hant": ("場次", "數字-按場次", "每刻鐘記錄"), "zh-Hans": ("场次", "数字-按场次", "每刻钟记录"), "en": ("Events", "Figures by event", "By quarter of an hour"),
}  # fmt: skip
WORDS = {"zh-Hant": ("街頭宣傳", "已結束"), "zh-Hans": ("街头宣传", "已结束"), "en": ("street event", "Ended")}


def sheet(folder: Path, name: str) -> dict[str, list[str]]:
    """First cell → the row's cells, of the sheet so called."""
    return {row[0]: row for row in csv.reader((folder / f"week-{name}.csv").read_text(encoding="utf-8").splitlines())}
