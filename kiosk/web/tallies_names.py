"""What the templates of the tallies and their siblings call: ways of saying a share, an amount of money, a day and a time."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from kiosk import languages
from kiosk.campaigns import event_window
from kiosk.co_organisers import say_all_jointly
from kiosk.web.context import language, store
from kiosk.web.tallies_tables import clock, marks_of
from kiosk.web.tallies_view import say_persons, say_shown, say_steps


def names() -> dict[str, object]:
    """Give the templates of this area their ways of saying a share, an amount of money, a day and a time."""
    jointly = cache(lambda: say_all_jointly(store().read(), language()))
    return {
        "say_percent": lambda share: languages.say_percent(language(), share),
        "say_money": lambda amount: languages.say_number(language(), round(amount, 2)),
        "say_hours": lambda hours: languages.say_number(language(), languages.plain(hours)),
        "when": _say_when,
        "day_of": lambda event: languages.say_date(language(), date.fromisoformat(event["day"])),
        "clock": clock,
        "jointly": lambda event: jointly().get(event["id"], ""),
        "marks_of": marks_of,
        "say_persons": say_persons,
        "say_shown": say_shown,
        "say_steps": say_steps,
    }


def _say_when(event: sqlite3.Row) -> str:
    """Say an event's day and hours on its own wall clock."""
    zone = ZoneInfo(event["zone"])
    starts, ends = (datetime.fromtimestamp(at / 1000, zone) for at in (event_window(event).starts, event_window(event).ends))
    return languages.say_day_and_time(language(), starts, ends)
