"""A district calls off what it planned, also where a community reports it: the community learns it by the next plan file, and owns what happened."""

from __future__ import annotations

import io

import pytest

from kiosk import campaigns, records
from kiosk.campaigns import EVENT, MATERIAL
from kiosk.joining import plan_file
from kiosk.joining.keepers import ToldElsewhere
from kiosk.joining.plan_file import BadRecord, Plan, read_plan
from kiosk.joining.signed_file import NotASignedFile, Sender, open_signed_file, write_signed_file
from tests.joining.planned_week import District, Kiosk
from tests.joining.three_kiosks import NOW

STORM = {"status_reason@en": "storm warning"}


def say(kiosk: Kiosk, event: str, status: str, reason: str = "", **more: str) -> None:
    variants = {name: more.pop(name) for name in list(more) if "@" in name}
    kiosk.store.write(lambda connection: campaigns.set_status(connection, event, status, reason, variants=variants, **more))


def stands(kiosk: Kiosk, event: str) -> tuple[str, str, str]:
    row = kiosk.get(EVENT, event)
    return row["status"], row["status_reason"], row["day"]


def hand_on(district: District, community: Kiosk) -> int:
    return community.join(district.plan_of(district.week), district.a).count


def test_a_storm_reaches_a_community_that_has_reported(district: District, community: Kiosk) -> None:
    event = district.events[0]
    district.hear(community)
    say(district, event, "cancelled", "暴雨", **STORM)
    coming = community.join(district.plan_of(district.week), district.a)
    assert [(each.name, each.here, each.planned) for each in coming.differs[event]] == [
        ("status", "planned", "cancelled"), ("status_reason", "", "暴雨"), ("status_reason@en", "", "storm warning"),
    ]  # fmt: skip
    assert stands(community, event) == ("cancelled", "暴雨", "2017-03-24")
    assert records.variant_of(community.get(EVENT, event), "status_reason", "en") == "storm warning"
    assert hand_on(district, community) == 0
    district.hear(community, NOW + 1)
    assert stands(district, event) == ("cancelled", "暴雨", "2017-03-24")


def test_a_new_day_and_that_it_is_on_again_reach_it_too(district: District, community: Kiosk) -> None:
    event = district.events[0]
    district.hear(community)
    say(district, event, "postponed", "暴雨", day="2017-03-31")
    hand_on(district, community)
    assert stands(community, event) == ("postponed", "暴雨", "2017-03-31")
    say(district, event, "planned", "", day="2017-04-01")
    hand_on(district, community)
    assert stands(community, event) == ("planned", "", "2017-04-01")


def test_a_report_that_does_not_know_it_yet_does_not_undo_it(district: District, community: Kiosk) -> None:
    event = district.events[0]
    community.change(EVENT, event, expected="300")
    say(community, event, "moved", "修路", place="社區禮堂")
    district.hear(community)
    say(district, event, "postponed", "暴雨", day="2017-03-31", **STORM)
    community.change(EVENT, event, expected="400")
    assert not district.hear(community, NOW + 1).refused_records
    row = district.get(EVENT, event)
    assert (row["status"], row["status_reason"], row["day"], row["place"], row["expected"]) == ("postponed", "暴雨", "2017-03-31", "社區禮堂", 400)
    assert records.variant_of(row, "status_reason", "en") == "storm warning"
    hand_on(district, community)
    assert (stands(community, event), community.get(EVENT, event)["place"]) == (("postponed", "暴雨", "2017-03-31"), "社區禮堂")


def test_before_the_community_said_anything_a_report_leaves_it_and_its_place(district: District, community: Kiosk) -> None:
    event = district.events[0]
    district.change(EVENT, event, **{"place@en": "Square"})
    say(district, event, "cancelled", "暴雨")
    district.hear(community)
    row = district.get(EVENT, event)
    assert (row["status"], row["place"], records.variant_of(row, "place", "en")) == ("cancelled", "廣場", "Square")


