"""What time and which day it is somewhere, by the one clock of the kiosk (``kiosk.ids.now_ms``): a page and a fact never disagree about today."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk import ids


def now(zone: str = "UTC") -> datetime:
    """Return the time in an IANA zone."""
    return moment(ids.now_ms(), zone)


def today(zone: str = "UTC") -> date:
    """Return the day in an IANA zone."""
    return now(zone).date()


def moment(at: int, zone: str = "UTC") -> datetime:
    """Return an instant (ms UTC) as the clocks of an IANA zone show it."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
