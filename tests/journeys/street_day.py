"""Event B as it is lived: a printed plan, paired phones and residents' phones against a real server, over HTTP alone."""

from __future__ import annotations

import html
import http.client
import io
import json
import random
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

import pypdfium2
import zxingcpp

from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL, event_window
from kiosk.codes import code_from_url
from kiosk.config import load_config, make_instance_folder
from kiosk.demonstration import week
from kiosk.devices import offer_pairing
from kiosk.ids import new_id
from kiosk.organisations import ORGANISATION
from kiosk.people import SHIFT, add_person
from kiosk.printed_codes import add_seal_key
from kiosk.prints.pages import render_run
from kiosk.prints.runs import plan_run, record_copies
from kiosk.prints.street import flyer_plan
from kiosk.records import add, get
from kiosk.storage import Store, open_store
from kiosk.sync import Sender
from tests.live import LiveServer

BASE_URL = "https://kiosk.example.org"
WORD = "2017"
RETRY_SECONDS = 40


@dataclass
class Day:
    """What is ready before the street opens: the instance, and what paper and phones carry."""

    instance: Path
    event: str = ""
    start: int = 0
    slips: dict[tuple[str, int], str] = field(default_factory=dict)
    flyers: dict[tuple[str, int], str] = field(default_factory=dict)
    """Where residents scan, too."""
    pairings: dict[int, str] = field(default_factory=dict)


def prepare_day(folder: Path) -> Day:
    """Plan event B for today, print it, and read every code that will be scanned back from the rendered PDFs."""
    make_instance_folder(folder)
    day = Day(folder)
    store = open_store(load_config(folder).database)
    try:
        runs = store.write(lambda connection: _plan(connection, day))
        for material, run in runs.items():
            _read_paper(store, day, material, run)
    finally:
        store.close()
    return day


def copy_day(day: Day, folder: Path) -> Day:
    """The same morning in another instance folder."""
    shutil.copytree(day.instance, folder, ignore=shutil.ignore_patterns("*.lock"))
    return Day(folder, day.event, day.start, day.slips, day.flyers, day.pairings)


def today_at_noon() -> tuple[str, str]:
    """The day, and a zone in which it is now between 12 and 13 o'clock: a morning is just over, sign-in still open."""
    ahead = timedelta(hours=12 - datetime.now(UTC).hour)
    return (datetime.now(UTC) + ahead).date().isoformat(), f"Etc/GMT{-round(ahead.total_seconds() / 3600):+d}"


def _plan(connection: sqlite3.Connection, day: Day) -> dict[str, str]:
    add_seal_key(connection)
    unit = add(connection, ORGANISATION, "", {"code": "MZJ", "name": "鄂倫春自治旗民政局", "language": "zh-Hant"})
    today, zone = today_at_noon()
    values = {
        "code": "WEEK2017",
        "title": "社會工作宣傳週",
        "starts_on": today,
        "ends_on": today,
        "topics": " ".join(week.TOPICS),
    }
    campaign = add(connection, CAMPAIGN, "", values, organisation=unit)
    street = {"code": "B", "title": "街頭宣傳", "place": "康寧社區", "day": today, "starts": "09:00", "ends": "14:00", "zone": zone,
              "buttons": "sign_in ask volunteer wish follow", "language": "zh-Hant"}  # fmt: skip
    day.event = add(connection, EVENT, campaign, street, organisation=unit)
    day.start = event_window(get(connection, EVENT, day.event)).starts
    booths = {code: add(connection, BOOTH, day.event, {"code": code, "name": name}) for code, name in week.BOOTHS.items()}
    for number in range(1, 25):
        code = week.volunteer(number)
        person = add_person(connection, unit, {"code": code}, name=f"志願者{number}")
        booth = next((name for name, phones in week.HANDING_OUT.items() if number in phones), "B1")
        add(
            connection,
            SHIFT,
            day.event,
            {"code": code, "person": person, "booth": booths[booth], "starts": "09:00", "ends": "11:30"},
        )
        secret = offer_pairing(connection, day.event, by="test", booth=booths[booth], word=WORD)
        day.pairings[number] = secret
    runs, staff = {}, Sender("account:test", frozenset((day.event,)), authority=True)
    for code, paper in (("B-A5", "A5"), ("B-TRI", "A4")):
        material = add(connection, MATERIAL, campaign, {"code": code, "title": code, "paper": paper, "language": "zh-Hant"})
        plan = flyer_plan(
            connection, day.event, material, by="test", base_url=BASE_URL, copies=week.PRINTED[code], bundle_size=week.BUNDLE
        )
        runs[code] = plan_run(connection, plan)
        record_copies(connection, staff, runs[code], week.PRINTED[code], 0, print_id=new_id(), spoil_id=new_id())
    return runs


def _read_paper(store: Store, day: Day, material: str, run: str) -> None:
    slips = read_codes(_render(store, run, part="slips"))
    bundles = week.PRINTED[material] // week.BUNDLE
    assert len(slips) == bundles, f"{len(slips)} of {bundles} slips of {material} could be read"
    day.slips |= {(material, number + 1): code for number, code in enumerate(sorted(slips))}


def _render(store: Store, run: str, **part: object) -> bytes:
    file = io.BytesIO()
    render_run(store, run, file, **part)  # type: ignore[arg-type]
    return file.getvalue()


