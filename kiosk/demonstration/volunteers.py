"""The volunteers of the reference week: event C's 37 registrations, one of them twice, and who helped at B and C (domain.md §8)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk import ledger, records
from kiosk.campaigns import EVENT, event_window
from kiosk.inbox.decisions import decide
from kiosk.inbox.volunteers import perhaps_one_volunteer
from kiosk.organisations import ORGANISATION
from kiosk.people import SHIFT, add_person
from kiosk.privacy.notices import keep_notice
from kiosk.projects import PROJECT
from kiosk.records import add, all_of
from kiosk.sync import Sender
from kiosk.volunteers import AGES, FREE, MINOR, SKILLS, TASKS, Answers, Registration, register

REGISTRATIONS, NEW, MINORS_WITH_GUARDIAN = 37, 36, 5
STAFF, HELPERS = 6, 12
_FAMILY = "王李張劉陳楊趙黃周吳徐孫胡朱高林何郭馬羅梁宋鄭謝韓唐馮于董蕭程曹袁鄧許范余"
_GIVEN = ("曉梅", "建國", "志強", "麗華", "雨桐", "德明", "秀英", "文博", "海燕", "國棟", "靜宜", "永康")
_TWICE, _AGAIN = 11, 29
"""The registration by phone, and the one from paper that is the same person's."""
_MINORS, _BY_PHONE, _PAPER = (4, 9, 16, 23, 31), (3, 8, 14, 20, 26, 33), range(22, REGISTRATIONS)
_HELPED_AT_ONCE = (0, 2, 6)
"""Registrations of people who lent a hand for the last hour."""
_RETENTION_DAYS = 90
_MINUTE = 60_000
PROJECTS = (
    ("J1", ("探訪獨居老人", "探访独居老人", "Visits to older neighbours"), ("社區活動室集合", "社区活动室集合", "Meet at the community room"), "2017-04-01", "6", (0, 6, 12, 18)),
    ("J2", ("週末課業輔導", "周末课业辅导", "Homework help at weekends"), ("社區圖書角", "社区图书角", "Community reading corner"), "", "4", (1, 4, 9)),
    ("J3", ("社區綠化維護", "小区绿化维护", "Looking after the greenery"), ("三號樓前花壇", "三号楼前花坛", "Flower beds before block 3"), "2017-04-08", "10", (2, 7, 13, 20, 33)),
)
"""Service projects that were introduced at event C (invented), and which of the registrations signed up."""
Ids = Callable[[int], str]
"""Makes the next id of a fact from when (ms) it was seen."""


@dataclass(frozen=True, slots=True)
class Registered:
    """One registration, ``minute`` minutes after the event's start."""

    minute: float
    method: str
    answers: Answers


def registrations() -> Iterator[Registered]:
    """Yield every registration of event C in the order of the morning; every name and number is invented."""
    for index in range(REGISTRATIONS):
        method = "volunteer" if index in _BY_PHONE else "paper" if index in _PAPER else "self"
        yield Registered(-20 + index * 130 / REGISTRATIONS, method, _answers(_TWICE if index == _AGAIN else index))


def _answers(index: int) -> Answers:
    family = _FAMILY[index]
    age = MINOR if index in _MINORS else AGES[1:][index % 3]
    skills = dict.fromkeys((SKILLS[index % 11], SKILLS[(index * 3 + 4) % 11]) if index % 3 else (SKILLS[index % 11],))
    free = (FREE[index % 3], FREE[3 + index % 3]) if index % 2 else (FREE[3],)
    guardian = family + _GIVEN[(index + 5) % 12] if age == MINOR else ""
    phone, guardian_phone = f"138000{index + 101:05d}", f"138000{index + 201:05d}" if guardian else ""
    return Answers(family + _GIVEN[index * 7 % 12], phone, age, tuple(skills), free, guardian, guardian_phone, (TASKS[index % 5],))


