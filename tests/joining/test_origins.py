"""Where figures come from: whose report, as of when, who owes one, and what asks for it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from kiosk.campaigns import EVENT
from kiosk.exports.communities import COLUMNS, communities_table, read_told
from kiosk.exports.tables import Word
from kiosk.figures.provenance import Reader, parse
from kiosk.figures.roll_up import read_roll_up
from kiosk.joining.known_kiosks import admit, revoke
from kiosk.joining.origins import HERE, Origins, Source, say_all_sources, say_names, say_sources
from kiosk.joining.reminders import read_reminders, write_reminder
from kiosk.joining.report import keep_made, list_due, write_report
from kiosk.languages import LANGUAGES
from kiosk.organisations import ORGANISATION
from kiosk.records import add, all_of, change, get
from tests.joining.test_receive import EVENT_AT, Pair
from tests.joining.three_kiosks import NOW

BEFORE_THE_END = 1_490_318_000_000
"""24 March 2017, 01:13 UTC: in the first quarter of an hour of the pair's event."""


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path)


def origins(pair: Pair) -> Origins:
    return Origins(pair.district.store.read(), pair.campaign, NOW)


def events(pair: Pair) -> list[object]:
    return all_of(pair.district.store.read(), EVENT, pair.campaign)


def test_a_figure_says_which_kiosk_reported_it_and_as_of_when(pair: Pair) -> None:
    pair.count()
    pair.receive(pair.report())
    said = Reader(pair.district.store.read(), NOW).explain(parse("campaign:WEEK/event:E/handed_out"))
    assert said.value == 10
    assert [(source.state, source.kiosk, source.made_at) for source in said.sources] == [("reported", "Own", NOW)]
    lines = {language: "".join(say_sources(language, said.sources, "Asia/Shanghai")).replace("\u2009", "") for language in LANGUAGES}
    assert lines == {"zh-Hans": "由Community的站点上报，截至3月27日", "zh-Hant": "由Community的站點上報，截至3月27日", "en": "reported by the kiosk of Community, as of 27 March"}
    here = Reader(pair.kiosk.store.read(), NOW).explain(parse("campaign:WEEK/event:E/handed_out"))
    assert here.sources == ()


def test_a_figure_of_both_says_that_the_rest_was_counted_here(pair: Pair) -> None:
    pair.count()
    pair.receive(pair.report())
    pair.district.store.write(lambda connection: add(connection, EVENT, pair.campaign, {"code": "OWN", **EVENT_AT}, organisation=pair.county))
    sources = Reader(pair.district.store.read(), NOW).explain(parse("campaign:WEEK/handed_out")).sources
    assert {source.state for source in sources} == {"here", "reported"}
    assert say_sources("en", sources, "UTC")[-1] == "the rest was counted here"
    assert say_all_sources("en", sources, "UTC") == "reported by the kiosk of Community, as of 27 March; the rest was counted here"
    assert say_all_sources("en", (), "UTC") == ""


def test_a_report_is_late_once_an_event_has_ended_after_it(pair: Pair) -> None:
    pair.count()
    pair.receive(pair.report(BEFORE_THE_END))
    [owing] = origins(pair).owing(events(pair))
    assert (owing.source.state, [event["code"] for event in owing.ended]) == ("late", ["E"])
    pair.receive(pair.report(NOW))
    assert origins(pair).owing(events(pair)) == []


def test_whoever_sends_us_plans_owes_us_no_report(pair: Pair) -> None:
    who = pair.district.identity
    pair.kiosk.store.write(lambda c: admit(c, "a", kiosk=who.kiosk, public_key=who.public_key, name="District", organisation=pair.root))
    assert Origins(pair.kiosk.store.read(), pair.campaign, NOW).owing([])[0].source.state == "missing"
    pair.kiosk.store.write(lambda c: c.execute("INSERT INTO plan_join VALUES ('j', ?, ?, ?, ?, 1, 'd', 'k', 1)", (who.kiosk, pair.campaign, pair.community, pair.root)))
    assert not Origins(pair.kiosk.store.read(), pair.campaign, NOW).is_told


def test_a_campaign_in_which_no_other_kiosk_has_a_part_is_nobodys_to_report(pair: Pair) -> None:
    assert not origins(pair).is_told
    pair.district.store.write(lambda c: add(c, EVENT, pair.campaign, {"code": "P", **EVENT_AT}, organisation=pair.community))
    assert [owing.source.state for owing in origins(pair).owing(events(pair))] == ["missing"]
    pair.district.store.write(lambda c: revoke(c, "account", pair.kiosk.identity.kiosk))
    assert origins(pair).owing(events(pair)) == []


def test_many_kiosks_are_counted_and_not_named() -> None:
    told = [Source("reported", f"K{number}", NOW) for number in range(4)]
    assert say_sources("en", [*told, Source("missing", "M"), HERE], "UTC") == [
        "reported by 4 kiosks, as of 27 March", "nothing reported yet by 1 kiosk", "the rest was counted here",
    ]  # fmt: skip
    earlier = Source("reported", "K", NOW - 86_400_000)
    said = [say_sources(language, [earlier, *told], "UTC")[0].replace("\u2009", "") for language in LANGUAGES]
    assert said == ["由 5 个站点上报，最早截至3月26日，最晚截至3月27日", "由 5 個站點上報，最早截至3月26日，最晚截至3月27日", "reported by 5 kiosks, as of 26 March–27 March"]
    assert say_names("en", ["a", "b", "c"], most=2) == "a, b and others, 3 in all"


