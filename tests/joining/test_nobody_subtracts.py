"""Whoever knows all that each kiosk says of itself learns nothing more from their district, today or after the next report."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.campaigns import EVENT
from kiosk.exports.formats import make_file
from kiosk.figures.building_blocks import Block
from kiosk.figures.listed import list_tallies
from kiosk.figures.published import FIGURES, PROTECTED, Numbers, PublishedWeek, publish, seal_of, tables_of
from kiosk.figures.roll_up import read_roll_up
from kiosk.figures.suppression import AtLeast, Count, Hidden, Key, Shown, Sum, add_up
from kiosk.ids import new_id
from kiosk.joining import receive as receiving
from kiosk.languages import text
from kiosk.organisations import ORGANISATION
from kiosk.records import add
from kiosk.summary.compose import compose
from kiosk.summary.named import Named
from kiosk.summary.scope import find_scope
from kiosk.summary.shapes import SHAPES
from kiosk.summary.supplement import write_supplement
from kiosk.summary.versions import changes_since, hand_in
from printables.report import Paragraph, Table
from tests.joining.sisters import EVENT_AT, NOW, Sisters
from tests.referrals.published_oracle import MOST, possible_values
from tests.referrals.test_published import events

FEWER, WITHHELD = Hidden.FEWER, Hidden.WITHHELD
WORDS = {
    "en": ("at least 15 people were referred", "only a lower bound is given for those referred"),
    "zh-Hans": ("共转介至少15人", "转介人数只公布下限"), "zh-Hant": ("共轉介至少15人", "轉介人數只公布下限"),
}  # fmt: skip


@pytest.fixture
def three(tmp_path: Path) -> Sisters:
    """B refers four, C six, and A nobody; all have reported."""
    sisters = Sisters(tmp_path, "A", "B", "C")
    sisters.consult("A", answered=7)
    sisters.consult("B", answered=20, booked=9, referred=4)
    sisters.consult("C", answered=30, booked=8, referred=6)
    for code in sisters.kiosks:
        sisters.hand_in(code)
    return sisters


def test_what_each_community_says_alone_stands_at_the_district_word_for_word(three: Sisters) -> None:
    for code, event in three.events.items():
        if code != "D":
            assert three.published().event(event) == three.published(code).event(event)
    assert three.published("C").whole.figures["referrals"] == 6
    assert three.published("B").whole.figures["referrals"] is FEWER


def test_the_districts_ten_does_not_tell_the_four(three: Sisters) -> None:
    """C says its six itself, so that "at least six" tells nothing of B."""
    assert three.published().whole.figures["referrals"] == AtLeast(6)


def test_the_district_says_what_came_of_all_consultations_as_each_says_its_own(three: Sisters) -> None:
    """B puts nine booked and four referred together, and so must the sum: C's eight and six, said apart, are in it."""
    assert three.published().whole.outcomes == {"answered": 57, "booked_or_referred": 27}
    alone = [three.published(code).event(three.events[code]).outcomes for code in three.kiosks]
    assert alone == [{"answered": 7}, {"answered": 20, "booked_or_referred": 13}, {"answered": 30, "booked": 8, "referred": 6}]


def test_what_one_community_alone_has_stands_for_all(three: Sisters) -> None:
    three.tell("A", tip=16, contacted=16, consented=16, referred=9, accepted=9)
    three.hand_in("A", NOW + 1)
    said = three.published().whole.figures
    assert (said["tips"], said["accepted"], said["referrals"]) == (16, 9, AtLeast(15))


def test_no_output_of_the_district_says_the_ten(three: Sisters) -> None:
    read = three.district.store.read()
    said = json.dumps([row["published"] for row in list_tallies(read, three.campaign)])
    roll_up = read_roll_up(read, three.campaign, now=NOW)
    said += str([each.published.figures for each in (roll_up.whole, *roll_up.communities)])
    tables = json.loads(make_file(read, "json", three.campaign, language="en", now=NOW, public_url="http://h").content)
    said += json.dumps([tables["published"], [row for row in tables["provenance"] if "referrals" in row["address"] or "outcomes" in row["address"]]])
    assert sorted({int(number) for number in re.findall(r"(?<![\w-])\d+(?![\w-])", said)} & {4, 10}) == []


