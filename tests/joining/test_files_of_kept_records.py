"""A spreadsheet that changes what another kiosk keeps: each such line and column is named, and what is one's own goes in."""

from __future__ import annotations

from kiosk.campaigns import EVENT
from kiosk.languages import LANGUAGES
from kiosk.plan.imports import Difference, compare_file, export_file, import_file
from tests.joining.planned_week import District, Kiosk


def take_in(kiosk: Kiosk, noun: str, week: str, content: str) -> Difference:
    return kiosk.store.write(lambda connection: import_file(connection, noun, week, content.encode(), None))


def test_the_line_the_column_and_the_keeper_are_named(district: District, community: Kiosk) -> None:
    read = community.store.read()
    found = compare_file(read, "event", district.week, "code,title,place,outcome\nOWN,自辦,公園,\nEA,街頭宣傳,河邊,很好\n".encode(), None)
    assert [(each.line, each.column, each.key) for each in found.troubles] == [(2, "day", "errors.required"), (3, "place", "joining.row_kept")]
    assert found.troubles[1].say("zh-Hant") == "EA來自區民政局的計劃，由對方修改。請刪去這一列，或在這一欄保留原來的內容：廣場"
    assert not any("{" in found.troubles[1].say(language) for language in LANGUAGES)


def test_what_is_ones_own_goes_in_though_the_rest_stands_in_the_file_too(district: District, community: Kiosk) -> None:
    whole = export_file(community.store.read(), "event", district.week, "zh-Hant", names=False).decode("utf-8-sig")
    assert take_in(community, "event", district.week, whole).unchanged == 1
    done = take_in(community, "event", district.week, "code,title,outcome\nEA,街頭宣傳,很好\n")
    assert (done.done, len(done.changed), community.get(EVENT, district.events[0])["outcome"]) == (True, 1, "很好")


def test_what_a_community_reports_is_named_too(district: District, community: Kiosk) -> None:
    community.add(EVENT, district.week, {"organisation": community.root}, code="OWN", title="自辦", place="公園", day="2017-03-25")
    district.hear(community)
    done = take_in(district, "event", district.week, "code,title,outcome\nEA,街頭諮詢,\nEA2,新增,\nEB,街頭宣傳,B社區的\nOWN,改名,\nEA3,,改\n")
    assert {(each.line, each.column) for each in done.troubles if each.key == "joining.row_told"} == {(5, "title")}
    again = take_in(district, "event", district.week, "code,title,outcome\nEA,街頭諮詢,改\nEB,街頭宣傳,B社區的\n")
    assert [(each.line, each.column, each.key) for each in again.troubles] == [(2, "outcome", "joining.row_told")]
    assert take_in(district, "event", district.week, "code,title,outcome\nEA,街頭諮詢,\nEB,街頭宣傳,B社區的\n").done


def test_a_changed_plan_between_look_and_taking_in_is_looked_at_again(district: District, community: Kiosk) -> None:
    content = "code,outcome\nEA,區裡記的\n".encode()
    looked = compare_file(district.store.read(), "event", district.week, content, None)
    assert not looked.troubles
    district.hear(community)
    done = district.store.write(lambda connection: import_file(connection, "event", district.week, content, None, looked))
    assert (done.done, [each.key for each in done.troubles]) == (False, ["joining.row_told"])
