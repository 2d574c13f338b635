"""A whole week as its summary will need it: occasions, presets, texts, objectives, what a copy takes along, and who sees whose."""

from __future__ import annotations

import json
from datetime import date
from itertools import product

import pytest

from kiosk import campaigns, posts, records, summary_texts, week_presets
from kiosk.errors import InvalidFields
from kiosk.figures import objectives
from kiosk.ids import new_id, now_ms
from kiosk.languages import LANGUAGES
from kiosk.observances import OBSERVANCES, say_occasion, say_ordinal
from kiosk.plan import copies, imports
from kiosk.posts import POST
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT, TOPIC, show_number
from kiosk.venues import EQUIPMENT, MEDIA
from tests.week.conftest import Office


@pytest.mark.parametrize(
    ("name", "year", "day", "ordinal"),
    [
        ("world_social_work_day", 2017, date(2017, 3, 21), 11),
        ("world_social_work_day", 2009, date(2009, 3, 17), 3),
        ("world_social_work_day", 2008, None, 2),
        ("world_social_work_day", 2006, None, None),
        ("disability_day", 2021, date(2021, 5, 16), 31),
        ("charity_day", 2021, date(2021, 9, 5), 6),
        ("volunteer_day", 2019, date(2019, 12, 5), 34),
        ("respect_elders_month", 2014, None, 5),
        ("disaster_prevention_day", 2021, date(2021, 5, 12), 13),
        ("learn_from_lei_feng_day", 2023, date(2023, 3, 5), None),
        ("learn_from_lei_feng_day", 1962, None, None),
    ],
)
def test_a_known_day_has_its_date_and_its_number(name: str, year: int, day: date | None, ordinal: int | None) -> None:
    assert (OBSERVANCES[name].day_in(year), OBSERVANCES[name].ordinal(year)) == (day, ordinal)


def test_ordinals_are_written_as_documents_write_them() -> None:
    assert [say_ordinal("zh-Hant", number) for number in (1, 10, 11, 20, 34)] == ["一", "十", "十一", "二十", "三十四"]
    assert [say_ordinal("en", number) for number in (1, 2, 11, 12, 23, 30)] == ["1st", "2nd", "11th", "12th", "23rd", "30th"]


@pytest.mark.parametrize("typed", ["民電【2017】29號", "民電[2017]29號", "民電（2017）29號", "民電〔2017〕29號"])
def test_a_documents_number_is_shown_with_its_own_brackets_whatever_was_typed(typed: str) -> None:
    assert show_number(typed) == "民電〔2017〕29號"


def test_every_well_known_campaign_can_be_begun_in_every_language(office: Office) -> None:
    for name, language in product(week_presets.WEEK_PRESETS, LANGUAGES):
        filled = week_presets.fill_campaign(name, 2027, language) | {"code": f"{list(week_presets.WEEK_PRESETS).index(name)}-{language}"}
        week = office.store.write(lambda c: records.add(c, campaigns.CAMPAIGN, "", filled, organisation=office.ids.organisation))  # noqa: B023
        row = records.get(office.store.read(), campaigns.CAMPAIGN, week)
        assert "2027" in row["title"]
        assert say_occasion(row, language)
        assert summary_texts.slogans_of(row, language)
    assert week_presets.days_of("social_work_week", 2017) == (date(2017, 3, 20), date(2017, 3, 26))
    assert week_presets.next_year_of("volunteer_day", date(2026, 12, 6)) == 2027


def test_2017_keeps_the_three_and_this_years_week_has_the_five(office: Office) -> None:
    assert week_presets.fill_campaign("social_work_week", 2017, "zh-Hant")["topics"].startswith("三社聯動")
    address = f"/office/plan/campaign/new/{office.ids.organisation}?preset=social_work_week"
    page = office.client.get(address + "&lang=zh-Hant").text
    assert "五社聯動" in page
    typed = week_presets.fill_campaign("social_work_week", 2027, "zh-Hant") | {"code": "W27", "id": new_id(), "preset": "social_work_week"}
    assert [office.client.post(address, data=typed).status_code for _ in range(2)] == [302, 302]
    terms = records.all_of(office.store.read(), TOPIC, typed["id"])
    assert [row["title"] for row in terms] == ["五社聯動"], "a double click brings the term once"
    assert "社會慈善資源" in terms[0]["definition"]


