"""`kiosk check` tells of the signing key, and of reports that are missing, late or due."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import pytest

from kiosk.checks import Report, check_instance
from kiosk.config import load_config, make_instance_folder
from kiosk.joining.identity import KEY_FILE, renew_key
from kiosk.joining.report import keep_made, write_report
from tests.joining.test_origins import BEFORE_THE_END
from tests.joining.test_receive import Pair
from tests.joining.three_kiosks import NOW, Kiosk


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    pair = Pair(tmp_path)
    for kiosk in (pair.kiosk, pair.district):
        make_instance_folder(kiosk.folder)
    pair.count()
    return pair


def look(kiosk: Kiosk) -> Report:
    return check_instance(load_config(kiosk.folder))


def key_of(kiosk: Kiosk) -> Path:
    return kiosk.folder / "secrets" / KEY_FILE


def report(pair: Pair) -> None:
    store = pair.kiosk.store
    made = write_report(store.read(), pair.kiosk.identity, pair.campaign, BytesIO(), now=NOW)
    store.write(lambda connection: keep_made(connection, made, "digest", "command"))


def test_the_number_by_which_others_know_the_kiosk_is_said(pair: Pair) -> None:
    assert look(pair.kiosk).facts["signing_key"] == pair.kiosk.identity.fingerprint


def test_a_key_that_is_gone_or_damaged_is_a_problem(pair: Pair) -> None:
    key_of(pair.kiosk).write_text("nothing of use")
    assert "joining.bad_signing_key" in dict(look(pair.kiosk).problems)
    key_of(pair.kiosk).unlink()
    assert "joining.signing_key_missing" in dict(look(pair.kiosk).problems)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no owner bits")
def test_a_key_that_others_can_read_is_a_problem(pair: Pair) -> None:
    key_of(pair.kiosk).chmod(0o644)
    assert ("check.open_file", {"path": str(key_of(pair.kiosk))}) in look(pair.kiosk).problems


def test_a_new_key_is_told_of_until_a_report_was_made_with_it(pair: Pair) -> None:
    report(pair)
    pair.kiosk.identity = pair.kiosk.store.write(lambda connection: renew_key(pair.kiosk.folder, connection))
    assert dict(look(pair.kiosk).notes)["check.signing_key_new"] == {"codes": "WEEK"}
    store = pair.kiosk.store
    store.write(lambda connection: connection.execute("INSERT INTO own_report SELECT 'later', campaign, digest, made_at * 2, position, facts, made_by FROM own_report"))
    assert "check.signing_key_new" not in dict(look(pair.kiosk).notes)


def test_both_sides_are_told_of_a_report_that_is_due(pair: Pair) -> None:
    assert dict(look(pair.kiosk).notes)["check.report_due"] == {"code": "WEEK", "events": "E"}
    report(pair)
    assert "check.report_due" not in dict(look(pair.kiosk).notes)
    pair.receive(pair.report(BEFORE_THE_END))
    assert dict(look(pair.district).notes)["check.reports_owed"] == {"code": "WEEK", "count": 1, "names": "Own"}
    pair.receive(pair.report())
    assert "check.reports_owed" not in dict(look(pair.district).notes)