def test_what_was_held_is_not_called_off(district: District, community: Kiosk) -> None:
    event = district.events[0]
    district.hear(community)
    say(community, event, "ended", outcome="照常舉行")
    say(district, event, "cancelled", "暴雨")
    assert hand_on(district, community) == 0
    assert stands(community, event)[0] == "ended"
    district.hear(community, NOW + 1)
    assert stands(district, event)[0] == "ended"
    with pytest.raises(ToldElsewhere):
        say(district, event, "cancelled", "暴雨")


def test_what_the_community_says_later_stands(district: District, community: Kiosk) -> None:
    event = district.events[0]
    district.hear(community)
    say(district, event, "cancelled", "暴雨")
    plan = district.plan_of(district.week)
    community.join(plan, district.a)
    say(community, event, "planned", "雨停了")
    assert community.join(plan, district.a).count == 0
    district.hear(community, NOW + 1)
    assert (stands(community, event), stands(district, event)) == (("planned", "雨停了", "2017-03-24"),) * 2


def test_the_district_says_nothing_else_of_what_a_community_reports(district: District, community: Kiosk) -> None:
    event = district.events[0]
    district.hear(community)
    for status, more in (("ended", {"outcome": "好"}), ("moved", {"place": "公園"}), ("planned", {}), ("cancelled", {"place": "公園"})):
        with pytest.raises(ToldElsewhere):
            say(district, event, status, "原因", **more)


def test_what_a_community_brought_is_not_handed_back(district: District, community: Kiosk) -> None:
    own = community.add(EVENT, district.week, {"organisation": community.root}, code="OWN", title="自辦", place="公園", day="2017-03-25")
    flyer = community.add(MATERIAL, district.week, code="OWNF", title="自印")
    district.hear(community)
    say(district, district.events[0], "cancelled", "暴雨")
    assert not {own, flyer} & {each.id for each in district.plan_of(district.week).records}
    assert hand_on(district, community) == 1


def test_an_event_called_off_before_anybody_joined_comes_called_off(district: District, tmp_path_factory: pytest.TempPathFactory) -> None:
    say(district, district.events[0], "cancelled", "暴雨", **STORM)
    late = Kiosk(tmp_path_factory.mktemp("late"), "OWN", "匯賢里社區")
    late.let_in(district)
    hand_on(district, late)
    assert stands(late, district.events[0]) == ("cancelled", "暴雨", "2017-03-24")
    late.store.close()


def forged(district: District, **said: object) -> Plan:
    """The district's plan with another line about its called-off event, or (nothing said) as an older version writes it, without that part."""
    target, again = io.BytesIO(), io.BytesIO()
    manifest = plan_file.write_plan_file(district.store.read(), district.identity, district.week, target)
    file = open_signed_file(target, "plan")
    parts: dict[str, object] = {part.name: list(file.read_lines(part.name)) for part in manifest.parts}
    line = {"id": district.events[0], "status": "cancelled", "at": 1, "texts": {"status_reason": "雨"}} | said
    parts["called_off.jsonl"] = [line]
    if not said:
        del parts["called_off.jsonl"]
    sender = Sender(**{name: getattr(manifest.organisation, name) for name in ("id", "code", "name")})
    write_signed_file(
        again, district.identity, "plan", sender, parts, made_at=manifest.made_at, ledger_position=manifest.ledger_position,
        plan_version=manifest.plan_version, about=manifest.about,
    )  # fmt: skip
    return read_plan(open_signed_file(again, "plan"))


def test_a_file_of_an_older_version_is_read_and_a_forged_word_is_not(district: District, community: Kiosk) -> None:
    assert community.join(forged(district), district.a).count == 0
    for said in ({"status": "ended"}, {"at": "1"}, {"at": True}, {"texts": {"title": "x"}}, {"texts": {}}, {"texts": None}):
        with pytest.raises(NotASignedFile):
            forged(district, **said)
    with pytest.raises(BadRecord):
        forged(district, texts={"status_reason": "x" * 3000})
    assert community.join(forged(district, at=2**60), district.a).count == 1, "a word is no later than its file"
    say(community, district.events[0], "planned")
    assert stands(community, district.events[0])[0] == "planned"
