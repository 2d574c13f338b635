"""The erase code on a slip's stub in a real browser: scanning asks, one tap erases, and no request tells the address on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.ids import new_id
from kiosk.privacy.personal_data import keep_identity, make_erase_code
from kiosk.storage import Store
from tests.live import Near, serve_app
from tests.plan_fixtures import make_kiosk

if TYPE_CHECKING:
    from tests.browser.conftest import Watched


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Near, Store]]:
    app, store, _ = make_kiosk(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True
    with serve_app(app) as url:
        yield Near(url), store
    store.close()


def test_a_stub_is_scanned_and_the_name_is_gone_with_one_tap(phone: Watched, served: tuple[Near, Store]) -> None:
    server, store = served
    code = make_erase_code("any", new_id())
    store.write(lambda c: keep_identity(c, "somebody", name="白雪梅", erase_code=code))
    told: list[str] = []
    phone.page.on("request", lambda request: told.append(request.headers.get("referer", "")))
    phone.page.goto(f"{server.url}/E/{code}?lang=en")
    assert store.read().execute("SELECT count(*) FROM identity").fetchone()[0] == 1
    phone.page.get_by_role("button", name="Erase now").click()
    phone.page.get_by_role("heading", name="Erased").wait_for()
    assert store.read().execute("SELECT count(*) FROM identity").fetchone()[0] == 0
    assert any(told)
    assert not any(code in referrer for referrer in told)
