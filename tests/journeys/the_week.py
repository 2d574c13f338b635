"""The reference week as three communities live it: one instance, one clock, everybody's browser, and the plan that the offices type."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from flask import Flask

from kiosk import create_app, ids
from kiosk.demonstration import week
from kiosk.storage import Store
from tests.journeys.visitor import File, Visitor
from tests.live import ADMIN_NAME, ADMIN_PASSWORD, run_kiosk

ZONE = ZoneInfo("Asia/Shanghai")
BASE_URL = "https://kiosk.example.org"
UNITS = {
    "A": ("匯賢里社區居委會", "community", "我社區"),
    "B": ("鄂倫春自治旗民政局", "banner", "我旗"),
    "C": ("楓景家園社區", "community", "我社區"),
}
ACCOUNTS = {
    "county": ("coordinator", "DEMO"), "district": ("district", "DEMO"), "printing": ("printing", "DEMO"), "case_worker": ("case_worker", "DEMO"),
    "a": ("coordinator", "A"), "b": ("coordinator", "B"), "c": ("coordinator", "C"),
}  # fmt: skip
"""Sign-in name → role and organisation."""
EVENTS: Mapping[str, tuple[str, dict[str, str]]] = {
    "A0": ("a", {"title": "啟動儀式", "kind": "launch", "day": "2017-03-20", "starts": "09:00", "ends": "10:00", "place": "匯賢里社區", "room": "活動教室"}),
    "A1": ("a", {"title": "三社聯動圖文講座", "kind": "talk", "day": "2017-03-21", "starts": "14:30", "ends": "16:00", "place": "匯賢里社區",
                 "room": "活動教室", "capacity": "60"}),
    "A2": ("a", {"title": "專題片放映", "kind": "screening", "day": "2017-03-23", "starts": "14:30", "ends": "15:30", "place": "匯賢里社區",
                 "room": "活動教室", "capacity": "60", "awareness": "社區工作"}),
    "B": ("b", {"title": "街頭宣傳", "kind": "street", "day": "2017-03-24", "starts": "09:00", "ends": "11:30", "place": "康寧社區"}),
    "C": ("c", {"title": "文藝展演和志願者招募", "kind": "show", "day": "2017-03-25", "starts": "09:30", "ends": "11:30", "place": "楓景家園社區廣場"}),
}  # fmt: skip
BUTTONS = ("sign_in", "ask", "volunteer", "wish", "follow")
BOOTHS = {"A1": ("A1",), "A2": ("A2",), "B": tuple(week.BOOTHS), "C": ("C1",)}
MATERIALS = {"A-TRI": ("a", "tri_fold", "A4", ""), "B-A5": ("b", "flyer", "A5", "0.12"), "B-TRI": ("b", "tri_fold", "A4", "0.45"), "C-FLY": ("c", "flyer", "A6", "")}
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{5} [0-9A-Z]{5}(?![0-9A-Z])")


class Clock:
    """The only thing that is not real: what the server takes for now."""

    def __init__(self) -> None:
        self.ms = 0

    def set(self, day: str, time: str = "09:00") -> int:
        """Let it be ``time`` on a ``day`` of March 2017 (``2017-03-24`` or any other date); return milliseconds UTC."""
        self.ms = int(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZONE).timestamp() * 1000)
        return self.ms

    def time_ns(self) -> int:
        """What ``time.time_ns`` would say."""
        return self.ms * 1_000_000


@contextmanager
def on_the_clock(clock: Clock) -> Iterator[None]:
    """Let the server's clock be ``clock``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "time", SimpleNamespace(time_ns=clock.time_ns))
        yield


