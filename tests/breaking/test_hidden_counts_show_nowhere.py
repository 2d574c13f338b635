"""Two weeks that differ only in counts that are not published answer everybody alike who is no case worker, whatever is asked for.

Whatever differed would tell the two apart, in figures, charts, hovers and files (J. A. Goguen and J. Meseguer, "Security Policies and
Security Models", 1982: noninterference).
"""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk import create_app, ledger
from kiosk.accounts import add_account, grant, open_session
from kiosk.archive_packs import SUMS
from kiosk.config import DATABASE
from kiosk.figures.published import read_numbers, read_published
from kiosk.ids import new_id
from kiosk.languages import LANGUAGES
from kiosk.storage import Store, open_store
from kiosk.summary.files import FORMATS
from kiosk.summary.shapes import SHAPES

pytestmark = pytest.mark.slow
AT = 1_490_320_000_000
SAME_KIND, MOST = 8, 260
LINK = re.compile(rb'(?:href|src|data-[a-z]+)="(/[^"#]*)"')
CHANGES = re.compile(rb'name="(?:csrf_token|id|form|token)" value="[^"]*"|DTSTAMP:[0-9TZ]+|\bnonce-\S+')
"""What no two answers have in common."""


class Weeks:
    """The reference week twice: three referred at B and seven at C, or four and six; one visited, or two."""

    def __init__(self, one: Path, other: Path) -> None:
        self.folders, self.ids = (one, other), [new_id() for _ in range(4)]
        self.sessions: dict[str, str] = {}
        with_accounts = open_store(one / DATABASE)
        with_accounts.write(self._let_in)
        with_accounts.close()
        (other / DATABASE).write_bytes((one / DATABASE).read_bytes())
        for folder, consulted, step in ((one, "booked", "referred"), (other, "referred", "visited")):
            store = open_store(folder / DATABASE)
            store.write(lambda connection, consulted=consulted, step=step: self._record(connection, consulted, step))  # type: ignore[misc]
            store.close()

    def _let_in(self, connection: sqlite3.Connection) -> None:
        units = dict(connection.execute("SELECT code, id FROM organisation").fetchall())
        for role, code in (("district", "DEMO"), ("coordinator", "B"), ("coordinator", "C"), ("printing", "DEMO"), ("administrator", "DEMO")):
            account = add_account(connection, f"{role} {code}", "a long enough word")
            grant(connection, account, role, units[code], by=account)
            self.sessions[f"{role} {code}"] = open_session(connection, account)

    def _record(self, connection: sqlite3.Connection, consulted: str, step: str) -> None:
        self._instead(connection, "B", "consultation", "outcome", "referred", consulted, self.ids[:2])
        self._instead(connection, "C", "referral", "step", "visited", step, self.ids[2:])

    def _instead(self, connection: sqlite3.Connection, event: str, kind: str, field: str, before: str, after: str, ids: list[str]) -> None:
        """Take one fact back and record another one."""
        row = connection.execute(
            f"SELECT f.* FROM entry f JOIN event e ON e.id = f.event WHERE e.code = ? AND f.kind = ? AND json_extract(f.data, '$.{field}') = ? ORDER BY f.id",
            (event, kind, before),
        ).fetchone()
        data = json.dumps(json.loads(row["data"]) | {field: after})
        same = {"event": row["event"], "device": "account:x", "at": AT, "quantity": 1, "authority": 1}
        void = ledger.make_fact("void", id=ids[0], names=row["id"], **same)
        ledger.append(connection, [void, ledger.make_fact(kind, id=ids[1], booth=row["booth"], person=row["person"], data=data, **same)])


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory, copy_of_the_week: Callable[[Path], Path]) -> Weeks:
    folder = tmp_path_factory.mktemp("twice")
    return Weeks(copy_of_the_week(folder / "one"), copy_of_the_week(folder / "other"))


