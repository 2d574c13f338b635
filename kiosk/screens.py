"""The sign-in screen: the staff PIN that it is left by, and the short address that its large code opens.

The PIN keeps visitors' hands out of the queue and the settings.  It goes to the screen as a salted, slow hash and is checked
there, without a network and without a secure context; whoever takes the tablet away and reads its storage can try all PINs.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import unicodedata

from werkzeug.security import generate_password_hash

from kiosk.devices import Device, get_device
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import id_of_short, short_of_id
from kiosk.records import touch_plan
from kiosk.settings import read_setting, write_setting

_PIN = re.compile(r"[0-9]{4,8}\Z")
_HASHING = "pbkdf2:sha256:20000"
"""Werkzeug's own form, which the screen reads too: plain http has no crypto.subtle, so the rounds are what a script does in a blink."""


def pin_hash(connection: sqlite3.Connection, event: str) -> str:
    """Return the hash of the event's PIN; '' while it has none, and then nobody leaves its screens."""
    return read_setting(connection, _key(event))


def set_pin(connection: sqlite3.Connection, event: str, typed: str) -> None:
    """Set the PIN of the event's screens; InvalidFields unless it is 4 to 8 digits."""
    pin = unicodedata.normalize("NFKC", typed).strip()
    if not _PIN.match(pin):
        raise InvalidFields({"pin": ("screens.bad_pin", {})})
    write_setting(connection, _key(event), generate_password_hash(pin, method=_HASHING))
    touch_plan(connection)


def make_pin(connection: sqlite3.Connection, event: str) -> str:
    """Set a random PIN of six digits and return it, to be shown once."""
    pin = f"{secrets.randbelow(10**6):06}"
    set_pin(connection, event, pin)
    return pin


def first_pin(connection: sqlite3.Connection, event: str) -> str:
    """Make a PIN where the event has none yet; '' where it has, since nobody can read it back."""
    return "" if pin_hash(connection, event) else make_pin(connection, event)


def screen_path(device: str) -> str:
    """Return the path that a screen's large code opens, short and upper case so that the code's squares are large."""
    return f"/K/{short_of_id(device)}"


def screen_of_path(connection: sqlite3.Connection, short: str) -> Device:
    """Return the screen whose code was scanned, whatever became of it since; NotFound."""
    id = id_of_short(short)
    found = get_device(connection, id) if id else None
    if found is None or found.role != "kiosk":
        raise NotFound()
    return found


def _key(event: str) -> str:
    return f"screen_pin {event}"
