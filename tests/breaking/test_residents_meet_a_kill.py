"""kill -9 while residents post notes, registrations, claims, opinions and tips: what was acknowledged is there, nothing is half done."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk import wall
from kiosk.ids import new_id
from kiosk.storage import open_store
from tests.live import LiveServer, run_kiosk
from tests.plan_fixtures import make_kiosk
from tests.public.street import Street

WISHES = 30
RESIDENTS = 24
FORMS: dict[str, dict[str, str]] = {
    "wish": {"sort": "hope", "nickname": ""},
    "volunteer": {"phone": "13800000001", "age": "14", "agree": "1", "guardian": "余大海", "guardian_agrees": "1"},
    "feedback": {"score": "5"},
    "tip": {"help": "daily", "about": "other", "may_contact": "no", "reach": ""},
}
SAYS = {"wish": "words", "volunteer": "name", "feedback": "note", "tip": "note"}
"""The field of each form by which the test knows its own again."""


@dataclass
class Crowd:
    """Residents who send one form after the other until the server is gone, and remember what was acknowledged."""

    base: str
    event: str
    acknowledged: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refused: list[int] = field(default_factory=list)
    lost: threading.Event = field(default_factory=threading.Event)

    def send_until_lost(self, resident: int) -> None:
        which = (*FORMS, "claim")[resident % 5]
        turn = 0
        while not self.lost.is_set():
            turn += 1
            try:
                self._claim(resident, turn) if which == "claim" else self._send(which, f"{which} {resident} {turn}")
            except urllib.error.HTTPError as refusal:
                refusal.close()
                self.refused.append(refusal.code)
            except OSError:
                return

    def _send(self, which: str, mark: str) -> None:
        numbered = {"name": f"余{''.join('甲乙丙丁戊己庚辛壬癸'[int(digit)] for digit in re.sub('[^0-9]', '', mark))}"} if which == "volunteer" else {}
        said = FORMS[which] | {SAYS[which]: mark} | numbered
        page = self._post(f"/e/{self.event}/{which}", said)
        found = re.search(r"\bV\d{2,}\b|W-\w{4}", page) if which in ("volunteer", "tip") else None
        self.acknowledged[which].append(found[0] if found else said[SAYS[which]])

    def _claim(self, resident: int, turn: int) -> None:
        phone = f"139{resident:03d}{turn:05d}"
        if self._post(f"/e/{self.event}/wall/{(resident + turn) % WISHES + 1}", {"phone": phone, "name": ""}):
            self.acknowledged["claim"].append(phone)

    def _post(self, path: str, said: dict[str, str]) -> str:
        with urllib.request.urlopen(self.base + path, timeout=30) as answer:
            form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.read().decode()))
        if "form" not in form:
            return ""  # a wish that is claimed already offers no form
        data = urllib.parse.urlencode(form | said).encode()
        with urllib.request.urlopen(self.base + path, data, timeout=30) as answer:
            return str(answer.read().decode())


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[tuple[LiveServer, str]]:
    """A running kiosk whose event has everything that residents may do, and thirty wishes on its wall."""
    app, store, ids = make_kiosk(tmp_path)
    Street(app, ids).change(features="volunteers feedback wall referrals")
    for number in range(WISHES):
        store.write(lambda c, said=f"第{number}個心願": _hang(c, ids.event, said))  # type: ignore[misc]
    store.close()
    server = LiveServer(Path(app.instance_path))
    server.start()
    yield server, ids.event
    server.stop()


def _hang(connection: sqlite3.Connection, event: str, said: str) -> None:
    number = wall.leave(connection, new_id(), event, "wish", wall.Words(said), wall.Source(language="zh-Hant"))
    wall.show(connection, wall.get_note(connection, event, number), "test")


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [1.5, 4.0])
def test_a_killed_server_loses_nothing_that_it_told_a_resident(drive: tuple[LiveServer, str], seconds: float) -> None:
    server, event = drive
    crowd = Crowd(server.url, event)
    residents = [threading.Thread(target=crowd.send_until_lost, args=(number,)) for number in range(RESIDENTS)]
    for resident in residents:
        resident.start()
    time.sleep(seconds)
    server.kill9()
    server.wait_until_silent()
    crowd.lost.set()
    for resident in residents:
        resident.join(60)
    assert set(crowd.refused) <= {409}, "only a wish that another was quicker to claim is refused"
    assert all(crowd.acknowledged[which] for which in (*FORMS, "claim"))
    server.restart()
    server.stop()
    assert "✓" in run_kiosk(server.instance, "check").stdout
    store = open_store(server.instance / "kiosk.db")
    _expect_all(store.read(), crowd.acknowledged)
    _expect_nothing_half_done(store.read())
    store.close()


def _column(connection: sqlite3.Connection, query: str) -> list[str]:
    return [row[0] for row in connection.execute(query).fetchall()]


def _expect_all(connection: sqlite3.Connection, acknowledged: dict[str, list[str]]) -> None:
    notes = set(_column(connection, "SELECT note FROM identity"))
    assert set(acknowledged["wish"]) | set(acknowledged["feedback"]) <= notes
    assert len(set(acknowledged["volunteer"])) == len(acknowledged["volunteer"])
    assert set(acknowledged["volunteer"]) <= set(_column(connection, "SELECT code FROM person JOIN volunteer ON person = person.id"))
    assert set(acknowledged["tip"]) <= set(_column(connection, "SELECT number FROM referral_case"))
    assert set(acknowledged["claim"]) <= set(_column(connection, "SELECT phone FROM identity JOIN wall_wish ON claim = subject"))


def _expect_nothing_half_done(connection: sqlite3.Connection) -> None:
    for kind, whole in (
        ("note", "SELECT n.fact FROM wall_note n JOIN identity i ON i.subject = n.id AND i.note <> ''"),
        ("registration", "SELECT v.entry FROM volunteer v JOIN person p ON p.id = v.person JOIN identity i ON i.subject = v.person"
         " JOIN identity g ON g.subject = v.guardian"),
        ("referral", "SELECT e.id FROM referral_case c JOIN entry e ON e.person = c.id WHERE c.told IS NOT NULL"),
        ("wish", "SELECT claim FROM wall_wish WHERE stage = 'claimed'"),
    ):  # fmt: skip
        facts = set(_column(connection, f"SELECT id FROM entry WHERE kind = '{kind}'"))
        assert facts == set(_column(connection, whole)), kind
    opinions = set(_column(connection, "SELECT json_extract(data, '$.form') FROM entry WHERE kind = 'feedback'"))
    assert opinions <= set(_column(connection, "SELECT id FROM entry WHERE kind = 'action'"))
