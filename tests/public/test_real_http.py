"""Who counts as one person, over real HTTP: the browser's cookies and headers as they travel."""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from kiosk.printed_codes import allot_block
from kiosk.storage import open_store
from tests.live import LiveServer
from tests.plan_fixtures import make_kiosk

AGENT = "Mozilla/5.0 (Linux; Android 14; Phone) MicroMessenger/8.0"


@pytest.fixture
def printed(tmp_path: Path) -> Iterator[tuple[LiveServer, str]]:
    """A running kiosk with event B, and the code of a booth sign."""
    app, store, ids = make_kiosk(tmp_path)
    block = store.write(lambda c: allot_block(c, 1, kind="booth", event=ids.event, subject=ids.booths["B1"], run=""))
    store.close()
    server = LiveServer(Path(app.instance_path))
    server.start()
    yield server, next(block.codes())
    server.stop()


def browser(keeps_cookies: bool) -> urllib.request.OpenerDirector:
    made = urllib.request.build_opener(*([urllib.request.HTTPCookieProcessor(CookieJar())] if keeps_cookies else []))
    made.addheaders = [("User-Agent", AGENT)]
    return made


def opened_in(server: LiveServer) -> int:
    """How many openings of pages the server's ledger holds."""
    store = open_store(server.instance / "kiosk.db")
    opened = store.read().execute("SELECT coalesce(sum(quantity), 0) FROM entry WHERE kind = 'response'").fetchone()
    store.close()
    return int(opened[0])


def scan(opener: urllib.request.OpenerDirector, base: str, code: str, **headers: str) -> None:
    request = urllib.request.Request(f"{base}/F/{code}", headers=headers)
    with opener.open(request) as answer:
        page = answer.read().decode()
    for image in re.findall(r'<img src="(/i/[^"]+)"', page):
        opener.open(urllib.request.Request(base + image, headers=headers)).close()


def test_a_hundred_that_keep_cookies_one_that_refuses_them_and_a_prefetch_are_a_hundred_and_one(
    printed: tuple[LiveServer, str],
) -> None:
    """p, q: 100 clients behind one address with one User-Agent that keep cookies count 100; one that refuses them 1; a prefetch 0."""
    server, code = printed
    for _ in range(100):
        scan(browser(True), server.url, code)
    refusing = browser(False)
    for _ in range(5):
        scan(refusing, server.url, code)
    scan(browser(True), server.url, code, Purpose="prefetch")
    server.stop()
    store = open_store(server.instance / "kiosk.db")
    rows = store.read().execute("SELECT measure, sum(quantity) FROM response_tally GROUP BY measure").fetchall()
    store.close()
    assert {row[0]: row[1] for row in rows} == {"opened": 106, "responses": 105, "unique": 101}


@pytest.mark.slow
def test_what_a_flood_holds_back_is_on_disk_soon_after_its_minute_although_no_scan_follows(
    printed: tuple[LiveServer, str],
) -> None:
    """s: a crash later in the day loses none of it."""
    server, code = printed
    flooding = browser(False)
    for _ in range(330):
        flooding.open(f"{server.url}/F/{code}").close()
    deadline = time.monotonic() + 110
    while opened_in(server) < 330:
        assert time.monotonic() < deadline
        time.sleep(1)
    server.kill9()


def test_what_a_flood_holds_back_is_written_when_the_server_stops(printed: tuple[LiveServer, str]) -> None:
    """s: a flood is counted whole, though not one by one, also when the server ends in the same minute."""
    server, code = printed
    flooding = browser(False)
    for _ in range(330):
        flooding.open(f"{server.url}/F/{code}").close()
    server.stop()
    assert opened_in(server) == 330
