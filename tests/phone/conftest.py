"""The street of event B for every test of the volunteers' pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    app, store, ids = make_kiosk(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True  # the tests send the forms that they find, tokens and all
    yield make_street(app, store, ids)
    store.close()
