"""`kiosk report` and `kiosk receive`: figures go from one folder to the other as one file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import cli
from kiosk.config import DATABASE, make_instance_folder
from kiosk.joining.known_kiosks import RevokedSigner, revoke
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
    assert "1 new, 0 known" in run("--instance", str(pair.district.folder), "receive", str(file))
    assert "0 new, 1 known" in run("--instance", str(pair.district.folder), "receive", str(file))


def test_a_kiosk_is_let_in_by_the_number_that_was_read_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")
    pair = Pair(tmp_path)
    pair.count()
    file, number = tmp_path / "report.kiosk", pair.kiosk.identity.fingerprint
    file.write_bytes(pair.report())
    pair.district.store.write(lambda connection: revoke(connection, "command", pair.kiosk.identity.kiosk))
    close(pair.district)
    for typed in ("", "--accept=123456"):
        refused = CliRunner().invoke(cli, ["--instance", str(pair.district.folder), "receive", str(file), *filter(None, [typed])])
        assert isinstance(refused.exception, RevokedSigner)
    assert "1 new, 0 known" in run("--instance", str(pair.district.folder), "receive", str(file), "--accept", number.replace(" ", ""))


def close(kiosk: Kiosk) -> None:
    kiosk.store.close()
    make_instance_folder(kiosk.folder)
    assert (kiosk.folder / DATABASE).exists()


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output
