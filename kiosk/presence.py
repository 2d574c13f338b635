"""The presence code: four digits that change every two minutes, shown at the event and asked for by the public sign-in form.

It proves little: a code can be photographed and sent on; it shows that somebody knew the screen's code within four minutes.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
import unicodedata

from kiosk.ids import new_secret
from kiosk.records import touch_plan
from kiosk.settings import read_setting, write_setting

PERIOD_MS = 120_000
_DIGITS = 4
_MOST_AHEAD = 1_500
"""Fifty hours of codes: a day's event with any margin."""


def presence_secret(connection: sqlite3.Connection, event: str) -> str:
    """Return what the event's codes are made from; '' while nobody is asked for one, which is the default."""
    state, _, secret = read_setting(connection, _key(event)).partition(" ")
    return secret if state == "on" else ""


def set_presence(connection: sqlite3.Connection, event: str, *, on: bool) -> None:
    """Ask for the code from now on, or not.  The secret stays: a screen without a network shows right codes when it is on again."""
    secret = read_setting(connection, _key(event)).partition(" ")[2] or new_secret()
    write_setting(connection, _key(event), f"{'on' if on else 'off'} {secret}")
    touch_plan(connection)


def code_at(secret: str, at_ms: int) -> str:
    """Return the code that is shown at an instant."""
    return _code(secret, at_ms // PERIOD_MS)


def is_shown(secret: str, typed: str, at_ms: int) -> bool:
    """Tell whether this is the code of now or the one before: who read it just before the change may still type it."""
    digits = "".join(letter for letter in unicodedata.normalize("NFKC", typed) if letter in "0123456789")
    period = at_ms // PERIOD_MS
    return any(hmac.compare_digest(digits, _code(secret, one)) for one in (period, period - 1))


def codes_between(secret: str, first_ms: int, last_ms: int) -> tuple[int, list[str]]:
    """Return the number of the first period and the codes from there on, for a screen that may be without a network all day."""
    first = first_ms // PERIOD_MS
    last = min(last_ms // PERIOD_MS, first + _MOST_AHEAD - 1)
    return first, [_code(secret, period) for period in range(first, last + 1)]


def _code(secret: str, period: int) -> str:
    digest = hmac.new(secret.encode(), str(period).encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**_DIGITS:0{_DIGITS}}"


def _key(event: str) -> str:
    return f"presence {event}"
