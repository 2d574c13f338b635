"""A district's plan, joined by a kiosk: the same ids, twice without harm, and never a record that is somebody else's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import campaigns, records
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL
from kiosk.errors import InvalidFields
from kiosk.joining import plan_file, plans
from kiosk.joining.keepers import KeptElsewhere, keeper_name
from kiosk.joining.known_kiosks import UnknownSigner
from kiosk.joining.plan_file import Plan, read_plan
from kiosk.joining.plans import CodesTaken, FromTheFuture, NoSuchUnit, NotTheirRecord, OlderPlan
from kiosk.joining.signed_file import NotASignedFile, Sender, open_signed_file, write_signed_file
from kiosk.summary_texts import OBJECTIVE, TOPIC
from tests.joining.planned_week import District, Kiosk


@pytest.fixture
def community(tmp_path: Path, district: District) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path / "a", "1", "匯賢里社區")
    kiosk.let_in(district)
    yield kiosk
    kiosk.store.close()


def test_a_kiosk_has_the_campaign_with_the_same_ids_and_its_own_event_alone(district: District, community: Kiosk) -> None:
    community.join(district.plan_of(district.week), district.a)
    assert community.get(CAMPAIGN, district.week)["organisation"] == community.root
    assert records.variant_of(community.get(CAMPAIGN, district.week), "title", "en") == "Publicity week"
    assert community.get(EVENT, district.events[0])["organisation"] == community.root
    assert community.get(BOOTH, district.booth)["name"] == "門口"
    assert [row["code"] for row in records.all_of(community.store.read(), EVENT, district.week)] == ["EA"]
    assert community.get(OBJECTIVE, district.objective)["target"] == 2000


def test_no_telephone_number_and_no_name_of_a_person_goes_along(district: District) -> None:
    target = io.BytesIO()
    plan_file.write_plan_file(district.store.read(), district.identity, district.week, target)
    file = open_signed_file(target, "plan")
    said = repr([*file.read_lines("records.jsonl"), *file.read_lines("organisations.jsonl"), file.manifest])
    assert "13812345678" not in said
    assert "李四" not in said
    assert "B社區" in said


def test_the_same_file_twice_changes_nothing(district: District, community: Kiosk) -> None:
    plan = district.plan_of(district.week)
    community.join(plan, district.a)
    before = community.content()
    assert community.join(plan, district.a).count == 0
    assert community.content() == before


def test_a_newer_file_brings_what_the_district_changed_and_leaves_what_is_local(district: District, community: Kiosk) -> None:
    community.join(district.plan_of(district.week), district.a)
    own = community.add(MATERIAL, district.week, code="OWN", title="本社區的")
    community.change(CAMPAIGN, district.week, contact="匯賢里社區")
    district.change(CAMPAIGN, district.week, **{"title": "社工宣傳週", "title@en": ""})
    district.store.write(lambda connection: records.archive(connection, MATERIAL, district.flyer))
    done = community.join(district.plan_of(district.week), district.a)
    assert (len(done.changed), len(done.put_away), len(done.new)) == (1, 1, 0)
    week = community.get(CAMPAIGN, district.week)
    assert (week["title"], week["contact"], records.variant_of(week, "title", "en")) == ("社工宣傳週", "匯賢里社區", "社工宣傳週")
    assert community.get(MATERIAL, district.flyer)["archived_at"] is not None
    assert community.get(MATERIAL, own)["archived_at"] is None


def test_codes_that_two_records_changed_with_each_other_arrive(district: District, community: Kiosk) -> None:
    other = district.add(TOPIC, district.week, code="T2", title="志願服務", definition="參與")
    community.join(district.plan_of(district.week), district.a)
    for id, code in ((district.topic, "T9"), (other, "T1"), (district.topic, "T2")):
        district.change(TOPIC, id, code=code)
    community.join(district.plan_of(district.week), district.a)
    assert (community.get(TOPIC, district.topic)["code"], community.get(TOPIC, other)["code"]) == ("T2", "T1")


def test_an_older_file_is_told_so_and_changes_nothing(district: District, community: Kiosk) -> None:
    older = district.plan_of(district.week)
    district.change(CAMPAIGN, district.week, title="社工宣傳週")
    community.join(district.plan_of(district.week), district.a)
    with pytest.raises(OlderPlan):
        community.join(older, district.a)
    assert community.get(CAMPAIGN, district.week)["title"] == "社工宣傳週"


def test_a_file_of_a_clock_that_runs_ahead_is_refused(district: District, community: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_file, "now_ms", lambda: 4_102_444_800_000)
    with pytest.raises(FromTheFuture):
        community.join(district.plan_of(district.week), district.a)


def test_what_the_district_keeps_is_changed_there_alone(district: District, community: Kiosk) -> None:
    community.join(district.plan_of(district.week), district.a)
    assert keeper_name(community.store.read(), "topic", district.topic) == "區民政局"
    with pytest.raises(KeptElsewhere):
        community.change(TOPIC, district.topic, title="別的")
    with pytest.raises(KeptElsewhere):
        community.store.write(lambda connection: records.archive(connection, MATERIAL, district.flyer))
    with pytest.raises(KeptElsewhere):
        community.change(EVENT, district.events[0], place="室內")
    community.store.write(lambda connection: campaigns.set_status(connection, district.events[0], "ended", ""))
    community.change(TOPIC, district.topic, title="低保")
    assert community.get(EVENT, district.events[0])["status"] == "ended"


def test_an_event_that_was_moved_or_ended_has_its_place_and_hours_from_who_was_there(district: District, community: Kiosk) -> None:
    event = district.events[0]
    community.join(district.plan_of(district.week), district.a)
    community.store.write(lambda connection: campaigns.set_status(connection, event, "moved", "雨", place="室內"))
    community.change(EVENT, event, starts="10:00")
    district.change(EVENT, event, line="帶身分證", place="河邊")
    community.join(district.plan_of(district.week), district.a)
    row = community.get(EVENT, event)
    assert (row["line"], row["place"], row["starts"], row["status_reason"]) == ("帶身分證", "室內", "10:00", "雨")


def test_a_code_of_ones_own_that_the_plan_needs_stops_it_until_it_is_changed(district: District, community: Kiosk) -> None:
    days = {"starts_on": "2017-03-20", "ends_on": "2017-03-26"}
    own = community.add(CAMPAIGN, "", {"organisation": community.root}, code="week", title="本社區的一週", **days)
    before = community.content()
    with pytest.raises(CodesTaken) as caught:
        community.join(district.plan_of(district.week), district.a)
    assert caught.value.values == {"codes": "week"}
    assert community.content() == before
    community.change(CAMPAIGN, own, code="OURWEEK")
    assert community.join(district.plan_of(district.week), district.a).new


def test_a_stranger_is_refused_and_an_organisation_that_is_not_of_the_plan(district: District, community: Kiosk, tmp_path: Path) -> None:
    other = District(tmp_path / "other")
    with pytest.raises(UnknownSigner):
        community.join(other.plan_of(other.week), other.a)
    with pytest.raises(NoSuchUnit):
        community.join(district.plan_of(district.week), other.a)
    other.store.close()


def forged(signer: Kiosk, plan: Plan, lines: list[dict[str, object]]) -> Plan:
    """A file that ``signer`` signed with records of its choice."""
    target, manifest = io.BytesIO(), plan.manifest
    organisations = [{"id": plan.units[0].id, "parent": None, "code": "Q", "name": "區", "level": "district", "language": "zh-Hant", "variants": {}}]
    sender = Sender(id=signer.root, code="X", name="另一個區")
    write_signed_file(
        target, signer.identity, "plan", sender, {"organisations.jsonl": organisations, "records.jsonl": lines}, made_at=manifest.made_at + 1,
        ledger_position=0, plan_version=0, about=manifest.about,
    )  # fmt: skip
    return read_plan(open_signed_file(target, "plan"))


def lines_of(kiosk: Kiosk, campaign: str) -> list[dict[str, object]]:
    target = io.BytesIO()
    plan_file.write_plan_file(kiosk.store.read(), kiosk.identity, campaign, target)
    return list(open_signed_file(target, "plan").read_lines("records.jsonl"))


def test_a_signer_writes_only_what_it_brought(district: District, community: Kiosk, tmp_path: Path) -> None:
    plan = district.plan_of(district.week)
    community.join(plan, district.a)
    other = Kiosk(tmp_path / "other", "X", "另一個區")
    community.let_in(other)
    lines = lines_of(district, district.week)
    with pytest.raises(NotTheirRecord):
        community.join(forged(other, plan, lines), plan.units[0].id)
    own = community.add(CAMPAIGN, "", {"organisation": community.root}, code="OWN", title="自己的", starts_on="2017-03-20", ends_on="2017-03-20")
    lines[1]["id"] = community.add(MATERIAL, own, code="M", title="自己的單張")
    lines[1] |= {"noun": "material", "values": lines_of(community, own)[1]["values"], "variants": {}}
    with pytest.raises(NotTheirRecord):
        community.join(forged(district, plan, lines[:2]), plan.units[0].id)
    other.store.close()


@pytest.mark.parametrize(
    "change",
    [{"noun": "person"}, {"noun": "organisation"}, {"id": "1"}, {"parent": "0" * 36}, {"archived": "no"}, {"values": []}, {"extra": 1}, {"variants": {"title": "x"}}],
    ids=repr,
)
def test_a_record_of_another_shape_is_refused(district: District, change: dict[str, object]) -> None:
    lines = lines_of(district, district.week)
    lines[1] |= change
    with pytest.raises(NotASignedFile):
        forged(district, district.plan_of(district.week), lines)


@pytest.mark.parametrize("values", [{"title": "\x00"}, {"title": "x" * 5000}, {"code": "../x"}, {"contact": "13812345678"}, {"title": ""}], ids=["control", "long", "path", "phone", "empty"])
def test_a_text_that_no_form_takes_does_not_come_in_by_a_file(district: District, values: dict[str, str]) -> None:
    lines = lines_of(district, district.week)
    said = lines[0]["values"]
    assert isinstance(said, dict)
    lines[0]["values"] = said | values
    with pytest.raises(plan_file.BadRecord):
        forged(district, district.plan_of(district.week), lines)


def test_a_code_of_the_plan_is_not_free_for_a_record_of_ones_own(district: District, community: Kiosk) -> None:
    community.join(district.plan_of(district.week), district.a)
    with pytest.raises(InvalidFields):
        community.add(TOPIC, district.week, code="t1", title="自己的", definition="自己的")


def test_what_would_be_written_over_is_told_field_by_field(district: District, community: Kiosk) -> None:
    community.join(district.plan_of(district.week), district.a)
    community.store.write(lambda connection: campaigns.set_status(connection, district.events[0], "moved", "雨", place="室內"))
    district.change(EVENT, district.events[0], line="帶身分證")
    district.change(CAMPAIGN, district.week, **{"title": "社工週", "title@en": ""})
    coming = plans.compare_plan(community.store.read(), district.plan_of(district.week), district.a, community.root)
    said = {planned.values["code"]: [(each.name, each.here, each.planned) for each in coming.differs[planned.id]] for planned in coming.changed}
    assert said == {"WEEK": [("title", "宣傳週", "社工週"), ("title@en", "Publicity week", "")], "EA": [("line", "", "帶身分證")]}
    assert [(planned.values["code"], [(each.name, each.here, each.planned) for each in differs]) for planned, differs in coming.stays] == [("EA", [("place", "室內", "廣場")])]


def test_a_record_of_ones_own_that_stands_in_the_way_is_compared_in_every_field(district: District, community: Kiosk) -> None:
    days = {"starts_on": "2017-03-20", "ends_on": "2017-03-27"}
    community.add(CAMPAIGN, "", {"organisation": community.root}, code="WEEK", title="宣傳週", theme="愛", **days)
    [clash] = plans.compare_plan(community.store.read(), district.plan_of(district.week), district.a, community.root).clashes
    assert {(each.name, each.here, each.planned) for each in clash.differs} >= {("theme", "愛", ""), ("ends_on", "2017-03-27", "2017-03-26"), ("title@en", "", "Publicity week")}
    assert "title" not in {each.name for each in clash.differs}


def test_a_copy_of_the_districts_database_is_told_every_record_that_it_holds(district: District, community: Kiosk) -> None:
    days = {"starts_on": "2017-03-20", "ends_on": "2017-03-27"}
    community.add(CAMPAIGN, "", {"organisation": community.root, "id": district.week}, code="WEEK", title="宣傳週", **days)
    community.add(TOPIC, district.week, {"id": district.topic}, code="T1", title="低保", definition="最低生活保障")
    community.add(MATERIAL, district.week, {"id": district.flyer}, code="F1", title="什麼是社會工作")
    with pytest.raises(NotTheirRecord) as caught:
        community.join(district.plan_of(district.week), district.a)
    assert caught.value.values == {"code": "WEEK T1 F1"}
