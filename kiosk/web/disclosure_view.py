"""What is held about one person in words, for the office's page and for the one behind an erase code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from kiosk.languages import catalogue, say_date, say_list
from kiosk.privacy.personal_data import mask_phone
from kiosk.web.context import language, t
from kiosk.web.registration_form import say_chosen
from kiosk.web.retention import say_moment

Rows = list[tuple[str, str]]


def say_records(held: dict[str, Any], *, masked: bool = False) -> list[Rows]:
    """Return each record as (heading, words), empty fields left out; with ``masked`` telephone numbers as screens show them."""
    return [list(_rows(record, masked)) for record in held["records"]]


def _rows(record: dict[str, Any], masked: bool) -> Iterator[tuple[str, str]]:
    event = record["event"]
    said = {
        "name": record["name"], "phone": mask_phone(record["phone"]) if masked else record["phone"], "note": record["note"],
        "earlier": "\n".join(record["earlier_wordings"]), "organisation": record["organisation"],
        "where": f"{event['code']} {event['title'][language()]} · {_day(event['day'])}" if event else "", "code": record["code"],
        "number": str(record["number"] or ""), "left_at": _time(record["left_at"]),
        "notice_version": t("privacy.held.notice_said", version=record["notice_version"]) if record["notice_version"] else "",
        "expected": _list(record["expected_at"]), **_registration(record["registration"]), "proofs": _list([each["code"] for each in record["proofs"]]),
        "phones": _list([each["name"] for each in record["phones"]]),
        "looks": "\n".join(f"{_time(each['at'])}  {each['why']}" for each in record["looks_at_the_number"]), "erased_at": _time(record["erased_at"]),
        "facts": "\n".join(_fact(each) for each in record["facts"]), "shifts": "\n".join(_shift(each) for each in record["shifts"]),
    }  # fmt: skip
    yield from ((t(f"privacy.held.{key}"), words) for key, words in said.items() if words)


def say_hours(held: dict[str, Any]) -> Rows:
    """Return the hours of service per event."""
    return [(f"{each['event']} · {_day(each['day'])}", t("privacy.held.hours_said", hours=each["hours"])) for each in held["service_hours"]]


def say_notices(held: dict[str, Any]) -> list[tuple[int, list[str]]]:
    """Return each version of the notice with its paragraphs in the reader's language."""
    return [(each["version"], each["texts"].get(language(), "").split("\n")) for each in held["notices"]]


def _registration(said: dict[str, Any] | None) -> dict[str, str]:
    if said is None:
        return {}
    return {
        "age": t(f"volunteers.age.{said['age']}"), "skills": _list(say_chosen("skill", tuple(said["skills"]))),
        "tasks": _list(say_chosen("task", tuple(said["tasks"]))),
        "free": _list(say_chosen("free", tuple(said["free"]))), "guardian": t("privacy.held.yes") if said["guardian_agreed"] else "",
    }  # fmt: skip


def _fact(fact: dict[str, Any]) -> str:
    key = f"privacy.fact.{fact['kind']}"
    kind = t(key if key in catalogue(language()) else "privacy.fact.other")
    parts = [_time(fact["at"]), kind, fact["event"], fact["booth"], t("privacy.held.taken_back") if fact["taken_back"] else "", fact["note"]]
    return " · ".join(part for part in parts if part)


def _shift(shift: dict[str, Any]) -> str:
    hours = f"{shift['starts']}–{shift['ends']}" if shift["starts"] else ""
    parts = [_day(shift["day"]), hours, shift["event"], shift["booth"], t(f"plan.choice.duty.{shift['duty']}")]
    return " · ".join(part for part in parts if part)


def _list(words: list[str]) -> str:
    return say_list(language(), words)


def _day(day: str) -> str:
    return say_date(language(), date.fromisoformat(day))


def _time(moment: str) -> str:
    return say_moment(int(datetime.fromisoformat(moment).timestamp() * 1000)) if moment else ""
