"""A summary says what printing cost where every price is on record, and nothing that happened after its own day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.ids import new_id
from kiosk.posts import POST, add_reading
from kiosk.storage import open_store
from kiosk.summary.compose import compose
from kiosk.summary.scope import find_scope
from kiosk.summary_texts import NEXT_STEP
from tests.summary.conftest import NOW, Summaries, text_of

COSTS = {
    "zh-Hant": "宣傳品印製費用540元，折合每發放一份0.26元、每位掃碼者5.63元、每人次諮詢6.21元。",
    "zh-Hans": "宣传品印制费用540元，折合每发放一份0.26元、每位扫码者5.63元、每人次咨询6.21元。",
    "en": "Printing cost ¥540: ¥0.26 per copy handed out, ¥5.63 per person who scanned and ¥6.21 per consultation.",
}
_DAY_MS = 86_400_000


@pytest.mark.parametrize("language", COSTS)
def test_sections_and_brief_state_costs_once_and_the_narrative_does_not(week: Summaries, language: str) -> None:
    assert [week.text("B", shape, language).count(COSTS[language]) for shape in ("sections", "brief", "narrative")] == [1, 1, 0]


def test_all_together_state_the_costs_that_are_on_record_with_their_organisation(week: Summaries) -> None:
    said = "宣傳品印製費用：鄂倫春自治旗民政局540元（其餘單位未登記印製費用）。"
    assert [week.text("whole", shape, "zh-Hant").count(said) for shape in ("sections", "brief", "narrative")] == [1, 1, 0]
    [address] = [address for address, words in week.report("whole", "brief", "en").figures() if words == "540"]
    assert address == "campaign:WEEK2017/organisation:B/cost"


def test_without_a_price_nothing_is_said_of_costs(week: Summaries) -> None:
    assert not any("印製費用" in week.text(scope, "sections", "zh-Hant") for scope in ("A", "C"))


def test_what_happened_after_a_summarys_day_is_not_told_in_it(tmp_path: Path, copy_of_the_week: Callable[[Path], Path]) -> None:
    store = open_store(copy_of_the_week(tmp_path / "week") / "kiosk.db")
    connection = store.read()
    scope = find_scope(connection, campaign="WEEK2017", organisation="C")
    event = records.get(connection, EVENT, scope.events[0])
    step = next(row for row in records.all_of(connection, NEXT_STEP, scope.campaign) if row["organisation"] == event["organisation"])
    [*_, post] = records.all_of(connection, POST, scope.campaign)

    def said(now: int) -> str:
        return text_of(compose(store.read(), scope, "sections", "zh-Hant", now))

    before = said(NOW)
    store.write(lambda c: records.change(c, NEXT_STEP, step["id"], {"done_on": "2017-04-20"}))
    read = {"reads": "9000", "shares": "", "read_on": "2017-04-20", "source": ""}
    store.write(lambda c: add_reading(c, post["id"], read, id=new_id(), today="2017-04-21"))
    assert said(NOW) == before
    after = said(NOW + 30 * _DAY_MS)
    assert "4月20日" in after
    assert "9000" in after
    store.close()
