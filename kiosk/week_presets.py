"""Weeks, months and days that offices know well: what a new campaign's form is filled with when one is chosen; nothing is forced."""

from __future__ import annotations

import calendar
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk import records
from kiosk.languages import LANGUAGES, text
from kiosk.observances import OBSERVANCES
from kiosk.proposed_codes import next_code
from kiosk.summary_texts import TOPIC

_Span = Callable[[date | None, int], tuple[date, date]]
FIVE_SINCE = 2021
"""Since then volunteers and charitable resources stand beside the three (Central Committee and State Council, April 2021)."""


@dataclass(frozen=True, slots=True)
class WeekPreset:
    """One well-known campaign: the observance that it is held on, and from when to when."""

    observance: str
    span: _Span


def _that_day(day: date | None, year: int) -> tuple[date, date]:
    """Return the day alone; only days with a rule are asked."""
    return (day or date(year, 1, 1),) * 2


def _that_week(day: date | None, year: int) -> tuple[date, date]:
    """Return Monday to Sunday of the week in which the day falls."""
    monday = (day or date(year, 1, 1)) - timedelta((day or date(year, 1, 1)).weekday())
    return monday, monday + timedelta(6)


def _month(number: int) -> _Span:
    return lambda day, year: (date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


WEEK_PRESETS: Mapping[str, WeekPreset] = {
    "social_work_week": WeekPreset("world_social_work_day", _that_week),
    "lei_feng_month": WeekPreset("learn_from_lei_feng_day", _month(3)),
    "disaster_prevention_day": WeekPreset("disaster_prevention_day", _that_day),
    "disability_day": WeekPreset("disability_day", _that_day),
    "charity_day": WeekPreset("charity_day", _that_day),
    "elders_month": WeekPreset("respect_elders_month", _month(10)),
    "volunteer_day": WeekPreset("volunteer_day", _that_day),
}
"""By their name in the catalogues (``week.preset``), in the order of the year."""


def days_of(name: str, year: int) -> tuple[date, date]:
    """Return the first and the last day of a preset in ``year``; KeyError."""
    preset = WEEK_PRESETS[name]
    return preset.span(OBSERVANCES[preset.observance].day_in(year), year)


def next_year_of(name: str, today: date) -> int:
    """Return the year of the preset's next time that is not over; KeyError."""
    return today.year if days_of(name, today.year)[1] >= today else today.year + 1


def fill_campaign(name: str, year: int, language: str) -> dict[str, str]:
    """Return what a new campaign's form holds: typed in ``language``, with the others beside it; KeyError."""
    first, last = days_of(name, year)
    values = {"starts_on": first.isoformat(), "ends_on": last.isoformat(), "observance": WEEK_PRESETS[name].observance, "language": language}
    for field in ("title", "topics", "slogans"):
        for each in LANGUAGES:
            values[field if each == language else f"{field}@{each}"] = _say(each, f"{name}.{field}", year)
    return values


def add_terms(connection: sqlite3.Connection, name: str, campaign: str, language: str) -> None:
    """Add what a preset's terms mean to a new campaign, as of its year; nothing where the preset has none."""
    if name != "social_work_week":
        return
    year = int(records.get(connection, records.Noun("campaign", "", ()), campaign)["starts_on"][:4])
    values = {"code": next_code(connection, TOPIC, campaign, "T"), "language": language}
    for field in ("title", "definition"):
        for each in LANGUAGES:
            values[field if each == language else f"{field}@{each}"] = text(each, f"week.term.{_term(year)}.{field}")
    records.add(connection, TOPIC, campaign, values)


def _term(year: int) -> str:
    return "five" if year >= FIVE_SINCE else "three"


def _say(language: str, key: str, year: int) -> str:
    return text(language, f"week.preset.{key}", year=year, term=text(language, f"week.term.{_term(year)}.title"))