def test_the_table_keeps_the_order_of_its_columns() -> None:
    keys = (
        "name code events_held events_planned events_closed issued handed_out returned spoiled unaccounted unique_responses visits persons consultations"
        " new_volunteers wishes wishes_claimed wishes_delivered referrals by_scan by_count by_paper by_remainder estimated cost cost_per_handed_out"
        " cost_per_response cost_per_consultation report told_by as_of taken_in ended_since events_silent events_unclosed late_phones"
    )
    assert " ".join(column.key for column in COLUMNS) == keys


def test_the_table_names_who_is_late_and_who_is_silent(pair: Pair) -> None:
    pair.count()
    pair.receive(pair.report(BEFORE_THE_END))
    pair.district.store.write(lambda c: admit(c, "a", kiosk="s" * 36, public_key=b"s" * 32, name="Sister", organisation=pair.sister))
    table = communities_table(read_told(pair.district.store.read(), pair.campaign, now=NOW), "en", total=True)
    said = {row[1]: dict(zip([column.key for column in COLUMNS], row, strict=True)) for row in table.rows}
    assert list(said) == ["X", "Y", "WEEK"]
    assert (said["X"]["handed_out"], said["X"]["report"], said["X"]["told_by"], said["X"]["as_of"], said["X"]["ended_since"]) == (10, Word("late", "reports.state.late"), "Community", BEFORE_THE_END, "E")
    assert (said["Y"]["handed_out"], said["Y"]["report"], said["Y"]["told_by"]) == (None, Word("missing", "reports.state.missing"), "Sister")
    assert said["WEEK"]["handed_out"] == 10


def test_who_sees_some_events_is_not_told_of_other_kiosks(pair: Pair) -> None:
    pair.count()
    pair.receive(pair.report())
    pair.district.store.write(lambda c: admit(c, "a", kiosk="s" * 36, public_key=b"s" * 32, name="Sister", organisation=pair.sister))
    pair.district.store.write(lambda c: add(c, EVENT, pair.campaign, {"code": "OWN", **EVENT_AT}, organisation=pair.county))
    told = read_told(pair.district.store.read(), pair.campaign, now=NOW, only={pair.event})
    assert [row[1] for row in communities_table(told, "en").rows] == ["X"]


@pytest.mark.parametrize(("language", "asked"), [("zh-Hans", "请协助补齐"), ("zh-Hant", "請協助補齊"), ("en", "Please complete your report")])
def test_the_text_that_asks_is_in_the_communitys_own_language(pair: Pair, language: str, asked: str) -> None:
    pair.count()
    pair.receive(pair.report(BEFORE_THE_END))
    pair.district.store.write(lambda c: change(c, ORGANISATION, pair.community, {"language": language}))
    read = pair.district.store.read()
    found = read_roll_up(read, pair.campaign, now=NOW)
    [reminder] = read_reminders(read, found, NOW)
    text = write_reminder(reminder, found.row, get(read, ORGANISATION, pair.county), NOW, "Asia/Shanghai")
    assert asked in text
    assert "Street" in text
    assert "District" in text
    assert "{" not in text


def test_a_kiosk_that_has_told_all_is_not_asked(pair: Pair) -> None:
    pair.count()
    pair.receive(pair.report())
    read = pair.district.store.read()
    assert [[event["code"] for event in each.unclosed] for each in read_reminders(read, read_roll_up(read, pair.campaign, now=NOW), NOW)] == [["E"]]


def test_our_own_report_is_due_once_an_event_of_ours_has_ended_since(pair: Pair) -> None:
    store = pair.kiosk.store
    assert [event["code"] for event in list_due(store.read(), pair.campaign, NOW)] == ["E"]
    made = write_report(store.read(), pair.kiosk.identity, pair.campaign, BytesIO(), now=NOW)
    store.write(lambda connection: keep_made(connection, made, "digest", "account"))
    assert list_due(store.read(), pair.campaign, NOW) == []
    assert list_due(pair.district.store.read(), pair.campaign, NOW) == []


def test_what_many_events_cost_is_the_sum_of_theirs(pair: Pair) -> None:
    store = pair.kiosk.store
    other = store.write(lambda c: add(c, EVENT, pair.campaign, {"code": "F", **EVENT_AT}, organisation=pair.root))
    for event in (pair.event, other):
        pair.count("print", 100, event=event, booth="", source="", target="store")
    assert Reader(store.read(), NOW).value(parse("campaign:WEEK/cost")) is None
    store.write(lambda c: c.execute("UPDATE material SET unit_cost = '0.10'"))
    one, both = (Reader(store.read(), NOW).value(parse(f"campaign:WEEK/{part}cost")) for part in ("event:E/", ""))
    assert (str(one), str(both)) == ("10.00", "20.00")
    [community] = read_roll_up(store.read(), pair.campaign, now=NOW).communities
    assert str(community.costs.total) == "20.00"
