"""Volunteers who register: what they are asked, how they get a number and become people of the plan, and how many are new."""

from __future__ import annotations

import hmac
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk import ledger
from kiosk.errors import InvalidFields, NotFound, Refusal
from kiosk.ids import derive_id, id_of_short, short_of_id
from kiosk.people import PERSON, add_person
from kiosk.privacy.notices import MOST_NAME, MOST_PHONE, clean_personal, seen
from kiosk.privacy.personal_data import erase, guardian_of, keep_identity, keyed_secret
from kiosk.records import archive
from kiosk.storage.upsert import upsert

UNDER = "under"
"""Under 14: nobody of that age is registered, and nothing is kept of who asks."""
MINOR = "14"
AGES = (MINOR, "18", "36", "60")
"""The bands, each by the first year of life that belongs to it: 14–17, 18–35, 36–59, 60 and over."""
SKILLS = ("health", "counselling", "law", "teaching", "arts", "photo", "computers", "repairs", "languages", "organising", "care", "other")
TASKS = ("hand_out", "guide", "visit", "set_up", "perform", "other")
FREE = ("weekday_morning", "weekday_afternoon", "weekday_evening", "weekend_morning", "weekend_afternoon", "weekend_evening")
_NUMBER = re.compile(r"V(\d{1,9})\Z", re.IGNORECASE)
_OWN = "own page of"


class TooYoung(Refusal):
    """Children under 14 are not registered; nothing of what was typed is kept."""

    reason = "too_young"
    area = "volunteers"
    status = 422


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody who registers says of themselves, checked; no identity number, birth date or address."""

    name: str
    phone: str
    age: str
    skills: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    guardian: str = ""
    guardian_phone: str = ""
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registration:
    """One registration.  ``id`` was made when the form was rendered, so that a double click is one; ``run`` and ``page`` are the
    printed sheet's that it was keyed from; ``booth`` and ``device`` tell where and by what it was taken."""

    id: str
    answers: Answers = field(repr=False)
    method: str = "self"
    device: str = "public"
    booth: str = ""
    run: str = ""
    page: int = 0
    erase_code: str = ""
    notice_version: int | None = None


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who registered.  ``number`` is the code in the plan; ``merged`` is the person that this one was found to be, '' for none.

    Names and numbers are '' once erased.  ``at`` is ms UTC.
    """

    person: str
    number: str
    event: str
    entry: str
    at: int
    method: str
    answers: Answers = field(repr=False)
    merged: str = ""

    @property
    def is_minor(self) -> bool:
        """Whether a guardian had to agree."""
        return self.answers.age == MINOR


def read_answers(form: Mapping[str, str], skills: Iterable[str], tasks: Iterable[str], free: Iterable[str]) -> Answers:
    """Return what was answered; TooYoung before anything else is looked at, InvalidFields."""
    age = form.get("age", "")
    if age == UNDER:
        raise TooYoung()
    problems: dict[str, tuple[str, dict[str, object]]] = {} if age in AGES else {"age": ("volunteers.problem.age", {})}
    longest = {"name": MOST_NAME, "phone": MOST_PHONE}
    if age == MINOR:
        longest |= {"guardian": MOST_NAME, "guardian_phone": MOST_PHONE}
    cleaned: dict[str, str] = {}
    try:
        cleaned = clean_personal(form, longest, ("name", "phone"))
    except InvalidFields as refusal:
        problems |= refusal.fields
    if age == MINOR and not (seen(form.get("guardian", "")) and form.get("guardian_agrees")):
        problems["guardian"] = ("volunteers.problem.guardian", {})
    if problems:
        raise InvalidFields(problems)
    name, guardian = (" ".join(cleaned.get(field, "").split()) for field in ("name", "guardian"))  # a name is one line
    return Answers(
        name, cleaned["phone"], age, tuple(each for each in SKILLS if each in set(skills)), tuple(each for each in FREE if each in set(free)),
        guardian, cleaned.get("guardian_phone", ""), tuple(each for each in TASKS if each in set(tasks)),
    )  # fmt: skip


def register(connection: sqlite3.Connection, event: sqlite3.Row, registration: Registration, at: int | None = None) -> Volunteer:
    """Record one registration, give the next number and add the person to the plan; the same registration again changes nothing."""
    person = person_of(registration.id)
    fact = ledger.make_fact(
        "registration", id=registration.id, device=registration.device, at=at, event=event["id"], booth=registration.booth, person=person,
        method=registration.method, run=registration.run, number=registration.page, data=json.dumps({"age": registration.answers.age}),
    )  # fmt: skip
    if ledger.append(connection, [fact])[0].outcome == "recorded":
        take_in(connection, event, registration)
    return get_volunteer(connection, person)


def person_of(registration: str) -> str:
    """Return the id of the person that a registration is of, so that the same one again is nobody else."""
    return derive_id(registration, "person")


def take_in(connection: sqlite3.Connection, event: sqlite3.Row, registration: Registration) -> None:
    """Give a number to somebody whose registration is in the ledger already, and add them to the plan."""
    person, said, guardian = person_of(registration.id), registration.answers, ""
    if said.age == MINOR:
        guardian = guardian_of(person)
        keep_identity(connection, guardian, event=event["id"], name=said.guardian, phone=said.guardian_phone)
    keep_identity(
        connection, person, event=event["id"], name=said.name, phone=said.phone, notice_version=registration.notice_version,
        erase_code=registration.erase_code,
    )  # fmt: skip
    values = {"code": next_number(connection, event["organisation"]), "category": "volunteer"}
    add_person(connection, event["organisation"], values, name=said.name, phone=said.phone, id=person)
    connection.execute(
        "INSERT INTO volunteer VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (person, event["id"], registration.id, said.age, " ".join(said.skills), " ".join(said.free), guardian, " ".join(said.tasks)),
    )


def take_over_volunteer(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Keep that somebody registered at another kiosk: a number and an age, neither a name nor a guardian.  IntegrityError."""
    upsert(connection, "volunteer", row, ("person",))


