"""Closing a day while phones go on sending, by two coordinators at once, and while the machine is switched off: one closing of one moment, or none."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk import accounts
from kiosk.books.closings import broken_closings, closings_of
from kiosk.books.reconciliation import look
from kiosk.campaigns import EVENT
from kiosk.ids import new_id, now_ms
from kiosk.records import change
from kiosk.recount import recount
from kiosk.storage import open_store
from tests.breaking.conftest import Target
from tests.live import LiveServer, run_kiosk
from tests.plan_fixtures import make_kiosk, pair
from tests.tallies.street import street_of

PHONES, BEFORE, AFTER, MOST = 3, 3, 5, 2000
_HIDDEN = re.compile(r'name="(csrf_token|id|mark)" value="([^"]*)"')
A5 = "B-A5"


def batch(event: str, seen_at: int) -> list[dict[str, object]]:
    """A bundle goes out and is all handed out, and somebody signs in: always in balance."""
    moved = {"event": event, "seen_at": seen_at, "material": A5, "quantity": 5, "method": "count"}
    return [
        moved | {"id": new_id(), "kind": "issue", "from": "store", "to": "booth:B1", "data": {}},
        moved | {"id": new_id(), "kind": "hand_out", "from": "booth:B1", "to": "public", "data": {}},
        {"id": new_id(), "kind": "check_in", "event": event, "seen_at": seen_at, "method": "volunteer", "quantity": 1, "data": {}},
    ]


def close_form(page: str) -> dict[str, str]:
    """The fields of the desk's form that closes the day; empty where it offers none."""
    found = re.search(r'<form[^>]*action="[^"]*/desk/close"[^>]*>(.*?)</form>', page, re.S)
    return {name: unescape(value) for name, value in _HIDDEN.findall(found[1])} if found else {}


def test_a_day_closed_while_phones_send_is_one_moment_and_the_rest_came_since(target: Target) -> None:
    street, event = street_of(target.store, target.ids), target.ids.event
    target.store.write(lambda c: change(c, EVENT, event, {"day": (datetime.now(UTC) - timedelta(days=1)).date().isoformat()}))  # or each phone's clock would be suspect
    tokens, ready, done = [pair(target.store, target.ids)[1] for _ in range(PHONES)], threading.Barrier(PHONES + 2), threading.Event()

    def send(token: str) -> None:
        """Bundles before the coordinators come and after the day is closed; people sign in all the time."""
        client, moves = target.app.test_client(), BEFORE
        for number in range(MOST):
            items = batch(event, street.at(number % 120))
            if number == BEFORE:
                ready.wait(60)
            if done.is_set() and moves < BEFORE + AFTER:
                moves += 1
            elif number >= BEFORE:
                if moves == BEFORE + AFTER:
                    return
                items = items[2:]
            answer = client.post("/api/v1/entries", headers={"Authorization": f"Bearer {token}"}, json={"sent_at": now_ms(), "entries": items})
            assert {result["result"] for result in answer.json["results"]} == {"recorded"}, answer.text  # type: ignore[index]

    def try_to_close(client: FlaskClient) -> None:
        ready.wait(60)
        deadline = time.monotonic() + 60
        while not done.is_set() and time.monotonic() < deadline:
            form = close_form(client.get(f"/office/tallies/event/{event}/desk").text)
            if form and client.post(f"/office/tallies/event/{event}/desk/close", data=form).status_code == 302:
                done.set()

    people = [threading.Thread(target=send, args=(token,)) for token in tokens]
    people += [threading.Thread(target=try_to_close, args=(target.staff(role),)) for role in ("coordinator", "administrator")]
    for one in people:
        one.start()
    for one in people:
        one.join(60)
    connection = target.store.read()
    assert connection.execute("SELECT count(*) FROM closing").fetchone()[0] == 1
    closing, frozen = closings_of(connection, [event])[event], closings_of(connection, [event])[event].figures["figures"]
    then = dict(connection.execute("SELECT kind, sum(quantity) FROM entry WHERE seq <= ? GROUP BY kind", (closing.seq,)).fetchall())
    assert (frozen["issued"], frozen["handed_out"], frozen["visits"]) == (then.get("issue", 0), then.get("hand_out", 0), then.get("check_in", 0))
    desk = look(connection, event)
    copies, signed_in = PHONES * (BEFORE + AFTER) * 5, connection.execute("SELECT count(*) FROM entry WHERE kind = 'check_in'").fetchone()[0]
    assert (frozen["handed_out"], desk.event.whole.handed_out) == (PHONES * BEFORE * 5, copies)
    assert frozen["visits"] < desk.event.whole.visits == signed_in, "nothing was refused"
    assert desk.since is not None
    assert {key: now for key, (_then, now) in desk.since.changes.items()} == {"issued": copies, "handed_out": copies, "visits": signed_in}
    assert {arrival.phone for arrival in desk.since.arrivals} == {1, 2, 3}
    assert recount(connection) == []


@pytest.mark.slow
@pytest.mark.parametrize("wait", [0.0, 0.01, 0.05])
def test_a_server_killed_while_closing_has_closed_once_or_not_at_all(tmp_path: Path, wait: float) -> None:
    app, store, ids = make_kiosk(tmp_path)
    cookie = store.write(lambda c: accounts.open_session(c, ids.accounts["coordinator"]))
    street_of(store, ids).record("check_in", 5, method="volunteer")
    store.close()
    server = LiveServer(Path(app.instance_path))
    server.start()
    try:
        browser, path = Browser(server.url, cookie), f"/office/tallies/event/{ids.event}/desk"
        form = close_form(browser.get(path))
        killed = threading.Thread(target=lambda: (time.sleep(wait), server.kill9()))
        killed.start()
        told = browser.post(f"{path}/close", form)
        killed.join()
        server.restart()
        with sqlite3.connect(server.instance / "kiosk.db") as kept:
            steps = kept.execute("SELECT id, seq FROM closing").fetchall()
        assert steps in ([], [(form["id"], steps[0][1] if steps else 0)])
        assert steps or told != "closed", "whoever was told so can rely on it"
        again = browser.post(f"{path}/close", form | {"csrf_token": close_form(browser.get(path)).get("csrf_token", form["csrf_token"])})
        assert again == "closed", "the same form again closes, or finds it closed by itself"
    finally:
        server.stop()
    assert "✓" in run_kiosk(server.instance, "check").stdout
    store = open_store(server.instance / "kiosk.db")
    [closing] = closings_of(store.read(), [ids.event]).values()
    assert (closing.id, closing.figures["figures"]["visits"]) == (form["id"], 1)
    assert broken_closings(store.read()) == []
    store.close()


class Browser:
    """A coordinator's browser at the running server."""

    def __init__(self, base: str, session: str) -> None:
        self.base, self.cookies = base, {"kiosk_staff": session}

    def get(self, path: str) -> str:
        return self._open(path, None)[1]

    def post(self, path: str, form: dict[str, str]) -> str:
        """Send a form: 'closed', 'refused', or 'lost' where no answer came back."""
        try:
            return "closed" if self._open(path, urllib.parse.urlencode(form).encode())[0] == 200 else "refused"
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return "refused"
        except OSError:
            return "lost"

    def _open(self, path: str, data: bytes | None) -> tuple[int, str]:
        request = urllib.request.Request(self.base + path, data, {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Referer": self.base + path})
        with urllib.request.urlopen(request, timeout=30) as answer:
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, value = cookie.partition(";")[0].split("=", 1)
                self.cookies[name] = value
            return answer.status, answer.read().decode()
