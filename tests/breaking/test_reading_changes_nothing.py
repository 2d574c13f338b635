"""Looking (GET, and HEAD as link checkers send it) never changes the plan, the people, the phones or what was counted."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kiosk.storage import Store
from tests.access_walk import World, addresses, make_world
from tests.breaking.conftest import Target

MAY_GROW = ("staff_session", "notice", "entry", "ledger_position", "response_tally", "access_log")
"""A public scan is a fact, a HEAD of it one that is flagged as a preview; a notice is kept the first time it is shown;
that personal data were looked at is on record."""


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    connection = store.read()
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    return {
        table: sorted((tuple(row) for row in connection.execute(f'SELECT * FROM "{table}"').fetchall()), key=repr)
        for table in tables
        if table not in MAY_GROW and not table.startswith("sqlite_")
    }


def visit_everything(target: Target, client: FlaskClient, world: World, method: str) -> None:
    for rule in target.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and "secret" not in rule.arguments:
            if {"token", "practice"} & set(rule.arguments):
                continue
            for address in addresses(target.app, rule, dict.fromkeys(rule.arguments, world)):
                client.open(address, method=method).close()


@pytest.mark.parametrize(("who", "method"), [
    ("administrator", "GET"), ("coordinator", "HEAD"), ("phone", "GET"),
    *(pytest.param(*one, marks=pytest.mark.slow) for one in (("administrator", "HEAD"), ("coordinator", "GET"), ("phone", "HEAD"))),
])  # fmt: skip
def test_nothing_changes_by_looking(target: Target, who: str, method: str) -> None:
    own = make_world(target.store, target.ids.organisation, target.ids.campaign, target.ids.event)
    client = target.phone() if who == "phone" else target.staff(who)
    before = content(target.store)
    visit_everything(target, client, own, method)
    after = content(target.store)
    assert [table for table in before if before[table] != after[table]] == []