@pytest.mark.parametrize("language", WORDS)
def test_the_consolidated_summary_says_in_words_that_it_is_at_least_so_many(three: Sisters, language: str) -> None:
    three.tell("A", tip=16, contacted=16, consented=16, referred=9, accepted=9)
    three.hand_in("A", NOW + 1)
    read = three.district.store.read()
    for shape in SHAPES:
        report = compose(read, find_scope(read, campaign="WEEK"), shape, language, NOW)
        said = "\n".join("".join(span.text for span in block.spans) for block in report.blocks if isinstance(block, Paragraph))
        assert [words for words in WORDS[language] if words not in said] == []
        assert not re.search(r"(?<!\d)19(?!\d)", said)


def test_a_later_report_tells_nothing_of_the_one_before(three: Sisters) -> None:
    before = three.published().whole.figures
    three.consult("B", referred=1)
    three.hand_in("B", NOW + 1)
    after = three.published().whole.figures
    assert (before["referrals"], after["referrals"]) == (AtLeast(6), 11), "five is said by B itself, and eleven is B's five and C's six"


def test_a_report_that_was_cut_short_says_no_count(three: Sisters, monkeypatch: pytest.MonkeyPatch) -> None:
    three.consult("C", referred=3)

    def dies(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(receiving, "_end", dies)
    with pytest.raises(MemoryError):
        three.hand_in("C", NOW + 1)
    assert set(three.published().event(three.events["C"]).figures.values()) == {WITHHELD}
    monkeypatch.undo()
    three.hand_in("C", NOW + 2)
    assert three.published().event(three.events["C"]) == three.published("C").event(three.events["C"])


def test_what_the_district_counts_itself_at_a_reported_event_is_not_told(three: Sisters) -> None:
    """C says six of its event; were the district to say nine, everybody would know of its three."""
    three.consult("C", referred=3, at=three.district)
    said = three.published()
    assert said.event(three.events["C"]).figures["referrals"] is WITHHELD
    assert said.whole.figures["referrals"] is WITHHELD


def test_what_does_not_go_up_is_a_block_of_its_own(three: Sisters) -> None:
    """C's kiosk counts at an event of somebody else's too, which the district never hears of: C's own figure stays what it was."""
    kiosk = three.kiosks["C"]
    guest = kiosk.store.write(_add_guest(three))
    three.consult("C", event=guest, referred=3)
    assert three.published("C").event(three.events["C"]).figures["referrals"] == 6
    assert three.published("C").whole.figures["referrals"] == AtLeast(6)
    three.hand_in("C", NOW + 1)
    assert three.published().event(three.events["C"]) == three.published("C").event(three.events["C"])


def _add_guest(three: Sisters) -> Callable[[sqlite3.Connection], str]:
    def work(connection: sqlite3.Connection) -> str:
        other = add(connection, ORGANISATION, "", {"code": "Z", "name": "Neighbour"})
        return add(connection, EVENT, three.campaign, {"code": "EZ", **EVENT_AT}, organisation=other)

    return work


def test_the_districts_own_event_is_a_block_of_its_own(three: Sisters) -> None:
    three.consult("D", referred=8)
    assert three.published().event(three.events["D"]).figures["referrals"] == 8
    assert three.published().event(three.events["C"]).figures["referrals"] == 6


def test_a_reader_of_two_communities_learns_what_they_say(three: Sisters) -> None:
    said = three.published()
    assert said.roll_up([three.events["A"], three.events["C"]]).figures["referrals"] == 6
    assert said.roll_up([three.events["B"], three.events["C"]]).figures["referrals"] == AtLeast(6)
    assert said.roll_up([three.events["B"]]).figures["referrals"] is FEWER


@pytest.mark.parametrize("language", WORDS)
def test_one_more_since_the_summary_was_handed_in_is_not_pointed_at(three: Sisters, language: str) -> None:
    """Six were referred when C handed in; whoever reads "+1, phone 7, 25 March" beside it knows whom to look for."""
    store, event = three.kiosks["C"].store, three.events["C"]
    named = Named(three.campaign, three.organisations["C"], event, False, "narrative", language)
    report = compose(store.read(), find_scope(store.read(), event=event), "narrative", language, NOW)
    version = store.write(lambda connection: hand_in(connection, named, report, by="account", id=new_id(), now=NOW))
    three.consult("C", referred=1)
    changes = changes_since(store.read(), version, NOW)
    assert [change.is_small for change in changes if change.address.figure in PROTECTED] == [True]
    rows = next(block for block in write_supplement(store.read(), version, changes, NOW, "Asia/Shanghai").blocks if isinstance(block, Table)).rows
    said = [[cell.text for cell in row] for row, change in zip(rows, changes, strict=True) if change.is_small]
    shown = [text(language, f"tallies.shown.{hidden.value}") for hidden in (WITHHELD, FEWER)]
    assert [row[1:] for row in said] == [["6", *shown, "—"]]


def district_of(kiosks: Mapping[str, Mapping[str, Numbers]]) -> PublishedWeek:
    """What a district says that took in one report of each."""
    numbers = {id: one for theirs in kiosks.values() for id, one in theirs.items()}
    return publish(numbers, [Block(frozenset(theirs), seal_of(numbers, theirs)) for theirs in kiosks.values()])


@st.composite
def communities(draw: st.DrawFn) -> dict[str, dict[str, Numbers]]:
    """Up to three kiosks with an event or two."""
    count = draw(st.integers(2, 3))
    return {f"K{kiosk}": {f"K{kiosk}E{place}": draw(events()) for place in range(draw(st.integers(1, 2)))} for kiosk in range(count)}


def check_the_district_adds_nothing(kiosks: dict[str, dict[str, Numbers]]) -> None:
    """Its words are made of theirs alone, so that one hidden count has the same possible values with and without it."""
    district, alone = district_of(kiosks), {kiosk: publish(theirs) for kiosk, theirs in kiosks.items()}
    for kiosk, theirs in kiosks.items():
        assert [district.event(id) for id in theirs] == [alone[kiosk].event(id) for id in theirs]
    said = [week.whole.figures for week in alone.values()]
    assert district.whole.figures == {name: add_up(shown) for name in FIGURES if (shown := [one[name] for one in said if name in one])}
    outcomes = Counter[str]()
    for week in alone.values():
        outcomes.update(week.whole.outcomes)
    together = {"booked": 0, "referred": 0, "booked_or_referred": sum(outcomes[name] for name in outcomes if name != "answered")}
    assert +Counter(district.whole.outcomes) == +Counter(outcomes | together if outcomes["booked_or_referred"] else outcomes)
    assert sum(district.whole.outcomes.values()) == sum(one.outcomes.total() for theirs in kiosks.values() for one in theirs.values())


def check_hidden_counts_stay_open(kiosks: dict[str, dict[str, Numbers]], district: PublishedWeek) -> None:
    """Fail when a reader of everything finds the only value of a count that some kiosk hides, or learns anything from "at least"."""
    counts: dict[Key, Count] = {}
    sums: list[Sum] = []
    said: dict[Key, Shown] = {}
    for kiosk, theirs in kiosks.items():
        own, together = tables_of(theirs)
        counts |= {(f"{kiosk} {scope}", name): count for (scope, name), count in own.items()}
        sums += [Sum(_of(kiosk, one.whole), tuple(_of(kiosk, part) for part in one.parts), one.at_most) for one in together]
        said |= {_of(kiosk, key): shown for key, shown in said_of(publish(theirs)).items()}
    for name, shown in district.whole.figures.items():
        parts = tuple((f"{kiosk} ", name) for kiosk in kiosks if (f"{kiosk} ", name) in counts)
        counts["district", name] = Count(sum(counts[part].value for part in parts))
        sums.append(Sum(("district", name), parts))
        said["district", name] = shown
    if any(count.value > MOST - 1 for count in counts.values()):
        return
    possible = possible_values(counts, sums, said)
    open_ones = [key for key, shown in said.items() if not isinstance(shown, int) and key[0] != "district"]
    assert [(key, counts[key].value) for key in open_ones if len(possible[key]) < 2] == []
    silent = {key: WITHHELD if isinstance(shown, AtLeast) else shown for key, shown in said.items()}
    assert silent == said or possible_values(counts, sums, silent) == possible


def said_of(week: PublishedWeek) -> dict[Key, Shown]:
    """All that a kiosk says of each event and ('') of all of them."""
    return {(scope, name): shown for scope, one in {**week.events, "": week.whole}.items() for name, shown in one.figures.items()}


def _of(kiosk: str, key: Key) -> Key:
    return f"{kiosk} {key[0]}", key[1]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(communities())
def test_the_district_says_what_the_communities_say(kiosks: dict[str, dict[str, Numbers]]) -> None:
    check_the_district_adds_nothing(kiosks)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(communities())
def test_at_least_is_what_is_published_beside_it_and_never_above_the_truth(kiosks: dict[str, dict[str, Numbers]]) -> None:
    district, numbers = district_of(kiosks), {id: one for theirs in kiosks.values() for id, one in theirs.items()}
    truth = {key: count.value for key, count in tables_of(numbers)[0].items()}
    for name, shown in district.whole.figures.items():
        if isinstance(shown, AtLeast):
            assert 0 < shown.least <= truth["", name]
            said = [block.whole.figures.get(name) for block in district.blocks]
            assert shown.least == sum(one.least if isinstance(one, AtLeast) else one for one in said if isinstance(one, int | AtLeast))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(events(), min_size=1, max_size=4))
