"""The printing office before and after it was told the site's address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prints.offices import ADDRESS, Office


@pytest.fixture
def empty_office(tmp_path: Path) -> Iterator[Office]:
    """Nobody has said the site's address yet."""
    office = Office(tmp_path)
    yield office
    office.store.close()


@pytest.fixture
def office(empty_office: Office) -> Office:
    """The site has an address."""
    assert empty_office.desk("printing").post("/office/print/address", data={"address": ADDRESS}).status_code == 303
    return empty_office
