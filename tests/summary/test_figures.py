"""Every figure of a summary is the one that its address explains, and none is above the truth."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from kiosk.figures.provenance import Reader, parse
from kiosk.figures.suppression import AtLeast, Hidden
from kiosk.languages import LANGUAGES, text
from kiosk.summary.shapes import SHAPES
from tests.summary.conftest import NOW, SCOPES, Summaries
from tests.tallies.agreement import hidden_words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scope", SCOPES)
def test_every_figure_is_what_its_address_explains(week: Summaries, scope: str, language: str) -> None:
    reader, stated = Reader(week.store.read(), NOW), 0
    for shape in SHAPES:
        for address, words in week.report(scope, shape, language).figures():
            value = reader.value(parse(address))
            if isinstance(value, Hidden | AtLeast):
                assert words == hidden_words(value, language), address
            elif value is None:
                assert words in (text(language, "common.reconciliation.not_measurable"), "—"), address
                assert words != "—" or not address.endswith("/unaccounted")
            elif isinstance(value, Decimal):
                assert Decimal(words.replace(",", "")) == value, f"{address} in {scope} {shape}"
            else:
                assert int(re.sub("[,\\s]", "", words)) == value, f"{address} in {scope} {shape}"
            stated += 1
    assert stated > 15
