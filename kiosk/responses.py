"""Public scans, who is distinct among them, and what people do on the landing page (architecture.md §4).

A page that is opened is a ``response``.  The page carries one image that names this scan; asking for it makes a ``shown``
fact with the mark of who saw it.  So previews, prefetches and bots are kept, told apart and not counted as people.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kiosk import ledger
from kiosk.ids import derive_id, new_id, now_ms
from kiosk.ledger import MAX_QUANTITY, Fact
from kiosk.printed_codes import CodeUse
from kiosk.privacy.personal_data import keep_identity
from kiosk.storage import Store

ACTIONS = ("sign_in", "ask", "volunteer", "wish", "follow", "feedback")
SALT_MS = 24 * 3_600_000
"""A salt is needed for its own day; dropped at the daily work after 24 hours it never lives to 48."""
_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a scan or an action comes from: the columns that its facts carry."""

    event: str = ""
    run: str = ""
    bundle: int = 0
    number: int = 0
    booth: str = ""
    material: str = ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a scan's image: the day cookie that came back ('' for none), the address and what the browser calls itself."""

    cookie: str
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody left with an action; kept in the erasable table, never in the ledger."""

    name: str = ""
    phone: str = ""
    note: str = ""
    erase_code: str = ""
    notice_version: int | None = None

    def is_empty(self) -> bool:
        """Tell whether there is nothing personal in it."""
        return not (self.name or self.phone or self.note)


def origin_of(use: CodeUse | None, event: str = "") -> Origin:
    """Return where a code leads its facts; just the event where there is no code."""
    if use is None:
        return Origin(event)
    return Origin(use.event, use.run, use.bundle, use.number, use.subject if use.kind == "booth" else "", use.material)


def opened(id: str, origin: Origin, *, preview: bool = False, unknown_code: str = "") -> Fact:
    """Return the fact that a landing page was opened; ``unknown_code`` is the text of one of our codes that stands for nothing."""
    flags = " ".join(name for name, holds in (("preview", preview), ("unknown_code", unknown_code)) if holds)
    data = json.dumps({"code": unknown_code} if unknown_code else {})
    return ledger.make_fact("response", id=id, device="public", method="scan", flags=flags, data=data, **asdict(origin))


def record_shown(connection: sqlite3.Connection, response: str, visitor: Visitor, at: int | None = None) -> bool:
    """Record that the page of a response was shown, once per response however often its image is asked for."""
    row = connection.execute(
        "SELECT event, run, bundle, number, booth, material FROM entry WHERE id = ? AND kind = 'response'", (response,)
    ).fetchone()
    if row is None:
        return False
    moment = now_ms() if at is None else at
    mark = _mark_of(connection, visitor, local_day(connection, row["event"], moment))
    fact = ledger.make_fact(
        "shown",
        id=derive_id(response, "shown"),
        device="public",
        at=moment,
        method="scan",
        data=json.dumps({"mark": mark}),
        **dict(row),
    )
    return ledger.append(connection, [fact])[0].outcome == "recorded"


def local_day(connection: sqlite3.Connection, event: str, at: int) -> str:
    """Return the date on the event's own calendar at an instant (UTC for a scan without an event)."""
    row = connection.execute("SELECT zone FROM event WHERE id = ?", (event,)).fetchone()
    return datetime.fromtimestamp(at / 1000, ZoneInfo(row["zone"]) if row else UTC).date().isoformat()


def _mark_of(connection: sqlite3.Connection, visitor: Visitor, day: str) -> str:
    if visitor.cookie:
        return "c" + hashlib.sha256(f"{day} {visitor.cookie}".encode()).hexdigest()[:24]
    seen = f"{visitor.address}\n{visitor.agent}".encode()
    return "h" + hashlib.sha256(_salt_of(connection, day) + seen).hexdigest()[:24]


def _salt_of(connection: sqlite3.Connection, day: str) -> bytes:
    row = connection.execute("SELECT salt FROM daily_salt WHERE day = ?", (day,)).fetchone()
    if row is not None:
        return bytes(row["salt"])
    drop_old_salts(connection)
    salt = secrets.token_bytes(32)
    connection.execute("INSERT INTO daily_salt VALUES (?, ?, ?)", (day, salt, now_ms()))
    return salt