def test_a_ready_text_is_taken_once_in_three_languages_and_opened_for_editing(office: Office) -> None:
    kinds = {ready.kind for ready in summary_texts.library()}
    assert kinds == set(summary_texts.STATEMENT_KINDS) - {"story"}
    address = f"/office/plan/campaign/{office.ids.campaign}/library"
    assert "To foster the spirit" in office.page(f"{address}?event=B")
    typed = {"text": "aims.spirit", "event": "B", "id": new_id()}
    answers = [office.client.post(address + "?lang=en", data=typed) for _ in range(2)]
    assert {answer.location for answer in answers} == {f"/office/plan/statement/{typed['id']}/edit"}
    [row] = records.all_of(office.store.read(), STATEMENT, office.ids.campaign)
    assert (row["kind"], row["event"], row["organisation"]) == ("aims", office.ids.event, office.ids.organisation)
    assert "弘揚" in records.variant_of(row, "text", "zh-Hant")
    assert office.client.post(address, data={"text": "aims.nothing", "id": new_id()}).status_code == 404
    shown = office.page(f"/office/plan/campaign/{office.ids.campaign}/summary?event=B")
    assert "To foster the spirit" in shown
    assert "What somebody says, not what was measured" in shown


def test_an_objective_is_measured_live_and_typed_where_no_figure_fits(office: Office) -> None:
    post = office.add(POST, office.ids.campaign, code="P1", title="文", organisation=office.ids.organisation)
    office.store.write(lambda c: posts.add_reading(c, post, {"reads": "900", "read_on": "2017-03-24"}, id=new_id(), today="2017-03-25"))
    own = {"organisation": office.ids.organisation}
    office.add(OBJECTIVE, office.ids.campaign, code="O1", text="read", indicator="reads", target="1000", **own)
    office.add(OBJECTIVE, office.ids.campaign, code="O2", text="held", indicator="events", target="1", event=office.ids.event, **own)
    office.add(OBJECTIVE, office.ids.campaign, code="O3", text="said", actual="well received", **own)
    rows = records.all_of(office.store.read(), OBJECTIVE, office.ids.campaign)
    found = objectives.outcomes_of(office.store.read(), rows, now_ms())
    assert [(found[row["id"]].actual, found[row["id"]].is_reached) for row in rows[:2]] == [(900, False), (1, True)]
    for indicator in summary_texts.FIGURES:
        row = dict(rows[0]) | {"indicator": indicator}
        assert list(objectives.outcomes_of(office.store.read(), [row], now_ms())) == [rows[0]["id"]]  # type: ignore[list-item]
    page = office.page(f"/office/plan/campaign/{office.ids.campaign}/summary")
    assert "Not reached yet" in page
    assert "well received" in page


def test_a_next_step_is_done_and_undone_in_one_tap_and_overdue_until_then(office: Office) -> None:
    step = office.add(NEXT_STEP, office.ids.campaign, code="N1", text="每月諮詢", due="2017-04-30", organisation=office.ids.organisation)
    address = f"/office/plan/campaign/{office.ids.campaign}/summary"
    assert "overdue" in office.page(address)
    assert office.client.post(f"/office/plan/next-step/{step}/done").status_code == 302
    page = office.page(address)
    assert "overdue" not in page
    assert "Done on" in page
    office.client.post(f"/office/plan/next-step/{step}/done", data={"undo": "1"})
    assert "overdue" in office.page(address)


def test_each_organisation_writes_and_sees_its_own_in_a_shared_week(office: Office) -> None:
    shared = office.shared_week()
    add = f"/office/plan/statement/new/{shared}"
    typed = {"code": "S1", "kind": "effects", "text": "居民紛紛稱讚", "event": "OWN", "id": new_id()}
    assert office.client.post(add, data=typed).status_code == 302
    assert office.sister.post(add, data=typed | {"code": "S2", "text": "別處的話", "event": "OWN", "id": new_id()}).status_code == 422
    assert office.sister.post(add, data=typed | {"code": "S2", "text": "別處的話", "event": "", "id": new_id()}).status_code == 302
    rows = records.all_of(office.store.read(), STATEMENT, shared)
    assert [row["organisation"] for row in rows] == [office.ids.organisation, office.ids.sister]
    for address in (f"/office/plan/campaign/{shared}/summary", f"/office/plan/statement/of/{shared}", f"/office/plan/statement/of/{shared}.csv"):
        assert "居民紛紛稱讚" in office.page(address)
        assert "別處的話" not in office.page(address)
        assert "居民紛紛稱讚" not in office.page(address, office.sister)
    assert "別處的話" not in office.page("/office/search?q=別處")
    assert office.client.get(f"/office/plan/statement/{rows[1]['id']}/edit").status_code == 404
    rename = {"code": "S2", "kind": "effects", "text": "改", "event": "", "organisation": ""}
    assert office.sister.post(f"/office/plan/statement/{rows[1]['id']}/edit", data=rename).status_code == 302
    assert records.get(office.store.read(), STATEMENT, rows[1]["id"])["organisation"] == office.ids.sister


