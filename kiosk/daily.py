"""The work of each day: old salts, names past their time, a backup; run by the server itself and by `kiosk daily`."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.backups import write_backup
from kiosk.config import Config
from kiosk.devices import forget_names
from kiosk.erasures import clear_traces
from kiosk.ids import now_ms
from kiosk.prints.folder import KEPT_SECONDS, prints_folder, purge_prints
from kiosk.privacy import erase
from kiosk.referrals import purge_closed
from kiosk.responses import drop_old_salts
from kiosk.settings import read_setting, write_setting
from kiosk.sheet_photos import purge_kept, purge_photos
from kiosk.storage import Store
from kiosk.volunteers import volunteers_past
from kiosk.wishes import contacts_past, words_past

BACKUPS = "backups"
KEPT_BACKUPS = 7


@dataclass(frozen=True, slots=True)
class Done:
    """What the day's work did: salts dropped, people whose names or texts were removed, and the backup that was written."""

    salts: int
    names: int
    backup: Path | None


def do_daily_work(config: Config, store: Store, *, again: bool = False) -> Done | None:
    """Do the day's work unless it was done today (UTC); None when there was nothing to do.  ``again`` does it all the same."""
    today = datetime.now(UTC).date().isoformat()
    if not again and read_setting(store.read(), "daily_done") == today:
        return None
    salts = store.write(drop_old_salts)
    names = 0 if config.demonstration else store.write(lambda connection: _purge_names(connection, config))
    names += 0 if config.demonstration else store.write(lambda connection: purge_closed(connection, now_ms()))
    purge_photos(config.instance)
    if not config.demonstration:
        purge_kept(config.instance, _events_past(store.read(), config.retention_days))
    if names:
        clear_traces(store, config.instance)
    else:
        purge_prints(prints_folder(config.instance), KEPT_SECONDS)
    backup = _write_backup(config, today)
    store.write(lambda connection: write_setting(connection, "daily_done", today))
    return Done(salts, names, backup)


def _purge_names(connection: sqlite3.Connection, config: Config) -> int:
    """Remove the names of participants whose event was too long ago, of volunteers who left so long ago, and later than these the
    wall's words; counts and hours stay (domain.md §6)."""
    days = config.retention_days
    last_day = (datetime.now(UTC).date() - timedelta(days=days)).isoformat()
    due = connection.execute(
        "SELECT i.subject FROM identity i JOIN event e ON e.id = i.event WHERE e.day < ? AND i.subject NOT IN (SELECT id FROM person)"
        " AND i.subject NOT IN (SELECT guardian FROM volunteer)"
        " AND i.subject NOT IN (SELECT id FROM wall_note) AND i.subject NOT IN (SELECT claim FROM wall_wish)",
        (last_day,),
    ).fetchall()
    due += volunteers_past(connection, now_ms() - days * 86_400_000)
    wall = [*contacts_past(connection, days), *words_past(connection, config.wall_days)]
    subjects = [*(row["subject"] for row in due), *wall]
    return sum(erase(connection, subject, "retention") for subject in subjects) + forget_names(connection, last_day)


def _events_past(connection: sqlite3.Connection, days: int) -> set[str]:
    last_day = (datetime.now(UTC).date() - timedelta(days=days)).isoformat()
    return {row["id"] for row in connection.execute("SELECT id FROM event WHERE day < ?", (last_day,)).fetchall()}


def _write_backup(config: Config, today: str) -> Path | None:
    folder = config.instance / BACKUPS
    target = folder / f"kiosk-{today}.db"
    if target.exists():
        return None
    write_backup(config, target)
    folder.chmod(0o700)
    for old in sorted(folder.glob("kiosk-*.db"))[:-KEPT_BACKUPS]:
        old.unlink()
    return target
