"""Fixtures of the public pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.public.street import Street


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """Event B while it is on; see tests/public/street.py."""
    made = Street(tmp_path)
    yield made
    made.store.close()
