"""A report of before sealing hides the referrals of its community: the district reads why, and asks for it once more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kiosk.figures.roll_up import read_roll_up
from kiosk.figures.suppression import Hidden
from kiosk.joining import report as reports
from kiosk.joining.reminders import read_reminders, write_reminder
from kiosk.joining.signed_file import Manifest, write_signed_file
from kiosk.joining.unsealed import list_unsealed
from kiosk.languages import LANGUAGES
from kiosk.organisations import ORGANISATION
from kiosk.records import get
from tests.joining.sisters import Sisters
from tests.joining.test_report_pages import office
from tests.joining.three_kiosks import NOW

ASKED = {"en": "made by an older version of the software", "zh-Hans": "由旧版本软件生成", "zh-Hant": "由舊版本軟體產生"}


def write_as_before(*said: Any, about: Mapping[str, str], **more: Any) -> Manifest:
    return write_signed_file(*said, about={name: value for name, value in about.items() if name != "seal"}, **more)


@pytest.fixture
def unsealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sisters:
    """C referred six and reported with a version that knew no seal; A, just as old, had nobody to refer."""
    sisters = Sisters(tmp_path, "A", "C")
    sisters.consult("C", answered=30, booked=8, referred=6)
    with monkeypatch.context() as old:
        old.setattr(reports, "write_signed_file", write_as_before)
        for code in sisters.kiosks:
            sisters.hand_in(code)
    return sisters


def test_the_reminder_asks_for_it_until_it_is_sent_again(unsealed: Sisters) -> None:
    read = unsealed.district.store.read()
    assert list(list_unsealed(read, unsealed.campaign)) == [unsealed.kiosks["C"].identity.kiosk]
    found = read_roll_up(read, unsealed.campaign, now=NOW)
    [asked] = [each for each in read_reminders(read, found, NOW) if each.unsealed]
    sender = get(read, ORGANISATION, unsealed.county)
    assert ASKED[asked.language] in write_reminder(asked, found.row, sender, NOW, "Asia/Shanghai")
    unsealed.hand_in("C", NOW + 1)
    assert list_unsealed(read, unsealed.campaign) == {}
    assert unsealed.published().event(unsealed.events["C"]).figures["referrals"] == 6


def test_the_district_reads_whose_referrals_are_not_published_and_why(unsealed: Sisters) -> None:
    assert unsealed.published().event(unsealed.events["C"]).figures["referrals"] is Hidden.WITHHELD
    district = office(unsealed.district, "district", unsealed.county)
    address = f"/office/tallies/campaign/{unsealed.campaign}"
    said = {"en": "no referrals are published until they report once more: Community C.", "zh-Hans": "重新上报前不公布转介数字：Community C。", "zh-Hant": "重新上報前不公布轉介數字：Community C。"}
    for language in LANGUAGES:
        assert said[language] in district.get(f"{address}/roll-up?lang={language}").text
    page = district.get(f"{address}/reports?lang=en").text
    assert "Why does a community show no referrals?" in page
