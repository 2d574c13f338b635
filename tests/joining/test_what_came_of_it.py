"""What a community says of an event that its district planned: it goes up with the report, stays the community's, and nothing is lost."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from kiosk import campaigns, records
from kiosk.campaigns import EVENT
from kiosk.joining.goes_up import EVENT_TOLD
from kiosk.joining.keepers import KeptElsewhere, ToldElsewhere, kept_of
from kiosk.joining.kept_aside import words_before
from kiosk.joining.known_kiosks import revoke
from kiosk.joining.signed_file import Sender, open_signed_file, write_signed_file
from kiosk.organisations import ORGANISATION
from kiosk.summary.compose import compose
from kiosk.summary.scope import find_scope
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT
from printables.report_text import to_plain_text
from tests.joining.planned_week import District, Kiosk
from tests.joining.three_kiosks import NOW

OUTCOME = {"outcome": "居民反應熱烈，\n現場解答 36 人次。", "outcome@en": "Residents came in numbers."}


def end(kiosk: Kiosk, event: str, reason: str = "下雨") -> None:
    kiosk.store.write(lambda connection: campaigns.set_status(connection, event, "ended", reason))


def test_it_arrives_as_typed_and_later_words_replace_it(district: District, community: Kiosk) -> None:
    event = district.events[0]
    community.change(EVENT, event, **OUTCOME, invited="居委會", expected="300")
    community.store.write(lambda connection: campaigns.set_status(connection, event, "moved", "雨", place="社區禮堂"))
    assert not district.hear(community).refused_records
    here, there = (kiosk.get(EVENT, event) for kiosk in (district, community))
    told = ("outcome", "invited", "expected", "status", "status_reason", "status_at", "place", "day", "starts", "ends", "features")
    assert [here[name] for name in told] == [there[name] for name in told]
    assert records.variant_of(here, "outcome", "en") == "Residents came in numbers."
    assert (here["contact"], here["organisation"]) == ("李四", district.a)
    community.change(EVENT, event, outcome="更正：解答 38 人次。", **{"outcome@en": ""})
    district.hear(community, NOW + 1)
    assert (district.get(EVENT, event)["outcome"], records.variant_typed(district.get(EVENT, event), "outcome", "en")) == ("更正：解答 38 人次。", "")


def test_the_district_reads_it_and_changes_only_what_it_planned(district: District, community: Kiosk) -> None:
    event, connection = district.events[0], district.store.read()
    district.change(EVENT, event, outcome="區裡先記一筆")
    end(community, event)
    district.hear(community)
    kept = kept_of(connection, "event", district.get(EVENT, event))
    assert kept is not None
    assert (kept.name, kept.by, kept.as_of, kept.keeps("outcome@en"), kept.keeps("title")) == ("匯賢里社區", "report", NOW, True, False)
    for change in ({"outcome": "改"}, {"outcome@en": "change"}, {"starts": "08:00"}, {"features": "wall"}):
        with pytest.raises(ToldElsewhere):
            district.change(EVENT, event, **change)
    with pytest.raises(ToldElsewhere):
        end(district, event, "另一個原因")
    district.change(EVENT, event, title="街頭諮詢", line="帶身分證")
    district.change(EVENT, district.events[1], outcome="B社區的，尚未上報")
    assert [each.words["outcome"] for each in words_before(connection, event)] == ["區裡先記一筆"]


def test_an_older_report_and_the_same_one_twice_bring_nothing_back(district: District, community: Kiosk) -> None:
    event = district.events[0]
    community.change(EVENT, event, outcome="先")
    older = community.report(district.week)
    community.change(EVENT, event, outcome="後")
    newer = community.report(district.week, NOW + 1)
    for content in (older, newer, older, newer):
        district.receive(content)
        assert district.get(EVENT, event)["outcome"] == ("先" if content is older and not kept_twice(district) else "後")


def kept_twice(district: District) -> bool:
    return int(district.store.read().execute("SELECT count(*) FROM kiosk_report").fetchone()[0]) > 1


def test_each_communitys_answer_to_one_objective_stands_beside_the_districts(district: District, community: Kiosk) -> None:
    assert not district.hear(community).renamed
    community.change(OBJECTIVE, district.objective, actual="2100 份")
    assert district.hear(community, NOW + 1).renamed == [("objective", "O1", "O1-A")]
    [brought] = [row for row in records.all_of(district.store.read(), OBJECTIVE, district.week) if row["id"] != district.objective]
    assert (brought["organisation"], brought["actual"], brought["text"]) == (district.a, "2100 份", "發放宣傳單")
    assert district.get(OBJECTIVE, district.objective)["actual"] == ""
    with pytest.raises(ToldElsewhere):
        district.change(OBJECTIVE, brought["id"], actual="2200 份")
    community.change(OBJECTIVE, district.objective, actual="")
    district.hear(community, NOW + 2)
    assert district.get(OBJECTIVE, brought["id"])["archived_at"] is not None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-Hant", "「發放宣傳單」：全區共3000份，A社區2100份，B社區900份。"),
        ("zh-Hans", "“發放宣傳單”：全區共3000份，A社区2100份，B社區900份。"),
        ("en", "“發放宣傳單”: 全區共3000份, 2100份 (Community A) and 900份 (B社區)."),
    ],
)
def test_the_joint_summary_says_each_communitys_answer_with_its_name(tmp_path: Path, district: District, community: Kiosk, language: str, said: str) -> None:
    other = Kiosk(tmp_path / "b", "OWN", "B")
    other.let_in(district)
    other.join(district.plan_of(district.week), district.b)
    district.speaks_for(other, district.b)
    district.change(ORGANISATION, district.a, **{"name@en": "Community A", "name@zh-Hans": "A社区"})
    district.change(OBJECTIVE, district.objective, actual="全區共3000份。")
    for kiosk, actual in ((community, "2100份"), (other, "900份。")):
        kiosk.change(OBJECTIVE, district.objective, actual=actual)
        district.hear(kiosk)
    scope = find_scope(district.store.read(), campaign="WEEK")
    text = to_plain_text(compose(district.store.read(), scope, shape="narrative", language=language, now=NOW))
    for marked in ("（原文）", " [original]"):
        text = text.replace(marked, "")
    assert said in text
    other.store.close()


def test_what_was_learned_and_what_comes_next_goes_up_with_the_event(district: District, community: Kiosk) -> None:
    event: dict[str, object] = {"organisation": community.root, "event": district.events[0]}
    problems = community.add(STATEMENT, district.week, event, code="S7", kind="problems", text="場地偏小，排隊較久。")
    step = community.add(NEXT_STEP, district.week, event, code="N1", text="下次在禮堂舉行", owner="王主任")
    district.hear(community)
    for noun, id in ((STATEMENT, problems), (NEXT_STEP, step)):
        row = district.get(noun, id)
        assert (row["text"], row["event"], row["organisation"]) == (community.get(noun, id)["text"], district.events[0], district.a)
        with pytest.raises(ToldElsewhere):
            district.change(noun, id, text="改")


def test_a_kiosk_that_was_shut_out_gives_its_words_back(district: District, community: Kiosk) -> None:
    event = district.events[0]
    district.hear(community)
    district.store.write(lambda connection: revoke(connection, "command", community.identity.kiosk))
    district.change(EVENT, event, outcome="由區裡補記")
    assert district.get(EVENT, event)["outcome"] == "由區裡補記"


def test_an_event_that_a_community_reported_is_wholly_its_own(district: District, community: Kiosk) -> None:
    own = community.add(EVENT, district.week, {"organisation": community.root}, code="OWN", title="自辦", place="公園", day="2017-03-25", outcome="好")
    district.hear(community)
    with pytest.raises(KeptElsewhere):
        district.change(EVENT, own, contact="王五")
    assert district.get(EVENT, own)["outcome"] == "好"


def forged(community: Kiosk, district: District, **said: object) -> bytes:
    """The community's report with another line about its planned event."""
    file, target = open_signed_file(io.BytesIO(community.report(district.week)), "facts"), io.BytesIO()
    parts = {f"{part}.jsonl": list(file.read_lines(f"{part}.jsonl")) for part in ("plan", "patterns", "facts", "books")}
    for line in parts["plan.jsonl"]:
        if line["table"] == EVENT_TOLD:
            line["row"] |= said
    manifest, sender = file.manifest, Sender(**{name: getattr(file.manifest.organisation, name) for name in ("id", "code", "name")})
    write_signed_file(
        target, community.identity, "facts", sender, parts, made_at=manifest.made_at, ledger_position=manifest.ledger_position,
        plan_version=manifest.plan_version, about=manifest.about,
    )  # fmt: skip
    return target.getvalue()


def test_words_that_no_form_takes_and_events_of_others_are_left_out(district: District, community: Kiosk) -> None:
    for said in ({"outcome": "x" * 3000}, {"outcome": "\x00"}, {"id": district.events[1]}, {"expected": "many"}, {"variants": json.dumps({"outcome": {"en": "\x01"}})}):
        assert district.receive(forged(community, district, **said)).refused_records == {EVENT_TOLD: 1}, said
    assert {district.get(EVENT, id)["outcome"] for id in district.events} == {""}
    assert not district.receive(forged(community, district, title="另一個題目", features="street from_the_future")).refused_records
    assert district.get(EVENT, district.events[0])["title"] == "街頭宣傳"
