"""Days that many offices keep each year: when they fall, and which time it is; what is not known here is typed by hand; pure."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.languages import say_date, text
from kiosk.records import variant_of


@dataclass(frozen=True, slots=True)
class Observance:
    """One day (or, without ``day`` and ``nth``, a whole month) of the year.

    ``counted_from`` is the year of the first one, None where sources do not agree on it: then no number is said; ``holds_from`` the first year in which the rule gives the date; ``nth`` and
    ``weekday`` (Monday is 1) say "the third Tuesday".
    """

    month: int
    counted_from: int | None
    source: str
    day: int = 0
    nth: int = 0
    weekday: int = 0
    holds_from: int = 0

    def ordinal(self, year: int) -> int | None:
        """Return which time it is in ``year``; None before the first, and where nobody knows."""
        return None if self.counted_from is None or year < self.counted_from else year - self.counted_from + 1

    def day_in(self, year: int) -> date | None:
        """Return its day in ``year``; None for a whole month, and where the rule does not hold yet."""
        if year < max(self.holds_from, self.counted_from or 0) or not (self.day or self.nth):
            return None
        if self.day:
            return date(year, self.month, self.day)
        first = date(year, self.month, 1)
        return first + timedelta((self.weekday - first.isoweekday()) % 7 + 7 * (self.nth - 1))


OBSERVANCES: Mapping[str, Observance] = {
    # 27 March 2007 and 15 April 2008 were named one by one; the third Tuesday of March since the general meeting of 2008.
    "world_social_work_day": Observance(3, 2007, "ifsw.org/history-world-social-work-day", nth=3, weekday=2, holds_from=2009),
    # 2016 was called the 54th and 2023 the 60th: one counts 5 March 1963 itself, the other does not.
    "learn_from_lei_feng_day": Observance(3, None, "People's Daily, 5 March 1963", day=5, holds_from=1963),
    "disaster_prevention_day": Observance(5, 2009, "State Council, 2 March 2009; 2021 was the 13th, 2023 the 15th", day=12),
    "disability_day": Observance(5, 1991, "Law on the Protection of Persons with Disabilities", nth=3, weekday=7),
    "charity_day": Observance(9, 2016, "Charity Law, article 7", day=5),
    "respect_elders_month": Observance(10, 2010, "National Committee on Ageing, 2010; 2014 was the fifth (City of Changzhou)"),
    "volunteer_day": Observance(12, 1986, "United Nations, A/RES/40/212", day=5),
}
"""By their name in the catalogues (``plan.choice.observance``)."""
_DIGITS = "零一二三四五六七八九"


def say_occasion(campaign: sqlite3.Row, language: str) -> str:
    """Return the occasion on which a campaign is held: as typed, else the observance with its number and day, else ''."""
    if campaign["occasion"]:
        return variant_of(campaign, "occasion", language)
    said = name_observance(campaign, language)
    if not said:
        return ""
    day = OBSERVANCES[campaign["observance"]].day_in(date.fromisoformat(campaign["starts_on"]).year)
    return text(language, "week.occasion_on", name=said, day=say_date(language, day)) if day else said


def name_observance(campaign: sqlite3.Row, language: str) -> str:
    """Return the day that a campaign keeps, with its number: 第十一個國際社工日; '' where it keeps none."""
    observance = OBSERVANCES.get(campaign["observance"])
    if observance is None:
        return ""
    name = text(language, f"plan.choice.observance.{campaign['observance']}")
    ordinal = observance.ordinal(date.fromisoformat(campaign["starts_on"]).year)
    return text(language, "week.ordinal", number=say_ordinal(language, ordinal), name=name) if ordinal else name


def say_ordinal(language: str, number: int) -> str:
    """Return 十一, or 11th in English; up to 99 in words, as documents write it."""
    if language == "en":
        ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{ending}"
    tens, ones = divmod(number, 10)
    if tens > 9:
        return str(number)
    return ("十" if tens == 1 else f"{_DIGITS[tens]}十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")
