"""What the codes in a plan's forms and files name: nothing of a sister organisation is ever found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from kiosk import people, records
from kiosk.accounts import Account
from kiosk.campaigns import BOOTH, EVENT
from kiosk.groups import find_group
from kiosk.organisations import ORGANISATION
from kiosk.posts import POST

_Finder = Callable[[sqlite3.Connection, str, str], sqlite3.Row | None]


def find_reference(connection: sqlite3.Connection, kind: str, parent: str, code: str, *, by: Account | None) -> str | None:
    """Return the id of what ``code`` names where a record under ``parent`` may name it; None for nothing.

    ``by`` limits which events and organisations may be named (None: any, as on the command line or where it stays as it was).
    """
    found = _FINDERS[kind](connection, parent, code)
    if found is None or (by is not None and not _may_name(kind, found, by)):
        return None
    return str(found["id"])


def _may_name(kind: str, found: sqlite3.Row, by: Account) -> bool:
    if kind == "event":
        return by.may(("coordinator",), found["organisation"], found["id"])
    return kind != "organisation" or by.may(("coordinator",), found["id"])


def _holder_of(connection: sqlite3.Connection, event: str) -> str:
    return str(records.get(connection, EVENT, event)["organisation"])


_FINDERS: dict[str, _Finder] = {
    "booth": lambda connection, parent, code: records.find_by_code(connection, BOOTH, parent, code),
    "post": lambda connection, parent, code: records.find_by_code(connection, POST, parent, code),
    "event": lambda connection, parent, code: records.find_by_code(connection, EVENT, parent, code),
    "person": lambda connection, parent, code: records.find_by_code(connection, people.PERSON, _holder_of(connection, parent), code),
    "group": lambda connection, parent, code: find_group(connection, _holder_of(connection, parent), code),
    "organisation": lambda connection, _, code: records.find_by_code(connection, ORGANISATION, "", code),
    "unit": lambda connection, _, code: records.find_by_code(connection, ORGANISATION, "", code),
}
"""Kind of field → how a code is looked up; a ``unit`` is any organisation of the site: who holds an event together with one's own."""
