"""What is published of referrals: no small count is shown, and none can be found out from the others."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.figures.published import Numbers, Published, publish, tables_of
from kiosk.figures.suppression import AtLeast, Count, Hidden, Key, Sum, suppress
from tests.referrals.published_oracle import MOST, possible_values

FEWER, WITHHELD = Hidden.FEWER, Hidden.WITHHELD
B = Numbers(outcomes=Counter(answered=74, booked=9, referred=4))
C = Numbers(Counter(tip=9, contacted=9, consented=8, refused=1, referred=6, visited=2, accepted=6, closed=9))


def test_the_reference_week_is_published_as_its_summary_says() -> None:
    week = publish({"B": B, "C": C})
    assert week.event("B") == Published({"referrals": FEWER}, {"answered": 74, "booked_or_referred": 13})
    shown = {"tips": 9, "contacted": 9, "consented": WITHHELD, "referrals": WITHHELD, "visits": FEWER, "accepted": WITHHELD, "closed": 9}
    assert week.event("C") == Published(shown)
    assert week.whole == Published(shown | {"referrals": 10}, {"answered": 74, "booked_or_referred": 13})
    assert week.event("A1") == Published()


def test_a_part_of_the_week_tells_no_more_than_its_events() -> None:
    week = publish({"B": B, "C": C, "D": Numbers(outcomes=Counter(answered=3))})
    assert week.roll_up(["B", "C"]).figures == week.whole.figures, "nothing of the kind happened anywhere else"
    assert week.roll_up(["C", "D"]).figures["referrals"] is WITHHELD
    assert week.roll_up(["C", "D"]).figures["tips"] == 9
    assert week.roll_up(["D"]) == Published(outcomes={"answered": 3})


def test_a_single_event_needs_no_complement() -> None:
    assert publish({"C": Numbers(Counter(tip=16, contacted=16, consented=16, referred=9, accepted=9))}).whole.figures["referrals"] == 9
    assert publish({"B": B}).whole.figures["referrals"] is FEWER


def test_nobody_finds_out_how_many_refused() -> None:
    for refused, shown in ((0, 20), (1, WITHHELD), (4, WITHHELD), (5, 15)):
        steps = Counter(tip=20, contacted=20, consented=20 - refused, refused=refused, referred=8, accepted=8)
        figures = publish({"C": Numbers(steps)}).event("C").figures
        assert (figures["contacted"], figures["consented"]) == (20, shown), refused
        assert (figures["tips"], figures["accepted"]) == (20, 8), "nothing more is withheld than is needed"


def test_nothing_booked_and_nothing_referred_is_no_secret() -> None:
    assert publish({"B": Numbers(outcomes=Counter(answered=40))}).event("B") == Published({}, {"answered": 40})
    assert publish({"C": Numbers(Counter(refused=0))}).event("C") == Published()


def test_one_consultation_that_was_referred_is_not_told_from_one_that_was_booked() -> None:
    said = [publish({"B": Numbers(outcomes=Counter({outcome: 1}))}).event("B") for outcome in ("booked", "referred")]
    assert said[0] == said[1] == Published({"referrals": FEWER}, {"booked_or_referred": 1})


def test_many_events_are_published_quickly_and_alike() -> None:
    week = {f"E{index:02}": Numbers(Counter(tip=index % 11, contacted=index % 7 if index % 11 > 6 else 0), B.outcomes) for index in range(40)}
    assert publish(week) == publish(week)


@st.composite
def events(draw: st.DrawFn) -> Numbers:
    tips = draw(st.integers(0, 7))
    contacted = draw(st.integers(0, tips))
    consented = draw(st.integers(0, contacted))
    referred = draw(st.integers(0, consented))
    visited = draw(st.integers(0, consented - referred))
    steps = Counter(tip=tips, contacted=contacted, consented=consented, referred=referred, visited=visited,
                    accepted=draw(st.integers(0, referred)), closed=draw(st.integers(0, tips)))  # fmt: skip
    outcomes = Counter(answered=3, booked=draw(st.integers(0, 6)), referred=draw(st.integers(0, 6)))
    return Numbers(steps if draw(st.booleans()) else Counter(), outcomes if draw(st.booleans()) else Counter())


def check_nothing_is_betrayed(numbers: list[Numbers]) -> None:
    """Fail when a reader with all the time in the world finds a small count, or a small difference of two steps."""
    week = {f"E{place}": one for place, one in enumerate(numbers)}
    counts, sums = tables_of(week)
    said = suppress(counts, sums) | {("", name): shown for name, shown in publish(week).whole.figures.items()}
    if any(count.value > MOST - 1 for count in counts.values()):
        return
    for scope in (*week, ""):
        for whole, *parts in DIFFERENCES:
            add_difference(counts, sums, scope, whole, parts)
    possible = possible_values(counts, sums, said)
    for key, count in counts.items():
        assert count.value in possible[key]
        protected = count.small and count.value < 5
        if protected and count.listed:
            assert isinstance(said[key], Hidden | AtLeast), key
        if protected or isinstance(said.get(key), Hidden | AtLeast):
            assert len(possible[key]) > 1, (key, count.value, said)


DIFFERENCES = (
    ("tips", "contacted"), ("tips", "consented"), ("tips", "accepted"), ("tips", "closed"), ("contacted", "consented"), ("contacted", "accepted"),
    ("contacted", "visits"), ("consented", "accepted"), ("consented", "visits"), ("consented", "by_tip"), ("consented", "by_tip", "visits"),
    ("contacted", "by_tip", "visits"), ("by_tip", "accepted"),
)  # fmt: skip


def add_difference(counts: dict[Key, Count], sums: list[Sum], scope: str, whole: str, parts: list[str]) -> None:
    """Let the reader look for who came to one step and not to the others."""
    names = ["referrals" if name == "by_tip" and (scope, name) not in counts else name for name in (whole, *parts)]
    of, *less = ((scope, name) for name in names)
    if (scope, "tips") in counts:
        value, key = counts[of].value - sum(counts[part].value for part in less), (scope, " ".join(names))
        counts[key] = Count(value, small=0 < value < 5, listed=False)
        sums.append(Sum(of, (*less, key)))


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.lists(events(), min_size=1, max_size=2))
def test_every_hidden_count_and_difference_may_be_another_given_all_that_is_published(numbers: list[Numbers]) -> None:
    check_nothing_is_betrayed(numbers)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(events(), min_size=1, max_size=2))
def test_every_hidden_count_and_difference_of_many_weeks(numbers: list[Numbers]) -> None:
    check_nothing_is_betrayed(numbers)