def test_a_copied_week_takes_its_texts_along_and_nothing_that_happened(office: Office) -> None:
    ids, own = office.ids, {"organisation": office.ids.organisation}
    office.store.write(lambda c: records.change(c, campaigns.CAMPAIGN, ids.campaign, {"occasion": "第十一個國際社工日", "slogans": "助人自助"}))
    office.add(TOPIC, ids.campaign, code="T1", title="三社聯動", definition="三者聯動")
    office.add(STATEMENT, ids.campaign, code="S1", kind="aims", text="目的", event=ids.event, **own)
    office.add(STATEMENT, ids.campaign, code="S2", kind="effects", text="成效", event=ids.event, **own)
    office.add(OBJECTIVE, ids.campaign, code="O1", text="目標", actual="36", **own)
    office.add(NEXT_STEP, ids.campaign, code="N1", text="下一步", due="2017-04-30", done_on="2017-04-21", event=ids.event, **own)
    office.add(EQUIPMENT, ids.event, code="Q1", item="音箱", count="2", returned_on="2017-03-24")
    office.add(MEDIA, ids.event, code="F1", title="短片", producer="王繼安")
    post = office.add(POST, ids.campaign, code="P1", title="志願服務", day="2017-03-21", url="https://example.org/1", **own)
    office.store.write(lambda c: posts.add_reading(c, post, {"reads": "355", "read_on": "2017-03-26"}, id=new_id(), today="2017-03-26"))
    office.store.write(lambda c: records.change(c, campaigns.MATERIAL, ids.materials["B-A5"], {"derived_from": post}))
    copied = office.store.write(lambda c: copies.copy_campaign(c, ids.campaign, code="W18", title="週", starts_on="2018-03-19"))
    read = office.store.read()
    week, [event] = records.get(read, campaigns.CAMPAIGN, copied), records.all_of(read, campaigns.EVENT, copied)
    assert (week["occasion"], week["slogans"]) == ("", "助人自助")
    assert [(row["kind"], row["event"]) for row in records.all_of(read, STATEMENT, copied)] == [("aims", event["id"])], "effects happened once"
    assert [row["actual"] for row in records.all_of(read, OBJECTIVE, copied)] == [""]
    assert [(row["due"], row["done_on"], row["event"]) for row in records.all_of(read, NEXT_STEP, copied)] == [("2018-04-29", "", event["id"])]
    assert [(row["count"], row["returned_on"]) for row in records.all_of(read, EQUIPMENT, event["id"])] == [(2, "")]
    assert [row["producer"] for row in records.all_of(read, MEDIA, event["id"])] == ["王繼安"]
    [again] = records.all_of(read, POST, copied)
    assert (again["day"], again["url"], posts.latest_readings(read, [again["id"]])) == ("2018-03-20", "", {})
    assert office.count("material", f"campaign = '{copied}' AND derived_from = '{again['id']}'") == 1
    second = office.store.write(lambda c: copies.copy_event(c, ids.event, day="2017-03-31", code="B2"))
    assert [row["code"] for row in records.all_of(read, STATEMENT, ids.campaign) if row["event"] == second] == ["S12"]


def test_texts_go_out_and_come_back_as_a_file(office: Office) -> None:
    own = {"organisation": office.ids.organisation}
    office.add(OBJECTIVE, office.ids.campaign, code="O1", text="發放 2000 份", indicator="handed_out", target="2000", event=office.ids.event, **own)
    sent = imports.export_file(office.store.read(), "objective", office.ids.campaign, "zh-Hant", names=False)
    assert "發放份數" in sent.decode()
    same = imports.compare_file(office.store.read(), "objective", office.ids.campaign, sent, None)
    assert (same.unchanged, same.troubles) == (1, [])
    more = sent + b"\r\n" + json.dumps("O2").encode() + b",x" + b"," * (sent.split(b"\r\n")[0].count(b",") - 1)
    done = office.store.write(lambda c: imports.import_file(c, "objective", office.ids.campaign, more, None))
    assert [line.code for line in done.new] == ["O2"]
    assert office.count("objective", f"organisation = '{office.ids.organisation}'") == 2


@pytest.mark.parametrize(
    "told", ["她住在幸福路12號", "老人家住3棟2單元", "电话 138 0000 0001", "身份證 11010519491231002X", "She lives at 12 Garden Street"]
)
def test_a_story_of_somebody_who_was_helped_tells_nothing_of_who_or_where(told: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        records.clean_row(STATEMENT, {"code": "S9", "kind": "story", "text": "社工陪同辦理", "text@en": told})
    assert refused.value.fields == {"text@en": ("plan.problem.story_tells_who", {})}
    assert records.clean_row(STATEMENT, {"code": "S9", "kind": "effects", "text": told})["text"] == told


def test_a_story_may_say_when_and_how_many() -> None:
    told = "3月24號有12位居民來諮詢，在教室內當場答覆；一位老人領到臨時救助。"
    assert records.clean_row(STATEMENT, {"code": "S9", "kind": "story", "text": told})["text"] == told
