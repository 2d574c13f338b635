"""How much somebody learns who kept yesterday's page of one kiosk: the bound that ``published`` names, neither more nor less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from kiosk.figures.published import Numbers, publish, tables_of
from kiosk.figures.suppression import AtLeast, Count, Hidden, Key, Shown, Sum
from kiosk.ids import new_id
from kiosk.languages import LANGUAGES
from kiosk.summary.compose import compose
from kiosk.summary.named import name_summary
from kiosk.summary.scope import find_scope
from kiosk.summary.versions import hand_in
from tests.joining.sisters import NOW, Sisters
from tests.joining.test_report_pages import office
from tests.referrals.published_oracle import possible_values

Week = Mapping[str, Numbers]
WARNED = {"en": "Whoever reads both versions can subtract", "zh-Hans": "对照两版就能算出差额", "zh-Hant": "對照兩版就能算出差額"}
NOTED = {"en": "nothing else has changed can subtract", "zh-Hans": "请勿逐日外传页面", "zh-Hant": "請勿逐日外傳頁面"}


TOLD = Numbers(Counter(tip=13, contacted=13, consented=13, referred=6, accepted=6))


def consulted(booked: int, referred: int) -> Numbers:
    return Numbers(outcomes=Counter(answered=3, booked=booked, referred=referred))


def read_both(yesterday: Week, today: Week, *, still: tuple[str, ...] = ()) -> dict[Key, set[int]]:
    """Every value that each count can have for a reader of both days, who knows that the events ``still`` have not changed."""
    counts: dict[Key, Count] = {}
    sums: list[Sum] = []
    said: dict[Key, Shown] = {}
    for day, week in (("yesterday", yesterday), ("today", today)):
        own, together = tables_of(week)
        counts |= {(f"{day} {scope}", name): count for (scope, name), count in own.items()}
        sums += [Sum(_of(day, one.whole), tuple(_of(day, part) for part in one.parts), one.at_most) for one in together]
        view = publish(week)
        said |= {(f"{day} {scope}", name): shown for scope, one in {**view.events, "": view.whole}.items() for name, shown in one.figures.items()}
    sums += [Sum((f"today {event}", name), ((f"yesterday {event}", name),)) for event in still for event_, name in tables_of(yesterday)[0] if event_ == event]
    return possible_values(counts, sums, said)


def _of(day: str, key: Key) -> Key:
    return f"{day} {key[0]}", key[1]


def test_a_figure_that_is_said_on_both_days_tells_by_how_much_it_grew() -> None:
    assert [publish({"C": consulted(8, referred)}).event("C").figures["referrals"] for referred in (6, 7)] == [6, 7]


def test_a_new_small_count_among_consultations_is_found_by_nobody() -> None:
    """C keeps its words, and of both together is said what C alone says."""
    yesterday = {"C": consulted(8, 6)}
    today = {**yesterday, "B": consulted(9, 1)}
    assert publish(today).event("C") == publish(yesterday).event("C")
    assert publish(today).whole.figures["referrals"] == AtLeast(6)
    assert read_both(yesterday, today, still=("C",))["today B", "referrals"] == {0, 1, 2, 3, 4}


def test_a_small_count_that_grew_is_found_by_nobody_afterwards() -> None:
    """Three at B yesterday, six today with everything said."""
    yesterday, today = {"B": consulted(9, 3), "C": consulted(8, 9)}, {"B": consulted(9, 6), "C": consulted(8, 9)}
    assert [publish(week).whole.figures["referrals"] for week in (yesterday, today)] == [AtLeast(9), 15]
    assert read_both(yesterday, today, still=("C",))["yesterday B", "referrals"] == {0, 1, 2, 3, 4}


def test_a_correction_to_a_small_count_is_found_by_nobody() -> None:
    yesterday, today = {"B": consulted(9, 6), "C": consulted(8, 9)}, {"B": consulted(9, 3), "C": consulted(8, 9)}
    assert read_both(yesterday, today, still=("C",))["today B", "referrals"] == {0, 1, 2, 3, 4}


def test_beside_tips_a_new_small_count_is_found_by_who_knows_that_nothing_else_has_changed() -> None:
    """The bound: of tips the sum is said as long as possible (domain.md §8: the ten stands), and C's own count gives way for it."""
    yesterday = {"C": TOLD}
    today = {**yesterday, "B": consulted(9, 1)}
    assert publish(today).event("B").figures["referrals"] is Hidden.FEWER
    assert read_both(yesterday, today, still=("C",))["today B", "referrals"] == {1}


def test_who_does_not_know_that_finds_nothing() -> None:
    yesterday = {"C": TOLD}
    assert read_both(yesterday, {**yesterday, "B": consulted(9, 1)})["today B", "referrals"] == {0, 1}, "no more than today says by itself"


@pytest.fixture
def handed_in(tmp_path: Path) -> Sisters:
    """C referred six and handed its summary in, in three languages."""
    sisters = Sisters(tmp_path, "C")
    sisters.consult("C", answered=30, booked=8, referred=6)
    store, event = sisters.kiosks["C"].store, sisters.events["C"]
    for language in LANGUAGES:
        scope = find_scope(store.read(), event=event)
        named, report = name_summary(scope, "narrative", language), compose(store.read(), scope, "narrative", language, NOW)
        store.write(lambda connection, named=named, report=report: hand_in(connection, named, report, by="account", id=new_id(), now=NOW))  # type: ignore[misc]
    return sisters


def test_whoever_is_about_to_hand_in_one_more_is_warned(handed_in: Sisters) -> None:
    kiosk, event = handed_in.kiosks["C"], handed_in.events["C"]
    coordinator = office(kiosk, "coordinator", handed_in.organisations["C"])

    def read(language: str) -> str:
        return coordinator.get(f"/office/tallies/event/{event}/summary?text={language}&lang={language}").text

    assert [language for language in LANGUAGES if WARNED[language] in read(language)] == []
    handed_in.consult("C", referred=1)
    assert [language for language in LANGUAGES if WARNED[language] not in read(language)] == []
    since = read("en").partition('class="since"')[2].partition("</ul>")[0]
    assert "consultations: +1" in since
    assert "24 March" not in since, "whom to look for"
    handed_in.consult("C", referred=4)
    assert [language for language in LANGUAGES if WARNED[language] in read(language)] == []


def test_the_pages_say_that_each_day_is_protected_by_itself(handed_in: Sisters) -> None:
    coordinator = office(handed_in.kiosks["C"], "coordinator", handed_in.organisations["C"])
    for language in LANGUAGES:
        for page in ("", "/roll-up"):
            assert NOTED[language] in coordinator.get(f"/office/tallies/campaign/{handed_in.campaign}{page}?lang={language}").text