@dataclass
class TheWeek:
    """The instance, its clock, who is signed in, and the ids of the plan by code."""

    app: Flask
    clock: Clock
    passwords: dict[str, str]
    signed_in: dict[str, tuple[Visitor, int]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    campaign: str = ""
    events: dict[str, str] = field(default_factory=dict)
    booths: dict[str, str] = field(default_factory=dict)
    materials: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """The database, for reading what stands in it."""
        found: Store = self.app.extensions["kiosk"].store
        return found

    def desk(self, name: str) -> Visitor:
        """The browser of an account; who has not been here for a week and a half signs in anew."""
        desk, since = self.signed_in.get(name, (None, 0))
        if desk is None or self.clock.ms - since > 10 * 86_400_000:
            desk = sign_in(self.app, name, self.passwords[name])
            self.signed_in[name] = desk, self.clock.ms
        return desk

    def start_of(self, event: str) -> int:
        """When an event begins, in milliseconds UTC."""
        values = EVENTS[event][1]
        return int(datetime.fromisoformat(f"{values['day']}T{values['starts']}").replace(tzinfo=ZONE).timestamp() * 1000)

    def at(self, event: str, minute: float) -> int:
        """Let it be so many minutes after an event's start."""
        self.clock.ms = self.start_of(event) + round(minute * 60_000)
        return self.clock.ms

    def resident(self) -> Visitor:
        """Somebody's own phone."""
        return Visitor(self.app)

    def pair(self, event: str, booth: str, name: str = "", *, role: str = "volunteer", person: str = "") -> Visitor:
        """The coordinator shows a pairing code; a phone opens it and is paired."""
        desk, phone = self.desk(EVENTS[event][0]), self.resident()
        desk.open(f"/office/phones/{self.events[event]}")
        page = desk.send("pairing", booth=self.booths[booth], role=role, **({"person": person} if person else {}))
        secret = re.search(r"/P/([0-9A-Z]+)", page)
        assert secret, page
        phone.open(f"/P/{secret[1]}")
        phone.send("/P/", name=name)
        return phone

    def print_run(self, event: str, kind: str, by: str = "printing", **wanted: str | Sequence[str]) -> str:
        """Plan a run in the office; return its id."""
        desk = self.desk(by)
        desk.open(f"/office/print/{self.events[event]}/new?kind={kind}")
        desk.send("/new", ("kind", kind), **wanted)
        found = re.search(r"/office/print/run/([0-9a-f-]{36})", desk.path + desk.page)
        assert found, desk.page
        return found[1]

    def codes_of(self, run: str, **query: str | int) -> list[str]:
        """The codes of a run's PDF as somebody types them from under their QR codes."""
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        document = pypdfium2.PdfDocument(self.desk("printing").read(f"/office/print/run/{run}.pdf?{asked}"))
        try:
            printed = [code for page in document for code in _CODE.findall(page.get_textpage().get_text_range())]
        finally:
            document.close()
        return sorted({code.replace(" ", "") for code in printed})

    def tallies(self, *, as_: str = "") -> list[dict[str, object]]:
        """The campaign's tallies as objects: by the command line, or as an account downloads them."""
        if as_:
            return list(json.loads(self.desk(as_).read(f"/office/tallies/campaign/{self.campaign}.json")))
        return list(json.loads(run_kiosk(Path(self.app.instance_path), "tallies", "--campaign", "WEEK2017", "--json").stdout))


def sign_in(app: Flask, name: str, password: str) -> Visitor:
    """Open the office as an account."""
    desk = Visitor(app)
    desk.open("/office/sign-in")
    desk.send("sign-in", name=name, password=password)
    return desk


def make_week(folder: Path, clock: Clock) -> TheWeek:
    """`kiosk init`, then accounts, organisations, the week and its events, all through the office's pages."""
    (folder / "password.txt").write_text(f"{ADMIN_PASSWORD}\n", encoding="utf-8")
    run_kiosk(folder / "instance", "init", "--name", ADMIN_NAME, "--password-file", str(folder / "password.txt"))
    made = TheWeek(create_app(folder / "instance"), clock, {ADMIN_NAME: ADMIN_PASSWORD})
    clock.set("2017-03-16")
    _add_units(made)
    _add_accounts(made)
    _add_campaign(made)
    for code in EVENTS:
        _add_event(made, code)
    _add_materials(made)
    return made


def _add_units(made: TheWeek) -> None:
    admin = made.desk(ADMIN_NAME)
    admin.open("/office/plan/organisations")
    county = last_id(admin.page, "/office/plan/organisation/")
    admin.open(f"/office/plan/organisation/{county}/edit")
    admin.send("edit", code="DEMO", name="社會工作示範區", level="county", language="zh-Hant")
    made.units["DEMO"] = county
    for code, (name, level, ourselves) in UNITS.items():
        about = {"code": code, "name": name, "level": level, "self_reference": ourselves, "language": "zh-Hant"}
        made.units[code] = add(admin, "organisation", county, **about)


def _add_accounts(made: TheWeek) -> None:
    admin = made.desk(ADMIN_NAME)
    for name, (role, unit) in ACCOUNTS.items():
        admin.open("/office/settings/accounts")
        page = admin.send("accounts", name=name, role=role, organisation=made.units[unit])
        shown = re.search(r"<code>([0-9A-Z-]+)</code>", page)
        assert shown, page
        made.passwords[name] = shown[1]
    admin.open("/office/print/address")
    admin.send("address", address=BASE_URL)


def _add_campaign(made: TheWeek) -> None:
    desk = made.desk("county")
    about = {"code": "WEEK2017", "title": "社會工作宣傳週", "theme": "社工讓社區更美好", "theme_by": "民政部", "starts_on": "2017-03-20", "ends_on": "2017-03-26",
             "topics": " ".join(week.TOPICS), "scope": "nation", "observance": "world_social_work_day", "language": "zh-Hant"}  # fmt: skip
    made.campaign = add(desk, "campaign", made.units["DEMO"], **about)
    for number, typed in enumerate(("民電【2017】29號", "內民政社工【2017】1號"), start=1):
        add(desk, "directive", made.campaign, code=str(number), issuer=("民政部辦公廳", "內蒙古自治區民政廳")[number - 1], number=typed)


def _add_event(made: TheWeek, code: str) -> None:
    owner, values = EVENTS[code]
    event = add(made.desk("county"), "event", made.campaign, code=code, organisation=owner.upper(), buttons=BUTTONS, language="zh-Hant", **values)
    made.events[code] = event
    for number, booth in enumerate(BOOTHS.get(code, ()), start=1):
        made.booths[booth] = add(made.desk(owner), "booth", event, code=booth, name=week.NAMES[booth][0], colour=str(number))


def _add_materials(made: TheWeek) -> None:
    for code, (_, kind, paper, cost) in MATERIALS.items():
        body = week.TEXTS[code][0] if code in week.TEXTS else "社會工作者幫助有需要的人。"
        about = {"code": code, "title": week.NAMES[code][0], "kind": kind, "paper": paper, "unit_cost": cost, "body": body}
        made.materials[code] = add(made.desk("county"), "material", made.campaign, **about)


def add(desk: Visitor, noun: str, parent: str, **values: str | Sequence[str]) -> str:
    """Add one record of the plan by its form; return its id, which came with the form."""
    desk.open(f"/office/plan/{noun}/new/{parent}")
    form = desk.form(f"/{noun}/new/")
    desk.post(form, values)
    return form.fields["id"][0]


def import_table(desk: Visitor, noun: str, parent: str, rows: Iterable[Mapping[str, object]]) -> str:
    """Take a file in as an office does: send it, look at what it would change, apply it."""
    listed = list(rows)
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(listed[0]))
    writer.writeheader()
    writer.writerows(listed)
    desk.open(f"/office/plan/{noun}/import/{parent}")
    desk.send("/import/", file=File(file.getvalue().encode("utf-8-sig"), f"{noun}.csv"))
    return desk.send("/apply")


def switch_on(desk: Visitor, event: str, *features: str) -> None:
    """Switch on what an event has beside its paper and counts."""
    desk.open(f"/office/plan/event/{event}/features")
    desk.send("features", features=features)


def last_id(text: str, before: str) -> str:
    """The last record that the text leads to."""
    found = re.findall(rf"{re.escape(before)}([0-9a-f-]{{36}})", text)
    assert found, (before, text[-2000:])
    return str(found[-1])