def read_codes(pdf: bytes) -> set[str]:
    """Every code that a scanner reads from the pages, rendered at 150 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = [zxingcpp.read_barcodes(page.render(scale=150 / 72).to_numpy()) for page in document]
    finally:
        document.close()
    texts = {code.text for codes in found for code in codes}
    assert all(text.startswith(f"{BASE_URL.upper()}/F/") for text in texts), texts
    return {code_from_url(text) for text in texts}


class Phone:
    """A volunteer's phone: keeps what it saw until the server's answer names it, and sends again otherwise."""

    def __init__(self, server: LiveServer, day: Day, number: int) -> None:
        self.server, self.number = server, number
        answer = self.post("/api/v1/pair", {"token": day.pairings[number], "word": WORD, "name": week.volunteer(number)})
        self.token = str(answer["device_token"])

    def post(self, path: str, body: object, token: str = "") -> dict[str, object]:
        """POST until an answer comes that is final; an answer lost on the way is asked for again."""
        deadline = time.monotonic() + RETRY_SECONDS
        while True:
            try:
                return self._post_once(path, body, token)
            except (OSError, http.client.HTTPException, _NotFinal):
                assert time.monotonic() < deadline, f"phone {self.number} got no answer:\n{self.server.read_log()}"
                time.sleep(0.1)

    def _post_once(self, path: str, body: object, token: str) -> dict[str, object]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            raw = answer.read()
            if answer.status >= 500 or answer.status == 429:
                raise _NotFinal
            assert answer.status == 200, (answer.status, raw)
            return dict(json.loads(raw))
        finally:
            connection.close()

    def send(self, items: list[dict[str, object]]) -> list[dict[str, object]]:
        """Hand in a batch and return its results."""
        answer = self.post("/api/v1/entries", {"sent_at": 0, "entries": items}, self.token)
        results = answer["results"]
        assert isinstance(results, list)
        assert [result["id"] for result in results] == [item["id"] for item in items]
        assert {result["result"] for result in results} <= {"recorded", "duplicate"}, results
        return results


class _NotFinal(Exception):
    """The server has not settled the request."""


def items_of(day: Day) -> list[tuple[int, dict[str, object]]]:
    """Every act of the day as (phone, the fact that it sends), with the codes read from paper."""
    items = []
    for act in week.street_acts():
        seen = day.start + round(act.minute * 60_000)
        data = {"topic": act.topic, "outcome": act.outcome, "why": act.why, "same_person": act.same_person, "booth": act.booth}
        item = {"id": new_id(seen), "kind": act.kind, "event": "B", "seen_at": seen, "quantity": act.quantity, "method": "count",
                "from": act.source, "to": act.target, "code": day.slips.get((act.material, act.bundle), ""),
                "data": {key: value for key, value in data.items() if value}}  # fmt: skip
        items.append((act.phone, {key: value for key, value in item.items() if value != ""}))
    return items


def batches_of(
    items: list[tuple[int, dict[str, object]]], chance: random.Random, *, twice: bool
) -> list[tuple[int, list[dict[str, object]]]]:
    """Cut each phone's facts into batches of 1 to 50; ``twice`` sends every batch twice, all of them in any order."""
    by_phone: dict[int, list[dict[str, object]]] = {}
    for phone, item in items:
        by_phone.setdefault(phone, []).append(item)
    batches = []
    for phone, own in by_phone.items():
        if twice:
            chance.shuffle(own)
        while own:
            size = chance.randint(1, 50)
            batches.append((phone, own[:size]))
            own = own[size:]
    if twice:
        batches *= 2
        chance.shuffle(batches)
    return batches


def hand_in(
    phones: dict[int, Phone],
    batches: Iterable[tuple[int, list[dict[str, object]]]],
    after: Callable[[int], None] = lambda sent: None,
) -> None:
    """Four phones send at any time; ``after`` is told how many batches have been settled."""
    waiting, lock, sent, failures = iter(list(batches)), threading.Lock(), [0], []

    def work() -> None:
        try:
            while True:
                with lock:
                    batch = next(waiting, None)
                if batch is None:
                    return
                phones[batch[0]].send(batch[1])
                with lock:
                    sent[0] += 1
                    count = sent[0]
                after(count)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class Resident:
    """A browser without JavaScript: keeps cookies (or refuses them), follows redirects, shows images, sends forms."""

    def __init__(self, server: LiveServer, *, keeps_cookies: bool = True) -> None:
        self.server, self.keeps_cookies = server, keeps_cookies
        self.cookies: dict[str, str] = {}
        self.path = "/"

    def scan(self, code: str) -> str:
        """Open a flyer's code as a browser does, its image included; return the page."""
        page = self.get(f"/F/{code}")
        image = re.search(r'<img[^>]+src="([^"]+)"', page)
        assert image, page
        self._ask("GET", html.unescape(image[1]), None, {})
        return page

    def get(self, path: str) -> str:
        """Open an address."""
        return self._ask("GET", path, None, {})

    def send_form(self, page: str, path: str, **typed: str) -> str:
        """Fill in the form of ``page`` that posts to ``path`` and send it; return the page that answers."""
        form = re.search(rf'<form[^>]+action="{re.escape(path)}[^"]*".*?</form>', page, re.S)
        assert form, page
        hidden = {}
        for tag in re.findall(r'<input[^>]+type="hidden"[^>]*>', form[0]):
            values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            hidden[values["name"]] = html.unescape(values.get("value", ""))
        return self._ask("POST", path, urlencode(hidden | typed), {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> str:
        status, answered, text = self._ask_once(method, path, body, headers)
        assert status < 400, (method, path, status, text[-2000:])
        if 300 <= status < 400:
            return self._ask("GET", answered["Location"].removeprefix(self.server.url), None, {})
        self.path = path.partition("?")[0]
        return text

    def _ask_once(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, Message, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        sent = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile", "Accept-Language": "zh-TW", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            raw = answer.read().decode(errors="replace")
        finally:
            connection.close()
        if self.keeps_cookies:
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
        return answer.status, answer.headers, raw
