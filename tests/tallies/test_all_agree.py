"""Whatever happened: the ledger, the tallies, figures by address, the roll-up, every page, file, sentence and document say the same."""

from __future__ import annotations

import random

import pytest

from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES
from kiosk.summary.compose import compose
from kiosk.summary.shapes import SHAPES
from tests.tallies.agreement import check_documents, check_everything, check_served, check_since, hand_in_one, scopes_of
from tests.tallies.books import close, desk_of, explain
from tests.tallies.conftest import Kiosk, sign_in
from tests.tallies.random_days import random_campaign, random_day, random_visitors
from tests.tallies.street import Street


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 25))])
def test_whatever_happened_all_say_the_same(seed: int, street: Street) -> None:
    dice = random.Random(seed)
    random_day(street, dice)
    random_visitors(street, dice)
    assert check_everything(street) > 100


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


def close_with_explanations(street: Street) -> None:
    for check in desk_of(street).open:
        if not check.fixed:
            explain(street, check.key)
    close(street)
    assert desk_of(street).closing is not None