def play_drive(connection: sqlite3.Connection, event: str, booth: str, ids: Ids) -> None:
    """Let event C's helpers come and go, and everybody register; the duplicate is merged, as a coordinator would in the inbox."""
    row = records.get(connection, EVENT, event)
    start, unit = event_window(row).starts, row["organisation"]
    for number in range(1, STAFF + HELPERS + 1):
        code = f"S{number:02d}" if number <= STAFF else f"V{number - STAFF:02d}"
        category, name = ("staff", f"工作人員{number:02d}") if number <= STAFF else ("volunteer", f"志願者{number - STAFF:02d}")
        person = add_person(connection, unit, {"code": code, "category": category}, name=name, phone=f"138000{number + 60:05d}")
        _on_shift(connection, event, code, person, booth, row)
        _work(connection, event, booth, person, start - 5 * _MINUTE, start + 120 * _MINUTE, ids, corrected=code == f"V{HELPERS:02d}")
    for code, titles, places, day, needed, _who in PROJECTS:
        values = {"code": code, "day": day, "starts": "09:00", "ends": "11:00", "needed": needed, "language": "zh-Hant"}
        texts = {f"{name}{variant}": said for name, all_ in (("title", titles), ("place", places)) for variant, said in zip(("", "@zh-Hans", "@en"), all_, strict=True)}
        add(connection, PROJECT, event, values | texts)
    version = keep_notice(connection, records.get(connection, ORGANISATION, unit), _RETENTION_DAYS, "volunteer")
    for index, one in enumerate(registrations()):
        at = start + round(one.minute * _MINUTE)
        wanted = Registration(ids(at), one.answers, one.method, "public" if one.method == "self" else "kiosk", booth, notice_version=version)
        volunteer = register(connection, row, wanted, at)
        if index in _HELPED_AT_ONCE:
            _on_shift(connection, event, volunteer.number, volunteer.person, booth, row, "10:30")
            _work(connection, event, booth, volunteer.person, start + 60 * _MINUTE, start + 120 * _MINUTE, ids)
        _sign_up(connection, row, index, volunteer.person, at, ids)
    [case] = perhaps_one_volunteer(connection, event)
    decide(connection, Sender("kiosk", frozenset((event,)), authority=True), event, case, case.choices[0], id=ids(start + 130 * _MINUTE))


def _sign_up(connection: sqlite3.Connection, event: sqlite3.Row, index: int, person: str, at: int, ids: Ids) -> None:
    """Sign a registration's person up for what they chose there and then."""
    for project in all_of(connection, PROJECT, event["id"]):
        if index in next(who for code, *_, who in PROJECTS if code == project["code"]):
            data = json.dumps({"project": project["id"]})
            fact = ledger.make_fact("sign_up", id=ids(at), device="public", at=at, event=event["id"], person=person, method="self", data=data)
            ledger.append(connection, [fact])


def sign_in_and_out(connection: sqlite3.Connection, event: str, ids: Ids) -> None:
    """Let everybody come and go who is on an event's plan: a few minutes early, and at its end."""
    window = event_window(records.get(connection, EVENT, event))
    for shift in connection.execute("SELECT person, booth FROM shift WHERE event = ? ORDER BY code", (event,)).fetchall():
        _work(connection, event, shift["booth"], shift["person"], window.starts - 5 * _MINUTE, window.ends, ids)


def _on_shift(connection: sqlite3.Connection, event: str, code: str, person: str, booth: str, row: sqlite3.Row, starts: str = "") -> None:
    duty = "sign_in" if code.startswith("S") else "hand_out"
    add(connection, SHIFT, event, {"code": code, "person": person, "booth": booth, "duty": duty, "starts": starts or row["starts"], "ends": row["ends"]})


def _work(connection: sqlite3.Connection, event: str, booth: str, person: str, starts: int, ends: int, ids: Ids, *, corrected: bool = False) -> None:
    """Record a shift; of a forgotten sign-out, that it was put right."""
    said = json.dumps({"corrected": True}) if corrected else "{}"
    ledger.append(connection, [
        ledger.make_fact("shift_in", id=ids(starts), device="kiosk", authority=1, at=starts, event=event, booth=booth, person=person),
        ledger.make_fact("shift_out", id=ids(ends), device="kiosk", authority=1, at=ends, event=event, booth=booth, person=person, data=said),
    ])  # fmt: skip
