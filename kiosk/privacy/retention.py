"""How long what names people is kept: one table of rules, what is due by each, and removing it with a record of that.

A new area adds one ``Rule``; its words go with ``privacy.erase``, and the record, the dry run and the office's page follow by themselves.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from kiosk import clock
from kiosk.accounts import SESSION_MS
from kiosk.config import Config
from kiosk.devices import forget_name_of
from kiosk.ids import now_ms
from kiosk.prints.folder import KEPT_SECONDS as PRINT_SECONDS
from kiosk.privacy.deletions import Deleting, Line, home_of
from kiosk.privacy.erasures import delete_for_good
from kiosk.privacy.personal_data import erase
from kiosk.referrals import closed_past, kept_days
from kiosk.responses import SALT_MS
from kiosk.safety_copies import KEPT_DAYS, old_copies
from kiosk.sheet_photos import KEPT_SECONDS as PHOTO_SECONDS
from kiosk.sheet_photos import discard, photos_of
from kiosk.storage import Store
from kiosk.volunteers import volunteers_past
from kiosk.wishes import contacts_past, words_past

AHEAD_DAYS = 30
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Rule:
    """What is removed, and after how long: by a ``setting`` of config.toml, or ('') by ``own_days`` that the area lets people set;
    ``due`` returns whose, given the days."""

    key: str
    setting: str
    due: Callable[[sqlite3.Connection, int], Iterable[str]]
    own_days: Callable[[sqlite3.Connection], int] | None = None

    def days(self, connection: sqlite3.Connection, config: Config) -> int:
        """Return after how many days it goes by this instance's settings."""
        return self.own_days(connection) if self.own_days else int(getattr(config, self.setting))


def _names_past(connection: sqlite3.Connection, days: int) -> list[str]:
    """Whoever left a name, number or note at an event that was so long ago: visitors, askers; not who is kept for longer by another rule."""
    rows = connection.execute(
        "SELECT i.subject FROM identity i JOIN event e ON e.id = i.event WHERE e.day < ? AND i.subject NOT IN (SELECT id FROM person)"
        " AND i.subject NOT IN (SELECT guardian FROM volunteer)"
        # what somebody wrote beside the name goes with the name, and they are one
        " AND NOT EXISTS (SELECT 1 FROM fact f JOIN identity o ON o.subject = f.person AND o.event = i.event WHERE f.id = i.subject"
        " AND f.person <> '' AND o.subject NOT IN (SELECT id FROM person))"
        " AND i.subject NOT IN (SELECT id FROM wall_note) AND i.subject NOT IN (SELECT claim FROM wall_wish)",
        (_last_day(days),),
    ).fetchall()
    return [row["subject"] for row in rows]


def _volunteers_past(connection: sqlite3.Connection, days: int) -> list[str]:
    return [row["subject"] for row in volunteers_past(connection, now_ms() - days * _DAY_MS)]


def _phones_past(connection: sqlite3.Connection, days: int) -> list[str]:
    rows = connection.execute(
        "SELECT d.id FROM device d JOIN event e ON e.id = d.event WHERE d.name <> '' AND e.day < ?", (_last_day(days),)
    ).fetchall()
    return [row["id"] for row in rows]


def _last_day(days: int) -> str:
    return (clock.today() - timedelta(days=days)).isoformat()


PHONES = "phone_names"
RULES = (
    Rule("names", "retention_days", _names_past),
    Rule("volunteers", "retention_days", _volunteers_past),
    Rule("claims", "retention_days", contacts_past),
    Rule("wall", "wall_days", words_past),
    Rule("referrals", "", closed_past, kept_days),
    Rule(PHONES, "retention_days", _phones_past),
)
"""In the order in which they are removed; the demonstration keeps all of it."""
@dataclass(frozen=True, slots=True)
class Due:
    """How many people's data of one kind go at one event ('' for people of the plan): today, and within the next thirty days."""

    rule: Rule
    organisation: str
    event: str
    today: int
    soon: int


def due_by_rule(connection: sqlite3.Connection, config: Config) -> list[Due]:
    """Return what would go today and within ``AHEAD_DAYS``, by rule and event; nothing in a demonstration, which is kept whole."""
    return [] if config.demonstration else [due for rule in RULES for due in _due(connection, rule, rule.days(connection, config))]


def _due(connection: sqlite3.Connection, rule: Rule, days: int) -> list[Due]:
    today = Counter(home_of(connection, subject) for subject in rule.due(connection, days))
    ahead = Counter(home_of(connection, subject) for subject in rule.due(connection, days - AHEAD_DAYS))
    return [Due(rule, *home, today[home], ahead[home] - today[home]) for home in sorted(ahead | today)]


def kept_photos_due(connection: sqlite3.Connection, config: Config) -> list[Line]:
    """Return the photos of sheets that were kept on purpose and whose event is past its time, by event."""
    past = {row["id"] for row in connection.execute("SELECT id FROM event WHERE day < ?", (_last_day(config.retention_days),)).fetchall()}
    counts = Counter(photo.event for photo in photos_of(config.instance) if photo.state == "kept" and photo.event in past)
    return [] if config.demonstration else [Line("kept_photos", event, count) for event, count in sorted(counts.items())]


def purge_due(config: Config, store: Store) -> int:
    """Remove whatever is due from everywhere, put it on record and look whether anything of it is left; return how many people's."""
    if config.demonstration:
        return 0
    photos = _drop_kept_photos(config, store)

    def work(connection: sqlite3.Connection, deleting: Deleting) -> int:
        for rule in RULES:
            for subject in rule.due(connection, rule.days(connection, config)):
                deleting.note(connection, rule.key, subject)
                if rule.key == PHONES:
                    forget_name_of(connection, subject)
                else:
                    erase(connection, subject, "retention")
        people = sum(deleting.counts.values())
        for line in photos:
            deleting.add(connection, line)
        return people

    return delete_for_good(store, config.instance, "retention", work)


def _drop_kept_photos(config: Config, store: Store) -> list[Line]:
    due = kept_photos_due(store.read(), config)
    for photo in photos_of(config.instance):
        if photo.state == "kept" and photo.event in {line.event for line in due}:
            discard(config.instance, photo)
    return due


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Working copies and random numbers that the product removes by itself after fixed ``days``, and how many would go now."""

    key: str
    days: int
    today: int


def housekeeping(connection: sqlite3.Connection, config: Config) -> list[Housekeeping]:
    """Return what goes without any setting: photos that nobody confirmed, finished PDFs, copies made before a change of the
    database, salts of visitors' marks, ended sign-ins."""
    now = now_ms()
    photos = sum(photo.state != "kept" and photo.at < now - PHOTO_SECONDS * 1000 for photo in photos_of(config.instance))
    prints = sum(path.stat().st_mtime * 1000 < now - PRINT_SECONDS * 1000 for path in (config.instance / "prints").glob("*"))
    salts = connection.execute("SELECT count(*) FROM daily_salt WHERE made_at <= ?", (now - SALT_MS,)).fetchone()[0]
    sign_ins = connection.execute("SELECT count(*) FROM staff_session WHERE expires_at < ?", (now,)).fetchone()[0]
    return [
        Housekeeping("sheet_photos", PHOTO_SECONDS // 86_400, photos), Housekeeping("prints", PRINT_SECONDS // 86_400, prints),
        Housekeeping("copies", KEPT_DAYS, len(old_copies(config.database, now))), Housekeeping("salts", SALT_MS // _DAY_MS, salts), Housekeeping("sign_ins", SESSION_MS // _DAY_MS, sign_ins),
    ]  # fmt: skip
