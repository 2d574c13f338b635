"""`kiosk report` and `kiosk receive`: figures go from one folder to the other as one file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import cli
from kiosk.config import DATABASE, make_instance_folder
from tests.joining.test_receive import Pair
from tests.joining.three_kiosks import Kiosk


def test_figures_go_from_one_kiosk_to_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")
    pair = Pair(tmp_path)
    pair.count()
    for kiosk in (pair.kiosk, pair.district):
        close(kiosk)
    file = tmp_path / "report.kiosk"
    assert "1 record" in run("--instance", str(pair.kiosk.folder), "report", "WEEK", "-o", str(file))
    assert "1 new records, 0 known" in run("--instance", str(pair.district.folder), "receive", str(file))
    assert "0 new records, 1 known" in run("--instance", str(pair.district.folder), "receive", str(file))


def close(kiosk: Kiosk) -> None:
    kiosk.store.close()
    make_instance_folder(kiosk.folder)
    assert (kiosk.folder / DATABASE).exists()


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output
