"""A report with many facts on its way to the district, for tests of what happens while it is taken in."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from kiosk import ledger
from kiosk.accounts import add_account, grant, open_session
from kiosk.config import DATABASE, make_instance_folder
from kiosk.figures.listed import list_tallies
from kiosk.ids import new_id
from kiosk.joining.origins import Origins
from kiosk.recount import recount
from kiosk.storage import Store, open_store
from tests.joining.sisters import AT, NOW, Sisters
from tests.live import KIOSK, LiveServer, kiosk_environment


class Delivery:
    """A community with many facts, its report as a file, and the district's folder, closed."""

    def __init__(self, folder: Path, facts: int) -> None:
        self.sisters, self.facts = Sisters(folder, "C"), facts
        self.sisters.consult("C", answered=20, referred=6)
        kiosk, event = self.sisters.kiosks["C"], self.sisters.events["C"]
        rows = [ledger.make_fact("hand_out", id=new_id(), event=event, device="account:one", at=AT + n, quantity=1, authority=1, source="store", target="public") for n in range(facts - 26)]
        for start in range(0, len(rows), 5_000):
            kiosk.store.write(lambda connection, start=start: ledger.append(connection, rows[start : start + 5_000]))  # type: ignore[misc]
        self.file = folder / "report.zip"
        self.file.write_bytes(kiosk.report(self.sisters.campaign))
        self.expected = list_tallies(kiosk.store.read(), self.sisters.campaign, "EC")
        self.folder = self.sisters.district.folder
        self.sisters.district.store.close()
        make_instance_folder(self.folder)

    def receive(self, *before: str) -> subprocess.Popen[str]:
        environment = kiosk_environment(self.folder) | {"KIOSK_LANGUAGE": "en"}
        return subprocess.Popen([*before, KIOSK, "receive", str(self.file)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")

    def wait_until_under_way(self) -> int:
        """Return how many facts are in, once there are some and not all."""
        deadline = time.monotonic() + 60
        with closing(sqlite3.connect(f"file:{self.folder / DATABASE}?mode=ro", uri=True)) as connection:
            while time.monotonic() < deadline:
                [(count,)] = connection.execute("SELECT seq FROM ledger_position").fetchall()
                if count >= self.facts // 4:
                    return int(count)
                time.sleep(0.002)
        pytest.fail("nothing came in")

    def expect_cut_short(self) -> None:
        """A part is in and counted, and every page says that it is only a part."""
        with closing(open_store(self.folder / DATABASE)) as store:
            assert 0 < ledger.position(store.read()) < self.facts
            assert recount(store.read()) == []
            assert self.state(store) == "cut_short"

    def expect_whole(self) -> None:
        with closing(open_store(self.folder / DATABASE)) as store:
            assert ledger.position(store.read()) == self.facts
            assert list_tallies(store.read(), self.sisters.campaign, "EC") == self.expected
            assert recount(store.read()) == []
            assert self.state(store) == "reported"

    def state(self, store: Store) -> str:
        own = self.sisters.organisations["C"]
        [source] = Origins(store.read(), self.sisters.campaign, NOW).of_organisation(own)
        return source.state

    def sign_in(self) -> str:
        """Return the session of somebody who may take reports in at the district."""
        with closing(open_store(self.folder / DATABASE)) as store:
            account = store.write(lambda connection: add_account(connection, "district", "a long enough word"))
            store.write(lambda connection: grant(connection, account, "district", self.sisters.county, by=account))
            return store.write(lambda connection: open_session(connection, account))

    def upload(self, server: LiveServer, session: str) -> int:
        """Send the file as the page's own form does; return the status, 0 where the line broke."""
        address = f"{server.url}/office/tallies/campaign/{self.sisters.campaign}/reports"
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        opener.addheaders = [("Cookie", f"kiosk_staff={session}")]
        try:
            with opener.open(address, timeout=60) as answer:
                form, cookie = answer.read().decode(), answer.headers["Set-Cookie"] or ""
            token = re.search(r'name="csrf_token" value="([^"]+)"', form)
            assert token
            fields = [("csrf_token", "", token[1].encode()), ("file", '; filename="report.zip"', self.file.read_bytes())]
            body = b"".join(b'--edge\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (name.encode(), more.encode(), said) for name, more, said in fields) + b"--edge--\r\n"
            own = re.findall(r"(kiosk_form=[^;]+)", cookie)
            headers = {"Content-Type": "multipart/form-data; boundary=edge", "Origin": server.url, "Cookie": "; ".join([f"kiosk_staff={session}", *own])}
            with urllib.request.urlopen(urllib.request.Request(f"{address}/receive", body, headers), timeout=120) as answer:
                return int(answer.status)
        except OSError:
            return 0