def test_the_two_weeks_differ_and_are_published_alike(weeks: Weeks) -> None:
    stores = [open_store(folder / DATABASE) for folder in weeks.folders]
    campaigns = [store.read().execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"] for store in stores]
    one, other = ([read(store.read(), id) for read in (read_numbers, read_published)] for store, id in zip(stores, campaigns, strict=True))
    assert one[0] != other[0]
    assert one[1] == other[1]
    for store in stores:
        store.close()


@pytest.mark.parametrize("who", ["district DEMO", "coordinator B", "coordinator C", "printing DEMO", "administrator DEMO"])
def test_nobody_but_a_case_worker_can_tell_them_apart(weeks: Weeks, who: str) -> None:
    clients = [create_app(folder).test_client() for folder in weeks.folders]
    for client in clients:
        client.set_cookie("kiosk_staff", weeks.sessions[who])
    asked = 0
    for address, one, other in ask_alike(clients, list(starts(clients[0].application.extensions["kiosk"].store))):
        assert_alike(clients, address, one, other)
        asked += one.status_code == 200
    assert asked > 100


@pytest.mark.parametrize("who", ["district DEMO", "coordinator B", "coordinator C"])
def test_no_file_of_a_summary_tells_them_apart(weeks: Weeks, who: str) -> None:
    """Word, PDF, Markdown and plain text of every summary and of the compendium, in each shape and language once."""
    clients = [create_app(folder).test_client() for folder in weeks.folders]
    for client in clients:
        client.set_cookie("kiosk_staff", weeks.sessions[who])
    made: Counter[str] = Counter()
    for address in summaries(clients[0].application.extensions["kiosk"].store):
        one, other = (client.get(address) for client in clients)
        made[one.mimetype] += one.status_code == 200
        assert_alike(clients, address, one, other)
    assert min(made[each] for each in ("application/pdf", FORMATS["docx"], "text/plain", "text/markdown")) >= 3, made


def assert_alike(clients: list[FlaskClient], address: str, one: TestResponse, other: TestResponse) -> None:
    """Fail where two answers differ, and still do when both are asked again: a minute may have passed between them."""
    assert one.status_code == other.status_code != 500, address
    if said(one) != said(other):
        first, second = (said(client.get(address)) for client in clients)
        assert first == second, address


def summaries(store: Store) -> Iterator[str]:
    campaign = store.read().execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"]
    scopes = [f"campaign/{campaign}/summary/file.{{}}?x=1{more}" for more in ("", "&collected=1", "&of=B", "&of=C")]
    scopes += [f"event/{row['id']}/summary/file.{{}}?x=1" for row in store.read().execute("SELECT id FROM event WHERE code IN ('B', 'C')").fetchall()]
    for scope in scopes:
        for shape, language in zip(SHAPES, LANGUAGES, strict=True):
            for written in FORMATS:
                yield f"/office/tallies/{scope.format(written)}&shape={shape}&text={language}"


def starts(store: Store) -> Iterator[str]:
    campaign = store.read().execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"]
    yield from ("/office/tallies", "/office/community", f"/office/tallies/campaign/{campaign}", f"/office/tallies/campaign/{campaign}/roll-up", f"/office/tallies/campaign/{campaign}.json")
    for row in store.read().execute("SELECT id FROM event WHERE code IN ('B', 'C')").fetchall():
        yield from (f"/office/tallies/event/{row['id']}{more}" for more in ("", ".json", "/dashboard", "/screen"))
        yield from (f"/office/referrals/event/{row['id']}", f"/office/referrals/event/{row['id']}/queue")


def ask_alike(clients: list[FlaskClient], waiting: list[str]) -> Iterator[tuple[str, TestResponse, TestResponse]]:
    """Follow every link, some of each kind, in both weeks at once."""
    seen: set[str] = set()
    kinds = Counter[str]()
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", urlsplit(address).path)
        if address in seen or kinds[kind] >= SAME_KIND or "sign-out" in address or "/static/" in address:
            continue
        seen.add(address)
        kinds[kind] += 1
        one, other = (client.get(address) for client in clients)
        yield address, one, other
        if one.mimetype == "text/html":
            waiting += [found.decode().replace("&amp;", "&") for found in LINK.findall(one.data)]


def said(answer: TestResponse) -> bytes:
    """Return what an answer says, without what changes each time."""
    content = answer.get_data()
    answer.close()
    return unpack(content)


def unpack(content: bytes) -> bytes:
    """Return packed files (Word, Excel, archives within archives) by their parts, databases by their rows; a PDF of the same things is the same bytes."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as packed:  # when a part was made, and its hash, change each time
            names = [name for name in sorted(packed.namelist()) if not name.endswith(("core.xml", "manifest.json", SUMS))]
            return b"\n".join(name.encode() + b"\n" + unpack(packed.read(name)) for name in names)
    if content.startswith(b"SQLite"):
        with sqlite3.connect(":memory:") as copy:
            copy.deserialize(content)
            return "\n".join(copy.iterdump()).encode()
    return content if content.startswith(b"%PDF") else CHANGES.sub(b"", content)
