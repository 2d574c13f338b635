"""The demonstration, walked by every role along the links that it is shown: no door is shut, no page asks once for each of its rows."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk import create_app
from kiosk.demonstration import make_demonstration
from kiosk.storage import Store
from tests.access_walk import sign_in

MOST_PAGES, MOST_ALIKE, MOST_REPEATS = 300, 3, 12
BEGIN = {"case_worker": ["/office/community", "/office/settings"]}
ALL = ["/office/plan", "/office/print", "/office/tallies", "/office/community", "/office/settings"]
TELLS_OF_STAGES = "/summary"
"""It asks who was on duty and on stage once for each event and figure that it tells of; who came, what was read and reached it asks once."""
MADE_BY_A_CHILD = ("/exports/", ".pdf", ".docx", ".zip")


def plain(address: str) -> str:
    return re.sub(r"[0-9a-f-]{36}", "ID", address).split("?")[0]


def links_of(page: str) -> list[str]:
    found = [each.replace("&amp;", "&") for each in re.findall(r'href="(/office/[^"#]*)', page)]
    return [each for each in found if "lang=" not in each and not any(part in each for part in MADE_BY_A_CHILD)]


def most_repeated(asked: list[str]) -> tuple[str, int]:
    """The statement that was asked most often, whatever the values in it."""
    alike = Counter(re.sub(r"'[^']*'|\b\d+\b", "?", statement) for statement in asked)
    return max(alike.items(), key=lambda each: each[1], default=("", 0))


def walk(client: FlaskClient, store: Store, todo: list[str]) -> list[str]:
    """Open every page that a link leads to, a few of each kind, and return what was wrong."""
    seen, kinds, found, shown_on = set[str](), Counter[str](), list[str](), dict[str, str]()
    while todo and len(seen) < MOST_PAGES:
        address = todo.pop(0)
        if address in seen or kinds[plain(address)] >= MOST_ALIKE:
            continue
        seen.add(address)
        kinds[plain(address)] += 1
        asked: list[str] = []
        store.read().set_trace_callback(asked.append)
        answer = client.get(address)
        store.read().set_trace_callback(None)
        statement, times = most_repeated(asked)
        if answer.status_code >= 400:
            found.append(f"{answer.status_code} {address}, a link on {shown_on.get(address)}")
        if times > MOST_REPEATS and TELLS_OF_STAGES not in address:
            found.append(f"{address} asks {times} times: {statement[:120]}")
        for link in links_of(answer.text) if "html" in answer.content_type else ():
            shown_on.setdefault(link, address)
            todo.append(link)
    return found


@pytest.mark.slow
def test_every_link_opens_for_who_is_shown_it_and_no_page_asks_for_each_row(tmp_path: Path) -> None:
    make_demonstration(tmp_path, "http://127.0.0.1:8000")
    app = create_app(tmp_path)
    store: Store = app.extensions["kiosk"].store
    for row in store.read().execute("SELECT id, name FROM account").fetchall():
        assert walk(sign_in(app, store, row["id"]), store, list(BEGIN.get(row["name"], ALL))) == [], row["name"]
    store.close()
