"""Whoever looks at a page of the office sees in the navigation where she is."""

from __future__ import annotations

from pathlib import Path

from kiosk.web.context import NAVIGATION
from tests.plan_fixtures import make_kiosk

IN_THE_ACCOUNT_MENU = {"accounts", "erasures", "retention", "access_log"}


def test_every_page_belongs_to_an_entry_or_to_the_account_menu(tmp_path: Path) -> None:
    app, store, _ = make_kiosk(tmp_path)
    store.close()
    prefixes = tuple(prefix for _, _, entry in NAVIGATION for prefix in entry)
    office = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/office/")}
    assert {endpoint.partition(".")[0] for endpoint in office if not endpoint.startswith(prefixes)} == IN_THE_ACCOUNT_MENU
