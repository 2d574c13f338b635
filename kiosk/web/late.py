"""Which phones' counts are not all in, said wherever a booth's figures are; and moments on the wall clock of the event's place."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.languages import say_date, say_time
from kiosk.late_phones import LatePhone
from kiosk.web.context import language, t


def say_late(event: sqlite3.Row, phones: Iterable[LatePhone]) -> dict[str, list[str]]:
    """Return booth → "phone 7, last heard 10:12, count unknown", one sentence a phone; '' for phones without a booth."""
    said: dict[str, list[str]] = {}
    for phone in phones:
        key = "inbox.late.holds" if phone.waiting else "inbox.late.silent"
        time = say_moment(event, phone.last_heard)
        said.setdefault(phone.booth, []).append(t(key, number=phone.number, time=time, count=phone.waiting))
    return said


def say_then(event: sqlite3.Row, moment: int) -> str:
    """Return day and time, with the year where that is not the event's own."""
    then = datetime.fromtimestamp(moment / 1000, ZoneInfo(event["zone"]))
    if str(then.year) == event["day"][:4]:
        return say_moment(event, moment, "-")
    return t("common.date.and_time", date=say_date(language(), then.date()), time=say_time(language(), then))


def say_moment(event: sqlite3.Row, moment: int, day: str = "") -> str:
    """Return 10:12 on ``day`` (the event's own, unless another is given), else day and time."""
    then = datetime.fromtimestamp(moment / 1000, ZoneInfo(event["zone"]))
    clock = say_time(language(), then)
    if then.date().isoformat() == (day or event["day"]):
        return clock
    return t(
        "common.date.and_time", date=say_date(language(), then.date(), "short"), time=f" {clock}" if language() != "en" else clock
    )