def follow(connection: sqlite3.Connection, entries: Iterable[str], *, forgets: bool = False) -> None:
    """Put away in the plan whose registration among ``entries`` does not stand (taken back, or in quarantine), bring back whose does
    again; ``forgets``: the name goes too."""
    rows = connection.execute(
        "SELECT v.person, p.archived_at IS NOT NULL AS away, EXISTS (SELECT 1 FROM standing s WHERE s.id = v.entry) AS stands"
        " FROM volunteer v JOIN person p ON p.id = v.person WHERE v.entry IN (SELECT value FROM json_each(?))",
        (json.dumps(list(entries)),),
    ).fetchall()
    for row in rows:
        if bool(row["away"]) == bool(row["stands"]):
            archive(connection, PERSON, row["person"], back=bool(row["stands"]))
        if forgets and not row["stands"]:
            erase(connection, row["person"], "taken_back")


def next_number(connection: sqlite3.Connection, organisation: str) -> str:
    """Return the next volunteer's number of an organisation: V and one more than the greatest, at least two figures."""
    rows = connection.execute("SELECT code FROM person WHERE organisation = ? AND code LIKE 'V%'", (organisation,)).fetchall()
    known = [int(found[1]) for row in rows if (found := _NUMBER.match(row["code"]))]
    return f"V{max(known, default=0) + 1:02d}"


_VOLUNTEERS = (
    "SELECT v.*, p.code, e.at, e.method, coalesce(s.person, '') AS merged, coalesce(i.name, '') AS name, coalesce(i.phone, '') AS phone,"
    " coalesce(g.name, '') AS guardian_name, coalesce(g.phone, '') AS guardian_phone FROM volunteer v JOIN entry e ON e.id = v.entry"
    " JOIN person p ON p.id = v.person LEFT JOIN identity i ON i.subject = v.person LEFT JOIN identity g ON g.subject = v.guardian"
    " LEFT JOIN same_person s ON s.participant = v.person AND s.undone_at IS NULL"
)
_COUNTED = "NOT EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = e.seq)"


def get_volunteer(connection: sqlite3.Connection, person: str) -> Volunteer:
    """Return who registered under this id; NotFound."""
    row = connection.execute(f"{_VOLUNTEERS} WHERE v.person = ?", (person,)).fetchone()
    if row is None:
        raise NotFound()
    return _volunteer(row)


def registered_at(connection: sqlite3.Connection, event: str) -> list[Volunteer]:
    """Return who registered at an event and whose registration stands, by time."""
    rows = connection.execute(f"{_VOLUNTEERS} WHERE v.event = ? AND {_COUNTED} ORDER BY e.at, e.id", (event,)).fetchall()
    return [_volunteer(row) for row in rows]


def known_again(connection: sqlite3.Connection, events: Iterable[str]) -> Counter[str]:
    """Return event → how many of its registrations are of somebody who was found to be known already: they are no new volunteers."""
    rows = connection.execute(
        "SELECT v.event, count(*) AS known FROM volunteer v CROSS JOIN same_person s ON s.participant = v.person CROSS JOIN fact e ON e.id = v.entry"
        f" WHERE s.undone_at IS NULL AND v.event IN (SELECT value FROM json_each(?)) AND {_COUNTED} GROUP BY v.event",
        (json.dumps(sorted(events)),),
    ).fetchall()
    return Counter({row["event"]: row["known"] for row in rows})


def volunteers_past(connection: sqlite3.Connection, before: int) -> list[sqlite3.Row]:
    """Return who registered and was put away in the plan before an instant (ms UTC), and still has a name: they left, and it goes."""
    return connection.execute(
        "SELECT v.person AS subject FROM volunteer v JOIN person p ON p.id = v.person JOIN identity i ON i.subject = p.id WHERE p.archived_at < ?",
        (before,),
    ).fetchall()


def take_back(connection: sqlite3.Connection, volunteer: Volunteer, *, id: str, by: str) -> None:
    """Take back a registration that was none (a test, a joke, the wrong page): it counts no more, and its person goes with the name.

    The same ``id`` again changes nothing.
    """
    void = ledger.make_fact("void", id=id, device=by, authority=1, event=volunteer.event, names=volunteer.entry, data=json.dumps({"entry": volunteer.entry}))
    ledger.append(connection, [void])
    erase(connection, volunteer.person, "taken_back")
    archive(connection, PERSON, volunteer.person)


def own_address(key: str, person: str) -> str:
    """Return the last part of the address of a volunteer's own page: who it is, and 128 bits that only the instance's ``key`` tells."""
    return short_of_id(person) + keyed_secret(key, f"{_OWN} {person}")


def person_of_address(key: str, part: str) -> str:
    """Return whose own page an address names, '' for one that was never given out."""
    person = id_of_short(part[:26])
    return person if person and _same(own_address(key, person), part.upper()) else ""


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _volunteer(row: sqlite3.Row) -> Volunteer:
    answers = Answers(
        row["name"], row["phone"], row["age"], tuple(row["skills"].split()), tuple(row["free"].split()), row["guardian_name"], row["guardian_phone"],
        tuple(row["tasks"].split()),
    )
    return Volunteer(row["person"], row["code"], row["event"], row["entry"], row["at"], row["method"], answers, row["merged"])
