"""Whatever happened: the ledger, the tallies, figures by address, the roll-up, every page, file, sentence and document say the same."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from kiosk.campaigns import BOOTH, EVENT
from kiosk.figures.live_event import LiveEvent
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES
from kiosk.records import change
from kiosk.summary.compose import compose
from kiosk.summary.shapes import SHAPES
from tests.tallies.agreement import (
    check_documents,
    check_everything,
    check_machines,
    check_reported,
    check_served,
    check_since,
    check_written,
    hand_in_one,
    scopes_of,
)
from tests.tallies.books import close, desk_of, explain
from tests.tallies.conftest import Kiosk, sign_in
from tests.tallies.random_days import random_campaign, random_day, random_visitors
from tests.tallies.random_more import own_kiosk, random_paper, random_words
from tests.tallies.street import Street

_COUNTED_ON_PAPER = ("issued", "returned", "consultations", "visits")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 25))
def test_whatever_happened_all_say_the_same(seed: int, street: Street) -> None:
    dice = random.Random(seed)
    random_day(street, dice)
    random_visitors(street, dice)
    assert check_everything(street) > 100


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 13))])
def test_what_another_kiosk_and_paper_and_a_hand_add_say_the_same(seed: int, made: Kiosk, street: Street, tmp_path: Path) -> None:
    dice, thorough = random.Random(seed), seed > 1
    if thorough:
        random_campaign(street, dice)
    else:
        random_day(street, dice)
    kiosk = own_kiosk(street, tmp_path)
    try:
        check_paper(street, dice)
        written = [random_words(street, scope, dice.choice(list(SHAPES)), dice.choice(list(LANGUAGES)), dice) for scope in dice.sample(list(scopes_of(street)), 2)]
        for each in kiosk.streets:
            random_day(each, dice)
        for _ in range(2):
            for each in (street, *kiosk.streets):
                random_visitors(each, dice)
            kiosk.hand_in()
        if thorough:
            call_otherwise(street)
        for each in kiosk.streets:
            check_reported(street, each)
        assert check_everything(street) > 100
        assert sum(check_written(street, one) for one in written) > 20
        check_machines(street, sign_in(*made), tmp_path / "instance")
        assert not thorough or check_served(street, sign_in(*made)) > 60
    finally:
        kiosk.store.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 7))
def test_two_organisations_a_closed_day_and_a_version_handed_in_say_the_same(seed: int, made: Kiosk, street: Street) -> None:
    dice = random.Random(seed)
    below = random_campaign(street, dice)
    close_with_explanations(street)
    every = list(scopes_of(street))
    versions = [hand_in_one(street, scope, dice.choice(list(SHAPES)), dice.choice(list(LANGUAGES))) for scope in every]
    for each in (street, below):
        random_visitors(each, dice)
    assert sum(check_since(street, version) for version in versions) > 0
    assert check_everything(street) > 100
    assert check_served(street, sign_in(*made)) > 60
    check_documents(compose(street.store.read(), dice.choice(every), dice.choice(list(SHAPES)), dice.choice(list(LANGUAGES)), now_ms()))


def call_otherwise(street: Street) -> None:
    """Give an event and a booth another code, when summaries name them already."""
    street.store.write(lambda c: change(c, EVENT, street.event, {"code": "B7"}))
    street.store.write(lambda c: change(c, BOOTH, next(iter(street.ids.booths.values())), {"code": "B9"}))


def check_paper(street: Street, dice: random.Random) -> None:
    """What was typed last is what counts as counted on paper; where copies are counted out and in, nobody counts hand-outs."""
    before = counted_on_paper(street)
    typed = random_paper(street, dice)
    assert counted_on_paper(street) - before == Counter({name: typed[name] for name in _COUNTED_ON_PAPER})


def counted_on_paper(street: Street) -> Counter[str]:
    figures = LiveEvent(street.store.read(), street.event, now_ms()).whole
    return Counter({name: figures.methods[name]["paper"] for name in _COUNTED_ON_PAPER})


def close_with_explanations(street: Street) -> None:
    for check in desk_of(street).open:
        if not check.fixed:
            explain(street, check.key)
    close(street)
    assert desk_of(street).closing is not None