def drop_old_salts(connection: sqlite3.Connection, at: int | None = None) -> int:
    """Delete the salts of days gone by, so that no mark can be tied to an address again; return how many.  Part of the daily work."""
    moment = now_ms() if at is None else at
    return connection.execute("DELETE FROM daily_salt WHERE made_at <= ?", (moment - SALT_MS,)).rowcount


def record_action(
    connection: sqlite3.Connection, id: str, which: str, origin: Origin, left: Left | None = None, at: int | None = None
) -> bool:
    """Record what somebody did on a landing page (now, or at ``at``), and apart from it what they left; False when this form was sent before."""
    fact = ledger.make_fact("action", id=id, device="public", at=at, method="self", data=json.dumps({"which": which}), **asdict(origin))
    if ledger.append(connection, [fact])[0].outcome != "recorded":
        return False
    if left is not None and not left.is_empty():
        keep_identity(
            connection, id, event=origin.event, name=left.name, phone=left.phone, note=left.note,
            notice_version=left.notice_version, erase_code=left.erase_code,
        )  # fmt: skip
    return True


class Flood:
    """Keeps a flood of scans from growing the ledger: beyond a rate they are counted in memory and written once a minute.

    A scan that brings no day cookie counts against its code and address; every scan counts against its address.  What is held
    back is flagged ``flood`` and written with the next scan after its minute, half a minute later at the latest, and at close.
    A crash loses at most the scans that were held back in the last minute and a half; scans within the rate are never held back.
    """

    def __init__(self, per_code: int = 300, per_address: int = 1_200, most_keys: int = 20_000) -> None:
        self.per_code = per_code
        self.per_address = per_address
        self.most_keys = most_keys
        self._minute = 0
        self._seen: Counter[tuple[str, str]] = Counter()
        self._held: Counter[tuple[int, Origin, bool]] = Counter()
        self._lock = threading.Lock()

    def admits(self, code: str, address: str, has_cookie: bool, at: int) -> bool:
        """Count one scan; False when it is part of a flood and must be given to ``hold``."""
        with self._lock:
            if at // _MINUTE != self._minute:
                self._minute = at // _MINUTE
                self._seen.clear()
            keys = [("", address)] if has_cookie else [("", address), (code, address)]
            if len(self._seen) + len(keys) > self.most_keys and any(key not in self._seen for key in keys):
                return False  # so many addresses in one minute are a flood themselves
            self._seen.update(keys)
            return all(self._seen[key] <= (self.per_code if key[0] else self.per_address) for key in keys)

    def hold(self, origin: Origin, preview: bool, at: int) -> None:
        """Hold back one scan."""
        with self._lock:
            self._held[at // _MINUTE, replace(origin, number=0), preview] += 1

    def due(self, at: int | None = None) -> list[Fact]:
        """Take out what was held back in the minutes before ``at`` (all of it when None) as facts to be appended."""
        with self._lock:
            ready = {key: count for key, count in self._held.items() if at is None or key[0] < at // _MINUTE}
            for key in ready:
                del self._held[key]
        return [fact for key, count in ready.items() for fact in _held_facts(*key, count)]

    def put_back(self, facts: list[Fact]) -> None:
        """Take facts back that could not be written."""
        with self._lock:
            for fact in facts:
                origin = Origin(fact.event, fact.run, fact.bundle, 0, fact.booth, fact.material)
                self._held[fact.at // _MINUTE, origin, "preview" in fact.flags] += fact.quantity


def _held_facts(minute: int, origin: Origin, preview: bool, count: int) -> Iterator[Fact]:
    for start in range(0, count, MAX_QUANTITY):
        yield ledger.make_fact(
            "response", id=new_id(), device="public", at=minute * _MINUTE, method="scan", quantity=min(MAX_QUANTITY, count - start),
            flags="flood preview" if preview else "flood", **asdict(origin),
        )  # fmt: skip


def write_responses(store: Store, flood: Flood, facts: list[Fact], at: int | None = None) -> None:
    """Append facts together with what the flood gate holds from earlier minutes (from this one too when ``at`` is None)."""
    held = flood.due(at)
    if not facts and not held:
        return
    try:
        store.write(lambda connection: ledger.append(connection, [*held, *facts]))
    except BaseException:
        flood.put_back(held)
        raise