def test_at_least_of_one_kiosk_is_what_its_events_publish(numbers: list[Numbers]) -> None:
    week = publish({f"E{place}": one for place, one in enumerate(numbers)})
    for name, shown in week.whole.figures.items():
        if isinstance(shown, AtLeast):
            assert shown.least == sum(said for one in week.events.values() if isinstance(said := one.figures.get(name), int))


consulting = st.builds(lambda booked, referred: Numbers(outcomes=Counter(answered=3, booked=booked, referred=referred)), st.integers(0, 3), st.integers(0, 6))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.lists(consulting, min_size=2, max_size=4))
def test_no_reader_of_every_kiosk_finds_a_hidden_count(numbers: list[Numbers]) -> None:
    kiosks = {f"K{place}": {f"E{place}": one} for place, one in enumerate(numbers)}
    check_hidden_counts_stay_open(kiosks, district_of(kiosks))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(events(), min_size=2, max_size=2))
def test_no_reader_of_every_kiosk_finds_a_hidden_count_in_many_weeks(numbers: list[Numbers]) -> None:
    kiosks = {f"K{place}": {f"E{place}": one} for place, one in enumerate(numbers)}
    check_hidden_counts_stay_open(kiosks, district_of(kiosks))


@settings(max_examples=20, deadline=None, derandomize=True)
@given(communities(), st.data())
def test_the_district_changes_only_where_a_community_changed_its_own_words(kiosks: dict[str, dict[str, Numbers]], data: st.DataObject) -> None:
    """Ten yesterday and eleven today: the reader of both days knows what the communities said on both."""
    before, later = district_of(kiosks), dict(kiosks)
    who = data.draw(st.sampled_from(sorted(kiosks)))
    later[who] = {id: Numbers(Counter(one.steps), one.outcomes + Counter(referred=1)) for id, one in kiosks[who].items()}
    after = district_of(later)
    if publish(kiosks[who]).whole == publish(later[who]).whole:
        assert after.whole == before.whole


def test_one_kiosk_alone_says_of_all_what_it_always_said() -> None:
    week = {"B": Numbers(outcomes=Counter(answered=74, booked=9, referred=4)), "C": Numbers(Counter(tip=9, contacted=9, consented=8, referred=6))}
    assert publish(week).whole.figures["referrals"] == 10
    assert publish(week).event("C").figures["referrals"] is WITHHELD
